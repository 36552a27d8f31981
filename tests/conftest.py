"""Fixtures for more than one file of tests."""

from tests.support.launching import as_root, as_user, launch, open_folder

__all__ = ["as_root", "as_user", "launch", "open_folder"]
