"""What trained networks say to held-out and to test digits, alone or as the mean of several."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from tests.benchmarks.results import digits
from tests.benchmarks.results.training import WORK, Run, examined

FOLDER = WORK / "probabilities"
BINS = 10  # as lesson A8 has it
TEMPERATURES = np.geomspace(0.2, 5, 323)  # each one hundredth more than the one before
HANDED = np.arange(0, 0.1001, 0.0025)  # shares of the digits that go to a person
LEAST = 1e-12  # of a probability that is 0 in the computer there is no logarithm


@dataclass(frozen=True)
class Said:
    """Probabilities `(n, 10)` for the digits held out and for the test digits."""

    held_out: np.ndarray
    test: np.ndarray


def path(name: str) -> Path:
    """Where the probabilities of a training are kept."""
    return FOLDER / f"{name}.npz"


def keep(name: str, said: Said) -> None:
    """Keep the probabilities of a training, as float32."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path(name), held_out=said.held_out, test=said.test)


def looked(model: keras.Model, run: Run, scale: Callable[[np.ndarray], np.ndarray]) -> dict:
    """Keep what a network says to held-out and test digits; return what its record says of the test."""
    parts = (digits.training(held_out=True)[1], digits.test())
    kept = [model.predict(scale(part.images), batch_size=500, verbose=0).astype(np.float32) for part in parts]
    keep(run.name, Said(*kept))
    return examined(model, scale)


def together(names: tuple[str, ...]) -> Said:
    """The means of the probabilities of trainings."""
    kept = [np.load(path(name), allow_pickle=False) for name in names]
    return Said(
        *(np.mean([each[part] for each in kept], axis=0, dtype=float) for part in ("held_out", "test"))
    )


def figures(said: Said) -> dict:
    """What lesson A8 measures, on the test digits; the temperature is fitted on those held out."""
    held_out, test = digits.training(held_out=True)[1].labels, digits.test().labels
    T = temperature(said.held_out, held_out)
    answers = said.test.argmax(axis=1)
    return {
        "held_out_error": error(said.held_out, held_out),
        "error": error(said.test, test),
        "temperature": round(T, 3),
        "ece": calibration_error(said.test, test),
        "ece_tempered": calibration_error(tempered(said.test, T), test),
        "rejected": rejected(said.test, test),
        "classes": [round(float(np.mean(answers[test == digit] == digit)), 6) for digit in range(10)],
    }


def error(said: np.ndarray, truth: np.ndarray) -> float:
    """The share that is misread."""
    return round(float(np.mean(said.argmax(axis=1) != truth)), 6)


def tempered(said: np.ndarray, T: float) -> np.ndarray:
    """Probabilities at a temperature: softmax of log(p) / T. C. Guo et al., arXiv:1706.04599."""
    powers = np.maximum(said, LEAST) ** (1 / T)
    return powers / powers.sum(axis=1, keepdims=True)


def temperature(said: np.ndarray, truth: np.ndarray) -> float:
    """The temperature with the smallest cross-entropy."""
    rows = np.arange(len(truth))
    losses = [-np.log(np.maximum(tempered(said, T)[rows, truth], LEAST)).mean() for T in TEMPERATURES]
    return float(TEMPERATURES[np.argmin(losses)])


def calibration_error(said: np.ndarray, truth: np.ndarray) -> float:
    """The expected calibration error in bins of equal width. C. Guo et al., arXiv:1706.04599."""
    sure, right = said.max(axis=1), said.argmax(axis=1) == truth
    place = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = np.abs(np.bincount(place, weights=sure - right, minlength=BINS))
    return round(float(gaps.sum() / len(truth)), 6)


def rejected(said: np.ndarray, truth: np.ndarray) -> list[float]:
    """The share that is misread of the digits that are kept, for each share of `HANDED`."""
    wrong = (said.argmax(axis=1) != truth)[np.argsort(said.max(axis=1), kind="stable")]
    return [round(float(wrong[round(share * len(wrong)) :].mean()), 6) for share in HANDED]
