"""Where things lie: the folders of the project and of a course."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]

SOLUTIONS = "solutions"
NOTEBOOKS = "notebooks"
WORK = Path("autograder") / "course"  # everything that grading makes; ignored by git
SUBMITTED = WORK / "submitted"
AUTOGRADED = WORK / "autograded"
FEEDBACK = WORK / "feedback"
GRADEBOOK = WORK / "gradebook.db"


def lessons(root: Path = PROJECT) -> list[str]:
    """The names of all lessons, in order: `a1_preprocess`, `a2_build`, ..."""
    return sorted(path.stem for path in (root / SOLUTIONS).glob("a*.py"))


def sources(lesson: str = "", root: Path = PROJECT) -> list[Path]:
    """What people write for a lesson (for all, if none is named): its text, its questions, their pictures."""
    return sorted(path for path in (root / SOLUTIONS).glob(f"{lesson or 'a'}*") if path.is_file())


def database(root: Path) -> str:
    """The address of the gradebook of the course at `root`.

    SQLite's own limit of 5 s for a locked file loses grades when two programs write.
    """
    return f"sqlite:///{root / GRADEBOOK}?timeout=60"
