"""Does a warm process give every submission the same fresh start, and the same results?"""

import json
import os
import threading
import time

import nbformat
import psutil
import pytest

from autograder.candidate import relay
from autograder.candidate.allowance import Allowance
from autograder.candidate.process import ENVIRONMENT, Candidate, CandidateEndedError
from autograder.coursedir import folders
from autograder.dispatch import task
from autograder.examiner import library, reference
from autograder.lessons.build import notebook
from autograder.sandbox.launcher import Launcher, LaunchError
from autograder.sandbox.outside import CHANNELS, WARM
from autograder.sandbox.plan import Plan, readable_python

pytestmark = pytest.mark.slow

MODULES = (*WARM, "keras", "numpy", "random")


@pytest.fixture(scope="module")
def launcher():
    launcher = Launcher(MODULES, ENVIRONMENT)
    yield launcher
    launcher.close()


def candidate(launcher):
    plan = Plan(
        readable=readable_python(library.files((*library.ALWAYS, "lenet_keras.models"))), env=ENVIRONMENT
    )
    return Candidate(plan, Allowance(), launcher)


def printed(inside, source):
    ran = inside.run(source)
    assert ran.error is None, ran.error
    return "".join(output.get("text", "") for output in ran.outputs)


def test_no_output_is_lost_where_its_channel_opens_late(launcher, monkeypatch):
    """As happened to one submission in some hundreds: its first outputs were published to nobody."""

    class SlowOutputs(relay.Relay):
        def _carry(self, listening, address):
            if address.endswith(f"k-{1 + CHANNELS.index('iopub')}"):
                time.sleep(1)
            super()._carry(listening, address)

    monkeypatch.setattr("autograder.candidate.conversation.Relay", SlowOutputs)
    with candidate(launcher) as inside:
        ran = inside.run("print('the first line')")
    assert [output.text for output in ran.outputs] == ["the first line\n"]
    assert ran.limit == ""


# All that a submission could leave behind, as the next one would find it.
STATE = """
import builtins, json, os, pathlib, signal, sys, threading
import numpy as np
print(json.dumps({
    "files": sorted(str(p) for folder in (".", "/tmp", "/dev/shm") for p in pathlib.Path(folder).iterdir()),
    "folder": os.getcwd(),
    "modules": sorted(sys.modules),
    "environment": dict(os.environ),
    "path": sys.path,
    "builtins": sorted(vars(builtins)),
    "numpy": sorted(vars(np)),
    "options": np.get_printoptions()["precision"],
    "threads": sorted(each.name for each in threading.enumerate()),
    "processes": sorted(int(each) for each in os.listdir("/proc") if each.isdigit()),
    "alarm": signal.getitimer(signal.ITIMER_REAL),
    "names": sorted(globals()),
}))
"""
SPOIL = """
import os, pathlib, subprocess, sys, threading, time, types
import builtins, random, signal
import numpy as np
for folder in (".", "/tmp", "/dev/shm"):
    pathlib.Path(folder, "left").write_text("x")
os.environ["LEFT"] = "x"
sys.modules["left"] = types.ModuleType("left")
import wave
sys.path.append("/tmp")
builtins.left = np.left = left = 1
np.set_printoptions(precision=3)
np.random.seed(0)
random.seed(0)
signal.setitimer(signal.ITIMER_REAL, 1000)
threading.Thread(target=time.sleep, args=(1000,), name="left").start()
subprocess.Popen(["sleep", "1000"], start_new_session=True)
os.chdir("/tmp")
"""


def test_nothing_of_a_submission_reaches_the_next_one(launcher):
    with candidate(launcher) as inside:
        before = json.loads(printed(inside, STATE))
    with candidate(launcher) as inside:
        printed(inside, SPOIL)
        spoiled = json.loads(printed(inside, STATE))
    with candidate(launcher) as inside:
        after = json.loads(printed(inside, STATE))
    changed = {name for name in before if spoiled[name] != before[name]}
    assert changed == set(before) - {"alarm"}  # which is put back after each cell
    assert after == before


def test_random_numbers_are_new_in_every_submission(launcher):
    draw = (
        "import random, numpy as np\n"
        "print(random.random(), np.random.rand(), np.random.default_rng().random())"
    )
    drawn = []
    for _ in range(3):
        with candidate(launcher) as inside:
            drawn.append(printed(inside, draw).split())
    assert all(len(set(column)) == 3 for column in zip(*drawn, strict=True))


TRAIN = """
import hashlib
import numpy as np
from keras import Input, Sequential
from keras.layers import Conv2D, Dense, Flatten
from keras.utils import set_random_seed
set_random_seed(7)
data, labels = np.random.rand(256, 12, 12, 1), np.random.randint(0, 3, 256)
layers = [Input((12, 12, 1)), Conv2D(8, 3, activation="relu"), Flatten(), Dense(3, activation="softmax")]
model = Sequential(layers)
model.compile("sgd", "sparse_categorical_crossentropy")
model.fit(data, labels, epochs=2, verbose=0)
print(hashlib.sha256(b"".join(weight.tobytes() for weight in model.get_weights())).hexdigest())
"""


