"""Is an exam what was chosen, under its own heading, fair in its variants, and without leftovers?"""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time

import pytest
from lxml import etree
from pypdf import PdfReader

from autograder import __main__ as commands
from autograder.coursedir import folders
from autograder.questions import bank, variants
from autograder.questions.sheets import command, pools
from autograder.questions.sheets.selection import Choice, Heading, on_paper

BANK = bank.load()


def ids(choice: Choice) -> list[str]:
    return [entry.id for entry in choice.of(BANK.values())]


def test_questions_are_chosen_by_id_tag_difficulty_and_points():
    assert ids(Choice()) == list(BANK)
    assert ids(Choice(questions=("A2.Q13", "A1.Q4"))) == ["A2.Q13", "A1.Q4"]  # in the order asked for
    scaling = ids(Choice(tags=("scaling",)))
    assert scaling and all(BANK[each].fields["concept"] == "scaling" for each in scaling)
    hard = ids(Choice(tags=("scaling",), difficulties=(3,), points=(2,)))
    assert hard == [
        each for each in scaling if (BANK[each].fields["difficulty"], BANK[each].points) == (3, 2)
    ]


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (Choice(questions=("A2.Q133",)), "no question 'A2.Q133'; did you mean A2.Q13"),
        (Choice(tags=("scalling",)), "no tag 'scalling'; did you mean scaling"),
        (Choice(tags=("scaling",), points=(77,)), "no question is left"),
    ],
)
def test_a_choice_that_cannot_be_met_is_told(choice, told):
    with pytest.raises(LookupError, match=told):
        choice.of(BANK.values())


def test_what_needs_the_notebook_is_on_no_sheet():
    assert {entry.id for entry in BANK.values()} - {entry.id for entry in on_paper(BANK.values())} == {
        "A2.Q6",
        "A3.Q3",
    }
    for entry in on_paper(BANK.values()):
        assert not re.search(r"your `|in this lesson|did you use", variants.common(entry).text), entry.id


EXAM = ["--question", "A2.Q13", "--question", "A2.Q6", "--question", "A1.Q4", "--question", "A1.Q16"]


@pytest.fixture(scope="module")
def exam(tmp_path_factory):
    """An exam of three questions from two lessons, from the command line."""
    root = tmp_path_factory.mktemp("exam")
    (root / folders.SOLUTIONS).symlink_to(folders.PROJECT / folders.SOLUTIONS)
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    heading = ["--title", "Mid-term exam", "--course", "Vision 1", "--date", "2 June", "--time", "90 minutes"]
    with contextlib.chdir(root):
        assert commands.main(["sheets", "--output", "out", *EXAM, *heading]) == 0
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return root / "out"


def words(file) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(file).pages).split())


def test_an_exam_is_one_document_under_its_own_heading(exam):
    assert {path.name for path in exam.iterdir()} == {
        *(f"mid-term-exam-{kind}.pdf" for kind in ("sheet", "key", "rubric")),
        *(f"mid-term-exam-{kind}" for kind in ("canvas.zip", "moodle.xml", "gift.txt")),
        *(f"mid-term-exam-{kind}" for kind in ("canvas-pools.zip", "moodle-pools.xml")),
    }
    said = words(exam / "mid-term-exam-sheet.pdf")
    assert "Mid-term exam" in said and "Question sheet · Vision 1 · 2 June · 90 minutes" in said
    assert said.index("28 × 28 × 1") < said.index("What was done to the digit")
    assert "your model have weights" not in said  # needs the notebook


def test_pools_give_each_student_of_moodle_numbers_of_her_own(exam):
    root = etree.parse(exam / "mid-term-exam-moodle-pools.xml").getroot()
    names = [each.text for each in root.findall("question[@type='category']/category/text")]
    assert names == [f"$course$/top/Mid-term exam/{name}" for name in ("A2.Q13", "A1.Q4", "A1.Q16")]
    texts = [
        each.findtext("questiontext/text")
        for each in root.findall("question")
        if each.get("type") == "shortanswer"
    ]
    assert len(texts) == len(set(texts)) > 5
    numbers = [each.text for each in root.iter("idnumber")]
    assert len(numbers) == len(set(numbers))


def test_a_pool_depends_on_the_secret_and_on_nothing_else():
    entry = BANK["A2.Q13"]
    one, again = pools.of([entry], b"s" * 32), pools.of([entry], b"s" * 32)
    assert one == again != pools.of([entry], b"t" * 32)
    assert pools.of([BANK["A2.Q6"]], b"s" * 32) == {}


def test_drafts_of_a_run_that_was_ended_do_not_stay(tmp_path):
    gone = tmp_path / f"{command.DRAFTS}4194305-x"  # no process has such a number
    mine = tmp_path / f"{command.DRAFTS}{os.getpid()}-x"
    gone.mkdir()
    mine.mkdir()
    command._remove_leftovers(tmp_path)
    assert not gone.exists() and mine.exists()


@pytest.mark.slow
def test_a_run_that_is_ended_leaves_nothing(tmp_path):
    run = subprocess.Popen(
        [sys.executable, "-m", "autograder", "sheets", "--output", str(tmp_path / "out")],
        cwd=folders.PROJECT,
        stderr=subprocess.DEVNULL,
    )
    while run.poll() is None and not list(tmp_path.glob(f"out/{command.DRAFTS}*")):
        time.sleep(0.05)
    run.send_signal(signal.SIGTERM)
    assert run.wait(60) == 128 + signal.SIGTERM
    assert list((tmp_path / "out").iterdir()) == []


def test_a_heading_without_letters_has_a_file_too():
    assert Heading("期末").file == "exam"


# --- variants of one question are equally hard --------------------------------------------------------------


def digits(number: float) -> int:
    """Significant digits, without zeros at either end."""
    return len(f"{abs(number):.6g}".replace(".", "").strip("0"))


def test_variants_take_the_same_operations_on_numbers_of_the_same_length():
    """The measure of docs/authoring.md, for the questions of which it was not true once."""
    parameters = {name: BANK[name].parameters for name in BANK}
    assert all(1000 * mean % 255 for mean in parameters["A1.Q7"]["mean"])  # no quotient that ends
    assert {digits(mean) for mean in parameters["A1.Q7"]["mean"]} <= {1, 2}
    # two marks to read, the largest value and where most are: neither alone tells the answer
    assert set(parameters["A1.Q16"]["state"]) == {"scaled", "inverted and scaled"}
    for item in variants.usable(BANK["A2.Q14"]):
        rows = [re.findall(r"-?\d+", line) for line in item.text.splitlines() if re.match(r"^ *-?\d", line)]
        weights = [int(each) for row in rows for each in row[3:]]
        pixels = [int(each) for row in rows for each in row[:3]]
        assert len(weights) == len(pixels) == 9
        assert sum(map(bool, weights)) == 6 and sum(abs(each) == 2 for each in weights) == 2
        assert all(pixels)
    for item in variants.usable(BANK["A2.Q24"]):
        assert item.number > 0 and round(item.number, 1) == pytest.approx(item.number)
        assert 1 <= digits(item.number) <= 2
    for item in variants.usable(BANK["A3.Q14"]):
        samples, accuracy = re.findall(r"\d+(?:[.,]\d+)*", item.text)
        assert digits(float(samples.replace(",", ""))) == 1 and not samples.startswith("1")
        assert digits(1 - float(accuracy)) == 2
