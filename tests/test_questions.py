"""The bank of questions: is it read right, is what is broken refused with a cure, and are variants fair?"""

import dataclasses
import random
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from autograder.__main__ import main
from autograder.coursedir import folders
from autograder.lessons.build import bring_back, build, notebook
from autograder.lessons.lesson import LessonError, to_notebook, to_text
from autograder.questions import bank, cells, variants
from autograder.questions.filling import fill, references
from autograder.questions.item import KINDS
from autograder.questions.problem import BankError

BANK = bank.load()
SEED = bytes(range(16))
IN_LESSONS = (
    [f"A1.Q{n}" for n in (1, 2, 3)] + [f"A2.Q{n}" for n in range(1, 8)] + [f"A3.Q{n}" for n in (1, 2, 3, 4)]
)

GOOD = """\
- id: A1.Q1
  kind: one
  points: 1
  difficulty: 2
  concept: padding
  parameters:
    size: [28, 32]
    kernel: [3, 5]
    stride: [1]
  computed: convolution_size
  text: |
    {size} rows and a kernel of {kernel}. What does $n-k+1$ give?
  answer: |
    {answer}
  options:
    - text: "{answer}"
      right: true
    - text: "{kept}"
      reason: with padding
    - text: "{no_plus_one}"
      reason: add 1
  hints:
    - Count.
"""
TEXT = """\
- id: A1.Q2
  kind: text
  points: 2
  difficulty: 1
  concept: padding
  text: Why?
  answer: Because.
  rubric:
    - points: 2
      text: a reason.
"""


def course(tmp_path, text: str, name: str = "a1_preprocess"):
    (tmp_path / folders.SOLUTIONS).mkdir(exist_ok=True)
    (tmp_path / folders.SOLUTIONS / f"{name}{bank.SUFFIX}").write_text(text, encoding="utf-8")
    return tmp_path


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


# what is replaced in GOOD, by what, the line of which the error has to speak, and its words
BROKEN = {
    "no answer": (
        '    - text: "{answer}"\n      right: true\n',
        "",
        "options:",
        "no option is right.*right: true",
    ),
    "no points": ("  points: 1\n", "", "id:", "no `points`.*Add `points:`"),
    "no text": (
        "  text: |\n    {size} rows and a kernel of {kernel}. What does $n-k+1$ give?\n",
        "",
        "id:",
        "no `text`",
    ),
    "empty text": ("concept: padding", "concept:", "concept:", "`concept` is empty.*a text"),
    "unknown kind": ("kind: one", "kind: choice", "kind:", "kind is `choice`.*one, several"),
    "unknown field": ("  points: 1", "  points: 1\n  pionts: 2", "pionts", "no field `pionts`.*points"),
    "field of another kind": ("  points: 1", "  points: 1\n  unit: px", "unit", "no field `unit`"),
    "unknown field of an option": ("reason: add 1", "becuase: add 1", "no_plus_one", "no field `becuase`"),
    "an option without a reason": ("      reason: add 1\n", "", "no_plus_one", "no reason.*misconception"),
    "two right options": (
        "      reason: with padding",
        "      right: true",
        "{kept}",
        "2 options are right.*several",
    ),
    "one option": (
        GOOD[GOOD.index('    - text: "{kept}"') : GOOD.index("  hints:")],
        "",
        "options:",
        "one option only",
    ),
    "equal options": ('"{no_plus_one}"', '"{kept}"', 'text: "{kept}"', "there twice"),
    "unknown parameter": ("{size} rows", "{sise} rows", "text: |", r"`\{sise\}`.*it knows.*size"),
    "parameter in an option": ('"{kept}"', '"{keppt}"', "{keppt}", r"`\{keppt\}`"),
    "missing parameter": ("    stride: [1]\n", "", "computed:", "needs the parameter `stride`"),
    "useless parameter": (
        "    stride: [1]",
        "    stride: [1]\n    colour: [1, 2]",
        "parameters:",
        "nothing uses.*colour",
    ),
    "no list": ("size: [28, 32]", "size: 28", "parameters:", "`size` is `28`.*list"),
    "a value twice": ("size: [28, 32]", "size: [28, 28]", "parameters:", "twice"),
    "too many": ("size: [28, 32]", f"size: {list(range(1000, 2000))}", "parameters:", "2,000 combinations"),
    "unknown function": (
        "computed: convolution_size",
        "computed: conv",
        "computed:",
        "named `conv`.*convolution_size",
    ),
    "half math": ("$n-k+1$", "$n-k+1", "text: |", "`\\$` of its `text`.*no partner.*\\$"),
    "half math in a reason": ("reason: add 1", "reason: add $1", "no_plus_one", "no partner"),
    "a missing picture": (
        "rows and",
        "rows ![a map](map.png) and",
        "text: |",
        "no picture solutions/map.png.*draws no",
    ),
    "no alternative text": ("rows and", "rows ![ ](map.png) and", "text: |", "no alternative text"),
    "difficulty": ("difficulty: 2", "difficulty: 5", "difficulty:", "difficulty is 5.*reason"),
    "points": ("points: 1", "points: -1", "points:", "-1 points.*more than 0"),
    "points as words": ("points: 1", "points: one", "points:", "`points` is `one`.*a number"),
    "id of another lesson": ("A1.Q1", "A2.Q1", "id:", "not one of this lesson.*A1.Q"),
    "hints as text": ("  hints:\n    - Count.", "  hints: Count.", "hints:", "`hints` is `Count.`.*a list"),
    "hint as mapping": ("    - Count.", "    - Count: 1", "    - Count: 1", "found a mapping in `hints`"),
}


