"""The whole network (figure 2)."""

from keras import Input, Sequential
from keras.layers import Conv2D, Dense, Flatten

from lenet_keras.lenet5.convolution import PartialConv2D
from lenet_keras.lenet5.initialization import UniformByFanIn
from lenet_keras.lenet5.output import RBF
from lenet_keras.lenet5.squashing import scaled_tanh
from lenet_keras.lenet5.subsampling import Subsampling


def build() -> Sequential:
    """LeNet-5 as published: 60,000 trainable numbers.

    Returns:
        A network from images `(n, 32, 32, 1)`, with a mean of about 0 and a deviation of about 1, to
        penalties `(n, 10)`. Not compiled: `MAPLoss` and `accuracy` take penalties.
    """
    begin = UniformByFanIn
    return Sequential(
        [
            Input(shape=(32, 32, 1)),
            Conv2D(6, 5, activation=scaled_tanh, kernel_initializer=begin(), name="C1"),
            Subsampling(2, activation=scaled_tanh, name="S2"),
            PartialConv2D(activation=scaled_tanh, name="C3"),
            Subsampling(2, activation=scaled_tanh, name="S4"),
            Conv2D(120, 5, activation=scaled_tanh, kernel_initializer=begin(), name="C5"),
            Flatten(name="flatten"),
            Dense(84, activation=scaled_tanh, kernel_initializer=begin(), name="F6"),
            RBF(name="output"),
        ],
        name="LeNet-5",
    )
