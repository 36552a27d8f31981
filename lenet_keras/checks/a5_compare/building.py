"""Judges of A5.2 to A5.4: three networks, each built, compiled and trained as the slides say."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from lenet_keras.checks import hints
from lenet_keras.checks.inspection import Exam
from lenet_keras.checks.networks import Operation, operations
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words, kind_fault, source
from lenet_keras.datasets import mnist

LOSSES = (
    "sparsecategoricalcrossentropy",
    "categoricalcrossentropy",
)  # the second for who makes vectors of labels
OFF = 1e-6  # of a learning rate in float32


@dataclass(frozen=True)
class Wanted:
    """A network of the slides, and its training."""

    name: str
    """Of the model."""
    layers: tuple[str, ...]
    """What it does, as `_words` writes it."""
    optimizer: tuple[str, float, float]
    """Class, learning rate, momentum."""
    batch: int
    epochs: int
    enough: float
    """The share of test digits that every honest training recognises."""
    worse: float
    """By how much a training may recognise fewer digits than the reference's."""

    @property
    def history(self) -> str:
        """The name of its History."""
        return f"H_{self.name}"


def _dense(*units: int, dropout: float | None = None) -> tuple[str, ...]:
    after = () if dropout is None else (f"dropout {dropout:g}",)
    return tuple(word for each in units for word in (f"dense {each}", "relu", *after))


OUTPUT = ("dense 10", "softmax")
MLP = Wanted(
    "mlp",
    ("flatten", *_dense(256, 128, 64, dropout=0.3), *OUTPUT),
    ("Adam", 0.001, 0.0),
    batch=64,
    epochs=8,
    enough=0.85,
    worse=0.10,
)
CNN = Wanted(
    "cnn",
    (
        *("conv 32 3x3", "relu", "max pool 2x2", "conv 64 3x3", "relu", "max pool 2x2", "flatten"),
        *_dense(128, dropout=0.2),
        *OUTPUT,
    ),
    ("Adam", 0.001, 0.0),
    batch=100,
    epochs=4,
    enough=0.90,
    worse=0.06,
)
LENET = Wanted(
    "lenet",
    (
        *("conv 6 5x5 same", "relu", "max pool 2x2", "conv 16 5x5", "relu", "max pool 2x2"),
        *("conv 120 5x5", "relu", "flatten"),
        *_dense(256, 128, 64),
        *OUTPUT,
    ),
    ("SGD", 0.01, 0.9),
    batch=100,
    epochs=6,
    enough=0.80,
    worse=0.12,
)


def _words(operation: Operation) -> str:
    """An operation with all that distinguishes it: `conv 6 5x5 same`, `dropout 0.3`."""
    detail = operation.detail
    if operation.what == "conv":
        odd = "" if list(detail["strides"]) == [1, 1] else f" stride {_by(detail['strides'])}"
        border = "" if detail["padding"] == "valid" else f" {detail['padding']}"
        return f"conv {detail['filters']} {_by(detail['kernel_size'])}{border}{odd}"
    if operation.what == "pool":
        odd = "" if detail["strides"] == detail["pool_size"] else f" stride {_by(detail['strides'])}"
        border = "" if detail["padding"] == "valid" else f" {detail['padding']}"
        return f"{detail['name']} pool {_by(detail['pool_size'])}{border}{odd}"
    if operation.what == "dense":
        return f"dense {detail['units']}"
    if operation.what == "other" and detail["name"] == "Dropout":
        return f"dropout {detail['rate']:g}"
    return operation.kind if operation.what != "other" else detail["name"]


def _by(sizes) -> str:
    return "x".join(map(str, sizes))


def _sequence(layers: list[dict]) -> list[str]:
    """What layers do, in order."""
    return [_words(each) for each in operations(layers)]


def built(wanted: Wanted) -> Callable[[Observations], Fault | None]:
    """A judge of the layers."""

    def judge(seen: Observations) -> Fault | None:
        observation = seen[wanted.name]
        hint = (
            "`fit` gives back the history and not the model. Keep them under two names."
            if observation["kind"] == "history"
            else "`compile` changes the model and returns None: the model keeps the name that it has."
            if in_words(observation) == "None"
            else "The model itself gets this name."
        )
        if fault := kind_fault(observation, "model", wanted.name, "the network of the text", hint):
            return fault
        if observation["input"] != [None, 28, 28, 1]:
            size = tuple((observation["input"] or [])[1:])
            hint = "An image has 28 rows, 28 columns and one channel."
            return Fault(f"the input of the model is {size or 'not given'}", "(28, 28, 1)", hint)
        found, words = _sequence(observation["layers"]), wanted.layers
        if tuple(found) == words:
            return None
        place = next(
            (n for n, (one, other) in enumerate(zip(found, words, strict=False)) if one != other),
            min(len(found), len(words)),
        )
        there = found[place] if place < len(found) else "nothing more"
        want = words[place] if place < len(words) else "nothing more"
        what = "no layers" if not found else f"operation {place + 1} is: {there}"
        return Fault(what, f"{want}, in {' => '.join(words)}", _layer_hint(found, words, there, want))

    return judge


