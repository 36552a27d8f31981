"""Looking into a model: what the inspection that a step declares finds in its weights."""

import hashlib
from functools import partial

import numpy as np

from autograder.examiner import exam, handwriting, trainings
from autograder.examiner.exam import Answer
from autograder.examiner.forward import Network
from autograder.examiner.rebuilt import NotRebuiltError, alike, answers, rebuild, rebuild_any
from lenet_keras import from_scratch
from lenet_keras.checks.inspection import Answers, Curve, Digits, Exam, Inspection, by_chance
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Fault
from lenet_keras.datasets import mnist

SAMPLED = 300  # predictions that are computed again: each costs 0.2 ms
ENOUGH = 0.99  # of a model's predictions: how many have to be its own
# By how much more of the test digits than of the training digits may be recognised, when both are moved. Over
# seeds 0.00 to 0.02 fewer are, after one epoch up to 0.015 more, and 0.04 more where the test was learned.
BETTER = 0.035
# The loss on the test digits is 0.9 times that on training digits, or more; 0.1 times where it was learned.
# Where a network learned from other digits as well, its share is compared with that of the reference's.
SURER = 0.6


def fault_of(inspection: Inspection, observations: Observations, reference: Observations) -> Fault | None:
    """Make a model again and look into it.

    Args:
        inspection: what the step declares.
        observations: what was observed of the submission, the model with its weights among it.
        reference: what was observed of the reference solution.
    """
    expression = inspection.observes
    if isinstance(inspection, Exam) and inspection.recipe:
        model, weights = _student(inspection, observations, reference)
        known, _ = _student(inspection, reference, reference)
        return _exam_fault(inspection, model, weights, observations, {}, known)
    try:
        network = _rebuilt(inspection, observations[expression], reference[expression])
    except NotRebuiltError as error:
        found = f"this model is not the network that the lesson builds: {error}"
        return Fault(found, inspection.expected, inspection.hint)
    match inspection:
        case Exam():
            said = partial(exam.said, custom=inspection.custom)
            known = partial(said, rebuild(reference[expression], reference[expression]))
            answer, model = partial(said, network), observations[expression]["model"]
            return (
                _exam_fault(inspection, answer, network.weights, observations, model, known)
                or _handwriting_fault(inspection, answer, known, reference)
                or _judged_fault(inspection, answer, known, reference)
            )
        case Curve():
            return _curve_fault(inspection, network, observations)
        case Answers(predictions=predictions) if not _are_own(network, observations[predictions]):
            found = f"these are not the answers that `{inspection.model}` gives to the test digits"
            return Fault(found, inspection.expected, inspection.hint)
    return None


def _rebuilt(inspection: Inspection, observed: Observation, reference: Observation) -> Network:
    budget = inspection.budget if isinstance(inspection, Exam) else 0
    return rebuild_any(observed, reference, budget) if budget else rebuild(observed, reference)


def measured(inspection: Exam, observations: Observations, reference: Observations) -> dict[str, float]:
    """What the exam says of a network that has passed it, as `autograder.coursedir.audit.Record` keeps it."""
    answer, weights = _student(inspection, observations, reference)
    return {
        "error": 1 - _share(answer),
        "digits": len(exam.digits()[1]),
        "parameters": sum(weight.size for weight in weights),
    }


def _student(
    inspection: Exam, observations: Observations, reference: Observations
) -> tuple[Answer, list[np.ndarray]]:
    """A trained network, made again from what was observed, and its weights."""
    observed = observations[inspection.observes]
    if inspection.recipe:
        weights = np.asarray(observed["values"], dtype=np.float32)
        return _from_scratch(inspection.recipe, weights), _parts(inspection.recipe, weights)
    network = _rebuilt(inspection, observed, reference[inspection.observes])
    return partial(exam.said, network, custom=inspection.custom), network.weights


