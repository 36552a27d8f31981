"""Does a class get the same scores from a Dask cluster, whatever happens to its workers?

The scheduler and the workers are real processes in folders of their own, which know no course.
"""

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from autograder.dispatch.packing import pack
from autograder.dispatch.task import ExaminationContext
from lenet_keras.checks.verdict import Criterion, Step
from tests.faults.course import Course, submissions
from tests.faults.run import Run
from tests.support.courses import judged_course
from tests.support.courses.course import Course as AnyCourse
from tests.support.dask_cluster import DaskCluster, below, eventually, examines, free_port, runs, survivors

# right, right in another way, mistaken, untouched, a damaged file, a notebook that the repair mends
CLASS = {"ada", "bao", "chidi", "dilara", "emil", "rita"}
SLEEP = ["sleep", "86400.5"]  # what a submission runs that shall be noticed from outside


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    cluster = DaskCluster(tmp_path_factory.mktemp("cluster"))
    try:
        cluster.wait()
        yield cluster
    finally:
        cluster.close()


# --- the same scores ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lesson(tmp_path_factory, cluster):
    """Lesson A1, graded here, and on the cluster while a worker is killed; with what was seen of it."""
    here = Course.build(tmp_path_factory.mktemp("here"))
    for student, content in submissions(here).items():
        if student in CLASS:
            here.hand_in(student, content)
    there = here.copied(tmp_path_factory.mktemp("there"))
    here.grade()
    run = there.start(f"--Examine.scheduler={cluster.address}")
    victim = eventually(lambda: [each for each in cluster.workers() if examines(each)])[0]
    seen = [victim.cwd(), *victim.cmdline(), *map("=".join, victim.environ().items())]
    candidates = below(victim)
    victim.kill()
    still_ran = run.running()
    status = run.wait()
    return here, there, {"seen": seen, "candidates": candidates, "running": still_ran, "status": status}


@pytest.mark.slow
def test_every_score_is_there_and_equal_although_a_worker_was_killed(lesson):
    here, there, told = lesson
    assert told["running"]
    assert told["status"] == 1  # for the damaged file
    assert set(there.result()) >= CLASS - {"emil"}
    assert there.result() == here.result()


@pytest.mark.slow
def test_no_candidate_outlives_a_killed_worker(lesson):
    _, _, told = lesson
    assert told["candidates"]
    assert survivors(told["candidates"]) == []


@pytest.mark.slow
def test_a_worker_knows_no_course(lesson):
    _, there, told = lesson
    assert not [each for each in told["seen"] if str(there.folder) in each]


# --- a course with judges of its own -----------------------------------------------------------------


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """A course with a module of judges; the submission of `kim` is one under which workers will die."""
    root = tmp_path_factory.mktemp("judged")
    course = judged_course.create(root / "stock").outside(
        root / "ours", 'c.Examine.judges = ["week1_judges"]\n'
    )
    judged_course.hand_in(course)
    answer = f"import subprocess\nsubprocess.run({SLEEP})\n{judged_course.SQUARE}"
    course.hand_in("kim", judged_course.ASSIGNMENT, {"squares": {"W1-1": answer}})
    (root / "t").mkdir()
    return course


def started(course: AnyCourse, address: str) -> Run:
    program = str(Path(sys.executable).parent / "nbgrader")
    command = [program, "autograde", judged_course.ASSIGNMENT, f"--Examine.scheduler={address}"]
    return Run(command, course.root, course.root.parent / "t")


@pytest.mark.slow
def test_without_a_scheduler_nothing_is_graded_and_one_line_says_so(judged):
    address = f"tcp://127.0.0.1:{free_port()}"
    run = started(judged, address)
    assert run.wait() == 1
    (line,) = run.log().splitlines()
    assert f"Nothing was graded. The scheduler {address} cannot be reached" in line
    assert not (judged.root / "autograded").exists()


@pytest.mark.slow
def test_an_interrupted_run_ends_its_candidates_and_leaves_the_workers(judged, cluster):
    workers = eventually(lambda: [each for each in [cluster.workers()] if len(each) == 2])[0]
    run = started(judged, cluster.address)
    busy = eventually(lambda: [each for each in workers if runs(each, SLEEP)])
    candidates = [process for each in busy for process in below(each)]
    run.processes()[0].send_signal(signal.SIGINT)
    assert run.wait() != 0
    assert "ClusterError" not in run.log()  # it ended there, and did not go on without its cluster
    assert survivors(candidates) == []
    assert all(each.is_running() for each in workers)


@pytest.mark.slow
def test_a_submission_under_which_workers_die_fails_alone(judged, cluster):
    run, deaths = started(judged, cluster.address), []

    def watch():
        while run.running():
            for each in [each for each in cluster.workers() if runs(each, SLEEP)]:
                deaths.append(each.pid)
                each.kill()
            time.sleep(0.2)

    watching = threading.Thread(target=watch)
    watching.start()
    status = run.wait()
    watching.join()
    assert status == 1
    assert len(deaths) == 4, cluster.logs()  # twice as one of many, twice alone
    scores = {
        student: (row["squares/W1-1-check"][0], row["squares/W1-2-check"][0])
        for student, row in judged.scores(judged_course.ASSIGNMENT).items()
        if student != "kim"
    }
    assert scores == {"ada": (2, 2), "bao": (0, 2), "chidi": (2, 0), "eve": (0, 0), "flo": (0, 0)}
    assert "all those workers died while running it" in run.log()
    assert not (judged.root / "autograded" / "kim" / judged_course.ASSIGNMENT).exists()


HELPERS = """
from functools import cache

@cache
def squared(n):
    return n * n
"""
JUDGES = """
import packed_helpers
from packed_helpers import squared

LIMIT = 3

def judge(observations):
    return squared(LIMIT) + packed_helpers.squared(LIMIT)
"""


def test_judges_travel_with_all_that_they_use_of_the_course(tmp_path, monkeypatch):
    (tmp_path / "packed_helpers.py").write_text(HELPERS)
    (tmp_path / "packed_judges.py").write_text(JUDGES)
    monkeypatch.syspath_prepend(tmp_path)
    import packed_judges

    step = Step("P1.1", (), (Criterion("nine twice", 1, (), packed_judges.judge),))
    (tmp_path / "packed").write_bytes(pack(ExaminationContext(steps={step.id: step})))
    elsewhere = (
        "import sys; from pathlib import Path; from autograder.dispatch.packing import unpack;"
        "terms = unpack(Path(sys.argv[1]).read_bytes());"
        "print(terms.steps['P1.1'].criteria[0].judge({}), 'packed_helpers' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", elsewhere, str(tmp_path / "packed")], capture_output=True, text=True, cwd="/"
    )
    assert done.stdout == "18 False\n", done.stderr
