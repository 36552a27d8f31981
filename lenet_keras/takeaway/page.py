"""Putting the page together: one HTML file with the network, and all that it needs to read with it."""

import base64
import hashlib
import html
import json
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from lenet_keras.datasets import mnist
from lenet_keras.takeaway import inputs, precision, rounding, threshold
from lenet_keras.takeaway.network import describe

HERE = Path(__file__).parent
SCRIPTS = ("preparation.js", "network.js", "answers.js", "drawing.js", "pictures.js")
LARGEST = 2_000_000  # bytes of a page; what mail and an LMS take without trouble
ROOM = 100_000  # of these, for all that is not weights


@dataclass(frozen=True)
class Exported:
    """What was written."""

    path: Path
    size: int
    """Bytes."""
    weights: int
    """Numbers in the network."""
    precision: str
    before: float
    """Share of the test digits that the model reads."""
    after: float
    """Share of them that it reads with the weights of the page."""
    sure: float
    """From which probability on the page gives an answer."""

    def __str__(self) -> str:
        """In one sentence."""
        text = f"{self.path}: {self.size / 1000:,.0f} kB, {self.weights:,} numbers as {self.precision}, "
        text += f"reads {self.after:.1%} of the test digits"
        if self.precision != "float32":
            text += f" (before it was rounded, {self.before:.1%})"
        return f"{text}, is sure from {self.sure:.0%} on"


def export(
    model: keras.Model,
    path: str | Path,
    *,
    title: str = "My network",
    kind: str | None = None,
    sure: float | None = None,
) -> Exported:
    """Write a page that reads digits with a trained network.

    Args:
        model: one layer after the other, from one digit to ten numbers; see `network.describe`.
        path: of the HTML file. It is replaced if it exists.
        title: what the page calls the network.
        kind: precision of the weights, one of `precision.KINDS`; None takes the best of which the page has at
            most 2 MB.
        sure: from which probability on the page gives an answer, from 0 to 1; None finds it for this network,
            see `threshold.derive`.

    Returns:
        What was written, with the accuracy on the test digits before and after rounding.

    Raises:
        UnsupportedError: for a model that the page cannot compute.
        ValueError: for a precision that does not exist, or `sure` outside of 0 to 1.
        OSError: if the file cannot be written.
    """
    network = describe(model)
    packed = precision.pack(network, kind) if kind else precision.fitting(network, LARGEST - ROOM)
    images, labels = mnist.originals()[1]
    before = after = accuracy(model, images, labels)
    final = model
    told = f"It reads {before:.1%} of {len(labels):,} test digits."
    if packed.kind != "float32":
        final = rounding.rounded(model, packed.network)
        after = accuracy(final, images, labels)
        told = f"It reads {after:.1%} of {len(labels):,} test digits; {before:.1%} before it was rounded."
    if sure is None:
        sure = threshold.derive(lambda digits: predicted(final, digits))
    text = compose(packed, title, sure, told).encode()
    path = Path(path)
    path.write_bytes(text)
    return Exported(path, len(text), packed.network.count, packed.kind, before, after, sure)


def compose(packed: precision.Packed, title: str, sure: float, told: str = "", server: bool = False) -> str:
    """The text of the page.

    Args:
        packed: the network.
        title: what the page calls it.
        sure: from which probability on there is an answer.
        told: what is known of its accuracy.
        server: whether photos and frames go to the server that the page came from.

    Raises:
        ValueError: if `sure` is no probability.
    """
    if not 0 <= sure <= 1:
        raise ValueError(f"sure={sure}; expected a probability, from 0 to 1.")
    place = "on the server that it came from" if server else "on this device"
    numbers = f"{packed.network.count:,} trained numbers, {packed.kind}."
    about = f"{numbers} {told} It is sure from {100 * sure:.0f} % on. All is computed {place}."
    values = {
        "policy": policy(server),
        "title": html.escape(title),
        "style": _style(),
        "script": _script(),
        "server": "yes" if server else "no",
        "about": html.escape(about),
        "stays": place,
        "description": json.dumps({**packed.description, "sure": sure}).replace("<", "\\u003c"),
        "weights": packed.weights,
    }
    pieces = (HERE / "page.html").read_text(encoding="utf-8").split("@")
    pieces[1::2] = [values[name] for name in pieces[1::2]]  # what is put in is not looked at again
    return "".join(pieces)


def _script() -> str:
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)


def _style() -> str:
    return (HERE / "page.css").read_text(encoding="utf-8")


def policy(server: bool) -> str:
    """The content security policy: this script, this style, and no address but the page's own server."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src '{_digest(_script())}'",
            f"style-src '{_digest(_style())}'",
            "img-src blob: data:",
            "media-src blob: mediastream:",
            "connect-src 'self'" if server else "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def accuracy(model: keras.Model, images: np.ndarray, labels: np.ndarray) -> float:
    """Share of digits, uint8, that a model reads."""
    return float((predicted(model, images / 255).argmax(axis=1) == labels).mean())


def predicted(model: keras.Model, images: np.ndarray) -> np.ndarray:
    """What a model says to digits `(n, 28, 28)` of 0 to 1: probabilities `(n, 10)`."""
    outputs = model.predict(inputs.feed(images, model.input_shape[1:]), batch_size=500, verbose=0)
    return inputs.probabilities(outputs, describe(model).output)
