"""The same network in Keras, with the same weights: what one of them computes, the other must, too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from lenet_keras.from_scratch.lenet5 import lenet5
from lenet_keras.from_scratch.network import Sequential

if TYPE_CHECKING:
    import keras


def keras_lenet5(network: Sequential) -> keras.Sequential:
    """Build LeNet-5 in Keras and copy the weights of `network` into it.

    Args:
        network: what `lenet5` builds.

    Returns:
        A model from `(n, 28, 28, 1)`, channels last, to `(n, 10)` scores before softmax; not compiled. It
        computes in the type of the network's weights.

    Raises:
        ValueError: if `network` has other weights than LeNet-5.
    """
    import keras
    from keras import layers

    lenet5(seed=0).set_weights(weights := network.get_weights())  # says what is wrong, if anything is
    dtype = str(weights[0].dtype)
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1), dtype=dtype),
            layers.Conv2D(6, 5, padding="same", activation="relu", dtype=dtype),
            layers.MaxPooling2D(2, dtype=dtype),
            layers.Conv2D(16, 5, activation="relu", dtype=dtype),
            layers.MaxPooling2D(2, dtype=dtype),
            layers.Flatten(dtype=dtype),
            layers.Dense(120, activation="relu", dtype=dtype),
            layers.Dense(84, activation="relu", dtype=dtype),
            layers.Dense(10, dtype=dtype),
        ]
    )
    for place in (0, 2):  # (filters, channels, rows, columns) -> (rows, columns, channels, filters)
        weights[place] = weights[place].transpose(2, 3, 1, 0)
    # Flattened with channels last, the 16 maps of 5 x 5 come in another order.
    weights[4] = weights[4].reshape(16, 5, 5, -1).transpose(1, 2, 0, 3).reshape(400, -1)
    model.set_weights(weights)
    return model


def keras_losses(
    model: keras.Sequential,
    optimizer: keras.optimizers.Optimizer,
    batches: Iterable[tuple[np.ndarray, np.ndarray]],
) -> list[float]:
    """Take one step with each batch, the gradients computed by TensorFlow.

    Args:
        model: what `keras_lenet5` builds; changed in place.
        optimizer: such as `keras.optimizers.SGD(0.05, momentum=0.9)`.
        batches: images `(n, 1, 28, 28)`, channels first, and labels `(n,)`.

    Returns:
        The loss before each step.
    """
    import keras
    import tensorflow as tf

    @tf.function(reduce_retracing=True)
    def step(images, labels):
        with tf.GradientTape() as tape:
            scores = model(images, training=True)
            each = keras.ops.sparse_categorical_crossentropy(labels, scores, from_logits=True)
            loss = keras.ops.mean(each)
        variables = model.trainable_variables
        optimizer.apply(tape.gradient(loss, variables), variables)
        return loss

    optimizer.build(model.trainable_variables)  # before the first step: a traced function makes no variables
    return [float(step(np.moveaxis(images, 1, -1), labels)) for images, labels in batches]
