"""Judge of the layers of a network of A5.2 to A5.4."""

from collections.abc import Callable

from lenet_keras.checks.a5_compare.networks import Wanted
from lenet_keras.checks.description import OWN_MODEL
from lenet_keras.checks.layers import further_fault
from lenet_keras.checks.networks import BATCH_FIXED, Operation, input_words, operations
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Fault, in_words, kind_fault

MISSING = "nothing more"


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


def built(wanted: Wanted) -> Callable[[Observations], Fault | None]:
    """A judge of the layers."""

    def judge(observations: Observations) -> Fault | None:
        observation = observations[wanted.name]
        hint = (
            "`fit` gives back the history and not the model. Keep them under two names."
            if observation["kind"] == "history"
            else "`compile` changes the model and returns None, as `add` does: it keeps the name that it has."
            if in_words(observation) == "None"
            else "What a class of your own calls is not seen from outside. A `Sequential` shows its layers."
            if OWN_MODEL in observation.get("type", "")
            else "The network itself gets this name: a model of Keras, made of its layers."
        )
        if fault := kind_fault(observation, "model", wanted.name, "the network of the text", hint):
            return fault
        if observation["input"] != [None, 28, 28, 1]:
            fixed = (observation["input"] or [])[1:] == [28, 28, 1]
            hint = BATCH_FIXED if fixed else "An image has 28 rows, 28 columns and one channel."
            return Fault(
                f"the input of the model is {input_words(observation['input'])}", "(28, 28, 1)", hint
            )
        made, words = operations(observation["layers"]), wanted.layers
        found = [_words(each) for each in made]
        if tuple(found) == words:
            return further_fault(made)
        place = next(
            (n for n, (one, other) in enumerate(zip(found, words, strict=False)) if one != other),
            min(len(found), len(words)),
        )
        there, want = (each[place] if place < len(each) else MISSING for each in (found, words))
        what = "no layers" if not found else f"operation {place + 1} is: {there}"
        bent = place < len(made) and made[place].what == "activation"
        return Fault(what, f"{want}, in {' => '.join(words)}", _layer_hint(found, words, place, bent))

    return judge


def _layer_hint(found: list[str], words: tuple[str, ...], place: int, bent: bool) -> str:
    """The misconception behind the first operation that is another one than wanted.

    Args:
        found: the operations in words.
        words: what was wanted.
        place: of the first that differs.
        bent: whether it is an activation.
    """
    there, want = (each[place] if place < len(each) else MISSING for each in (found, words))
    kind, other = want.partition(" ")[0], there.partition(" ")[0]
    if not found:
        return "A layer that is only made is not in the model: it belongs into the list."
    if kind == "relu" and sorted(found) == sorted(words):
        return "The layers are the right ones in another order."
    if kind == "relu" and bent:
        return f"The activation is {there}. It bends in another way than the one that the text names."
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
    if found[place + 1 : place + 2] == [want]:
        return "There is a layer here that the text does not list."
    if kind == "softmax" and bent:
        return (
            f"The activation is {there}: its outputs do not sum to 1 over the classes. Each digit belongs to "
            "exactly one class."
        )
    if kind == "softmax":
        return "The last layer gives raw scores. What turns them into probabilities that sum to 1?"
    if kind == "conv" and other == "conv":
        if want.replace(" same", "") == there.replace(" same", ""):
            border = (
                "a border, so that its output is as large as its input" if "same" in want else "no border"
            )
            return f"The kernels are right. This convolution has {border}."
        return _conv_hint(there, want)
    if kind == "conv" and there[:1].isupper():
        return "There is a layer here that the text does not list."
    if kind == "conv":
        return "A convolution is missing here: the layer whose window slides over rows and columns."
    if kind == "max" and other == "average":
        return "Which number of each window shall survive: their mean, or the strongest?"
    if kind == "max" and other == "max":
        return _pool_hint(there, want)
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


def _conv_hint(there: str, want: str) -> str:
    """What to say about a convolution of other kernels, stride or border, in words as `conv 32 3x3`."""
    kernels, size = there.split()[1:3]
    if [kernels, size] == want.split()[1:3]:
        return "The kernels are right. The window of a convolution moves pixel by pixel."
    if size == _by([want.split()[1]] * 2):
        return "Two numbers are exchanged: first how many kernels there are, then how large they are."
    if size == want.split()[2]:
        return "The kernels are as large as in the text. Their number is another one."
    if kernels == want.split()[1]:
        return "There are as many kernels as in the text. Their size is another one."
    return "First how many kernels there are, then how large they are."


def _pool_hint(there: str, want: str) -> str:
    """What to say about a max pooling of another window, stride or border, in words as `max pool 2x2`."""
    if there.split()[2] != want.split()[2]:
        return "The window of the pooling decides by how much rows and columns shrink."
    return "Windows of 2 x 2 side by side, without a border, halve the feature map: no overlap and no gap."
