"""What both frameworks are asked to do: the same digits, batches, weights and learning rates. NumPy alone."""

import json
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

BATCH, RATE = 64, 0.002
MEAN, DEVIATION = 0.1307, 0.3081
SHAPES = {
    # by layer, as Keras lays them out: a kernel (rows, columns, inputs, outputs) or (inputs, outputs), a bias
    "modern": [[(5, 5, 1, 6), (6,)], [(5, 5, 6, 16), (16,)], [(5, 5, 16, 120), (120,)], [(120, 84), (84,)]]
    + [[(84, 10), (10,)]],
    "published": [[(5, 5, 1, 6), (6,)], [(6,), (6,)], [(5, 5, 60), (16,)], [(16,), (16,)]]
    + [[(5, 5, 16, 120), (120,)], [(120, 84), (84,)]],
}


def weights(network: str, seed: int) -> list[np.ndarray]:
    """Weights to begin with, in the order of Keras: uniform by fan-in, biases 0, coefficients 1/4."""
    rng, made = np.random.default_rng(seed), []
    for kernel, bias in SHAPES[network]:
        inputs = 100 if kernel == (5, 5, 60) else math.prod(kernel[:-1])
        limit = math.sqrt(3 / inputs)
        first = np.full(kernel, 0.25) if len(kernel) == 1 else rng.uniform(-limit, limit, kernel)
        made += [first.astype(np.float32), np.zeros(bias, np.float32)]
    return made


def write_digits(path: Path, parts: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
    """Write down the digits for both workers.

    Args:
        path: the file.
        parts: `train` and `test`: images `(n, 28, 28)`, uint8, and labels `(n,)`.
    """
    arrays = {}
    for part, (images, labels) in parts.items():
        padded = np.pad(images, ((0, 0), (2, 2), (2, 2)))
        arrays[f"{part}_images"] = ((padded / np.float32(255) - MEAN) / DEVIATION).astype(np.float32)
        arrays[f"{part}_labels"] = labels.astype(np.int64)
    np.savez(path, **arrays)


def digits(path: str, part: str) -> tuple[np.ndarray, np.ndarray]:
    """Images `(n, 32, 32)`, float32, normalised, and labels, int64, as `write_digits` wrote them."""
    with np.load(path) as arrays:
        return arrays[f"{part}_images"], arrays[f"{part}_labels"]


def rate(done: float) -> float:
    """The learning rate after a share of a training: half a cosine, down to 0."""
    return RATE * (1 + math.cos(math.pi * done)) / 2


def order(seed: int, epoch: int, n: int) -> np.ndarray:
    """Which digits form the full batches of an epoch, shape (batches, BATCH)."""
    rows = np.random.default_rng([seed, epoch]).permutation(n)
    return rows[: n - n % BATCH].reshape(-1, BATCH)


def serve(answers: dict[str, Callable[..., dict]]) -> None:
    """Answer questions, one line of JSON each, until there are no more."""
    out, sys.stdout = sys.stdout, sys.stderr  # nothing else may come between the answers
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(answers[question.pop("do")](**question)), file=out, flush=True)


class Stopwatch:
    """Seconds by the clock and of the processor, summed over `with` blocks."""

    def __init__(self):
        self.wall = self.cpu = 0.0

    def __enter__(self):
        self._begun = time.perf_counter(), time.process_time()

    def __exit__(self, *_):
        self.wall += time.perf_counter() - self._begun[0]
        self.cpu += time.process_time() - self._begun[1]
