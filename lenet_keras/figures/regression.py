"""Regression: points, the curve that they come from, the curves that networks fit to them, and losses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lenet_keras.figures.inputs import numeric, same_length
from lenet_keras.figures.picture import Picture, house_style, new_figure

STYLES: tuple[dict[str, Any], ...] = (
    {"color": "black", "linestyle": "-", "linewidth": 2},
    {"color": "0.35", "linestyle": "--", "linewidth": 2},
    {"color": "0.35", "linestyle": "-.", "linewidth": 2},
    {"color": "0.6", "linestyle": "-", "linewidth": 2},
)
MOST = 500  # numbers of a curve that is drawn; more are nearer to each other than dots


@house_style()
def fitted(x: ArrayLike, y: ArrayLike, grid: ArrayLike, **curves: ArrayLike) -> Picture:
    """Show points and the curves that were fitted to them, beside the sine that they come from.

    Args:
        x: shape `(n,)` or `(n, 1)`, where the points are.
        y: shape `(n,)`, their values.
        grid: shape `(m,)` or `(m, 1)`, where the curves were predicted, in rising order.
        curves: by name, shape `(m,)` or `(m, 1)` each; an underscore of a name is shown as a space.
    """
    points = {name: numeric(value, name).ravel() for name, value in (("x", x), ("y", y))}
    same_length(**points)
    grid = numeric(grid, "grid").ravel()
    drawn = {name.replace("_", " "): numeric(values, name).ravel() for name, values in curves.items()}
    most(len(drawn))
    for name, values in drawn.items():
        same_length(grid=grid, **{name: values})

    figure = new_figure(3.9, layout="constrained")
    ax = figure.subplots()
    size = 5 if len(points["x"]) > 200 else 30
    ax.scatter(points["x"], points["y"], s=size, color="0.72", label="points", zorder=1)
    ax.plot(grid, np.sin(grid), color="0.45", linestyle=":", linewidth=2, label="sine", zorder=2)
    for (name, values), style in zip(drawn.items(), STYLES, strict=False):
        ax.plot(grid, values, label=name, zorder=3, **style)
    ax.set_xlabel("x")
    ax.set_ylabel("y")
    figure.legend(loc="outside upper right", ncols=2 + len(drawn), frameon=False)
    apart = [
        f"{name} is {np.sqrt(np.mean((values - np.sin(grid)) ** 2)):.2f} away from the sine on average"
        for name, values in drawn.items()
    ]
    alt = (
        f"{len(points['x']):,} grey points around one wave of a sine, which is dotted. "
        f"{'; '.join(apart) or 'No curve is fitted yet'}."
    )
    return Picture(figure, alt)


@house_style()
def losses(**series: Sequence[float] | Mapping[int, float]) -> Picture:
    """Show losses per epoch on a logarithmic scale.

    Args:
        series: by name, one loss for each epoch from 1, or a dictionary from epoch to loss; an underscore
            of a name is shown as a space.
    """
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    most(len(series))
    figure = new_figure(3.4, layout="constrained")
    ax = figure.subplots()
    sentences = []
    for (name, values), style in zip(series.items(), STYLES, strict=False):
        epochs = np.array(list(values)) if isinstance(values, Mapping) else np.arange(1, len(values) + 1)
        numbers = numeric(list(values.values()) if isinstance(values, Mapping) else values, name)
        if not len(numbers) or np.any(numbers < 0):
            found = f"a lowest of {numbers.min():.3g}" if len(numbers) else "none"
            raise ValueError(f"{name}: found {found}, expected losses from 0. Was the network trained?")
        label, step = name.replace("_", " "), -(-len(numbers) // MOST)
        ax.semilogy(epochs[::step], np.maximum(numbers, 1e-12)[::step], label=label, **style)
        low = numbers.argmin()
        sentences.append(
            f"{label} goes from {numbers[0]:.3g} to {numbers[-1]:.3g} (lowest {numbers[low]:.3g} in epoch "
            f"{epochs[low]})"
        )
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss (logarithmic)")
    bottom, top = ax.get_ylim()
    ax.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if top < 100 * bottom else (1,)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.grid(axis="y", color="0.9")
    figure.legend(loc="outside upper right", ncols=len(series), frameon=False)
    return Picture(figure, f"Curves of losses over epochs, on a logarithmic scale. {'; '.join(sentences)}.")


def most(count: int) -> None:
    """Refuse more curves than can be told apart.

    Raises:
        ValueError: if there are more.
    """
    if count > len(STYLES):
        raise ValueError(f"found {count} curves, expected at most {len(STYLES)}. Draw two pictures.")
