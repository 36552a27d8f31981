"""What must not reach students: solutions, rubrics, model answers, graders' code and records, outputs."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.coursedir import folders
from autograder.questions import bank
from autograder.questions.entry import Entry

SHORTEST = 16  # characters without blanks; shorter texts stand anywhere by chance
REGION = re.compile(r"^ *### BEGIN SOLUTION\n(.*?)^ *### END SOLUTION", re.MULTILINE | re.DOTALL)
# Of graders and authors; none of them stands in anything that students need.
MARKS = (
    "BEGIN SOLUTION",
    "BEGIN HIDDEN TESTS",
    "BEGIN MARK SCHEME",
    "import autograder",
    "from autograder",
    "SQLite format 3",
)
FORBIDDEN = ("autograder", "solutions", "tests", ".git", "gradebook.db", "nbgrader_config.py")
ANSWERS = ("answer", "rubric", "mistakes", "options", "accepted")  # fields of a question


@dataclass(frozen=True)
class Secret:
    """A text that gives an answer away."""

    where: str
    """Where it stands."""
    plain: str
    """The text as `_plain` leaves it."""
    only_in: str = ""
    """Where it must not stand; nowhere at all if empty."""


def secrets(root: Path) -> list[Secret]:
    """The texts that give answers away.

    Of questions this is every text that says what is right, wrong, or worth points; numbers in a template
    differ from student to student, so its text counts in pieces. A solution that a later lesson gives its
    students, such as the imports, must not stand in the notebook of its own lesson.

    Raises:
        autograder.questions.problem.BankError: when the bank breaks a rule.
    """
    texts = {
        lesson: (root / folders.SOLUTIONS / f"{lesson}.py").read_text(encoding="utf-8")
        for lesson in folders.lessons(root)
    }
    given = _plain(" ".join(REGION.sub("", text) for text in texts.values()))
    found = []
    for lesson, text in texts.items():
        for number, region in enumerate(REGION.findall(text), 1):
            plain = _plain(_code(region))
            own = f"{folders.NOTEBOOKS}/{lesson}/" if plain in given else ""
            found.append(Secret(f"solution {number} of {lesson}", plain, own))
    for entry in bank.load(root).values():
        found += _of_question(entry)
    return [secret for secret in found if len(secret.plain) >= SHORTEST]


def _of_question(entry: Entry) -> Iterator[Secret]:
    asked = _plain(" ".join(_strings([entry.fields["text"], entry.fields.get("notebook", "")])))
    for field in ANSWERS:
        value = entry.fields.get(field)
        if field == "options":  # what there is to choose from is asked; why, and which, is not
            value = [option.get("reason") for option in value or []]
        for text in _strings(value):
            for piece in re.split(r"\{[^{}]*\}", text):
                if _plain(piece) not in asked:
                    yield Secret(f"{field} of {entry.id}: {piece.strip()[:40]!r}", _plain(piece))


def find(content: Mapping[str, bytes], known: Iterable[Secret]) -> list[str]:
    """Everything in the files that students must not get.

    Args:
        content: files by name.
        known: what `secrets` found.

    Returns:
        One line for each, with the file; nothing if all is well.
    """
    found = []
    known = list(known)
    for name, data in content.items():
        if parts := set(FORBIDDEN) & set(name.split("/")):
            found.append(f"{name}: {', '.join(sorted(parts))} is for graders")
        text = data.decode("utf-8", errors="replace")
        if name.endswith(".ipynb"):
            notebook = json.loads(text)
            ran = [c for c in notebook["cells"] if c.get("outputs") or c.get("execution_count")]
            found += [f"{name}: cell {cell.get('id')} has outputs" for cell in ran]
            text = "\n".join(_strings(notebook))
        found += [f"{name}: {mark!r}" for mark in MARKS if mark in text]
        forms = _plain(text), _plain(_code(text))
        found += [
            f"{name}: {secret.where}"
            for secret in known
            if name.startswith(secret.only_in) and any(secret.plain in form for form in forms)
        ]
    return found


def _code(text: str) -> str:
    """Without lines that are comments."""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def _plain(text: str) -> str:
    """Without blanks, case, Markdown and signs of comments: what is the same to a reader."""
    return re.sub(r"[\s#*_`\\]+", "", text).casefold()


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)
