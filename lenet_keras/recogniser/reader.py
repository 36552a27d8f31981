"""Reading digits with a network in ONNX Runtime."""

import contextlib
import io
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import onnxruntime

from lenet_keras.handwriting import Found, find
from lenet_keras.takeaway import inputs
from lenet_keras.takeaway.network import describe


@dataclass(frozen=True)
class Answer:
    """A digit on a page, and what the network says to it."""

    found: Found
    probabilities: np.ndarray
    """Ten of them, float64."""

    @property
    def digit(self) -> int:
        """The digit that is most probable."""
        return int(self.probabilities.argmax())

    def text(self, sure: float) -> str:
        """The digit, or `?` if its probability is below `sure`."""
        return str(self.digit) if self.probabilities.max() >= sure else "?"


class Reader:
    """Finds and reads digits. Several threads may use one reader."""

    def __init__(self, model: keras.Model):
        """Convert a network.

        Args:
            model: as `lenet_keras.takeaway.network.describe` takes it.

        Raises:
            UnsupportedError: for a network that does not read digits.
        """
        self.output = describe(model).output
        self.shape = tuple(model.input_shape[1:])
        model(np.zeros((1, *self.shape), np.float32))  # Keras exports only what was called
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "network.onnx"
            with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
                warnings.simplefilter("ignore", FutureWarning)  # of the converter, about NumPy's names
                model.export(path, format="onnx", verbose=False)
            options = onnxruntime.SessionOptions()
            # one thread a picture: a digit takes less time than waking another thread, and pictures come
            # together
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            self.session = onnxruntime.InferenceSession(
                path.read_bytes(), options, providers=["CPUExecutionProvider"]
            )
        self.input = self.session.get_inputs()[0].name

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """Read prepared digits.

        Args:
            images: `(n, 28, 28)` or `(n, 28, 28, 1)`, 0 is paper and 1 is ink.

        Returns:
            `(n, 10)`, float64.
        """
        if not len(images):
            return np.empty((0, 10))
        outputs = self.session.run(None, {self.input: inputs.feed(images, self.shape)})[0]
        return inputs.probabilities(outputs, self.output)

    def read(self, picture: np.ndarray) -> list[Answer]:
        """Find and read the digits in a picture, in reading order.

        Args:
            picture: `(rows, columns)` or `(rows, columns, 3)`, red, green, blue, uint8.
        """
        page = find(picture)
        shares = self.probabilities(page.images)
        return [Answer(found, share) for found, share in zip(page.digits, shares, strict=True)]


def in_lines(answers: list[Answer], sure: float) -> list[str]:
    """What is written, a text for each line of the page."""
    lines: dict[int, list[str]] = {}
    for answer in answers:
        lines.setdefault(answer.found.line, []).append(answer.text(sure))
    return [" ".join(texts) for _, texts in sorted(lines.items())]
