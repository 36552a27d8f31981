"""Descriptions of matplotlib's figures: the data behind them, and the words around it."""

from typing import Any

MOST_POINTS = 2_000  # of one line
# What a reader sees of matplotlib's collections.
MARKS = {
    "PathCollection": "dots",
    "QuadMesh": "cells",
    "PolyQuadMesh": "cells",
    "LineCollection": "strokes",
    "PolyCollection": "areas",
    "FillBetweenPolyCollection": "areas",
}
NOTHING = ("None", "none", " ", "", None)  # what matplotlib calls a stroke or a mark that is not there


def figure(value: Any) -> dict[str, Any]:
    """Describe the data behind a matplotlib figure: lines, images and texts of all its axes."""
    return {
        "kind": "figure",
        "title": value.get_suptitle(),
        "xlabel": value.get_supxlabel(),
        "legend": [text.get_text() for legend in value.legends for text in legend.get_texts()],
        "axes": [_axes(each) for each in value.axes],
    }


def _axes(value: Any) -> dict[str, Any]:
    legend = value.get_legend()
    names = _named_by(legend, value.get_lines()) if legend else {}
    seen = [line for line in value.get_lines() if line.get_visible()]
    joined = [line for line in seen if line.get_linestyle() not in NOTHING]
    dots = sum(line.get_marker() not in NOTHING for line in seen if line not in joined)
    collections = [MARKS.get(type(each).__name__, "shapes") for each in value.collections]
    # error bars and stems are containers, too; what they are made of stands among lines and collections
    bars = [each for each in value.containers if type(each).__name__ == "BarContainer"]
    shapes = len(value.patches) - sum(map(len, bars))
    return {
        # left, bottom, right, top: axes that share a place or a column share what is written there
        "place": [round(float(number), 3) for number in value.get_position().extents],
        "title": " ".join(filter(None, (value.get_title(loc=side) for side in ("left", "center", "right")))),
        "xlabel": value.get_xlabel(),
        "ylabel": value.get_ylabel(),
        "lines": [
            {
                "x": [float(number) for number in line.get_xdata(orig=False)[:MOST_POINTS]],
                "y": [float(number) for number in line.get_ydata(orig=False)[:MOST_POINTS]],
                "label": names.get(line) or str(line.get_label()),
            }
            for line in joined
        ],
        "images": [_pixels(image) for image in value.get_images()],
        "marks": ["bars"] * len(bars) + collections + ["dots"] * dots + ["shapes"] * shapes,
        "texts": [text.get_text() for text in value.texts],
        "legend": [text.get_text() for text in legend.get_texts()] if legend else [],
    }


def _named_by(legend: Any, lines: list) -> dict[Any, str]:
    """What a legend calls those lines that are found in it by their look alone."""

    def look(line: Any) -> tuple:
        return line.get_color(), line.get_linestyle(), line.get_marker()

    found = {}
    pairs = [
        (look(handle), text.get_text())
        for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=False)
        if hasattr(handle, "get_linestyle") and hasattr(handle, "get_marker")
    ]
    looks = [each for each, _ in pairs]
    for own, text in pairs:
        alike = [line for line in lines if look(line) == own]
        if len(alike) == 1 == looks.count(own):  # a second pair of axes begins with the same colours
            found[alike[0]] = text
    return found


def _pixels(image: Any):
    """The pixels of an image as a reader sees them: axes can turn a picture upside down, and mirror it."""
    # a copy: the picture must stay what it was when it was looked at; masked cells do not occur
    pixels = image.get_array().data.copy()
    if pixels.ndim < 2 or not hasattr(image, "get_extent"):
        return pixels
    left, right, bottom, top = image.get_extent()
    if image.origin == "lower":
        bottom, top = top, bottom
    (x0, y0), (x1, y1) = image.axes.transData.transform([(left, bottom), (right, top)])
    return pixels[:: 1 if y1 >= y0 else -1, :: 1 if x1 >= x0 else -1].copy()
