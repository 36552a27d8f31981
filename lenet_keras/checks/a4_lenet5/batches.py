"""Judges of A4.2: a pipeline of batches."""

from itertools import chain

import numpy as np

from lenet_keras.checks import hints
from lenet_keras.checks.a4_lenet5.preparing import normalised
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words

COUNT, BATCH, REPEATS = 50, 32, 3
CALL = f"batches_of(make_batches(*numbered({COUNT}, 28, 28), {BATCH}, {REPEATS}))"
NARROW = 45  # a buffer of all digits lets one above it come up early, but for one time in ten million


def gives_batches(seen: Observations) -> Fault | None:
    """Judge how many batches come, and how large they are."""
    value = seen[CALL].get("value")
    if not isinstance(value, dict):
        return Fault(
            f"`make_batches` gives {in_words(seen[CALL])}", "a dataset", "Does it `return` the pipeline?"
        )
    shapes, wanted = value["shapes"], [BATCH, 32, 32, 1]
    said = f"{len(shapes)} batches of {COUNT} digits, {REPEATS} times: {_sizes(shapes)}"
    expected = f"{REPEATS} batches of {BATCH} prepared digits"
    if shapes and shapes[0] == wanted[1:]:
        return Fault(
            f"single images of shape {tuple(shapes[0])}", expected, "Nothing puts digits together yet."
        )
    if any(shape[1:] != wanted[1:] for shape in shapes):
        hint = "The function of A4.1 prepares each digit: which method runs a function on every element?"
        return Fault(f"images of shape {tuple(shapes[0][1:])}", f"{tuple(wanted[1:])}", hint)
    if shapes == [wanted] * REPEATS:
        return None
    sizes = [shape[0] for shape in shapes]
    if len(shapes) >= 20:
        hint = "Without a number, `repeat` never ends."
    elif sizes == [BATCH, COUNT - BATCH] * REPEATS:
        hint = "The last batch of each pass is smaller. An argument of `batch` leaves it out."
    elif sizes == [BATCH]:
        hint = "The digits come once. Which method lets them come again?"
    elif sizes == [BATCH] * (COUNT * REPEATS // BATCH) or sum(sizes) == COUNT * REPEATS:
        hint = "Repeated first, a batch holds the end of one pass and the beginning of the next."
    else:
        hint = "Are the two numbers those that the caller gives?"
    return Fault(said, expected, hint)


def _sizes(shapes: list) -> str:
    return ", ".join(str(shape[0]) for shape in shapes[:6]) + (", ..." if len(shapes) > 6 else "")


def pairs_are_kept(seen: Observations) -> Fault | None:
    """Judge whether each digit has its own label, and the digits are mixed."""
    if fault := gives_batches(seen):
        return fault
    value = seen[CALL]["value"]
    passes = [
        np.rint((np.array(each) - normalised(np.zeros(1))) * 0.3081 * 255).astype(int)
        for each in value["middle"]
    ]
    labels = [np.array(each) for each in value["labels"]]
    if any(
        len(found) != BATCH or (found != 7 * marks % 10).any()
        for marks, found in zip(passes, labels, strict=True)
    ):
        hint = "Images and labels were mixed apart from each other. One dataset holds pairs of both."
        return Fault("digits have the labels of others", "each digit with its own label", hint)
    together = np.array(list(chain(*passes)))
    if any((np.diff(marks) == 1).all() for marks in passes):
        hint = (
            "The order of the digits is that of the file."
            if (together == np.tile(np.arange(BATCH), REPEATS)).all()
            else "Whole batches were mixed. Inside of each the order is that of the file."
        )
        return Fault("neighbours stay neighbours", "digits in a random order", hint)
    if together.max() < NARROW:
        hint = (
            "The buffer is too small: what comes is drawn from the next few digits only. How large shall "
            "it be?"
        )
        return Fault("the last digits never come early", "digits mixed over the whole set", hint)
    if any(len(set(marks.tolist())) < BATCH for marks in passes):
        hint = "A digit comes twice in one pass. Mix before you repeat."
        return Fault("a digit comes twice in a batch", "each digit once in a pass", hint)
    return None


def is_prefetched(seen: Observations) -> Fault | None:
    """Judge whether the next batches are made while the network computes."""
    if fault := gives_batches(seen):
        return fault
    name = seen[CALL]["value"]["class"]
    if "prefetch" in name.lower():
        return None
    hint = (
        "While the network computes, the next batches can be made. This comes at the very end of the chain."
    )
    return Fault(f"the last link of the pipeline is {name.strip('_')}", "prefetching", hint)


STEPS = (
    Step(
        "A4.2",
        concept="input pipeline",
        defines=("make_batches",),
        needs=("A4.1",),
        own=(CALL,),
        criteria=(
            Criterion(
                "it gives full batches of prepared digits, as often as asked", 2, (CALL,), gives_batches
            ),
            Criterion("the digits are mixed, each with its own label", 2, (CALL,), pairs_are_kept),
            Criterion("the next batches are prefetched", 1, (CALL,), is_prefetched),
        ),
        error_hints=(
            (
                "'NoneType' object has no attribute 'take'",
                "The function gives None: does it `return` the dataset?",
            ),
            ("has no attribute 'take'", "What comes back is no dataset. Keep the batches in the pipeline."),
            (
                "missing 1 required positional argument: 'label'|takes 1 positional",
                "`map` hands the function what one element holds. Do the elements hold both, image "
                "and label?",
            ),
            (
                "rank|Paddings|shape|dimension",
                "`prepare` takes one digit, and it got a batch. Which comes first?",
            ),
            (
                "not enough values to unpack",
                "The elements are no pairs. Both arrays go in together, in a tuple.",
            ),
            *hints.PYTHON,
        ),
    ),
)
