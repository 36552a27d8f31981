"""Judges of lesson A2: building LeNet."""

from lenet_keras.checks import networks
from lenet_keras.checks.networks import operations
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, kind_fault, said

PARAMETERS = ["width", "height", "depth", "classes"]
LEARNING_RATE, MOMENTUM = 0.05, 0.9
LIBRARY = "lenet_keras_reference"  # the name of the models that the library's own LeNet builds

RETURN_HINT = "A function without `return` gives None. Does yours hand the model back?"

# --- A2.1 ---------------------------------------------------------------------------------------


def static_build(seen: Observations) -> Fault | None:
    """Judge A2.1, first half: a class of the student's own with a static method `build`."""
    observation = seen["LeNet"]
    wanted = "a class `LeNet` with a static method `build`"
    if fault := kind_fault(
        observation,
        "class",
        "LeNet",
        wanted,
        "A class is made by `class LeNet:` and its indented body.",
    ):
        return fault
    if fault := borrowed(observation):
        return fault
    build = observation["build"]
    if build is None:
        return Fault("`LeNet` has no `build`", wanted, "A method is a `def` inside the body of the class.")
    if build["how"] == "classmethod":
        return Fault(
            "`build` is a class method",
            "a static method",
            "A class method gets the class as its first argument. `build` needs nothing but its four "
            "numbers.",
        )
    if build["how"] != "staticmethod":
        return Fault(
            "`build` is an ordinary method",
            "a static method",
            "An ordinary method gets the object as its first argument, so `LeNet.build(28, ...)` would "
            "take 28 for it. Which decorator prevents that?",
        )
    return None


def borrowed(observation: Observation) -> Fault | None:
    """The kind refusal of a LeNet that was imported instead of written."""
    if any(module.split(".")[0] == "lenet_keras" for module in observation["modules"]):
        return Fault(
            "this `LeNet` comes from the library `lenet_keras`",
            "a class that you write in this notebook",
            "It works, and you may look at it after the lesson. Here the point is to build your own, "
            "one layer at a time.",
        )
    return None


def parameters(seen: Observations) -> Fault | None:
    """Judge A2.1, second half: the four parameters in their order."""
    if fault := static_build(seen):
        return fault
    found = seen["LeNet"]["build"]["parameters"]
    if found == PARAMETERS:
        return None
    listed = ", ".join(found) or "none"
    if found[:1] == ["self"]:
        hint = "A static method has no `self`: there is no object."
    elif sorted(found) == sorted(PARAMETERS):
        hint = "The names are right, the order is another. Callers may give the numbers without names."
    else:
        hint = "The text above lists four names. Callers will use exactly these."
    return Fault(f"the parameters of `build` are {listed}", ", ".join(PARAMETERS), hint)


# --- A2.3 to A2.7: one function each --------------------------------------------------------------

START = "initialize_model(width=32, height=40, depth=3)"


def empty_model(seen: Observations) -> Fault | None:
    """Judge A2.3, first half: a Sequential model without layers."""
    observation = seen[START]
    if fault := kind_fault(
        observation, "model", "initialize_model(...)", "an empty Sequential model", RETURN_HINT
    ):
        return fault
    if observation["layers"]:
        return Fault(
            f"the model has {len(observation['layers'])} layers already",
            "a model that knows its input and nothing else",
            "Each of the next steps adds its own layers.",
        )
    if observation["class"] != "Sequential":
        return Fault(
            f"the model is a {observation['class']}",
            "a `Sequential`",
            "The next steps append layers one after the other with `model.add`.",
        )
    return None


def input_shape(seen: Observations) -> Fault | None:
    """Judge A2.3, second half: the input is (height, width, depth)."""
    observation = seen[START]
    if fault := empty_model(seen):
        return fault
    found = observation["input"]
    wanted = "(40, 32, 3) for width=32, height=40, depth=3"
    if found is None:
        return Fault(
            "the model does not know its input",
            wanted,
            "`Input(shape=...)` is the first thing that is added.",
        )
    size = found[1:]
    if size == [40, 32, 3]:
        return None
    hints = {
        (
            32,
            40,
            3,
        ): "Width and height are exchanged. An array has its rows first: how many rows has an "
        "image of height 40?",
        (3, 40, 32): "The depth stands first. Keras keeps it last.",
        (3, 32, 40): "The depth stands first. Keras keeps it last.",
        (28, 28, 1): "These are the numbers of MNIST. Use the function's own arguments instead.",
        (40, 32): "The depth is missing: also a grey image has one.",
        (32, 40): "The depth is missing: also a grey image has one.",
    }
    hint = hints.get(tuple(size))
    if hint is None and len(size) == 4:
        hint = "The number of samples is not part of `shape`; Keras adds it itself."
    if hint is None and len(size) == 1:
        hint = "The image was flattened. A convolution needs rows, columns and depth."
    return Fault(f"the input is {tuple(size)}", wanted, hint or "Rows, columns, depth: in this order.")


