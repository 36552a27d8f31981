"""Looking into a model: what the inspection that a step declares finds in its weights."""

import hashlib
from functools import partial

import numpy as np

from autograder.examiner import exam, trainings
from autograder.examiner.exam import Answer
from autograder.examiner.forward import Network
from autograder.examiner.rebuilt import NotRebuiltError, alike, answers, rebuild
from lenet_keras import from_scratch
from lenet_keras.checks.inspection import Answers, Curve, Exam, Inspection
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Fault
from lenet_keras.datasets import mnist

SAMPLED = 300  # predictions that are computed again: each costs 0.2 ms
ENOUGH = 0.99  # of a model's predictions: how many have to be its own
# By how much more of the test digits than of the training digits may be recognised, when both are moved. Over
# seeds 0.00 to 0.02 fewer are, after one epoch up to 0.015 more, and 0.04 more where the test was learned.
BETTER = 0.035
# The loss on the test digits is 0.9 times that on training digits, or more; 0.1 times where it was learned.
SURER = 0.6


def fault_of(inspection: Inspection, seen: Observations, reference: Observations) -> Fault | None:
    """Make a model again and look into it.

    Args:
        inspection: what the step declares.
        seen: what was observed of the submission, the model with its weights among it.
        reference: what was observed of the reference solution.
    """
    expression = inspection.observes
    if isinstance(inspection, Exam) and inspection.recipe:
        model, weights = _student(inspection, seen, reference)
        known, _ = _student(inspection, reference, reference)
        return _exam_fault(inspection, model, weights, seen, {}, known)
    try:
        network = rebuild(seen[expression], reference[expression])
    except NotRebuiltError as error:
        found = f"this model is not the network that the lesson builds: {error}"
        return Fault(found, inspection.expected, inspection.hint)
    match inspection:
        case Exam():
            said = partial(exam.said, custom=inspection.custom)
            known = partial(said, rebuild(reference[expression], reference[expression]))
            answer, model = partial(said, network), seen[expression]["model"]
            return _exam_fault(inspection, answer, network.weights, seen, model, known)
        case Curve():
            return _curve_fault(inspection, network, seen)
        case Answers(predictions=predictions) if not _are_own(network, seen[predictions]):
            found = f"these are not the answers that `{inspection.model}` gives to the test digits"
            return Fault(found, inspection.expected, inspection.hint)
    return None


def measured(inspection: Exam, seen: Observations, reference: Observations) -> dict[str, float]:
    """What the exam says of a network that has passed it, as `autograder.coursedir.audit.Record` keeps it."""
    answer, weights = _student(inspection, seen, reference)
    return {
        "error": 1 - _share(answer),
        "digits": len(exam.digits()[1]),
        "parameters": sum(weight.size for weight in weights),
    }


def _student(
    inspection: Exam, seen: Observations, reference: Observations
) -> tuple[Answer, list[np.ndarray]]:
    """A trained network, made again from what was observed, and its weights."""
    observed = seen[inspection.observes]
    if inspection.recipe:
        weights = np.asarray(observed["values"], dtype=np.float32)
        return _from_scratch(inspection.recipe, weights), _parts(inspection.recipe, weights)
    network = rebuild(observed, reference[inspection.observes])
    return partial(exam.said, network, custom=inspection.custom), network.weights


def _exam_fault(
    inspection: Exam,
    answer: Answer,
    weights: list[np.ndarray],
    seen: Observations,
    model: dict,
    known: Answer,
) -> Fault | None:
    share = _share(answer)
    if share < _share(known) - inspection.worse:
        return Fault(
            f"the trained network recognises {share:.1%} of {exam.DIGITS:,} digits that it has never seen",
            "about as many as the reference solution's network",
            "Were all training digits used, for all epochs?",
        )
    familiar_share = exam.recognised(answer, *exam.learned())
    if share > familiar_share + BETTER:
        return _knew_the_exam(
            f"it recognises {share:.1%} of the test digits, moved a little, and {familiar_share:.1%} of the "
            "training digits"
        )
    if not inspection.history:
        return None
    (_, _), (images, labels) = mnist.originals()
    familiar, truth = exam.learned_from()
    learned = trainings.classified(answer(familiar), truth)
    unseen = trainings.classified(answer(images), labels)
    if unseen.loss < SURER * learned.loss:
        return _knew_the_exam(f"the losses are {unseen.loss:.3f} and {learned.loss:.3f}")
    history = seen[inspection.history]
    loss = str((model.get("compiled") or {}).get("loss", "crossentropy")).lower().replace("_", "")
    if trainings.untouched(weights):
        found = "the biases of a layer are what they were before any training"
    else:
        found = trainings.steps_fault(history, model) or trainings.story_fault(
            trainings.series_of(history), learned, unseen, named="crossentropy" in loss
        )
    return _untold(inspection.history, found) if found else None


