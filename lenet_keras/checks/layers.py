"""Judges of layers: of their sequence, and of the settings of each."""

from collections import Counter

from lenet_keras.checks.networks import WORDS, Operation, in_one_line
from lenet_keras.checks.verdict import Fault

GLOBAL_POOLING = "Global pooling keeps one number of each feature map, not one of each small window."
MODERN = "Newer networks have such layers, LeNet has none. The text lists all layers of this step."
OTHER_LAYERS = {
    "GlobalMaxPooling2D": GLOBAL_POOLING,
    "GlobalAveragePooling2D": GLOBAL_POOLING,
    "Dropout": MODERN,
    "BatchNormalization": MODERN,
    "Conv1D": "A digit has rows and columns: the kernel slides in two directions.",
}


def sequence_fault(found: list[Operation], wanted: list[str]) -> Fault | None:
    """Compare the kinds of operations with what is wanted, such as `["conv", "relu", "pool"]`."""
    if [op.kind for op in found] == wanted:
        first = next((op for op in found if op.what == "flatten"), None)
        if first and first.detail.get("data_format", "channels_last") != "channels_last":
            return Fault("`Flatten` reads the depth first", "the depth last", "Leave `data_format` alone.")
        return None
    want = " => ".join({"relu": "RELU"}.get(w) or WORDS.get(w, w) for w in wanted)
    return Fault(f"the layers are {in_one_line(found)}", want, _sequence_hint(found, wanted))


def _sequence_hint(found: list[Operation], wanted: list[str]) -> str:
    kinds = [op.kind for op in found]
    if not kinds:
        return (
            "No layer was added. `model.add(...)` appends one; a layer that is only made is not in the model."
        )
    others = [op.detail["name"] for op in found if op.what == "other"]
    if others:
        hints = [OTHER_LAYERS[name] for name in others if name in OTHER_LAYERS]
        return hints[0] if hints else f"{others[0]} is a layer that the step does not ask for."
    if kinds == wanted * 2:
        return "All of it is there twice: each step adds its own layers, once."
    if sorted(kinds) == sorted(wanted):
        return "The layers are the right ones in another order."
    if len(kinds) > len(wanted) and wanted in (kinds[: len(wanted)], kinds[-len(wanted) :]):
        return "There is more than this step asks for: each step adds its own layers only."
    missing = Counter(wanted) - Counter(kinds)
    odd = [op.kind for op in found if op.what == "activation" and op.kind not in wanted]
    if missing:
        return _missing_hint(missing, odd, whole=len(wanted) > 5)
    surplus = next(iter(Counter(kinds) - Counter(wanted)))
    return f"One {WORDS.get(surplus, surplus)} too many: compare with the list of layers in the text."


def _missing_hint(missing: Counter, odd: list[str], whole: bool) -> str:
    """What to say about operations that are missing, and activations that stand in their place."""
    if whole and ("conv" in missing or "dense" in missing):
        return "A whole part is missing. Count the parts in the text, and those that are called here."
    if any("never applied" in name for name in odd):
        return "This is the class, the plan of a layer. Calling it, with parentheses, makes a layer."
    if any("other numbers" in name or name == "relu6" for name in odd):
        return "The function was changed by a setting. LeNet takes it as it is."
    if "relu" in missing and odd:
        return (
            f"The activation is {odd[0]}. LeNet of 1998 used a squashing function; this one uses the "
            "function that cuts negative values off."
        )
    if "softmax" in missing and odd:
        return (
            f"The activation is {odd[0]}: its outputs do not sum to 1 over the classes. Each digit "
            "belongs to exactly one class."
        )
    hints = {
        "conv": "A convolution is missing: the layer whose window slides over rows and columns.",
        "dense": "A fully connected layer is missing: the one that weighs all inputs against each other.",
        "relu": "Without an activation two layers in a row are one linear map. Which function follows "
        "each of them here?",
        "softmax": "The last layer gives raw scores. What turns them into probabilities?",
        "flatten": "A fully connected layer takes a vector, but a feature map has rows, columns and depth.",
        "pool": "What halves the rows and columns of the feature maps?",
    }
    return next(hint for kind, hint in hints.items() if kind in missing)


