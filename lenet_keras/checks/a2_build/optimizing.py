"""A2.9: the optimizer and its settings."""

from lenet_keras.checks.layers import setting_fault
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, kind_fault

LEARNING_RATE, MOMENTUM = 0.05, 0.9


def is_sgd(observations: Observations) -> Fault | None:
    """Judge A2.9, first: `opt` is an SGD optimizer."""
    observation = observations["opt"]
    wanted = "an optimizer of the class `SGD`"
    if observation["kind"] == "class":
        hint = "This is the class itself. Calling it makes an optimizer."
    elif observation.get("type") == "str":
        hint = "A name in quotes makes Keras take its own settings. Make the optimizer yourself."
    else:
        hint = "`SGD` from `keras.optimizers`, called once with both settings."
    if fault := kind_fault(observation, "optimizer", "opt", wanted, hint):
        return fault
    if observation["class"] != "SGD":
        return Fault(
            f"`opt` is the optimizer {observation['class']}",
            wanted,
            "Other optimizers adapt their step for each weight. This lesson uses the plain one.",
        )
    return None


def settings(observations: Observations) -> Fault | None:
    """Judge A2.9, second: learning rate and momentum."""
    if fault := is_sgd(observations):
        return fault
    rate, momentum = observations["opt"]["learning_rate"], observations["opt"]["momentum"]
    wanted = f"learning rate {LEARNING_RATE}, momentum {MOMENTUM}"
    if rate is None:
        return Fault("the learning rate is a schedule", wanted, "Here the learning rate is one number.")
    right_rate, right_momentum = abs(rate - LEARNING_RATE) < 1e-6, abs(momentum - MOMENTUM) < 1e-6
    if right_rate and right_momentum:
        further, otherwise = observations["opt"]["further"], "What the text does not name stays as it is."
        return setting_fault("`opt`", further, f"{wanted}, and nothing else", otherwise)
    if abs(rate - MOMENTUM) < 1e-6 and abs(momentum - LEARNING_RATE) < 1e-6:
        hint = "The two numbers are exchanged."
    elif abs(rate - 0.01) < 1e-6 and right_momentum:
        hint = "0.01 is what Keras takes when nothing is said. The text says how long a step is."
    elif not right_rate:
        hint = "The learning rate is the length of a step downhill: the text says how long."
    elif momentum == 0:
        hint = "Momentum keeps part of the last step's direction. Without it the argument stays 0."
    else:
        hint = "Momentum is the part of the last step's direction that is kept: the text says how much."
    return Fault(f"learning rate {rate:.4g}, momentum {momentum:.4g}", wanted, hint)


STEP = Step(
    "A2.9",
    concept="optimizer",
    defines=("opt",),
    criteria=(
        Criterion("`opt` is an SGD optimizer", 1, ("opt",), is_sgd),
        Criterion("its settings are those of the text", 1, ("opt",), settings),
    ),
    error_hints=(
        ("not recognized|unexpected keyword", "The optimizer has no setting of this name."),
        (
            "[Mm]omentum",
            "Momentum is a share between 0 and 1. Is the decimal point set, and each number at its place?",
        ),
        ("should be float", "Quotes make a text. The learning rate is a number."),
        ("leading zeros", "Python writes decimals with a point. A comma separates two arguments."),
    ),
    source_hints=((r"SGD\s*\(", "An optimizer was made, but not under the name of the text."),),
)
