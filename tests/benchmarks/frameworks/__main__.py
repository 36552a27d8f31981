"""Command line: times of a training step, and processor seconds to 99.0 % test accuracy."""

import argparse
import json
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from autograder.coursedir.folders import PROJECT
from lenet_keras.datasets import mnist
from tests.benchmarks.frameworks import task

TORCH = "torch==2.13.0"
ENVIRONMENT = PROJECT / "build" / "pytorch"
HERE = Path(__file__).parent
WORKERS = ("keras", "torch")
GOALS = {"modern": 1.0, "published": 1.1}
STEPS, TURNS = 150, 7
SEEDS, EPOCHS, WANTED = (1, 2, 3), 8, 0.99
FULL = 60_000  # training digits of MNIST


def environment() -> Path:
    """The Python of an environment with PyTorch; it is made when it is missing."""
    python = ENVIRONMENT / "bin" / "python"
    ready = ENVIRONMENT / TORCH
    if not ready.exists():
        print(f"installing {TORCH} into {ENVIRONMENT} ...", file=sys.stderr)
        venv.create(ENVIRONMENT, clear=True, with_pip=True)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", TORCH, "numpy"], check=True
        )
        ready.touch()
    return python


def processor() -> str:
    """The name of this machine's processor, as Linux has it."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next(line.split(": ")[1] for line in lines if line.startswith("model name"))


class Worker:
    """A process that trains when it is asked to, and says what that took."""

    def __init__(self, framework: str, threads: int, python: Path, digits: Path):
        self._process = subprocess.Popen(
            [python, HERE / f"in_{framework}.py", str(threads), digits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=PROJECT,
            env={"PATH": "", "PYTHONPATH": str(PROJECT), "OMP_NUM_THREADS": str(threads)},
        )

    def ask(self, **question) -> dict:
        """Send a question and wait for the answer.

        Raises:
            RuntimeError: when the process has ended.
        """
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(
                f"{self._process.args}: found no answer to {question}, expected a line of JSON"
            )
        return json.loads(answer)

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def step_times(workers: dict[str, Worker], network: str) -> dict[str, list[tuple[float, float]]]:
    """Milliseconds of a step, by the clock and of the processor, turn by turn.

    The first turn warms up and is left out. Which of the two begins changes from turn to turn.
    """
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in workers}
    for turn in range(TURNS + 1):
        for name in list(workers)[:: 1 if turn % 2 else -1]:
            took = workers[name].ask(do="steps", network=network, steps=STEPS)
            if turn:
                times[name].append((1000 * took["wall"] / STEPS, 1000 * took["cpu"] / STEPS))
    return times


def shown_steps(threads: int, network: str, times: dict[str, list[tuple[float, float]]]) -> str:
    """A row of the table: medians, and the median of the turns' ratios."""
    cells = []
    for which in (0, 1):
        ours, theirs = ([each[which] for each in times[name]] for name in WORKERS)
        ratios = sorted(a / b for a, b in zip(ours, theirs, strict=True))
        cells += [
            f"{median(ours):.2f}",
            f"{median(theirs):.2f}",
            f"{median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})",
        ]
    return f"| {network} | {threads} | {' | '.join(cells)} | {GOALS[network]:.1f} |"


def shown_training(seed: int, took: dict[str, dict]) -> str:
    """A row of the table: epochs and processor seconds until the accuracy was reached."""
    cells = [
        f"{took[name]['accuracy']:.2%} after {took[name]['epochs']} epochs, {took[name]['cpu']:.1f} s"
        for name in WORKERS
    ]
    reached = all(each["accuracy"] >= WANTED for each in took.values())
    ratio = f"{took['keras']['cpu'] / took['torch']['cpu']:.2f}" if reached else "not reached by both"
    return f"| {seed} | {' | '.join(cells)} | {ratio} | 1.0 |"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure; print two tables in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.frameworks", description=__doc__)
    parser.add_argument("--only", choices=("steps", "accuracy"), help="one of the two tables")
    options = parser.parse_args(argv)
    parts = dict(zip(("train", "test"), mnist.load_data(), strict=True))
    full = len(parts["train"][1]) == FULL
    if not full:
        print(f"Found {len(parts['train'][1]):,} training digits: the table of accuracies needs the full "
              f"MNIST, {mnist.VARIABLE}=FOLDER.\n")  # fmt: skip
    pythons = {"keras": Path(sys.executable), "torch": environment()}
    versions: dict[str, str] = {}
    digits = ENVIRONMENT / "digits.npz"
    task.write_digits(digits, parts)

    def started(threads: int) -> dict[str, Worker]:
        workers = {name: Worker(name, threads, pythons[name], digits) for name in WORKERS}
        for worker in workers.values():
            versions.update(worker.ask(do="versions"))
        return workers

    if options.only != "accuracy":
        head = "Keras, ms | PyTorch, ms | ratio | Keras, CPU ms | PyTorch, CPU ms | ratio | goal"
        print(f"| network | threads | {head} |\n| --- |{' ---: |' * 8}")
        for threads in (1, 2):
            workers = started(threads)
            for network in GOALS:
                print(shown_steps(threads, network, step_times(workers, network)), flush=True)
            for worker in workers.values():
                worker.close()
    if options.only != "steps" and full:
        workers = started(1)
        head = f"seed | Keras, to {WANTED:.1%} | PyTorch, to {WANTED:.1%} | ratio of CPU seconds | goal"
        print(f"\n| {head} |\n|{' ---: |' * 5}")
        for seed in SEEDS:
            took: dict[str, dict] = {}
            for name in WORKERS if seed % 2 else WORKERS[::-1]:
                took[name] = workers[name].ask(do="train", seed=seed, epochs=EPOCHS, wanted=WANTED)
            print(shown_training(seed, took), flush=True)
        for worker in workers.values():
            worker.close()
    made_with = ", ".join(f"{name} {number}" for name, number in versions.items())
    print(f"\nBatches of {task.BATCH}, Adam; {made_with}; {processor()}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
