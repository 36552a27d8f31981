"""What pytest does before any test: shared fixtures, the profile of `make fuzz`, the order of files."""

from hypothesis import settings

from tests.support.launching import as_root, as_user, launch, open_folder

__all__ = ["as_root", "as_user", "launch", "open_folder"]

settings.register_profile("fuzz")  # see `tests.support.fuzzing`

# Those that take minutes: a worker that took up one of them last would go on alone.
LONGEST = (
    "test_answers.py",
    "test_attacks.py",
    "test_grading.py",
    "test_faults.py",
    "test_postgresql.py",
    "test_other_courses.py",
    "test_examination.py",
)


def pytest_collection_modifyitems(items):
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONGEST)))
