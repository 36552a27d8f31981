"""Judges of how a network of A5.2 to A5.4 was compiled and trained."""

import math
import re
from collections.abc import Callable

from lenet_keras.checks.a5_compare.networks import Wanted
from lenet_keras.checks.layers import setting_fault
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Fault, kind_fault, source
from lenet_keras.datasets import mnist

LOSSES = (
    "sparsecategoricalcrossentropy",
    "categoricalcrossentropy",
)  # the second for who makes vectors of labels
THIRD_PLACE = "The third place of `compile` is for weights of the loss. Metrics are given by their name."
PART = r"\btest(Data|Labels)\s*\[[^\]]*:[^\]]*\]"  # `testData[:500]`
LEARNED_PART = r"\.fit\(\s*(?:x\s*=\s*)?(trainData\s*\[[^\],]*:[^\],]*\])"  # `fit(trainData[:500]`
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
        plain = _plain(made["loss"])
        if plain not in LOSSES:
            found = made["loss"].replace("__main__.", "your own ")
            return Fault(f"the loss is {found}", "the cross-entropy of the example", _loss_hint(plain))
        used = made["optimizer"]
        if used["class"] != kind:
            hint = "The text names the optimizer of each network. The three do not share one."
            return Fault(f"the optimizer is {used['class']}", kind, hint)
        if used["learning_rate"] is None:
            hint = "Here the learning rate is one number, the same in each step."
            return Fault("the learning rate is a schedule", f"{rate:g}", hint)
        if abs(used["learning_rate"] - rate) > OFF:
            hint = "The learning rate is the length of a step. The text has a number for each network."
            return Fault(f"the learning rate is {used['learning_rate']:.4g}", f"{rate:g}", hint)
        if kind == "SGD" and abs(used["momentum"] - momentum) > OFF:
            hint = "Without momentum each step forgets the ones before it."
            if used["momentum"]:
                hint = "The momentum says how much of the step before is kept. The text has a number for it."
            return Fault(f"the momentum is {used['momentum']:g}", f"{momentum:g}", hint)
        if fault := setting_fault("the optimizer", used["further"]):
            return fault
        fitting = "categoricalaccuracy" if plain == "categoricalcrossentropy" else "sparsecategoricalaccuracy"
        metrics = {_plain(name) for name in made["metrics"] if name != "Accuracy()"}  # that one is another
        if metrics & {"acc", "accuracy", fitting}:
            return None
        others = [name for name in made["metrics"] if "acc" in name.lower()]
        hint = (
            "Keras has several accuracies, and they count differently. In quotes, the plain one fits."
            if others
            else "The loss is for the optimizer. Which number tells a person how good the network is?"
        )
        found = f"the accuracy is {others[0]}" if others else "no accuracy is reported"
        return Fault(found, "the metric accuracy", hint)

    return judge


def _of_fewer(shares: list[float], count: int) -> bool:
    """Whether shares can all be those of a part of so many digits; of all of them they seldom can."""
    parts = [part for part in range(2, 51) if count % part == 0]
    return any(all(abs(each * count / n - round(each * count / n)) < 0.01 for each in shares) for n in parts)


def _plain(name: str) -> str:
    """A name of Keras without its spelling: in quotes, as a function and as an object it is one."""
    return name.lower().replace("_", "").removesuffix("()")


def _loss_hint(plain: str) -> str:
    if "weighted" in plain and "acc" in plain:
        return THIRD_PLACE
    if "weighted" in plain:
        return "A weighted loss makes other steps. `compile` needs the three things of the example only."
    if "fromlogits" in plain:
        return "`from_logits` is for a network without softmax. Yours gives probabilities already."
    if plain.startswith(tuple(f"{loss}(" for loss in LOSSES)):
        return "The loss is the right one, with a setting that changes it. The text asks for it as it is."
    if plain.startswith("main."):
        return "Keras has this loss, and the check knows it by its name."
    return "Classes are compared by cross-entropy; the labels are whole numbers."


def trained(wanted: Wanted) -> Callable[[Observations], Fault | None]:
    """A judge of the training."""

    def judge(observations: Observations) -> Fault | None:
        name, sizes = wanted.history, [len(labels) for _, labels in mnist.originals()]
        hint = "The network is changed in place. How its training went is in what `fit` returns."
        if fault := kind_fault(observations[name], "history", name, "the History that `fit` returns", hint):
            return fault
        series, taken = observations[name]["history"], observations[wanted.steps_taken]["value"]
        if taken < (told := (observations[name]["steps"] or 0) * len(series["loss"])):
            hint = f"`{name}` is the record of another network. `{wanted.name}.fit` returns that of this one."
            found = f"`{name}` tells of {told:,} steps, and `{wanted.name}` has made {taken:,}"
            return Fault(found, "one training", hint)
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
        if re.search(PART, source(observations)) and _of_fewer(accuracies, sizes[1]):
            hint = "A part of the test digits was looked at. The fewer they are, the more a share is luck."
            return Fault(f"the validation did not look at the {sizes[1]:,} test digits", "all of them", hint)
        if (
            observations[name]["steps"]
            == math.ceil(sizes[1] / wanted.batch)
            != math.ceil(sizes[0] / wanted.batch)
        ):
            hint = "Who has seen the questions of an exam before proves nothing by passing it."
            return Fault("the network was trained on the test digits", "training on `trainData`", hint)
        if observations[name]["steps"] == math.ceil(sum(sizes) / wanted.batch):
            hint = "Who has seen the questions of an exam before proves nothing by passing it."
            return Fault("the network was trained on the test digits, too", "training on `trainData`", hint)
        if observations[name]["steps"] != math.ceil(sizes[0] / wanted.batch):
            if part := re.search(LEARNED_PART, source(observations)):
                hint = "Brackets with a colon take a part. Digits that are left out teach nothing."
                return Fault(f"the network was trained on `{part[1]}`", "all training digits", hint)
            hint = "`batch_size` is how many digits the network sees before each step."
            return Fault(
                f"an epoch had {observations[name]['steps']} steps",
                f"{math.ceil(sizes[0] / wanted.batch)}: batches of {wanted.batch}",
                hint,
            )
        if epochs < wanted.epochs:
            found = f"the network was trained for {epochs} epoch{'s' * (epochs > 1)}"
            hint = "How often does the text let the network see each digit?"
            if taken > told:
                found = (
                    f"`{name}` holds {epochs} epoch{'s' * (epochs > 1)}, and the network has learned for more"
                )
                hint = (
                    "Each `fit` returns a History of its own, of that call only. One call trains many epochs."
                )
            return Fault(found, f"{wanted.epochs}", hint)
        if accuracies[-1] >= wanted.enough:
            return None
        return Fault(
            f"{accuracies[-1]:.1%} of the test digits are recognised",
            f"at least {wanted.enough:.0%}",
            "Do data and labels belong together, and are both sets scaled in the same way?",
        )

    return judge
