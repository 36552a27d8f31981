"""What lesson A5 shows of the records, inside the package that students get."""

import json
from pathlib import Path

import lenet_keras.records
from autograder.coursedir import atomic
from lenet_keras.records import NAMES
from tests.benchmarks.results import digits
from tests.benchmarks.results.training import Record

PATH = Path(lenet_keras.records.__file__).with_name("comparison.json")
CLOSE = 0.005  # as lesson A5 has it


def converged(accuracies: list[float]) -> int:
    """The first epoch from which on no accuracy is more than `CLOSE` below the last one."""
    epoch = len(accuracies)
    while epoch > 1 and accuracies[epoch - 2] >= accuracies[-1] - CLOSE:
        epoch -= 1
    return epoch


def write(records: list[Record]) -> None:
    """Write what `lenet_keras.records` reads."""
    runs = [
        {
            "network": record["network"],
            "augmented": record["augmented"],
            "seed": record["seed"],
            "loss": record["curve"][-1]["loss"],
            "parameters": record["parameters"],
            "cpu_seconds": round(60 * record["cpu_minutes"]),
            "misread": [[place, answer] for place, _, answer in record["test_misread"]],
        }
        for record in records
        if not record["held_out"]
    ]
    epochs = {
        NAMES[record["network"]] + " augmented" * record["augmented"]: converged(
            [entry["val_accuracy"] for entry in record["curve"]]
        )
        for record in records
        if record["held_out"]
    }
    labels = "".join(map(str, digits.test().labels))
    lines = ",\n  ".join(map(json.dumps, runs))
    text = f'{{"labels": "{labels}",\n"converged": {json.dumps(epochs)},\n"runs": [\n  {lines}\n]}}\n'
    atomic.write(PATH, text.encode())
