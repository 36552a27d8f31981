"""Judges of A9.6: a network that got used to one writer."""

from functools import cache

import numpy as np

from lenet_keras.checks.inspection import Digits, Exam, by_chance
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words, kind_fault
from lenet_keras.datasets import mnist

SAME = "tuned is network"
ALIKE = "max(float(np.abs(a - b).max()) for a, b in zip(tuned.get_weights(), network.get_weights()))"
BEFORE = "float(accuracy(network, others, othersLabels))"
AFTER = "float(accuracy(tuned, others, othersLabels))"
KEPT = "float(accuracy(tuned, testData / 255, testLabels))"
UNTOUCHED = "float(accuracy(network, testData / 255, testLabels))"
COUNT = "len(othersLabels)"
BETTER = 0.05  # of the others: over ten seeds it is 0.13 to 0.2
# Or at most this part of what `network` misreads, and so much more, where that is little: a class that writes
# as MNIST's writers did loses up to 0.02 by the reference solution.
MISREAD = 0.5, 0.08
FEWEST = 0.8  # of the test digits; 0.92 to 0.96 over these seeds
USUAL = 200  # of the others, in the lesson without a class's
SLANT = 0.9  # of that writer's hand
WHOLE = 0.95  # of them read by the network itself
SAME_LAYERS = "`clone_model` gives a network of the same layers."


def is_a_copy(observations: Observations) -> Fault | None:
    """Judge that `tuned` is a network by itself, and `network` is as it was."""
    found = observations["tuned"]
    hint = "`fit` trains in place, and gives back its history. `tuned` shall be the network."
    if found["kind"] != "history":
        hint = SAME_LAYERS
    if in_words(found) == "None":
        hint = "`set_weights` and `compile` change a network in place, and give None back."
    if fault := kind_fault(found, "model", "tuned", "a network", hint):
        return fault
    if observations[SAME].get("value") is True:
        return Fault(
            "`tuned` is `network` itself, under a second name",
            "a copy",
            "An assignment makes no copy. Run the cell that makes `network` again, then make one.",
        )
    whole = observations[UNTOUCHED].get("value")
    if isinstance(whole, float) and whole < WHOLE:
        return Fault(
            f"`network` reads {whole:.1%} of the test digits now",
            f"at least {WHOLE:.0%}, as before",
            "It was trained on the twenty itself. Make it again, and train the copy.",
        )
    return None


def reads_the_writer(observations: Observations) -> Fault | None:
    """Judge that it reads more of the others' digits, and has not forgotten everybody else."""
    if fault := is_a_copy(observations):
        return fault
    before, after, kept = (float(observations[each]["value"]) for each in (BEFORE, AFTER, KEPT))
    found = f"`tuned` reads {after:.1%} of the others and {kept:.1%} of the test digits"
    count = observations[COUNT].get("value")
    enough = enough_of(before, count if isinstance(count, int) else USUAL)
    wanted = f"at least {enough:.0%} of the others, and {FEWEST:.0%} of the test digits"
    if after >= enough and kept >= FEWEST and observations[ALIKE].get("value") != 0:
        return None
    return Fault(f"{found}; `network` reads {before:.1%} of the others", wanted, _hint(observations, kept))


def enough_of(before: float, count: int = USUAL) -> float:
    """The share of the others' digits to read, where `network` reads a share of `before`.

    Who writes as MNIST's writers did is read well already: there is little to gain then, and some to lose.
    And where a class has given few digits, one or two more or less that are read are chance.

    Args:
        before: from 0 to 1.
        count: of the others' digits.
    """
    part, more = MISREAD
    enough = min(before + BETTER, 1 - part * (1 - before) - more)
    return enough - by_chance(enough, count, USUAL)


@cache
def leaning() -> tuple[Digits, Digits]:
    """Digits by the hand that the lesson makes up: of some that it gives nobody, and its `others`."""
    from lenet_keras.handwriting import sheets  # OpenCV takes its time to be imported

    _, (images, labels) = mnist.originals()
    shown = np.rint(255 * sheets.leaning(images[: 2 * USUAL], SLANT)[..., 0]).astype(np.uint8)
    return (shown[USUAL:], labels[USUAL : 2 * USUAL]), (shown[:USUAL], labels[:USUAL])


def _hint(observations: Observations, kept: float) -> str:
    changed = observations[ALIKE].get("value")
    if changed == 0:
        return "Its weights are those of `network`: a copy, and not trained yet, or held fixed in training."
    if kept < 0.5:
        return (
            "It has forgotten nearly all. Has it begun with the weights of `network`, and are its steps "
            "small? A copy by `clone_model` has fresh weights."
        )
    if kept < FEWEST:
        return "It has forgotten the others: too many steps, or too large ones."
    return "It has hardly changed. How many epochs did it train, with which learning rate, on which digits?"


STEPS = (
    Step(
        "A9.6",
        concept="fine-tuning",
        trains=True,
        defines=("tuned",),
        own=("tuned", SAME, ALIKE, BEFORE, AFTER, KEPT, UNTOUCHED, COUNT),
        inspection=Exam(
            "tuned",
            "`network`, trained on",
            "Copy `network`, and let the copy learn.",
            worse=0.12,
            handwriting=True,
            judged_with=leaning,
            least=lambda reference: enough_of(float(reference[BEFORE]["value"])),
        ),
        criteria=(
            Criterion("`tuned` is a network by itself", 1, ("tuned", SAME, UNTOUCHED), is_a_copy),
            Criterion(
                "it reads more of this writer, and still the others",
                2,
                ("tuned", SAME, UNTOUCHED, ALIKE, BEFORE, AFTER, KEPT, COUNT),
                reads_the_writer,
            ),
        ),
        error_hints=(
            (
                "must be compiled|compile\\(\\)|not compiled",
                "This copy is not compiled: it knows neither loss nor optimizer yet.",
            ),
            (
                "incompatible with the layer|[Ii]nvalid input shape|expected shape|expected axis|min_ndim",
                "It takes digits of shape (28, 28, 1), one after the other, as `network` does.",
            ),
            ("broadcast together", SAME_LAYERS),
            ("cardinality", "There are more digits than labels, or fewer: they come from different sets."),
            (
                "incompatible|shape|same rank|sparse|logits",
                "The labels are class numbers. Which loss takes those?",
            ),
            (
                "set_weights|weight list|expecting \\d+ weights|has no len|not iterable",
                "`set_weights` takes a list of arrays, as `get_weights` gives it.",
            ),
        ),
        source_hints=(
            (
                r"network\s*\.\s*fit",
                "`network` itself was trained. Make it again, and train a copy with the name `tuned`.",
            ),
        ),
    ),
)
