"""Judges of A4.2: a pipeline of batches."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

import numpy as np

from lenet_keras.checks import habits
from lenet_keras.checks.a4_lenet5.preparing import DEVIATION, normalised
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, Step, source

NARROW = 5  # digits at the end; a buffer of all lets one of them come up early, but for one time in a million


@dataclass(frozen=True)
class Asked:
    """What `make_batches` is asked for."""

    count: int
    """Digits."""
    batch: int
    """In a batch: more than half of them, so that each pass gives one."""
    repeats: int

    @property
    def call(self) -> str:
        """The expression of what comes out."""
        return f"batches_of(make_batches(*numbered({self.count}, 28, 28), {self.batch}, {self.repeats}))"


ASKED = Asked(50, 30, 3)  # not the 32 of the lesson
CALL = ASKED.call


def gives_batches(observations: Observations, asked: Asked = ASKED) -> Fault | None:
    """Judge how many batches come, and how large they are."""
    value = observations[asked.call]["value"]
    count, batch, repeats = asked.count, asked.batch, asked.repeats
    shapes, wanted = value["shapes"], [batch, 32, 32, 1]
    if any(not shape for shape in shapes):
        hint = "An element is a pair: image, label. Two values with a comma make one, without names for them."
        return Fault("an element begins with no array", "pairs of images and labels", hint)
    said = f"{len(shapes)} batches of {count} digits, {repeats} times: {_sizes(shapes)}"
    expected = f"{repeats} batches of {batch} prepared digits"
    if shapes and shapes[0] == wanted[1:]:
        return Fault(
            f"single images of shape {tuple(shapes[0])}", expected, "Nothing puts digits together yet."
        )
    if any(shape[1:] != wanted[1:] for shape in shapes):
        hint = habits.thrown_away(source(observations)) or (
            "The function of A4.1 prepares each digit: which method runs a function on every element?"
        )
        return Fault(f"images of shape {tuple(shapes[0][1:])}", f"{tuple(wanted[1:])}", hint)
    if shapes == [wanted] * repeats:
        return None
    sizes = [shape[0] for shape in shapes]
    if len(shapes) >= 20:
        hint = habits.unused(source(observations), "images", "labels", "batch_size") or (
            "Without a number, `repeat` never ends."
            if sizes[0] == batch
            else "Are the two numbers those that the caller gives, and each at its place?"
        )
    elif sorted(sizes) == sorted([batch, count - batch] * repeats):
        hint = "The last batch of each pass is smaller. An argument of `batch` leaves it out."
    elif sizes == [batch]:
        hint = "The digits come once. Which method lets them come again?"
    elif sizes == [batch] * (count * repeats // batch) or sum(sizes) == count * repeats:
        hint = "Repeated first, a batch holds the end of one pass and the beginning of the next."
    else:
        hint = "Are the two numbers those that the caller gives?"
    return Fault(said, expected, hint)


def _sizes(shapes: list) -> str:
    return ", ".join(str(shape[0]) for shape in shapes[:6]) + (", ..." if len(shapes) > 6 else "")


def pairs_are_kept(observations: Observations, asked: Asked = ASKED) -> Fault | None:
    """Judge whether each digit has its own label, and the digits are mixed."""
    if fault := gives_batches(observations, asked):
        return fault
    value, batch = observations[asked.call]["value"], asked.batch
    pixels = [(np.array(each) - normalised(np.zeros(1))) * DEVIATION * 255 for each in value["middle"]]
    passes = [np.rint(each).astype(int) for each in pixels]
    labels = [np.array(each) for each in value["labels"]]
    if any(
        len(found) != batch or (found != 7 * marks % 10).any()
        for marks, found in zip(passes, labels, strict=True)
    ):
        if all(np.abs(each).max() < 1 for each in pixels):  # all of them are nearly paper
            hint = "`prepare` of A4.1 takes a digit as it is stored. What else was done to its pixels?"
            return Fault("nothing but paper is left of the digits", "digits that are prepared once", hint)
        hint = "Images and labels were mixed apart from each other. One dataset holds pairs of both."
        return Fault("digits have the labels of others", "each digit with its own label", hint)
    together = np.array(list(chain(*passes)))
    if any((np.diff(marks) == 1).all() for marks in passes):
        hint = (
            "The order of the digits is that of the file."
            if "shuffle" not in source(observations)
            else "Whole batches were mixed. Inside of each the order is that of the file."
        )
        return Fault("neighbours stay neighbours", "digits in a random order", hint)
    if together.max() < asked.count - NARROW:
        hint = (
            "The buffer is too small: what comes is drawn from the next few digits only. How large shall "
            "it be?"
        )
        return Fault("the last digits never come early", "digits mixed over the whole set", hint)
    if all((marks == passes[0]).all() for marks in passes):
        hint = (
            "Each pass has the order of the first one. A network should meet the digits in ever new company: "
            "`shuffle` draws anew for each pass, unless it is told not to, or its result is kept."
        )
        return Fault("all passes have the same order", "a new random order in each pass", hint)
    if any(len(set(marks.tolist())) < batch for marks in passes):
        hint = "A digit comes twice in one pass. Mix before you repeat."
        return Fault("a digit comes twice in a batch", "each digit once in a pass", hint)
    return None


def is_prefetched(observations: Observations, asked: Asked = ASKED) -> Fault | None:
    """Judge whether the next batches are made while the network computes."""
    if fault := gives_batches(observations, asked):
        return fault
    name = observations[asked.call]["value"]["class"]
    if "prefetch" in name.lower():
        return None
    hint = (
        "While the network computes, the next batches can be made. This comes at the very end of the chain."
    )
    return Fault(f"the last link of the pipeline is {name.strip('_')}", "prefetching", hint)


def _drawn(judge: Callable[[Observations, Asked], Fault | None]):
    """What a grader asks: the same for other numbers."""

    def draw(random: np.random.Generator) -> Drawn:
        batch = int(random.integers(33, 41))
        asked = Asked(batch + int(random.integers(12, 19)), batch, int(random.integers(3, 6)))
        return Drawn((asked.call,), lambda observations: judge(observations, asked))

    return draw


STEPS = (
    Step(
        "A4.2",
        concept="input pipeline",
        defines=("make_batches",),
        needs=("A4.1",),
        own=(CALL,),
        criteria=(
            Criterion(
                "it gives full batches of prepared digits, as often as asked",
                2,
                (CALL,),
                gives_batches,
                _drawn(gives_batches),
            ),
            Criterion(
                "the digits are mixed, each with its own label",
                2,
                (CALL,),
                pairs_are_kept,
                _drawn(pairs_are_kept),
            ),
            Criterion("the next batches are prefetched", 1, (CALL,), is_prefetched, _drawn(is_prefetched)),
        ),
        error_hints=(
            (
                "'NoneType' object has no attribute 'take'",
                "The function gives None: does it `return` the dataset?",
            ),
            (
                "truth value of an array",
                "`from_tensor_slices` takes one thing. Two arrays go in as a pair, with parentheses of "
                "their own.",
            ),
            ("has no attribute 'take'", "What comes back is no dataset. Keep the batches in the pipeline."),
            (
                "missing 1 required positional argument: 'label'|takes 1 positional",
                "`map` hands the function what one element holds. Do the elements hold both, image "
                "and label?",
            ),
            (
                "__wrapped__Pad",  # not in a pipeline
                "`prepare` was called with all images at once. It takes one digit: `map` wants the function "
                "itself, without parentheses, and calls it for each element.",
            ),
            (
                rf"input shapes: \[{ASKED.count},28,28\]",
                "All images came at once: they are one element. What cuts the arrays into digits is called "
                "`from_tensor_slices`.",
            ),
            (
                "rank|Paddings|shape|dimension",
                "`prepare` takes one digit, and it got a batch. Which comes first?",
            ),
            (
                "not enough values to unpack",
                "The elements are no pairs. Both arrays go in together, in a tuple.",
            ),
            (
                "too many values to unpack",
                "An element shall be a pair, image and label. What do the links of the chain leave of it?",
            ),
        ),
    ),
)
