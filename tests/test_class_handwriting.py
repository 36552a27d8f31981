"""Does the class's handwriting become data: pages, photos of them, digits for the lesson and for its exam?"""

import contextlib
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from autograder.coursedir import folders
from autograder.examiner import exam, inspections
from autograder.examiner import handwriting as exams
from autograder.examiner.reference import Reference
from autograder.handwriting import boxes, collection, command, layout, report, sheet
from autograder.handwriting.photo import PhotoError, flatten
from autograder.questions.sheets.classlist import Student
from lenet_keras.checks import inspection
from lenet_keras.checks.a9_handwriting import tuning
from lenet_keras.checks.observation import observe
from lenet_keras.checks.steps import STEPS
from lenet_keras.datasets import idx, mnist
from lenet_keras.handwriting import prepare, sheets, writers
from lenet_keras.recogniser import training
from tests.support.photos import SCALE, Camera, filled, origin, photo

STUDENTS = [Student(f"s{number}", f"Student {number}") for number in range(9)]
EMPTY = (3, 17)


def agrees(images):
    """A network that never contradicts a page: it is sure of nothing."""
    return np.full((len(images), 10), 0.1)


@pytest.fixture(scope="module")
def pages():
    """Of six writers: the page, and the ink of each box."""
    return {student.id: filled(student.id, number, EMPTY) for number, student in enumerate(STUDENTS[:6])}