def _added(seen: Observations, expression: str) -> tuple[list, Fault | None]:
    observation = seen[expression]
    fault = kind_fault(observation, "model", expression.split("(")[1].split(",")[0], "layers in the model")
    if fault:
        return [], fault
    if observation["name"] == LIBRARY:
        return [], Fault(
            "the layers come from the library's own LeNet",
            "layers that you add yourself",
            "Adding them one by one is what this lesson is about.",
        )
    return operations(observation["layers"]), None


def convolution_block(expression: str, filters: int):
    """Judges of A2.4 and A2.5: the order of the layers, the convolution, the pooling."""

    def order(seen: Observations) -> Fault | None:
        found, fault = _added(seen, expression)
        return fault or networks.sequence_fault(found, ["conv", "relu", "pool"])

    def convolution(seen: Observations) -> Fault | None:
        found, fault = _added(seen, expression)
        first = next((op for op in found if op.what == "conv"), None)
        if fault or first is None:
            return fault or order(seen)
        return networks.conv_fault(first, filters, [5, 5])

    def pooling(seen: Observations) -> Fault | None:
        found, fault = _added(seen, expression)
        first = next((op for op in found if op.what == "pool"), None)
        if fault or first is None:
            return fault or order(seen)
        return networks.pool_fault(first)

    return (
        Criterion("the layers are CONV => RELU => POOL", 1, (expression,), order),
        Criterion(f"the convolution has {filters} kernels of 5x5", 1, (expression,), convolution),
        Criterion("the pooling halves rows and columns", 1, (expression,), pooling),
    )


FIRST = "layers_added(add_first_convolution, (28, 28, 1))"
SECOND = "layers_added(add_second_convolution, (14, 14, 20))"
CONNECTED = "layers_added(add_fully_connected, (7, 7, 50))"
CLASSIFIER = "layers_added(add_softmax_classifier, (500,), 7)"


def connected_order(seen: Observations) -> Fault | None:
    """Judge A2.6, first half: FLATTEN => FC => RELU."""
    found, fault = _added(seen, CONNECTED)
    return fault or networks.sequence_fault(found, ["flatten", "dense", "relu"])


def connected_units(seen: Observations) -> Fault | None:
    """Judge A2.6, second half: 500 units."""
    found, fault = _added(seen, CONNECTED)
    dense = next((op for op in found if op.what == "dense"), None)
    if fault or dense is None:
        return fault or connected_order(seen)
    return networks.dense_fault(dense, 500, "The text says how many units this layer has.")


def classifier_order(seen: Observations) -> Fault | None:
    """Judge A2.7, first half: FC => softmax."""
    found, fault = _added(seen, CLASSIFIER)
    return fault or networks.sequence_fault(found, ["dense", "softmax"])


def classifier_units(seen: Observations) -> Fault | None:
    """Judge A2.7, second half: one unit for each class."""
    found, fault = _added(seen, CLASSIFIER)
    dense = next((op for op in found if op.what == "dense"), None)
    if fault or dense is None:
        return fault or classifier_order(seen)
    hint = (
        "This many classes has MNIST. Another data set may have 7: use the argument."
        if dense.detail["units"] == 10
        else "One unit for each class: how many classes does the caller ask for?"
    )
    return networks.dense_fault(dense, 7, hint)


# --- A2.8 ---------------------------------------------------------------------------------------

BUILT = "LeNet.build(width=32, height=40, depth=3, classes=7)"
LENET = [
    "conv",
    "relu",
    "pool",
    "conv",
    "relu",
    "pool",
    "flatten",
    "dense",
    "relu",
    "dense",
    "softmax",
]


