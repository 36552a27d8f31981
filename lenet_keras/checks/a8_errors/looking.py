"""Judge of A8.4: the occlusion map."""

import numpy as np

from lenet_keras.checks.a8_errors.errors import ERROR_HINTS
from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step

READER = """lambda images: (lambda z: z / z.sum(axis=1, keepdims=True))(
    np.exp(np.reshape(images, (-1, 42)) @ normal(2, 42, 4) / 3))"""
IMAGE = "abs(normal(1, 6, 7, 1))"


def covered(image: np.ndarray, size: int, paper: float = 0.0, step: int = 1, more: int = 0) -> np.ndarray:
    """Copies of an image, shape `(rows, columns, 1)`, with a patch at each place: `(down, right, *shape)`."""
    rows, columns = range(0, len(image) - size + 1, step), range(0, image.shape[1] - size + 1, step)
    copies = np.tile(image, (len(rows), len(columns), 1, 1, 1))
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            copies[i, j, row : row + size + more, column : column + size + more] = paper
    return copies


MAP = Function(
    "occlusion(reader, image, digit, size)",
    (f"{READER}, {IMAGE}, 2, 3", f"{READER}, {IMAGE} / 2, 0, 2"),
    (
        Result(
            "the occlusion map",
            """
            whole = reader(image[np.newaxis])[0]
            asked = lambda copies: reader(copies.reshape(-1, *image.shape)).reshape(*copies.shape[:2], -1)
            left = asked(covered(image, size))
            whole[digit] - left[:, :, digit]
            # The sign is the other way round: where the answer loses probability, the number is above 0.
            left[:, :, digit] - whole[digit]
            # This is the probability that is left. How much was lost is asked for.
            left[:, :, digit]
            # This looks at the largest probability. It belongs to another class once the patch is there.
            whole.max() - left.max(axis=2)
            # All classes are there. One is asked for, `digit`.
            whole - left
            # The patch is full of ink. Paper is 0.
            whole[digit] - asked(covered(image, size, 1.0))[:, :, digit]
            # The patch is as grey as the image on average. Paper is 0.
            whole[digit] - asked(covered(image, size, image.mean()))[:, :, digit]
            # The patch is one pixel too large. In `a:b` the end `b` is left out already.
            whole[digit] - asked(covered(image, size, more=1))[:, :, digit]
            # The patches lie side by side. There is one at every place where it fits.
            whole[digit] - asked(covered(image, size, step=size))[:, :, digit]
            # The map has its rows as columns.
            (whole[digit] - left[:, :, digit]).T
            # The patch stays where it was when the next one comes: each copy is made of the image anew.
            grown = np.minimum.accumulate(covered(image, size).reshape(-1, *image.shape))
            whole[digit] - asked(grown.reshape(left.shape[:2] + image.shape))[:, :, digit]
            # This is one row of numbers. `reshape` gives it the rows and columns of the places.
            (whole[digit] - left[:, :, digit]).ravel()
            # This says what remains as a part of the whole. The difference is asked for.
            left[:, :, digit] / whole[digit]
            # The difference was divided by the whole. The text asks for the difference.
            1 - left[:, :, digit] / whole[digit]
            # The sign is lost: where the patch helps the answer, the number is below 0.
            abs(whole[digit] - left[:, :, digit])
            """,
            "For each place of the patch: the probability for the whole image minus that with the patch.",
            "The patch fits in `rows - size + 1` rows and `columns - size + 1` columns.",
        ),
    ),
    {"covered": covered},
    drawn=(
        "lambda images: (lambda z: z / z.sum(axis=1, keepdims=True))("
        "np.exp(np.reshape(images, (-1, rows * columns)) @ normal(seed, rows * columns, 4) / 3)), "
        "np.abs(normal(seed, rows, columns, 1)), digit, size",
    ),
    sizes={"rows": (4, 8), "columns": (4, 8), "digit": (0, 3), "size": (1, 3)},
)

STEP = Step(
    "A8.4",
    concept="occlusion",
    defines=("occlusion",),
    criteria=(
        MAP.returns("the map of what each place is worth", 2.5, kept=""),
        MAP.keeps("the image is not written over", 0.5, "image"),
    ),
    error_hints=(
        (
            "is incompatible with the layer|expected shape=|Graph execution error|encountered when calling",
            "A network was asked. The function gets `reader`; whoever calls it says what reads.",
        ),
        (
            "matmul|cannot reshape",
            "`reader` takes images of shape `(n, rows, columns, 1)`, all of the size of `image`.",
        ),
        (
            "axis 0 with size 1$",
            "`reader` gives a table, with a row for each image. First comes the row, then the class.",
        ),
        *ERROR_HINTS,
    ),
)
