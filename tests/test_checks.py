"""What does `check` do: in a notebook, in a terminal, in the wrong order, on nothing, under a grader?"""

import concurrent.futures
import re
import subprocess
import sys

import numpy as np
import pytest

from autograder.coursedir import folders
from autograder.questions import bank
from lenet_keras import checks
from lenet_keras.checks import CheckFailed, check, desk, display, guide, hint, session
from lenet_keras.checks.observation import observe
from lenet_keras.checks.session import Session, binds
from lenet_keras.checks.steps import LESSONS, STEPS, WRITTEN
from lenet_keras.checks.verdict import SOURCE, Criterion, Step, judge
from lenet_keras.datasets import mnist


@pytest.fixture(autouse=True)
def fresh_session(monkeypatch):
    monkeypatch.setattr(desk, "SESSION", Session())


def prepared():
    (train_data, train_labels), (test_data, test_labels) = mnist.load_data()
    return {
        "trainData": train_data,
        "trainLabels": train_labels,
        "testData": test_data,
        "testLabels": test_labels,
        "mnist": mnist,
    }


def test_a_passed_check_returns_nothing_and_says_so(capsys):
    assert check("A1.2", prepared()) is None
    said = capsys.readouterr()
    assert said.out == "✓ A1.2: passed, 2 of 2 points\n"
    assert said.err == ""


def test_a_failed_check_raises_and_says_found_expected_hint(capsys):
    names = prepared()
    names["trainData"] = names["trainData"].reshape(-1, 784)
    with pytest.raises(CheckFailed):
        check("A1.2", names)
    said = capsys.readouterr()
    assert "Found: `trainData` is an array of shape (4000, 784), uint8" in said.out
    assert "Expected:" in said.out
    assert "Hint:" in said.out
    assert "[ ] `trainData`" in said.out
    assert "[x] `testData`" in said.out
    assert said.err == ""


def test_it_looks_at_the_callers_names_when_none_are_given():
    scope = {"check": check, **prepared()}
    exec('check("A1.2")', scope)
    with pytest.raises(CheckFailed):
        exec('check("A1.2")', {"check": check})


def test_partial_credit_goes_by_criterion():
    names = prepared() | {"testData": None}
    verdict = checks.verdict_on("A1.2", names)
    assert (verdict.points, verdict.worth) == (1, 2)
    assert verdict.state == "partly"


def test_an_unknown_step_is_a_mistake_of_the_lesson_not_of_the_student():
    with pytest.raises(ValueError, match=r"no step 'A1.9'.*A1.1, A1.2"):
        check("A1.9", {})


@pytest.mark.parametrize("step", STEPS)
def test_nothing_at_all_is_a_verdict_with_a_hint(step):
    verdict = checks.verdict_on(step, {})
    assert verdict.points == 0
    assert verdict.fault.found
    assert verdict.fault.hint


@pytest.mark.parametrize("step", STEPS)
def test_dots_instead_of_an_answer_are_named(step):
    what = STEPS[step]
    scope = {name: ... for each in STEPS.values() for name in each.defines} | {"np": np}
    assert "still `...`" in judge(what, observe(what.observes, scope)).fault.found


