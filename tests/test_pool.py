"""Are as many submissions examined at a time as there is room for, in nbgrader's order, and nothing else?"""

import ast
import os
import shutil
import signal
import subprocess
import sys
import weakref
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import nbformat
import psutil
import pytest

from autograder.candidate.allowance import Allowance
from autograder.coursedir import folders
from autograder.coursedir.audit import Digests
from autograder.dispatch import pool
from autograder.dispatch.fingerprint import fingerprint, graders
from autograder.dispatch.pool import ROOM, Pool
from autograder.dispatch.prefetch import PrefetchedSubmission, Prefetcher
from autograder.dispatch.task import ExaminationContext
from autograder.examiner.reference import Reference
from autograder.grading.assignment import cells
from autograder.intake.repair import Rebuilt
from autograder.questions.item import Item as Question
from lenet_keras.checks.steps import LESSONS
from lenet_keras.datasets import mnist


@pytest.mark.parametrize(
    ("free", "cores", "expected"),
    [(100 * ROOM, 8, 9), (3 * ROOM, 8, 3), (ROOM // 2, 8, 1), (100 * ROOM, 1, 2)],
)
def test_workers_follow_cores_and_free_memory(monkeypatch, free, cores, expected):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(cores)))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=free))
    assert pool.workers() == expected


def test_the_number_of_workers_can_be_set():
    few, many = Pool(1), Pool(6)
    assert many.capacity > few.capacity > 1
    few.close()
    many.close()


def test_ctrl_c_ends_what_runs_but_not_where_it_is_for_another_program():
    before = signal.getsignal(signal.SIGINT)
    try:
        for handler in (signal.default_int_handler, signal.SIG_IGN):
            signal.signal(signal.SIGINT, handler)
            some = Pool(1)
            started = some._start()
            try:
                os.kill(os.getpid(), signal.SIGINT)
                interrupted = False
            except KeyboardInterrupt:
                interrupted = True
            ended = some._started is not started
            assert (interrupted, ended) == ((False, False) if handler is signal.SIG_IGN else (True, True))
            if interrupted:  # and is not started again by who has not heard of it
                with pytest.raises(KeyboardInterrupt):
                    some.submit(ExaminationContext(), "", {})
            some.close()
            assert signal.getsignal(signal.SIGINT) is handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_an_interruption_that_python_drops_is_not_lost():
    class Value:
        pass

    def pressed(reference):
        os.kill(os.getpid(), signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    dropped = []
    hook, sys.unraisablehook = sys.unraisablehook, dropped.append
    some = Pool(1)
    try:
        some._start()
        value = Value()
        reference = weakref.ref(value, pressed)
        del value  # calls `pressed`, and nothing that it raises gets out
        assert reference() is None
        assert [each.exc_type for each in dropped] == [KeyboardInterrupt]
        with pytest.raises(KeyboardInterrupt):
            some.raise_if_interrupted()
    finally:
        sys.unraisablehook = hook
        signal.signal(signal.SIGINT, before)
        some.close()


def item(path: Path) -> PrefetchedSubmission:
    content = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(str(path))])
    return PrefetchedSubmission(Digests("", "", ""), Rebuilt(content), cells(content), [], Future())


def queue(capacity, count=6, faulty=()):
    prepared = []

    def prepare(path):
        if path.name in faulty:
            raise ValueError(path.name)
        prepared.append(path.name)
        return item(path)

    order = [Path(str(number)) for number in range(count)]
    return Prefetcher(order, prepare, lambda: capacity), order, prepared


def test_a_few_are_examined_ahead_and_the_next_ones_when_there_is_room():
    prefetcher, order, prepared = queue(capacity=2)
    prefetcher.item(order[0])
    assert prepared == ["0", "1"]
    prefetcher.done(order[0])
    assert prepared == ["0", "1", "2"]


def test_one_that_nbgrader_passes_over_is_given_up():
    prefetcher, order, prepared = queue(capacity=2)
    first = prefetcher.item(order[0])
    prefetcher.item(order[3])
    assert first.result.cancelled()
    assert prepared == ["0", "1", "3", "4"]


