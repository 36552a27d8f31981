"""Questions as QTI 1.2 for Canvas: Settings, Import Course Content, "QTI .zip file".

QTI 1.2 (IMS Question and Test Interoperability, 2002) is wide; Canvas reads what it writes itself. So the
form here is that of Canvas's own export (`lib/cc/qti/qti_items.rb`). The package text2qti writes the same
form, but knows neither matching nor ordering. Canvas has no ordering: it becomes a matching of places and
entries.

A quiz with pools holds the variants of a question as one of Canvas's question groups: a section of its own
with `selection_ordering`, of which each student is asked one. So Canvas exports it (`add_group` in
`lib/cc/qti/qti_generator.rb`) and reads it (`process_section` in `assessment_test_converter.rb`).
"""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from html import escape
from urllib.parse import quote

from lxml import etree

from autograder.questions.item import Item
from autograder.questions.sheets import markdown, spellings

QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
TYPES = {
    "text": "essay_question",
    "one": "multiple_choice_question",
    "several": "multiple_answers_question",
    "number": "numerical_question",
    "short": "short_answer_question",
    "order": "matching_question",
    "match": "matching_question",
}
FIRST_ANSWER, FIRST_MATCH = 1001, 2001  # Canvas reads the digits of an ident, and they must differ
EPOCH = (2000, 1, 1, 0, 0, 0)  # of the files in the package: the same questions give the same bytes
Pools = Mapping[str, Sequence[Item]]
"""Variants of a question, by its id."""


def equation(source: str, _: bool) -> str:
    """Math as Canvas's editor stores it: Canvas draws the picture, a screen reader gets the LaTeX."""
    latex = escape(source)
    address = quote(quote(source, safe=""), safe="")  # twice, as Canvas's editor does
    return (
        f'<img class="equation_image" title="{latex}" src="/equation_images/{address}" '
        f'alt="LaTeX: {latex}" data-equation-content="{latex}"/>'
    )


def picture_name(item: Item, name: str) -> str:
    """A picture's file in the package."""
    variant = f"-{item.variant}" if item.variant else ""  # each may show another picture
    return f"images/{item.id}{variant}-{name}"


def _html(text: str, item: Item, inline: bool = False) -> str:
    def address(name: str) -> str:
        return f"%24IMS-CC-FILEBASE%24/{quote(picture_name(item, name))}"

    return markdown.html(text, equation, address, inline)


