"""Is each step judged on its own merit, out of the candidate's reach, whatever the cells do?"""

import dataclasses

import nbformat
import pytest

from autograder.candidate.allowance import Allowance
from autograder.candidate.process import ENVIRONMENT, Candidate
from autograder.coursedir import folders
from autograder.demo import sample_class
from autograder.dispatch.task import preloaded
from autograder.examiner import library, reference, short_answers
from autograder.examiner.examination import Examination
from autograder.lessons.build import notebook
from autograder.sandbox.launcher import Launcher
from autograder.sandbox.plan import Limits, Plan, readable_python
from lenet_keras.checks.steps import LESSONS, STEPS

pytestmark = pytest.mark.slow

LESSON = "a1_preprocess"
ALL = {"A1-1": 1, "A1-2": 2, "A1-3": 2, "A1-4": 2, "A1-5": 2, "A1-6": 2}
BRIEF = Allowance(cell_seconds=8, output=1 << 20)


def solved(lesson=LESSON, **answers):
    """The notebook of a student who is right, but for the given answers (`A1_4="..."`)."""
    released = nbformat.read(notebook(folders.PROJECT, folders.NOTEBOOKS, lesson), as_version=4)
    reference_cells = nbformat.read(notebook(folders.PROJECT, folders.SOLUTIONS, lesson), as_version=4).cells
    right = {c.id: sample_class.MARKERS.sub("", c.source) for c in reference_cells}
    changed = {name.replace("_", "-"): source for name, source in answers.items()}
    filled = sample_class.filled(released, right | changed)
    return nbformat.reads(nbformat.writes(filled), as_version=4)


_launchers: dict[str, Launcher] = {}


def warm(lesson: str) -> Launcher:
    """The launcher that has imported what a lesson needs, as grading has one."""
    if lesson not in _launchers:
        known = reference.load(notebook(folders.PROJECT, folders.SOLUTIONS, lesson))
        _launchers[lesson] = Launcher(preloaded(known.modules), ENVIRONMENT)
    return _launchers[lesson]


@pytest.fixture(scope="module", autouse=True)
def launchers():
    """They end with these tests."""
    yield
    while _launchers:
        _launchers.popitem()[1].close()


def examine(content, tmp_path, allowance=BRIEF, lesson=LESSON, container_command=()):
    known = reference.load(notebook(folders.PROJECT, folders.SOLUTIONS, lesson))
    plan = Plan(
        readable=readable_python(library.files(library.named(library.of_steps(known.observations)[0]))),
        files=str(tmp_path),
        env=dict(ENVIRONMENT),
        limits=Limits(),
    )
    launcher = Launcher(container_command=container_command) if container_command else warm(lesson)
    try:
        return Examination(content, STEPS, known, lambda _: Candidate(plan, allowance, launcher)).run()
    finally:
        if container_command:
            launcher.close()


def points(examined):
    return {
        name.removesuffix("-check"): score
        for name, score in examined.scores.items()
        if name.endswith("-check")
    }


def shown(examined, name):
    cell = next(cell for cell in examined.notebook.cells if cell.id == name)
    return "".join(
        output.get("text", "") or output.get("data", {}).get("text/plain", "") for output in cell.outputs
    )


def test_right_answers_get_all_points_and_written_ones_wait(tmp_path):
    examined = examine(solved(), tmp_path)
    assert points(examined) == ALL
    assert examined.scores["A1-Q1"] is None
    assert examined.record.exceeded_limits == examined.record.sandbox_events == []


def test_a_bank_that_refuses_the_reference_solution_stops_before_a_class_loses(monkeypatch):
    wrong = dataclasses.replace(short_answers.item_of(STEPS["A2.Q6"]), number=5.0)
    monkeypatch.setattr(short_answers, "item_of", lambda step: wrong if step.id == wrong.id else None)
    with pytest.raises(reference.ReferenceError, match=r"does not pass A2\.Q6: the answer is 4"):
        reference.load(notebook(folders.PROJECT, folders.SOLUTIONS, "a2_build"))


def test_one_mistake_costs_once(tmp_path):
    examined = examine(solved(A1_4="trainData = testData = None"), tmp_path)
    assert points(examined) == ALL | {"A1-4": 0}
    assert "reference's `trainData` and `testData`" in shown(examined, "A1-4-check")


