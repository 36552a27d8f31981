"""Digits that the class has written, where the teacher has collected them: three files beside the notebook.

They are IDX files, as MNIST's: images, labels, and the number of the writer, which is no name. Where there
are none, lesson A9 takes digits that lean.
"""

from pathlib import Path

import numpy as np

from lenet_keras.datasets import idx

IMAGES, LABELS, WRITERS = (
    "class-images-idx3-ubyte.gz",
    "class-labels-idx1-ubyte.gz",
    "class-writers-idx1-ubyte.gz",
)
MOST_WRITERS = 256  # what a byte can number
LEARNED, JUDGED = 200, 400  # digits at most: fine-tuning takes seconds

Digits = tuple[np.ndarray, np.ndarray]


def collected(folder: str | Path = ".") -> bool:
    """Whether the class's digits lie in a folder, by default beside the notebook."""
    return all((Path(folder) / name).is_file() for name in (IMAGES, LABELS, WRITERS))


def load_data(folder: str | Path = ".") -> tuple[Digits, Digits]:
    """Load the class's digits: half of the writers to learn from, the others to measure with.

    Args:
        folder: where the files are.

    Returns:
        `(mine, mineLabels), (others, othersLabels)`: images `(n, 28, 28, 1)`, float32 from 0 to 1, and labels
        `(n,)`, uint8. Of one writer alone, every second digit is in the first half.

    Raises:
        idx.DataError: (a ValueError) if a file is damaged, or they do not belong together.
    """
    place = Path(folder)
    images = idx.read(place / IMAGES)
    labels, numbers = (idx.read(place / name, dimensions=1) for name in (LABELS, WRITERS))
    if images.shape != (len(labels), 28, 28) or len(numbers) != len(labels) or len(labels) < 2:
        raise idx.DataError(
            f"{place / IMAGES}: found images of shape {images.shape}, {len(labels)} labels and "
            f"{len(numbers)} writers, expected (n, 28, 28) and n of each, at least two. Ask your teacher for "
            "the three files of one collection."
        )
    if labels.max() > 9:
        raise idx.DataError(
            f"{place / LABELS}: found the label {labels.max()}, expected digits from 0 to 9. Ask your "
            "teacher for the file again."
        )
    writers = np.unique(numbers)
    first = np.isin(numbers, writers[::2]) if len(writers) > 1 else np.arange(len(labels)) % 2 == 0
    return _spread(images[first], labels[first], LEARNED), _spread(images[~first], labels[~first], JUDGED)


def _spread(images: np.ndarray, labels: np.ndarray, most: int) -> Digits:
    """At most so many, evenly spread over the writers."""
    rows = np.linspace(0, len(labels) - 1, min(most, len(labels))).astype(int)
    return (images[rows, ..., None] / np.float32(255)).astype(np.float32), labels[rows]
