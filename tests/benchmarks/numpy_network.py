"""What LeNet-5 in plain NumPy costs, and what it reaches: `python -m tests.benchmarks.numpy_network`.

Everything is measured in one run, in turns with what it is compared with, because other programs may share
the processor. With `LENET_KERAS_DATA=FOLDER` it is the full MNIST; the goals are meant for that.
"""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

from autograder.coursedir.folders import PROJECT, SOLUTIONS
from autograder.lessons.lesson import to_notebook
from autograder.questions import bank
from lenet_keras import from_scratch as scratch
from lenet_keras.datasets import mnist
from lenet_keras.from_scratch import twin
from lenet_keras.from_scratch.training import Data

BATCH, EPOCHS, TURNS = 64, 10, 3


def digits() -> tuple[Data, Data]:
    """Training and test set as the network takes them."""
    return tuple((x[:, np.newaxis].astype(np.float32) / 255, y) for x, y in mnist.load_data())


def epochs(train: Data) -> tuple[list[float], list[float]]:
    """Seconds of one epoch in NumPy and in Keras, in turns, after a first one that warms both up."""
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "1"  # TensorFlow as it is by default, and faster
    import keras

    network = scratch.lenet5(seed=1)
    model = twin.keras_lenet5(network)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.02, momentum=0.9), loss, metrics=["accuracy"])
    last, labels = np.moveaxis(train[0], 1, -1).copy(), train[1]
    ours, theirs = [], []
    for turn in range(TURNS + 1):
        count = len(labels) if turn else 10 * BATCH
        started = time.perf_counter()
        scratch.fit(
            network,
            scratch.SGD(0.02, 0.9),
            (train[0][:count], labels[:count]),
            None,
            1,
            BATCH,
            progress=False,
        )
        between = time.perf_counter()
        model.fit(last[:count], labels[:count], batch_size=BATCH, epochs=1, verbose=0)
        if turn:
            ours.append(between - started)
            theirs.append(time.perf_counter() - between)
    return ours, theirs


def convolutions() -> float:
    """How many times as long the convolution of the lesson's solution takes as the library's."""
    cells = to_notebook((PROJECT / SOLUTIONS / "a6_numpy.py").read_text(), bank.load()).cells
    names: dict = {"np": np, "sliding_window_view": np.lib.stride_tricks.sliding_window_view}
    exec(next(cell.source for cell in cells if cell.id == "A6-2"), names)
    rng = np.random.default_rng(0)
    layer = scratch.Conv2d(6, 16, 5, rng=rng)
    x = rng.normal(size=(BATCH, 6, 14, 14)).astype(np.float32)
    kernel, bias = layer.weights.values()
    assert np.allclose(names["conv_forward"](x, kernel, bias), layer.forward(x), atol=1e-4)
    spent = np.zeros((50, 2))
    with threadpool_limits(1, user_api="blas"):  # as in `fit`
        for row in spent:
            started = time.perf_counter()
            names["conv_forward"](x, kernel, bias)
            between = time.perf_counter()
            layer.forward(x)
            row[:] = between - started, time.perf_counter() - between
    return float(np.divide(*np.median(spent, axis=0)))


def train() -> dict[str, float]:
    """Train for all epochs in this process: accuracy, and memory beyond the data, in MB."""
    data, test = digits()
    network, optimizer = scratch.lenet5(seed=1), scratch.SGD(0.02, 0.9)
    Path("/proc/self/clear_refs").write_text("5")  # the peak of loading the data is forgotten
    before = memory("VmRSS")
    started = time.perf_counter()
    for epoch in range(EPOCHS):
        if epoch == EPOCHS - 3:
            optimizer.learning_rate /= 10  # shorter steps at the end settle in the valley
        scratch.fit(network, optimizer, data, None, 1, BATCH, seed=epoch, progress=False)
    seconds = time.perf_counter() - started
    accuracy = scratch.evaluate(network, test)[1]
    return {"accuracy": accuracy, "memory": memory("VmHWM") - before, "seconds": seconds}


def memory(field: str) -> float:
    """A field of Linux's account of this process, such as `VmHWM`, its peak since it was reset; in MB."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(rf"{field}:\s+(\d+) kB", status).group(1)) / 1000


def main() -> int:
    """Print the table; the exit status is 1 when a goal is missed."""
    console = Console()
    # A process of its own, without TensorFlow: what that takes is not the network's.
    command = [
        sys.executable,
        "-c",
        "import json; from tests import numpy_bench as b; print(json.dumps(b.train()))",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT)
    trained = json.loads(done.stdout)
    ours, theirs = epochs(digits()[0])
    ratio, student = float(np.median(ours) / np.median(theirs)), convolutions()
    table = Table(title=f"LeNet-5 in plain NumPy, {mnist.source()}, batches of {BATCH}", title_justify="left")
    for head in ("what", "measured", "goal"):
        table.add_column(head)
    rows = [
        ("one epoch, against Keras", ratio <= 3, f"{ratio:.2f} times as long", "at most 3 times"),
        (
            "accuracy after 10 epochs",
            trained["accuracy"] >= 0.989,
            f"{trained['accuracy']:.2%} in {trained['seconds']:.0f} s",
            "98.9 % on the full MNIST",
        ),
        ("the lesson's convolution, against the library's", student <= 2, f"{student:.2f}", "at most 2"),
        (
            "memory of training beyond the data",
            trained["memory"] <= 600,
            f"{trained['memory']:.0f} MB",
            "600 MB",
        ),
    ]
    for name, met, measured, goal in rows:
        table.add_row(name, measured, goal, style=None if met else "red")
    console.print(table)
    for name, spent in (("NumPy", ours), ("Keras", theirs)):
        console.print(f"seconds of an epoch, {name}: {', '.join(f'{each:.1f}' for each in spent)}")
    return 0 if all(met for _, met, *_ in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
