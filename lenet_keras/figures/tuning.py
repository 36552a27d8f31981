"""Searches for hyper-parameters, and what cures gain for what they cost."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from lenet_keras.figures.inputs import numeric, same_length
from lenet_keras.figures.picture import Picture, house_style, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_SLICES = 4


@house_style()
def search_history(errors: ArrayLike) -> Picture:
    """Show the trials of a search in their order, and the best so far.

    Args:
        errors: shape `(trials,)`, shares of digits misread.
    """
    from matplotlib.ticker import MaxNLocator

    y = 100 * numeric(errors, "errors")
    best = np.minimum.accumulate(y)
    figure = new_figure(3.0, layout="constrained")
    ax = figure.subplots()
    ax.plot(y, "o", color="0.45", label="a trial")
    ax.step(np.arange(len(y)), best, where="post", color="black", label="the best so far")
    ax.set_xlabel("trial")
    ax.set_ylabel("misread (%)")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    if y.max() > 10 * y.min() > 0:
        ax.set_yscale("log")
        ax.yaxis.set_major_formatter("{x:g}")
    else:
        ax.set_ylim(0, 112 * max(y.max() / 100, 0.01))
    ax.grid(axis="y", color="0.9")
    ax.legend(frameon=False)
    found = [n for n in range(len(y)) if n == 0 or best[n] < best[n - 1]]
    told = "; ".join(f"trial {n} with {y[n]:.2f} %" for n in found)
    return Picture(figure, f"{len(y)} trials in their order. Each of these was the best so far: {told}.")


@house_style()
def search_slices(
    errors: ArrayLike, parameters: Mapping[str, Sequence], logarithmic: Collection[str] = ()
) -> Picture:
    """Show the error of each trial against each hyper-parameter by itself.

    Args:
        errors: shape `(trials,)`, shares of digits misread.
        parameters: by name, one value for each trial, a number or a word. Four at most.
        logarithmic: the names of those that were searched on such a scale.
    """
    if not 0 < len(parameters) <= MOST_SLICES:
        raise ValueError(f"found {len(parameters)} hyper-parameters, expected 1 to {MOST_SLICES}.")
    y = 100 * numeric(errors, "errors")
    same_length(errors=y, **parameters)
    figure = new_figure(3.0, layout="constrained")
    panels = np.atleast_1d(figure.subplots(1, len(parameters), sharey=True))
    told = []
    for ax, (name, values) in zip(panels, parameters.items(), strict=True):
        if isinstance(values[0], str):
            words = list(dict.fromkeys(values))
            x = np.array([words.index(value) for value in values], dtype=float)
            ax.set_xticks(range(len(words)), words)
            ax.set_xlim(-0.5, len(words) - 0.5)
            best = values[int(y.argmin())]
        else:
            x = numeric(values, name)
            if name in logarithmic:
                ax.set_xscale("log")
            best = f"{x[int(y.argmin())]:.3g}"
        ax.scatter(
            x, y, c=np.arange(len(y)), cmap="Greys", vmin=-len(y) / 2, edgecolors="black", s=36, zorder=3
        )
        ax.set_xlabel(name)
        ax.grid(color="0.9")
        told.append(f"{name} {best}")
    if y.max() > 10 * y.min() > 0:
        panels[0].set_yscale("log")
        panels[0].yaxis.set_major_formatter("{x:g}")
    panels[0].set_ylabel("misread (%)")
    alt = (
        f"{len(y)} trials, later ones stronger: the share misread against each hyper-parameter. The best, "
        f"{y.min():.2f} %, has {', '.join(told)}."
    )
    return Picture(figure, alt)


@house_style()
def search_importances(shares: Mapping[str, float]) -> Picture:
    """Show how much of the differences between trials each hyper-parameter makes.

    Args:
        shares: by hyper-parameter, as `optuna.importance.get_param_importances` gives them; they sum to 1.
    """
    ordered = sorted(shares.items(), key=lambda each: each[1])
    names, values = [name for name, _ in ordered], numeric([share for _, share in ordered], "shares")
    figure = new_figure(0.9 + 0.4 * len(names), layout="constrained")
    ax = figure.subplots()
    bars = ax.barh(names, 100 * values, color="0.75", edgecolor="black")
    ax.bar_label(bars, fmt="%.0f %%", padding=4)
    ax.set_xlim(0, 112 * max(values.max(), 0.01))
    ax.set_xlabel("share of the differences between the trials (%)")
    told = ", ".join(f"{name} {share:.0%}" for name, share in reversed(ordered))
    return Picture(figure, f"How much of the differences between trials each hyper-parameter makes: {told}.")


@house_style()
def gain_against_cost(
    costs: Mapping[str, float], errors: Mapping[str, float], front: Collection[str], unit: str
) -> Picture:
    """Show what ways to train cost and what they misread; those that are worth their cost stand out.

    Args:
        costs: by name, above 0, shown on a logarithmic scale.
        errors: by the same names, shares of digits misread.
        front: the names of those that no other beats in both.
        unit: of the costs.
    """
    names = sorted(costs, key=lambda name: (costs[name], errors[name]))
    x, y = (
        numeric([costs[name] for name in names], "costs"),
        numeric([errors[name] for name in names], "errors"),
    )
    figure = new_figure(4.6, layout="constrained")
    field, key = figure.subplots(1, 2, width_ratios=(5, 3))
    worth = np.array([name in front for name in names])
    field.step(x[worth], 100 * y[worth], where="post", color="0.6", linewidth=1.2)
    field.plot(x[worth], 100 * y[worth], "o", color="black", markersize=7)
    field.plot(x[~worth], 100 * y[~worth], "o", color="0.45", markerfacecolor="white", markersize=7)
    field.set_xscale("log")
    field.xaxis.set_major_formatter("{x:g}")
    field.xaxis.set_minor_formatter(lambda value, _: f"{value:g}" if f"{value:g}"[0] in "25" else "")
    field.set_ylim(0, 112 * y.max())
    field.set_xlabel(f"{unit} (logarithmic; filled: worth it)")
    field.set_ylabel("misread (%)")
    field.grid(color="0.9")
    key.set_axis_off()
    lines = [f"{number:2}  {name}" for number, name in enumerate(names, 1)]
    key.text(0, 1, "\n".join(lines), va="top", fontsize=9.5, linespacing=1.35)
    _number(figure, field, x, 100 * y)
    told = [
        f"{name}: {error:.2%} misread for {cost:.3g}{', worth it' if own else ''}"
        for name, cost, error, own in zip(names, x, y, worth, strict=True)
    ]
    return Picture(figure, f"Share misread against {unit}. {'; '.join(told)}.")


# Where a number may stand beside its point, in points: right, left, above, below, and farther away.
PLACES = [
    (far * dx, far * dy)
    for far in (1, 2)
    for dx, dy in ((9, 6), (9, -6), (-9, 6), (-9, -6), (0, 11), (0, -11))
]
CLEAR = np.array([9, 9])  # of two numbers, or a number and another point, at least in one direction


def _number(figure: Figure, field: Axes, x: np.ndarray, y: np.ndarray) -> None:
    """Number points from 1, each number where it covers neither another point nor another number."""
    figure.draw_without_rendering()  # from here on it is known where the points are
    points = field.transData.transform(np.column_stack([x, y])) * 72 / figure.dpi
    taken = list(points)
    for number, point in enumerate(points, 1):
        room = [min(max(abs(point + place - each) / CLEAR) for each in taken) for place in PLACES]
        best = next((n for n, free in enumerate(room) if free >= 1), int(np.argmax(room)))
        taken.append(point + PLACES[best])
        field.annotate(
            str(number),
            (x[number - 1], y[number - 1]),
            PLACES[best],
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=9,
        )
