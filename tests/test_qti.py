"""Does Canvas get the same questions? Against a schema, against text2qti, and read back."""

import io
import re
import xml.etree.ElementTree as ET  # the writer uses lxml
import zipfile
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from lxml import etree
from text2qti.config import Config
from text2qti.qti import QTI
from text2qti.quiz import Quiz

from autograder.coursedir import folders
from autograder.questions import bank, variants
from autograder.questions.item import Item
from autograder.questions.sheets import markdown, pools, qti
from autograder.questions.sheets.spellings import comparable
from tests.support.sample_items import items

SCHEMA = etree.XMLSchema(file=str(Path(__file__).parent / "support" / "schemas" / "qti12.xsd"))
Q = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
KINDS = {
    "essay_question": "text",
    "multiple_choice_question": "one",
    "multiple_answers_question": "several",
    "numerical_question": "number",
    "short_answer_question": "short",
    "matching_question": "match",
}


@pytest.fixture(scope="module")
def written() -> bytes:
    return qti.assessment("a2_build", "A2", items())


def seen(html: str) -> str:
    """What a reader of the HTML sees, with formulas as LaTeX between dollars."""
    page = BeautifulSoup(html, "html.parser")
    for image in page.find_all("img", class_="equation_image"):
        source = unquote(unquote(image["src"].removeprefix("/equation_images/")))
        assert source == image["data-equation-content"] == image["alt"].removeprefix("LaTeX: ")
        image.replace_with(f"${source}$")
    return " ".join(page.get_text().split())


def shown(text: str) -> str:
    """What a reader of the Markdown should see."""
    return seen(markdown.html(text, lambda source, _: f"${qti.escape(source)}$", str))


def meaning(item: ET.Element) -> dict:
    """A question as Canvas understands it, from the rules of its importer."""
    fields = {
        field.find(f"{Q}fieldlabel").text: field.find(f"{Q}fieldentry").text
        for field in item.iter(f"{Q}qtimetadatafield")
    }
    presentation = item.find(f"{Q}presentation")
    feedback = {
        each.get("ident"): seen(next(each.iter(f"{Q}mattext")).text) for each in item.iter(f"{Q}itemfeedback")
    }
    found = {
        "kind": KINDS[fields["question_type"]],
        "points": float(fields["points_possible"]),
        "text": seen(presentation.find(f"{Q}material/{Q}mattext").text),
        "answer": feedback.get("general_fb", ""),
    }
    scored = [each for each in item.iter(f"{Q}respcondition") if each.find(f"{Q}setvar") is not None]
    if found["kind"] in ("one", "several"):
        labels = {
            each.get("ident"): seen(each.find(f".//{Q}mattext").text)
            for each in item.iter(f"{Q}response_label")
        }
        (condition,) = scored
        wrong = {each.find(f"{Q}varequal").text for each in condition.iter(f"{Q}not")}
        right = {each.text for each in condition.iter(f"{Q}varequal")} - wrong
        found["options"] = [
            (text, ident in right, feedback.get(f"{ident}_fb", "")) for ident, text in labels.items()
        ]
        if found["kind"] == "several":
            assert wrong | right == set(labels)
    elif found["kind"] == "match":
        choices = {}
        left = {}
        for response in presentation.findall(f"{Q}response_lid"):
            left[response.get("ident")] = seen(response.find(f"{Q}material/{Q}mattext").text)
            for label in response.iter(f"{Q}response_label"):
                mattext = label.find(f".//{Q}mattext")
                assert mattext.get("texttype") == "text/plain"
                choices[int(re.search(r"\d+", label.get("ident")).group())] = mattext.text  # as Canvas does
        tests = [each.find(f".//{Q}varequal") for each in scored]
        found["pairs"] = [(left[test.get("respident")], choices[int(test.text)]) for test in tests]
        found["shuffled"] = list(choices.values())
        assert sum(float(each.find(f"{Q}setvar").text) for each in scored) == pytest.approx(100, abs=0.1)
    elif found["kind"] == "number":
        (condition,) = scored
        found["number"] = tuple(
            float(next(condition.iter(Q + tag)).text) for tag in ("varequal", "vargte", "varlte")
        )
    elif found["kind"] == "short":
        (condition,) = scored
        found["accepted"] = [each.text for each in condition.iter(f"{Q}varequal")]
    return found


