"""Looking into a model: what the inspection that a step declares finds in its weights."""

import hashlib

import numpy as np

from autograder.examiner import exam
from autograder.examiner.forward import Network
from autograder.examiner.rebuilt import NotRebuiltError, alike, rebuild
from lenet_keras.checks.inspection import Answers, Exam, Inspection
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Fault
from lenet_keras.datasets import mnist

ENOUGH = 0.99  # of a model's predictions: how many have to be its own


def fault_of(inspection: Inspection, seen: Observations, reference: Observations) -> Fault | None:
    """Make a model again and look into it.

    Args:
        inspection: what the step declares.
        seen: what was observed of the submission, the model with its weights among it.
        reference: what was observed of the reference solution.
    """
    expression = inspection.observes
    try:
        network = rebuild(seen[expression], reference[expression])
    except NotRebuiltError as error:
        found = f"this model is not the network that the lesson builds: {error}"
        return Fault(found, inspection.expected, inspection.hint)
    match inspection:
        case Exam():
            return _exam_fault(network, reference[expression], inspection)
        case Answers(predictions=predictions) if not _are_own(network, seen[predictions]):
            found = f"these are not the answers that `{inspection.model}` gives to the test digits"
            return Fault(found, inspection.expected, inspection.hint)
    return None


def _exam_fault(network: Network, reference: Observation, inspection: Exam) -> Fault | None:
    share = exam.recognised(network, *exam.digits(), inspection.custom)
    if share >= _reference_share(reference, inspection.custom) - inspection.worse:
        return None
    return Fault(
        f"the trained network recognises {share:.1%} of {exam.DIGITS:,} digits that it has never seen",
        "about as many as the reference solution's network",
        "Were all training digits used, for all epochs?",
    )


_shares: dict[bytes, float] = {}


def _reference_share(reference: Observation, custom: str) -> float:
    """The share of the exam that the reference recognises: the same for a whole class, so computed once."""
    key = hashlib.sha256(b"".join(weight.tobytes() for weight in reference["weights"])).digest()
    if key not in _shares:
        _shares[key] = exam.recognised(rebuild(reference, reference), *exam.digits(), custom)
    return _shares[key]


def _are_own(network: Network, predictions: Observation) -> bool:
    """Whether predictions, of some rows or all, are what the network says to the test digits."""
    (_, _), (images, _) = mnist.originals()
    if predictions["rows"] is not None:
        images = images[np.asarray(predictions["rows"])]
    return bool(np.mean(alike(predictions["values"], exam.said(network, images))) > ENOUGH)
