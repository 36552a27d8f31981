"""LeNet in plain NumPy, forward and backward by hand: read it in this order.

`layer` says what a layer is; `linear`, `activations`, `convolution`, `pooling`, `batch_norm` and `dropout`
are layers, `loss` is what they make smaller, `sgd` how. `network` puts layers in a row, `training` trains
them, `lenet5` is the network of 1998, `logs` and `twin` look at it with TensorBoard and Keras.

    from lenet_keras import from_scratch as scratch

    network = scratch.lenet5(seed=42)
    history = scratch.fit(network, scratch.SGD(0.05, 0.9), (images, labels), epochs=3)

Images are float32 of shape `(n, channels, rows, columns)`. Channels come before rows here, because the
columns of one row then lie side by side in memory: copying windows of a digit took 0.27 ms with channels
first and 1.2 ms with channels last (64 digits, windows of 5 x 5), adding them up again 1.1 ms and 3.4 ms.
"""

from lenet_keras.from_scratch.activations import ReLU, Sigmoid, Tanh
from lenet_keras.from_scratch.batch_norm import BatchNorm
from lenet_keras.from_scratch.convolution import Conv2d
from lenet_keras.from_scratch.dropout import Dropout
from lenet_keras.from_scratch.layer import Layer
from lenet_keras.from_scratch.lenet5 import lenet5
from lenet_keras.from_scratch.linear import Flatten, Linear
from lenet_keras.from_scratch.loss import cross_entropy, softmax
from lenet_keras.from_scratch.network import Sequential
from lenet_keras.from_scratch.pooling import AvgPool2d, MaxPool2d
from lenet_keras.from_scratch.sgd import SGD
from lenet_keras.from_scratch.training import class_accuracy, evaluate, fit, train_step

__all__ = [
    "SGD",
    "AvgPool2d",
    "BatchNorm",
    "Conv2d",
    "Dropout",
    "Flatten",
    "Layer",
    "Linear",
    "MaxPool2d",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Tanh",
    "class_accuracy",
    "cross_entropy",
    "evaluate",
    "fit",
    "lenet5",
    "softmax",
    "train_step",
]