def test_the_good_question_is_good(tmp_path):
    entries = bank.load(course(tmp_path, GOOD + TEXT))
    assert list(entries) == ["A1.Q1", "A1.Q2"]
    variants.prove(entries.values())


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_refused_with_its_line_and_the_cure(tmp_path, name):
    old, new, where, words = BROKEN[name]
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    with pytest.raises(BankError) as caught:
        bank.load(course(tmp_path, text))
    lines = [problem.line for problem in caught.value.problems]
    last = max(n for n, line in enumerate(text.splitlines(), 1) if where in line)
    assert re.search(words, str(caught.value)), str(caught.value)
    assert f"a1_preprocess.questions.yaml, line {line_of(text, where)}" in str(caught.value) or last in lines


def test_a_rubric_below_the_points_is_refused(tmp_path):
    with pytest.raises(BankError, match=r"line 8: A1.Q2: its rubric adds up to 1 of 2 points. Raise"):
        bank.load(course(tmp_path, TEXT.replace("    - points: 2", "    - points: 1")))


def test_a_text_without_model_answer_is_refused(tmp_path):
    with pytest.raises(BankError, match=r"line 1: A1.Q2: .* has no `answer`. Add `answer:`"):
        bank.load(course(tmp_path, TEXT.replace("  answer: Because.\n", "")))


def test_an_id_that_is_there_twice_is_refused_with_both_lines(tmp_path):
    with pytest.raises(BankError, match=r"line 11: A1.Q2 is there twice; first in .*yaml, line 1"):
        bank.load(course(tmp_path, TEXT + TEXT))


def test_all_errors_of_all_files_come_at_once(tmp_path):
    course(
        tmp_path, GOOD.replace("$n", "n").replace("kind: one", "kind: choice") + TEXT.replace("A1.Q2", "Q2")
    )
    course(tmp_path, "- id: [", "a2_build")
    with pytest.raises(BankError) as caught:
        bank.load(tmp_path)
    assert len(caught.value.problems) == 3
    assert len(str(caught.value).splitlines()) == 3


BAD_YAML = {
    "- id: A1.Q1\n  text: What: now?\n": 2,
    "- id: A1.Q1\n text: x\n": 2,
    "- id: A1.Q1\n  points: 1\n  points: 2\n": 3,
    "- id: 'A1.Q1\n": 1,
    "id: A1.Q1\n": 1,
    "- A1.Q1\n": 1,
    "\t- id: A1.Q1\n": 1,
    "- id: !!python/object/apply:os.system ['true']\n": 1,
    "": 1,
}


@pytest.mark.parametrize("text", BAD_YAML)
def test_what_is_no_yaml_or_no_list_is_refused_with_its_line(tmp_path, text):
    with pytest.raises(BankError) as caught:
        bank.load(course(tmp_path, text))
    assert abs(caught.value.problems[0].line - BAD_YAML[text]) <= 1
    assert caught.value.problems[0].cure


SLIPS = ["", "", ":", "- ", "{", "}", "[", '"', "$", "\n", "null", "1", "&a ", "*a", "!x ", "<<: "]


