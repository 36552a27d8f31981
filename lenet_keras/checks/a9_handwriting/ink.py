"""Judges of A9.1: ink by its share of the light."""

from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step

GREY = "np.array([[190, 60, 140], [88, 30, 66]], 'uint8')"
LIGHT = "np.array([[200, 200, 200], [90, 90, 90]], 'uint8')"

INK = Function(
    "find_ink(grey, light, limit)",
    (
        f"{GREY}, {LIGHT}, 0.7",
        f"{GREY}, {LIGHT}, 0.5",
        "np.array([[50, 49, 51, 20]], 'uint8'), np.array([[100, 100, 100, 100]], 'uint8'), 0.5",
        "np.array([[140, 105, 90, 70, 99]], 'uint8'), np.full((1, 5), 100, 'uint8'), 0.9",
    ),
    (
        Result(
            "the mask",
            """
            grey / light < limit
            # Ink gives back less than the limit. A pixel that gives back just this share is paper.
            grey / light <= limit
            # This is the paper: ink gives back less than the limit.
            grey / light > limit
            grey / light >= limit
            # The threshold is the same everywhere. What is the light at each pixel?
            grey < 255 * limit
            grey < limit * grey.max()
            grey < limit * light.max()
            # Nothing is below the limit here: it is a share, from 0 to 1. What is compared with it?
            grey < limit
            # This is the share that is missing. Ink is where little comes back.
            1 - grey / light < limit
            # Bytes divided by bytes, without Python's `/`, give whole numbers. A share lies between 0 and 1.
            np.rint(grey / light) < limit
            # The limit is a share of the light. Which of the two is multiplied by it?
            grey * limit < light
            # A share is how much of the light comes back. Which of the two is divided by the other?
            light / grey < limit
            # `//` divides whole numbers and drops the rest. A share lies between 0 and 1.
            grey // light < limit
            # This is a difference. In a shadow the same share is a smaller difference.
            light.astype(float) - grey > 255 * limit
            light.astype(float) - grey > 255 * (1 - limit)
            light - grey > limit
            light - grey > 255 * limit
            # The mask holds True and False. Which comparison gives them?
            grey / light
            255 * (grey / light < limit)
            """,
            "A pixel is ink if its share of the light is below the limit.",
            "One answer for each pixel: the mask has the shape of the photo.",
        ),
    ),
    # no share is the limit itself, where rounding would decide
    drawn=(
        "(whole(seed, 180, rows, columns) + 10).astype('uint8'), "
        "(whole(seed, 120, rows, columns) + 90).astype('uint8'), share + 0.0003",
    ),
    sizes={"rows": (2, 9), "columns": (2, 9)},
)

STEPS = (
    Step(
        "A9.1",
        concept="thresholds",
        defines=("find_ink",),
        criteria=(INK.returns("it tells ink from paper in sun and shadow", 2),),
        error_hints=(
            (
                "truth value of an array",
                "`if` asks once, and here are many pixels. A comparison of arrays compares each by itself.",
            ),
        ),
    ),
)
