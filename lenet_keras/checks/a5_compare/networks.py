"""The three networks of A5.2 to A5.4, and how each is trained, as the slides say."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wanted:
    """A network of the slides, and its training."""

    name: str
    """Of the model."""
    layers: tuple[str, ...]
    """What it does, as `layers` writes it."""
    optimizer: tuple[str, float, float]
    """Class, learning rate, momentum."""
    batch: int
    epochs: int
    enough: float
    """The share of test digits that every honest training recognises."""
    worse: float
    """By how much a training may recognise fewer digits than the reference's."""

    @property
    def history(self) -> str:
        """The name of its History."""
        return f"H_{self.name}"

    @property
    def steps_taken(self) -> str:
        """The expression of the steps that it was trained for; 0 before it is compiled."""
        return f"int(getattr(getattr({self.name}, 'optimizer', None), 'iterations', 0))"


def _dense(*units: int, dropout: float | None = None) -> tuple[str, ...]:
    after = () if dropout is None else (f"dropout {dropout:g}",)
    return tuple(word for each in units for word in (f"dense {each}", "relu", *after))


OUTPUT = ("dense 10", "softmax")
MLP = Wanted(
    "mlp",
    ("flatten", *_dense(256, 128, 64, dropout=0.3), *OUTPUT),
    ("Adam", 0.001, 0.0),
    batch=64,
    epochs=8,
    enough=0.85,
    worse=0.10,
)
CNN = Wanted(
    "cnn",
    (
        *("conv 32 3x3", "relu", "max pool 2x2", "conv 64 3x3", "relu", "max pool 2x2", "flatten"),
        *_dense(128, dropout=0.2),
        *OUTPUT,
    ),
    ("Adam", 0.001, 0.0),
    batch=100,
    epochs=4,
    enough=0.90,
    worse=0.06,
)
LENET = Wanted(
    "lenet",
    (
        *("conv 6 5x5 same", "relu", "max pool 2x2", "conv 16 5x5", "relu", "max pool 2x2"),
        *("conv 120 5x5", "relu", "flatten"),
        *_dense(256, 128, 64),
        *OUTPUT,
    ),
    ("SGD", 0.01, 0.9),
    batch=100,
    epochs=6,
    enough=0.80,
    worse=0.12,
)
