"""The bank: every question once, beside its lesson, in a file that a teacher edits without code.

`solutions/<lesson>.questions.yaml` is a list of questions; `item` says what their fields mean. What breaks
a rule is refused with its line and the cure, all of a file at once. Whether a template's answers are distinct
for all of its parameters is seen by making them: `variants.prove`.
"""

from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from autograder.coursedir import folders
from autograder.questions.entry import Entry
from autograder.questions.form import described
from autograder.questions.problem import BankError, Problem
from autograder.questions.rules import Reader

SUFFIX = ".questions.yaml"


def load(root: Path = folders.PROJECT, lesson: str = "a*") -> dict[str, Entry]:
    """Read the bank of a course.

    Args:
        root: the folder that holds `solutions/`.
        lesson: name of the only one whose questions are wanted; of all lessons if left out.

    Returns:
        All entries by id, in the order of lessons and files; empty where there are none.

    Raises:
        autograder.questions.problem.BankError: everything that is wrong, with file, line and cure.
    """
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for path in sorted((root / folders.SOLUTIONS).glob(lesson + SUFFIX)):
        for entry in _read(path, problems):
            if entry.id in entries:
                first = entries[entry.id]
                problems.append(
                    Problem(
                        path,
                        entry.line("id"),
                        f"{entry.id} is there twice; first in {first.path.name}, line {first.line('id')}",
                        "Give one of them a number that is free",
                    )
                )
            entries.setdefault(entry.id, entry)
    if problems:
        raise BankError(problems)
    return entries


def _read(path: Path, problems: list[Problem]) -> list[Entry]:
    try:
        content = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        problems.append(Problem(path, 1, "it is no UTF-8 text", "Save it as UTF-8"))
        return []
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        found = " ".join(part for part in (error.context, error.problem) if part)
        cure = "Look at the indentation and the quotes there; text with `: ` or `#` needs quotes or `|`"
        problems.append(Problem(path, mark.line + 1 if mark else 1, f"this is no YAML: {found}", cure))
        return []
    except YAMLError as error:
        problems.append(Problem(path, 1, f"this is no YAML: {error}", "Take out what is named there"))
        return []
    if not isinstance(content, CommentedSeq):
        problems.append(Problem(path, 1, "the file is no list", "Begin each question with `- id: A1.Q1`"))
        return []
    lesson = path.name.removesuffix(SUFFIX)
    entries = []
    for place, raw in enumerate(content):
        line = content.lc.item(place)[0] + 1
        if not isinstance(raw, CommentedMap):
            cure = "Begin each question with `- id: A1.Q1`"
            problems.append(Problem(path, line, f"found {described(raw)} where a question should be", cure))
            continue
        reader = Reader(path, lesson, raw, line)
        problems += reader.problems
        if reader.entry:
            entries.append(reader.entry)
    return entries