def _knew_the_exam(measured: str) -> Fault:
    return Fault(
        f"the network knows the test digits better than the training digits: {measured}",
        "a network that learned from the training digits",
        "Who has seen the questions of an exam before proves nothing by passing it.",
    )


def _curve_fault(inspection: Curve, network: Network, seen: Observations) -> Fault | None:
    """What is wrong with a regression: by its weights, at points that are drawn now."""
    grid = inspection.grid()
    low, high = float(grid.min()), float(grid.max())
    drawn = np.random.default_rng().uniform(low, high, (200, 1))
    distance = float(np.mean((_values(network, drawn) - inspection.curve(drawn).ravel()) ** 2))
    if not distance <= 1.5 * inspection.away:
        found = f"by its weights, `{inspection.model}` is {distance**0.5:.2f} away from the curve on average"
        return Fault(found, inspection.expected, inspection.hint)
    claimed = np.ravel(seen[inspection.predictions]["value"])
    if not alike(claimed, _values(network, grid)).all():
        found = f"the last predictions are not those that `{inspection.model}` gives"
        return Fault(found, inspection.expected, inspection.hint)
    x, y, x_held, y_held = (np.ravel(seen[each]["value"]).astype(float) for each in inspection.points)
    learned, unseen = (
        trainings.Quality(float(np.mean((_values(network, inputs.reshape(-1, 1)) - targets) ** 2)))
        for inputs, targets in ((x, y), (x_held, y_held))
    )
    history, model = seen[inspection.history], seen[inspection.observes]["model"]
    found = trainings.steps_fault(history, model) or trainings.story_fault(
        trainings.series_of(history), learned, unseen
    )
    return _untold(inspection.history, found) if found else None


def _untold(history: str, found: str) -> Fault:
    return Fault(
        f"`{history}` is not the history of a training that ended with these weights: {found}",
        "the history of the training",
        "Train the network in this cell, keep what `fit` returns, and change neither it nor the weights "
        "afterwards.",
    )


def _values(network: Network, x: np.ndarray) -> np.ndarray:
    """What a regression gives at points `(n, 1)`, of shape `(n,)`."""
    return answers(network, x.astype(np.float32)).ravel()


def _from_scratch(recipe: str, weights: np.ndarray) -> Answer:
    """A network of our own, from its weights in one row."""
    network = getattr(from_scratch, recipe)(seed=0)
    network.set_weights(_parts(recipe, weights))
    return lambda images: network.predict(images[:, np.newaxis].astype(np.float32) / 255)


def _parts(recipe: str, weights: np.ndarray) -> list[np.ndarray]:
    shapes = [each.shape for each in getattr(from_scratch, recipe)(seed=0).get_weights()]
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    return [part.reshape(shape) for part, shape in zip(np.split(weights, ends[:-1]), shapes, strict=True)]


_shares: dict[bytes, float] = {}


def _share(answer: Answer) -> float:
    """The share of the exam that a network recognises; computed once for each network."""
    images, labels = exam.digits()
    key = hashlib.sha256(answer(images[:20]).tobytes()).digest()
    if key not in _shares:
        _shares[key] = exam.recognised(answer, images, labels)
    return _shares[key]


def _are_own(network: Network, predictions: Observation) -> bool:
    """Whether predictions, of some rows or all, are what the network says to the test digits.

    A part of the rows is computed again; which one is drawn anew each time.
    """
    (_, _), (images, _) = mnist.originals()
    if predictions["rows"] is not None:
        images = images[np.asarray(predictions["rows"])]
    claimed = predictions["values"]
    if len(claimed) != len(images):
        return False
    chosen = np.random.default_rng().permutation(len(images))[:SAMPLED]
    return bool(np.mean(alike(claimed[chosen], exam.said(network, images[chosen]))) > ENOUGH)
