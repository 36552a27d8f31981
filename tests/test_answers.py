"""Are the checks right: is every right answer accepted, and every mistake refused with its own hint?

A check is graded like a student: by the tables of `tests/answers`. `python -m tests.benchmarks.rates`
runs the same tables with many seeds and prints the shares.
"""

import pytest

from autograder.candidate.codec import decode, encode
from lenet_keras.checks.a1_preprocess import scaling
from lenet_keras.checks.a1_preprocess.data import with_depth
from lenet_keras.checks.a7_backprop import byhand
from lenet_keras.checks.observation import observe
from lenet_keras.checks.returned import Returned
from lenet_keras.checks.steps import LESSONS, STEPS
from tests.answers import bench
from tests.answers.bench import Table
from tests.benchmarks import rates
from tests.benchmarks.rates import TABLES, fresh

SEED = 42


def answers(kind: str) -> list:
    """Parameters of one test for each answer: its table, its step and what the table says of it."""
    return [
        # where one step trains, the later ones need the trained network
        pytest.param(
            table,
            step,
            entry,
            id=f"{step}-{name}",
            marks=[pytest.mark.slow] if step in {*table.trains, *table.trained} else [],
        )
        for table in TABLES.values()
        for step, entries in getattr(table, kind).items()
        for name, entry in entries.items()
    ]


@pytest.fixture
def verdicts(monkeypatch):
    """The verdicts of the grader in this test. Each is made twice, once of what arrives elsewhere."""
    given = []

    def grade_step(step, seen, reference, item, asked):
        written = encode(seen)
        verdict = bench_grade_step(step, seen, reference, item, asked)
        assert encode(seen) == written, "the judge has changed what it looked at"
        again = bench_grade_step(step, decode(written), reference, item, asked)
        assert again == verdict, "judged again it is another verdict, or it does not survive the journey"
        given.append(verdict)
        return verdict

    bench_grade_step = bench.grade_step
    monkeypatch.setattr(bench, "grade_step", grade_step)
    return given


@pytest.mark.parametrize("step", [step.id for lesson in LESSONS.values() for step in lesson])
def test_every_step_has_right_answers_and_mistakes(step):
    table = next(table for table in TABLES.values() if step in [each.id for each in LESSONS[table.lesson]])
    assert len(table.right.get(step, {})) >= 4
    assert len(table.mistakes.get(step, {})) >= 6


@pytest.mark.parametrize("lesson", TABLES)
def test_every_answer_belongs_to_a_step_of_its_lesson(lesson):
    table = TABLES[lesson]
    assert table.lesson == lesson
    assert {*table.right, *table.mistakes, *table.trains} <= {step.id for step in LESSONS[lesson]}


@pytest.mark.parametrize("lesson", TABLES)
def test_what_takes_less_in_a_table_stands_in_the_lesson(lesson):
    given = dict(bench.cells(lesson))
    assert TABLES[lesson].asides <= given.keys()
    assert all(any(found in text for text in given.values()) for found, _ in TABLES[lesson].shorter)


@pytest.mark.parametrize(("table", "step", "code"), answers("right"))
def test_a_right_answer_is_accepted_by_both_judges(table, step, code, verdicts):
    fresh(SEED)
    assert bench.refusal(bench.outcome(table, step, code, SEED)) == ""
    assert verdicts[-1].points == STEPS[step].points


@pytest.mark.parametrize(("table", "step", "mistake"), answers("mistakes"))
def test_a_mistake_is_refused_with_its_hint_and_costs_points(table, step, mistake, verdicts):
    code, hint = mistake
    fresh(SEED)
    assert bench.escape(STEPS[step], bench.outcome(table, step, code, SEED), hint) == ""
    assert 0 <= verdicts[-1].points < STEPS[step].points


def own_codes() -> list:
    """The code of each mistake that judges know: its step, its result, and its place there."""
    results = {
        (step.id, criterion.judge.function.results[place]): None
        for step in STEPS.values()
        for criterion in step.criteria
        if isinstance(criterion.judge, Returned)
        for place in criterion.judge.places
    }
    return [
        pytest.param(step, result, place, id=f"{step}-{result.what}-{place}")
        for step, result in results
        for place, hint in enumerate(result.hints)
        if hint
    ]


