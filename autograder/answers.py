"""Hidden judges of the questions with a short answer: kind to spelling, strict about meaning."""

import re

from lenet_keras.checks.observation import Observation
from lenet_keras.checks.verdict import Fault

LONGEST = 300  # characters of a short answer that are looked at


def words(text: str) -> str:
    """A short answer without case, spaces, punctuation and parentheses: `Model.fit()` -> `modelfit`."""
    return re.sub(r"[^a-z0-9]", "", text[:LONGEST].lower())


def layers_with_weights(seen: Observation, reference: Observation) -> Fault | None:
    """Judge A2.Q6: the number of layers that have weights."""
    found = seen["value"]
    if found == reference["value"]:
        return None
    if found == 2 * reference["value"]:
        hint = (
            "A kernel and its bias are two arrays of weights, but they are one layer. If you counted layers: "
            "pooling and flattening have nothing to learn."
        )
    elif found == 2:
        hint = "The convolutions learn, but not they alone: look at the number of weights of every layer."
    elif found > 100:
        hint = "This counts weights. The question is how many layers hold them."
    else:
        hint = (
            "Pooling, flattening and activations have nothing to learn. `model.summary()` shows the number "
            "of weights of every layer."
        )
    return Fault(f"the answer is {found}", "", hint)


# `relu`, `the ReLU function`, `keras.activations.relu`, `Rectified Linear Unit (ReLU)`; not `leaky relu`
RELU = re.compile(
    r"(it|is|an?|the|keras|tf|tensorflow|nn|ops|layers?|activations?)*"
    r"(relu|rectifiedlinear(units?)?|rectifier)+(s|function|activation|layer|max0x)*"
)
FIT = re.compile(
    r"(the|method|function|h|tf|tensorflow|keras|sequential|models?|lenet)*(fit|trainonbatch)(method|function)?"
)


def activation(seen: Observation, reference: Observation) -> Fault | None:
    """Judge A2.Q7: the activation of the hidden fully connected layer."""
    text = words(seen["value"])
    if RELU.fullmatch(text):
        return None
    if "softmax" in text:
        hint = "Softmax belongs to the last layer, which gives the probabilities."
    elif re.search("leaky|(?<!r)elu|relu6", text):
        hint = "That is a relative of it, with another course and a name of its own."
    elif re.search("dense|flatten|conv|pool|fullyconnected", text):
        hint = "That is a layer. An activation is the function that its outputs go through."
    else:
        hint = "Look at what stands behind the 500 units in A2.6."
    return Fault(f"the answer is {seen['value'][:60]!r}", "", hint)


def training_method(seen: Observation, reference: Observation) -> Fault | None:
    """Judge A3.Q1: the method that trains. `train_on_batch` does it too, one step at a time."""
    text = words(re.sub(r"\(.*\)", "", seen["value"][:LONGEST], flags=re.DOTALL))
    if FIT.fullmatch(text):
        return None
    hints = {
        "fit": "Among other words the right one stands there; the answer is one name.",
        "compile": "`compile` says how training will be done. It changes no weight.",
        "predict": "`predict` uses what was learned. It changes no weight.",
        "evaluate": "`evaluate` measures. It changes no weight.",
        "summary": "`summary` describes the layers. It changes no weight.",
        "build": "`build` makes the layers, with random weights. Nothing is learned there.",
        "train": "That is what it does, not what Keras calls it. Look at the call in A3.1.",
    }
    hint = next((h for word, h in hints.items() if word in text), "Which call took the time in A3.1?")
    return Fault(f"the answer is {seen['value'][:60]!r}", "", hint)
