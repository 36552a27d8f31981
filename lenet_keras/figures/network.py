"""A network as a whole: its layers in a row, and the two functions between them."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from lenet_keras.figures.picture import WIDTH, Picture, house_style, new_figure
from lenet_keras.figures.sheet import arrow, box, caption, sheet

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
    figure, ax = sheet(0.25 + LINE * lines)
    caption(ax, WIDTH / 2, 0.2, f"{total:,} weights in all; hatched: layers with weights", size=11)
    margin = (WIDTH - PER_ROW * BOX - (PER_ROW - 1) * GAP) / 2
    for place, (name, extra, shape, weights) in enumerate(blocks):
        row, column = divmod(place, PER_ROW)
        left, top = margin + column * (BOX + GAP), 0.45 + row * LINE
        middle, height = left + BOX / 2, top + TALL / 2
        if weights:
            box(ax, left, top, BOX, TALL, hatch="////", edgecolor="0.86", linewidth=0)
        box(ax, left, top, BOX, TALL, linewidth=1.8 if weights else 1)
        caption(ax, middle, height, label(name, extra), size=9)
        caption(ax, middle, top + TALL + 0.15, shape, size=10, weight="bold")
        caption(ax, middle, top + TALL + 0.34, weights_text(weights), size=9)
        if column:
            arrow(ax, (left - GAP + 0.03, height), (left - 0.03, height))
        elif row:  # the row above goes out on the right, this one comes in on the left
            right = WIDTH - margin
            arrow(ax, (right + 0.03, height - LINE), (right + GAP - 0.03, height - LINE))
            arrow(ax, (left - GAP + 0.03, height), (left - 0.03, height))
    each = "; ".join(
        f"{' '.join(filter(None, (name, extra.replace(chr(10), ', '))))}, output {shape}, "
        f"{weights_text(weights)}"
        for name, extra, shape, weights in blocks
    )
    return Picture(figure, f"The layers in order, as boxes: {each}. {total:,} weights in all.")


def label(name: str, extra: str) -> str:
    """Return what stands in a box: the name, bold and broken before a capital if long, the rest."""
    if len(name) > 13:
        cut = max(m.start() for m in re.finditer("[A-Z]", name) if m.start() <= 13)
        name = f"{name[:cut]}\n{name[cut:]}"
    bold = "\n".join(rf"$\bf{{{line}}}$" for line in name.split("\n"))
    return "\n".join(filter(None, (bold, extra)))


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
    x = np.linspace(-3, 3, 121)
    scores = np.array([2.0, 1.0, 0.1, -1.0])
    probabilities = np.exp(scores) / np.exp(scores).sum()

    figure = new_figure(3.7, layout="constrained")
    relu, before, after = figure.subplots(1, 3, width_ratios=(1.2, 1, 1))
    relu.plot(x, np.maximum(x, 0), color="black", linewidth=2.5)
    relu.axhline(0, color="0.7", linewidth=0.8, zorder=0)
    relu.axvline(0, color="0.7", linewidth=0.8, zorder=0)
    for at in (-2, 2):
        y = max(at, 0)
        relu.plot([at], [y], "o", color="black", markersize=7)
        said = f"{at} becomes {y}".replace("-", "\N{MINUS SIGN}")
        relu.annotate(
            said,
            (at, y),
            (-8, 9),
            textcoords="offset points",
            ha="left" if at < 0 else "right",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )
    relu.set_title("ReLU: negative becomes 0")
    relu.set_xlabel("before")
    relu.set_ylabel("after")
    relu.set_xlim(-3, 3)
    relu.set_ylim(-0.5, 3)
    for ax, values, title in (
        (before, scores, "softmax: from four scores …"),
        (after, probabilities, "… to probabilities, sum 1"),
    ):
        bars = ax.bar(range(4), values, color="0.85", edgecolor="black", hatch="///")
        digits = 1 if ax is before else 2
        texts = [f"{value:.{digits}f}".replace("-", "\N{MINUS SIGN}") for value in values]
        ax.bar_label(bars, texts, padding=3)
        ax.axhline(0, color="black", linewidth=0.8)
        ax.set_title(title)
        ax.set_xlabel("class")
        ax.set_xticks(range(4))
        ax.margins(y=0.15)
    numbers = "; ".join(f"{s:g} becomes {p:.2f}" for s, p in zip(scores, probabilities, strict=True))
    alt = (
        "Left: the graph of ReLU from −3 to 3, flat at 0 for negative numbers, then the number "
        "itself: −2 becomes 0, 2 becomes 2. Right: two bar charts, four scores before softmax and "
        f"their probabilities after: {numbers}. The probabilities sum to {probabilities.sum():g}."
    ).replace("-", "\N{MINUS SIGN}")
    return Picture(figure, alt)