def conv_fault(op: Operation, filters: int, kernel: list[int]) -> Fault | None:
    """Compare one convolution with what is wanted: stride 1, `same` padding."""
    detail = op.detail
    size, strides = list(detail["kernel_size"]), list(detail["strides"])
    if detail["filters"] != filters:
        if size == [filters, filters]:
            hint = "Two arguments are exchanged: first how many kernels there are, then how large they are."
        elif detail["filters"] in (20, 50):
            hint = "That is the number of kernels of the other convolution."
        else:
            hint = "The number of kernels is the number of feature maps that come out."
        return Fault(f"the convolution has {detail['filters']} kernels", f"{filters}", hint)
    if size != kernel:
        return Fault(
            f"the kernel is {_by(size)}",
            _by(kernel),
            "The kernel is the window that slides over the image: rows by columns.",
        )
    if strides != [1, 1]:
        hint = (
            "A third number is taken for the stride. The size of the kernel is one argument."
            if strides == kernel
            else "The window of the convolution moves pixel by pixel; only the pooling takes larger steps."
        )
        return Fault(f"the stride of the convolution is {_by(strides)}", "1x1", hint)
    if detail["padding"] != "same":
        return Fault(
            f"the padding is {detail['padding']!r}",
            "a feature map as large as its input",
            "Without a border of zeros a 5x5 window loses two pixels on each side.",
        )
    if detail.get("data_format", "channels_last") != "channels_last":
        return Fault("the convolution reads the depth first", "the depth last", "Leave `data_format` alone.")
    if list(detail.get("dilation_rate", [1, 1])) != [1, 1]:
        return Fault("the kernel is dilated", "a plain kernel", "Leave `dilation_rate` alone.")
    return further_fault([op])


def further_fault(found: list[Operation]) -> Fault | None:
    """The fault of a setting beyond those that a step names: the others stay what Keras makes them."""
    words = {"conv": "convolution", "dense": "fully connected layer", "pool": "pooling"}
    for op in found:
        if fault := setting_fault(f"the {words.get(op.what, op.kind)}", op.detail.get("further", [])):
            return fault
    return None


def setting_fault(
    what: str,
    further: list[str],
    wanted: str = "the settings of the text, and no others",
    otherwise: str = "What the text does not name stays as Keras has it.",
) -> Fault | None:
    """The fault of an object with settings that differ from Keras's own, as `architecture.changed` has them.

    Args:
        what: the layer or the optimizer, in words.
        further: its settings beyond those that a step names.
        wanted: what to say was expected.
        otherwise: the hint for a setting that `FURTHER` does not know.
    """
    if not further:
        return None
    hint = next((hint for name, hint in FURTHER.items() if further[0].startswith(name)), "")
    return Fault(
        f"{what} has the setting {further[0]}",
        wanted,
        hint or otherwise,
    )


FURTHER = {
    "use_bias": "Each kernel and each unit has a bias here. Without it, paper alone would always give 0.",
    "groups": "In groups a kernel sees some of the channels. Here each kernel reaches through all of them.",
    "trainable": "A layer that is not trainable keeps its first random weights for good.",
    "kernel_initializer": "Weights that start alike learn alike: all kernels would stay copies of one.",
    "kernel_regularizer": "A regularizer adds to the loss. This lesson trains with the loss alone.",
    "bias_regularizer": "A regularizer adds to the loss. This lesson trains with the loss alone.",
    "activity_regularizer": "A regularizer adds to the loss. This lesson trains with the loss alone.",
    # of optimizers
    "nesterov": "Nesterov's momentum looks ahead before it steps. This lesson uses the plain one.",
    "weight_decay": "Weight decay makes all weights smaller in each step. That is another training.",
    "clip": "Clipped gradients make other steps. Here each step follows the gradient as it is.",
    "global_clip": "Clipped gradients make other steps. Here each step follows the gradient as it is.",
}


def pool_fault(op: Operation) -> Fault | None:
    """Compare one pooling with what is wanted: maximum of 2x2, stride 2."""
    detail = op.detail
    if detail["name"] != "max":
        return Fault(
            "the pooling takes the average",
            "the maximum",
            "Which number stays of each window: the mean, or the largest?",
        )
    if list(detail["pool_size"]) != [2, 2]:
        return Fault(
            f"the window of the pooling is {_by(detail['pool_size'])}",
            "2x2",
            "The window decides by how much rows and columns shrink.",
        )
    if list(detail["strides"]) != [2, 2]:
        return Fault(
            f"the stride of the pooling is {_by(detail['strides'])}",
            "2x2",
            "Windows that overlap do not halve the feature map. How far must a 2x2 window move?",
        )
    if detail.get("data_format", "channels_last") != "channels_last":
        return Fault("the pooling reads the depth first", "the depth last", "Leave `data_format` alone.")
    return further_fault([op])


def dense_fault(op: Operation, units: int, hint: str) -> Fault | None:
    """Compare the number of units of one fully connected layer with what is wanted."""
    if op.detail["units"] != units:
        return Fault(f"the fully connected layer has {op.detail['units']} units", f"{units}", hint)
    return further_fault([op])


def _by(sizes) -> str:
    return "x".join(str(size) for size in sizes)
