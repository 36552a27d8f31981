"""Judges of A9.6: a network that got used to one writer."""

from lenet_keras.checks import hints
from lenet_keras.checks.inspection import Exam
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words, kind_fault

SAME = "tuned is network"
ALIKE = "max(float(np.abs(a - b).max()) for a, b in zip(tuned.get_weights(), network.get_weights()))"
BEFORE = "float(accuracy(network, others, othersLabels))"
AFTER = "float(accuracy(tuned, others, othersLabels))"
KEPT = "float(accuracy(tuned, testData / 255, testLabels))"
UNTOUCHED = "float(accuracy(network, testData / 255, testLabels))"
BETTER = 0.05  # of the others: over ten seeds it is 0.13 to 0.2
FEWEST = 0.8  # of the test digits; 0.92 to 0.96 over these seeds
WHOLE = 0.95  # of them read by the network itself


def is_a_copy(seen: Observations) -> Fault | None:
    """Judge that `tuned` is a network by itself, and `network` is as it was."""
    found = seen["tuned"]
    hint = "`fit` trains in place, and gives back its history. `tuned` shall be the network."
    if found["kind"] != "history":
        hint = "`clone_model` gives a network of the same layers."
    if in_words(found) == "None":
        hint = "`set_weights` and `compile` change a network in place, and give None back."
    if fault := kind_fault(found, "model", "tuned", "a network", hint):
        return fault
    if seen[SAME].get("value") is True:
        return Fault(
            "`tuned` is `network` itself, under a second name",
            "a copy",
            "An assignment makes no copy. Run the cell that makes `network` again, then make one.",
        )
    whole = seen[UNTOUCHED].get("value")
    if isinstance(whole, float) and whole < WHOLE:
        return Fault(
            f"`network` reads {whole:.1%} of the test digits now",
            f"at least {WHOLE:.0%}, as before",
            "It was trained on the twenty itself. Make it again, and train the copy.",
        )
    return None


def reads_the_writer(seen: Observations) -> Fault | None:
    """Judge that it reads more of the others' digits, and has not forgotten everybody else."""
    if fault := is_a_copy(seen):
        return fault
    before, after, kept = (seen[each].get("value") for each in (BEFORE, AFTER, KEPT))
    if not all(isinstance(each, float) for each in (before, after, kept)):
        hint = "It takes digits of shape (28, 28, 1) and gives ten probabilities, as `network` does."
        return Fault("`tuned` cannot read `others`", "a network of the same layers", hint)
    assert isinstance(before, float) and isinstance(after, float) and isinstance(kept, float)
    found = f"`tuned` reads {after:.1%} of the others and {kept:.1%} of the test digits"
    wanted = f"at least {before + BETTER:.0%} of the others, and {FEWEST:.0%} of the test digits"
    if after >= before + BETTER and kept >= FEWEST:
        return None
    return Fault(f"{found}; `network` reads {before:.1%} of the others", wanted, _hint(seen, kept))


def _hint(seen: Observations, kept: float) -> str:
    changed = seen[ALIKE].get("value")
    if changed == 0:
        return "Its weights are those of `network`: a copy, and not trained yet."
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
        defines=("tuned",),
        own=("tuned", SAME, ALIKE, BEFORE, AFTER, KEPT, UNTOUCHED),
        inspection=Exam(
            "tuned",
            "`network`, trained on",
            "Copy `network`, and let the copy learn.",
            worse=0.12,
        ),
        criteria=(
            Criterion("`tuned` is a network by itself", 1, ("tuned", SAME, UNTOUCHED), is_a_copy),
            Criterion(
                "it reads more of this writer, and still the others",
                2,
                ("tuned", SAME, UNTOUCHED, ALIKE, BEFORE, AFTER, KEPT),
                reads_the_writer,
            ),
        ),
        error_hints=(
            (
                "must be compiled|compile\\(\\)|not compiled",
                "A copy is not compiled: it knows neither loss nor optimizer yet.",
            ),
            (
                "incompatible|shape|sparse|logits",
                "The labels are class numbers. Which loss takes those?",
            ),
            (
                "set_weights|weight list|expecting \\d+ weights",
                "`set_weights` takes a list of arrays, as `get_weights` gives it.",
            ),
            *hints.PYTHON,
        ),
        source_hints=(
            (
                r"network\s*\.\s*fit",
                "`network` itself was trained. Make it again, and train a copy with the name `tuned`.",
            ),
        ),
    ),
)