def test_one_that_cannot_be_read_is_told_when_its_turn_comes_and_stops_nobody():
    prefetcher, order, prepared = queue(capacity=3, faulty={"1"})
    prefetcher.item(order[0])
    assert prepared == ["0", "2", "3"]
    with pytest.raises(ValueError, match="1"):
        prefetcher.item(order[1])
    assert prefetcher.item(order[2]) is not None


def test_one_that_was_not_foreseen_is_prepared_then():
    prefetcher, order, prepared = queue(capacity=2)
    prefetcher.item(order[0])
    prefetcher.item(Path("other"))
    assert prepared == ["0", "1", "other"]
    assert not prefetcher.item(order[1]).result.cancelled()


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A copy of the code that grades, which may be changed."""
    for package in ("autograder", "lenet_keras"):
        shutil.copytree(
            folders.PROJECT / package, tmp_path / package, ignore=shutil.ignore_patterns("course")
        )
    monkeypatch.setattr(folders, "PROJECT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("autograder/examiner/judge.py", True),
        ("autograder/sandbox/session.py", True),
        ("lenet_keras/checks/observation.py", True),
        ("lenet_keras/checks/a1_preprocess/__init__.py", True),
        ("lenet_keras/checks/a2_build/__init__.py", False),
        ("lenet_keras/models.py", True),
        ("lenet_keras/from_scratch/loss.py", True),
        ("lenet_keras/datasets/mnist.py", True),
        ("autograder/results/table.py", False),
    ],
)
def test_code_counts_if_grades_of_the_lesson_follow_from_it(project, file, counts):
    context = ExaminationContext(steps={step.id: step for step in LESSONS["a1_preprocess"]})
    before = fingerprint(context, (), [], "")
    assert fingerprint(context, (), [], "") == before
    (project / file).open("a").write("\n# changed\n")
    assert (fingerprint(context, (), [], "") != before) == counts


def test_the_answer_in_the_bank_counts():
    question = Question("A2.Q6", "a2_build", "number", "?", 1, 1, "layers", "", number=4.0)
    context = [
        ExaminationContext(reference=Reference(items={"A2.Q6": each}))
        for each in (
            question,
            replace(question),
            replace(question, number=5.0),
            replace(question, hints=("?",)),
        )
    ]
    first, again, *others = (fingerprint(each, (), [], "") for each in context)
    assert first == again
    assert first not in others


def test_other_digits_and_other_limits_count(monkeypatch):
    before = fingerprint(ExaminationContext(), (), [], "")
    assert fingerprint(ExaminationContext(allowance=Allowance(cell_seconds=1)), (), [], "") != before
    monkeypatch.setattr(mnist, "source", lambda: "other digits")
    assert fingerprint(ExaminationContext(), (), [], "") != before


def test_grades_follow_from_all_that_an_examination_imports():
    """What is missing in the list could change grades, and unchanged submissions would keep the old ones."""
    look = (
        "import sys, autograder.dispatch.task, autograder.intake.repair\n"
        "print([sys.modules[name].__file__ for name in sys.modules if name.startswith('autograder.')])"
    )
    found = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    imported = set(map(Path, ast.literal_eval(found.stdout)))
    assert {each.parent.name for each in imported - set(graders())} == {"coursedir"}


def test_a_new_package_counts_before_anybody_names_it(project):
    before = fingerprint(ExaminationContext(), (), [], "")
    (project / "autograder" / "course" / "submitted" / "ada").mkdir(parents=True)
    (project / "autograder" / "course" / "submitted" / "ada" / "mine.py").write_text("x = 1")
    # what a course holds is no code that grades
    assert fingerprint(ExaminationContext(), (), [], "") == before
    (project / "autograder" / "novelty").mkdir()
    (project / "autograder" / "novelty" / "judge.py").write_text("x = 1")
    assert fingerprint(ExaminationContext(), (), [], "") != before
