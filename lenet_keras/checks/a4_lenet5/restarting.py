"""Judges of A4.8: a network from the newest checkpoint."""

import re

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import ERROR, Criterion, Drawn, Fault, Step, in_words, kind_fault


def _looks(seed: int) -> tuple[str, str]:
    """The expressions of what both networks say of the same noise."""
    shown = f"normal({seed}, 3, 32, 32, 1)"
    return f"np.array(restored({shown}))", f"np.array(network({shown}))"


LOOKS = RESTORED, TRAINED = _looks(7)
SAME_OBJECT, PARAMETERS = "restored is network", "restored.count_params()"
ALIKE = 1e-3
LOADING = (
    ("index out of range", "There is no file at that place of the list. How many are kept?"),
    (
        "not list|should be string|argument should be a str",
        "One file at a time: an entry of the list, not the list.",
    ),
    (
        "File format not supported|zip file|No model config|has no layers",
        "The files hold weights alone: a network has to be there before.",
    ),
    (
        "Unable to|No such file|not found|does not exist|Invalid filename",
        "There is no such file. Which ones does `keeper.paths` name?",
    ),
)


def is_another_network(observations: Observations) -> Fault | None:
    """Judge that `restored` is a network by itself."""
    hint = (
        "`load_weights` changes the network in place, and gives None back."
        if in_words(observations["restored"]) == "None"
        else "Build a network first; then it can take the weights of a file."
    )
    if fault := kind_fault(observations["restored"], "model", "restored", "a model", hint):
        return fault
    if observations[SAME_OBJECT].get("value") is True:
        return Fault(
            "`restored` is `network` itself, under a second name",
            "a network built anew",
            "After a power cut there is no `network`. What is left is the function of A4.5, and files.",
        )
    return None


def answers_as_before(observations: Observations, looks: tuple[str, str] = LOOKS) -> Fault | None:
    """Judge that it answers as the trained network does."""
    if fault := is_another_network(observations):
        return fault
    restored, trained = (arrays.numbers(observations[each]) for each in looks)
    if restored is None or trained is None or restored.shape != trained.shape:
        hint = "Both are networks of the same form: built by the same function."
        return Fault(
            f"`restored` answers with {in_words(observations[looks[0]])}",
            "ten penalties for each digit",
            hint,
        )
    if arrays.same(restored, trained, ALIKE):
        return None
    off, stopped = float(np.abs(restored - trained).max()), observations.get(ERROR, {}).get("message", "")
    hint = next((hint for pattern, hint in LOADING if re.search(pattern, stopped)), "") or (
        "Its answers are those of a network that was never trained. Has it taken the weights of a file?"
        if np.ptp(restored, axis=0).max() < 0.25 * np.ptp(trained, axis=0).max()
        else "These are weights of an earlier step. In which order does the list hold its files?"
    )
    return Fault(f"its penalties are off by up to {off:.3g}", "the answers of the trained network", hint)


def _drawn(random: np.random.Generator) -> Drawn:
    """What a grader asks: the same of other noise."""
    looks = _looks(int(random.integers(1000, 1_000_000)))
    return Drawn(
        ("restored", SAME_OBJECT, *looks), lambda observations: answers_as_before(observations, looks)
    )


STEPS = (
    Step(
        "A4.8",
        concept="checkpoints",
        defines=("restored",),
        needs=("A4.7",),
        own=("restored", SAME_OBJECT, RESTORED, TRAINED),
        criteria=(
            Criterion("`restored` is a network built anew", 1, ("restored", SAME_OBJECT), is_another_network),
            Criterion(
                "it goes on where the training ended",
                1,
                ("restored", SAME_OBJECT, RESTORED, TRAINED),
                answers_as_before,
                _drawn,
            ),
        ),
        error_hints=LOADING,
    ),
)
