"""The reference network of the core lessons."""

import keras
from keras import layers

# Checks recognise a model that came from here by this name: using it is no answer to lesson A2.
NAME = "lenet_keras_reference"


class LeNet:
    """LeNet in its modern form: ReLU, max pooling and softmax instead of the units of 1998.

    The order of layers follows LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to
    document recognition", Proc. IEEE 86(11), 1998; kernels, padding and the 20/50/500 widths are those
    of A. Rosebrock, "LeNet: Convolutional Neural Network in Python", pyimagesearch.com, 2016.
    """

    @staticmethod
    def build(width: int, height: int, depth: int, classes: int) -> keras.Sequential:
        """Build an untrained LeNet: (CONV => RELU => POOL) twice, FC => RELU, softmax.

        Args:
            width: columns of an image, in pixels.
            height: rows of an image, in pixels.
            depth: channels of an image (1 for grey, 3 for colour).
            classes: number of classes, the length of the output vector.

        Returns:
            A `keras.Sequential` from `(batch, height, width, depth)` to `(batch, classes)`,
            not compiled. Each output row sums to 1.

        Raises:
            ValueError: if an image is smaller than 4 x 4 pixels, from Keras: nothing is left to pool.
        """
        return keras.Sequential(
            [
                keras.Input(shape=(height, width, depth)),
                layers.Conv2D(20, (5, 5), padding="same", activation="relu"),
                layers.MaxPooling2D(pool_size=(2, 2), strides=(2, 2)),
                layers.Conv2D(50, (5, 5), padding="same", activation="relu"),
                layers.MaxPooling2D(pool_size=(2, 2), strides=(2, 2)),
                layers.Flatten(),
                layers.Dense(500, activation="relu"),
                layers.Dense(classes, activation="softmax"),
            ],
            name=NAME,
        )