@pytest.mark.parametrize("lesson", ["a2_build", "a3_train"])
@pytest.mark.parametrize("first", [0, 1])
def test_functions_networks_and_histories_can_be_given(tmp_path, lesson, first):
    """Every second step is wrong: the ones between work with the reference's values."""
    steps = [step for step in LESSONS[lesson] if not step.is_question]
    wrong = steps[first::2]
    answers = {step.id.replace(".", "_"): "raise ValueError" for step in wrong}
    result = examine(solved(lesson, **answers), tmp_path, Allowance(), lesson)
    examined, measured = points(result), result.record.measured
    expected = {step.id.replace(".", "-"): 0 if step in wrong else step.points for step in steps}
    assert {name: examined[name] for name in expected} == expected
    trained = [step.id for step in steps if step.id == "A3.1" and step not in wrong]
    assert list(measured) == trained  # of a network that has not passed nothing is told
    assert all(each["error"] < 0.2 and each["parameters"] == 1_256_080 for each in measured.values())


def test_every_step_wrong_costs_every_step(tmp_path):
    wrong = {name.replace("-", "_"): "raise ValueError" for name in ALL}
    assert set(points(examine(solved(**wrong), tmp_path)).values()) == {0}


def test_values_that_were_given_are_not_those_that_a_later_mistake_spoiled(tmp_path):
    """An answer that changes a given array in place must not change the reference's own."""
    examined = examine(solved(A1_4="trainData = 1", A1_5="trainData[:] = 0\ntestData = 2"), tmp_path)
    assert points(examined) == ALL | {"A1-4": 0, "A1-5": 0}
    assert "reference's" in shown(examined, "A1-5-check")


def test_a_process_that_ends_keeps_its_points_and_the_next_steps_are_judged(tmp_path):
    examined = examine(solved(A1_4="import os\nos._exit(3)"), tmp_path)
    assert points(examined) == ALL | {"A1-4": 0}
    noted = examined.record.exceeded_limits
    assert {limit["cell"] for limit in noted} == {"A1-4"}
    assert noted[0]["text"] == "Here the process ended. The cell was run again in a new process."
    assert len(noted) == 2  # that it was run again, and that it ended for good


def test_a_process_that_ends_again_and_again_costs_these_steps(tmp_path):
    end = "import os\nos._exit(0)"
    examined = examine(solved(A1_1=end, A1_3=end, A1_4=end, A1_5=end), tmp_path)
    assert points(examined) == ALL | {"A1-1": 0, "A1-3": 0, "A1-4": 0, "A1-5": 0}


FILL = """
import resource
kept = []
try:
    while True:
        kept.append(bytearray(1 << 26))
except MemoryError:
    small = []
    try:
        while True:
            small.append(bytearray(1 << 12))
    except MemoryError:
        del small[-300:]
"""
ACCIDENTS = {
    "exit": "exit()",
    "quit, and more": "quit()\nprint('still here')",
    "the process ends": "import os\nos._exit(1)",
    "a crash": "import ctypes\nctypes.string_at(0)",
    "it ends while the next cell runs": (
        "import os, threading\nthreading.Timer(0.05, os._exit, [3]).start()\nimport time\n"
        "end = lambda *unused: time.sleep(0.2)\nget_ipython().events.register('pre_run_cell', end)"
    ),
    "the kernel is told to end": "get_ipython().kernel.io_loop.stop()",
    "memory is full, and nothing said": FILL,
    "memory is full": "kept = []\nwhile True: kept.append(bytearray(1 << 26))",
}


@pytest.mark.parametrize("place", ["before the first answer", "after an answer"])
@pytest.mark.parametrize("accident", ACCIDENTS)
def test_an_accident_costs_nothing_but_itself(tmp_path, accident, place):
    content = solved()
    where = next(
        n for n, cell in enumerate(content.cells) if cell.id == ("A1-1" if "first" in place else "A1-5")
    )
    where += place == "after an answer"
    content.cells.insert(where, nbformat.v4.new_code_cell(ACCIDENTS[accident], id="accident"))
    brief = dataclasses.replace(BRIEF, cell_seconds=2, memory=2 << 30)
    examined = examine(content, tmp_path, brief)
    assert points(examined) == ALL
    assert examined.record.exceeded_limits


