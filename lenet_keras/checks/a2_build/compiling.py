"""A2.11: loss, optimizer and metric."""

import re

from lenet_keras.checks.observation import Observations
from lenet_keras.checks.spelling import nearest
from lenet_keras.checks.unchanged import stopped
from lenet_keras.checks.verdict import Criterion, Fault, Step, kind_fault, source

LOSSES = ("categorical_crossentropy", "CategoricalCrossentropy", "CategoricalCrossentropy()")
# In quotes Keras takes any spelling of accuracy for the one that fits the loss; as an object it does not.
METRICS = ("acc", "accuracy", "categoricalaccuracy", "categorical_accuracy", "categoricalaccuracy()")

ERROR_HINTS = (
    ("`metrics` argument to be a list", "Metrics come as a list, also when there is only one."),
    (
        "optimizer identifier: <class",
        "This is the class. A2.9 made an optimizer from it, with the settings of this lesson.",
    ),
    (
        "optimizer identifier: .*(entropy|loss|error)",
        "Without names the first argument is the optimizer. Names show which is which.",
    ),
    ("known optimizer|optimizer", "Quotes make a text. The optimizer of A2.9 has a name without quotes."),
    (
        r"unexpected keyword|missing \d+ required",
        "`compile` has no argument of this name. The text lists three things to give.",
    ),
    (
        "'source'|no attribute 'compile'",
        "`compile` is a method of the model: neither of Python nor of the recipe.",
    ),
    (
        "^NameError",
        "A name without quotes has to be made or imported before. Keras knows losses by a text, too.",
    ),
)


def _compiled(observations: Observations) -> tuple[dict, Fault | None]:
    observation = observations["model"]
    wanted = "a loss, an optimizer and a metric"
    hint = "`compile` changes the model and returns None: there is no result to keep."
    if fault := kind_fault(observation, "model", "model", "the model of A2.10", hint):
        return {}, fault
    if observation["compiled"] is not None:
        return observation["compiled"], None
    found = "the model is not compiled"
    if fault := stopped(found, observations, wanted, ERROR_HINTS):
        return {}, fault
    hint = (
        "This only names the method. It runs when parentheses follow, with what it needs in them."
        if re.search(r"\.compile\s*$", source(observations))
        else "`model.compile(...)` tells the model how it will be trained."
    )
    return {}, Fault(found, wanted, hint)


def loss(observations: Observations) -> Fault | None:
    """Judge A2.11, first: categorical cross-entropy on probabilities."""
    compiled, fault = _compiled(observations)
    if fault:
        return fault
    found = compiled["loss"]
    if found in LOSSES:
        return None
    plain = found.lower().replace("_", "")
    if "weighted" in plain:
        hint = "A weighted loss makes other steps. `compile` needs the three things of the text only."
    elif found.startswith("__main__"):
        hint = "Keras has this loss, and the check knows it by the name that the text gives it."
    elif found.startswith("CategoricalCrossentropy(") and "fromlogits" not in plain:
        hint = "The loss is the right one, with a setting that changes it. The text asks for it as it is."
    elif "fromlogits" in plain:
        hint = "`from_logits` is for a network without softmax. Yours gives probabilities already."
    elif "sparse" in plain:
        hint = "The sparse form takes whole numbers as labels. Since A1.6 yours are vectors."
    elif "binary" in plain:
        hint = "Binary cross-entropy treats every class as a question of its own. Here exactly one is right."
    elif "meansquared" in plain or plain == "mse":
        hint = "A squared error measures distances between numbers. Classes are compared by cross-entropy."
    elif found == "None":
        hint = "Without a loss there is nothing to make smaller."
    elif "accuracy" in plain:
        hint = "Accuracy jumps from digit to digit, so no small step can improve it. It is for people."
    elif "focal" in plain:
        hint = "The focal form counts what is easy for less. That is another loss of Keras."
    elif "entropy" in plain:
        hint = "Keras knows no loss of this name. Compare it with the text, letter by letter."
    else:
        hint = "Cross-entropy between two vectors of probabilities over the classes."
    found = found.replace("__main__.", "your own ")
    return Fault(f"the loss is {found}", "categorical cross-entropy", hint)


def compiled_with_opt(observations: Observations) -> Fault | None:
    """Judge A2.11, second: the optimizer of A2.9 is in use."""
    compiled, fault = _compiled(observations)
    if fault:
        return fault
    used, opt = compiled["optimizer"], observations["opt"]
    settings = ("class", "learning_rate", "momentum", "further")
    if opt["kind"] == "optimizer" and all(used[key] == opt[key] for key in settings):
        return None
    hint = (
        "The class is right, the settings are not: a name in quotes makes Keras take its own."
        if used["class"] == "SGD"
        else "Without an optimizer, or with another one's name, your choice of A2.9 plays no part."
    )
    rate, momentum = used["learning_rate"], used["momentum"]
    listed = [f"learning rate {rate or 0:.4g}", f"momentum {momentum:.4g}", *used["further"]]
    found = f"the model uses {used['class']} with {', '.join(listed)}"
    return Fault(found, "`opt` from A2.9", hint)


def accuracy(observations: Observations) -> Fault | None:
    """Judge A2.11, third: accuracy is reported."""
    compiled, fault = _compiled(observations)
    if fault:
        return fault
    found = compiled["metrics"]
    if any(name.lower() in METRICS for name in found):
        return None
    listed = ", ".join(found) or "none"
    plain = listed.lower().replace("_", "")
    if "accuracy()" in found or "Accuracy()" in found:
        hint = "`Accuracy` counts outputs that equal the label exactly. A probability seldom equals 1."
    elif "sparse" in plain:
        hint = "The sparse form takes whole numbers as labels. Since A1.6 yours are vectors."
    elif "binary" in plain:
        hint = "Binary accuracy counts each place of a vector by itself: nine right zeros look like success."
    elif "loss" in plain or "entropy" in plain:
        hint = "The loss is reported anyway. Which number tells a person how good the network is?"
    elif near := next((each for name in found if (each := nearest(name, ["accuracy"]))), ""):
        hint = f"Keras knows no metric of this name. Is `{near}` meant? Compare letter by letter."
    else:
        hint = "The loss is for the optimizer. Which number tells a person how good the network is?"
    return Fault(f"the metrics are: {listed}", "accuracy", hint)


STEP = Step(
    "A2.11",
    concept="cross-entropy",
    defines=("model",),
    needs=("A2.9", "A2.10"),
    criteria=(
        Criterion("the loss is categorical cross-entropy", 1, ("model",), loss),
        Criterion("the optimizer is `opt`", 1, ("model", "opt"), compiled_with_opt),
        Criterion("accuracy is reported", 1, ("model",), accuracy),
    ),
    error_hints=ERROR_HINTS,
)