@pytest.mark.parametrize("seed", range(120))
def test_a_file_with_slips_is_read_or_refused_but_never_raises_otherwise(tmp_path, seed):
    generator = random.Random(seed)
    text = GOOD + TEXT
    for _ in range(generator.randint(1, 4)):
        start = generator.randrange(len(text))
        slip = generator.choice(
            ["", "", ":", "- ", "{", "}", "[", '"', "$", "\n", "null", "1", "&a ", "*a", "!x ", "<<: "]
        )
        text = text[:start] + slip + text[start + generator.choice([0, 0, 1, 8]) :]
    try:
        variants.prove(bank.load(course(tmp_path, text)).values())
    except BankError as error:
        assert all(problem.line >= 1 and problem.cure for problem in error.problems)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    (course(tmp_path, "") / folders.SOLUTIONS / "a1_preprocess.questions.yaml").write_bytes(b"- id: \xe9\n")
    with pytest.raises(BankError, match="Save it as UTF-8"):
        bank.load(tmp_path)


def test_a_course_without_questions_has_an_empty_bank(tmp_path):
    assert bank.load(tmp_path) == {}


def test_a_template_whose_first_answers_collide_is_refused(tmp_path):
    text = GOOD.replace("size: [28, 32]", "size: [28, 32]").replace("kernel: [3, 5]", "kernel: [1, 5]")
    entry = bank.load(course(tmp_path, text))[
        "A1.Q1"
    ]  # a kernel of 1 keeps the size with and without padding
    for make in (variants.common, variants.usable):
        with pytest.raises(
            BankError, match=r"line 6: A1.Q1 with size = 28, kernel = 1.* two options are both “28”"
        ):
            make(entry)
    with pytest.raises(BankError, match="two options"):
        variants.prove([entry])


def test_the_command_that_builds_names_what_does_not_hold_and_builds_nothing(tmp_path, monkeypatch, capsys):
    text = GOOD.replace("kernel: [3, 5]", "kernel: [1, 5]")
    monkeypatch.chdir(course(tmp_path, text))
    before = sorted(tmp_path.rglob("*"))
    assert main(["build"]) == 1
    assert "two options are both “28”" in " ".join(capsys.readouterr().err.split())
    assert sorted(tmp_path.rglob("*")) == before


def test_a_mistake_that_equals_the_answer_is_refused(tmp_path):
    text = TEXT.replace("kind: text", "kind: number").replace(
        "  rubric:\n    - points: 2\n      text: a reason.\n", ""
    )
    text += "  number: 0.5\n  mistakes:\n    - answer: 1/2\n      reason: half\n"
    with pytest.raises(
        BankError, match="the mistake “1/2” equals the answer. Change the answer or the mistake"
    ):
        variants.common(bank.load(course(tmp_path, text))["A1.Q2"])


def test_values_that_collide_are_never_drawn(tmp_path):
    entry = bank.load(course(tmp_path, GOOD.replace("kernel: [3, 5]", "kernel: [5, 1, 3]")))["A1.Q1"]
    for student in range(60):
        item = variants.variant(entry, SEED, f"student {student}")
        assert "kernel of 1." not in item.text
        assert len({option.text for option in item.options}) == 3


def test_a_value_that_nothing_can_be_computed_from_is_told_even_if_it_is_not_the_first(tmp_path):
    entry = bank.load(course(tmp_path, GOOD.replace("kernel: [3, 5]", "kernel: [3, five]")))["A1.Q1"]
    with pytest.raises(
        BankError, match="line 6: A1.Q1 with size = 28, kernel = five.*TypeError.*Change these"
    ):
        variants.prove([entry])


def test_a_teacher_changes_texts_and_lists_without_code(tmp_path):
    text = GOOD.replace("size: [28, 32]", "size: [100]").replace("rows and a kernel", "lines, and a window")
    item = variants.common(bank.load(course(tmp_path, text))["A1.Q1"])
    assert item.text.startswith("100 lines, and a window of 3.")
    assert item.answer == "98"


def test_the_bank_is_large_and_of_all_kinds():
    assert len(BANK) >= 54
    assert set(IN_LESSONS) <= set(BANK)
    assert {entry.kind for entry in BANK.values()} == set(KINDS)
    assert sum(bool(entry.parameters) for entry in BANK.values()) >= 15
    for lesson in ("a1_preprocess", "a2_build", "a3_train"):
        assert sum(entry.lesson == lesson for entry in BANK.values()) >= 15


