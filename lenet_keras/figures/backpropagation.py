"""Backpropagation on a network of two inputs, two hidden neurons and one output, as a graph of numbers.

The slopes are measured, by moving each number a little, as a reader of the picture could do. Answers to A7
may use the pictures, and code that works slopes out would be one.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from lenet_keras.figures.inputs import numeric
from lenet_keras.figures.picture import WIDTH, Picture, house_style
from lenet_keras.figures.sheet import Sheet, arrow, box, caption, sheet

NODE, VALUE, SLOPE = 0.98, 0.34, 0.27
"""Inches: the width of a tag, and the heights of its empty part and of its filled part."""
COLUMNS = {"x": 0.6, "z": 3.3, "h": 4.8, "y": 7.35, "L": 8.9}
ROWS = (1.65, 4.05)
MIDDLE = sum(ROWS) / 2
ALONG = 0.29  # of an edge: left of where the edges cross
BELOW = "₁₂"
NUDGE = 1e-4  # of a number whose slope is measured


@house_style()
def computation_graph(
    x: ArrayLike, t: float, W: ArrayLike, b: ArrayLike, v: ArrayLike, c: float, backward: bool = True
) -> Picture:
    """Show every number of the 2-2-1 network at its place, and the slope of the loss beside it.

    The hidden neurons are sigmoid(W x + b), the output is v h + c, the loss is half its squared error.

    Args:
        x: shape `(2,)`, the inputs.
        t: the target.
        W: shape `(2, 2)`, row `i` holds the weights of hidden neuron `i`.
        b: shape `(2,)`, the biases of the hidden neurons.
        v: shape `(2,)`, the weights of the output.
        c: the bias of the output.
        backward: whether the slopes are shown, too.
    """
    values, slopes = passes(x, t, W, b, v, c)
    page = sheet(5.4)
    if not backward:
        slopes = {}
    legend = "forward, left to right: the value, in an empty box" if backward else "forward, left to right"
    if backward:
        legend += (
            "        backward, right to left: the slope of the loss L with respect to it, in a filled box"
        )
    caption(page, WIDTH / 2, 0.17, legend, size=10)

    places = {f"{name}{BELOW[i]}": (COLUMNS[name], ROWS[i]) for name in "xzh" for i in (0, 1)}
    places |= {name: (COLUMNS[name], MIDDLE) for name in "yL"}
    for i in (0, 1):
        z, h = f"z{BELOW[i]}", f"h{BELOW[i]}"
        for j in (0, 1):
            weight = f"w{BELOW[i]}{BELOW[j]}"
            start = places[f"x{BELOW[j]}"]
            places[weight] = edge(page, start, places[z], ALONG if i != j else 0.45)
        edge(page, places[z], places[h])
        places[f"v{BELOW[i]}"] = edge(page, places[h], places["y"])
        places[f"b{BELOW[i]}"] = over(page, places[z], -1 if i == 0 else 1, backward)
    edge(page, places["y"], places["L"])
    places["c"] = over(page, places["y"], -1, backward)
    for name, place in places.items():
        tag(page, place, f"{name} = {decimals(values[name])}", slopes.get(name), parameter=name[0] in "wbvc")
    italic = {"size": 10, "style": "italic"}
    for name, text in (("x", "inputs"), ("z", "sum"), ("h", "sigmoid")):
        caption(page, COLUMNS[name], MIDDLE, text, **italic)
    caption(page, COLUMNS["y"], MIDDLE + 0.55, "sum", **italic)
    target = f"½ (y − t)²\nt = {decimals(float(t))}"
    caption(page, COLUMNS["L"], MIDDLE + 0.55, target, va="top", **italic)
    said = [
        f"{name} is {decimals(value)}" + (f", slope {decimals(slopes[name])}" if name in slopes else "")
        for name, value in values.items()
    ]
    alt = (
        "A graph from the inputs x₁ and x₂ on the left through the sums z₁ and z₂ and their sigmoids h₁ and "
        f"h₂ to the output y and the loss L on the right; the target is {decimals(float(t))}. "
        f"{'; '.join(said)}."
    )
    return Picture(page.figure, alt)


def passes(x, t, W, b, v, c) -> tuple[dict[str, float], dict[str, float]]:
    """Return every value of the forward pass, and of the backward pass the slope of the loss, by name.

    Raises:
        ValueError: for an argument of another shape.
    """
    shapes = {"x": (2,), "t": (), "W": (2, 2), "b": (2,), "v": (2,), "c": ()}
    given = {name: numeric(value, name) for name, value in zip(shapes, (x, t, W, b, v, c), strict=True)}
    for name, shape in shapes.items():
        if given[name].shape != shape:
            raise ValueError(
                f"{name}: found shape {given[name].shape}, expected {shape}. The network has two inputs, two "
                "hidden neurons and one output."
            )
    x, t, W, b, v, c = given.values()
    z = W @ x + b
    h = 1 / (1 + np.exp(-z))
    y = v @ h + c

    def half_square(y: np.ndarray) -> float:
        return float((y - t) ** 2 / 2)

    def after_sums(z: np.ndarray) -> float:
        return half_square(v @ (1 / (1 + np.exp(-z))) + c)

    moved = {
        "x": (x, lambda x: after_sums(W @ x + b)),
        "w": (W, lambda W: after_sums(W @ x + b)),
        "b": (b, lambda b: after_sums(W @ x + b)),
        "z": (z, after_sums),
        "h": (h, lambda h: half_square(v @ h + c)),
        "v": (v, lambda v: half_square(v @ h + c)),
        "c": (c, lambda c: half_square(v @ h + c)),
        "y": (y, half_square),
    }
    slopes = named(**{name: measured(loss, np.asarray(place)) for name, (place, loss) in moved.items()})
    return named(x=x, w=W, b=b, z=z, h=h, v=v, c=c, y=y, L=half_square(y)), slopes


def measured(loss: Callable[[np.ndarray], float], place: np.ndarray) -> np.ndarray:
    """Return how fast a loss changes with each number of an array, exact to the decimals that are shown."""
    slopes = np.empty(place.shape)
    for index in np.ndindex(place.shape):
        ends = []
        for side in (NUDGE, -NUDGE):
            near = place.astype(float)
            near[index] += side
            ends.append(loss(near))
        slopes[index] = round((ends[0] - ends[1]) / (2 * NUDGE), 6)
    return slopes


def named(**arrays: ArrayLike) -> dict[str, float]:
    """Return each number under its name: `y`, `z₁`, `w₁₂`."""
    return {
        name + "".join(BELOW[place] for place in index): float(value)
        for name, array in arrays.items()
        for index, value in np.ndenumerate(np.asarray(array))
    }


def decimals(value: float) -> str:
    """Return a number with three decimals at most: `2`, `−0.5`, `0.731`."""
    text = f"{value + 0.0:.3f}".rstrip("0").rstrip(".")
    return ("0" if text == "-0" else text).replace("-", "\N{MINUS SIGN}")


def edge(
    page: Sheet, start: tuple[float, float], end: tuple[float, float], along: float = 0.5
) -> tuple[float, float]:
    """Draw the arrow from one node to the next and return the place of its tag."""
    (x0, y0), (x1, y1) = (start[0] + NODE / 2, start[1]), (end[0] - NODE / 2, end[1])
    arrow(page, (x0, y0), (x1 - 0.02, y1))
    return x0 + along * (x1 - x0), y0 + along * (y1 - y0)


def over(page: Sheet, node: tuple[float, float], side: int, backward: bool) -> tuple[float, float]:
    """Draw the arrow of a bias from above (−1) or below (1) a node, and return the place of its tag."""
    height = (VALUE + SLOPE if backward else VALUE) / 2
    left, top = node[0], node[1] + side * 0.88
    arrow(page, (left, top - side * height), (left, node[1] + side * (height + 0.02)))
    return left, top


def tag(page: Sheet, place: tuple[float, float], text: str, slope: float | None, parameter: bool) -> None:
    """Write a value in an empty box and its slope in a filled one under it; parameters are dashed."""
    left, top = place[0] - NODE / 2, place[1] - (VALUE + SLOPE) / 2
    if slope is None:
        top = place[1] - VALUE / 2
    style = {"linestyle": (0, (3, 2))} if parameter else {"linewidth": 1.6}
    box(page, left, top, NODE, VALUE, facecolor="white", zorder=4, **style)
    caption(page, place[0], top + VALUE / 2, text, size=10, zorder=5)
    if slope is not None:
        box(page, left, top + VALUE, NODE, SLOPE, facecolor="black", zorder=4)
        white = {"color": "white", "weight": "bold", "zorder": 5}
        caption(page, place[0], top + VALUE + SLOPE / 2, decimals(slope), size=10, **white)