def _built(seen: Observations) -> Fault | None:
    if seen["LeNet"]["kind"] == "class" and (fault := borrowed(seen["LeNet"])):
        return fault
    observation = seen[BUILT]
    if fault := kind_fault(observation, "model", "LeNet.build(...)", "the finished model", RETURN_HINT):
        return fault
    if observation["name"] == LIBRARY:
        return Fault(
            "this model was built by the library's own LeNet",
            "a model from the layers that you wrote",
            "Put your own five functions together instead.",
        )
    return None


def returns_model(seen: Observations) -> Fault | None:
    """Judge A2.8, first: `LeNet.build` returns a model of the right input and output."""
    if fault := _built(seen) or static_build(seen):
        return fault
    observation = seen[BUILT]
    if observation["input"] != [None, 40, 32, 3]:
        size = tuple((observation["input"] or [])[1:])
        return Fault(
            f"the input of the model is {size or 'unknown'}",
            "(40, 32, 3) for width=32, height=40, depth=3",
            "`build` hands its arguments on. Are they the caller's, and in the right order?",
        )
    if observation["output"] != [None, 7]:
        return Fault(
            f"the output of the model is {tuple(observation['output'][1:])}",
            "(7,) for classes=7",
            "The last layer has one unit for each class that the caller asks for.",
        )
    return None


def whole_network(seen: Observations) -> Fault | None:
    """Judge A2.8, second: all layers in their order, each as its own step made it."""
    if fault := _built(seen):
        return fault
    found = operations(seen[BUILT]["layers"])
    if fault := networks.sequence_fault(found, LENET):
        return fault
    convolutions = [op for op in found if op.what == "conv"]
    dense = [op for op in found if op.what == "dense"]
    faults = [
        networks.conv_fault(convolutions[0], 20, [5, 5]),
        networks.conv_fault(convolutions[1], 50, [5, 5]),
        *(networks.pool_fault(op) for op in found if op.what == "pool"),
        networks.dense_fault(dense[0], 500, "This is the layer of A2.6."),
    ]
    return next((fault for fault in faults if fault), None)


# --- A2.9 ---------------------------------------------------------------------------------------


def is_sgd(seen: Observations) -> Fault | None:
    """Judge A2.9, first: `opt` is an SGD optimizer."""
    observation = seen["opt"]
    wanted = "an optimizer of the class `SGD`"
    if observation["kind"] == "class":
        hint = "This is the class itself. Calling it makes an optimizer."
    elif observation["kind"] == "value" and observation["type"] == "str":
        hint = "A name in quotes makes Keras take its own settings. Make the optimizer yourself."
    else:
        hint = "`SGD` from `keras.optimizers`, called with its settings."
    if fault := kind_fault(observation, "optimizer", "opt", wanted, hint):
        return fault
    if observation["class"] != "SGD":
        return Fault(
            f"`opt` is the optimizer {observation['class']}",
            wanted,
            "Other optimizers adapt their step for each weight. This lesson uses the plain one.",
        )
    return None


def settings(seen: Observations) -> Fault | None:
    """Judge A2.9, second: learning rate and momentum."""
    if fault := is_sgd(seen):
        return fault
    rate, momentum = seen["opt"]["learning_rate"], seen["opt"]["momentum"]
    wanted = f"learning rate {LEARNING_RATE}, momentum {MOMENTUM}"
    if rate is None:
        return Fault("the learning rate is a schedule", wanted, "Here the learning rate is one number.")
    found = f"learning rate {rate:.4g}, momentum {momentum:.4g}"
    if abs(rate - LEARNING_RATE) < 1e-6 and abs(momentum - MOMENTUM) < 1e-6:
        return None
    if abs(rate - MOMENTUM) < 1e-6 and abs(momentum - LEARNING_RATE) < 1e-6:
        hint = "The two numbers are exchanged."
    elif abs(rate - LEARNING_RATE) >= 1e-6:
        hint = "The learning rate is the length of a step downhill: the text says how long."
    else:
        hint = "Momentum keeps part of the last step's direction. Without it the argument stays 0."
    return Fault(found, wanted, hint)


# --- A2.10 --------------------------------------------------------------------------------------