STRANGE = {
    "none": None,
    "number": 3,
    "text": "hello",
    "list": [1, 2],
    "array of nothing": np.empty((0,)),
    "array of objects": np.array([object()]),
    "array of text": np.array(["a"]),
    "NaN": np.full((4000, 28, 28, 1), np.nan),
    "complex": np.ones(3, dtype=complex),
    "type": int,
    "function": len,
    "module": sys,
    "object": object(),
    "dict": {"a": {"b": [1]}},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("strange", STRANGE)
def test_a_strange_value_is_refused_with_a_hint_and_never_stumbles(step, strange):
    what = STEPS[step]
    names = {name: STRANGE[strange] for each in STEPS.values() for name in each.defines}
    verdict = judge(what, observe(what.observes, names))
    if what.is_question:
        return  # a question's check looks at the form only
    assert not verdict.passed
    assert "cannot be read by the check" not in verdict.fault.found


def test_a_judge_that_stumbles_costs_its_criterion_and_nothing_else():
    def stumble(observations):
        raise KeyError("surprise")

    step = Step(
        "A0.1",
        defines=("x",),
        criteria=(
            Criterion("good", 1, ("x",), lambda observations: None),
            Criterion("bad", 1, ("x",), stumble),
        ),
    )
    verdict = judge(step, observe(step.observes, {"x": 1}))
    assert verdict.points == 1
    assert "KeyError" in verdict.fault.found


def test_a_step_on_a_failed_step_says_so(capsys):
    names = prepared()
    names["trainData"] = names["trainData"][:10]
    for step in ("A1.2", "A1.4"):
        with pytest.raises(CheckFailed):
            check(step, names)
    assert "First: A1.2 has not passed, and A1.4 builds on it." in capsys.readouterr().out


def test_a_step_out_of_order_says_so(capsys):
    with pytest.raises(CheckFailed):
        check("A1.4", prepared())
    assert "The check of A1.2 has not run yet" in capsys.readouterr().out


def test_a_right_step_passes_even_if_earlier_checks_did_not_run():
    names = prepared()
    names["trainData"], names["testData"] = names["trainData"][..., None], names["testData"][..., None]
    assert check("A1.4", names) is None


def test_a_step_that_a_later_one_has_changed_stays_passed(capsys):
    names = prepared()
    check("A1.2", names)
    names |= {each: names[each][..., None] for each in ("trainData", "testData")}
    check("A1.4", names)
    names |= {each: names[each] / 255 for each in ("trainData", "testData")}
    check("A1.5", names)
    capsys.readouterr()
    assert check("A1.4", names) is None
    assert "✓ A1.4: passed" in (said := capsys.readouterr().out)
    assert "as A1.5 leaves them" in said
    names["trainData"] = names["trainData"] * 2
    with pytest.raises(CheckFailed):
        check("A1.4", names)


def test_a_missing_name_of_an_earlier_step_is_told_from_one_of_this_step(capsys):
    with pytest.raises(CheckFailed):
        check("A3.4", {"fig": 1})
    assert "`H` is missing, and this step builds on it" in capsys.readouterr().out
    with pytest.raises(CheckFailed):
        check("A3.1", {})
    assert "`H` does not exist yet" in capsys.readouterr().out


def test_the_exception_of_the_answer_cell_is_named(monkeypatch, capsys):
    error = TypeError("\x1b[1mcannot unpack\x1b[0m non-iterable function object")
    monkeypatch.setattr(session, "last_error", lambda: error)
    with pytest.raises(CheckFailed):
        check("A1.2", {})
    assert "stopped with TypeError: cannot unpack non-iterable" in capsys.readouterr().out


def test_the_failure_of_an_earlier_check_is_no_exception_of_the_answer(monkeypatch, capsys):
    monkeypatch.setattr(session, "last_error", lambda: CheckFailed("A1.1"))
    with pytest.raises(CheckFailed):
        check("A1.2", {})
    assert "does not exist yet" in capsys.readouterr().out


def test_the_answer_cell_is_found_among_the_cells_that_ran_since_the_last_check():
    ran = Session()

    def source(step, *cells):
        return ran.surroundings(STEPS[step], {"In": list(cells)}).get(SOURCE, {}).get("value")

    cells = ["", "testLabels = 1", "x = 2", 'check("A1.6")']
    assert source("A1.6", *cells) == "testLabels = 1"
    ran.remember(judge(STEPS["A1.6"], observe(STEPS["A1.6"].observes, {})), {"In": cells})
    assert source("A1.6", *cells, 'check("A1.6")') == "testLabels = 1", "the check ran once more"
    cells += ["lb.transform(testLabels)", 'check("A1.6")']
    assert source("A1.6", *cells) == "lb.transform(testLabels)", "a result that was thrown away"


def test_without_a_step_it_says_how_far_the_lesson_is(capsys):
    assert check() is None
    assert "No check has run in this notebook yet" in capsys.readouterr().out
    names = prepared()
    check("A1.2", names)
    with pytest.raises(CheckFailed):
        check("A1.4", names)
    capsys.readouterr()
    assert check() is None
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines[:-1]] == [step.id for step in LESSONS["a1_preprocess"]] + [
        "A1.Q1",
        "A1.Q2",
        "A1.Q3",
    ]
    assert lines[1] == "✓ A1.2    passed               2 of 2"
    assert "not yet" in lines[3]
    assert "open" in lines[4]
    assert lines[6] == "✎ A1.Q1   a person grades it   – of 2"
    assert lines[-1] == (
        "2 of 11 points by the checks so far. Left: A1.1, A1.3, A1.4, A1.5, A1.6. "
        "6 more are graded after you hand in."
    )


def test_a_mended_step_counts_as_mended_in_the_overview(capsys):
    with pytest.raises(CheckFailed):
        check("A1.2", {})
    check("A1.2", prepared())
    capsys.readouterr()
    check()
    assert "2 of 11 points" in capsys.readouterr().out


