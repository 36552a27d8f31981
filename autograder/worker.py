"""`dask worker --preload autograder.worker` keeps a machine without a sandbox out of the cluster."""

from autograder.dispatch.worker import dask_setup

__all__ = ["dask_setup"]
