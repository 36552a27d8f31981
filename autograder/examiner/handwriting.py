"""Handwriting of the class that is kept for exams: by students of whom the lesson gives nobody a digit.

`python -m autograder handwriting` puts it into the course's working folder, which no candidate sees.
"""

from pathlib import Path

import numpy as np

from autograder.coursedir import folders
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.datasets import idx

EXAM = folders.WORK / "handwriting" / "exam"
"""In it a folder for each student."""
IMAGES, LABELS = "images-idx3-ubyte.gz", "labels-idx1-ubyte.gz"
_NAMES = "the class's images", "the class's labels"


def kept_for_exams(notebook: Path) -> Observations:
    """The digits that a course keeps for exams, beside what its reference shows.

    Args:
        notebook: of the reference solution, `solutions/LESSON/LESSON.ipynb` in the course's folder.

    Returns:
        Images `(n, 28, 28)` and labels `(n,)`, uint8; nothing where the course keeps none.

    Raises:
        lenet_keras.datasets.idx.DataError: when a file is damaged; it names the file.
    """
    if len(notebook.resolve().parents) < 3:
        return {}
    folder = notebook.resolve().parents[2] / EXAM
    writers = sorted(each.parent for each in folder.glob(f"*/{LABELS}"))
    if not writers:
        return {}
    images = np.concatenate([idx.read(each / IMAGES) for each in writers])
    labels = np.concatenate([idx.read(each / LABELS, dimensions=1) for each in writers])
    return {name: _array(each) for name, each in zip(_NAMES, (images, labels), strict=True)}


def _array(values: np.ndarray) -> Observation:
    return {"kind": "array", "values": values, "shape": list(values.shape), "dtype": "uint8", "rows": None}


def of(reference: Observations) -> tuple[np.ndarray, np.ndarray] | None:
    """Images and labels that were put beside what a reference shows; None where there are none."""
    if _NAMES[0] not in reference:
        return None
    images, labels = (reference[name]["values"] for name in _NAMES)
    return images, labels
