"""Does Moodle get the same questions? Read back by the rules of its importer, from its XML and from GIFT."""

import base64
import re
import xml.etree.ElementTree as ET  # the writer uses lxml
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from autograder.questions.item import Item, Option
from autograder.questions.sheets import markdown
from autograder.questions.sheets.gift import gift
from autograder.questions.sheets.moodle import moodle, rubric_text
from autograder.questions.sheets.spellings import comparable
from tests.support.sample_items import items

# question_bank::fraction_options_full() in Moodle, in percent; its importer refuses others
GRADES = [100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5]
GRADES += [11.11111, 10, 5, 0]
KINDS = {
    "essay": "text",
    "numerical": "number",
    "shortanswer": "short",
    "ordering": "order",
    "match": "match",
}


def seen(html: str) -> str:
    """What a reader of the HTML sees; MathJax sets the formulas between `\\(` and `\\)` later."""
    return " ".join(BeautifulSoup(html, "html.parser").get_text().split())


def shown(text: str) -> str:
    return seen(markdown.html(text, markdown.delimited, str))


def value(element: ET.Element, path: str) -> str:
    found = element.find(path)
    return (found.text or "") if found is not None else ""


def html(element: ET.Element, path: str) -> str:
    found = element.find(path)
    if found is None:
        return ""
    assert found.get("format") == "html"
    files = {file.get("name") for file in found.findall("file")}
    text = value(found, "text")
    assert set(re.findall(r"@@PLUGINFILE@@/([^\"]+)", text)) == files
    return seen(text)


def meaning(question: ET.Element) -> dict:
    """A question as `question/format/xml/format.php` reads it."""
    kind = KINDS.get(question.get("type")) or ("one" if value(question, "single") == "true" else "several")
    found = {
        "id": value(question, "idnumber"),
        "kind": kind,
        "points": float(value(question, "defaultgrade")),
        "text": html(question, "questiontext"),
        "answer": html(question, "generalfeedback"),
        "hints": [seen(value(hint, "text")) for hint in question.findall("hint")],
    }
    answers = question.findall("answer")
    if kind in ("one", "several"):
        for answer in answers:
            assert any(abs(abs(float(answer.get("fraction"))) - grade) < 0.00001 for grade in GRADES)
        found["options"] = [
            (seen(value(a, "text")), float(a.get("fraction")) > 0, html(a, "feedback")) for a in answers
        ]
    elif kind == "number":
        assert value(question, "unitgradingtype") == "0"
        found["number"] = [
            (
                float(a.get("fraction")),
                float(value(a, "text")),
                float(value(a, "tolerance")),
                html(a, "feedback"),
            )
            for a in answers
        ]
        found["unit"] = value(question, "units/unit/unit_name")
    elif kind == "short":
        found["accepted"] = [
            (float(a.get("fraction")), value(a, "text"), html(a, "feedback")) for a in answers
        ]
    elif kind == "order":
        places = [float(a.get("fraction")) for a in answers]
        assert places == sorted(places)
        found["order"] = [seen(value(a, "text")) for a in answers]
    elif kind == "match":
        found["pairs"] = [
            (seen(value(s, "text")), value(s, "answer/text")) for s in question.findall("subquestion")
        ]
    else:
        found["rubric"] = html(question, "graderinfo")
    return found


def expected(item: Item) -> dict:
    wanted = {
        "id": item.id,
        "kind": item.kind,
        "points": item.points,
        "text": shown(item.text),
        "answer": shown(item.answer),
        "hints": [shown(hint) for hint in item.hints],
    }
    wrong = [(mistake.answer, shown(mistake.reason)) for mistake in item.mistakes]
    if item.options:
        wanted["options"] = [(shown(o.text), o.right, shown(o.reason)) for o in item.options]
    elif item.kind == "number":
        wanted["number"] = [(100, item.number, item.tolerance, "")]
        wanted["number"] += [(0, float(answer), 0, reason) for answer, reason in wrong]
        wanted["unit"] = item.unit
    elif item.kind == "short":
        wanted["accepted"] = [(100, form, "") for form in comparable(item).accepted]
        wanted["accepted"] += [(0, answer, reason) for answer, reason in wrong]
    elif item.kind == "order":
        wanted["order"] = [shown(entry) for entry in item.order]
    elif item.kind == "match":
        wanted["pairs"] = [(shown(left), markdown.plain(right)) for left, right in item.pairs]
        others = set(item.shuffled) - {right for _, right in item.pairs}
        wanted["pairs"] += [("", markdown.plain(right)) for right in item.shuffled if right in others]
    else:
        wanted["rubric"] = shown(rubric_text(item))
    return wanted


