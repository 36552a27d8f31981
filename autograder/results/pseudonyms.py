"""Names that tell nobody who is who, the same in every table of a course."""

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from autograder.coursedir import atomic

KEY = "pseudonyms.key"
"""Beside the audit records. Without it nobody can tell a name from an id; a new one renames the class."""
FIRST = (
    *(
        "amber",
        "azure",
        "bold",
        "brisk",
        "bronze",
        "calm",
        "clear",
        "copper",
        "coral",
        "crisp",
        "early",
        "fair",
    ),
    *(
        "fleet",
        "gentle",
        "golden",
        "green",
        "grey",
        "hazel",
        "ivory",
        "keen",
        "light",
        "lilac",
        "lucky",
        "merry",
    ),
    *(
        "misty",
        "noble",
        "olive",
        "patient",
        "proud",
        "quick",
        "quiet",
        "rapid",
        "rosy",
        "ruby",
        "rusty",
        "sandy",
    ),
    *(
        "scarlet",
        "silver",
        "snowy",
        "steady",
        "stone",
        "sunny",
        "swift",
        "teal",
        "violet",
        "warm",
        "wild",
        "young",
    ),
)
SECOND = (
    *("badger", "bat", "beaver", "bee", "bison", "crane", "cricket", "crow", "deer", "dove", "duck", "eagle"),
    *("falcon", "finch", "fox", "frog", "gecko", "goose", "gull", "hare", "hawk", "heron", "horse", "ibis"),
    *("jackdaw", "jay", "kite", "lark", "lynx", "marten", "mole", "moth", "newt", "otter", "owl", "panda"),
    *(
        "perch",
        "pike",
        "plover",
        "puffin",
        "quail",
        "raven",
        "robin",
        "seal",
        "snipe",
        "stork",
        "swan",
        "wren",
    ),
)


def of(folder: Path, students: Iterable[str]) -> dict[str, str]:
    """The pseudonym of each student.

    Args:
        folder: of the course's records; the key is made there once.
        students: their ids.
    """
    key = _key(folder / KEY)
    digests = {each: hmac.new(key, each.encode(), hashlib.sha256).digest() for each in students}
    names: dict[str, str] = {}
    used: Counter[str] = Counter()
    for student in sorted(digests, key=digests.__getitem__):
        number = int.from_bytes(digests[student])
        name = f"{FIRST[number % len(FIRST)]} {SECOND[number // len(FIRST) % len(SECOND)]}"
        used[name] += 1
        names[student] = f"{name} {used[name]}" if used[name] > 1 else name
    return names


def _key(file: Path) -> bytes:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        atomic.write(file, secrets.token_bytes(32))
    return file.read_bytes()