def test_a_training_gives_the_same_alone_beside_others_and_without_a_warm_start(launcher):
    found = []

    def train(with_launcher):
        with candidate(with_launcher) as inside:
            found.append(printed(inside, TRAIN))

    train(launcher)
    together = [threading.Thread(target=train, args=(launcher,)) for _ in range(3)]
    for each in together:
        each.start()
    for each in together:
        each.join()
    cold = Launcher((), ENVIRONMENT)
    train(cold)
    cold.close()
    assert len(found) == 5
    assert len(set(found)) == 1


def test_a_module_that_starts_a_thread_is_not_kept_warm(tmp_path, monkeypatch):
    (tmp_path / "threaded.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(1000,), daemon=True).start()\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    launcher = Launcher((*WARM, "threaded"), ENVIRONMENT)
    with candidate(launcher) as inside:
        assert printed(inside, "import sys; print('threaded' in sys.modules)") == "False\n"
    assert launcher.deaths() == 0  # or what was examined would be examined again
    launcher.close()


def test_a_module_whose_import_does_not_end_is_not_kept_warm(tmp_path, monkeypatch):
    (tmp_path / "endless.py").write_text("import time\ntime.sleep(1000)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr("autograder.sandbox.launcher.PATIENCE", 5.0)
    monkeypatch.setattr("autograder.sandbox.launcher.GRACE", 0.5)
    launcher = Launcher(("endless",), ENVIRONMENT)
    with candidate(launcher) as inside:
        assert printed(inside, "print(1)") == "1\n"
    launcher.close()


def test_a_warm_process_that_was_killed_is_started_again_and_its_death_is_known(launcher):
    with candidate(launcher):
        deaths = launcher.deaths()
        launcher._warm.kill()
        launcher._warm.wait()
    assert launcher.deaths() == deaths + 1
    with candidate(launcher) as inside:
        assert printed(inside, "print(1)") == "1\n"
    assert launcher.deaths() == deaths + 1


LETTERS = """
from lenet_keras import figures
from lenet_keras.models import LeNet
model = LeNet.build(width=28, height=28, depth=1, classes=10)
from lenet_keras.figures.lettering import lettering
known = lettering.cache_info().misses
figures.architecture(model).png()
print(known, lettering.cache_info().misses - known)
"""


def test_a_candidate_knows_the_letters_of_its_lessons_figures():
    solution = notebook(folders.PROJECT, folders.SOLUTIONS, "a2_build")
    launcher = Launcher(task.preloaded(reference.modules(solution)), ENVIRONMENT)
    try:
        with candidate(launcher) as inside:
            known, new = map(int, printed(inside, LETTERS).split())
    finally:
        launcher.close()
    assert known > 50
    assert new == 0


# What the cells of a lesson import: whoever imports it in each candidate waits a second for each.
IMPORTED = {
    "a1_preprocess": {"matplotlib.pyplot", "sklearn.preprocessing"},
    "a2_build": {"keras.layers", "keras.optimizers"},
    "a3_train": {"keras.layers", "matplotlib.pyplot", "sklearn.metrics"},
    "a7_backprop": {"matplotlib.pyplot", "sklearn.neural_network"},
}


@pytest.mark.slow
@pytest.mark.parametrize("lesson", IMPORTED)
def test_what_a_lesson_imports_is_in_memory_before_its_candidates(lesson):
    solution = notebook(folders.PROJECT, folders.SOLUTIONS, lesson)
    assert set(reference.modules(solution)) >= IMPORTED[lesson]


def test_a_launcher_can_be_got_ready_before_anything_is_launched():
    others = set(psutil.Process().children())
    launcher = Launcher((), ENVIRONMENT)
    try:
        launcher.prepare()
        (ready,) = set(psutil.Process().children()) - others
        assert "autograder.sandbox.warm" in ready.cmdline()
        launcher.prepare()  # it is
        with candidate(launcher) as inside:
            assert printed(inside, "print(1)") == "1\n"
        assert set(psutil.Process().children()) - others == {ready}
    finally:
        launcher.close()
    launcher.prepare()  # too late: grading has ended
    assert set(psutil.Process().children()) <= others


def test_what_was_started_ends_with_the_launcher_and_nothing_more_can_be():
    launcher = Launcher((), ENVIRONMENT)
    inside = candidate(launcher)
    inside.__enter__()
    process = inside._process
    launcher.close()
    assert process.ended(10)
    inside.__exit__()
    with pytest.raises(LaunchError, match="grading has ended"):
        launcher.launch({}, 0, 0, [])


def test_a_start_that_fails_says_why(monkeypatch, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.exit('no Python today')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    launcher = Launcher((), ENVIRONMENT)
    with pytest.raises(LaunchError, match="no Python today"):
        launcher.launch({}, os.open(os.devnull, os.O_WRONLY), 0, [])


def test_what_the_end_of_grading_cut_off_is_no_result():
    cells = [nbformat.v4.new_code_cell("print(1)"), nbformat.v4.new_code_cell("import time; time.sleep(60)")]
    notebook = nbformat.writes(nbformat.v4.new_notebook(cells=cells))
    timer = threading.Timer(3, task.close)
    timer.start()
    with pytest.raises(CandidateEndedError):
        task.examine(task.ExaminationContext(), notebook, {})
    timer.join()
    [cell] = task.examine(
        task.ExaminationContext(), nbformat.writes(nbformat.v4.new_notebook(cells=cells[:1])), {}
    ).notebook.cells
    assert cell.outputs[0].text == "1\n"
