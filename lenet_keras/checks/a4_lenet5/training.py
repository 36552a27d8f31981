"""Judges of A4.7: training the published network."""

import numpy as np

from lenet_keras.checks.inspection import Exam
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, kind_fault

EPOCHS, FEWEST = 8, 3
# Every honest training passes it well: see tests/benchmarks/rates.
ENOUGH = 0.88
# Who just passes the visible check must pass the exam too. Its moved digits are harder by 0.02 to 0.04 for a
# network that saw none, the reference recognises 0.957 of them, and 1,000 digits tell 0.01 either way.
WORSE = 0.14  # fewer digits recognised than by the reference's, as a share
LARGE = 20  # of a loss at the end of a training
RISEN = 1.05  # times the first loss; a loss that does not move goes up or down by less, from batch to batch
LONG = 0.05  # of a learning rate: twenty-five times that of the text
LOSS, METRIC = "MAPLoss(", "accuracy"


def is_compiled(observations: Observations) -> Fault | None:
    """Judge that the network is compiled for penalties."""
    network = observations["network"]
    hint = (
        "`fit` and `compile` change the network in place. What they return is something else."
        if network["kind"] in ("history", "value")
        else "`build_network` of A4.5 gives one."
    )
    if fault := kind_fault(network, "model", "network", "a model", hint):
        return fault
    compiled = network["compiled"]
    if compiled is None:
        hint = "Before a training, `compile` says which loss, which optimizer and which metrics."
        return Fault("`network` is not compiled", "a compiled model", hint)
    if not compiled["loss"].startswith(LOSS):
        hint = (
            "That loss expects scores or probabilities, large for the right class. What comes out here are "
            "penalties."
            if "crossentropy" in compiled["loss"].lower()
            else "The loss of equation 9 is in `lenet5`, as a class: with parentheses it makes a loss."
        )
        return Fault(f"the loss is {compiled['loss']}", "the loss of equation 9", hint)
    if METRIC not in compiled["metrics"]:
        hint = "There must be something to follow that a person understands. It is given without parentheses."
        return Fault(f"the metrics are {', '.join(compiled['metrics']) or 'none'}", "`lenet5.accuracy`", hint)
    return None


def has_history(observations: Observations) -> Fault | None:
    """Judge that `H` is what `fit` returned, with a validation."""
    observation = observations["H"]
    if observation["kind"] == "value" and observation["type"] == "dict":
        hint = "These are the numbers inside of it. Keep the whole object."
    elif observation["kind"] == "model":
        hint = "The network is changed in place. How its training went is in what `fit` returns."
    else:
        hint = "`fit` returns the course of the training. That is what `H` shall hold."
    if fault := kind_fault(observation, "history", "H", "the History object that `fit` returns", hint):
        return fault
    series = observation["history"]
    if not series.get("loss"):
        return Fault("no epoch was trained", f"{EPOCHS} epochs", "How often shall each digit be seen?")
    if not _accuracies(series, "val_"):
        found = "there is no validation" if "val_loss" not in series else "no accuracy is followed"
        hint = "`validation_data` takes the batches of digits that were held out."
        if "val_loss" in series:
            hint = "Beside the loss, `compile` takes metrics: the share of right answers is one."
        return Fault(found, "`val_accuracy` after each epoch", hint)
    return None


def _accuracies(series: dict[str, list[float]], prefix: str) -> list[float]:
    return next((series[key] for key in series if key.startswith(prefix) and "acc" in key), [])


