"""A student's network, made again out here from what was observed of it, and shown to be the same one."""

import numpy as np

from autograder.examiner.forward import Network
from autograder.examiner.layers import LayerError
from lenet_keras.checks.architecture import noise
from lenet_keras.checks.observation import Observation

# By how much the answers to two images of noise may differ. Those of networks that are not trained are all
# alike, so that a larger number would take any of them for any other. Rounding makes less than 0.0001 of it.
EQUAL = 2e-3
ALIKE = 0.02  # by how much two machines' probabilities for the same image may differ


class NotRebuiltError(ValueError):
    """No network can be made that answers as the observed one; the message says why, for its student."""


def rebuild(observed: Observation, reference: Observation) -> Network:
    """Make the observed network again.

    Args:
        observed: of kind `network`.
        reference: the reference solution's, of kind `network`; the observed one must compute the same with
            other weights.

    Raises:
        NotRebuiltError: for an observation of another kind, another architecture than the reference's,
            weights that are not all finite, and answers that the weights do not give.
    """
    if observed["kind"] != "network":
        raise NotRebuiltError("it is no network")
    network, expected = _network(observed), _network(reference)
    shape = observed["model"]["input"]
    if shape is None or shape != reference["model"]["input"] or network.architecture != expected.architecture:
        raise NotRebuiltError("its layers are others")
    # Keras's max pooling passes over NaN, so that its answers could be finite all the same
    if not all(np.isfinite(weight).all() for weight in network.weights):
        raise NotRebuiltError("its weights are not all finite numbers")
    if not alike(observed["answers"], answers(network, noise(tuple(shape[1:]))), EQUAL).all():
        raise NotRebuiltError("it does not answer as its weights say")
    return network


def answers(network: Network, images: np.ndarray) -> np.ndarray:
    """What a network says to images.

    Args:
        network: what `rebuild` returned.
        images: `(n, ...)`, as the first layer takes them.

    Returns:
        `(n, ...)`, float32.

    Raises:
        NotRebuiltError: when its layers and weights do not fit each other.
    """
    try:
        return network(images)
    except LayerError as error:
        raise NotRebuiltError(str(error)) from error


def alike(claimed: np.ndarray, computed: np.ndarray, most: float = ALIKE) -> np.ndarray:
    """Whether numbers are the same but for what differs between machines.

    Returns:
        Truth values of the shape of `computed`; all false where `claimed` has another shape.
    """
    if claimed.shape != computed.shape:
        return np.zeros(computed.shape, bool)
    with np.errstate(all="ignore"):  # what is claimed may be infinite
        return np.abs(np.asarray(claimed, dtype=float) - computed) <= most


def _network(observed: Observation) -> Network:
    with np.errstate(all="ignore"):  # a float64 may be too large for a float32
        weights = [np.asarray(weight, dtype="float32") for weight in observed["weights"]]
    try:
        return Network(observed["model"]["layers"], weights)
    except LayerError as error:
        raise NotRebuiltError(str(error)) from error