def mnist_model(seen: Observations) -> Fault | None:
    """Judge A2.10: `model` is a LeNet for MNIST."""
    observation = seen["model"]
    wanted = "a model from (28, 28, 1) to (10,)"
    if observation["kind"] in ("function", "class"):
        return Fault(
            f"`model` is {said(observation)}",
            wanted,
            "This is the recipe. Calling `LeNet.build(...)` bakes the model.",
        )
    hint = "What does `LeNet.build` return? Look at A2.8."
    if fault := kind_fault(observation, "model", "model", wanted, hint):
        return fault
    if observation["name"] == LIBRARY:
        return Fault(
            "this model was built by the library's own LeNet",
            "a model that your class builds",
            "Use the `LeNet` that you wrote in A2.8.",
        )
    found = tuple((observation["input"] or [])[1:]), tuple((observation["output"] or [])[1:])
    if found != ((28, 28, 1), (10,)):
        if found[0] != (28, 28, 1):
            hint = "How many columns, rows and channels has a digit of MNIST?"
        else:
            hint = "How many different digits are there?"
        return Fault(f"the model goes from {found[0]} to {found[1]}", wanted, hint)
    return networks.sequence_fault(operations(observation["layers"]), LENET)


# --- A2.11 --------------------------------------------------------------------------------------


def _compiled(seen: Observations) -> tuple[dict, Fault | None]:
    observation = seen["model"]
    if fault := kind_fault(
        observation,
        "model",
        "model",
        "the model of A2.10",
        "`compile` changes the model and returns None: there is no result to keep.",
    ):
        return {}, fault
    if observation["compiled"] is None:
        return {}, Fault(
            "the model is not compiled",
            "a loss, an optimizer and a metric",
            "`model.compile(...)` tells the model how it will be trained.",
        )
    return observation["compiled"], None


def loss(seen: Observations) -> Fault | None:
    """Judge A2.11, first: categorical cross-entropy on probabilities."""
    compiled, fault = _compiled(seen)
    if fault:
        return fault
    found = compiled["loss"]
    if found in ("categorical_crossentropy", "CategoricalCrossentropy"):
        return None
    plain = found.lower().replace("_", "")
    if "fromlogits" in plain:
        hint = "`from_logits` is for a network without softmax. Yours gives probabilities already."
    elif "sparse" in plain:
        hint = "The sparse form takes whole numbers as labels. Since A1.6 yours are vectors."
    elif "binary" in plain:
        hint = "Binary cross-entropy treats every class as a question of its own. Here exactly one is right."
    elif "meansquared" in plain or plain == "mse":
        hint = "A squared error measures distances between numbers. Classes are compared by cross-entropy."
    elif found == "None":
        hint = "Without a loss there is nothing to make smaller."
    else:
        hint = "Cross-entropy between two vectors of probabilities over the classes."
    return Fault(f"the loss is {found}", "categorical cross-entropy", hint)


def compiled_with_opt(seen: Observations) -> Fault | None:
    """Judge A2.11, second: the optimizer of A2.9 is in use."""
    compiled, fault = _compiled(seen)
    if fault:
        return fault
    used, opt = compiled["optimizer"], seen["opt"]
    settings = ("class", "learning_rate", "momentum")
    if opt["kind"] == "optimizer" and all(used[key] == opt[key] for key in settings):
        return None
    return Fault(
        f"the model uses {used['class']} with learning rate {used['learning_rate']}, momentum {used['momentum']}",
        "`opt` from A2.9",
        "A name in quotes, or no optimizer at all, makes Keras take one with its own settings.",
    )


def accuracy(seen: Observations) -> Fault | None:
    """Judge A2.11, third: accuracy is reported."""
    compiled, fault = _compiled(seen)
    if fault:
        return fault
    found = compiled["metrics"]
    if any(
        name in ("accuracy", "acc", "Accuracy", "CategoricalAccuracy", "categorical_accuracy")
        for name in found
    ):
        if "Accuracy" in found and "accuracy" not in found:
            return Fault(
                "the metric is the class `Accuracy`",
                "the share of digits whose most probable class is right",
                "`Accuracy` counts outputs that equal the label exactly. A probability seldom equals 1.",
            )
        return None
    listed = ", ".join(found) or "none"
    return Fault(
        f"the metrics are: {listed}",
        "accuracy",
        "The loss is for the optimizer. Which number tells a person how good the network is?",
    )


# --- questions ------------------------------------------------------------------------------------


