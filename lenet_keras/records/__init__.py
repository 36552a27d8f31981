"""Results of long trainings on the full MNIST, as lessons show them: recorded, so that nobody has to wait.

`LENET_KERAS_DATA=FOLDER make results` made them; `docs/results.md` says how, and shows more of them.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from lenet_keras.records.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["SLIDES", "answers", "by_network", "comparison", "ladder", "table"]

Run = dict[str, Any]

NAMES = {"mlp": "MLP", "mlp-01": "MLP, [0, 1]", "cnn": "CNN", "lenet5": "LeNet-5"}
SLIDES = {"MLP": 0.9810, "CNN": 0.9824, "LeNet-5": 0.9855}
"""Test accuracies in the slides that lesson A5 repeats.

J. Meghana, "Handwritten digit recognition using LeNet-5 model in PyTorch".
"""


def comparison() -> list[Run]:
    """The trainings of lesson A5's three networks on the full MNIST.

    Returns:
        One dict for each training: `network` (`MLP`, `CNN`, `LeNet-5`, or `MLP, [0, 1]` for digits that were
        scaled so), `augmented`, `seed`; `accuracy`, `precision`, `recall` and `f1` on the 10,000 test digits,
        the last three averaged over the classes; `loss` of the last epoch of training; `parameters`;
        `seconds` of processor time; `converged`, the epoch, by digits that were held out, or None where that
        was not measured; and `answers` to the test digits, `(10000,)`, int8.
    """
    content = _content()
    truth = labels()
    return [_run(each, truth, content["converged"]) for each in content["runs"]]


def ladder() -> dict[str, list[float]]:
    """From the LeNet-5 of 1998 to that of today: what was changed, and for each seed the error in percent.

    10,000 digits to learn from, 6 epochs, measured on 5,000 digits that were held out of the training set.
    """
    return json.loads(resources.files(__name__).joinpath("ladder.json").read_text(encoding="utf-8"))


def labels() -> np.ndarray:
    """The labels of MNIST's 10,000 test digits, int8."""
    return np.array(list(_content()["labels"]), dtype=np.int8)


def by_network(runs: Iterable[Run]) -> dict[str, list[Run]]:
    """Trainings of the same network, with augmentation or without.

    Returns:
        `{"MLP": [...], "MLP augmented": [...], ...}`, in the order of `NAMES`.
    """
    found: dict[str, list[Run]] = {}
    order = list(NAMES.values())
    for run in sorted(runs, key=lambda run: (order.index(run["network"]), run["augmented"], run["seed"])):
        found.setdefault(run["network"] + " augmented" * run["augmented"], []).append(run)
    return found


def answers(
    runs: Iterable[Run], one: str, other: str, seed: int = 1
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What two networks of one seed, trained without augmentation, say to the test digits, and what is true.

    Raises:
        ValueError: when there is no such training among `runs`.
    """
    made = {run["network"]: run["answers"] for run in runs if run["seed"] == seed and not run["augmented"]}
    for name in (one, other):
        if name not in made:
            raise ValueError(f"found no {name} of seed {seed}, expected one of {', '.join(made) or 'none'}.")
    return made[one], made[other], labels()


def table(runs: Iterable[Run]) -> Table:
    """The table of the slides, means over seeds, with what they leave out."""
    heads = ("seeds", "accuracy", "precision", "recall", "F1", "loss", "converged", "parameters", "seconds")
    rows = []
    for name, group in by_network(runs).items():
        shares = ("accuracy", "precision", "recall", "f1", "loss")
        means = [f"{np.mean([run[key] for run in group]):.4f}" for key in shares]
        seconds = np.mean([run["seconds"] for run in group])
        converged = str(group[0]["converged"] or "-")
        figures = [f"{len(group)}", *means, converged, f"{group[0]['parameters']:,}", f"{seconds:.0f}"]
        rows.append((name, figures))
    return Table(heads, rows)


def forget() -> None:
    """Read the records anew when they are asked for again: they have been written since."""
    _content.cache_clear()


@cache
def _content() -> dict[str, Any]:
    return json.loads(resources.files(__name__).joinpath("comparison.json").read_text(encoding="utf-8"))


def _run(record: Run, truth: np.ndarray, converged: dict[str, int]) -> Run:
    said = truth.copy()
    for place, answer in record["misread"]:
        said[place] = answer
    matrix = np.zeros((10, 10))
    np.add.at(matrix, (truth, said), 1)
    right = np.diag(matrix)
    precision, recall = right / matrix.sum(axis=0), right / matrix.sum(axis=1)
    name = NAMES[record["network"]]
    return {
        "network": name,
        "augmented": record["augmented"],
        "seed": record["seed"],
        "accuracy": float(right.sum() / matrix.sum()),
        "precision": float(precision.mean()),
        "recall": float(recall.mean()),
        "f1": float(np.mean(2 * precision * recall / (precision + recall))),
        "loss": record["loss"],
        "parameters": record["parameters"],
        "seconds": record["cpu_seconds"],
        "converged": converged.get(name + " augmented" * record["augmented"]),
        "answers": said,
    }
