"""Judge of A8.16: a network of a student's own, within a budget of parameters."""

import math
from functools import cache

from lenet_keras.checks import networks
from lenet_keras.checks.inspection import Digits, Exam
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words
from lenet_keras.datasets import mnist

BUDGET = 10_000  # parameters, moving means and variances among them, as `count_params` counts
ENOUGH = 0.05  # of the validation digits may be misread; the lesson's own network misreads 0.042
WORSE = 0.06  # than the reference's; one that learned no moved digits is 0.03 worse on the exam's
VALIDATION = slice(2500, 4000)  # of the training digits, in the lesson
MOST = 1500  # test digits that are looked at: as many as there are validation digits, at most
ERROR = "float(np.mean(read(valData, mine).argmax(axis=1) != valLabels))"
KNOWN = ("conv", "pool", "flatten", "dense", "activation")
OTHERS = (
    "BatchNormalization",
    "Dropout",
    "SpatialDropout2D",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling2D",
)
FUNCTIONS = ("relu", "softmax", "sigmoid", "tanh", "elu", "silu", "leaky_relu", "softplus", "softsign")
LAYERS = "Conv2D, MaxPooling2D, AveragePooling2D, Flatten, Dense, activations, and the layers in the text"


def is_within(observations: Observations) -> Fault | None:
    """Judge A8.16, first: a network from digits to ten probabilities, of known layers, and small."""
    model = observations["mine"]
    if model["kind"] != "model":
        hint = "`fit` trains in place and returns a history. Which name has the network itself?"
        return Fault(f"`mine` is {in_words(model)}", "a network of Keras", hint)
    if model["input"] != [None, 28, 28, 1]:
        hint = "A digit of `trainData` has 28 rows, 28 columns and one channel."
        return Fault(f"`mine` takes {model['input']}", "[None, 28, 28, 1]", hint)
    if model["output"] != [None, 10]:
        hint = "There are ten digits, and each gets one number. Does the image become a row before that?"
        return Fault(f"`mine` gives {model['output']}", "[None, 10]", hint)
    found = networks.operations(model["layers"])
    for operation in found:
        name = operation.detail["name"] if operation.what in ("activation", "other") else ""
        if operation.what not in KNOWN and name not in OTHERS:
            hint = (
                "A layer that distorts digits belongs before the network: `copies` does that here."
                if name.startswith("Random")
                else "Build it of the layers in the text: graders compute only these again."
            )
            return Fault(f"`mine` has the layer {name}", LAYERS, hint)
        if operation.what == "activation" and name not in FUNCTIONS:
            return Fault(f"`mine` has the activation {name}", ", ".join(FUNCTIONS), "Take one of these.")
    if not found or found[-1].kind != "softmax":
        hint = "`read` gives probabilities. What makes the ten numbers sum to 1?"
        return Fault("the last operation is no softmax", "softmax at the end", hint)
    return _size_fault(model["layers"])


def _size_fault(layers: list[dict]) -> Fault | None:
    sizes = {layer["class"]: 0 for layer in layers}
    for layer in layers:
        sizes[layer["class"]] += sum(math.prod(shape) for shape in layer["weights"])
    if (total := sum(sizes.values())) > BUDGET:
        largest = max(sizes, key=lambda name: sizes[name])
        hint = (
            "A convolution has rows · columns · maps in · maps out numbers. Which can shrink?"
            if largest == "Conv2D"
            else "Most of them stand between what `Flatten` gives and the layer after it. Pooling or a "
            "convolution before makes that row shorter."
        )
        return Fault(f"`mine` has {total:,} parameters", f"at most {BUDGET:,}", hint)
    return None


def reads_well(observations: Observations) -> Fault | None:
    """Judge A8.16, second: it reads the validation digits."""
    if fault := is_within(observations):
        return fault
    error = float(observations[ERROR]["value"])
    if error <= ENOUGH:
        return None
    hint = (
        "That is hardly better than guessing. Was `mine` trained, and with which learning rate?"
        if not error < 0.7
        else "More epochs, other layers, copies of the digits: the lesson has measured what helps."
    )
    return Fault(f"`mine` misreads {error:.1%} of the validation digits", f"at most {ENOUGH:.0%}", hint)


@cache
def validated() -> tuple[Digits, Digits]:
    """Test digits, which nobody learns from here, and the validation digits."""
    (images, labels), (others, theirs) = mnist.originals()
    return (others[:MOST], theirs[:MOST]), (images[VALIDATION], labels[VALIDATION])


STEP = Step(
    "A8.16",
    concept="gain and cost",
    trains=True,
    defines=("mine",),
    own=("mine", ERROR),
    inspection=Exam(
        "mine",
        f"a network of at most {BUDGET:,} parameters that was trained on training digits",
        "Build it, train it on `trainData` or copies of it, and keep it under this name.",
        worse=WORSE,
        budget=BUDGET,
        judged_with=validated,
        least=lambda _: 1 - ENOUGH,
    ),
    criteria=(
        Criterion(f"a network with at most {BUDGET:,} parameters", 1, ("mine",), is_within),
        Criterion(
            f"it misreads at most {ENOUGH:.0%} of the validation digits", 3, ("mine", ERROR), reads_well
        ),
    ),
    error_hints=(
        (
            "must call `compile|compile\\(\\)|must compile",
            "Before it is trained, a network gets its loss and optimizer.",
        ),
        (
            "incompatible|Negative dimension|zero or negative|min_ndim|rank|Shape mismatch|same shape",
            "A layer was given another shape than it takes. Follow the shapes from layer to layer.",
        ),
        ("'pool_size'", "This pooling has to be told how large its windows are."),
        ("cardinality", "There are more digits than labels, or fewer: they come from different sets."),
        ("None values not supported", "Somewhere digits came without their labels."),
    ),
    source_hints=(
        (r"mine\s*=.*\.fit\s*\(", "`fit` trains the model in place and returns its history."),
        (r"\.fit\s*\(", "A network was trained, but not under this name."),
    ),
)
