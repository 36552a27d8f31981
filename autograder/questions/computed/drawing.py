"""Pictures of questions: matplotlib's own canvas, one size of letters, legible in black and white."""

import io


def axes(width: float = 4.2, height: float = 3.0):
    """A figure of its own with one pair of axes.

    Args:
        width: in inches.
        height: in inches.

    Returns:
        The figure and its axes.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    # margins in inches, since an automatic layout draws everything once more
    left, bottom, rest = 0.65 / width, 0.55 / height, 0.2
    return figure, figure.add_axes((left, bottom, 1 - left - rest / width, 1 - bottom - rest / height))


def png(figure) -> bytes:
    """A figure as a PNG, the same bytes for the same figure."""
    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=160, metadata={"Software": None})
    return target.getvalue()