def _exam_fault(
    inspection: Exam,
    answer: Answer,
    weights: list[np.ndarray],
    observations: Observations,
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
    loss = str((model.get("compiled") or {}).get("loss", "crossentropy")).lower().replace("_", "")
    custom = exam.CUSTOMS[inspection.custom]
    sets = (exam.learned_from(), *exam.validated(inspection.validated))
    learned, *unseen = (custom.quality(answer(images), labels, loss) for images, labels in sets)
    if not all(np.isfinite(each.loss) for each in (learned, *unseen)):
        found = "for some digits the network gives numbers that are not finite"
        return Fault(found, inspection.expected, inspection.hint)
    usual = 1.0 if inspection.history else _usual(known, (exam.learned_from(), mnist.originals()[1]))
    if unseen[0].loss < SURER * usual * learned.loss:
        return _knew_the_exam(f"the losses are {unseen[0].loss:.3f} and {learned.loss:.3f}")
    if not inspection.history:
        return None
    history = observations[inspection.history]
    if trainings.untouched(weights):
        found = "the biases of a layer are what they were before any training"
    else:
        told, named = trainings.series_of(history), custom.loss in loss
        stories = [trainings.story_fault(told, learned, each, named) for each in unseen]
        found = trainings.steps_fault(history, model) or ("" if "" in stories else stories[-1])
    return _untold(inspection.history, found) if found else None


def _handwriting_fault(
    inspection: Exam, answer: Answer, known: Answer, reference: Observations
) -> Fault | None:
    """Whether a network recognises fewer digits of the class than the reference's, by other students."""
    digits = handwriting.of(reference)
    if digits is None or not inspection.handwriting:
        return None
    share, usual = (exam.recognised(each, *digits) for each in (answer, known))
    if share >= usual - inspection.worse - by_chance(usual, len(digits[1])):
        return None
    return Fault(
        f"the network recognises {share:.1%} of {len(digits[1]):,} digits by other students of the class",
        "about as many as the reference solution's network",
        "It was to get used to handwriting, not to learn some digits by heart: how many epochs, which steps?",
    )


def _judged_fault(inspection: Exam, answer: Answer, known: Answer, reference: Observations) -> Fault | None:
    """Whether a network, by its weights, reads too few of the digits that the lesson judges with, or knows
    them better than others like them."""
    if inspection.judged_with is None or handwriting.of(reference) is not None:
        return None
    sets = inspection.judged_with()
    other, judged = (exam.recognised(answer, *each) for each in sets)
    if inspection.least:
        least = inspection.least(reference)
        if judged < least - trainings.SHARE - 1 / len(sets[1][1]):  # rounding may cost one digit more
            return Fault(
                f"by its weights, the network recognises {judged:.1%} of the digits that it is judged with",
                f"at least {least:.0%}",
                "Were functions or digits of the text changed? The check asks them about this network.",
            )
    if _ratio(answer, sets) >= SURER * _usual(known, sets):
        return None
    return Fault(
        f"the network recognises {judged:.1%} of the digits that it is judged with, and {other:.1%} of "
        "others like them",
        "a network that learned from none of the digits that it is judged with",
        "What a network is judged with has no part in its training.",
    )


def _usual(known: Answer, sets: tuple[Digits, Digits]) -> float:
    """The ratio of the reference's network where that is below 1, as one set may be easier than another.

    Above 1 the reference's network has learned its digits by heart, which nobody has to.
    """
    return min(1.0, _ratio(known, sets))


_ratios: dict[tuple[bytes, int], float] = {}


def _ratio(answer: Answer, sets: tuple[Digits, Digits]) -> float:
    """The loss of a network on the second of two sets, over that on the first; computed once for each."""
    key = _print(answer), len(sets[0][1])
    if key not in _ratios:
        other, judged = (trainings.classified(answer(images), labels).loss for images, labels in sets)
        _ratios[key] = judged / max(other, 1e-6)
    return _ratios[key]


def _knew_the_exam(measured: str) -> Fault:
    return Fault(
        f"the network knows the test digits better than the training digits: {measured}",
        "a network that learned from the training digits",
        "Who has seen the questions of an exam before proves nothing by passing it.",
    )


def _curve_fault(inspection: Curve, network: Network, observations: Observations) -> Fault | None:
    """What is wrong with a regression: by its weights, at points that are drawn now."""
    grid = inspection.grid()
    low, high = float(grid.min()), float(grid.max())
    drawn = np.random.default_rng().uniform(low, high, (200, 1))
    distance = float(np.mean((_values(network, drawn) - inspection.curve(drawn).ravel()) ** 2))
    if not distance <= 1.5 * inspection.away:
        found = f"by its weights, `{inspection.model}` is {distance**0.5:.2f} away from the curve on average"
        return Fault(found, inspection.expected, inspection.hint)
    claimed = np.ravel(observations[inspection.predictions]["value"])
    if not alike(claimed, _values(network, grid)).all():
        found = f"the last predictions are not those that `{inspection.model}` gives"
        return Fault(found, inspection.expected, inspection.hint)
    x, y, x_held, y_held = (np.ravel(observations[each]["value"]).astype(float) for each in inspection.points)
    learned, unseen = (
        trainings.Quality(float(np.mean((_values(network, inputs.reshape(-1, 1)) - targets) ** 2)))
        for inputs, targets in ((x, y), (x_held, y_held))
    )
    history, model = observations[inspection.history], observations[inspection.observes]["model"]
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
    key = _print(answer)
    if key not in _shares:
        _shares[key] = exam.recognised(answer, *exam.digits())
    return _shares[key]


def _print(answer: Answer) -> bytes:
    """What one network is told from another by."""
    return hashlib.sha256(answer(exam.digits()[0][:20]).tobytes()).digest()


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