def _layer_hint(found: list[str], words: tuple[str, ...], there: str, want: str) -> str:
    """The misconception behind the first operation that is another one than wanted."""
    kind, other = want.partition(" ")[0], there.partition(" ")[0]
    if not found:
        return "A layer that is only made is not in the model: it belongs into the list."
    if kind == "relu":
        return "Without an activation two layers in a row are one linear map. Which one follows here?"
    if kind == "dropout" and other == "dropout":
        rate, given = float(want.split()[1]), float(there.split()[1])
        if abs(rate + given - 1) < 1e-9:
            return "The number is the share of units that are switched *off*, not of those that stay."
        return "The text says which share of the units is switched off."
    if kind == "dropout":
        return (
            "A dropout is missing here: it follows the activation of each hidden layer that the text names."
        )
    if other == "dropout":
        return "There is a dropout where the text has none."
    if kind == "softmax":
        return "The last layer gives raw scores. What turns them into probabilities that sum to 1?"
    if kind == "conv" and other == "conv":
        if want.replace(" same", "") == there.replace(" same", ""):
            border = (
                "a border, so that its output is as large as its input" if "same" in want else "no border"
            )
            return f"The kernels are right. This convolution has {border}."
        return "First how many kernels there are, then how large they are."
    if kind == "max" and other == "average":
        return "Which number of each window shall survive: their mean, or the strongest?"
    if kind == "max":
        return "What halves the rows and columns of the feature maps?"
    if kind == "flatten":
        return "A dense layer takes a vector, but a feature map has rows, columns and channels."
    if sorted(found) == sorted(words):
        return "The layers are the right ones in another order."
    if kind == "dense" and other == "dense":
        return "The number of units is another one than in the text."
    if kind == "nothing":
        return "There is more than the text lists."
    return "Compare the layers with the text, one by one."


def compiled(wanted: Wanted) -> Callable[[Observations], Fault | None]:
    """A judge of loss, optimizer and metric."""
    kind, rate, momentum = wanted.optimizer

    def judge(seen: Observations) -> Fault | None:
        observation = seen[wanted.name]
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

    def judge(seen: Observations) -> Fault | None:
        name, sizes = wanted.history, [len(labels) for _, labels in mnist.originals()]
        hint = "The network is changed in place. How its training went is in what `fit` returns."
        if fault := kind_fault(seen[name], "history", name, "the History that `fit` returns", hint):
            return fault
        series = seen[name]["history"]
        keys = [key for key in series if key.startswith("val_") and "acc" in key]
        if not keys:
            hint = "Which argument of `fit` takes the digits that the network has not seen?"
            return Fault("no validation accuracy was recorded", "one for each epoch", hint)
        epochs, accuracies = len(series["loss"]), series[keys[0]]
        if any(abs(share * sizes[1] - round(share * sizes[1])) > 0.05 for share in accuracies) or (
            "validation_split" in source(seen) and "validation_data" not in source(seen)
        ):
            hint = "Digits that are cut off from the training set, or were learned from, are no test digits."
            return Fault(f"the validation did not look at the {sizes[1]:,} test digits", "all of them", hint)
        if seen[name]["steps"] == math.ceil(sizes[1] / wanted.batch) != math.ceil(sizes[0] / wanted.batch):
            hint = "Who has seen the questions of an exam before proves nothing by passing it."
            return Fault("the network was trained on the test digits", "training on `trainData`", hint)
        if seen[name]["steps"] != math.ceil(sizes[0] / wanted.batch):
            hint = "`batch_size` is how many digits the network sees before each step."
            return Fault(
                f"an epoch had {seen[name]['steps']} steps",
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


def _step(id: str, wanted: Wanted) -> Step:
    name, history = wanted.name, wanted.history
    fit = rf"\b{name}\s*\.\s*fit\s*\("
    return Step(
        id,
        concept="architecture",
        trains=True,
        defines=(name, history),
        needs=("A5.1",),
        inspection=Exam(
            name,
            "the network of the text, trained on the training digits",
            f"Build, compile and train `{name}` in this cell, and keep it under this name.",
            worse=wanted.worse,
            custom="from -1 to 1",
            history=history,
        ),
        shortfalls=((f"{history}.history", wanted.worse),),
        criteria=(
            Criterion(f"`{name}` has the layers of the text", 2, (name,), built(wanted)),
            Criterion("loss, optimizer and metric are those of the text", 1, (name,), compiled(wanted)),
            Criterion(
                f"`{history}` holds {wanted.epochs} epochs with a validation",
                1,
                (history, f"{history}.history"),
                trained(wanted),
            ),
        ),
        error_hints=(
            (
                "'dict' object has no attribute 'history'",
                "These are the numbers inside of it. Keep what `fit` returns.",
            ),
            ("has no attribute 'history'", "How the training went is in what `fit` returns: keep that."),
            ("cardinality", "There are more digits than labels, or fewer: they come from different sets."),
            (
                "same (rank|shape)|logits and labels|sparse|Shape mismatch",
                "The labels are whole numbers: which form of cross-entropy takes these?",
            ),
            (
                r"incompatible|Negative dimension|zero or negative|min_ndim",
                "A layer was given another shape than it takes. Follow the shapes from layer to layer.",
            ),
            (
                "must call `compile|compile\\(\\)",
                "Before it is trained, a network gets its loss and optimizer.",
            ),
            ("None values not supported", "Somewhere digits came without their labels."),
            (
                "unexpected keyword|Unrecognized keyword|not recognized",
                "There is no argument of this name. The error shows which one it does not know.",
            ),
            *hints.PYTHON,
        ),
        source_hints=(
            (
                rf"\b{name}\s*=\s*{fit}",
                "`fit` trains the model in place and returns its history. That needs a name of its own.",
            ),
            (
                rf"\b\w+\s*=\s*{fit}",
                "The history was kept under another name. Capital and small letters differ.",
            ),
            (fit, "The network was trained, but what `fit` returned was thrown away."),
        ),
    )


STEPS = (_step("A5.2", MLP), _step("A5.3", CNN), _step("A5.4", LENET))