PUT_BACK = {
    "A1-1": "import json, builtins\njson.dumps = json.loads = builtins.len = builtins.isinstance = None",
    "A1-2": "import sys\nsys.stdout = sys.stderr = None\nsys.setrecursionlimit(60)\nsys.path = []",
    # of processor time: a machine that stands still for a second would end the cell itself
    "A1-3": "from signal import *\nsetitimer(ITIMER_PROF, 0.3)\nsignal(SIGINT, SIG_IGN)",
    "A1-4": "import threading, time, os\nthreading.Thread = time.monotonic = os.getpid = os.path.join = None",
    "A1-5": "import sys\nsys.settrace(lambda *unused: 1 / 0)\nsys.modules.clear()\nsys.meta_path.clear()",
    "A1-6": "import numpy as np\nnp.array = np.asarray = np.linspace = None\nimport os\nos.fork()",
}


def with_accidents(accidents, lesson=LESSON):
    """The notebook of a student who is right, with cells in which something happens before her answers."""
    content = solved(lesson)
    for name, source in accidents.items():
        where = next(n for n, cell in enumerate(content.cells) if cell.id == name)
        content.cells.insert(where, nbformat.v4.new_code_cell(source, id=f"before-{name}"))
    return content


def test_what_kernel_and_checks_rest_on_is_put_back_after_each_cell(tmp_path):
    examined = examine(with_accidents(PUT_BACK), tmp_path)
    assert points(examined) == ALL
    assert examined.record.exceeded_limits == []  # and nobody had to wait or start anew


CANNOT_BE_PUT_BACK = {
    "files": "import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (10, 10))",
    "addresses": "import resource\nresource.setrlimit(resource.RLIMIT_AS, (1 << 20, 1 << 20))",
    "closed": "import os\nos.closerange(3, 1000)",
    "open files": "kept = []\ntry:\n    while True: kept.append(open('/dev/null'))\nexcept OSError: pass",
    "the examiner's words": "get_ipython().kernel.session.unpack = None",
    "a library": "import sklearn.preprocessing as p, matplotlib.pyplot as plt\n"
    "p.OneHotEncoder = p.LabelBinarizer = p.StandardScaler = plt.subplots = plt.figure = None",
    "a folder and its names": "import os\nos.chdir('/')\nos.environ.clear()",
    "warnings": "import warnings\nwarnings.simplefilter('error')\nimport numpy as np\nnp.seterr(all='raise')",
}


@pytest.mark.parametrize("name", ["A1-2", "A1-6"])
@pytest.mark.parametrize("accident", CANNOT_BE_PUT_BACK)
def test_what_cannot_be_put_back_costs_no_later_step(tmp_path, accident, name):
    """And nobody waits for a process that will never answer."""
    content = with_accidents({name: CANNOT_BE_PUT_BACK[accident]})
    examined = examine(content, tmp_path)
    assert points(examined) == ALL
    assert "time limit" not in str(examined.record.exceeded_limits)


# Nothing of this is looked for: the check that fails tells that something may have happened.
UNSEEN = {
    "all names are gone": "%reset -f",
    "names mean something else": "import numpy as mnist\nfigures = check = None\nimport math as np",
    "a part of a class": "import sklearn.preprocessing as p\n"
    "p.LabelBinarizer.__init__ = p.OneHotEncoder.fit_transform = p.LabelBinarizer.fit_transform = None",
    "how cells are read": "get_ipython().input_transformer_manager.transform_cell = None",
    "no builtins": "__builtins__ = None",
    "a library's own choice": "import sklearn\nsklearn.set_config(transform_output='pandas')",
    "profile": "import sys, threading, gc, os\nsys.setprofile(lambda *unused: 1 / 0)\n"
    "threading.setprofile(lambda *unused: 1 / 0)\nsys.setswitchinterval(1000)\ngc.disable()\nos.umask(0o777)",
}


@pytest.mark.parametrize("accident", UNSEEN)
def test_what_nobody_can_see_costs_no_later_step(tmp_path, accident):
    examined = examine(with_accidents({"A1-2": UNSEEN[accident]}), tmp_path)
    assert points(examined) == ALL


