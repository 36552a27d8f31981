"""A network as a whole: its layers in a row, and the two functions between them."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from lenet_keras.figures.picture import WIDTH, Picture, house_style
from lenet_keras.figures.sheet import arrow, box, caption, line, panel, sheet, ticks

PER_ROW = 6
BOX, GAP, TALL, LINE = 1.26, 0.28, 0.78, 1.5
"""Inches: the width of a box, the gap after it, its height, and from one row to the next."""


@house_style()
def architecture(model: Any) -> Picture:
    """Show the layers of a built Keras model in order, with output shapes and numbers of weights.

    Args:
        model: anything with `layers`, each with `output.shape` and `count_params()`.
    """
    blocks = described(model)
    total = sum(weights for *_, weights in blocks)
    lines = -(-len(blocks) // PER_ROW)
    page = sheet(0.25 + LINE * lines)
    caption(page, WIDTH / 2, 0.2, f"{total:,} weights in all; hatched: layers with weights", size=11)
    margin = (WIDTH - PER_ROW * BOX - (PER_ROW - 1) * GAP) / 2
    for place, (name, extra, shape, weights) in enumerate(blocks):
        row, column = divmod(place, PER_ROW)
        left, top = margin + column * (BOX + GAP), 0.45 + row * LINE
        middle, height = left + BOX / 2, top + TALL / 2
        if weights:
            box(page, left, top, BOX, TALL, hatch="////", edgecolor="0.86", linewidth=0)
        box(page, left, top, BOX, TALL, linewidth=1.8 if weights else 1)
        # Two texts: mathtext, which can write bold and plain in one, takes ten times as long.
        bold, plain = label(name, extra)
        caption(page, middle, height, bold, size=9, weight="bold")
        caption(page, middle, height, plain, size=9)
        caption(page, middle, top + TALL + 0.15, shape, size=10, weight="bold")
        caption(page, middle, top + TALL + 0.34, weights_text(weights), size=9)
        if column:
            arrow(page, (left - GAP + 0.03, height), (left - 0.03, height))
        elif row:  # the row above goes out on the right, this one comes in on the left
            right = WIDTH - margin
            arrow(page, (right + 0.03, height - LINE), (right + GAP - 0.03, height - LINE))
            arrow(page, (left - GAP + 0.03, height), (left - 0.03, height))
    each = "; ".join(
        f"{' '.join(filter(None, (name, extra.replace(chr(10), ', '))))}, output {shape}, "
        f"{weights_text(weights)}"
        for name, extra, shape, weights in blocks
    )
    return Picture(page.figure, f"The layers in order, as boxes: {each}. {total:,} weights in all.")


def label(name: str, extra: str) -> tuple[str, str]:
    """Return what stands in a box: the name, broken before a capital if long, and the rest.

    Each has empty lines where the other one stands, so that both are written on the same place.
    """
    if len(name) > 13:
        cut = max(m.start() for m in re.finditer("[A-Z]", name) if m.start() <= 13)
        name = f"{name[:cut]}\n{name[cut:]}"
    if not extra:
        return name, ""
    return name + "\n" * len(extra.split("\n")), "\n" * len(name.split("\n")) + extra


def weights_text(weights: int) -> str:
    """Return `520 weights` or `no weights`."""
    return f"{weights:,} weight{'s' if weights != 1 else ''}" if weights else "no weights"


def described(model: Any) -> list[tuple[str, str, str, int]]:
    """Return name, detail, output shape and number of weights of the input and of every layer.

    Raises:
        ValueError: if the model has no layers, or does not know their shapes yet.
    """
    if not getattr(model, "layers", None):
        raise ValueError(
            f"model: found {type(model).__name__}, expected a Keras model with layers. "
            "Is the step that builds it done?"
        )
    try:
        blocks = [
            (
                layer.__class__.__name__,
                detail(layer),
                shape_text(layer.output.shape),
                int(layer.count_params()),
            )
            for layer in model.layers
        ]
    except (AttributeError, ValueError) as reason:
        raise ValueError(
            "model: found layers without shapes, expected a built model. "
            "Give it keras.Input(shape) as its first layer."
        ) from reason
    shape = getattr(model, "input_shape", None)
    # A functional model lists its input among its layers, a sequential one does not.
    if shape and blocks[0][0] != "InputLayer":
        blocks.insert(0, ("Input", "", shape_text(shape), 0))
    return blocks


def shape_text(shape: tuple[int | None, ...]) -> str:
    """Return the shape of one example: `(None, 28, 28, 20)` as `28 × 28 × 20`."""
    return " × ".join("any" if side is None else str(side) for side in shape[1:])


def detail(layer: Any) -> str:
    """Return what tells this layer from others of its class: `20 kernels 5 × 5`, `relu`."""
    parts = []
    if hasattr(layer, "filters"):
        parts.append(f"{layer.filters} kernels {' × '.join(map(str, layer.kernel_size))}")
    if hasattr(layer, "units"):
        parts.append(f"{layer.units} units")
    if hasattr(layer, "pool_size"):
        parts.append(f"windows {' × '.join(map(str, layer.pool_size))}")
    if hasattr(layer, "rate"):
        parts.append(f"rate {layer.rate}")
    activation = getattr(getattr(layer, "activation", None), "__name__", "linear")
    if activation != "linear":
        parts.append(activation)
    return "\n".join(parts)


@house_style()
def activations() -> Picture:
    """Show ReLU as a graph, and softmax as bars before and after."""
    scores = np.array([2.0, 1.0, 0.1, -1.0])
    probabilities = np.exp(scores) / np.exp(scores).sum()

    page = sheet(3.7)
    at = panel(
        page,
        (0.648, 0.241, 2.962, 2.989),
        (-3, 3),
        (-0.5, 3),
        ticks(range(-3, 4), "d"),
        ticks(np.arange(-0.5, 3.1, 0.5), ".1f"),
        "ReLU: negative becomes 0",
        "before",
        "after",
    )
    grey: dict[str, Any] = {"color": "0.7", "linewidth": 0.8, "zorder": 0}
    line(page, *at([-3, 3], [0, 0]), **grey)
    line(page, *at([0, 0], [-0.5, 3]), **grey)
    x = np.array([-3, 0, 3])
    line(page, *at(x, np.maximum(x, 0)), color="black", linewidth=2.5, solid_capstyle="butt")
    marked = np.array([-2, 2])
    lefts, tops = at(marked, np.maximum(marked, 0))
    line(page, lefts, tops, color="black", linestyle="none", marker="o", markersize=7)
    for value, left, top in zip(marked, lefts, tops, strict=True):
        said = f"{value} becomes {max(value, 0)}".replace("-", "\N{MINUS SIGN}")
        style = {"ha": "left" if value < 0 else "right", "va": "baseline", "linespacing": "normal"}
        white = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        caption(page, left - 0.111, top - 0.125, said, bbox=white, **style)
    for left, values, title, ylim, yticks, form in (
        (4.141, scores, "softmax: from four scores …", (-1.45, 2.45), np.arange(-1, 2.1, 0.5), ".1f"),
        (6.99, probabilities, "… to probabilities, sum 1", (0, 0.734), np.arange(0, 0.71, 0.1), ".2f"),
    ):
        place, labels = (left, 0.241, 2.469, 2.989), ticks(yticks, ".1f")
        at = panel(page, place, (-0.59, 3.59), ylim, ticks(range(4), "d"), labels, title, "class")
        line(page, *at([-0.59, 3.59], [0, 0]), color="black", linewidth=0.8)
        for number, (value, text) in enumerate(zip(values, ticks(values, form).values(), strict=True)):
            (start, end), (top, bottom) = at([number - 0.4, number + 0.4], [max(value, 0), min(value, 0)])
            box(page, start, top, end - start, bottom - top, facecolor="0.85", hatch="///")
            y, va = (bottom + 0.042, "top") if value < 0 else (top - 0.042, "bottom")
            caption(page, (start + end) / 2, y, text, va=va, linespacing="normal")
    numbers = "; ".join(f"{s:g} becomes {p:.2f}" for s, p in zip(scores, probabilities, strict=True))
    alt = (
        "Left: the graph of ReLU from −3 to 3, flat at 0 for negative numbers, then the number "
        "itself: −2 becomes 0, 2 becomes 2. Right: two bar charts, four scores before softmax and "
        f"their probabilities after: {numbers}. The probabilities sum to {probabilities.sum():g}."
    ).replace("-", "\N{MINUS SIGN}")
    return Picture(page.figure, alt)