def test_the_questions_of_the_overview_are_those_of_the_bank():
    questions = bank.load(folders.PROJECT)
    for lesson, steps in LESSONS.items():
        text = (folders.PROJECT / "solutions" / f"{lesson}.py").read_text(encoding="utf-8")
        written = re.findall(r'written="([^"]+)"', text)
        assert {name: questions[name].points for name in written} == WRITTEN[lesson], lesson
        assert not {step.id for step in steps} & set(written)


def test_a_hint_says_one_sentence_more_each_time(monkeypatch, capsys):
    monkeypatch.setattr(guide, "_told", {})
    shown = []
    for _ in range(4):
        assert hint("A2.4") is None
        shown.append(capsys.readouterr().out.splitlines())
    assert [len(lines) for lines in shown] == [2, 3, 4, 4]
    assert shown[0][0] in shown[1]
    assert shown[2] == shown[3]
    assert shown[3][-1] == "There are no more."
    with pytest.raises(ValueError, match=r"no hint for 'A2\.2'; expected one of A2\.1, A2\.3"):
        hint("A2.2")


def test_every_step_has_hints_and_none_holds_a_line_of_the_answer():
    known = guide.hints()
    for lesson, steps in LESSONS.items():
        text = (folders.PROJECT / "solutions" / f"{lesson}.py").read_text(encoding="utf-8")
        for step in steps:
            assert 1 <= len(known[step.id]) <= 3, step.id
            cell = text.split(f'answer="{step.id}"')[1].split("# %%")[0]
            answer = re.findall(r"### BEGIN SOLUTION(.*?)### END SOLUTION", cell, re.DOTALL)
            secret = {line.strip() for part in answer for line in part.splitlines() if len(line.strip()) > 14}
            told = " ".join(known[step.id])
            assert not [line for line in secret if line in told], step.id


def test_what_makes_a_name_is_read_from_the_code_not_run():
    assert binds("import numpy as x", ("x",))
    assert binds("def x(): pass", ("x",))
    assert not binds("print(x)", ("x",))
    assert not binds("%magic x", ("x",))


DEEP = {
    "attributes": "a" + ".b" * 60_000,
    "signs": "-" * 150_000 + "1",
    "calls": "f" + "()" * 60_000,
    "brackets": "(" * 9_000 + ")" * 9_000,
    "subscripts": "a" + "[0]" * 6_000,
    "lambdas": "lambda: " * 2_000 + "1",
    "operators": "1" + "**1" * 6_000,
    "many statements": "a;" * 95_000,
    "short, and deep": "-" * 19_000 + "1",
    "indented": "".join(" " * n + "if 1:\n" for n in range(190)) + " " * 190 + "1",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_no_text_is_too_deep_or_too_long_to_be_looked_at(text):
    """What is not parsed may be the answer, so that a forbidden name cannot hide behind it."""
    assert not binds(text, ("x",))
    assert binds(f"x = 1  # {'.' * 30_000}", ("x",))
    with concurrent.futures.ThreadPoolExecutor(2) as threads:  # parsing of one does not fail another's
        deep = [threads.submit(binds, text, ("x",)) for _ in range(5)]
        plain = [threads.submit(binds, "x = [1]", ("x",)) for _ in range(5)]
        assert all(each.result() for each in plain) and not any(each.result() for each in deep)


def test_small_arrays_that_a_function_gives_back_together_are_seen_as_lists():
    names = {"np": np, "both": (np.eye(2), np.float32(0.5)), "large": [np.zeros(2000)]}
    seen = observe(("both", "large"), names)
    assert seen["both"] == {"kind": "value", "type": "tuple", "value": [[[1.0, 0.0], [0.0, 1.0]], 0.5]}
    assert seen["large"]["kind"] == "other"


@pytest.mark.parametrize("shape", [(60_000, 28, 28), (1, 60_000, 28), (300, 1000), (250_000,)])
def test_a_large_array_is_observed_in_part_and_never_whole(shape):
    seen = observe(["x"], {"x": np.zeros(shape, dtype="uint8")})["x"]
    assert seen["shape"] == list(shape)
    assert 0 < seen["values"].size <= 200_704


def test_what_a_student_function_prints_or_warns_stays_out_of_the_check(capsys):
    code = (
        "import sys, warnings\n"
        "def f():\n print('a'); print('b', file=sys.stderr); warnings.warn('c'); return 1"
    )
    scope: dict = {}
    exec(code, scope)
    assert observe(["f()"], scope)["f()"]["value"] == 1
    assert capsys.readouterr() == ("", "")


def test_weights_are_of_the_very_object_that_was_looked_at():
    import keras

    built = []

    def build():
        built.append(keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]))
        return built[-1]

    seen = observe(["build()", "with_weights(build())"], {"build": build})
    assert len(built) == 1
    np.testing.assert_array_equal(seen["with_weights(build())"]["weights"][0], built[0].get_weights()[0])
    assert seen["build()"]["kind"] == "model"  # also where it is asked for twice
    assert observe(["build()", "build()"], {"build": build})["build()"]["kind"] == "model"
    assert observe(["with_weights(build())"], {"build": build})["with_weights(build())"]["kind"] == "network"