def whole_number(name: str):
    """A judge of form only: a whole number."""

    def judge(seen: Observations) -> Fault | None:
        observation = seen[name]
        if observation["kind"] == "value" and type(observation["value"]) is int:
            return None
        return Fault(f"`{name}` is {said(observation)}", "a whole number", "Write digits without quotes.")

    return judge


def some_text(name: str):
    """A judge of form only: a text that is not empty."""

    def judge(seen: Observations) -> Fault | None:
        observation = seen[name]
        if observation["kind"] == "value" and isinstance(observation["value"], str):
            if observation["value"].strip():
                return None
            return Fault(f"`{name}` is empty", "a name as text", "")
        return Fault(f"`{name}` is {said(observation)}", "a name as text", "Put it in quotes.")

    return judge


def _network_criterion(text: str, expression: str, judge) -> Criterion:
    return Criterion(text, 1, (expression,), judge)


STEPS = (
    Step(
        "A2.1",
        defines=("LeNet",),
        criteria=(
            Criterion("`LeNet` is a class with a static method `build`", 1, ("LeNet",), static_build),
            Criterion("`build` takes width, height, depth, classes", 1, ("LeNet",), parameters),
        ),
    ),
    Step(
        "A2.3",
        defines=("initialize_model",),
        criteria=(
            _network_criterion("the model is an empty Sequential", START, empty_model),
            _network_criterion("its input is (height, width, depth)", START, input_shape),
        ),
    ),
    Step("A2.4", defines=("add_first_convolution",), criteria=convolution_block(FIRST, 20)),
    Step("A2.5", defines=("add_second_convolution",), criteria=convolution_block(SECOND, 50)),
    Step(
        "A2.6",
        defines=("add_fully_connected",),
        criteria=(
            _network_criterion("the layers are FLATTEN => FC => RELU", CONNECTED, connected_order),
            _network_criterion("the fully connected layer has 500 units", CONNECTED, connected_units),
        ),
    ),
    Step(
        "A2.7",
        defines=("add_softmax_classifier",),
        criteria=(
            _network_criterion("the layers are FC => softmax", CLASSIFIER, classifier_order),
            _network_criterion("there is one unit for each class", CLASSIFIER, classifier_units),
        ),
    ),
    Step(
        "A2.8",
        defines=("LeNet",),
        needs=("A2.3", "A2.4", "A2.5", "A2.6", "A2.7"),
        criteria=(
            Criterion(
                "`LeNet.build` returns a model of the asked size",
                1,
                ("LeNet", BUILT),
                returns_model,
            ),
            Criterion("the model has all layers of LeNet", 2, ("LeNet", BUILT), whole_network),
        ),
    ),
    Step(
        "A2.9",
        defines=("opt",),
        criteria=(
            Criterion("`opt` is an SGD optimizer", 1, ("opt",), is_sgd),
            Criterion("its settings are those of the text", 1, ("opt",), settings),
        ),
        error_hints=(
            (r"\blr\b", "Keras once called this argument `lr`. It has a longer name now."),
            (r"[Mm]omentum", "Momentum is a share between 0 and 1. Is each number at its place?"),
        ),
    ),
    Step(
        "A2.10",
        defines=("model",),
        needs=("A2.8",),
        criteria=(Criterion("`model` is a LeNet for MNIST", 1, ("model",), mnist_model),),
        error_hints=(
            (
                "missing .* argument",
                "`build` takes four numbers; the error names those that are missing.",
            ),
            ("unexpected keyword", "The names of the arguments are those of A2.1."),
        ),
    ),
    Step(
        "A2.11",
        defines=("model",),
        needs=("A2.9", "A2.10"),
        criteria=(
            Criterion("the loss is categorical cross-entropy", 1, ("model",), loss),
            Criterion("the optimizer is `opt`", 1, ("model", "opt"), compiled_with_opt),
            Criterion("accuracy is reported", 1, ("model",), accuracy),
        ),
    ),
    Step(
        "A2.Q6",
        defines=("A2_Q6",),
        criteria=(Criterion("the answer is a whole number", 1, ("A2_Q6",), whole_number("A2_Q6")),),
    ),
    Step(
        "A2.Q7",
        defines=("A2_Q7",),
        criteria=(Criterion("the answer is a name", 1, ("A2_Q7",), some_text("A2_Q7")),),
    ),
)