def learned(observations: Observations) -> Fault | None:
    """Judge how well the digits that were held out are read."""
    if fault := is_compiled(observations) or has_history(observations):
        return fault
    series = observations["H"]["history"]
    shares, losses = _accuracies(series, "val_"), series["loss"]
    found, wanted = f"{shares[-1]:.1%} of the held-out digits are recognised", f"at least {ENOUGH:.0%}"
    if len(losses) < FEWEST:
        hint = "The loss was still falling fast. For how many epochs does the text train?"
        return Fault(f"the network was trained for {len(losses)} epochs", f"{EPOCHS} epochs", hint)
    rate = observations["network"]["compiled"]["optimizer"]["learning_rate"] or 0.0
    risen = losses[-1] > RISEN * losses[0] or (losses[-1] > LARGE and rate > LONG)
    if not np.all(np.isfinite(losses)) or risen:
        hint = (
            "Steps that are too long overshoot, and the network ends worse than it began. What sets their "
            "length?"
        )
        return Fault(f"the loss went from {losses[0]:.3g} to {losses[-1]:.3g}", "a loss that falls", hint)
    if shares[-1] >= ENOUGH:
        return None
    known = _accuracies(series, "acc")  # of the digits that it learns from
    if max([shares[-1], *known[-1:]]) < 0.3 and losses[-1] < LARGE:
        hint = (
            "The loss is small, and yet hardly a digit is right: the metric in quotes is Keras's, and looks "
            "for the largest number. Which number counts here?"
        )
    elif losses[-1] > LARGE:
        hint = "The loss was still large when training ended. Were the steps many and long enough?"
    else:
        hint = "On the training digits the loss is small. Are the held-out digits prepared in the same way?"
    return Fault(found, wanted, hint)


def is_recorded(observations: Observations) -> Fault | None:
    """Judge that the callbacks took part: the recorder has each step."""
    found, history = observations["len(recorder.stepLoss), len(recorder.epochLoss)"], observations["H"]
    if fault := has_history(observations):
        return fault
    steps, epochs = _pair(found)
    trained = len(history["history"]["loss"])
    if epochs >= trained and steps >= trained * max(history["steps"], 1):
        return None
    hint = "`callbacks=` takes a list of objects. Is `recorder` among them, and made before the training?"
    if epochs and epochs < trained:
        hint = "The recorder was with a part of the training only."
    return Fault(
        f"the recorder has {steps} steps and {epochs} epochs", f"all steps of {trained} epochs", hint
    )


def _pair(found: Observation) -> tuple[int, int]:
    value = found.get("value")
    return (value[0], value[1]) if isinstance(value, list) and len(value) == 2 else (0, 0)


FIT = r"network\s*\.\s*fit\s*\("

STEPS = (
    Step(
        "A4.7",
        concept="training",
        trains=True,
        defines=("network", "recorder", "H"),
        needs=("A4.2", "A4.5", "A4.6"),
        own=("network", "len(recorder.stepLoss), len(recorder.epochLoss)"),
        inspection=Exam(
            "network",
            "the published network, trained",
            "Train the network of A4.5, and keep it under this name.",
            worse=WORSE,
            custom="normalised, penalties",
            history="H",
            validated=5,
        ),
        criteria=(
            Criterion("the network is compiled for penalties", 1, ("network",), is_compiled),
            Criterion("`H` holds the history, with a validation", 1, ("H",), has_history),
            Criterion(
                f"at least {ENOUGH:.0%} of the held-out digits are recognised", 2, ("network", "H"), learned
            ),
            Criterion(
                "the recorder was there in each step",
                1,
                ("len(recorder.stepLoss), len(recorder.epochLoss)", "H"),
                is_recorded,
            ),
        ),
        error_hints=(
            (
                "'Recorder' object has no attribute '(step|epoch)",
                "No method of the recorder was called. `callbacks=` takes a list of objects: is "
                "`recorder` among them?",
            ),
            (
                "KeyError: 'accuracy'",
                "No accuracy is followed. Beside the loss, `compile` takes metrics: something that a "
                "person understands.",
            ),
            ("object of type .* has no len", "`recorder` holds no list. Was it made from the class of A4.6?"),
            (
                "must be a list|not iterable|Callback|set_model",
                "`callbacks=` takes a list of objects, made by calling a class.",
            ),
            ("must compile|compile\\(\\)", "The network must be compiled before it is trained."),
            (
                "validation_split",
                "No share can be cut off from a pipeline. Which digits were held out for this?",
            ),
            (
                "`y` should not be passed",
                "Images and labels are both in the pipeline: `fit` takes it alone.",
            ),
            (
                "incompatible|rank|shape",
                "The network takes what the pipeline gives: batches, and nothing beside them.",
            ),
            ("unexpected keyword|not recognized", "There is no argument of this name. One letter counts."),
        ),
        source_hints=(
            (
                r"(history|hist|h)\s*=\s*" + FIT,
                "The history was kept under another name. Capital and small letters differ.",
            ),
            (FIT, "What `fit` returned was thrown away. Build the network again, and keep the history."),
        ),
    ),
)
