"""What a network gets wrong: where it looks, how well its probabilities hold, and what a cure costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lenet_keras.figures.inputs import image_stack, numeric, same_length
from lenet_keras.figures.picture import WIDTH, Picture, house_style, new_figure
from lenet_keras.figures.sheet import caption, image_at, sheet

LINES: tuple[dict[str, Any], ...] = (
    {"color": "black", "linestyle": "-", "linewidth": 1.8},
    {"color": "0.4", "linestyle": "--", "linewidth": 1.8},
    {"color": "0.6", "linestyle": "-.", "linewidth": 1.8},
)
MARKERS = "osD^vX"
MOST_MAPS = 4


@house_style()
def occlusion(images: ArrayLike, maps: Sequence[ArrayLike], titles: Sequence[str]) -> Picture:
    """Show digits, and below each how much an answer loses while a place of the digit is covered.

    Args:
        images: shape `(n, 28, 28)` or `(n, 28, 28, 1)`, four at most.
        maps: one for each image, shape `(places, places)`, the loss of probability, about the patch whose
            first row and column the place is.
        titles: what stands above each.
    """
    digits = image_stack(images)
    drops = [numeric(each, "maps") for each in maps]
    same_length(images=digits, maps=drops, titles=titles)
    if len(digits) > MOST_MAPS:
        raise ValueError(f"images: found {len(digits)}, expected at most {MOST_MAPS}. Draw two pictures.")
    for drop in drops:
        if drop.ndim != 2:
            raise ValueError(f"maps: found shape {drop.shape}, expected (rows, columns). One for each image.")
    side, step = 1.9, 2.3
    page = sheet(4.75)
    largest = max(float(np.abs(drop).max()) for drop in drops) or 1.0
    told = []
    left = (WIDTH - (len(digits) - 1) * step - side) / 2
    for place, (digit, drop, title) in enumerate(zip(digits, drops, titles, strict=True)):
        at = left + place * step
        caption(page, at + side / 2, 0.2, title, size=10.5)
        image_at(page, digit, at, 0.4, side)
        inner = side * drop.shape[1] / digit.shape[1]  # a map of the middles of the patches
        margin = (side - inner) / 2
        image_at(page, -drop, at + margin, 2.5 + margin, inner, (-largest, largest))
        row, column = np.unravel_index(drop.argmax(), drop.shape)
        told.append(f"{title}: it loses most, {drop.max():.2f}, at row {row}, column {column}")
    caption(
        page,
        WIDTH / 2,
        4.6,
        "dark: the answer loses probability while this place is covered; bright: it gains",
        size=10,
    )
    alt = (
        f"Above, {len(digits)} digits. Below each a map: how much the probability of its answer falls while "
        f"a patch at this place is covered, dark for more. {'; '.join(told)}."
    )
    return Picture(page.figure, alt)


@house_style()
def reliability(**diagrams: Sequence[ArrayLike]) -> Picture:
    """Show for each bin how sure the network is and how often it is right.

    Args:
        diagrams: by name, one or two; each holds `said`, `right` and `share` of the bins, shape `(bins,)`
            each. An underscore of a name is shown as a space.
    """
    figure = new_figure(4.1, layout="constrained")
    panels = figure.subplots(1, max(2, len(diagrams)))
    panels[-1].set_axis_off() if len(diagrams) == 1 else None
    told = []
    for ax, (name, diagram) in zip(panels, diagrams.items(), strict=False):
        said, right, share = (numeric(each, name) for each in diagram)
        same_length(said=said, right=right, share=share)
        bins, label = len(said), name.replace("_", " ")
        filled = share > 0
        lefts = np.arange(bins) / bins
        ax.bar(lefts[filled], right[filled], 1 / bins, align="edge", color="0.82", edgecolor="black")
        ax.plot((0, 1), (0, 1), color="0.35", linestyle="--", linewidth=1.2)
        ax.plot(said[filled], right[filled], "o", color="black", markersize=5)
        error = float(np.sum(share * np.abs(said - right)))
        ax.set_title(f"{label}: expected calibration error {error:.4f}", loc="left")
        ax.set_xlabel("how sure it says it is")
        ax.set_ylabel("share that is right")
        ax.set_xlim(0, 1)
        ax.set_ylim(0, 1.02)
        parts = [
            f"{said[each]:.2f} said, {right[each]:.2f} right, {share[each]:.1%} of the digits"
            for each in np.flatnonzero(filled)
        ]
        told.append(f"{label}, expected calibration error {error:.4f}: {'; '.join(parts)}")
    alt = (
        "Bars: the share of right answers in each bin of probability; the dashed diagonal is where both "
        f"are equal, dots below it are too sure. {'. '.join(told)}."
    )
    return Picture(figure, alt)


@house_style()
def reject_curves(**curves: Sequence[ArrayLike]) -> Picture:
    """Show the error among the digits that a network keeps against the share that it hands to a person.

    Args:
        curves: by name, up to three; each holds `handed` and `error`, shape `(n,)`, as shares. An underscore
            of a name is shown as a space.
    """
    if len(curves) > len(LINES):
        raise ValueError(f"found {len(curves)} curves, expected at most {len(LINES)}. Draw two pictures.")
    figure = new_figure(3.6, layout="constrained")
    ax = figure.subplots()
    told = []
    for (name, curve), style in zip(curves.items(), LINES, strict=False):
        handed, error = (numeric(each, name) for each in curve)
        same_length(handed=handed, error=error)
        label = name.replace("_", " ")
        ax.plot(100 * handed, 100 * error, label=label, **style)
        parts = [
            f"{error[int(np.argmin(np.abs(handed - share)))]:.2%} at {share:.0%}"
            for share in (0, 0.01, 0.05, 0.1)
        ]
        told.append(f"{label}: {', '.join(parts)} handed over")
    ax.set_xlim(0, 30)
    ax.set_ylim(bottom=0)
    ax.set_xlabel("handed to a person (%)")
    ax.set_ylabel("misread of the others (%)")
    ax.grid(axis="y", color="0.9")
    ax.legend(frameon=False)
    alt = f"Falling curves, the error among the digits that the network keeps. {'; '.join(told)}."
    return Picture(figure, alt)


@house_style()
def costs(thresholds: ArrayLike, **prices: ArrayLike) -> Picture:
    """Show what a digit costs at each threshold, with the cheapest marked.

    Args:
        thresholds: shape `(n,)`.
        prices: by name, up to three, shape `(n,)`. An underscore of a name is shown as a space.
    """
    at = numeric(thresholds, "thresholds")
    figure = new_figure(3.2, layout="constrained")
    ax = figure.subplots()
    told = []
    for (name, values), style in zip(prices.items(), LINES, strict=False):
        each = numeric(values, name)
        same_length(thresholds=at, **{name: each})
        label, best = name.replace("_", " "), int(each.argmin())
        ax.plot(at, each, label=label, **style)
        ax.plot(at[best], each[best], "o", color="black", markersize=7)
        told.append(f"{label} is cheapest at {at[best]:.3f}, with {each[best]:.3f} a digit")
    ax.set_xlabel("threshold: below it a person reads (dot: cheapest)")
    ax.set_ylabel("cost of a digit")
    ax.set_ylim(bottom=0)
    ax.grid(axis="y", color="0.9")
    ax.legend(frameon=False)
    return Picture(figure, f"The cost of a digit against the threshold. {'; '.join(told)}.")


@house_style()
def search(rates: ArrayLike, errors: ArrayLike, kinds: Sequence[str]) -> Picture:
    """Show the trials of a search: the error of each against its learning rate.

    Args:
        rates: shape `(trials,)`, learning rates.
        errors: shape `(trials,)`, shares of digits misread.
        kinds: of each trial, what its marker tells, such as its optimizer.
    """
    x, y = numeric(rates, "rates"), numeric(errors, "errors")
    same_length(rates=x, errors=y, kinds=kinds)
    figure = new_figure(3.3, layout="constrained")
    ax = figure.subplots()
    for kind, marker in zip(dict.fromkeys(kinds), MARKERS, strict=False):
        own = np.array([each == kind for each in kinds])
        style: dict[str, Any] = {"markerfacecolor": "white" if marker == "s" else "0.2", "markersize": 8}
        ax.plot(x[own], 100 * y[own], marker, color="0.2", label=kind, **style)
    for number, (rate, error) in enumerate(zip(x, y, strict=True)):
        ax.annotate(str(number), (rate, 100 * error), (7, 4), textcoords="offset points", fontsize=9.5)
    ax.set_xscale("log")
    ax.set_ylim(0, 112 * max(y.max(), 0.01))
    ax.set_xlabel("learning rate (logarithmic)")
    ax.set_ylabel("misread (%)")
    ax.grid(color="0.9")
    ax.legend(frameon=False)
    best = int(y.argmin())
    told = [f"trial {n}, {kinds[n]} with rate {x[n]:.4g}: {y[n]:.1%}" for n in range(len(x))]
    alt = f"Trials by learning rate and share misread. {'; '.join(told)}. The best is trial {best}."
    return Picture(figure, alt)


@house_style()
def cures(measured: Mapping[str, tuple[float, float]]) -> Picture:
    """Show what cures reach against what they cost.

    Args:
        measured: by name, CPU seconds and the share misread.
    """
    names = list(measured)
    seconds, errors = numeric([measured[name] for name in names], "measured").T
    figure = new_figure(3.6, layout="constrained")
    ax = figure.subplots()
    ax.plot(seconds, 100 * errors, "o", color="black", markersize=7)
    for name, x, y in zip(names, seconds, errors, strict=True):
        beyond = x > 0.6 * seconds.max()
        place, side = ((-8, 5), "right") if beyond else ((8, 5), "left")
        ax.annotate(name, (x, 100 * y), place, textcoords="offset points", ha=side, fontsize=10)
    ax.set_xlim(0, 1.1 * seconds.max())
    ax.set_ylim(0, 115 * errors.max())
    ax.set_xlabel("CPU seconds of all trainings")
    ax.set_ylabel("misread (%)")
    ax.grid(color="0.9")
    told = [f"{n}: {y:.1%} misread after {x:.1f} s" for n, x, y in zip(names, seconds, errors, strict=True)]
    return Picture(figure, f"Each cure by what it costs and what it reaches. {'; '.join(told)}.")
