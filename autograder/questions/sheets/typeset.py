"""Items on paper: the plain data that `page.typ` sets, and the PDF that Typst makes of it.

Typst runs offline, with its own fonts; those of the machine stand in for letters that these lack. The PDF
follows PDF/UA-1 (ISO 14289-1): tagged, with a language, a title, and words for every picture and formula.
"""

import hashlib
import json
import shutil
import struct
import tempfile
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from autograder.questions.item import Item
from autograder.questions.sheets import markdown
from autograder.questions.sheets.markdown import TextError
from autograder.questions.sheets.mathematics import MathError

TEMPLATE = Path(__file__).with_name("page.typ")
PAPERS = {"a4": "a4", "letter": "us-letter"}
STANDARD: Literal["ua-1"] = "ua-1"
LONG = 1500  # letters of a question that may be broken across pages
WIDEST, HIGHEST = 14.0, 6.5  # centimetres of a picture
TALL = 12.0  # centimetres of pictures likewise
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

RULES = {
    "one": "All for the right answer, none for any other.",
    "several": (
        "The share of right answers chosen, less the share of wrong answers chosen; never below 0. "
        "All chosen earns nothing."
    ),
    "number": "All within the tolerance, with or without the unit; none with another unit.",
    "short": "All for an accepted form or one that means the same; capitals and spaces do not count.",
    "order": "The share of entries at their place.",
    "match": "The share of boxes with the right letter.",
}


class Pictures:
    """The figures of a document, each kept once however many students get it."""

    def __init__(self):
        self.files: dict[str, bytes] = {}

    def add(self, png: bytes) -> str:
        """The file's name in the document."""
        name = f"{hashlib.sha256(png).hexdigest()[:24]}.png"
        self.files[name] = png
        return name


def decimal(value: float) -> str:
    """A number as one writes it: `0.5`, `61706`."""
    return format(value, ".12g")


def _blocks(text: str, item: Item, pictures: Pictures) -> list[dict]:
    try:
        blocks = _tree(text)
    except (MathError, TextError) as error:
        raise type(error)(f"question {item.id}: {error}") from error
    return [_placed(block, item, pictures) for block in blocks] if "![" in text else blocks


_tree = cache(markdown.tree)


def _placed(node: dict, item: Item, pictures: Pictures) -> dict:
    if node["is"] == "picture":
        return {**node, **_figure(node, item, pictures)}
    if "of" in node:
        return {**node, "of": [_placed(inner, item, pictures) for inner in node["of"]]}
    return node


def _figure(node: dict, item: Item, pictures: Pictures) -> dict:
    for picture in item.pictures:
        if picture.name == node["name"]:
            width = min(picture.width, WIDEST, HIGHEST / _height(picture.png))
            return {"file": pictures.add(picture.png), "alt": picture.alt or node["alt"], "width": width}
    known = ", ".join(picture.name for picture in item.pictures) or "none"
    raise TextError(f"question {item.id}: its text shows the picture {node['name']!r}; it has {known}")


def _height(png: bytes) -> float:
    """Of a picture, as a multiple of its width; from the first chunk, as PNG (ISO 15948) has it."""
    width, height = struct.unpack(">II", png[16:24])
    return height / width


def _lines(item: Item) -> int:
    if item.kind == "text":
        return min(2 + round(1.5 * item.points), 14)
    return min(round(item.points), 4) if item.kind == "number" else 0


def question(item: Item, number: int, pictures: Pictures) -> dict[str, Any]:
    """What `page.typ` needs of one question.

    Args:
        item: the question.
        number: its place on the sheet, from 1.
        pictures: takes the figures.

    Raises:
        ValueError: for a text that cannot be set; it names the question.
    """

    def blocks(text: str) -> list[dict]:
        return _blocks(text, item, pictures)

    height = sum(min(picture.width * _height(picture.png), HIGHEST) for picture in item.pictures)
    data = {
        "number": str(number),
        "id": item.id,
        "kind": item.kind,
        "points": decimal(item.points),
        "text": blocks(item.text),
        "lines": _lines(item),
        "unit": item.unit,
        "long": len(item.text) + sum(len(option.text) for option in item.options) > LONG or height > TALL,
        "rule": RULES.get(item.kind, ""),
        "options": [
            {
                "letter": letter,
                "text": blocks(option.text),
                "right": option.right,
                "reason": blocks(option.reason),
            }
            for letter, option in zip(LETTERS, item.options, strict=False)
        ],
        "answer": blocks(item.answer),
        "rubric": [{"points": decimal(line.points), "text": blocks(line.text)} for line in item.rubric],
        "mistakes": [
            {"answer": mistake.answer, "reason": blocks(mistake.reason)} for mistake in item.mistakes
        ],
        "accepted": list(item.accepted),
        "shuffled": [
            {"place": str(item.order.index(entry) + 1), "text": blocks(entry)}
            for entry in item.shuffled
            if item.kind == "order"
        ],
    }
    if item.kind == "match":
        letters = dict(zip(item.shuffled, LETTERS, strict=False))
        data["left"] = [{"letter": letters[right], "text": blocks(left)} for left, right in item.pairs]
        data["right"] = [{"letter": letter, "text": blocks(right)} for right, letter in letters.items()]
    if item.number is not None:
        low, high = item.number - item.tolerance, item.number + item.tolerance
        data["value"] = decimal(item.number)
        data["tolerance"] = [decimal(low), decimal(high)] if item.tolerance else None
    data["brief"] = _brief(data, item)
    return data


