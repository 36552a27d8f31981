"""Judges of how a network of A5.2 to A5.4 was compiled and trained."""

import math
from collections.abc import Callable

from lenet_keras.checks.a5_compare.networks import Wanted
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Fault, kind_fault, source
from lenet_keras.datasets import mnist

LOSSES = (
    "sparsecategoricalcrossentropy",
    "categoricalcrossentropy",
)  # the second for who makes vectors of labels
OFF = 1e-6  # of a learning rate in float32


def compiled(wanted: Wanted) -> Callable[[Observations], Fault | None]:
    """A judge of loss, optimizer and metric."""
    kind, rate, momentum = wanted.optimizer

    def judge(observations: Observations) -> Fault | None:
        observation = observations[wanted.name]
        if fault := kind_fault(observation, "model", wanted.name, "the network of the text", "See above."):
            return fault
        made = observation["compiled"]
        if made is None:
            return Fault(
                "the model is not compiled", "a loss, an optimizer and a metric", "`compile` comes first."
            )
        plain = made["loss"].lower().replace("_", "").removesuffix("()")
        if plain not in LOSSES:
            hint = (
                "`from_logits` is for a network without softmax. Yours gives probabilities already."
                if "fromlogits" in plain
                else "Classes are compared by cross-entropy; the labels are whole numbers."
            )
            return Fault(f"the loss is {made['loss']}", "the cross-entropy of the example", hint)
        used = made["optimizer"]
        if used["class"] != kind:
            hint = "The text names the optimizer of each network. The three do not share one."
            return Fault(f"the optimizer is {used['class']}", kind, hint)
        if used["learning_rate"] is None or abs(used["learning_rate"] - rate) > OFF:
            hint = "An optimizer in quotes takes its own settings, and so does one without a number."
            return Fault(f"the learning rate is {used['learning_rate'] or 0:.4g}", f"{rate:g}", hint)
        if kind == "SGD" and abs(used["momentum"] - momentum) > OFF:
            hint = "Without momentum each step forgets the ones before it."
            return Fault(f"the momentum is {used['momentum']:g}", f"{momentum:g}", hint)
        if not any("acc" in name.lower() for name in made["metrics"]):
            return Fault("no accuracy is reported", "the metric accuracy", "The loss is for the optimizer.")
        return None

    return judge


def trained(wanted: Wanted) -> Callable[[Observations], Fault | None]:
    """A judge of the training."""

    def judge(observations: Observations) -> Fault | None:
        name, sizes = wanted.history, [len(labels) for _, labels in mnist.originals()]
        hint = "The network is changed in place. How its training went is in what `fit` returns."
        if fault := kind_fault(observations[name], "history", name, "the History that `fit` returns", hint):
            return fault
        series = observations[name]["history"]
        keys = [key for key in series if key.startswith("val_") and "acc" in key]
        if not keys:
            hint = "Which argument of `fit` takes the digits that the network has not seen?"
            return Fault("no validation accuracy was recorded", "one for each epoch", hint)
        epochs, accuracies = len(series["loss"]), series[keys[0]]
        if any(abs(share * sizes[1] - round(share * sizes[1])) > 0.05 for share in accuracies) or (
            "validation_split" in source(observations) and "validation_data" not in source(observations)
        ):
            hint = "Digits that are cut off from the training set, or were learned from, are no test digits."
            return Fault(f"the validation did not look at the {sizes[1]:,} test digits", "all of them", hint)
        if (
            observations[name]["steps"]
            == math.ceil(sizes[1] / wanted.batch)
            != math.ceil(sizes[0] / wanted.batch)
        ):
            hint = "Who has seen the questions of an exam before proves nothing by passing it."
            return Fault("the network was trained on the test digits", "training on `trainData`", hint)
        if observations[name]["steps"] != math.ceil(sizes[0] / wanted.batch):
            hint = "`batch_size` is how many digits the network sees before each step."
            return Fault(
                f"an epoch had {observations[name]['steps']} steps",
                f"{math.ceil(sizes[0] / wanted.batch)}: batches of {wanted.batch}",
                hint,
            )
        if epochs < wanted.epochs:
            hint = "How often does the text let the network see each digit?"
            return Fault(f"the network was trained for {epochs} epochs", f"{wanted.epochs}", hint)
        if accuracies[-1] >= wanted.enough:
            return None
        return Fault(
            f"{accuracies[-1]:.1%} of the test digits are recognised",
            f"at least {wanted.enough:.0%}",
            "Do data and labels belong together, and are both sets scaled in the same way?",
        )

    return judge