@pytest.fixture(scope="module")
def photos(pages):
    """Upright, on either side and upside down; the last one from far away, by a poor camera."""
    cameras = [Camera(turned=number % 4) for number in range(5)]
    cameras.append(Camera((1100, 1500), tilt=0.14, shadow=0.35, noise=8, quality=60))
    of_students = enumerate(pages.items())
    return {student: photo(page, number, cameras[number]) for number, (student, (page, _)) in of_students}


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A course with the lesson."""
    (tmp_path / folders.SOLUTIONS / collection.NAME).mkdir(parents=True)
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(root, photos):
    paths = []
    for student, data in photos.items():
        paths.append(root / f"{student}.jpg")
        paths[-1].write_bytes(data)
    return paths


# ---- the pages


def test_each_student_has_a_page_that_says_what_happens_and_that_it_is_free():
    names = ["Ada Lovelace", "Øystein Æ", "李 明", "X" * 60]
    students = [Student(f"id{number}", name) for number, name in enumerate(names)]
    reader = PdfReader(io.BytesIO(sheet.pages(students)))
    assert len(reader.pages) == 4
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    for student, text in zip(students[:2], texts, strict=False):
        assert student.name in text and student.id in text
        for told in ("Taking part is free", "nothing is sent", "deleted at any time", "without names"):
            assert told in text
    hidden = PdfReader(io.BytesIO(sheet.pages(students, "letter", {s.id: "amber fox" for s in students})))
    text = hidden.pages[0].extract_text()
    assert "amber fox" in text and "Ada" not in text and "id0" not in text


def test_boxes_ask_for_each_digit_five_times_and_all_stand_inside_the_frame():
    assert sorted(layout.LABELS) == sorted([*range(10)] * 5)
    assert len(set(layout.ROWS)) == 5
    squares = [(layout.square(place, layout.SIDE)) for place in layout.BOXES]
    squares += [layout.square(place, layout.MARKER) for place in layout.CORNERS]
    squares += [layout.square(place, layout.SMALL) for place in layout.CODE]
    for number, one in enumerate(squares):
        assert one.min() >= 0 and (one <= (layout.WIDTH, layout.HEIGHT)).all()
        for other in squares[:number]:
            apart = np.maximum(other.min(axis=0) - one.max(axis=0), one.min(axis=0) - other.max(axis=0))
            assert apart.max() >= 2.5


def test_a_code_follows_from_the_id_alone_and_a_chance_meeting_is_told(monkeypatch):
    assert layout.code("ada") == layout.code("ada") != layout.code("Ada")
    marks = {mark for number in range(3000) for mark in layout.code(str(number))}
    assert min(marks) >= layout.FIRST > len(layout.CORNERS) and max(marks) < 1000
    monkeypatch.setattr(layout, "BASE", 1)
    with pytest.raises(ValueError, match="'ada' and 'bo' have the same code"):
        layout.codes(["ada", "bo"])


# ---- photos


def test_digits_come_off_photos_as_they_were_written(pages, photos):
    written = right = alike = 0
    for student, data in photos.items():
        page = flatten(data)
        assert page.code == layout.code(student)
        _, drawn = pages[student]
        for box in boxes.digits(page):
            if box.number in EMPTY:
                assert box.is_empty and not box.doubt, (student, box.number)
                continue
            written += 1
            if box.image is not None and not box.doubt:
                right += 1
                assert box.image.shape == (28, 28) and box.image.dtype == np.uint8
                assert box.label == layout.LABELS[box.number - 1]
                wanted = prepare(drawn[box.number]).ravel()
                alike += np.corrcoef(wanted, box.image.ravel())[0, 1] > 0.8
    assert written == 288
    assert right >= 0.99 * written
    assert alike >= 0.97 * right  # the others are a pixel beside


def spoiled(page, way):
    """What people do to a page, in one box each; numbers from 1."""
    page = page.copy()

    def part(number):
        x, y = ((origin() + layout.BOXES[number - 1]) * SCALE).astype(int)
        side = int(layout.SIDE * SCALE)
        return page[y : y + side, x : x + side]

    if way == "blackened":
        part(5)[6:-6, 6:-6] = 30
    elif way == "scribbled":
        for at in range(8, 100, 7):
            cv2.line(part(5), (6, at), (104, 108 - at), 20, 5)
    elif way == "over the frame":
        x, y = ((origin() + layout.BOXES[4]) * SCALE).astype(int)
        cv2.line(page, (x + 50, y - 20), (x + 60, y + 80), 20, 5)
    elif way == "a dot":
        cv2.circle(part(3), (50, 50), 4, 20, -1)
    elif way == "a stain":
        cv2.circle(part(3), (50, 50), 9, 20, -1)
    elif way == "a smudge":
        cv2.circle(part(3), (50, 50), 30, 215, -1)
    return page


@pytest.mark.parametrize(
    ("way", "number", "empty", "doubt"),
    [
        ("blackened", 5, True, ""),
        ("scribbled", 5, True, ""),
        ("over the frame", 5, False, "reaches the frame"),
        ("a dot", 3, True, ""),
        ("a stain", 3, False, "a digit, or a stain"),
        ("a smudge", 3, True, ""),
    ],
)
def test_what_people_do_to_a_box_is_left_out_or_doubted(pages, way, number, empty, doubt):
    found = boxes.digits(flatten(photo(spoiled(pages["s0"][0], way), 3)))
    box = found[number - 1]
    assert box.is_empty == empty
    assert doubt in box.doubt and bool(doubt) == bool(box.doubt)
    others = [each for each in found if each.number not in (*EMPTY, number)]
    assert sum(each.image is not None and not each.doubt for each in others) >= 46


def without_a_corner(page):
    page = page.copy()
    page[-450:, -450:] = 255
    return page


def without_a_code(page):
    page = page.copy()
    x, y = ((origin() + layout.CODE[1]) * SCALE).astype(int)
    page[y - 5 : y + 80, x - 5 : x + 80] = 255
    return page


def far_away(page):
    return photo(page, 1, Camera((560, 790), tilt=0, shadow=1, noise=0, quality=95))


def two(page):
    return cv2.imencode(".png", np.hstack([page, page]))[1].tobytes()


def mirrored(page):
    return cv2.imencode(".png", page[:, ::-1])[1].tobytes()


def from_the_side(page):
    rows, columns = page.shape
    source = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32)
    target = np.array([[1000, 1200], [1500, 500], [1500, 3500], [1000, 2000]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    seen = cv2.warpPerspective(page, matrix, (2500, 4000), borderValue=128)
    return cv2.imencode(".png", seen)[1].tobytes()


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda page: photo(without_a_corner(page), 1), "3 of the four .* missing: lower right"),
        (lambda page: photo(without_a_code(page), 1), "2 of the three small squares"),
        (lambda page: photo(np.full_like(page, 255), 1), "none of the four black squares"),
        (far_away, "pixels for a millimetre, expected at least"),
        (two, "two pages on one photo"),
        (mirrored, "none of the four black squares"),
        (lambda page: photo(page, 1)[:3000], "a damaged picture"),
        (lambda page: b"", "no picture"),
        (lambda page: b"%PDF-1.7 a scan", "no picture .* expected a picture in JPEG, PNG, WEBP"),
        (lambda page: b"\xff\xd8" + bytes(200_000_000), "expected at most 100,000,000"),
    ],
)
def test_a_photo_that_cannot_be_used_says_why(pages, make, told):
    with pytest.raises(PhotoError, match=told):
        flatten(make(pages["s0"][0]))


def test_a_page_from_far_beside_is_refused_or_read_right(pages):
    with contextlib.suppress(PhotoError):
        assert flatten(from_the_side(pages["s0"][0])).code == layout.code("s0")


def test_a_photo_of_a_phone_is_turned_as_it_says(pages):
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(np.rot90(pages["s0"][0])).save(file, "JPEG", exif=exif)
    assert flatten(file.getvalue()).code == layout.code("s0")


# ---- the collection


def test_photos_become_files_for_the_lesson_and_for_the_exam(root, photos):
    found = command.collect(root, write(root, photos), STUDENTS, agrees)
    assert found.unused == 0 and found.digits >= 285
    learning, judging = collection.publish(root)
    assert (learning, judging) == (4, 2)
    place = root / folders.SOLUTIONS / collection.NAME
    numbers = idx.read(place / writers.WRITERS, dimensions=1)
    assert set(numbers) == {0, 1, 2, 3}
    (mine, mine_labels), (others, others_labels) = writers.load_data(place)
    assert mine.dtype == np.float32 and mine.shape[1:] == (28, 28, 1) and 0 <= mine.min() < mine.max() <= 1
    assert len(mine) == len(mine_labels) and len(others) == len(others_labels)
    assert len(mine) + len(others) <= len(numbers) and min(len(mine), len(others)) >= 90
    # nobody is in both, and no name is in what the class gets
    kept = exams.kept_for_exams(place / "a9_handwriting.ipynb")
    images, labels = exams.of(kept)
    given = {each.tobytes() for each in idx.read(place / writers.IMAGES)}
    assert len(images) == len(labels) >= 90
    assert not given & {each.tobytes() for each in images}
    for name in (writers.IMAGES, writers.LABELS, writers.WRITERS):
        assert b"s0" not in (place / name).read_bytes()[:40]


def test_students_stay_where_they_are_and_can_take_their_digits_back(root, photos):
    paths = write(root, photos)
    command.collect(root, paths[:3], STUDENTS, agrees)
    before = {each.name: each.parent.name for each in (root / exams.EXAM.parent).glob("*/*")}
    assert sorted(before.values()) == ["exam", "lesson", "lesson"]
    again = command.collect(root, paths[::-1], STUDENTS, agrees)
    assert "in the place of those given before" in again.lines[-1]
    after = {each.name: each.parent.name for each in (root / exams.EXAM.parent).glob("*/*")}
    assert before.items() <= after.items() and len(after) == 6
    assert collection.publish(root) == (4, 2)
    assert not (root / folders.NOTEBOOKS).exists()
    (root / folders.NOTEBOOKS / collection.NAME).mkdir(parents=True)  # built by now
    assert collection.publish(root) == (4, 2)
    places = [root / folder / collection.NAME for folder in (folders.SOLUTIONS, folders.NOTEBOOKS)]
    assert len({len(idx.read(place / writers.IMAGES)) for place in places}) == 1
    for folder in (root / collection.LESSON).iterdir():
        shutil.rmtree(folder)
    assert collection.publish(root) == (0, 2)
    assert not [each for place in places for each in place.iterdir()]


def test_bad_photos_change_nothing_and_each_has_its_line(root, pages, photos):
    good = write(root, photos)
    command.collect(root, good[:1], STUDENTS, agrees)
    kept = {path: path.read_bytes() for path in (root / exams.EXAM.parent).rglob("*.gz")}
    stranger = root / "stranger.jpg"
    stranger.write_bytes(photo(filled("stranger", 1)[0], 1))
    notes = root / "notes.txt"
    notes.write_text("no photo")
    empty = root / "empty.jpg"
    empty.write_bytes(photo(filled("s0", 0, tuple(range(1, 51)))[0], 1))
    paths = [stranger, notes, root / "none.jpg", root, empty, good[1], good[1]]
    found = command.collect(root, paths, STUDENTS, agrees)
    told = [line.partition(": ")[2] for line in found.lines]
    wanted = ["not in the class list", "no picture", "No such file", "Is a directory", "no digits", "s1: 4"]
    for text, line in zip([*wanted, "again"], told, strict=True):
        assert text in line, found.lines
    assert found.unused == 5 and not any(line.endswith("..") for line in told)
    assert {path: path.read_bytes() for path in kept} == kept


def test_doubtful_digits_are_listed_and_count_when_a_person_says_so(root, pages, photos):
    def contradicts(images):
        shares = agrees(images)
        shares[0] = np.eye(10)[8]  # box 1 asks for 3
        return shares

    paths = write(root, {"s0": photos["s0"]})
    found = command.collect(root, paths, STUDENTS, contradicts)
    ((student, box),) = found.doubtful
    assert (student, box.number, box.label) == ("s0", 1, 3) and box.doubt == "a network reads 8"
    picture = cv2.imdecode(np.frombuffer(command.picture_of(found.doubtful), np.uint8), 0)
    assert picture.shape == (92, 920) and picture[:, :92].min() == 0
    accepted = command.collect(root, paths, STUDENTS, contradicts, frozenset({("s0", 1)}))
    assert accepted.digits == found.digits + 1 and not accepted.doubtful
    with pytest.raises(ValueError, match="--accept s0:77: there is no such student or box"):
        command.collect(root, paths, STUDENTS, contradicts, frozenset({("s0", 77)}))


@pytest.mark.parametrize("student", ["../../etc", ".hidden", "a/b", "李明", "x y@z.org", "CON"])
def test_an_id_leads_out_of_no_folder(root, student):
    image = np.full((2, 28, 28), 7, np.uint8)
    folder = collection.keep(root, student, image, np.array([1, 2], np.uint8))
    assert folder.resolve().parent == (root / collection.LESSON).resolve()
    assert collection.students(root) == [student]


def test_the_commands(root, photos):
    (root / "class.csv").write_text("id,name\n" + "".join(f"{each.id},{each.name}\n" for each in STUDENTS))

    def run(*arguments):
        line = [sys.executable, "-m", "autograder", *arguments, "--class-list", "class.csv"]
        done = subprocess.run(line, capture_output=True, text=True, cwd=root, timeout=300)
        return done.returncode, " ".join((done.stdout + done.stderr).split())

    assert run("handwriting-sheet", "--output", "out/sheets.pdf", "--pseudonyms")[0] == 0
    assert len(PdfReader("out/sheets.pdf").pages) == len(STUDENTS)
    names = Path("out/sheets-names.csv").read_text().splitlines()
    assert len(names) == 10 and re.fullmatch(r"\w+ \w+,s0,Student 0", names[1])
    status, told = run("handwriting", "none.jpg")
    assert status == 1 and "none.jpg: not used: it cannot be read" in told and "No digits are kept" in told
    status, told = run("handwriting", "--accept", "ada")
    assert status == 1 and "expected an id and the number of a box, such as ada:12" in told


def test_what_is_told_at_the_end(root, photos):
    def contradicts(images):
        return np.eye(10)[np.full(len(images), 8)]

    found = command.collect(root, write(root, {"s0": photos["s0"]}), STUDENTS, contradicts)
    told = list(report.lines(root, found))
    assert told[0].endswith(f"s0: 5 digits; empty boxes: {len(EMPTY)}, doubtful: 43")
    assert told[1] == "doubtful 1: s0, box 1, asked for 3: a network reads 8"
    assert "--accept s0:1" in told[-2] and (root / report.DOUBTFUL).stat().st_size > 1000
    assert "Students in the lesson: 1, in the exam: 0" in told[-1]
    assert report.accepted(["s:0:12"]) == {("s:0", 12)}


# ---- what the lesson and its examiner make of the files


@pytest.mark.slow
def test_the_exam_asks_for_digits_of_other_students(root):
    """Where there are none, the digits that the lesson makes up are asked: one set or the other."""
    (images, labels), (unseen, truth) = mnist.originals()
    network, tuned = training.plain(), training.plain()
    tuned.fit(sheets.leaning(images[:60], 0.9), labels[:60], epochs=20, batch_size=10, verbose=0)
    for student, (drawn, named) in {
        "ada": (images[:60], labels[:60]),
        "bo": (unseen[:200], truth[:200]),
    }.items():
        written = np.rint(sheets.leaning(drawn, 0.9)[..., 0] * 255).astype(np.uint8)
        collection.keep(root, student, written, named)
    assert collection.publish(root) == (1, 1)
    step = STEPS["A9.6"]
    expression = step.inspection.observes
    seen, known = (
        {expression: observe([expression], {"tuned": each})[expression]} for each in (network, tuned)
    )
    share = exam.recognised(
        lambda shown: network.predict(shown[..., None] / 255, verbose=0), *tuning.leaning()[1]
    )
    known |= {tuning.BEFORE: {"kind": "value", "type": "float", "value": share}}
    kept = exams.kept_for_exams(root / folders.SOLUTIONS / collection.NAME / "a9_handwriting.ipynb")
    reference = Reference({step.id: known}, handwriting=kept).at(step, 0)
    fault = inspections.fault_of(step.inspection, seen, reference)
    assert fault and "of 200 digits by other students of the class" in fault.found
    assert inspections.fault_of(step.inspection, known, reference) is None
    fault = inspections.fault_of(step.inspection, seen, known)
    assert fault and fault.found.startswith("by its weights, the network recognises")
    assert inspections.fault_of(step.inspection, known, known) is None


def test_only_the_step_that_says_so_gets_the_class_digits():
    kept = {"the class's images": {"kind": "array", "rows": None}}
    reference = Reference({"A9.6": {}, "A9.5": {}}, handwriting=kept)
    assert reference.at(STEPS["A9.6"], 0) == kept
    assert reference.at(STEPS["A9.5"], 0) == {}


def test_little_is_asked_where_there_is_little_to_gain():
    assert tuning.enough_of(0.7) == pytest.approx(0.75)  # of the given digits
    assert tuning.enough_of(0.98) == pytest.approx(0.91)
    # of few digits one or two more are chance; of many nobody gets more than of the lesson's own
    assert tuning.enough_of(0.7, 400) == tuning.enough_of(0.7, 200) == tuning.enough_of(0.7)
    assert 21 / 25 > tuning.enough_of(0.96, 25) > 19 / 25
    assert 45 / 50 > tuning.enough_of(0.98, 50) > 42 / 50
    assert inspection.by_chance(0.9, 10) < 0.16 and inspection.by_chance(1.0, 1) == 0
    values = {
        tuning.BEFORE: 0.98,
        tuning.AFTER: 0.98,
        tuning.KEPT: 0.97,
        tuning.UNTOUCHED: 0.97,
        tuning.SAME: False,
        tuning.COUNT: 200,
    }
    seen = {name: {"kind": "value", "value": value} for name, value in values.items()}
    seen |= {"tuned": {"kind": "model", "layers": []}, tuning.ALIKE: {"kind": "value", "value": 0.01}}
    assert tuning.reads_the_writer(seen) is None
    seen[tuning.ALIKE] = {"kind": "value", "value": 0.0}
    assert "not trained yet" in tuning.reads_the_writer(seen).hint


def test_files_that_do_not_belong_together_are_told(tmp_path):
    assert not writers.collected(tmp_path)
    images = np.zeros((6, 28, 28), np.uint8)
    for name, values in (
        (writers.IMAGES, images),
        (writers.LABELS, np.arange(6, dtype=np.uint8)),
        (writers.WRITERS, np.array([0, 0, 0, 4, 4, 9], np.uint8)),
    ):
        idx.write(tmp_path / name, values)
    assert writers.collected(tmp_path)
    (_, mine), (_, others) = writers.load_data(tmp_path)
    assert (mine.tolist(), others.tolist()) == ([0, 1, 2, 5], [3, 4])
    idx.write(tmp_path / writers.WRITERS, np.zeros(6, np.uint8))
    (_, mine), (_, others) = writers.load_data(tmp_path)
    assert (mine.tolist(), others.tolist()) == ([0, 2, 4], [1, 3, 5])
    idx.write(tmp_path / writers.LABELS, np.array([0, 1, 2, 3, 4, 10], np.uint8))
    with pytest.raises(idx.DataError, match="label 10"):
        writers.load_data(tmp_path)
    idx.write(tmp_path / writers.LABELS, np.zeros(5, np.uint8))
    with pytest.raises(idx.DataError, match="5 labels"):
        writers.load_data(tmp_path)


@pytest.mark.parametrize("name", ["x-ubyte", "x-ubyte.gz"])
def test_idx_is_written_as_it_is_read(tmp_path, name):
    rng = np.random.default_rng(1)
    for values in (rng.integers(0, 256, (3, 5, 7), dtype=np.uint8), np.arange(9, dtype=np.uint8)):
        idx.write(tmp_path / name, values)
        again = (tmp_path / name).read_bytes()
        np.testing.assert_array_equal(idx.read(tmp_path / name, values.ndim), values)
        idx.write(tmp_path / name, values)
        assert (tmp_path / name).read_bytes() == again
    for wrong in (np.zeros((2, 2), np.uint8), np.zeros(3)):
        with pytest.raises(ValueError, match="expected uint8"):
            idx.write(tmp_path / name, wrong)