def expected(item: Item) -> dict:
    item = comparable(item)  # what an LMS can compare
    wanted = {
        "kind": "match" if item.kind == "order" else item.kind,
        "points": item.points,
        "text": shown(item.text),
        "answer": shown(item.answer),
    }
    if item.options:
        wanted["options"] = [(shown(o.text), o.right, shown(o.reason)) for o in item.options]
    if item.kind == "match":
        wanted["pairs"] = [(shown(left), markdown.plain(right)) for left, right in item.pairs]
    if item.kind == "order":
        wanted["pairs"] = [(f"Place {n}", markdown.plain(entry)) for n, entry in enumerate(item.order, 1)]
    if item.shuffled:
        wanted["shuffled"] = [markdown.plain(entry) for entry in item.shuffled]
    if item.kind == "number":
        exact, margin = Decimal(repr(item.number)), Decimal(repr(item.tolerance))
        wanted["number"] = tuple(map(float, (exact, exact - margin, exact + margin)))
    if item.kind == "short":
        wanted["accepted"] = list(item.accepted)
    return wanted


def test_follows_the_schema(written):
    SCHEMA.assertValid(etree.fromstring(written))


def test_the_schema_refuses_what_qti_does_not_know(written):
    for old, new in (
        (b"respcondition", b"respconditions"),
        (b'action="Set"', b'action="set"'),
        (b"<other/>", b""),
    ):
        assert not SCHEMA.validate(etree.fromstring(written.replace(old, new)))


def test_the_same_questions_come_back(written):
    read = [meaning(item) for item in ET.fromstring(written).iter(f"{Q}item")]
    assert read == [expected(item) for item in items()]


def test_every_feedback_that_is_shown_is_there(written):
    for item in ET.fromstring(written).iter(f"{Q}item"):
        named = {each.get("linkrefid") for each in item.iter(f"{Q}displayfeedback")}
        assert named == {each.get("ident") for each in item.iter(f"{Q}itemfeedback")}


SAMPLE = """Quiz title: T

1. What?
... because
a) no
... reason
*b) yes
... reason

2. Which?
... because
[*] a
... reason
[ ] b
... reason

3. How many?
... because
= 520 +- 0.5

4. Which word?
... because
* accuracy
* the accuracy

5. Why?
... because
____
"""


def skeletons(xml: bytes) -> dict[str, set[str]]:
    """For each type of question, the paths of its elements with the attributes that Canvas looks at."""
    found: dict[str, set[str]] = {}
    for item in ET.fromstring(xml).iter(f"{Q}item"):
        kind = next(item.iter(f"{Q}fieldentry")).text
        paths: set[str] = set()

        def walk(element: ET.Element, path: str, paths=paths) -> None:
            looked = (
                "rcardinality",
                "fibtype",
                "feedbacktype",
                "action",
                "varname",
                "continue",
                "texttype",
                "respident",
            )
            marks = "".join(f"[{key}={element.get(key)}]" for key in looked if element.get(key))
            here = f"{path}/{element.tag.removeprefix(Q)}{marks}"
            paths.add(here)
            for child in element:
                walk(child, here)

        for part in ("presentation", "resprocessing", "itemfeedback"):
            walk(item.find(Q + part), "")
        found[kind] = paths
    return found


def test_has_the_form_that_text2qti_writes(written):
    theirs = skeletons(QTI(Quiz(SAMPLE, config=Config())).assessment.encode())
    ours = skeletons(written)
    assert set(theirs) == set(KINDS) - {"matching_question"}
    for kind, paths in theirs.items():
        # what a wrong answer may come from, which their sample does not have
        assert paths == ours[kind], kind


GROUP = """Quiz title: T

GROUP
pick: 1
points per question: 2

1. How many?
= 520 +- 0.5

2. How many then?
= 521 +- 0.5

END_GROUP
"""


def groups(xml: bytes) -> list[tuple[str, int, float, list[str]]]:
    """What a quiz asks, as Canvas's importer reads it: title, how many are drawn, points of each, its items.

    `process_section` of Canvas: a section with a number to select is a group, and its points are those of
    `points_per_item`, or 1; an item outside of a group is asked as it is, with points of its own.
    """
    found: list[tuple[str, int, float, list[str]]] = []

    def walk(section: ET.Element) -> None:
        for child in section:
            if child.tag == f"{Q}item":
                found.append((child.get("ident"), 0, meaning(child)["points"], [child.get("ident")]))
            elif child.tag == f"{Q}section":
                number = child.find(f"{Q}selection_ordering/{Q}selection/{Q}selection_number")
                assert number is not None and re.fullmatch(r"\d+", number.text)
                points = child.find(f".//{Q}selection_extension/{Q}points_per_item")
                idents = [each.get("ident") for each in child.findall(f"{Q}item")]
                worth = 1.0 if points is None else float(points.text)
                found.append((child.get("title"), int(number.text), worth, idents))

    walk(ET.fromstring(xml).find(f"{Q}assessment/{Q}section"))
    return found


