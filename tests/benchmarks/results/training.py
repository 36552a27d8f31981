"""One training: resumed where it was stopped, and written down when it has ended."""

import json
import platform
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from autograder.coursedir import atomic
from autograder.coursedir.folders import PROJECT
from tests.benchmarks.results import digits
from tests.benchmarks.results.digits import Part

RECORDS = PROJECT / "docs" / "results"
WORK = PROJECT / "build" / "results"
PACKAGES = ("tensorflow-cpu", "keras", "numpy")

Record = dict


@dataclass(frozen=True)
class Run:
    """One training of a table."""

    table: str
    """Name of the table, and of the folder of its records."""
    network: str
    augmented: bool
    """Whether training digits were distorted at random."""
    seed: int
    epochs: int
    batch: int
    held_out: bool = False
    """Whether 5,000 training digits are held out. The test set stays unread then, unless a table `look`s."""

    @property
    def name(self) -> str:
        """Of its record: `cnn-augmented-2`, or `cnn-held-out-2`."""
        kinds = ("-augmented" * self.augmented, "-held-out" * self.held_out)
        return f"{self.network}{''.join(kinds)}-{self.seed}"

    @property
    def path(self) -> Path:
        """Of its record."""
        return RECORDS / self.table / f"{self.name}.json"


class Diary(keras.callbacks.Callback):
    """Keeps the network after each epoch, with what the epoch brought and cost."""

    def __init__(self, folder: Path, say: Callable[[str], None]):
        super().__init__()
        self._folder, self._say = folder, say

    def on_epoch_begin(self, epoch, logs=None):
        self._started = time.process_time()

    def on_epoch_end(self, epoch, logs=None):
        logs = {name: round(float(number), 6) for name, number in (logs or {}).items()}
        entry = {"epoch": epoch + 1, **logs, "cpu_seconds": round(time.process_time() - self._started, 2)}
        kept = sorted(self._folder.glob("*.keras"))
        curve = json.dumps([*self.curve(), entry])
        atomic.write(self._folder / f"{epoch + 1:03}.json", curve.encode())
        with atomic.replacing(self._folder / f"{epoch + 1:03}.keras") as draft:
            whole = draft.with_suffix(".keras")  # Keras goes by the ending
            self.model.save(whole)
            whole.replace(draft)
        for path in kept:
            path.unlink()
        self._say(json.dumps(entry))

    def newest(self) -> Path | None:
        """The network after the last epoch that was kept."""
        return max((path for path in self._folder.glob("[0-9]*.keras")), default=None)

    def curve(self) -> list[dict]:
        """One entry for each epoch that was kept."""
        newest = self.newest()
        return json.loads(newest.with_suffix(".json").read_text(encoding="utf-8")) if newest else []


def train(
    run: Run,
    build: Callable[[], keras.Model],
    batches: Callable[[Part, Run, int], tf.data.Dataset],
    scale: Callable[[np.ndarray], np.ndarray],
    say: Callable[[str], None],
    best: Callable[..., np.ndarray] = np.argmax,
    look: Callable[[keras.Model], dict] | None = None,
) -> Record:
    """Train one network, or go on with it; write its record.

    A training that goes on sees the batches that it would have seen; only dropout draws other random numbers.

    Args:
        run: what to train.
        build: makes the compiled network; the random numbers are seeded before.
        batches: makes of the digits those of one epoch, by its number; the same ones whenever it is asked.
        scale: makes of images `(n, 28, 28, 1)`, uint8, what the network takes.
        say: takes a line on what is going on.
        best: which of the numbers of a row is the answer: of penalties it is the smallest.
        look: the one look at the test set, where a table needs more than answers; gives what is recorded.
    """
    folder = WORK / run.table / run.name
    folder.mkdir(parents=True, exist_ok=True)
    diary = Diary(folder, say)
    keras.utils.set_random_seed(run.seed)
    newest = diary.newest()
    model = keras.models.load_model(newest) if newest else build()
    learned, unseen = digits.training(run.held_out)
    for epoch in range(len(diary.curve()), run.epochs):
        model.fit(
            batches(learned, run, epoch),
            validation_data=unseen and (scale(unseen.images), unseen.labels),
            initial_epoch=epoch,
            epochs=epoch + 1,
            callbacks=[diary],
            shuffle=False,  # the batches are mixed already
            verbose=0,
        )
    curve = diary.curve()
    record = {
        **asdict(run),
        "digits": len(learned.labels),
        "parameters": model.count_params(),
        "optimizer": type(model.optimizer).__name__,
        "date": date.today().isoformat(),
        "versions": {name: version(name) for name in PACKAGES} | {"python": platform.python_version()},
        "processor": processor(),
        "cpu_minutes": round(sum(entry["cpu_seconds"] for entry in curve) / 60, 2),
        "curve": curve,
    }
    if look:
        record |= look(model)
    elif not run.held_out:
        record |= examined(model, scale, best)
    run.path.parent.mkdir(parents=True, exist_ok=True)
    atomic.write(run.path, f"{compact(record)}\n".encode())
    shutil.rmtree(folder)
    return record


def examined(
    model: keras.Model,
    scale: Callable[[np.ndarray], np.ndarray],
    best: Callable[..., np.ndarray] = np.argmax,
) -> dict:
    """The one look at the test set: how many are right, and what the others were taken for."""
    part = digits.test()
    answers = best(model.predict(scale(part.images), batch_size=500, verbose=0), axis=1)
    wrong = np.flatnonzero(answers != part.labels)
    return {
        "test_accuracy": round(1 - len(wrong) / len(answers), 6),
        # place in the test set, true digit, answer
        "test_misread": [[int(n), int(part.labels[n]), int(answers[n])] for n in wrong],
    }


def processor() -> str:
    """The name of this machine's processor, as Linux has it."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.machine())


def compact(record: Record) -> str:
    """JSON with one line for each entry and for each row of a list."""
    lines = []
    for name, value in record.items():
        if isinstance(value, list):
            rows = ",\n    ".join(map(json.dumps, value))
            lines.append(f"{json.dumps(name)}: [\n    {rows}\n  ]")
        else:
            lines.append(f"{json.dumps(name)}: {json.dumps(value)}")
    return "{\n  " + ",\n  ".join(lines) + "\n}"
