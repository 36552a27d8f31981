"""Does a candidate get what an answer needs of the library, and nothing that judges it or is one?"""

import ast
import json

import nbformat
import pytest

from autograder.candidate.allowance import Allowance
from autograder.candidate.process import ENVIRONMENT, Candidate
from autograder.coursedir import folders
from autograder.dispatch import task
from autograder.examiner import library, reference
from autograder.lessons.build import notebook
from autograder.sandbox.launcher import Launcher
from autograder.sandbox.refusal import Refusal
from lenet_keras.checks.means import CONVOLUTIONS, FRAMEWORKS, Means
from lenet_keras.checks.steps import LESSONS, MEANS


def solution(lesson):
    return notebook(folders.PROJECT, folders.SOLUTIONS, lesson)


def cell(source, id_="some-cell"):
    return nbformat.v4.new_code_cell(source, id=id_)


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_solution_does_with_what_its_lesson_allows(lesson):
    library.ensure_enough(nbformat.read(solution(lesson), as_version=4).cells, MEANS[lesson])


@pytest.mark.parametrize("lesson", LESSONS)
def test_means_name_what_there_is(lesson):
    for part in MEANS[lesson]:
        assert all(library._path(each).exists() for each in part.library)
        elsewhere = {*FRAMEWORKS, *CONVOLUTIONS}  # some of these are installed on other machines
        assert [each for each in part.without if each not in elsewhere and not library.places([each])] == []
        assert bool(library.places(part.without)) == bool(part.without)
        assert not part.after or part.after in {each.id for each in LESSONS[lesson]}
    assert [part.after for part in MEANS[lesson]].count("") == 1


@pytest.mark.parametrize("lesson", ["a6_numpy", "a7_backprop"])
def test_models_that_work_out_their_own_slopes_are_not_there_where_slopes_are_asked_for(lesson):
    """The step back of scikit-learn's regressor gives those of A7.5, its loss the gradient of A6.7."""
    first = MEANS[lesson][0]
    modules = "sklearn.neural_network", "sklearn._loss", "mlxtend.classifier", "scipy.differentiate"
    assert [each for each in modules if not first.lacks(each)] == []


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("from lenet_keras import LeNet", "lenet_keras.models"),
        ("import lenet_keras.models", "lenet_keras.models"),
        ("from lenet_keras.from_scratch import fit", "lenet_keras.from_scratch"),
        ("import os\ndef f():\n    from lenet_keras.from_scratch.loss import softmax", "from_scratch.loss"),
        ("from lenet_keras.checks import functions", "lenet_keras.checks.functions"),
        ("import keras.ops as k", "keras.ops"),
    ],
)
def test_a_solution_that_uses_more_than_its_lesson_allows_is_named(source, named):
    cells = [cell("from lenet_keras import figures"), cell(source, "A9-1")]
    with pytest.raises(library.MeansError, match=rf"the cell A9-1 .*{named}, which .* name it in `MEANS`"):
        library.ensure_enough(cells, (Means(without=("keras",)),))


def test_what_a_later_part_allows_is_allowed_behind_its_step_only():
    means = (Means(), Means(after="A9.1", library=("lenet_keras.from_scratch",)))
    used, check = cell("from lenet_keras.from_scratch import fit"), cell('check("A9.1")')
    library.ensure_enough([check, used], means)
    with pytest.raises(library.MeansError):
        library.ensure_enough([used, check], means)


def test_a_course_of_ones_own_has_all_but_the_judges_of_lessons():
    (part,) = library.of_steps(["W1.1"])
    assert {"lenet_keras.models", "lenet_keras.checks.verdict", "lenet_keras.checks.functions"} <= {
        *library.named(part)
    }
    assert not [each for each in library.named(part) if each.rpartition(".")[2] in LESSONS]
    assert library.of_steps([]) == (part,)
    assert library.of_steps(["A1.1", "A2.1"]) == (part,)
    assert library.of_steps(["A1.1"]) == MEANS["a1_preprocess"]


def test_a_refusal_lets_everything_else_be_found():
    refusal = Refusal(library.OPENED, library.ALWAYS, ("keras",))
    for name in (
        "lenet_keras",
        "lenet_keras.checks",
        "lenet_keras.datasets.mnist",
        "numpy",
        "keras_hub",
        "os",
    ):
        assert refusal.find_spec(name, None) is None
    for name in ("keras", "keras.ops", "lenet_keras.models", "lenet_keras.checks.a1_preprocess.data"):
        with pytest.raises(ModuleNotFoundError) as refused:
            refusal.find_spec(name, None)
        assert refused.value.name == name


