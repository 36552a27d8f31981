"""Does every damaged submission become the lesson again, with the student's answers and an honest note?"""

import copy
import json
import os
import socket
import tracemalloc

import nbformat
import pytest
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import CheckCellMetadata, DeduplicateIds

from autograder.intake.repair import Note, Unreadable, foreign_links, read_file, rebuild
from autograder.intake.repair.order import longest_increasing
from tests.support.outlines import FOREIGN, OURS, checked, lesson

LESSON = "a1_preprocess"


@pytest.fixture(scope="module")
def lessons(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gradebooks")
    return {name: lesson(folder, name) for name in (*OURS, FOREIGN)}


@pytest.fixture(scope="module")
def outline(lessons):
    return lessons[LESSON][0]


@pytest.fixture
def handed_in(lessons):
    """A1 as an honest student hands it in: answers, a cell of her own, outputs, another kernel."""
    content = json.loads(nbformat.writes(lessons[LESSON][1]))
    for each in content["cells"]:
        if each["metadata"].get("nbgrader", {}).get("solution"):
            each["source"] = f"{each['id']} = 1  # written by hand\n"
        if each["cell_type"] == "code":
            each["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "5\n"}]
            each["execution_count"] = 3
    own = {"cell_type": "code", "id": "mine", "metadata": {}, "source": "helper = 2"}
    content["cells"].insert(index(content, "A1-4") + 1, own | {"outputs": [], "execution_count": None})
    content["metadata"]["kernelspec"] = {"name": "venv", "display_name": "mine", "language": "python"}
    return content


def index(content, name):
    return next(i for i, each in enumerate(content["cells"]) if each["id"] == name)


def cell(content, name):
    return content["cells"][index(content, name)]


def mend(content, outline):
    """Rebuild, and check what must hold for every submission."""
    return checked(content if isinstance(content, bytes) else json.dumps(content).encode(), outline)


def source(rebuilt, name):
    return next(each.source for each in rebuilt.notebook.cells if each.id == name)


def order(rebuilt):
    return [each.id for each in rebuilt.notebook.cells]


def kinds(rebuilt):
    return [(note.kind, note.cell) for note in rebuilt.notes]


def texts(rebuilt):
    return " ".join(note.text for note in rebuilt.notes)


# What gives no note.


@pytest.mark.parametrize("name", [*OURS, FOREIGN])
def test_an_untouched_notebook_stays_as_it_is_but_for_the_hidden_tests(lessons, name):
    outline, released = lessons[name]
    rebuilt = mend(nbformat.writes(released).encode(), outline)
    assert rebuilt.notes == []
    MetadataValidator().validate_nb(rebuilt.notebook)  # and with it all that are rebuilt: `checked` compares
    assert [each.source for each in rebuilt.notebook.cells] == [each.source for each in outline.cells]
    assert order(rebuilt) == [each.id for each in released.cells]


def test_an_honest_notebook_gives_no_note_and_keeps_answers_and_own_cells(outline, handed_in):
    rebuilt = mend(handed_in, outline)
    assert rebuilt.notes == []
    assert source(rebuilt, "A1-4") == "A1-4 = 1  # written by hand\n"
    place = order(rebuilt).index("A1-4")
    assert rebuilt.notebook.cells[place + 1].source == "helper = 2"
    assert order(rebuilt)[place + 2] == "A1-4-check"
    assert rebuilt.notebook.metadata.kernelspec.name == "python3"


def test_edited_and_deleted_prose_is_the_students_affair(outline, handed_in):
    cell(handed_in, "A1-intro")["source"] = "My notes"
    del handed_in["cells"][index(handed_in, "A1-2-prose")]
    rebuilt = mend(handed_in, outline)
    assert rebuilt.notes == []
    assert source(rebuilt, "A1-intro") == "My notes"
    assert "A1-2-prose" not in order(rebuilt)


def test_the_notebook_passes_nbgraders_own_checks(outline, handed_in):
    handed_in["cells"].append(copy.deepcopy(cell(handed_in, "A1-4-check")))
    nb = mend(handed_in, outline).notebook
    for step in (DeduplicateIds, CheckCellMetadata):
        before = copy.deepcopy(nb)
        nb, _ = step().preprocess(nb, {})
        assert nb == before


# Damage to single cells: what is done, which note it gives, and which answer is graded.


def delete(name):
    def change(content):
        del content["cells"][index(content, name)]

    return change


def retype(name, kind):
    def change(content):
        cell(content, name)["cell_type"] = kind
        for key in ("outputs", "execution_count"):
            cell(content, name).pop(key, None)

    return change


def edit(name, text):
    def change(content):
        cell(content, name)["source"] = text

    return change


def duplicate(name, *texts):
    """Copy a cell below itself, with the label, and give the copies other texts."""

    def change(content):
        for text in reversed(texts):
            twin = copy.deepcopy(cell(content, name)) | {"id": f"copy-{text[:3].strip()}"}
            content["cells"].insert(index(content, name) + 1, twin | {"source": text})

    return change


def label(name, **changed):
    def change(content):
        cell(content, name)["metadata"]["nbgrader"].update(changed)

    return change


def swap_labels(first, second, ids=False):
    def change(content):
        one, two = cell(content, first), cell(content, second)
        one["metadata"], two["metadata"] = two["metadata"], one["metadata"]
        if ids:
            for each in content["cells"]:
                del each["id"]
            content["nbformat_minor"] = 4

    return change


def move(name, before):
    def change(content):
        moved = content["cells"].pop(index(content, name))
        content["cells"].insert(index(content, before), moved)

    return change


WRITTEN = "A1-4 = 1  # written by hand\n"
STUB = "# YOUR CODE HERE"
# name: (damage, kind and cell of the notes, words of the notes, source of the answer A1-4)
DAMAGE = {
    "check deleted": (delete("A1-4-check"), [("repaired", "A1-4-check")], "was missing and was put back.", 0),
    "check edited": (
        edit("A1-4-check", 'check("A1.4")\nprint("passed")'),
        [("ambiguous", "A1-4-check")],
        'had become “check("A1.4") print("passed")”',
        0,
    ),
    "check emptied": (edit("A1-4-check", ""), [("repaired", "A1-4-check")], "locked and was put right", 0),
    "check with other spaces": (edit("A1-4-check", '\ncheck("A1.4")  \r\n\n'), [], "", 0),
    "check duplicated": (
        duplicate("A1-4-check", 'check("A1.4")'),
        [("repaired", "A1-4-check")],
        "there 2 times",
        0,
    ),
    "check copied to write in": (
        duplicate("A1-4-check", "x = 3"),
        [("ambiguous", "A1-4-check")],
        "also on 1 of the student's own cells; they are kept. The first: “x = 3”",
        0,
    ),
    "check retyped": (retype("A1-4-check", "markdown"), [("repaired", "A1-4-check")], "it is code again", 0),
    "check made raw": (retype("A1-4-check", "raw"), [("repaired", "A1-4-check")], "changed to “raw”", 0),
    "check moved": (move("A1-4-check", "A1-2"), [("repaired", "")], "moved back: A1-4-check.", 0),
    "check tagged": (
        lambda content: cell(content, "A1-4-check")["metadata"].update(tags=["skip-execution"]),
        [],
        "",
        0,
    ),
    "check says another price": (
        label("A1-4-check", points=4000),
        [("repaired", "A1-4-check")],
        "points “4000” for 2.0",
        0,
    ),
    "check unlocked": (
        label("A1-4-check", locked=False),
        [("repaired", "A1-4-check")],
        "locked “False” for True",
        0,
    ),
    "labels of checks swapped": (swap_labels("A1-4-check", "A1-5-check"), [("repaired", "")], "by text", 0),
    "labels of an answer and its check swapped": (
        swap_labels("A1-4", "A1-4-check"),
        [("repaired", "")],
        "A1-4, A1-4-check",
        0,
    ),
    "labels of answers swapped": (
        swap_labels("A1-4", "A1-5"),
        [("ambiguous", "A1-5"), ("ambiguous", "A1-4"), ("repaired", "")],
        "its place decides",
        0,
    ),
    "labels of answers swapped without ids": (
        swap_labels("A1-4", "A1-5", ids=True),
        [("ambiguous", "")],
        "moved back",
        "A1-5 = 1  # written by hand\n",
    ),
    "one label on answer and check": (
        label("A1-4-check", grade_id="A1-4"),
        [("repaired", "")],
        "Cells without their label were recognised by text, id or place: A1-4-check.",
        0,
    ),
    "answer deleted": (
        delete("A1-2"),
        [("repaired", "A1-2")],
        "put back without an answer",
        0,
    ),
    "answer retyped": (retype("A1-4", "markdown"), [("repaired", "A1-4")], "it is code again", 0),
    "answer of an unknown type": (retype("A1-4", "sql"), [("repaired", "A1-4")], "changed to “sql”", 0),
    "answer duplicated, one a stub": (duplicate("A1-4", STUB), [("repaired", "A1-4")], "2 times", 0),
    "answer duplicated, all alike": (duplicate("A1-4", WRITTEN), [("repaired", "A1-4")], "2 times", 0),
    "answer duplicated, all differ": (
        duplicate("A1-4", "b = 2", "c = 3"),
        [("ambiguous", "A1-4")],
        "3 cells claim to be A1-4",
        "c = 3",
    ),
    "answer moved": (move("A1-4", "A1-2"), [("repaired", "")], "moved back: A1-4.", 0),
    "answer without text": (edit("A1-4", None), [("dropped", "A1-4")], "NoneType", ""),
    "answer that is a number": (edit("A1-4", 3), [("dropped", "A1-4")], "of type int", ""),
    "answer with strange lines": (edit("A1-4", ["a\n", 3, ["b"]]), [("dropped", "A1-4")], "no text", "a\n"),
    "answer as lines": (edit("A1-4", ["a\n", "b"]), [], "", "a\nb"),
    "answer with Windows line ends": (edit("A1-4", "a\r\nb\rc"), [], "", "a\nb\nc"),
    "answer with a lone surrogate": (edit("A1-4", "a\ud800b"), [], "", "a\ufffdb"),
    "answer too long": (edit("A1-4", "x" * 200_001), [("dropped", "A1-4")], "200001", "x" * 200_000),
    "prose too long": (edit("A1-intro", "x" * 200_001), [("dropped", "")], "cut after 200000", 0),
    "answer with conflict": (
        edit("A1-4", "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> main"),
        [("ambiguous", "A1-4")],
        "unresolved merge conflict",
        "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> main",
    ),
    "schema of the future": (
        label("A1-4-check", schema_version=99),
        [("repaired", "A1-4-check")],
        "schema_version “99” for 3",
        0,
    ),
    "schema of the past": (
        label("A1-4", schema_version=1),
        [("repaired", "A1-4")],
        "schema_version “1” for 3",
        0,
    ),
    "label of another lesson": (label("A1-4", grade_id="A2-3"), [("repaired", "")], "recognised", 0),
    "label that is no text": (label("A1-4", grade_id=["A1-4"]), [("repaired", "")], "recognised", 0),
    "label that is no dict": (
        lambda content: cell(content, "A1-4")["metadata"].update(nbgrader=3),
        [("repaired", "")],
        "recognised",
        0,
    ),
    "metadata that is no dict": (
        lambda content: cell(content, "A1-4").update(metadata="x"),
        [("repaired", "")],
        "recognised",
        0,
    ),
    "missing keys": (
        lambda content: [cell(content, "A1-4").pop(key) for key in ("cell_type", "metadata", "outputs")],
        [("repaired", "")],
        "recognised",
        0,
    ),
    "entries that are no cells": (
        lambda content: content["cells"].extend([None, 3, [], "x"]),
        [("dropped", "")],
        "4 entries",
        0,
    ),
    "a cell of an unknown type": (
        lambda content: content["cells"].append({"cell_type": "sql", "source": "SELECT"}),
        [("ambiguous", "")],
        "Cells of an unknown type (1) are not run; the first, “sql”: “SELECT”",
        0,
    ),
    "ids twice": (lambda content: [each.update(id="x") for each in content["cells"]], [], "", 0),
    "ids missing": (lambda content: [each.pop("id") for each in content["cells"]], [], "", 0),
    "nbformat of the future": (lambda content: content.update(nbformat=5, nbformat_minor=99), [], "", 0),
    "nbformat missing": (lambda content: [content.pop(key) for key in ("nbformat", "metadata")], [], "", 0),
    "nothing left": (
        lambda content: content["cells"].clear(),
        [("ambiguous", "")],
        "None of the NEEDED cells that this lesson needs was found",
        STUB,
    ),
}


def needed(outline) -> int:
    """How many cells a lesson cannot do without: those that nbgrader knows by name."""
    return sum(bool(each.grade_id) for each in outline.cells)


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_cell_is_put_right_and_told(outline, handed_in, name):
    damage, expected, words, answer = DAMAGE[name]
    damage(handed_in)
    rebuilt = mend(handed_in, outline)
    assert kinds(rebuilt) == expected
    assert words.replace("NEEDED", str(needed(outline))) in texts(rebuilt)
    assert source(rebuilt, "A1-4") == (answer or (WRITTEN if answer == 0 else ""))


def test_what_a_student_must_know_is_meant_for_her(outline, handed_in):
    for damage in (delete("A1-4-check"), duplicate("A1-5", "b = 2"), edit("A1-6-check", "x = 1")):
        damage(handed_in)
    assert [note.to_student for note in mend(handed_in, outline).notes] == [True] * 3


def test_notes_hold_no_control_characters(outline, handed_in):
    edit("A1-4-check", "\x1b[31mred\nline\u202e")(handed_in)
    (note,) = mend(handed_in, outline).notes
    assert note.text.isprintable()


def test_answers_that_differ_are_all_run_in_the_students_order(outline, handed_in):
    duplicate("A1-4", "b = 2", "c = 3")(handed_in)
    rebuilt = mend(handed_in, outline)
    sources = [each.source for each in rebuilt.notebook.cells]
    place = sources.index(WRITTEN)
    assert sources[place : place + 4] == [WRITTEN, "b = 2", "c = 3", "helper = 2"]
    assert order(rebuilt)[place + 2] == "A1-4"


def test_a_copy_of_an_answer_below_its_check_is_not_the_answer(outline, handed_in):
    twin = copy.deepcopy(cell(handed_in, "A1-4")) | {"id": "twin", "source": "later = 1"}
    handed_in["cells"].insert(index(handed_in, "A1-4-check") + 1, twin)
    rebuilt = mend(handed_in, outline)
    assert source(rebuilt, "A1-4") == WRITTEN
    place = order(rebuilt).index("A1-4-check")
    assert rebuilt.notebook.cells[place + 1].source == "later = 1"


def test_a_copy_of_an_answer_in_the_place_of_a_deleted_one_is_that_ones_answer(outline, handed_in):
    cell(handed_in, "A1-5").update(id="pasted", metadata=cell(handed_in, "A1-4")["metadata"])
    rebuilt = mend(handed_in, outline)
    assert source(rebuilt, "A1-5") == "A1-5 = 1  # written by hand\n"
    assert ("ambiguous", "A1-4") in kinds(rebuilt)


def test_an_answer_in_a_cell_of_her_own_still_stands_before_its_check_if_that_was_deleted(outline, handed_in):
    edit("A1-4", STUB)(handed_in)
    edit("mine", "trainData = 1")(handed_in)
    delete("A1-4-check")(handed_in)
    rebuilt = mend(handed_in, outline)
    place = order(rebuilt).index("A1-4")
    assert order(rebuilt)[place : place + 3] == ["A1-4", "own-1", "A1-4-check"]
    assert rebuilt.notebook.cells[place + 1].source == "trainData = 1"


def test_a_cell_of_her_own_for_the_next_step_stays_behind_a_deleted_check(outline, handed_in):
    delete("A1-4-check")(handed_in)
    own = handed_in["cells"].pop(index(handed_in, "mine"))
    handed_in["cells"].insert(index(handed_in, "A1-5-prose") + 1, own)
    names = order(mend(handed_in, outline))
    assert names.index("A1-4-check") < names.index("A1-5-prose") < names.index("own-1") < names.index("A1-5")


def test_an_answer_that_repeats_a_locked_cell_stays_an_answer(outline, handed_in):
    edit("A1-3", "figures.digits(trainData[:10], trainLabels[:10])")(handed_in)
    delete("A1-digits")(handed_in)
    for each in handed_in["cells"]:
        del each["id"]
    rebuilt = mend(handed_in, outline)
    assert source(rebuilt, "A1-3") == "figures.digits(trainData[:10], trainLabels[:10])"
    assert kinds(rebuilt) == [("repaired", "A1-digits")]


def test_cells_in_any_order_come_back_in_the_order_of_the_lesson(outline, handed_in):
    handed_in["cells"].reverse()
    rebuilt = mend(handed_in, outline)
    assert [name for name in order(rebuilt) if name != "own-1"] == [each.id for each in outline.cells]
    assert source(rebuilt, "A1-4") == WRITTEN


# Labels stripped or rewritten as editors do.


def colab(content):
    for number, each in enumerate(content["cells"]):
        each["metadata"] = {"id": each.pop("id"), "colab": {"base_uri": "https://localhost:8080/"}}
        each["metadata"]["outputId"] = f"28b07730-{number}"
    content.update(nbformat_minor=0)
    content["metadata"] = {"colab": {"provenance": []}, "kernelspec": {"name": "python3"}}


def kaggle(content):
    for number, each in enumerate(content["cells"]):
        each["metadata"] = {"_uuid": f"8f28{number}", "_cell_guid": f"b107{number}", "trusted": True}
        del each["id"]
    content.update(nbformat_minor=4)


def deepnote(content):
    for each in content["cells"]:
        each["metadata"] = {
            "cell_id": each["id"],
            "deepnote_cell_type": each["cell_type"],
            "source_hash": "8ad57f32",
            "tags": [],
        }
        each["id"] = f"{abs(hash(each['id'])):032x}"


def vscode(content):
    for number, each in enumerate(content["cells"]):
        each["metadata"]["vscode"] = {"languageId": "python"}
        each["id"] = f"{number:08x}"


def stripped(content):
    for number, each in enumerate(content["cells"]):
        each["metadata"], each["id"] = {}, f"{number:08x}"


@pytest.mark.parametrize("editor", [colab, deepnote, kaggle, stripped])
def test_labels_that_an_editor_took_away_are_found_again(outline, handed_in, editor):
    if editor in (kaggle, stripped):  # a second code cell in the place of an answer is another test
        delete("mine")(handed_in)
    editor(handed_in)
    rebuilt = mend(handed_in, outline)
    answers = {given.id: f"{given.id} = 1  # written by hand\n" for given in outline.cells if given.is_answer}
    assert {name: source(rebuilt, name) for name in answers} == answers
    assert kinds(rebuilt) == [("repaired", "")]
    assert not rebuilt.notes[0].to_student


def test_what_vs_code_adds_is_no_damage(outline, handed_in):
    vscode(handed_in)
    assert mend(handed_in, outline).notes == []


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("editor", [colab, deepnote, kaggle, stripped])
def test_an_untouched_lesson_survives_an_editor(lessons, name, editor):
    outline, released = lessons[name]
    content = json.loads(nbformat.writes(released))
    editor(content)
    rebuilt = mend(content, outline)
    assert [each.source for each in rebuilt.notebook.cells] == [each.source for each in outline.cells]
    assert kinds(rebuilt) == [("repaired", "")]


def test_two_cells_in_the_place_of_an_unlabelled_answer_are_ambiguous_and_both_run(outline, handed_in):
    stripped(handed_in)
    rebuilt = mend(handed_in, outline)
    assert ("ambiguous", "A1-4") in kinds(rebuilt)
    place = order(rebuilt).index("A1-4")
    assert [each.source for each in rebuilt.notebook.cells[place - 1 : place + 1]] == [WRITTEN, "helper = 2"]


def test_an_edited_check_without_a_label_is_not_taken_for_the_answer(outline, handed_in):
    delete("mine")(handed_in)
    edit("A1-4-check", 'print(trainData.shape)\ncheck("A1.4")')(handed_in)
    stripped(handed_in)
    rebuilt = mend(handed_in, outline)
    assert source(rebuilt, "A1-4") == WRITTEN
    assert kinds(rebuilt) == [("repaired", "A1-4-check"), ("repaired", "")]


def test_several_cells_for_several_neighbouring_answers_are_left_to_a_person(lessons, handed_in):
    outline, released = lessons[FOREIGN]
    content = json.loads(nbformat.writes(released))
    content["cells"] = [
        {"cell_type": "code", "source": f"part{n} = {n}", "metadata": {}, "outputs": []} for n in range(3)
    ]
    rebuilt = mend(content, outline)
    assert ("ambiguous", "cell-a1b2") in kinds(rebuilt)
    assert [each.source for each in rebuilt.notebook.cells][:3] == ["part0 = 0", "part1 = 1", "part2 = 2"]


def test_an_unlabelled_answer_that_was_retyped_is_found_and_told(outline, handed_in):
    delete("mine")(handed_in)
    retype("A1-4", "markdown")(handed_in)
    stripped(handed_in)
    rebuilt = mend(handed_in, outline)
    assert source(rebuilt, "A1-4") == WRITTEN
    assert ("ambiguous", "A1-4") in kinds(rebuilt)


# Other people's courses.


def test_cells_of_every_kind_of_another_course_are_put_back(lessons):
    outline, released = lessons[FOREIGN]
    content = json.loads(nbformat.writes(released))
    content["cells"] = [each for each in content["cells"] if "nbgrader" not in each["metadata"]]
    content["cells"].append({"cell_type": "code", "source": "mine = 1", "metadata": {}, "outputs": []})
    rebuilt = mend(content, outline)
    assert "assert square(7) == 49" in source(rebuilt, outline.cells[5].id)
    assert [each.source for each in rebuilt.notebook.cells[-3:]] == ["", "mine = 1", "The end."]


def test_manually_graded_code_and_text_are_answers_and_a_task_is_not(lessons):
    outline, released = lessons[FOREIGN]
    content = json.loads(nbformat.writes(released))
    for each in content["cells"]:
        if "nbgrader" in each["metadata"]:
            each["source"] += "\nchanged"
    rebuilt = mend(content, outline)
    kept = [each.metadata.nbgrader.grade_id for each in rebuilt.notebook.cells if "\nchanged" in each.source]
    assert kept == ["cell-a1b2", "cell-e5f6", "cell-0718"]
    put_right = [note.cell for note in rebuilt.notes]
    assert put_right == ["cell-5a60", "cell-c3d4", "cell-task", "cell-9a9b"]


def test_a_cell_that_only_the_gradebook_knows_comes_last(tmp_path):
    from nbgrader.api import Gradebook

    from autograder.intake.repair import Outline

    _, released = lesson(tmp_path, FOREIGN)
    released.cells = [
        each for each in released.cells if each.metadata.get("nbgrader", {}).get("grade") is not True
    ]
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as gradebook:
        outline = Outline.of_course(gradebook, FOREIGN, FOREIGN, released)
    assert [each.grade_id for each in outline.cells[-3:]] == ["cell-0718", "cell-c3d4", "cell-e5f6"]
    assert len(outline.by_id) == len(outline.cells)


# The file as a whole.


def test_older_nbformats_are_read(outline, handed_in):
    expected = mend(handed_in, outline).notebook
    three = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": []}]}
    for each in handed_in["cells"]:
        if each["cell_type"] == "code":
            each["input"] = each.pop("source")
        three["worksheets"][0]["cells"].append(each)
    rebuilt = mend(three, outline)
    assert (rebuilt.notebook, rebuilt.notes) == (expected, [])
    for minor in range(6):
        four = nbformat.from_dict(json.loads(nbformat.writes(expected)) | {"nbformat_minor": minor})
        assert mend(four, outline).notes == []


ENCODINGS = ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_other_encodings_of_unicode_are_read(outline, handed_in, encoding):
    edit("A1-Q1", "für alle — 中")(handed_in)
    rebuilt = mend(json.dumps(handed_in, ensure_ascii=False).encode(encoding), outline)
    assert rebuilt.notes == []
    assert source(rebuilt, "A1-Q1") == "für alle — 中"


def test_a_file_in_the_encoding_of_windows_is_read_and_told(outline, handed_in):
    edit("A1-Q1", "für alle")(handed_in)
    rebuilt = mend(json.dumps(handed_in, ensure_ascii=False).encode("cp1252"), outline)
    assert source(rebuilt, "A1-Q1") == "für alle"
    assert "Windows-1252" in texts(rebuilt)


@pytest.mark.parametrize(("encoding", "words"), [("cp932", "余予"), ("big5", "什么")])
def test_a_file_in_an_encoding_of_two_bytes_is_read_and_its_student_told(outline, handed_in, encoding, words):
    edit("A1-Q1", words)(handed_in)
    content = json.dumps(handed_in, ensure_ascii=False).encode(encoding, "replace")
    assert words.encode(encoding).endswith(b"\\")  # which JSON takes for the escape of the quote after it
    rebuilt = mend(content, outline)
    assert source(rebuilt, "A1-Q1") == words
    assert any(note.to_student and "UTF-8" in note.text for note in rebuilt.notes)


def test_numbers_that_json_does_not_know_and_numbers_without_end_are_read(outline, handed_in):
    text = json.dumps(handed_in)[:-1] + ', "x": NaN, "y": -Infinity, "z": ' + "9" * 5000 + "}"
    assert mend(text.encode(), outline).notes == []


def conflict(content, ours, theirs, base=""):
    """The file after a merge that git could not do: one line of an answer differs."""
    edit("A1-4", "@@")(content)
    lines = json.dumps(content, indent=1).split("\n")
    at = next(i for i, line in enumerate(lines) if "@@" in line)
    sides = [lines[at].replace('"@@"', side) for side in (ours, theirs)]
    middle = [f"||||||| 3f2a\n{base}"] if base else []
    marked = ["<<<<<<< HEAD", sides[0], *middle, "=======", sides[1], ">>>>>>> branch"]
    return "\n".join([*lines[:at], *marked, *lines[at + 1 :]]).encode()


@pytest.mark.parametrize("base", ["", '   "source": "c = 3",'])
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_of_a_merge_conflict_our_side_is_graded_and_the_difference_told(outline, handed_in, base, ends):
    content = conflict(handed_in, '"a = 1"', '"b = 2"', base).replace(b"\n", ends)
    rebuilt = mend(content, outline)
    assert source(rebuilt, "A1-4") == "a = 1"
    assert kinds(rebuilt) == [("repaired", ""), ("ambiguous", "")]


def test_a_merge_conflict_about_nothing_that_is_graded_is_repaired(outline, handed_in):
    rebuilt = mend(conflict(handed_in, '"a = 1"', '"a = 1"'), outline)
    assert kinds(rebuilt) == [("repaired", "")]


def test_if_our_side_is_broken_theirs_is_graded(outline, handed_in):
    rebuilt = mend(conflict(handed_in, '"a = 1', '"b = 2"'), outline)
    assert source(rebuilt, "A1-4") == "b = 2"
    assert "“theirs” was graded" in texts(rebuilt)


def test_pictures_stay_if_they_are_small(outline, handed_in):
    picture = {"drawn.png": {"image/png": "iVBORw0KGgo="}}
    cell(handed_in, "A1-Q1")["attachments"] = picture
    made = mend(handed_in, outline)
    assert next(each for each in made.notebook.cells if each.id == "A1-Q1").attachments == picture
    cell(handed_in, "A1-Q2")["attachments"] = {"big.png": {"image/png": "A" * (8 << 20)}}
    made = mend(handed_in, outline)
    assert [each.id for each in made.notebook.cells if each.get("attachments")] == ["A1-Q1"]
    assert kinds(made) == [("dropped", "")]
    assert "8 MB: “big.png”" in texts(made)


def test_a_flood_of_cells_is_cut_and_the_lesson_stays_whole(outline, handed_in):
    flood = [{"cell_type": "code", "source": "x = 1", "metadata": {}} for _ in range(100_000)]
    handed_in["cells"] += flood
    rebuilt = mend(handed_in, outline)
    assert len(rebuilt.notebook.cells) <= 5_000
    assert source(rebuilt, "A1-4") == WRITTEN
    assert kinds(rebuilt) == [("dropped", "")]
    handed_in["cells"] = flood + handed_in["cells"]
    assert f"None of the {needed(outline)} cells" in texts(mend(handed_in, outline))


def test_a_flood_of_copies_gives_few_notes(outline, handed_in):
    for name in ("A1-4", "A1-4-check"):
        twin = cell(handed_in, name)
        handed_in["cells"] += [twin | {"source": f"x = {number}"} for number in range(2_000)]
    assert len(mend(handed_in, outline).notes) < 10


def test_outputs_of_forty_megabytes_are_no_obstacle(outline, handed_in):
    out = {"output_type": "stream", "name": "stdout", "text": "1, [2], {3}\n" * 3_500_000}
    cell(handed_in, "A1-4")["outputs"] = [out]
    assert mend(handed_in, outline).notes == []


def test_deep_values_that_are_of_no_interest_are_no_obstacle(outline, handed_in):
    deep = json.loads("[" * 500 + "]" * 500)
    cell(handed_in, "A1-4")["outputs"] = deep
    cell(handed_in, "A1-4")["metadata"]["other"] = deep
    handed_in["metadata"]["other"] = deep
    assert mend(handed_in, outline).notes == []
    cell(handed_in, "A1-4")["metadata"]["nbgrader"]["points"] = deep
    cell(handed_in, "A1-4")["source"] = deep
    assert kinds(mend(handed_in, outline)) == [("repaired", "A1-4"), ("dropped", "A1-4")]


BROKEN = {
    "nothing": (b"", "the file is empty"),
    "blank": (b" \r\n\0", "the file is empty"),
    "no JSON": (b"not json", "not a notebook: the JSON is broken at line 1"),
    "a list": (b"[]", "not a notebook: it has no cells"),
    "cells that are no list": (b'{"cells": {}}', "it has no cells"),
    "worksheets without cells": (b'{"worksheets": [3, {"cells": 3}]}', "it has no cells"),
    "bytes": (b"\x80\x81\xff", "not a notebook: the file is not UTF-8 text"),
    "UTF-16 cut off": ('{"cells": ['.encode("utf-16") + b"\0", "not UTF-8 text"),
    "nested without end": (b'{"cells":' + b"[" * 100_000, "the JSON is broken"),
    "nested lists": (b'{"cells":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "the JSON is broken"),
    "conflict of two broken sides": (b"<<<<<<< a\n{\n=======\n[\n>>>>>>> b\n", "broken at line 1"),
    "brackets in a string without end": (
        b"{" + b"x" * 3_000_000 + b'"' + b"[" * 3_000_000,
        "broken at line 1",
    ),
    "conflicts without end": (b"<<<<<<< a\n" * 200_000, "broken at line 1"),
    "empty lists without end": (
        b'{"cells":[' + b"[]," * 3_000_000 + b"[]]}",
        "more values than any notebook",
    ),
    "strings and lists": (b'{"cells":[' + b'{"":[]},' * 2_000_000 + b"[]]}", "more values than any notebook"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_notebook_is_unreadable_with_a_reason(outline, name):
    content, reason = BROKEN[name]
    with pytest.raises(Unreadable, match=reason):
        rebuild(content, outline)


@pytest.mark.parametrize(
    "content",
    [
        b'{"cells":[' + b"{}," * 700_000 + b"{}]}",
        b'{"cells":[' + b'{"":""},' * 700_000 + b"{}]}",
        b'{"cells":[],"x":[' + b"1.5," * 1_300_000 + b"1]}",
        b'{"cells":[],"x":["' + b'\\u0161 \\"' * 1_300_000 + b'"]}',
        b'{"cells":[{"source":["' + b'","' * 1_300_000 + b'"]}]}',
    ],
    ids=["dicts", "dicts with a key", "numbers", "escapes", "lines"],
)
def test_hostile_files_take_no_more_memory_than_promised(outline, content):
    tracemalloc.start()
    try:
        rebuild(content, outline)
        assert tracemalloc.get_traced_memory()[1] < (512 << 20) + 6 * len(content)
    finally:
        tracemalloc.stop()


# Opening files.


def test_a_regular_file_is_read(tmp_path):
    (tmp_path / "a.ipynb").write_bytes(b"12345")
    assert read_file(tmp_path / "a.ipynb", limit=5) == b"12345"
    with pytest.raises(Unreadable, match="larger than"):
        read_file(tmp_path / "a.ipynb", limit=4)


def make_pipe(path):
    os.mkfifo(path)


def make_socket(path):
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


SPECIAL = {
    "a link": (lambda path: path.symlink_to("/etc/hosts"), "the file is a link"),
    "a link to itself": (lambda path: path.symlink_to(path), "the file is a link"),
    "a pipe": (make_pipe, "not a regular file"),
    "a socket": (make_socket, "not a regular file"),
    "a folder": (lambda path: path.mkdir(), "not a regular file"),
    "nothing": (lambda path: None, "cannot be opened"),
}


@pytest.mark.parametrize("name", SPECIAL)
def test_what_is_no_regular_file_is_refused_at_once(tmp_path, name):
    make, reason = SPECIAL[name]
    make(tmp_path / "a.ipynb")
    with pytest.raises(Unreadable, match=reason):
        read_file(tmp_path / "a.ipynb")


def test_a_file_in_a_folder_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.ipynb").write_text("{}")
    (tmp_path / "linked").symlink_to("real")
    with pytest.raises(Unreadable, match="its folder is a link"):
        read_file(tmp_path / "linked" / "a.ipynb")


def test_links_and_special_files_are_found_however_deep(tmp_path):
    deep = tmp_path / "data" / "more"
    deep.mkdir(parents=True)
    (deep / "fine.txt").touch()
    (deep / "gradebook.db").symlink_to("../../../gradebook.db")
    (tmp_path / "loop").symlink_to(tmp_path)
    make_pipe(tmp_path / "data" / "pipe")
    found = [str(path.relative_to(tmp_path)) for path in foreign_links(tmp_path)]
    assert found == ["data/more/gradebook.db", "data/pipe", "loop"]
    assert foreign_links(tmp_path / "loop") == [tmp_path / "loop"]


def test_folders_deeper_than_any_path_are_named_and_not_followed(tmp_path):
    folder = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 250, dir_fd=folder)
        inner = os.open("d" * 250, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(folder)
    (found,) = foreign_links(tmp_path)
    assert found.name == "d" * 250


def test_the_longest_increasing_selection_is_found():
    assert longest_increasing([]) == []
    pairs = list(enumerate([3, 0, 1, 9, 2, 4]))
    assert longest_increasing(pairs) == [(1, 0), (2, 1), (4, 2), (5, 4)]


def test_a_note_can_be_written_down():
    assert vars(Note("repaired", "A1-4", "text")) == {
        "kind": "repaired",
        "cell": "A1-4",
        "text": "text",
        "to_student": False,
    }
