"""Is what means the right thing accepted, and is an expected mistake told its reason?"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograder.questions import arithmetic
from autograder.questions.marking import MOST_PARTS, judge
from tests.answers.short_answers import TABLES, item

RIGHT = [(name, answer) for name, table in TABLES.items() for answer in table.right]
WRONG = [(name, answer) for name, table in TABLES.items() for answer in table.wrong]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
def test_another_way_to_write_the_right_answer_is_right(name, answer):
    judgement = judge(TABLES[name].item, answer)
    assert judgement.right is True, judgement.reason
    assert judgement.reason == ""


@pytest.mark.parametrize(("name", "answer"), WRONG)
def test_a_wrong_answer_is_refused_with_its_reason(name, answer):
    judgement = judge(TABLES[name].item, answer)
    assert judgement.right is False
    assert TABLES[name].wrong[answer] in judgement.reason


def test_the_tables_are_large_enough_to_tell_rates():
    assert len(RIGHT) >= 150
    assert len(WRONG) >= 100


@pytest.mark.parametrize("name", TABLES)
def test_no_answer_is_told_so(name):
    assert judge(TABLES[name].item, " \n").reason == "There is no answer."


@pytest.mark.parametrize("name", TABLES)
def test_of_an_answer_with_many_parts_none_is_looked_at(name):
    assert "parts" not in judge(TABLES[name].item, "1\n" * MOST_PARTS).reason
    for end in "\n;":
        assert " parts; a short one" in judge(TABLES[name].item, f"1{end}" * (MOST_PARTS + 1)).reason


def test_free_text_is_left_to_a_person():
    assert judge(item("text"), "Because.").right is None


MEAN = [
    "9" * 4_000,
    "9**" * 60 + "9",
    "(" * 199,
    "-" * 199 + "1",
    "1e999",
    "9**9**9",
    "1/0",
    "0**-1",
    "(-1)**0.5",
    "\x00",
    "١٢٣",
    "²",
    "1²³⁴⁵⁶⁷⁸⁹",
    "A" * 10_000,
    "1 " * 250,
    "1,000" * 40,
    "((1)" * 50,
    "a = b = c",
    "=",
    "==",
    "$$",
    "`",
    "\\frac{1}{0}",
    "٣x٣",
    "\ud800",
    "x" * 199,
    "1A" * 100,
    "1" + " " * 4_900 + "x",
    "1x" + "\n \n" * 1_600,
    "1 - " * 1_200,
    "not a number, but a very long story " * 20,
]


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("answer", MEAN, ids=range(len(MEAN)))
def test_what_is_meant_to_break_the_judge_is_wrong(name, answer):
    assert judge(TABLES[name].item, answer).right is False


SIGNS = st.text(st.sampled_from("0123456789.,eE+-*/^()= xX×·%'ABCabcnpks½²⁻\n;:>–"), max_size=300)


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=120, deadline=None, derandomize=True)
@given(answer=st.one_of(st.text(max_size=300), SIGNS))
@example(answer="1" * 300)
def test_no_text_makes_the_judge_raise(name, answer):
    assert judge(TABLES[name].item, answer).right in (True, False)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(number=st.integers(-(10**9), 10**9))
def test_a_whole_number_is_read_however_it_is_grouped(number):
    asked = item("number", number=float(number))
    for written in (
        f"{number}",
        f"{number:,}",
        f"{number:,}".replace(",", " "),
        f"{number:,}".replace(",", "."),
    ):
        assert judge(asked, written).right, written
    assert not judge(asked, f"{number + 1:,}").right


@settings(max_examples=300, deadline=None, derandomize=True)
@given(a=st.integers(1, 99), b=st.integers(1, 99), c=st.integers(1, 99))
def test_arithmetic_is_that_of_python(a, b, c):
    for text in (
        f"{a}*{b}+{c}",
        f"({a}-{b})/{c}",
        f"{a}-{b}-{c}",
        f"-{a}**2",
        f"{a}/{b}*{c}",
        f"2**-{a}+{b}",
    ):
        expected = eval(text)  # noqa: S307  # made here, of numbers and signs
        assert arithmetic.value(text) == pytest.approx(expected)


def test_a_picture_of_code_is_no_arithmetic():
    for text in (
        "__import__('os')",
        "().__class__",
        "a if b else c",
        "[1]",
        "lambda: 1",
        "f(1)",
        "1 if 1 else 2",
    ):
        assert arithmetic.value(text, {"a": 1.0, "b": 1.0, "c": 1.0}) is None
