"""Networks and digits side by side: rows of digits, intervals, and groups of bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from lenet_keras.figures.inputs import image_stack, numeric, same_length
from lenet_keras.figures.picture import WIDTH, Picture, house_style, new_figure
from lenet_keras.figures.sheet import caption, image_at, sheet

MOST = 10
"""Digits of a row; others are counted."""
GREYS = ("0.15", "0.5", "0.78", "0.92")


@house_style()
def rows(images: Mapping[str, ArrayLike], labels: Mapping[str, ArrayLike] | None = None) -> Picture:
    """Show digits in rows, each row with its name at the left and at most ten digits.

    Args:
        images: by name, each of shape `(n, 28, 28)` or `(n, 28, 28, 1)`; a row may be empty. Each row is
            drawn from its own smallest value, black, to its largest, white.
        labels: by name, what to write above each digit, `(n,)`.
    """
    side, step, left, above = 0.68, 0.75, 2.0, 0.24 if labels else 0.08
    page = sheet(len(images) * (side + above) + 0.1)
    said = []
    for number, (name, some) in enumerate(images.items()):
        top = 0.05 + number * (side + above) + (0.2 if labels else 0)
        stack = image_stack(some) if np.size(some) else np.empty((0, 28, 28))
        over = [str(each) for each in np.asarray(labels[name])] if labels else [""] * len(stack)
        same_length(images=stack, labels=over)
        title = f"{name} ({len(stack)})" if labels else name
        caption(page, left - 0.15, top + side / 2, title, ha="right", size=10.5)
        limits = (stack.min(), stack.max()) if len(stack) else (0, 0)
        for place, (image, text) in enumerate(zip(stack[:MOST], over[:MOST], strict=True)):
            x = left + place * step
            caption(page, x + side / 2, top - 0.09, text, size=9.5)
            image_at(page, image, x, top, side, limits)
        shown = f": {', '.join(over[:MOST])}" if labels and len(stack) else ""
        said.append(f"{title}, {min(len(stack), MOST)} shown{shown}")
    return Picture(page.figure, f"Rows of handwritten digits. {'; '.join(said)}.")


@house_style()
def intervals(
    ends: Mapping[str, tuple[float, float]],
    draws: Mapping[str, Sequence[float]],
    marks: Mapping[str, float] | None = None,
) -> Picture:
    """Show intervals of accuracies as bars, one above the other, with the single accuracies as circles.

    Args:
        ends: the lower and the upper end, by name.
        draws: the accuracies that an interval was made of, by name.
        marks: one more accuracy, drawn as a cross, for some of the names.
    """
    marks = marks or {}
    names = list(ends)
    figure = new_figure(0.9 + 0.42 * len(names), layout="constrained")
    ax = figure.subplots()
    said = []
    for height, name in enumerate(names):
        low, high = numeric(ends[name], name)
        single = numeric(draws[name], name)
        ax.plot([low, high], [height, height], color="0.72", linewidth=7, solid_capstyle="butt", zorder=1)
        ax.plot(single, np.full(len(single), height), "o", color="black", markerfacecolor="white", zorder=2)
        said.append(f"{name}: {low:.2%} to {high:.2%}, from {', '.join(f'{each:.2%}' for each in single)}")
        if name in marks:
            ax.plot([marks[name]], [height], "x", color="black", markersize=8, markeredgewidth=2, zorder=3)
            said[-1] += f", cross at {marks[name]:.2%}"
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:.1%}")
    ax.set_xlabel("test accuracy")
    ax.grid(axis="x", color="0.9")
    return Picture(
        figure, f"Intervals of the mean accuracy as bars, accuracies as circles. {'; '.join(said)}."
    )


@house_style()
def groups(shares: Mapping[str, Mapping[str, float]]) -> Picture:
    """Show shares as groups of bars: one group for each kind of digits, one bar for each network.

    Args:
        shares: by kind, and in each by network, from 0 to 1; each kind has the same networks, four at most.
    """
    kinds, networks = list(shares), list(next(iter(shares.values())))
    if len(networks) > len(GREYS):
        raise ValueError(
            f"shares: found {len(networks)} networks, expected at most {len(GREYS)}. Leave some out."
        )
    values = np.array([[shares[kind][network] for network in networks] for kind in kinds])
    figure = new_figure(3.4, width=WIDTH, layout="constrained")
    ax = figure.subplots()
    width = 0.8 / len(networks)
    for number, network in enumerate(networks):
        places = np.arange(len(kinds)) + (number - (len(networks) - 1) / 2) * width
        ax.bar(
            places,
            values[:, number],
            width * 0.94,
            color=GREYS[number],
            edgecolor="black",
            linewidth=0.7,
            label=network,
        )
        for x, share in zip(places, values[:, number], strict=True):
            ax.text(x, share + 0.015, f"{100 * share:.0f}", ha="center", size=9)
    ax.set_xticks(range(len(kinds)), kinds)
    ax.set_ylim(0, 1.08)
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    ax.set_ylabel("digits that are read")
    ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=len(networks), frameon=False)
    said = (
        f"{kind}: " + ", ".join(f"{name} {share:.1%}" for name, share in zip(networks, row, strict=True))
        for kind, row in zip(kinds, values, strict=True)
    )
    return Picture(figure, f"Bars of the share of digits that each network reads. {'; '.join(said)}.")
