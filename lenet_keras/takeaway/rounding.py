"""The Keras model with the weights of the page, to measure what rounding costs."""

import keras
import numpy as np

from lenet_keras.lenet5 import PartialConv2D
from lenet_keras.takeaway.network import Network, chain


def rounded(model: keras.Model, network: Network) -> keras.Model:
    """Copy a model and give the copy the kernels that its page has.

    Args:
        model: the network; it stays as it is.
        network: its description after packing.

    Returns:
        A model of the same layers.
    """
    twin = keras.models.clone_model(model)
    twin.set_weights(model.get_weights())
    kernels = {
        layer.name: part["kernel"] for layer in network.layers for part in layer.parts if "kernel" in part
    }
    for layer in chain(twin):
        if layer.name in kernels:
            kernel = kernels[layer.name]
            if isinstance(layer, PartialConv2D):  # back from the full kernel to one for each connection
                places = np.prod(kernel.shape[:2])
                kernel = kernel.reshape(places, -1)[:, layer.connections.ravel()]
            layer.kernel.assign(kernel.reshape(layer.kernel.shape))
    return twin