def test_what_nobody_can_see_costs_its_own_step_only(tmp_path):
    """The second answer is wrong by it, and is no sign that the others are."""
    accident = "mnist = np = None\ntrainData = testData = trainLabels = testLabels = None"
    examined = examine(solved(A1_2=accident), tmp_path)
    assert points(examined) == ALL | {"A1-2": 0}


OWN = "import numpy as numb\ndef scale(x): return x / most\nmost = 255.0"


def test_what_a_student_has_made_beside_her_answers_survives_an_accident(tmp_path):
    """Her own imports, functions and constants: another step needs them."""
    content = solved(
        A1_3="import os\nos._exit(1)",
        A1_5="trainData = scale(trainData)\ntestData = numb.asarray(testData) / most",
    )
    where = next(n for n, cell in enumerate(content.cells) if cell.id == "A1-1")
    content.cells.insert(where, nbformat.v4.new_code_cell(OWN, id="own"))
    assert points(examine(content, tmp_path)) == ALL | {"A1-3": 0}


def test_a_wrong_answer_is_looked_at_again_without_losing_what_was_made(tmp_path):
    """After a look in vain it goes on as before, with all names of the student's, and without a note."""
    content = solved(
        A1_1="from lenet_keras.datasets import mnist\nmost = 255.0",
        A1_3="shapes = None.shape",
        A1_5="trainData = trainData / most\ntestData = testData / most",
    )
    examined = examine(content, tmp_path)
    assert points(examined) == ALL | {"A1-3": points(examined)["A1-3"]}
    assert points(examined)["A1-3"] < 2
    assert examined.record.exceeded_limits == []


@pytest.mark.parametrize(
    ("name", "accident"),
    [
        ("A2-3", "import keras\nkeras.config.set_floatx('float16')"),
        ("A2-5", "import keras\nkeras.mixed_precision.set_global_policy('mixed_float16')"),
        ("A2-4", "import tensorflow as tf\ntf.compat.v1.disable_eager_execution()"),
        ("A2-9", "import keras\nkeras.optimizers.SGD.__init__ = keras.Sequential.compile = None"),
        ("A2-8", "import keras\nkeras.backend.clear_session()\nkeras.layers.Dense = None"),
    ],
)
def test_settings_of_keras_cost_no_later_step(tmp_path, name, accident):
    content = with_accidents({name: accident}, "a2_build")
    assert sum(points(examine(content, tmp_path, Allowance(), "a2_build")).values()) == 25


def test_a_deep_recursion_keeps_its_name_and_a_short_traceback(tmp_path):
    deep = "def f(n): return f(n + 1) + 1\nshapes = f(0)"
    examined = examine(solved(A1_3=deep), tmp_path)
    assert points(examined) == ALL | {"A1-3": 0}
    assert "RecursionError" in shown(examined, "A1-3-check")
    error = next(
        o for c in examined.notebook.cells if c.id == "A1-3" for o in c.outputs if o.output_type == "error"
    )
    assert len(error.traceback) < 60


def test_an_endless_loop_is_interrupted(tmp_path):
    examined = examine(solved(A1_3="while True: pass"), tmp_path)
    assert points(examined) == ALL | {"A1-3": 0}
    assert "time limit of a cell" in shown(examined, "A1-3")


def test_a_loop_that_ignores_interrupts_keeps_the_earlier_points(tmp_path):
    loop = "while True:\n    try:\n        while True: pass\n    except KeyboardInterrupt:\n        pass"
    examined = examine(solved(A1_4=loop), tmp_path)
    assert points(examined) == ALL | {"A1-4": 0}


@pytest.mark.parametrize(
    "flood",
    [
        "while True: print('x' * 10_000)",
        "from IPython.display import HTML, display\nwhile True: display(HTML('x' * 10_000))",
        "print('x' * 200_000_000)",
    ],
    ids=["many lines", "many displays", "one line"],
)
def test_a_flood_of_output_is_cut_off_while_it_is_made(tmp_path, flood):
    examined = examine(solved(A1_3=flood), tmp_path)
    assert points(examined) == ALL | {"A1-3": 0}
    assert len(nbformat.writes(examined.notebook)) < 5 * BRIEF.output
    assert examined.record.exceeded_limits


