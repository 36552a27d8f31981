"""Students who were removed from the gradebook: an archive that still holds their work brings nobody back.

The gradebook forgets whom somebody removes, with her name and her number. So each collection writes down,
beside the audit records, whom it knew.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from autograder.coursedir import atomic
from autograder.intake.collection.people import Person

FILE = "students.json"


def of(folder: Path, known: Iterable[Person]) -> list[Person]:
    """Those whom an earlier collection knew and the gradebook no longer does.

    Args:
        folder: of the audit records.
        known: the gradebook's students; if there are none it is a new one, and nobody was removed.

    Returns:
        Them, without those who are there under another id.
    """
    known = list(known)
    ids, numbers = {each.id for each in known}, {each.number for each in known} - {""}
    return [each for each in _read(folder) if known and each.id not in ids and each.number not in numbers]


def remember(folder: Path, known: Iterable[Person]) -> None:
    """Write down who is known, beside whom is remembered already.

    Args:
        folder: of the audit records.
        known: the gradebook's students.
    """
    people = {each.id: each for each in (*_read(folder), *known)}
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps([asdict(each) for each in people.values()], indent=1)
    atomic.write(folder / FILE, content.encode())


def _read(folder: Path) -> list[Person]:
    """Who is remembered; nobody where there is no file, or none of ours."""
    try:
        stored = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return [Person(**{**each, "others": tuple(each["others"])}) for each in stored]
    except (OSError, ValueError, TypeError, KeyError):
        return []