def test_an_examiner_in_the_process_makes_check_return_points_and_not_raise(monkeypatch):
    monkeypatch.setattr(desk, "_grader", None)
    checks.judge_with(judge)
    assert check("A1.2", {}) == 0.0
    assert type(check("A1.2", prepared())) is float
    desk._grader = None


def test_the_box_escapes_what_comes_from_a_student():
    verdict = judge(STEPS["A1.1"], observe(("mnist",), {"mnist": "<script>alert(1)</script>"}))
    assert "<script>" not in display.box(verdict)
    assert "&lt;script&gt;" in display.box(verdict)


def test_a_question_never_says_whether_the_answer_is_right():
    for answer in (4, 5):
        verdict = checks.verdict_on("A2.Q6", {"A2_Q6": answer})
        assert display.headline(verdict) == "✎ A2.Q6: recorded. The answer is graded after you hand in."


def test_every_criterion_and_step_is_worth_something_and_named_once():
    for steps in LESSONS.values():
        for step in steps:
            assert step.points == sum(c.points for c in step.criteria) > 0
            assert len({c.name for c in step.criteria}) == len(step.criteria)
            assert set(step.needs) < set(STEPS)


def test_a_lesson_is_registered_by_its_files_alone():
    """The text in `solutions/` and the judges find each other by the lesson's name."""
    assert list(LESSONS) == folders.lessons()


def run(code: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)


def test_importing_the_package_loads_neither_tensorflow_nor_anything_else_that_is_slow():
    done = run("import sys, lenet_keras; print(sorted({'tensorflow', 'keras', 'numpy'} & set(sys.modules)))")
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""


SLOW = {"IPython", "PIL", "keras", "matplotlib", "pandas", "scipy", "sklearn", "tensorflow"}


def test_importing_the_judges_of_all_lessons_loads_nothing_that_is_slow():
    done = run(f"import sys, lenet_keras.checks.steps; print(sorted({SLOW} & set(sys.modules)))")
    assert done.stdout.strip() == "[]"


def test_building_and_checking_a_network_writes_nothing_to_stderr():
    done = run(
        "from lenet_keras import LeNet, check\n"
        "from keras.optimizers import SGD\n"
        "opt = SGD(learning_rate=0.05, momentum=0.9)\n"
        "check('A2.9')\n"
        "model = LeNet.build(28, 28, 1, 10)\n"
        "try: check('A2.10')\n"
        "except Exception as error: print(type(error).__name__)"
    )
    assert "CheckFailed" in done.stdout, "the library's own LeNet is no answer"
    assert done.stderr == ""


@pytest.mark.parametrize(
    "expression", ["[double(n) for n in (1, 2)]", "list(map(lambda n: double(n), (1, 2)))"]
)
def test_names_that_an_expression_makes_itself_are_not_missing(expression):
    assert observe([expression], {"double": lambda n: 2 * n})[expression]["value"] == [2, 4]
    assert observe([expression], {})[expression] == {"kind": "absent", "name": "double"}


@pytest.mark.parametrize(
    "accident",
    [
        "max = 0.97",
        "abs = list = float = 3",
        "from numpy import *",
        "class Any:\n    pass\nmax = Any()",
        "import numpy\nnumpy.seterr(all='raise')",
    ],
)
def test_a_name_that_hides_one_of_python_costs_no_right_answer(accident):
    names = {"__name__": "__main__"}
    before = np.geterr()
    try:
        exec("import numpy as np\ntiny = np.array([1e-200, -3.0])\n" + accident, names)
        expressions = (
            "max(float(each) for each in tiny)",
            "list(abs(tiny))",
            "np.asarray(tiny * tiny).tolist()",
        )
        seen = [observe((each,), names)[each].get("value") for each in expressions]
    finally:
        np.seterr(**before)
    assert seen == [1e-200, [1e-200, 3.0], [0.0, 9.0]]


def test_a_function_of_the_notebook_is_the_one_that_is_looked_at():
    names = {"__name__": "__main__"}
    exec("def sum(values):\n    return -1\nfilter = [5]", names)
    seen = observe(("sum([1, 2])", "filter"), names)
    assert [each["value"] for each in seen.values()] == [-1, [5]]
