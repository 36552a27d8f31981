"""What a warm process must not import, so that no candidate finds it in the memory that it is forked from.

In a candidate the files are not there either; what is left of this is a clear message.
"""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class Refusal(MetaPathFinder):
    """Refuses modules before anybody looks for them."""

    def __init__(self, packages: Sequence[str], library: Sequence[str], without: Sequence[str]):
        """Prepare to refuse.

        Args:
            packages: of which only what `library` names is there.
            library: modules and packages.
            without: packages and modules that are not there at all.
        """
        self._packages = tuple(f"{each}." for each in packages)
        self._opened = frozenset(packages)
        self._library = tuple(f"{each}." for each in library)
        self._without = tuple(f"{each}." for each in without)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Leave a module to others.

        Raises:
            ModuleNotFoundError: when it is one to be refused.
        """
        if f"{fullname}.".startswith(self._without):
            raise ModuleNotFoundError(
                f"No module named {fullname!r} when this part of the lesson is graded: it does without",
                name=fullname,
            )
        if (
            fullname not in self._opened
            and fullname.startswith(self._packages)
            and not f"{fullname}.".startswith(self._library)
        ):
            raise ModuleNotFoundError(
                f"No module named {fullname!r} when this lesson is graded: it judges answers, or is one",
                name=fullname,
            )
        return None


def install(packages: Sequence[str], library: Sequence[str], without: Sequence[str]) -> None:
    """Refuse from here on; see `Refusal`."""
    sys.meta_path.insert(0, Refusal(packages, library, without))