@pytest.mark.parametrize("entry", BANK.values(), ids=lambda entry: entry.id)
def test_the_same_student_gets_the_same_and_no_name_or_seed_shows(entry):
    student, other = "Ada-Example-1815", "Bao-Example-1984"
    item = variants.variant(entry, SEED, student)
    assert item == variants.variant(entry, SEED, student)
    shown = repr(dataclasses.replace(item, pictures=()))
    for secret in (student, SEED.hex(), repr(SEED), "1815"):
        assert secret not in shown
        assert all(secret.encode() not in picture.png for picture in item.pictures)
    assert item.variant == variants.variant(next(iter(BANK.values())), SEED, student).variant != ""
    assert item.variant != variants.variant(entry, SEED, other).variant
    assert item.variant != variants.variant(entry, SEED[::-1], student).variant
    assert variants.common(entry).variant == ""


def sheet(student: str, seed: bytes = SEED):
    return [
        dataclasses.replace(variants.variant(BANK[q], seed, student), variant="")
        for q in ("A1.Q8", "A2.Q24", "A2.Q21", "A3.Q23", "A2.Q27")
    ]


def test_students_get_different_sheets_and_so_do_courses():
    sheets = [sheet(f"student {number}") for number in range(40)]
    assert all(one != other for place, one in enumerate(sheets) for other in sheets[:place])
    assert sheet("student 1") != sheet("student 1", SEED[::-1])


def test_every_value_is_drawn_and_options_stand_everywhere():
    items = [variants.variant(BANK["A1.Q8"], SEED, str(number)) for number in range(300)]
    assert len({item.text for item in items}) == len(variants.usable(BANK["A1.Q8"]))
    places = [[option.right for option in item.options].index(True) for item in items]
    assert all(30 <= places.count(place) <= 95 for place in range(5))  # 60 of 300 on average


def test_what_is_to_be_ordered_or_matched_is_never_shown_in_its_right_order():
    for entry in BANK.values():
        if entry.kind not in ("order", "match"):
            continue
        for item in [variants.common(entry)] + [variants.variant(entry, SEED, str(n)) for n in range(50)]:
            right = item.order or tuple(each for _, each in item.pairs)
            assert sorted(item.shuffled) == sorted(right)
            assert item.shuffled != right


# Drawn once and written down: if this changes, students who look at their sheet again see another one.
DRAWN = "10ac0f90|180 and 100|none|255|280|24|25"