def _brief(data: dict, item: Item) -> list[dict]:
    if item.kind == "text":
        return data["answer"]
    if item.kind in ("one", "several"):
        text = ", ".join(option["letter"] for option in data["options"] if option["right"])
    elif item.kind == "order":
        text = "the entries as shown are " + ", ".join(entry["place"] for entry in data["shuffled"])
    elif item.kind == "match":
        text = ", ".join(entry["letter"] for entry in data["left"])
    elif item.kind == "number":
        text = f"{data['value']} {item.unit}".strip()
        if item.tolerance:
            text += f" ({' to '.join(data['tolerance'])})"
    else:
        text = ", ".join(item.accepted)
    return words(text)


def words(text: str) -> list[dict]:
    """A text that is shown as it is, as blocks."""
    return [{"is": "inline", "of": [{"is": "text", "text": text}]}]


def document(kind: str, what: str, title: str, items: Sequence[Item], paper: str, pictures: Pictures) -> dict:
    """The data of a document for all: a `sheet`, a `key` or a `rubric`.

    Args:
        kind: one of the three, or `class` and `classkey`, whose `students` the caller adds.
        what: the same in words, for the reader.
        title: of the lesson.
        items: in the order in which they are printed.
        paper: of `PAPERS`.
        pictures: takes the figures.
    """
    return {
        "kind": kind,
        "what": what,
        "title": title,
        "paper": PAPERS[paper],
        "showids": True,
        "points": decimal(sum(item.points for item in items)),
        "questions": [question(item, number, pictures) for number, item in enumerate(items, 1)],
    }


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


def compile_document(data: dict, pictures: Pictures, tagged: bool = True) -> bytes:
    """Set a document as PDF.

    Args:
        data: as from `document`.
        pictures: its figures.
        tagged: for screen readers, by PDF/UA-1.

    Raises:
        ValueError: when Typst cannot set it; the message is Typst's.
    """
    with tempfile.TemporaryDirectory(prefix="sheets-") as name:
        folder = Path(name)
        shutil.copyfile(TEMPLATE, folder / TEMPLATE.name)
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        (folder / "pictures").mkdir()
        for file, content in pictures.files.items():
            (folder / "pictures" / file).write_bytes(content)
        compiler = typst.Compiler(folder / TEMPLATE.name, root=folder, font_paths=_fonts())
        try:
            pdf = compiler.compile(format="pdf", pdf_standards=[STANDARD] if tagged else [], pdf_tags=tagged)
        except typst.TypstError as error:
            raise ValueError(f"{data['title']}, {data['what']}: {error.message}") from error
    assert isinstance(pdf, bytes)  # only pictures come in pages
    return pdf


@cache
def _shows(text: str) -> bool:
    shown = json.dumps(text, ensure_ascii=False)
    source = f'#set document(title: "t")\n#set text(font: "Libertinus Serif")\n#{shown}'
    try:
        typst.Compiler(source.encode(), font_paths=_fonts()).compile(format="pdf", pdf_standards=[STANDARD])
    except typst.TypstError:
        return False
    return True


def showable(text: str) -> str:
    """The text with `□` for each letter, with its accents, that no font on this machine can show."""
    if text.isascii() or _shows(text):
        return text
    letters: list[str] = []
    for char in text:
        if letters and unicodedata.category(char).startswith("M"):
            letters[-1] += char  # an accent belongs to the letter before
        else:
            letters.append(char)
    shown = "".join(letter if _shows(letter) else "□" for letter in letters)
    return shown if _shows(shown) else "".join(char if char.isascii() else "□" for char in text)
