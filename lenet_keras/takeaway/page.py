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
from lenet_keras.takeaway import inputs, precision, rounding
from lenet_keras.takeaway.network import describe

HERE = Path(__file__).parent
SCRIPTS = ("preparation.js", "network.js", "answers.js", "drawing.js", "pictures.js")
LARGEST = 2_000_000  # bytes of a page; what mail and an LMS take without trouble
SURE = 0.7  # of the largest probability; below it the page says that it is not sure


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

    def __str__(self) -> str:
        """In one sentence."""
        text = f"{self.path}: {self.size / 1000:,.0f} kB, {self.weights:,} numbers as {self.precision}, "
        if self.precision == "float32":
            return text + f"reads {self.before:.1%} of the test digits"
        return text + f"reads {self.after:.1%} of the test digits; before it was rounded, {self.before:.1%}"


def export(
    model: keras.Model,
    path: str | Path,
    *,
    title: str = "My network",
    kind: str | None = None,
    sure: float = SURE,
) -> Exported:
    """Write a page that reads digits with a trained network.

    Args:
        model: one layer after the other, from one digit to ten numbers; see `network.describe`.
        path: of the HTML file. It is replaced if it exists.
        title: what the page calls the network.
        kind: precision of the weights, one of `precision.KINDS`; None takes the best of which the page has at
            most 2 MB.
        sure: from which probability on the page gives an answer, from 0 to 1.

    Returns:
        What was written, with the accuracy on the test digits before and after rounding.

    Raises:
        UnsupportedError: for a model that the page cannot compute.
        ValueError: for a precision that does not exist, or `sure` outside of 0 to 1.
        OSError: if the file cannot be written.
    """
    kinds = (kind,) if kind else precision.KINDS
    images, labels = mnist.originals()[1]
    before = accuracy(model, images, labels)
    told = f"It reads {before:.1%} of {len(labels):,} test digits. "
    for each in kinds:
        text, packed = compose(
            model, each, title, sure, f"It reads {before:.1%} of {len(labels):,} test digits. "
        )
        if len(text.encode()) <= LARGEST:
            break
    after = before
    if packed.kind != "float32":
        after = accuracy(rounding.rounded(model, packed.network), images, labels)
        told = (
            f"It reads {after:.1%} of {len(labels):,} test digits, and {before:.1%} with unrounded weights. "
        )
        text, _ = compose(model, packed.kind, title, sure, told)
    path = Path(path)
    path.write_text(text, encoding="utf-8")
    return Exported(path, len(text.encode()), packed.network.count, packed.kind, before, after)


def compose(
    model: keras.Model, kind: str, title: str, sure: float, told: str = "", server: bool = False
) -> tuple[str, precision.Packed]:
    """The text of the page, and the network as it is packed in it.

    Args:
        model: the network.
        kind: precision of the weights.
        title: what the page calls the network.
        sure: from which probability on there is an answer.
        told: what is known of its accuracy.
        server: whether photos and frames go to the server that the page came from.

    Raises:
        ValueError: as `export` says.
    """
    if not 0 <= sure <= 1:
        raise ValueError(f"sure={sure}; expected a probability, from 0 to 1.")
    packed = precision.pack(describe(model), kind)
    script = "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    style = (HERE / "page.css").read_text(encoding="utf-8")
    place = "on the server that it came from" if server else "on this device"
    values = {
        "policy": policy(script, style, server),
        "title": html.escape(title),
        "style": style,
        "script": script,
        "server": "yes" if server else "no",
        "about": html.escape(
            f"{packed.network.count:,} trained numbers, {kind}. {told}All is computed {place}."
        ),
        "stays": place,
        "description": json.dumps({**packed.description, "sure": sure}).replace("<", "\\u003c"),
        "weights": packed.weights,
    }
    text = (HERE / "page.html").read_text(encoding="utf-8")
    first, *rest = text.split("@")  # what is put in is not looked at again
    pieces = [first]
    for index, piece in enumerate(rest):
        pieces.append(values[piece] if index % 2 == 0 else piece)
    return "".join(pieces), packed


def policy(script: str, style: str, server: bool) -> str:
    """The content security policy: this script, this style and no network."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
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
    output = describe(model).output
    outputs = model.predict(inputs.feed(images / 255, model.input_shape[1:]), batch_size=500, verbose=0)
    return float((inputs.probabilities(outputs, output).argmax(axis=1) == labels).mean())