def test_a_sheet_stays_the_same_in_other_processes_and_versions():
    code = (
        "from autograder.questions import bank, variants\n"
        f"item = variants.variant(bank.load()['A1.Q8'], {SEED!r}, 'Zoë')\n"
        "print(item.variant, item.text.split(': ')[1][:11], *[o.text[:4] for o in item.options], sep='|')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == DRAWN


def test_a_seed_that_can_be_tried_out_is_refused():
    with pytest.raises(ValueError, match="3 bytes, expected 16 or more.*secrets.token_bytes"):
        variants.variant(BANK["A1.Q4"], b"abc", "Ada")
    with pytest.raises(ValueError, match="empty text"):
        variants.variant(BANK["A1.Q4"], SEED, "")


def test_reading_the_bank_and_building_cells_needs_no_keras():
    code = (
        "import sys\nfrom autograder.questions import bank, cells\nentries = bank.load()\n"
        "cells.question(entries['A1.Q1'])\nassert 'keras' not in sys.modules and 'sklearn' not in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


FILLED = {
    r"$\frac{n}{2}$ of {n}": r"$\frac{n}{2}$ of 1,234",
    r"$\frac{{n}}{2}$ and $x^{{n}}$": r"$\frac{1,234}{2}$ and $x^{1,234}$",
    "{n:d} {part:.1f} {shape} {word}": "1234 0.3 2 × 3 same",
    "a ({n})": "a (1,234)",
    "{few}. It is no list.\n  {few}) Nor is this, {few}.": "12\\. It is no list.\n  12\\) Nor is this, 12.",
}


@pytest.mark.parametrize("text", FILLED)
def test_names_are_filled_and_math_is_left_alone(text):
    values = {"n": 1234, "few": 12, "part": 0.25001, "shape": (2, 3), "word": "same"}
    assert fill(text, values) == FILLED[text]
    assert fill({"a": [text]}, values) == {"a": [FILLED[text]]}


def test_a_text_that_is_one_name_becomes_the_value_itself():
    assert fill(" {n} ", {"n": [1, 2]}) == [1, 2]
    assert references({"a": "{n} $x_{i}$", "b": ["{m:d}"]}) == {"n", "m"}


# In notebooks


def test_only_the_questions_that_a_lesson_names_are_in_its_notebook():
    found = []
    for name in folders.lessons():
        content = nbformat.read(notebook(folders.PROJECT, folders.NOTEBOOKS, name), as_version=4)
        found += [
            cell.id.removesuffix("-text").replace("-", ".", 1) for cell in content.cells if "-text" in cell.id
        ]
    assert [each for each in found if each[:2] in ("A1", "A2", "A3")] == IN_LESSONS
    assert set(found) <= set(BANK)


CELLS = '# %% [markdown] question="A1.Q1"\n\n# %% [markdown] written="A1.Q1"\n'
WRONG_CELLS = {
    CELLS.replace("A1.Q1", "A1.Q99"): "'A1.Q99' has no words.*Add it to the questions",
    CELLS.replace(
        '"A1.Q1"\n\n', '"A1.Q1"\n# My own.\n\n', 1
    ): "words of its own, but a1_preprocess.questions.yaml, line 3",
    CELLS.replace('written="A1.Q1"', 'written="A1.Q1" points=5'): "points of its own",
}


@pytest.mark.parametrize("text", WRONG_CELLS)
def test_a_question_has_its_words_in_one_place(text):
    with pytest.raises(LessonError, match=WRONG_CELLS[text]):
        to_notebook(text, BANK)


def test_a_question_that_is_not_in_the_bank_may_have_its_words_in_the_lesson():
    text = (
        '# %% [markdown] question="A0.Q1"\n# Why?\n\n# %% [markdown] written="A0.Q1" points=2\n# Because.\n'
    )
    assert to_text(to_notebook(text, BANK), BANK) == text


@pytest.mark.parametrize(
    "question", ["A1.Q15", "A1.Q16", "A2.Q9", "A2.Q14", "A2.Q21", "A2.Q23", "A2.Q28", "A3.Q20"]
)
def test_a_question_of_any_kind_goes_into_a_notebook_and_back(question):
    text = CELLS.replace("A1.Q1", question)
    made = to_notebook(text, BANK)
    nbformat.validate(made)
    asked, answered = made.cells
    item = variants.common(BANK[question])
    assert asked.source.startswith(f"**{question}** ")
    assert answered.metadata["nbgrader"]["points"] == item.points
    assert answered.source == item.answer
    assert re.search(r"^(?!```).*\*\(\d points?\)\*$", asked.source, re.MULTILINE)
    for option in item.options:
        assert f"** {option.text}" in asked.source
    for picture in item.pictures:
        assert f"(attachment:{picture.name})" in asked.source
        assert asked.attachments[picture.name]["image/png"]
    assert ("BEGIN MARK SCHEME" in asked.source) == (item.kind == "text")
    assert to_text(made, BANK) == text


@pytest.mark.parametrize("cell", ["A1-Q1-text", "A1-Q1"])
def test_a_question_edited_in_the_notebook_is_refused_and_nothing_is_lost(tmp_path, cell):
    shutil.copytree(folders.PROJECT / folders.SOLUTIONS, tmp_path / folders.SOLUTIONS)
    path = notebook(tmp_path, folders.SOLUTIONS, "a1_preprocess")
    content = nbformat.read(path, as_version=4)
    next(each for each in content.cells if each.id == cell).source += " More."
    nbformat.write(content, path)
    script = tmp_path / folders.SOLUTIONS / "a1_preprocess.py"
    before = path.read_bytes(), script.read_bytes()
    with pytest.raises(LessonError, match=rf"'{cell}'.*nothing was written.*questions.yaml, line 3"):
        bring_back("a1_preprocess", tmp_path)
    assert (path.read_bytes(), script.read_bytes()) == before


def test_a_broken_bank_stops_the_build_before_anything_is_written(tmp_path):
    root = course(tmp_path, GOOD.replace("kind: one", "kind: choice"))
    (root / folders.SOLUTIONS / "a1_preprocess.py").write_text(CELLS)
    with pytest.raises(BankError, match="line 2"):
        build(root)
    assert not notebook(root, folders.SOLUTIONS, "a1_preprocess").exists()


def test_the_points_of_a_rubric_are_told_once():
    for entry in BANK.values():
        assert not re.search(r"(\d+ points?): \1", cells.question(entry)[0]), entry.id
