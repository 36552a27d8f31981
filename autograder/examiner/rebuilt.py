"""A student's network, made again out here from what was observed of it, and shown to be the same one."""

import numpy as np

from autograder.examiner.forward import Network
from autograder.examiner.layers import LayerError
from lenet_keras.checks.architecture import noise
from lenet_keras.checks.observation import Observation

# By how much the answers to two images of noise may differ. Those of networks that are not trained are all
# alike, so that a larger number would take any of them for any other. Rounding makes less than 0.0001 of it.
EQUAL = 2e-3
LAYERS, WORK = 60, 20_000_000  # of a network of any layers; products of numbers for one image
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
    network = _of_its_input(observed, reference)
    if network.architecture != _network(reference).architecture:
        raise NotRebuiltError("its layers are others")
    return _as_its_weights_say(network, observed)


def rebuild_any(observed: Observation, reference: Observation, parameters: int) -> Network:
    """Make an observed network of any known layers again, one after another, if it is small.

    Args:
        observed: of kind `network`.
        reference: the reference solution's, of kind `network`, whose inputs and outputs have the same form.
        parameters: how many it has at most.

    Raises:
        NotRebuiltError: for an observation of another kind, layers that are not known or do not stand in a
            row, more parameters or work than it may have, weights that are not all finite, and answers that
            the weights do not give.
    """
    if observed["kind"] != "network":
        raise NotRebuiltError("it is no network")
    network = _of_its_input(observed, reference)
    if (found := sum(weight.size for weight in network.weights)) > parameters:
        raise NotRebuiltError(f"it has {found:,} parameters")
    if (found := len(network.architecture)) > LAYERS:
        raise NotRebuiltError(f"it has {found} layers")
    try:
        output = network.work_through(noise(tuple(observed["model"]["input"][1:]))[:1], WORK)
    except LayerError as error:
        raise NotRebuiltError(str(error)) from error
    if output.shape[1:] != reference["answers"].shape[1:]:
        raise NotRebuiltError(f"it gives {output.shape[1:]} for a digit")
    return _as_its_weights_say(network, observed)


def _of_its_input(observed: Observation, reference: Observation) -> Network:
    shape = observed["model"]["input"]
    if shape is None or shape != reference["model"]["input"]:
        raise NotRebuiltError("its layers are others")
    return _network(observed)


def _as_its_weights_say(network: Network, observed: Observation) -> Network:
    shape = observed["model"]["input"]
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
