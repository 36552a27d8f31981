"""What helps a network that errs, on the full MNIST: the recorded trainings that lesson A8 shows.

`docs/results.md` says how they were made.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from lenet_keras.records.tables import Table

Way = dict[str, Any]


def ways() -> dict[str, Way]:
    """Every way to train, from its name.

    Returns:
        For each: `errors`, the shares of the 10,000 test digits that are misread, one for each seed;
        `members`, how many networks answer; `parameters` and `cpu_minutes` of all of them; `ece`, the
        expected calibration error, `temperature`, and `ece_tempered` with it; `rejected_1` and `rejected_5`,
        the share misread of those digits that are kept when 1 % or 5 % go to a person.
    """
    return _content()["ways"]


def costs() -> dict[str, float]:
    """The CPU minutes of each way."""
    return {name: way["cpu_minutes"] for name, way in ways().items()}


def errors() -> dict[str, float]:
    """The share of the test digits that each way misreads, the mean over its seeds."""
    return {name: float(np.mean(way["errors"])) for name, way in ways().items()}


def table() -> Table:
    """What each way gains and costs."""
    heads = ("seeds", "misread", "1 % away", "5 % away", "ECE", "with T", "parameters", "CPU min")
    rows = []
    for name, way in ways().items():
        shares = (float(np.mean(way["errors"])), way["rejected_1"], way["rejected_5"])
        figures = [f"{len(way['errors'])}", *(f"{share:.2%}" for share in shares)]
        figures += [f"{way['ece']:.4f}", f"{way['ece_tempered']:.4f}"]
        rows.append((name, [*figures, f"{way['parameters']:,}", f"{way['cpu_minutes']:.1f}"]))
    return Table(heads, rows)


def trials() -> dict[str, list]:
    """The trials of the recorded search, in their order.

    Returns:
        By name one list, with an entry for each trial: `error`, the share of the 5,000 digits held out that
        is misread, and the hyper-parameters `optimizer`, `rate`, `decay` and `dropout`.
    """
    found = _content()["trials"]
    return {name: [trial[name] for trial in found] for name in (found[0] if found else ())}


def importances() -> dict[str, float]:
    """How much of the differences between those trials each hyper-parameter makes, as shares (fANOVA)."""
    return _content()["importances"]


def unread() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The test digits that all networks of lesson A5, trained without augmentation, misread.

    Returns:
        Images `(n, 28, 28)`, uint8; labels `(n,)`; and the answers of each network, `(n, networks)`.
    """
    found = _content()["unread"]
    images = [np.frombuffer(bytes.fromhex(each["pixels"]), np.uint8).reshape(28, 28) for each in found]
    labels = np.array([each["label"] for each in found])
    return np.array(images), labels, np.array([each["answers"] for each in found])


@cache
def _content() -> dict[str, Any]:
    return json.loads(
        resources.files("lenet_keras.records").joinpath("cures.json").read_text(encoding="utf-8")
    )
