"""Does grading again mend what a killed process, a full disk or a locked gradebook has left?

Each fault once, at a random instant; `python -m tests.faults` tries each of them many times.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from random import Random

import pytest

from autograder.coursedir import layout
from autograder.grading import claims
from autograder.sandbox import leftovers
from autograder.sandbox.supervisor import FAILED
from tests.faults.faults import FAULTS
from tests.faults.world import World, differences
from tests.support.courses.small_course import ASSIGNMENT, CHECK, small_course


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return World(tmp_path_factory.mktemp("f"))


# Left out here, because what they do to a course others do, too.
SIMILAR = {"kill: everything", "two runs, the same students, --force", "two runs, different students"}
CHOSEN = [fault for fault in FAULTS if fault.name not in SIMILAR]


@pytest.mark.slow
@pytest.mark.parametrize("fault", CHOSEN, ids=lambda fault: fault.name)
def test_the_scores_are_those_of_an_undisturbed_run_and_nothing_is_left(fault, world):
    if reason := fault.missing():
        pytest.skip(reason)
    assert fault.try_once(world, Random(f"2 {fault.name} 0")).problems == []


# Python reads it before all else: nbgrader is killed when a record says that all is done.
KILLED = """
import os, pathlib, signal

replace = os.replace

def killed(source, target, *more, **options):
    replace(source, target, *more, **options)
    if "audit" in str(target) and '"done": true' in pathlib.Path(target).read_text():
        os.kill(os.getpid(), signal.SIGKILL)

os.replace = killed
pathlib.Path.replace = lambda path, target: killed(path, target)
"""


@pytest.mark.slow
def test_nothing_is_left_of_a_run_that_is_killed_when_all_is_done(tmp_path, monkeypatch):
    course = small_course(tmp_path / "course", "ada")
    (tmp_path / "sitecustomize.py").write_text(KILLED)
    with monkeypatch.context() as killed:
        killed.setenv("PYTHONPATH", str(tmp_path))
        assert course.grade(ASSIGNMENT).returncode == -signal.SIGKILL
    course.run("autograde", ASSIGNMENT)
    assert course.scores(ASSIGNMENT)["ada"][CHECK][0] == 3
    assert list(course.root.rglob("*.next")) == []
    assert list(course.root.rglob(f"{layout.AUDIT}/**/lesson.json")) != []


def test_a_lost_student_a_changed_score_and_a_lost_output_are_told():
    usual = {"ada": {"A1-1-check": (1.0, None, False), "outputs": "f0b6d303"}, "bao": {}}
    result = {"ada": {"A1-1-check": (0.0, None, False)}}
    assert differences(result, usual) == [
        "ada A1-1-check: (0.0, None, False), not (1.0, None, False)",
        "ada outputs: None, not f0b6d303",
        "bao: no grades",
    ]
    assert differences(usual, usual) == []


CLAIMING = """
import sys
from pathlib import Path
from autograder.grading import claims
print(claims.take(Path(sys.argv[1]), sys.argv[2]), flush=True)
sys.stdin.readline()
"""


def test_a_claim_keeps_other_runs_away_until_its_process_is_killed(tmp_path):
    command = [sys.executable, "-c", CLAIMING, str(tmp_path), "ada/a1"]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout.readline() == "True\n"
        assert claims.take(tmp_path, "bao/a1")
        assert not claims.take(tmp_path, "ada/a1")
    finally:
        other.kill()
        other.communicate()
    assert claims.take(tmp_path, "ada/a1")


def test_a_claim_that_was_released_is_free_for_others(tmp_path):
    def other():
        command = [sys.executable, "-c", CLAIMING, str(tmp_path), "ada/a1"]
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True).stdout

    assert claims.take(tmp_path, "ada/a1")
    assert other() == "False\n"
    claims.release(tmp_path, "ada/a1")
    assert other() == "True\n"


def test_only_folders_of_processes_that_are_gone_are_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen(["true"])
    gone.wait()
    names = [f"{leftovers.NAME}{gone.pid}-x", f"{leftovers.prefix()}x", f"{leftovers.NAME}x-y", "other-1-x"]
    for name in names:
        (tmp_path / name).mkdir()
    leftovers.remove()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])


@pytest.mark.parametrize(
    ("parent", "status"), [(os.getpid(), 0), (os.getpid() + 1, FAILED)], ids=["it is there", "it has ended"]
)
def test_a_launcher_whose_parent_ended_early_starts_no_candidate(parent, status):
    task = {
        "plan": {
            "readable": ["/usr"],
            "disabled_protections": ["namespaces", "user", "limits", "landlock", "seccomp"],
        },
        "target": "builtins:exit",
        "arguments": {},
        "keep": [],
        "parent": parent,
    }
    launched = subprocess.run(
        [sys.executable, "-m", "autograder.sandbox.launch"],
        input=json.dumps(task),
        capture_output=True,
        text=True,
    )
    assert launched.returncode == status, launched.stderr
