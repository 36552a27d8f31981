"""Does an LMS that compares letters accept what the kind judge accepts, by the rules of its own importer?"""

import re
import zipfile
from io import BytesIO

import pytest
from lxml import etree

from autograder.questions import bank, marking, variants
from autograder.questions.sheets import spellings
from autograder.questions.sheets.gift import gift
from autograder.questions.sheets.moodle import moodle
from autograder.questions.sheets.qti import QTI, package
from tests.answers.short_answers import TABLES

SHORT = {name: table for name, table in TABLES.items() if table.item.kind == "short"}
OURS = [item for item in map(variants.common, bank.load().values()) if item.kind == "short"]
FORMULAS = [item for item in OURS if spellings.comparable(item).kind == "one"]
WORDS = [item for item in OURS if item not in FORMULAS]
# what students write instead of the form in the bank, by the form
WRITTEN = {
    "14 × 14 × 20": ["14x14x20", "14 x 14 x 20", "(14, 14, 20)", "14*14*20", "[14,14,20]", "14 × 14 × 20 "],
    "(4000, 28, 28, 1)": ["4000x28x28x1", "4000, 28, 28, 1", "(4000,28,28,1)", "4000 × 28 × 28 × 1"],
    "0 0 0 1 0 0 0 0": ["00010000", "0,0,0,1,0,0,0,0", "[0, 0, 0, 1, 0, 0, 0, 0]"],
    "11 18 15 9": ["11, 18, 15, 9", "[11 18 15 9]", "11;18;15;9"],
    "relu": ["ReLU", "'relu'", "rectified-linear-unit", "Rectified Linear Unit", "the ReLU function"],
    "same": ["'same'", '"same"', "Same", "`same`"],
    "fit": ["model.fit()", "fit()", ".fit()", "the fit method", "Fit"],
    "overfitting": ["Overfitting", "overfitting.", "overfit", "'overfitting'"],
}


def wildcards(form: str) -> str:
    """A star stands for any text, one after a backslash for itself."""
    parts = re.split(r"(?<!\\)(\*)", form)
    return "".join(".*" if part == "*" else re.escape(part.replace(r"\*", "*")) for part in parts)


def by_moodle(xml: bytes, answer: str) -> bool:
    """`qtype_shortanswer_question::compare_string_with_wildcard`, with capitals left open."""
    answers = etree.fromstring(xml).findall("question[@type='shortanswer']/answer")
    for each in answers:
        if re.fullmatch(wildcards(each.findtext("text")), answer.strip(), re.IGNORECASE):
            return each.get("fraction") == "100"
    return False


def by_gift(text: str, answer: str) -> bool:
    """`qformat_gift::readquestion`: answers between `=`, `~` and `#`, marks after a backslash."""
    (body,) = re.findall(r"(?<!\\)\{\n(.*?)\n(?:  ####.*\n)?\}", text, re.DOTALL)
    for fraction, form in re.findall(r"^  =%(\d+)%((?:\\.|[^#\n])*)", body, re.MULTILINE):
        plain = re.sub(r"\\(.)", r"\1", form).strip()
        pattern = wildcards(plain)  # Moodle's, once it is imported
        if re.fullmatch(pattern, answer.strip(), re.IGNORECASE):
            return fraction == "100"
    return False


def by_canvas(content: bytes, answer: str) -> bool:
    """`Quizzes::QuizQuestion::ShortAnswerQuestion`: stripped, in small letters, the same."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        name = next(each for each in archive.namelist() if each.endswith("/lesson.xml"))
        root = etree.fromstring(archive.read(name))
    path = f".//{{{QTI}}}respcondition[{{{QTI}}}setvar]//{{{QTI}}}varequal"
    return answer.strip().casefold() in {each.text.strip().casefold() for each in root.findall(path)}


def accepted(item, answer: str) -> dict[str, bool]:
    return {
        "moodle": by_moodle(moodle("T", [item]), answer),
        "gift": by_gift(gift("T", [item]), answer),
        "canvas": by_canvas(package("lesson", "T", [item]), answer),
    }


@pytest.mark.parametrize("item", WORDS, ids=lambda item: item.id)
def test_what_students_write_is_accepted_everywhere_as_here(item):
    written = [each for form in item.accepted for each in WRITTEN.get(form, [])]
    assert written
    for answer in written:
        assert marking.judge(item, answer).right, answer
        assert set(accepted(item, answer).values()) == {True}, answer


@pytest.mark.parametrize("item", WORDS, ids=lambda item: item.id)
def test_what_is_generated_is_right_here_too_and_no_mistake_is_among_it(item):
    made = spellings.comparable(item).accepted
    assert set(item.accepted) <= set(made)
    assert all(marking.judge(item, each).right for each in made)
    for mistake in item.mistakes:
        assert set(accepted(item, mistake.answer).values()) == {False}, mistake.answer


@pytest.mark.parametrize("name", [name for name in SHORT if name != "formula"])
def test_of_the_table_of_wrong_answers_none_gets_in(name):
    table = SHORT[name]
    small = {each.casefold().strip() for each in spellings.comparable(table.item).accepted}
    assert not small & {each.casefold().strip() for each in table.wrong}
    assert sum(each.casefold().strip() in small for each in table.right) >= 3


def test_a_formula_is_a_choice_with_its_mistakes_and_the_teacher_is_told():
    assert [item.id for item in FORMULAS] == ["A2.Q28"]
    (item,) = FORMULAS
    choice = spellings.comparable(item)
    assert [option.text.strip("`") for option in choice.options if option.right] == [item.accepted[0]]
    assert len(choice.options) == 1 + len(item.mistakes)
    assert all(not marking.judge(item, o.text.strip("`")).right for o in choice.options if not o.right)
    assert b'type="multichoice"' in moodle("T", [item]) and "choice" in spellings.remark(item)
    assert "no slip of a finger" in spellings.remark(WORDS[0])