class _Writer:
    """Writes one item; `E` makes elements."""

    def __init__(self, item: Item, parent: etree._Element):
        self.item = item
        self.root = self.add(parent, "item", ident=_ident(item), title=item.id)
        self.feedback: list[tuple[str, str]] = []

    def add(self, parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
        element = etree.SubElement(parent, f"{{{QTI}}}{tag}", **attributes)
        element.text = text or None
        return element

    def material(self, parent: etree._Element, text: str, inline: bool = True, plain: bool = False) -> None:
        content = markdown.plain(text) if plain else _html(text, self.item, inline)
        kind = "text/plain" if plain else "text/html"
        self.add(self.add(parent, "material"), "mattext", content, texttype=kind)

    def write(self) -> None:
        fields = self.add(self.add(self.root, "itemmetadata"), "qtimetadata")
        points = f"{self.item.points:g}"
        for label, entry in (("question_type", TYPES[self.item.kind]), ("points_possible", points)):
            field = self.add(fields, "qtimetadatafield")
            self.add(field, "fieldlabel", label)
            self.add(field, "fieldentry", entry)
        presentation = self.add(self.root, "presentation")
        self.material(presentation, self.item.text, inline=False)
        processing = self.add(self.root, "resprocessing")
        outcomes = self.add(processing, "outcomes")
        self.add(outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
        if self.item.answer:
            self.condition(
                processing, lambda where: self.add(where, "other"), shows="general_fb", goes_on="Yes"
            )
            self.feedback.append(("general_fb", self.item.answer))
        PARTS[self.item.kind](self, presentation, processing)
        if self.item.kind in ("number", "short") and self.item.mistakes:
            # Canvas has feedback for right answers only, so what a wrong one may come from is told in one
            lines = [f"- {mistake.answer}: {mistake.reason}" for mistake in self.item.mistakes]
            self.condition(
                processing,
                lambda where: self.add(where, "other"),
                shows="general_incorrect_fb",
                goes_on="Yes",
            )
            self.feedback.append(("general_incorrect_fb", "\n".join(lines)))
        for ident, text in self.feedback:
            flow = self.add(self.add(self.root, "itemfeedback", ident=ident), "flow_mat")
            self.material(flow, text, inline=False)

    def condition(
        self,
        processing: etree._Element,
        test: Callable[[etree._Element], object],
        score: str = "",
        shows: str = "",
        goes_on: str = "No",
        action: str = "Set",
    ) -> None:
        condition = self.add(processing, "respcondition", **{"continue": goes_on})
        test(self.add(condition, "conditionvar"))
        if score:
            self.add(condition, "setvar", score, action=action, varname="SCORE")
        if shows:
            self.add(condition, "displayfeedback", feedbacktype="Response", linkrefid=shows)

    def equals(self, parent: etree._Element, value: str, response: str = "response1") -> None:
        self.add(parent, "varequal", value, respident=response)

    def line(self, presentation: etree._Element, **attributes: str) -> None:
        response = self.add(presentation, "response_str", ident="response1", rcardinality="Single")
        fill = self.add(response, "render_fib", **attributes)
        self.add(fill, "response_label", ident="answer1")


def _choice(writer: _Writer, presentation: etree._Element, processing: etree._Element) -> None:
    item = writer.item
    several = item.kind == "several"
    response = writer.add(
        presentation, "response_lid", ident="response1", rcardinality="Multiple" if several else "Single"
    )
    choices = writer.add(response, "render_choice")
    for ident, option in enumerate(item.options, FIRST_ANSWER):
        writer.material(writer.add(choices, "response_label", ident=str(ident)), option.text)
        if option.reason:
            writer.condition(
                processing,
                partial(writer.equals, value=str(ident)),
                shows=f"{ident}_fb",
                goes_on="Yes",
            )
            writer.feedback.append((f"{ident}_fb", option.reason))

    def right(where: etree._Element) -> None:
        where = writer.add(where, "and") if several else where
        for ident, option in enumerate(item.options, FIRST_ANSWER):
            if option.right:
                writer.equals(where, str(ident))
            elif several:
                writer.equals(writer.add(where, "not"), str(ident))

    writer.condition(processing, right, "100")


def _number(writer: _Writer, presentation: etree._Element, processing: etree._Element) -> None:
    writer.line(presentation, fibtype="Decimal")
    exact, margin = Decimal(repr(writer.item.number)), Decimal(repr(writer.item.tolerance))

    def right(where: etree._Element) -> None:
        either = writer.add(where, "or")
        writer.equals(either, str(exact))
        both = writer.add(either, "and")
        writer.add(both, "vargte", str(exact - margin), respident="response1")
        writer.add(both, "varlte", str(exact + margin), respident="response1")

    writer.condition(processing, right, "100")


def _short(writer: _Writer, presentation: etree._Element, processing: etree._Element) -> None:
    def right(where: etree._Element) -> None:
        for form in writer.item.accepted:
            writer.equals(where, form)

    writer.line(presentation)
    writer.condition(processing, right, "100")


def _essay(writer: _Writer, presentation: etree._Element, processing: etree._Element) -> None:
    writer.line(presentation)
    writer.condition(processing, lambda where: writer.add(where, "other"))


def _match(writer: _Writer, presentation: etree._Element, processing: etree._Element) -> None:
    item = writer.item
    pairs = item.pairs
    if item.kind == "order":
        pairs = tuple((f"Place {place}", entry) for place, entry in enumerate(item.order, 1))
    idents = {entry: str(ident) for ident, entry in enumerate(item.shuffled, FIRST_MATCH)}
    points = f"{100 / len(pairs):.2f}"
    for ident, (left, right) in enumerate(pairs, FIRST_ANSWER):
        response = writer.add(presentation, "response_lid", ident=f"response_{ident}")
        writer.material(response, left)
        choices = writer.add(response, "render_choice")
        for entry, match in idents.items():  # a menu, which shows no HTML
            writer.material(writer.add(choices, "response_label", ident=match), entry, plain=True)
        writer.condition(
            processing,
            partial(writer.equals, value=idents[right], response=f"response_{ident}"),
            points,
            goes_on="Yes",
            action="Add",
        )


PARTS = {
    "text": _essay,
    "one": _choice,
    "several": _choice,
    "number": _number,
    "short": _short,
    "order": _match,
    "match": _match,
}


def _ident(item: Item) -> str:
    return f"{item.id}{'-' if item.variant else ''}{item.variant}".replace(".", "-")


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _group(parent: etree._Element, item: Item) -> etree._Element:
    """A question group: Canvas draws one of what is put into it for each student."""
    group = etree.SubElement(parent, f"{{{QTI}}}section", ident=f"{_ident(item)}-pool", title=item.id)
    selection = etree.SubElement(
        etree.SubElement(group, f"{{{QTI}}}selection_ordering"), f"{{{QTI}}}selection"
    )
    etree.SubElement(selection, f"{{{QTI}}}selection_number").text = "1"
    extension = etree.SubElement(selection, f"{{{QTI}}}selection_extension")
    etree.SubElement(extension, f"{{{QTI}}}points_per_item").text = f"{item.points:g}"
    return group


def assessment(lesson: str, title: str, items: Sequence[Item], pooled: Pools | None = None) -> bytes:
    """The questions themselves, as QTI 1.2.

    Args:
        lesson: for instance `a2_build`; Canvas knows the quiz by it when it is imported again.
        title: of the quiz.
        items: its questions.
        pooled: variants; instead of such an item a student is asked one of them.
    """
    root = etree.Element(f"{{{QTI}}}questestinterop", nsmap={None: QTI})
    test = etree.SubElement(root, f"{{{QTI}}}assessment", ident=lesson, title=title)
    section = etree.SubElement(test, f"{{{QTI}}}section", ident="root_section")
    for item in items:
        variants = (pooled or {}).get(item.id)
        where = _group(section, item) if variants else section
        for each in map(spellings.comparable, variants or (item,)):
            _Writer(each, where).write()
    return _bytes(root)


def _settings(lesson: str, title: str, items: Sequence[Item]) -> bytes:
    root = etree.Element(f"{{{CANVAS}}}quiz", nsmap={None: CANVAS}, identifier=lesson)
    values = {
        "title": title,
        "shuffle_answers": "false",
        "scoring_policy": "keep_highest",
        "quiz_type": "assignment",
        "points_possible": f"{sum(item.points for item in items):.1f}",
        "allowed_attempts": "1",
    }
    for tag, value in values.items():
        etree.SubElement(root, f"{{{CANVAS}}}{tag}").text = value
    return _bytes(root)


def _manifest(lesson: str, files: Sequence[str]) -> bytes:
    root = etree.Element(f"{{{PACKAGE}}}manifest", nsmap={None: PACKAGE}, identifier=f"{lesson}_package")
    metadata = etree.SubElement(root, f"{{{PACKAGE}}}metadata")
    etree.SubElement(metadata, f"{{{PACKAGE}}}schema").text = "IMS Content"
    etree.SubElement(metadata, f"{{{PACKAGE}}}schemaversion").text = "1.1.3"
    etree.SubElement(root, f"{{{PACKAGE}}}organizations")
    resources = etree.SubElement(root, f"{{{PACKAGE}}}resources")

    def add(ident: str, kind: str, path: str) -> etree._Element:
        resource = etree.SubElement(resources, f"{{{PACKAGE}}}resource", identifier=ident, type=kind)
        etree.SubElement(resource, f"{{{PACKAGE}}}file", href=path)
        return resource

    questions = add(lesson, "imsqti_xmlv1p2", f"{lesson}/{lesson}.xml")
    etree.SubElement(questions, f"{{{PACKAGE}}}dependency", identifierref=f"{lesson}_settings")
    settings = f"{lesson}/assessment_meta.xml"
    kind = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
    add(f"{lesson}_settings", kind, settings).set("href", settings)
    for number, path in enumerate(files, 1):
        add(f"{lesson}_image_{number}", "webcontent", path).set("href", path)
    return _bytes(root)


def package(lesson: str, title: str, items: Sequence[Item], pooled: Pools | None = None) -> bytes:
    """A zip file with the questions of a lesson and their pictures, which Canvas imports.

    Args:
        lesson: for instance `a2_build`; Canvas knows the quiz by it when it is imported again.
        title: of the lesson.
        items: its questions.
        pooled: variants by question; of such a question each student is asked one variant.

    Raises:
        ValueError: for a text that cannot be given out.
    """
    asked = [each for item in items for each in (pooled or {}).get(item.id, (item,))]
    pictures = {picture_name(item, picture.name): picture.png for item in asked for picture in item.pictures}
    content = {
        "imsmanifest.xml": _manifest(lesson, list(pictures)),
        f"{lesson}/assessment_meta.xml": _settings(lesson, title, items),
        f"{lesson}/{lesson}.xml": assessment(lesson, title, items, pooled),
        **pictures,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in content.items():
            archive.writestr(zipfile.ZipInfo(path, EPOCH), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()
