"""Is all of a student's that gets to a parser bounded, and does no text lead anywhere but to an answer?"""

import ast
import contextlib
import io
import re
import tarfile
import zipfile

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.candidate.outputs import NUMBER, OutputArea
from autograder.coursedir import folders
from autograder.feedback import sections
from autograder.intake.collection.archives import Reader
from lenet_keras.checks import former_names
from lenet_keras.checks.a3_train.counts import ROW
from lenet_keras.checks.former_names import today
from lenet_keras.checks.session import binds
from lenet_keras.checks.steps import STEPS
from lenet_keras.checks.syntax import LONGEST, UnparsedError, parsed

PARSERS = re.compile(
    r"\b(json\.loads?|ast\.parse|parsed|nbformat\.reads?|BeautifulSoup|nh3\.\w+|zipfile\.ZipFile|tarfile\.open|"
    r"yaml\.\w*load|pickle\.loads|csv\.reader|eval|deserialize|pictures\.decode|imdecode|imread|Image\.open|"
    r"ElementTree\.fromstring|np\.load|idx\.read|\w+Lexer|MarkdownWithMath|dates\.parse|parse_utc|tarfile\.TarFile)\("
)
# What these read was written by an instructor or by grading itself.
OWN = {
    "autograder/coursedir/audit.py": "records that grading wrote",
    "autograder/intake/collection/departed.py": "a list that a command of the instructor's wrote",
    "autograder/handwriting/collection.py": "digits that the instructor's command cut out",
    "autograder/examiner/handwriting.py": "the same",
    "autograder/demo/sample_class.py": "the project's lessons",
    "autograder/dispatch/task.py": "what the repair wrote",
    "autograder/examiner/checkcell.py": "the course's lessons",
    "autograder/feedback/archive.py": "nothing: it writes",
    "autograder/grading/mending.py": "one tag of HTML that was cleaned",
    "autograder/results/similar/pairs.py": "what grading wrote",
    "autograder/examiner/execution.py": "the reference solution",
    "autograder/examiner/library.py": "the project's own modules",
    "autograder/examiner/reference.py": "the reference solution",
    "autograder/grading/assignment.py": "the course's lessons, and what grading wrote",
    "autograder/grading/exporter.py": "what the repair wrote",
    "autograder/grading/masters.py": "the course's lessons",
    "autograder/intake/collection/people.py": "a list of participants",
    "autograder/intake/repair/outline.py": "the gradebook's copy of a lesson",
    "autograder/results/lms/sheet.py": "what an LMS exported",
    "autograder/sandbox/launch.py": "a task, in the candidate",
    "autograder/sandbox/launcher.py": "what the warm process says, which runs no student's code",
    "autograder/sandbox/requirements.py": "what the self-test says",
    "autograder/sandbox/session.py": "values of the reference, in the candidate",
    "autograder/sandbox/warm.py": "a task, from the examiner",
    "autograder/candidate/process.py": "notes of the supervisor",
    "autograder/results/report/mistakes.py": "what grading wrote; Python by `syntax`",
    "lenet_keras/checks/observation.py": "a lesson's own expressions",
}
PLACES = ("lessons", "questions")  # of instructors' files


def parsing() -> set[str]:
    """The modules that parse."""
    modules = [
        *(folders.PROJECT / "autograder").rglob("*.py"),
        *(folders.PROJECT / "lenet_keras/checks").rglob("*.py"),
    ]
    names = {file.relative_to(folders.PROJECT).as_posix(): file for file in modules}
    return {
        name
        for name, file in names.items()
        if PARSERS.search(file.read_text(encoding="utf-8")) and name.split("/")[1] not in PLACES
    }


def test_every_module_that_parses_stands_in_the_threat_model():
    table = (folders.PROJECT / "docs" / "THREAT-MODEL.md").read_text(encoding="utf-8")
    bounded = {
        name for name in parsing() if "parsed(" in (folders.PROJECT / name).read_text(encoding="utf-8")
    }
    unknown = {name for name in parsing() - OWN.keys() - bounded if f"`{name}`" not in table}
    assert unknown == set()
    assert OWN.keys() - parsing() == set()


TEXTS = st.one_of(
    st.text(),
    st.text("()[]{}.,;:=+-*/ \n\tab'\"\\\0#@", max_size=300),
    st.builds(lambda text, count: text * count, st.text(max_size=5), st.integers(0, 6000)),
)


