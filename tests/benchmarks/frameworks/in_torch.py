"""The worker of PyTorch: `in_torch.py THREADS DIGITS`, in an environment of its own.

Questions come on standard input.
"""

import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from lenet_keras.lenet5.bitmaps import BITMAPS
from lenet_keras.lenet5.connections import TABLE_I, spreading
from tests.benchmarks.frameworks import task


class Modern(nn.Module):
    """LeNet-5 with the parts of today; its outputs are scores."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            *(nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)),
            *(nn.Conv2d(16, 120, 5), nn.ReLU(), nn.Flatten()),
            *(nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)),
        )

    def forward(self, x):
        """From images `(n, 1, 32, 32)` to scores `(n, 10)`."""
        return self.body(x)

    def loss(self, outputs, labels):
        """Cross-entropy."""
        return functional.cross_entropy(outputs, labels)


class Subsampling(nn.Module):
    """As `lenet_keras.lenet5.Subsampling`, with the scaled tanh."""

    def __init__(self, maps: int):
        super().__init__()
        self.coefficient, self.bias = nn.Parameter(torch.zeros(maps)), nn.Parameter(torch.zeros(maps))

    def forward(self, x):
        """Maps of half the size."""
        pooled = functional.avg_pool2d(x, 2)
        return squashed(pooled * (4 * self.coefficient)[:, None, None] + self.bias[:, None, None])


class C3(nn.Module):
    """As `lenet_keras.lenet5.PartialConv2D`."""

    def __init__(self):
        super().__init__()
        self.kernel, self.bias = nn.Parameter(torch.zeros(25, 60)), nn.Parameter(torch.zeros(16))
        self.register_buffer("spreading", torch.from_numpy(spreading(TABLE_I)))

    def forward(self, x):
        """From 6 maps to 16."""
        full = (self.kernel @ self.spreading).reshape(5, 5, 6, 16).permute(3, 2, 0, 1)
        return functional.conv2d(x, full, self.bias)


def squashed(x):
    """1.7159 tanh(2x / 3)."""
    return 1.7159 * torch.tanh(2 / 3 * x)


class Published(nn.Module):
    """LeNet-5 as published; its outputs are penalties."""

    def __init__(self):
        super().__init__()
        self.c1, self.s2, self.c3, self.s4 = nn.Conv2d(1, 6, 5), Subsampling(6), C3(), Subsampling(16)
        self.c5, self.f6 = nn.Conv2d(16, 120, 5), nn.Linear(120, 84)
        self.register_buffer("bitmaps", torch.from_numpy(BITMAPS.copy()))

    def forward(self, x):
        """From images `(n, 1, 32, 32)` to penalties `(n, 10)`."""
        x = self.s2(squashed(self.c1(x)))
        x = self.s4(squashed(self.c3(x)))
        x = squashed(self.f6(squashed(self.c5(x)).flatten(1)))
        return ((x[:, None] - self.bitmaps) ** 2).sum(-1)

    def loss(self, outputs, labels):
        """Equation 9 with j = 1."""
        own = outputs.gather(1, labels[:, None])[:, 0]
        rubbish = torch.full_like(outputs[:, :1], -1.0)
        return (own + torch.logsumexp(torch.cat([rubbish, -outputs], 1), 1)).mean()


def made(network: str, seed: int) -> tuple[nn.Module, torch.optim.Optimizer]:
    """A network with the weights of the task, and its optimizer."""
    model = Modern() if network == "modern" else Published()
    parameters = list(model.parameters())
    with torch.no_grad():
        for parameter, array in zip(parameters, task.weights(network, seed), strict=True):
            if array.ndim == 4:  # to (outputs, inputs, rows, columns)
                array = array.transpose(3, 2, 0, 1)
            elif array.ndim == 3:
                array = array.reshape(25, 60)
            elif array.ndim == 2:
                array = array.T
            parameter.copy_(torch.from_numpy(np.ascontiguousarray(array)))
    return model, torch.optim.Adam(parameters, lr=task.RATE, fused=True)


class Torch:
    """Trained networks between questions."""

    def __init__(self, path: str):
        images, labels = task.digits(path, "train")
        self._images, self._labels = torch.from_numpy(images[:, np.newaxis]), torch.from_numpy(labels)
        self._test = task.digits(path, "test")
        self._made = {name: made(name, 1) for name in task.SHAPES}

    def _fit(self, model, optimizer, order, rate=None) -> None:
        for number, rows in enumerate(torch.from_numpy(order)):
            if rate:
                optimizer.param_groups[0]["lr"] = rate(number)
            optimizer.zero_grad()
            loss = model.loss(model(self._images[rows]), self._labels[rows])
            loss.backward()
            optimizer.step()

    def steps(self, network: str, steps: int) -> dict:
        """Train on some batches of the first epoch."""
        order, watch = task.order(1, 0, len(self._labels))[:steps], task.Stopwatch()
        with watch:
            self._fit(*self._made[network], order)
        return {"wall": watch.wall, "cpu": watch.cpu}

    def train(self, seed: int, epochs: int, wanted: float) -> dict:
        """Train the modern network until it reads as many test digits as wanted."""
        (model, optimizer), test, watch = made("modern", seed), self._test, task.Stopwatch()
        for epoch in range(epochs):
            order = task.order(seed, epoch, len(self._labels))
            total, before = epochs * len(order), epoch * len(order)
            with watch:
                self._fit(model, optimizer, order, lambda n, b=before, t=total: task.rate((b + n) / t))
            with torch.no_grad():
                answers = model(torch.from_numpy(test[0][:, np.newaxis])).argmax(1).numpy()
            accuracy = float(np.mean(answers == test[1]))
            if accuracy >= wanted:
                break
        return {"accuracy": accuracy, "epochs": epoch + 1, "cpu": watch.cpu}


if __name__ == "__main__":
    torch.set_num_threads(int(sys.argv[1]))
    torch.set_num_interop_threads(1)
    theirs = Torch(sys.argv[2])
    task.serve(
        {"versions": lambda: {"torch": torch.__version__}, "steps": theirs.steps, "train": theirs.train}
    )
