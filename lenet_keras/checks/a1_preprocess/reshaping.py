"""A1.4: the images get a depth of 1."""

from lenet_keras.checks import arrays
from lenet_keras.checks.a1_preprocess.data import IMAGES, TENSOR_HINT, mixed_up, with_depth
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.unchanged import unchanged
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words

NOT_YET = "The depth axis is not there yet. It has length 1 and comes last."
ERROR_HINTS = (
    (
        "cannot reshape array",
        "A reshape keeps all numbers: the lengths of the new axes, multiplied, must give as many. Is a "
        "length missing, mistyped, or that of another array?",
    ),
    (r"reshape\(\) takes", "As a function `reshape` takes the array first, then one shape in parentheses."),
)


def has_depth(name: str):
    """A judge of A1.4: the images of `name` got an axis of length 1 at the end."""

    def judge(observations: Observations) -> Fault | None:
        expected = with_depth(name)
        observation = observations[name]
        wanted = f"an array of shape {expected.shape}"
        if observation["kind"] != "array":
            hint = (
                "These are the lengths of the axes alone. The array has to take this shape."
                if isinstance(observation.get("value"), list)
                else "The array itself was lost: what stands on the right of `=` gave something else."
            )
            return Fault(f"`{name}` is {in_words(observation)}", wanted, hint)
        if observation["type"] == "tensor":
            return Fault(f"`{name}` is a tensor", wanted, TENSOR_HINT)
        found = arrays.shape(observation)
        if found == expected.shape:
            return _same_pixels(name, observation, expected)
        if found == expected.shape[:-1]:
            return unchanged(name, observations, wanted, NOT_YET, IMAGES, ERROR_HINTS)
        hint = _shape_hint(name, found, expected.shape)
        return Fault(f"`{name}` has shape {found}", f"{expected.shape}", hint)

    return judge


def _shape_hint(name: str, found: tuple[int, ...], expected: tuple[int, ...]) -> str:
    n = expected[0]
    if found == (n, 1, *expected[1:3]):
        return "The depth stands before the rows. Keras wants samples, rows, columns, depth."
    if found == (*expected, 1):
        return "The axis was added twice: was the cell run twice? Restart the kernel and run from the top."
    if found and found[-1] == 3:
        return "A depth of 3 is for red, green and blue. A grey digit has one value per pixel."
    if found[1:] == expected[1:]:
        return mixed_up(name, found[0]) or "The number of samples changed. A reshape keeps every digit."
    if found[:1] == (n,) and len(found) in (2, 3) and found[1] == expected[1] * expected[2]:
        return (
            "Rows and columns were flattened into one axis. A convolution needs to know which pixels are "
            "neighbours."
        )
    if found[:1] != (n,):
        return "The number of samples must stay the first axis."
    return "Samples, rows, columns, depth: four axes, in this order."


def _same_pixels(name: str, observation: Observation, expected) -> Fault | None:
    if arrays.close(observation, expected):
        return None
    if arrays.numeric(observation) and 0 < arrays.limits(observation)[1] <= 1:
        return Fault(
            f"`{name}` is scaled to [0, 1] already",
            "values from 0 to 255 at this point",
            "Scaling is A1.5. If you have scaled there already, cells ran out of order: restart the "
            "kernel and run from the top.",
        )
    hint = (
        "Rows and columns are exchanged: the digits lie on their side."
        if arrays.close(observation, expected.swapaxes(1, 2))
        else "A reshape keeps the order in which the numbers are read. Through another order of the axes, "
        "or by repeating, the pixels of different digits are mixed."
    )
    return Fault(
        f"`{name}` has the right shape, but the pixels are in other places", "every pixel where it was", hint
    )


STEP = Step(
    "A1.4",
    concept="shapes",
    defines=IMAGES,
    needs=("A1.2",),
    own=IMAGES,
    criteria=tuple(Criterion(f"`{name}` has a depth axis", 1, (name,), has_depth(name)) for name in IMAGES),
    error_hints=ERROR_HINTS,
)