@pytest.mark.parametrize("lesson", LESSONS)
def test_nothing_that_a_lesson_does_without_is_kept_warm(lesson):
    modules = ("numpy", "keras.ops", "lenet_keras.from_scratch.loss", "lenet_keras.figures.digits")
    starts = task.warm_starts(MEANS[lesson], modules)
    assert set(starts) == {part.after for part in MEANS[lesson]}
    for part in MEANS[lesson]:
        warm = starts[part.after]
        assert {"numpy", "lenet_keras.figures.digits"} <= set(warm.modules)
        assert ("keras.ops" in warm.modules) == ("keras" not in part.without)
        assert ("lenet_keras.from_scratch.loss" in warm.modules) == (
            "lenet_keras.from_scratch" in part.library
        )


# What a student can find who knows where to look, in files and in memory. Her way to import goes past the
# refusal.
LOOK = """
import gc, importlib, json, os, sys, types

def found(name):
    try:
        return bool(importlib.import_module(name).__file__)
    except ImportError:
        return False

refused = [name for name in NAMES if found(name)]
sys.meta_path[:] = [each for each in sys.meta_path if type(each).__name__ != "Refusal"]
importlib.invalidate_caches()
past = [name for name in NAMES if found(name)]
import lenet_keras
place = os.path.dirname(lenet_keras.__file__)
files = [os.path.relpath(os.path.join(at, name), place) for at, _, names in os.walk(place) for name in names]
gc.unfreeze()
functions = [each for each in gc.get_objects() if isinstance(each, types.FunctionType)]
known = sorted({str(each.__module__) for each in functions})
modules = sorted(each for each in sys.modules if each.startswith("lenet_keras."))
print(json.dumps({"refused": refused, "past": past, "files": files, "known": known, "modules": modules}))
"""
NAMES = [
    "lenet_keras.checks.a1_preprocess",
    "lenet_keras.checks.a6_numpy.convolution",
    "lenet_keras.checks.desk",
    "lenet_keras.checks.functions",
    "lenet_keras.checks.steps",
    "lenet_keras.from_scratch.convolution",
    "lenet_keras.models",
    "keras.ops",
    "tensorflow.nn",
    "autograder.examiner.judge",
]


def look(lesson, after=""):
    """What can be found in a candidate of one part of a lesson."""
    steps = [each.id for each in LESSONS[lesson]]
    warm = task.warm_starts(library.of_steps(steps), reference.modules(solution(lesson)))[after]
    plan = task._plan(task.ExaminationContext(), warm, "")
    launcher = Launcher(task.preloaded(warm.modules), ENVIRONMENT, (), warm.refused)
    try:
        with Candidate(plan, Allowance(), launcher) as candidate:
            checked = candidate.run('from lenet_keras import check\nprint(check("A1.1"))')
            seen = candidate.observe(("[1, 2]",))
            ran = candidate.run(LOOK.replace("NAMES", repr(NAMES)))
    finally:
        launcher.close()
    assert ran.error is None, ran.error
    assert seen["[1, 2]"]["value"] == [1, 2]
    assert (checked.error, checked.outputs[0].text) == (None, "None\n")
    return json.loads("".join(each.text for each in ran.outputs))


def judging(names):
    """The modules among names that judge."""
    ours = ("lenet_keras.checks.",)
    return [each for each in names if each.startswith(ours) and each not in library.ALWAYS]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lesson", "after", "there"),
    [
        ("a1_preprocess", "", ["keras.ops", "tensorflow.nn"]),
        ("a6_numpy", "", []),
        ("a6_numpy", "A6.8", ["lenet_keras.from_scratch.convolution", "keras.ops", "tensorflow.nn"]),
    ],
)
def test_what_judges_an_answer_or_is_one_is_neither_in_files_nor_in_memory(lesson, after, there):
    seen = look(lesson, after)
    assert seen["refused"] == seen["past"] == there
    assert judging(seen["modules"]) == judging(seen["known"]) == []
    assert not [each for each in seen["known"] if each.startswith("autograder.") and "sandbox" not in each]
    allowed = {"__init__.py", "checks/__init__.py", *(f"checks/{each}.py" for each in library.OBSERVING)}
    allowed |= {"gradient_check.py"} if lesson == "a6_numpy" else set()
    packages = ("datasets/", "figures/", *(["from_scratch/"] if after else []))
    assert [each for each in seen["files"] if each not in allowed and not each.startswith(packages)] == []
    assert ("keras" in {each.partition(".")[0] for each in seen["known"]}) == bool(there)


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_a_lesson_allows_imports_nothing_that_it_does_not(lesson):
    """A package that imports another one of ours would stop in a candidate, and the solution with it."""
    for part in MEANS[lesson]:
        there = library.named(part)
        for name in there:
            place = library._path(name)
            for file in place.rglob("*.py") if place.is_dir() else [place]:
                body = ast.parse(file.read_text(encoding="utf-8")).body
                top = [ast.unparse(each) for each in body if isinstance(each, ast.Import | ast.ImportFrom)]
                for imported in library._imported("\n".join(top)):
                    assert library.has(there, imported), f"{file} imports {imported}"
