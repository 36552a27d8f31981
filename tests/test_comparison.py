"""Do the records say what was measured, does a stopped training go on, does nobody pass untrained?"""

import json
import re

import numpy as np
import pytest

from lenet_keras import records
from lenet_keras.records.tables import Table
from tests.answers import bench
from tests.answers.a5_compare import COMPILE, MLP, TABLE
from tests.benchmarks.rates import fresh
from tests.benchmarks.results import comparison, digits, lesson, page, training
from tests.benchmarks.results.training import RECORDS

FOLDER = RECORDS / comparison.TABLE
FILES = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]
REPORTED = {
    (each["network"], each["augmented"], each["seed"]): each for each in FILES if not each["held_out"]
}


def test_the_lesson_shows_the_records_of_the_page():
    codes = {name: code for code, name in records.NAMES.items()}
    shown = {(codes[run["network"]], run["augmented"], run["seed"]): run for run in records.comparison()}
    assert shown.keys() == REPORTED.keys()
    for key, run in shown.items():
        assert run["accuracy"] == pytest.approx(REPORTED[key]["test_accuracy"])
        assert run["parameters"] == REPORTED[key]["parameters"]
        assert np.count_nonzero(run["answers"] != records.labels()) == len(REPORTED[key]["test_misread"])


def test_every_reported_training_saw_all_digits_and_says_how():
    for record in FILES:
        assert record["digits"] == (55_000 if record["held_out"] else 60_000)
        assert [entry["epoch"] for entry in record["curve"]] == list(range(1, record["epochs"] + 1))
        assert ("test_accuracy" in record) != record["held_out"]
        assert record["versions"]["keras"]
        assert record["cpu_minutes"] > 0


def test_means_over_classes_are_those_of_scikit_learn():
    from sklearn.metrics import precision_recall_fscore_support

    run = records.comparison()[0]
    expected = precision_recall_fscore_support(records.labels(), run["answers"], average="macro")[:3]
    np.testing.assert_allclose([run["precision"], run["recall"], run["f1"]], expected)


def test_the_labels_are_as_many_as_the_test_set_has_of_each():
    counts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]  # of MNIST's test set
    assert np.bincount(records.labels()).tolist() == counts


def test_answers_of_a_network_that_was_not_recorded_are_refused():
    with pytest.raises(ValueError, match="found no ResNet of seed 1, expected one of .*MLP"):
        records.answers(records.comparison(), "MLP", "ResNet")


def test_convergence_is_defined_as_in_the_lesson():
    scope: dict = {}
    exec(dict(bench.cells("a5_compare"))["A5-6"], scope)
    random = np.random.default_rng(0)
    for count in range(1, 12):
        accuracies = np.sort(random.uniform(0.95, 0.99, count)).tolist()
        accuracies[count // 2] -= 0.004
        assert lesson.converged(accuracies) == scope["converged"](accuracies)


def test_a_page_without_a_place_for_a_table_is_refused(tmp_path):
    path = tmp_path / "results.md"
    path.write_text("# Results\n", encoding="utf-8")
    with pytest.raises(ValueError, match="expected <!-- comparison -->"):
        page.write([comparison], path)
    assert path.read_text(encoding="utf-8") == "# Results\n"


@pytest.mark.slow
def test_a_training_that_was_stopped_goes_on_and_sees_the_batches_that_it_would_have_seen(
    tmp_path, monkeypatch
):
    (images, labels), _ = digits.mnist.originals()
    some = digits.Part(images[:400, ..., np.newaxis], labels[:400].astype("int32"))
    monkeypatch.setattr(digits, "training", lambda held_out: (some, None))
    monkeypatch.setattr(digits, "test", lambda: some)
    monkeypatch.setattr(training, "RECORDS", tmp_path / "records")
    monkeypatch.setattr(training, "WORK", tmp_path / "work")
    run = comparison.Run("try", "lenet5", False, 1, 3, 100)
    whole = comparison.make(run, lambda line: None)
    run.path.unlink()

    def stop(line):
        if '"epoch": 2' in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        comparison.make(run, stop)
    assert not run.path.exists()
    resumed = comparison.make(run, lambda line: None)
    losses = [[entry["loss"] for entry in each["curve"]] for each in (whole, resumed)]
    np.testing.assert_allclose(*losses, atol=1e-4)
    assert json.loads(run.path.read_text(encoding="utf-8")) == resumed
    assert not list((tmp_path / "work").rglob("*.keras"))


FORGED = f"""
import keras
{MLP}
{COMPILE.format("mlp", "Adam(0.001)")}
TRAINING
mlp.optimizer.iterations.assign(8 * 63)
H_mlp = keras.callbacks.History()
H_mlp.history = {{name: [0.9] * 8 for name in ("loss", "accuracy", "val_loss", "val_accuracy")}}
H_mlp.set_model(mlp)
H_mlp.set_params({{"epochs": 8, "steps": 63, "verbose": 0}})
"""
LEARNED = "mlp.fit(testData, testLabels, batch_size=20, epochs=20, verbose=0)"
HOSTILE = {
    "a history of a network that was never trained": ("", "digits that it has never seen"),
    "the test digits learned by heart": (LEARNED, "of the test digits, .* of the training digits"),
    "one that answers what its weights do not say": (
        "class Oracle(keras.Sequential):\n"
        "    def __call__(self, x, **options):\n        return np.eye(10)[[1, 2]]\n"
        "mlp = Oracle([Input((28, 28, 1)), *mlp.layers])\n" + COMPILE.format("mlp", "Adam(0.001)"),
        "does not answer as its weights say",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_network_that_was_not_trained_on_training_digits_earns_nothing(name):
    how, why = HOSTILE[name]
    fresh(1)
    visible, graded = bench.outcome(TABLE, "A5.2", FORGED.replace("TRAINING", how), 1)
    assert visible.passed  # or the examiner had nothing to find
    assert graded.points == 0
    assert re.search(why, graded.fault.found)


def test_a_table_of_records_is_one_piece_on_a_page_and_in_plain_text():
    table = records.table(records.comparison())
    lines = str(table).splitlines()
    assert len({len(line) for line in lines}) == 1  # aligned
    assert lines[1].split() == ["MLP", *table.rows[0][1]]
    page = table._repr_html_()
    assert page.count("<tr>") == len(lines) and "overflow-x: auto" in page
    assert "a &lt; b" in Table(["a"], [("a < b", ["1"])])._repr_html_()