@pytest.mark.parametrize(("step", "result", "place"), own_codes())
def test_the_code_of_a_mistake_gets_its_own_hint(step, result, place):
    """The function that gives what a mistake gives; results that others build upon are wrong, too."""
    judges = [each.judge for each in STEPS[step].criteria if isinstance(each.judge, Returned)]
    faults = []
    for function in [judge.function for judge in judges if result in judge.function.results]:
        seen, own = {}, function.results.index(result)
        for number, expression in enumerate(function.observes):
            names = function.names(number)
            names |= {each.name: each.right(names)[0] + 1 for each in function.results[::-1] if each.name}
            given = [names[each.name] if each.name else each.right(names)[0] for each in function.results]
            given[own] = list(result.candidates(names))[place][1]
            returned = [each.tolist() for each in given]
            seen[expression] = observe(["x"], {"x": returned if returned[1:] else returned[0]})["x"]
        faults.append(Returned(function, (own,))(decode(encode(seen))))
    # of images without equal numbers, say, some mistakes make nothing wrong
    assert {fault.hint for fault in faults if fault} == {result.hints[place]}


# The steps whose names hold what an expression gives: the result of each, and what its code may name.
NAMED = {
    "A1.5": {name: (scaling.SCALED, {"pixels": with_depth(name)}) for name in STEPS["A1.5"].defines},
    "A7.4": {name: (result, byhand.NAMES) for name, result in byhand.FACTORS.items()},
}


@pytest.mark.parametrize(
    ("step", "name", "place"),
    [
        pytest.param(step, name, place, id=f"{step}-{name}-{place}")
        for step, results in NAMED.items()
        for name, (result, _) in results.items()
        for place, hint in enumerate(result.hints)
        if hint
    ],
)
def test_the_value_of_a_mistake_gets_its_own_hint(step, name, place):
    values = {each: result.right(names)[0] for each, (result, names) in NAMED[step].items()}
    result, names = NAMED[step][name]
    values[name] = list(result.candidates(names))[place][1]
    seen = decode(encode(observe(values, values)))
    faults = [each.judge(seen) for each in STEPS[step].criteria if {*each.observes} <= {*values}]
    assert [fault.hint for fault in faults if fault] == [result.hints[place]]


SMALL = Table(
    "a1_preprocess",
    right={"A1.1": {"good": "from lenet_keras.datasets import mnist", "bad": "mnist = None"}},
    mistakes={"A1.1": {"good": ("mnist = None", "import"), "bad": ("mnist = None", "no such words")}},
)


def test_the_rates_count_what_is_refused_and_what_escapes():
    first = next(rates.measure(SMALL, range(3)))
    assert (first.step, first.refused, first.tried) == ("A1.1", 1, 2)
    assert (first.accepted, first.caught, first.listed) == (0, 1, 2)
    assert len(first.troubles) == 2


@pytest.mark.parametrize(
    ("lesson", "step", "code", "runs", "verdicts"),
    [
        pytest.param("a1_preprocess", "A1.1", "mnist = None", 2, 2, id="refused in the same words"),
        pytest.param(
            "a9_handwriting",
            "A9.3",
            "def box_size(rows, columns):\n    return tuple(np.random.rand(2))",
            10,
            10,
            id="refused in other words",
        ),
        pytest.param(
            "a1_preprocess", "A1.1", "from lenet_keras.datasets import mnist", 2, 2, id="right, nothing drawn"
        ),
        pytest.param(
            "a7_backprop",
            "A7.1",
            TABLES["a7_backprop"].right["A7.1"]["a power of e"],
            2,
            10,
            id="right for what is drawn, too",
        ),
    ],
)
def test_nothing_runs_ten_times_that_comes_out_alike(lesson, step, code, runs, verdicts, monkeypatch):
    counted = []
    run = bench.run
    monkeypatch.setattr(bench, "run", lambda *given: counted.append(given) or run(*given))
    assert len(list(rates.judged(TABLES[lesson], step, code, range(10)))) == verdicts
    assert len(counted) == runs


def test_the_command_lists_troubles_and_fails_on_them(monkeypatch, capsys):
    monkeypatch.setattr(rates, "TABLES", {"a1_preprocess": SMALL})
    assert rates.main(["--seeds", "1"]) == 1
    printed = capsys.readouterr().out
    assert "| a1_preprocess | 1 of 2 | 0 of 2 | 1 of 2 |" in printed
    assert "is said to no answer" in printed
    assert "A1.1 right answer 'bad' refused 1 of 1 times" in printed
    assert "A1.1 mistake 'bad' escaped 1 of 1 times: the hint was another" in printed
