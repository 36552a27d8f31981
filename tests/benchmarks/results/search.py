"""The search for hyper-parameters with Optuna, on digits that are held out; one record for all trials."""

import json
import platform
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version

import keras
import numpy as np
import optuna

from autograder.coursedir import atomic
from tests.benchmarks.results import digits, distortion
from tests.benchmarks.results.digits import Part
from tests.benchmarks.results.training import PACKAGES, RECORDS, WORK, Record, Run, compact, processor

NAME = "search"
TRIALS, EPOCHS, DIGITS, SEED = 16, 3, 20_000, 1


@dataclass(frozen=True)
class Chosen:
    """Hyper-parameters of a training."""

    optimizer: str
    """`adam`, or `sgd` with a momentum of 0.9."""
    rate: float
    """The learning rate at the beginning."""
    decay: float
    """Of the weights, as a share of the learning rate; taken from them beside the gradient (AdamW, SGDW)."""
    dropout: float
    """Before the last layer."""

    def built(self, steps: int) -> keras.optimizers.Optimizer:
        """The optimizer of a training of so many steps; its rate falls to 0 along half a cosine."""
        rate = keras.optimizers.schedules.CosineDecay(self.rate, steps)
        if self.optimizer == "sgd":
            return keras.optimizers.SGD(rate, momentum=0.9, weight_decay=self.decay)
        return keras.optimizers.AdamW(rate, weight_decay=self.decay)


def run(table: str, batch: int) -> Run:
    """The search as one training of a table."""
    return Run(table, NAME, False, SEED, EPOCHS, batch, held_out=True)


def best() -> Chosen:
    """What the search of record chose.

    Raises:
        FileNotFoundError: when there is no such record yet.
    """
    record = json.loads((RECORDS / "cures" / f"{NAME}-held-out-{SEED}.json").read_text(encoding="utf-8"))
    return Chosen(**min(record["trials"], key=lambda trial: trial["loss"])["values"])


def make(
    run: Run,
    build: Callable[[float], keras.Model],
    compiled: Callable[[keras.Model, Chosen, int], None],
    scale: Callable[[np.ndarray], np.ndarray],
    say: Callable[[str], None],
) -> Record:
    """Search, or go on with a search that was stopped; write its record.

    Every trial learns from the same 20,000 digits and is judged by the loss on the 5,000 that are held out,
    which tells more than the error: of that one digit is 0.02 %.
    """
    learned, held_out = digits.training(held_out=True)
    few = Part(learned.images[:DIGITS], learned.labels[:DIGITS])
    folder = WORK / run.table
    folder.mkdir(parents=True, exist_ok=True)
    store = folder / f"{run.name}.json"
    trials: list[dict] = json.loads(store.read_text(encoding="utf-8")) if store.exists() else []

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(direction="minimize", sampler=optuna.samplers.TPESampler(seed=run.seed))
    for number in range(TRIALS):
        trial = study.ask(distributions())
        if number == len(trials):  # those before it were made before the search was stopped
            chosen, started = Chosen(**trial.params), time.process_time()
            keras.utils.set_random_seed(run.seed)
            model = build(chosen.dropout)
            compiled(model, chosen, run.epochs * -(-DIGITS // run.batch))
            for epoch in range(run.epochs):
                rng = np.random.default_rng([run.seed, epoch])
                batches = distortion.batches(few, run.batch, rng, None)
                batches = batches.map(lambda images, labels: (images / 255, labels))
                model.fit(batches, shuffle=False, verbose=0)
            loss, accuracy = model.evaluate(
                scale(held_out.images), held_out.labels, batch_size=500, verbose=0
            )
            made = {
                "values": asdict(chosen),
                "loss": round(float(loss), 6),
                "error": round(1 - float(accuracy), 6),
                "cpu_seconds": round(time.process_time() - started, 2),
            }
            trials.append(made)
            atomic.write(store, json.dumps(trials).encode())
            say(json.dumps(made))
        study.tell(trial, trials[number]["loss"])
    record = {
        **asdict(run),
        "digits": DIGITS,
        "date": date.today().isoformat(),
        "versions": {name: version(name) for name in (*PACKAGES, "optuna")}
        | {"python": platform.python_version()},
        "processor": processor(),
        "cpu_minutes": round(sum(each["cpu_seconds"] for each in trials) / 60, 2),
        "trials": trials,
    }
    run.path.parent.mkdir(parents=True, exist_ok=True)
    atomic.write(run.path, f"{compact(record)}\n".encode())
    store.unlink()
    return record


def distributions() -> dict[str, optuna.distributions.BaseDistribution]:
    """What is searched, by name."""
    return {
        "optimizer": optuna.distributions.CategoricalDistribution(["adam", "sgd"]),
        "rate": optuna.distributions.FloatDistribution(3e-4, 1e-1, log=True),
        "decay": optuna.distributions.FloatDistribution(1e-5, 1e-1, log=True),
        "dropout": optuna.distributions.FloatDistribution(0, 0.6),
    }
