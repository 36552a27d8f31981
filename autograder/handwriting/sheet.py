"""Pages to write on, one for each student, as PDF."""

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typst

from autograder.handwriting import layout
from autograder.questions.sheets.classlist import Student
from autograder.questions.sheets.typeset import PAPERS, STANDARD, showable

TEMPLATE = Path(__file__).with_name("sheet.typ")


def pages(
    students: Sequence[Student],
    paper: str = "a4",
    pseudonyms: Mapping[str, str] | None = None,
) -> bytes:
    """Set the pages of a class.

    Args:
        students: each gets a page.
        paper: of `PAPERS`.
        pseudonyms: by id, what stands on the page in the place of name and id.

    Returns:
        The PDF, tagged for screen readers (PDF/UA-1).

    Raises:
        ValueError: when two students have the same code by chance, or Typst cannot set the pages.
    """
    layout.codes(student.id for student in students)
    with tempfile.TemporaryDirectory(prefix="sheets-") as name:
        compiler = typst.Compiler(write_source(Path(name), students, paper, pseudonyms), root=name)
        try:
            pdf = compiler.compile(format="pdf", pdf_standards=[STANDARD])
        except typst.TypstError as error:
            raise ValueError(f"the pages for handwriting: {error.message}") from error
    assert isinstance(pdf, bytes)  # only pictures come in pages
    return pdf


def write_source(
    folder: Path, students: Sequence[Student], paper: str, pseudonyms: Mapping[str, str] | None
) -> Path:
    """Write what Typst makes the pages of into a folder; the file that it compiles."""
    data = json.dumps(_data(students, paper, pseudonyms), ensure_ascii=False)
    (folder / "data.json").write_text(data, encoding="utf-8")
    return Path(shutil.copyfile(TEMPLATE, folder / TEMPLATE.name))


def _data(students: Sequence[Student], paper: str, pseudonyms: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        "paper": PAPERS[paper],
        "width": layout.WIDTH,
        "height": layout.HEIGHT,
        "marker": layout.MARKER,
        "small": layout.SMALL,
        "side": layout.SIDE,
        "corners": layout.CORNERS,
        "markers": [layout.cells(corner) for corner in range(4)],
        "code": layout.CODE,
        "boxes": layout.BOXES,
        "labels": layout.LABELS,
        "students": [
            {
                "name": showable(pseudonyms[student.id] if pseudonyms else student.name),
                "id": "" if pseudonyms else showable(student.id),
                "code": [layout.cells(mark) for mark in layout.code(student.id)],
            }
            for student in students
        ],
    }
