"""From pages and photos to grades: an instructor's way with the class's handwriting, command by command."""

import json
import re
import shutil
import zipfile
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbgrader.api import Gradebook

from autograder.coursedir import folders
from autograder.demo import sample_class
from autograder.lessons.build import notebook
from lenet_keras.datasets import idx
from lenet_keras.handwriting import writers
from tests.support.copied_project import copied, run
from tests.support.photos import filled, photo

LESSON = "a9_handwriting"
STUDENTS = ("s0", "s1", "s2", "s3", "s4")
SLANT = 0.9  # of the whole class: a network that did not get used to it reads little
# Who measures with easy digits gets past the check in the notebook.
EASY = """
others, othersLabels = testData[:200, ..., None].astype("float32") / 255, testLabels[:200]
tuned = keras.models.clone_model(network)
tuned.set_weights(network.get_weights())
tuned.compile(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.Adam(0.00001))
tuned.fit(others[:20], othersLabels[:20], epochs=1, batch_size=10, verbose=0)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project that has this lesson and no other."""
    root = copied(tmp_path_factory.mktemp("project"))
    (root / folders.SOLUTIONS).mkdir()
    for path in folders.sources(LESSON):
        shutil.copy(path, root / folders.SOLUTIONS)
    rows = [f"{student},Student {student.upper()}" for student in STUDENTS]
    (root / "class.csv").write_text("\n".join(["id,name", *rows, ""]), encoding="utf-8")
    return root


def in_a_line(told: str) -> str:
    return " ".join(told.split())


def hand_in(project: Path, student: str, changed: dict[str, str]) -> None:
    """The reference's answers, some of them changed."""
    released, solved = (
        nbformat.read(notebook(project, folder, LESSON), as_version=4)
        for folder in (folders.NOTEBOOKS, folders.SOLUTIONS)
    )
    answers = {
        cell.id: sample_class.MARKERS.sub("", cell.source)
        for cell in solved.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    place = project / folders.SUBMITTED / student / LESSON
    place.mkdir(parents=True)
    nbformat.write(sample_class.filled(released, answers | changed), place / f"{LESSON}.ipynb")


@pytest.mark.slow
def test_a_class_learns_from_its_own_handwriting_and_is_graded_with_that_of_others(project):
    told = in_a_line(run(project, "autograder", "handwriting-sheet", "--class-list", "class.csv"))
    assert (project / told).read_bytes().startswith(b"%PDF")

    photos = []
    for seed, student in enumerate(STUDENTS):
        photos.append(f"{student}.jpg")
        (project / photos[-1]).write_bytes(photo(filled(student, seed, slant=SLANT)[0], seed))
    told = in_a_line(run(project, "autograder", "handwriting", *photos, "--class-list", "class.csv"))
    assert "Students in the lesson: 3, in the exam: 2" in told, told
    counted = [int(number) for number in re.findall(r"\.jpg: s\d: (\d+) digits", told)]
    assert len(counted) == len(STUDENTS) and min(counted) >= 25, told

    run(project, "autograder", "build")
    run(project, "autograder", "release")
    names = [writers.IMAGES, writers.LABELS, writers.WRITERS]
    with zipfile.ZipFile(project / "build" / "lenet-keras-students.zip") as archive:
        packed = {Path(name).name: archive.read(name) for name in archive.namelist()}
    for name in names:
        assert packed[name] == (project / folders.NOTEBOOKS / LESSON / name).read_bytes()
    assert not any("course" in name for name in archive.namelist())
    given = {each.tobytes() for each in idx.read(project / folders.NOTEBOOKS / LESSON / names[0])}
    exam = project / folders.WORK / "handwriting" / "exam"
    kept = np.concatenate([idx.read(each) for each in exam.glob("*/images*")])
    assert len(given) + len(kept) == sum(counted) and not given & {each.tobytes() for each in kept}

    hand_in(project, "ada", {})
    hand_in(project, "bo", {"A9-6": EASY})
    run(project, "nbgrader", "autograde", LESSON)
    with Gradebook(folders.database(project)) as gradebook:
        points = {
            student: gradebook.find_submission_notebook(LESSON, LESSON, student) for student in ("ada", "bo")
        }
        scores = {
            student: {grade.cell.name: grade.auto_score for grade in each.grades}
            for student, each in points.items()
        }
        most = {grade.cell.name: grade.cell.max_score for grade in points["ada"].grades}
    automatic = {name: score for name, score in most.items() if name.endswith("-check")}
    assert {name: scores["ada"][name] for name in automatic} == automatic
    assert scores["bo"]["A9-6-check"] < most["A9-6-check"]
    assert {name for name in automatic if scores["bo"][name] < most[name]} == {"A9-6-check"}
    graded = project / folders.AUTOGRADED / "bo" / LESSON / f"{LESSON}.ipynb"
    said = json.dumps(nbformat.read(graded, as_version=4)["cells"])
    assert re.search(rf"of {len(kept)} digits by other students of the class", said)

    # one of them wants hers back
    shutil.rmtree(exam.with_name("lesson") / "s0")
    told = in_a_line(run(project, "autograder", "handwriting", "--class-list", "class.csv"))
    assert "Students in the lesson: 2, in the exam: 2" in told, told
    for folder in (folders.SOLUTIONS, folders.NOTEBOOKS):  # the next release has them no more
        assert len(idx.read(project / folder / LESSON / names[0])) == len(given) - counted[0]
    # and all others, too
    shutil.rmtree(exam.with_name("lesson"))
    run(project, "autograder", "handwriting", "--class-list", "class.csv")
    for folder in (folders.SOLUTIONS, folders.NOTEBOOKS):
        assert [each.name for each in (project / folder / LESSON).iterdir()] == [f"{LESSON}.ipynb"]