def test_a_message_of_many_frames_is_cut_off_before_it_is_held(tmp_path):
    """Thirty frames of 30 MB: libzmq would hold all of them here."""
    flood = (
        "kernel = get_ipython().kernel\n"
        "parts = [bytes(30 << 20)] * 30\n"
        "kernel.session.send(kernel.iopub_socket, 'stream', {}, kernel.get_parent(), buffers=parts)"
    )
    examined = examine(solved(A1_3=flood), tmp_path)
    assert points(examined) == ALL | {"A1-3": 0}
    assert "a message larger than 32 MB" in str(examined.record.exceeded_limits)


def test_memory_is_limited(tmp_path):
    hog = "hog = [bytearray(1 << 28) for _ in range(100)]"
    examined = examine(
        solved(A1_3=hog), tmp_path, dataclasses.replace(BRIEF, cell_seconds=60, memory=2 << 30)
    )
    assert points(examined) == ALL | {"A1-3": 0}


def test_an_observation_that_does_not_end_costs_its_step_only(tmp_path):
    lazy = (
        "class Lazy(dict):\n    def items(self):\n        while True: pass\n    def __len__(self): return 4\n"
    )
    lazy += "fig, ax = None, None\nshapes = Lazy()"
    assert points(examine(solved(A1_3=lazy), tmp_path)) == ALL | {"A1-3": 0}


def test_a_wall_around_the_sandbox_is_a_command_that_starts_it(tmp_path):
    (tmp_path / "wall").write_text('#!/bin/sh\necho "$@" > "$(dirname "$0")/started"\nexec "$@"\n')
    (tmp_path / "wall").chmod(0o755)
    examined = examine(solved(), tmp_path, container_command=(str(tmp_path / "wall"),))
    assert points(examined) == ALL
    assert "autograder.sandbox.warm" in (tmp_path / "started").read_text()


def test_feedback_speaks_about_every_criterion_that_is_not_met(tmp_path):
    wrong = "trainData = trainData.reshape((-1, 784))\ntestData = testData[:10]"
    text = shown(examine(solved(A1_4=wrong), tmp_path), "A1-4-check")
    assert "(4000, 784)" in text
    assert "(10, 28, 28)" in text


def test_hidden_judges_and_solutions_do_not_exist_inside(tmp_path):
    look = f"""
import importlib.util, os
found = [p for p in ("{folders.PROJECT}/solutions", "{folders.PROJECT}/autograder", "{folders.PROJECT}/tests")
         if os.path.exists(p)]
print("FOUND", found, importlib.util.find_spec("autograder.examiner"))
"""
    content = solved()
    content.cells.insert(2, nbformat.v4.new_code_cell(look, id="look"))
    examined = examine(content, tmp_path)
    assert "FOUND [] None" in shown(examined, "look")


def test_files_that_were_handed_in_can_be_read_and_written(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    content = solved()
    look = "print(open('notes.txt').read()); open('new.txt', 'w').write('x'); print(open('new.txt').read())"
    content.cells.insert(2, nbformat.v4.new_code_cell(look, id="look"))
    assert shown(examine(content, tmp_path), "look") == "mine\nx\n"
    assert not (tmp_path / "new.txt").exists()


def test_a_claimed_accuracy_is_recomputed(tmp_path):
    """History and predictions as of a good network, from a network that never saw a digit."""
    forged = """
from keras.callbacks import History
H = History()
H.history = {"loss": [.5, .3, .2, .1], "accuracy": [.9, .95, .97, .99],
             "val_loss": [.5, .3, .2, .1], "val_accuracy": [.9, .95, .97, .98]}
H.params = {"epochs": 4, "steps": 32}
"""
    claimed = "import numpy as np\npredictions = np.clip(testLabels, .01, .91)"
    content = solved("a3_train", A3_1=forged, A3_2=claimed)
    examined = examine(content, tmp_path, Allowance(), "a3_train")
    assert points(examined)["A3-1"] < 3
    assert points(examined)["A3-2"] < 2
    assert (points(examined)["A3-3"], points(examined)["A3-4"]) == (2, 2)
