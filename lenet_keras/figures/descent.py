"""How gradient descent walks over a loss, and how windows walk over an image."""

from __future__ import annotations

import numpy as np

from lenet_keras.figures.picture import Picture, house_style, new_figure

STEEP = 8.0  # how much steeper the bowl is across than along: what makes one learning rate hard to choose
START = (-4.0, 1.5)


@house_style()
def descent(learning_rate: float, momentum: float = 0.0, steps: int = 30) -> Picture:
    """Show the steps of gradient descent in a long valley, from above, and the loss after each.

    The loss is ½ (a² + 8 b²). Across the valley a learning rate above 2/8 makes the steps grow.

    Args:
        learning_rate: how far a step goes against the gradient, above 0.
        momentum: which part of the last step is kept, from 0 to below 1.
        steps: how many are taken.

    Raises:
        ValueError: for a learning rate that is not above 0, or a momentum outside of [0, 1).
    """
    if not learning_rate > 0:
        raise ValueError(f"found a learning rate of {learning_rate}, expected a number above 0")
    if not 0 <= momentum < 1:
        raise ValueError(f"found a momentum of {momentum}, expected 0 up to below 1")
    curvature = np.array([1.0, STEEP])
    places, velocity = [np.array(START)], np.zeros(2)
    for _ in range(steps):
        velocity = momentum * velocity - learning_rate * curvature * places[-1]
        places.append(places[-1] + velocity)
    path = np.array(places)
    losses = (curvature * path**2).sum(axis=1) / 2

    figure = new_figure(3.4, layout="constrained")
    valley, curve = figure.subplots(1, 2, width_ratios=(3, 2))
    a, b = np.meshgrid(np.linspace(-5, 5, 101), np.linspace(-2.2, 2.2, 61))
    valley.contour(a, b, (a**2 + STEEP * b**2) / 2, levels=[0.25, 1, 2.5, 5, 9, 14, 20], colors="0.75")
    valley.plot(path[:, 0], path[:, 1], "o-", color="black", markersize=4, linewidth=1)
    valley.plot(0, 0, "*", color="black", markersize=12)
    valley.set(
        xlim=(-5, 5), ylim=(-2.2, 2.2), xlabel="weight a", ylabel="weight b", title="the steps, from above"
    )
    curve.plot(np.maximum(losses, 1e-12), "o-", color="black", markersize=4, linewidth=1)
    curve.set(yscale="log", xlabel="step", title="loss")
    outcome = "grows" if losses[-1] > losses[0] else f"falls from {losses[0]:.3g} to {losses[-1]:.2g}"
    alt = (
        f"{steps} steps with a learning rate of {learning_rate:g} and a momentum of {momentum:g} in a long "
        "valley. "
        f"The loss {outcome}."
    )
    return Picture(figure, alt)


@house_style()
def windows(size: int, stride: int = 1, padding: int = 0, pixels: int = 7) -> Picture:
    """Show where a kernel stops on an image: its windows and the form of the feature map.

    Args:
        size: rows and columns of the kernel.
        stride: how far it moves on.
        padding: rows and columns of zeros on each side.
        pixels: rows and columns of the image.

    Raises:
        ValueError: when the kernel does not fit into the image with its border.
    """
    whole = pixels + 2 * padding
    if not (1 <= size <= whole and stride >= 1 and padding >= 0):
        raise ValueError(
            f"found a kernel of {size} × {size}, stride {stride} and padding {padding} for {pixels} pixels; "
            f"expected a kernel of 1 to {whole}, a stride from 1 and a padding from 0"
        )
    fits = (whole - size) // stride + 1
    figure = new_figure(3.2, layout="constrained")
    image, feature_map = figure.subplots(1, 2)
    paper = np.full((whole, whole), 0.85)
    paper[padding : padding + pixels, padding : padding + pixels] = 0.6
    paper[:size, :size] -= 0.35
    for ax, values, title in (
        (image, paper, f"image {pixels} × {pixels}, border {padding}"),
        (feature_map, np.full((fits, fits), 0.6), f"feature map {fits} × {fits}"),
    ):
        ax.imshow(values, cmap="gray", vmin=0, vmax=1, extent=(0, len(values), len(values), 0))
        ax.set(xlim=(-0.2, whole + 0.2), ylim=(whole + 0.2, -0.2), title=title, xticks=[], yticks=[])
        for line in range(len(values) + 1):
            ax.plot([0, len(values)], [line, line], color="white", linewidth=1)
            ax.plot([line, line], [0, len(values)], color="white", linewidth=1)
        for spine in ax.spines.values():
            spine.set_visible(False)
    corners = np.arange(fits) * stride + size / 2
    across, down = np.meshgrid(corners, corners)
    image.plot(across.ravel(), down.ravel(), "o", color="black", markeredgecolor="white", markersize=6)
    alt = (
        f"A kernel of {size} × {size} on an image of {pixels} × {pixels} with a border of {padding}. "
        f"With stride {stride} it stops at {fits} × {fits} places, marked by dots: so large is its map."
    )
    return Picture(figure, alt)
