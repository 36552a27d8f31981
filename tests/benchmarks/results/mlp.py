"""What is free to choose for the MLP of the comparison, with its layers, epochs and scaling to [-1, 1].

Paper is -1 there, so most inputs are the same large number, and steps of a weight behind them add up. Adam's
rate of 0.001 is kept as the highest one: it can fall, and rise from near 0 in the first epoch, and weights
can begin in another way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from tests.benchmarks.results import comparison
from tests.benchmarks.results.comparison import EPOCHS, batches, scale
from tests.benchmarks.results.digits import HELD_OUT
from tests.benchmarks.results.page import made_with, rows
from tests.benchmarks.results.training import Record, Run, train

TABLE = "mlp"
SEEDS = (1, 2, 3)
BATCH, RATE, ALL_DIGITS = 64, 0.001, 60_000


@dataclass(frozen=True)
class Setting:
    """What is changed."""

    falling: bool = False
    """Whether the learning rate falls to 0 along half a cosine."""
    rising: int = 0
    """Epochs in which it rises first."""
    begin: str = "glorot_uniform"


SETTINGS = {
    "as-the-slides": Setting(),
    "falling": Setting(falling=True),
    "falling-he": Setting(falling=True, begin="he_normal"),
    "rising-falling-he": Setting(falling=True, rising=1, begin="he_normal"),
    "rising-4-falling-he": Setting(falling=True, rising=4, begin="he_normal"),
}
CHOSEN = "rising-falling-he"  # the best on the digits held out


def build(run: Run) -> keras.Model:
    """The compiled MLP of one setting."""
    setting = SETTINGS[run.network]
    model = comparison.build("mlp", setting.begin)
    if setting.falling:
        epoch = -(-(ALL_DIGITS - HELD_OUT * run.held_out) // run.batch)
        rising = {"warmup_target": RATE, "warmup_steps": setting.rising * epoch} if setting.rising else {}
        rates = keras.optimizers.schedules.CosineDecay(
            RATE / 100 if setting.rising else RATE, (run.epochs - setting.rising) * epoch, **rising
        )
        model.compile(
            loss=model.loss,
            optimizer=keras.optimizers.Adam(rates),
            metrics=["accuracy"],
            steps_per_execution=comparison.STEPS_AT_ONCE,
        )
    return model


def runs() -> list[Run]:
    """All trainings of the table."""
    tried = [Run(TABLE, name, False, 1, EPOCHS, BATCH, held_out=True) for name in SETTINGS]
    return tried + [Run(TABLE, CHOSEN, False, seed, EPOCHS, BATCH) for seed in SEEDS]


def make(run: Run, say: Callable[[str], None]) -> Record:
    """Train one network of the table."""
    return train(
        run, lambda: build(run), batches, lambda images: scale("mlp", images.astype(np.float32)), say
    )


def shown(found: list[Record], folder: Path) -> str:
    """Markdown of what was tried on held-out digits, and of the chosen one on the test set."""
    body = []
    for record in found:
        setting, last = SETTINGS[record["network"]], record["curve"][-1]
        body.append(
            [
                record["network"] + ("" if record["held_out"] else ", reported"),
                "falling" if setting.falling else "constant",
                f"{setting.rising}",
                setting.begin,
                f"{record['seed']}",
                f"{100 * last['val_accuracy']:.2f} %" if record["held_out"] else "",
                "" if record["held_out"] else f"{100 * record['test_accuracy']:.2f} %",
                f"{record['cpu_minutes']:.1f}",
            ]
        )
    head = ["setting", "rate", "epochs rising", "weights begin", "seed", "accuracy, held out"]
    return f"{rows([*head, 'test accuracy', 'CPU minutes'], body)}\n\n{made_with(found)}"