def structure(xml: bytes) -> set[str]:
    """Paths of the elements above the items."""
    root = etree.fromstring(xml)
    paths = set()
    for element in root.iter():
        names = [each.tag.removeprefix(Q) for each in (element, *element.iterancestors())]
        if "item" not in names and "qtimetadata" not in names:
            paths.add("/".join(reversed(names)))
    return paths


def test_a_quiz_with_pools_asks_each_question_once():
    """Read back by the importer's rules, in the form that text2qti writes."""
    entries = [entry for entry in bank.load(folders.PROJECT).values() if entry.lesson == "a2_build"][:14]
    asked, pooled = [variants.common(entry) for entry in entries], pools.of(entries, b"s" * 32)
    xml = qti.assessment("a2_build-pools", "A2", asked, pooled)
    SCHEMA.assertValid(etree.fromstring(xml))
    theirs = QTI(Quiz(GROUP, config=Config())).assessment.encode()
    assert structure(theirs) == structure(xml)
    assert groups(theirs)[0][1:3] == (1, 2.0)

    read = groups(xml)
    assert 3 < len(pooled) < len(asked)
    assert [(title if drawn else idents[0], drawn, points) for title, drawn, points, idents in read] == [
        (item.id if item.id in pooled else item.id.replace(".", "-"), int(item.id in pooled), item.points)
        for item in asked
    ]
    idents = [ident for *_, those in read for ident in those]
    assert len(idents) == len(set(idents))
    for title, drawn, _, those in read:
        if drawn:
            assert len(those) == len(pooled[title]) > 1
    drawn_items = [each for item in asked for each in pooled.get(item.id, [item])]
    came_back = [meaning(item) for item in ET.fromstring(xml).iter(f"{Q}item")]
    assert came_back == [expected(item) for item in drawn_items]


def test_each_variant_of_a_pool_has_its_own_picture():
    entries = [
        entry
        for entry in bank.load(folders.PROJECT).values()
        if entry.parameters and variants.common(entry).pictures
    ][:2]
    assert entries
    pooled = pools.of(entries, b"s" * 32)
    asked = [variants.common(entry) for entry in entries]
    archive = zipfile.ZipFile(io.BytesIO(qti.package("pools", "Pools", asked, pooled)))
    questions = ET.fromstring(archive.read("pools/pools.xml"))
    items_by_ident = {item.get("ident"): item for item in questions.iter(f"{Q}item")}
    assert len(items_by_ident) == sum(map(len, pooled.values()))
    for item in (each for those in pooled.values() for each in those):
        written = ET.tostring(items_by_ident[qti._ident(item)], encoding="unicode")
        addresses = re.findall(r"%24IMS-CC-FILEBASE%24/([^&\"]+)", written)
        assert [archive.read(unquote(each)) for each in addresses] == [each.png for each in item.pictures]


def test_the_package_holds_what_its_manifest_says():
    sample = items()
    archive = zipfile.ZipFile(io.BytesIO(qti.package("a2_build", 'A2 <&> "quoted"', sample)))
    manifest = etree.fromstring(archive.read("imsmanifest.xml"))
    named = {file.get("href") for file in manifest.iter("{*}file")}
    assert named | {"imsmanifest.xml"} == set(archive.namelist())
    assert manifest.find(".//{*}resource[@type='imsqti_xmlv1p2']") is not None
    (picture,) = (picture for item in sample for picture in item.pictures)
    assert archive.read("images/A3.Q7-confusion.png") == picture.png
    questions = archive.read("a2_build/a2_build.xml").decode()
    (address,) = re.findall(r"src=&quot;(%24IMS[^&]+)|src=\"(%24IMS[^\"]+)\"", questions)
    assert unquote("".join(address)).removeprefix("$IMS-CC-FILEBASE$/") in named
    assert 'alt="Confusion matrix"' in questions


def test_the_same_questions_give_the_same_bytes():
    sample = items()
    assert qti.package("a2_build", "A2", sample) == qti.package("a2_build", "A2", sample)