@given(TEXTS)
@settings(deadline=None)
def test_any_text_is_python_or_none_or_too_much(text):
    with contextlib.suppress(UnparsedError):
        assert parsed(text) is None or isinstance(parsed(text), ast.Module)
    assert binds(text, ("name",)) in (True, False)


@pytest.mark.parametrize(
    "text", ["a" + ".b" * 9_000, "-" * 19_000 + "1", "f" + "()" * 9_000, "(" * 19_000, "a;" * 9_000]
)
def test_deep_and_long_texts_of_python_do_the_same(text):
    assert len(text) < LONGEST
    assert binds(text, ("name",)) is False


def test_the_names_of_an_answer_that_are_looked_up_are_few(monkeypatch):
    message = "TypeError: f() missing 1 required positional argument: 'x'"
    text = "".join(f"a{number}=" for number in range(2_000)) + "a=" * 2_000 + f"{'b' * 5_000}="
    searched: list[str] = []
    search = re.search
    monkeypatch.setattr(re, "search", lambda pattern, words: searched.append(words) or search(pattern, words))
    assert today(message, text) == ""
    assert max(map(len, searched)) < len(message) + 65 * former_names.MOST


def test_a_heading_is_read_up_to_a_bound():
    assert len(sections._plain("[" * 200_000)) <= sections.MOST


def line_by_line() -> list[str]:
    """The patterns of judges that look at each line of a student's text."""
    hints = [pattern for step in STEPS.values() for pattern, _ in (*step.source_hints, *step.error_hints)]
    return [*(each for each in hints if "(?m)" in each), ROW.pattern]


def test_no_pattern_looks_from_each_line_over_all_blank_ones_behind_it():
    assert len(line_by_line()) >= 3
    assert [each for each in line_by_line() if re.search(r"\^\\s[*+]", each)] == []


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=12,
)
KINDS = ("stream", "display_data", "execute_result", "error", "update_display_data", "clear_output", "status")
CONTENT = st.one_of(
    VALUES,
    st.fixed_dictionaries(
        {},
        optional={
            name: VALUES
            for name in (
                "name",
                "text",
                "data",
                "metadata",
                "transient",
                "wait",
                "ename",
                "evalue",
                "traceback",
                "execution_count",
            )
        },
    ),
    st.fixed_dictionaries({"name": st.sampled_from(["stdout", "stderr"]), "text": st.text()}),
    st.fixed_dictionaries(
        {
            "data": st.dictionaries(st.text(max_size=8), VALUES),
            "metadata": VALUES,
            "transient": st.dictionaries(st.just("display_id"), VALUES),
        }
    ),
)


@given(
    st.lists(
        st.fixed_dictionaries({"msg_type": st.one_of(st.sampled_from(KINDS), VALUES), "content": CONTENT}),
        max_size=6,
    )
)
@settings(deadline=None)
def test_messages_of_any_form_become_valid_outputs(messages):
    area = OutputArea()
    for message in messages:
        area.take(message)
    assert len(area.outputs) <= NUMBER
    cell = nbformat.v4.new_code_cell(outputs=area.outputs)
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def archive(kind: str) -> bytes:
    """A small archive, with another in it."""
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a1.ipynb", "{}" * 50)
    if kind == "zip":
        with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("ada/work.zip", inner.getvalue())
            file.writestr("bao/a1.ipynb", "x" * 500)
    else:
        with tarfile.open(fileobj=outer, mode=f"w:{kind}") as file:
            for name in ("ada/work.zip", "bao/a1.ipynb"):
                info = tarfile.TarInfo(name)
                info.size = len(inner.getvalue())
                file.addfile(info, io.BytesIO(inner.getvalue()))
    return outer.getvalue()


ARCHIVES = {kind: archive(kind) for kind in ("zip", "gz", "")}


@given(
    st.sampled_from(sorted(ARCHIVES)),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=8),
    st.floats(0.2, 1),
)
@settings(deadline=None, max_examples=200)
def test_damaged_archives_are_told_and_nothing_is_raised(tmp_path_factory, kind, bytes_changed, kept):
    content = bytearray(ARCHIVES[kind])
    for place, value in bytes_changed:
        content[int(place * len(content))] = value
    folder = tmp_path_factory.mktemp("archive")
    (folder / f"class.{kind or 'tar'}").write_bytes(content[: int(kept * len(content))])
    members = list(Reader().read(folder))
    assert all(isinstance(member.content, bytes) and isinstance(member.fault, str) for member in members)
