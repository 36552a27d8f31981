"""Notes: what the repair changed or could not decide, as sentences."""

from dataclasses import dataclass

REPAIRED = "repaired"  # put right, and there was only one way to do so
AMBIGUOUS = "ambiguous"  # one of several readings was taken; a person should look
OLDER = "older release"  # the teacher has changed the lesson since it was handed out
DROPPED = "dropped"  # something of the student's is not in the rebuilt notebook


@dataclass(frozen=True)
class Note:
    """One sentence about a rebuilt notebook."""

    kind: str
    """`repaired`, `ambiguous`, `older release` or `dropped`."""
    cell: str
    """The grade_id that it is about; nothing if it is about the whole notebook."""
    text: str
    """For the instructor. It may quote the student's file: plain text, never markup."""
    to_student: bool = False
    """Whether the student should read it, too."""


def quote(text: str, length: int = 200) -> str:
    """The beginning of a text on one line, without characters that a terminal would obey."""
    start = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * length]).split())
    return f"“{start[:length]}{'…' if len(start) > length or len(text) > 4 * length else ''}”"