def test_the_same_questions_come_back():
    category, *questions = ET.fromstring(moodle("A2 / CNN", items()))
    assert value(category, "category/text") == "$course$/top/A2 // CNN"
    assert [meaning(question) for question in questions] == [expected(item) for item in items()]


def test_pictures_travel_with_the_text_that_shows_them():
    item = next(item for item in items() if item.pictures)
    file = ET.fromstring(moodle("A3", [item])).find(".//questiontext/file")
    assert (file.get("path"), file.get("encoding")) == ("/", "base64")
    assert base64.b64decode(file.text) == item.pictures[0].png


def test_all_chosen_earns_nothing_and_all_right_everything():
    several = next(item for item in items() if item.kind == "several")
    answers = ET.fromstring(moodle("A2", [several])).findall(".//answer")
    shares = [float(answer.get("fraction")) for answer in answers]
    assert sum(shares) == pytest.approx(0, abs=0.001)
    assert sum(share for share in shares if share > 0) == pytest.approx(100, abs=0.001)


def test_a_star_in_an_accepted_answer_is_no_wildcard():
    short = next(item for item in items() if item.kind == "short")
    question = ET.fromstring(moodle("A3", [replace(short, accepted=("a*b",), mistakes=())]))
    assert value(question, ".//answer/text") == r"a\*b"


def test_too_many_options_are_refused_by_name():
    several = next(item for item in items() if item.kind == "several")
    crowded = replace(several, options=tuple(Option(str(n), n < 11) for n in range(12)))
    with pytest.raises(ValueError, match=r"question A2\.Q2 has 11 options of one sort"):
        moodle("A2", [crowded])


def test_a_formula_that_is_not_known_is_refused():
    item = replace(items()[0], text=r"What is $\unknown{x}$?")
    with pytest.raises(ValueError, match=r"`\\unknown` is not known"):
        moodle("A1", [item])


# ---- GIFT ----

ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: "\n" if found.group(1) == "n" else found.group(1), text).strip()


def read_gift(text: str) -> dict[str, dict]:
    """GIFT as `question/format/gift/format.php` reads it: a mark after a backslash is an ordinary letter."""
    found = {}
    for part in re.split(r"\n\s*\n", text):
        part = "\n".join(line for line in part.splitlines() if not line.startswith("//")).strip()
        if not part or part.startswith("$CATEGORY:"):
            continue
        name, body = re.fullmatch(r"::(.*?)(?<!\\)::\[html\](.*)", part, re.DOTALL).groups()
        question, answers = re.fullmatch(r"(.*?)(?<!\\)(?:\\\\)*\{(.*)\}", body, re.DOTALL).groups()
        answers, _, feedback = answers.partition("####")
        pieces = re.split(r"(?<!\\)((?:\\\\)*)(?=[=~])", answers.strip())
        found[unescaped(name).split()[0]] = {
            "text": seen(unescaped(question)),
            "answer": seen(unescaped(feedback)),
            "answers": [piece.strip() for piece in pieces if piece.strip()],
        }
    return found


def test_gift_holds_the_kinds_that_it_knows():
    sample = items()
    text = gift("A2", sample)
    found = read_gift(text)
    assert set(found) == {item.id for item in sample if item.kind != "order" and not item.pictures}
    for item in sample:
        if item.id not in found:
            assert f"// {item.id} is left out" in text
            continue
        read = found[item.id]
        assert (read["text"], read["answer"]) == (shown(item.text), shown(item.answer))
        if item.kind == "one":
            parts = [re.split(r"(?<!\\)#", answer, maxsplit=1) for answer in read["answers"]]
            assert [(seen(unescaped(part[0][1:])), part[0][0] == "=") for part in parts] == [
                (shown(option.text), option.right) for option in item.options
            ]
        if item.kind == "match":
            pairs = [answer[1:].split("->") for answer in read["answers"]]
            assert [(seen(unescaped(a)), unescaped(b)) for a, b in pairs][: len(item.pairs)] == [
                (shown(left), markdown.plain(right)) for left, right in item.pairs
            ]
        if item.kind == "number":
            assert "".join(read["answers"]).replace(" ", "") == "#=520:0.5"
