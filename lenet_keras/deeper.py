"""Four families of deeper networks, each cut down to digits of 28 by 28 pixels.

Their papers read photographs of 224 by 224 pixels and a thousand classes. What each paper added is kept
here, and is to be seen in a few lines; the numbers of layers and maps are ours, so that a network trains in
minutes without a GPU. Batch normalisation stands after each convolution, also in VGG, which is older.
"""

import keras
from keras import layers

CLASSES = 10


def vgg() -> keras.Model:
    """Two windows of 3 by 3 in a row instead of one of 5 by 5, in blocks with pooling between them.

    K. Simonyan, A. Zisserman, "Very deep convolutional networks for large-scale image recognition", ICLR
    2015, arXiv:1409.1556.

    Returns:
        A network from `(batch, 28, 28, 1)` to `(batch, 10)`, not compiled; 6 layers. The first block has
        one convolution, as in the smallest network of the paper.
    """
    digit = keras.Input((28, 28, 1))
    x = digit
    for maps, windows in ((16, 1), (32, 2), (64, 2)):
        for _ in range(windows):
            x = _convolution(x, maps)
        x = layers.MaxPooling2D()(x)
    x = layers.Flatten()(x)
    return _answer(digit, layers.Dropout(0.3)(x), "vgg")


def resnet() -> keras.Model:
    """Blocks whose input is added to their output, so that a block begins as if it were not there.

    K. He, X. Zhang, S. Ren, J. Sun, "Deep residual learning for image recognition", CVPR 2016,
    arXiv:1512.03385.

    Returns:
        A network from `(batch, 28, 28, 1)` to `(batch, 10)`, not compiled; 14 layers, and two
        windows of 1 by 1 on the way around blocks that halve the image.
    """
    digit = keras.Input((28, 28, 1))
    x = _convolution(digit, 16, size=5, stride=2)
    for maps, stride in ((16, 1), (16, 1), (32, 2), (32, 1), (64, 2), (64, 1)):
        way = x
        if stride > 1:
            way = _convolution(x, maps, size=1, stride=stride, activation=None)
        x = _convolution(x, maps, stride=stride)
        x = _convolution(x, maps, activation=None)
        x = layers.ReLU()(layers.Add()([way, x]))
    return _answer(digit, layers.GlobalAveragePooling2D()(x), "resnet")


def densenet() -> keras.Model:
    """Each layer sees the maps of all layers before it in its block, and adds a few of its own.

    G. Huang, Z. Liu, L. van der Maaten, K. Weinberger, "Densely connected convolutional networks", CVPR 2017,
    arXiv:1608.06993.

    Returns:
        A network from `(batch, 28, 28, 1)` to `(batch, 10)`, not compiled; 11 layers.
    """
    growth = 12
    digit = keras.Input((28, 28, 1))
    x = _convolution(digit, 2 * growth, size=5, stride=2)
    for block in range(2):
        if block:  # a transition: half of the maps, half of the size
            x = _convolution(x, x.shape[-1] // 2, size=1)
            x = layers.AveragePooling2D(2)(x)
        for _ in range(4):
            x = layers.Concatenate()([x, _convolution(x, growth)])
    return _answer(digit, layers.GlobalAveragePooling2D()(x), "densenet")


def efficientnet() -> keras.Model:
    """Cheap convolutions: one window for each map, between two of 1 by 1, and each map weighted by its mean.

    M. Tan, Q. Le, "EfficientNet: rethinking model scaling for convolutional neural networks", ICML 2019,
    arXiv:1905.11946. The weighting is from J. Hu, L. Shen, G. Sun, "Squeeze-and-excitation networks", CVPR
    2018, arXiv:1709.01507.

    Returns:
        A network from `(batch, 28, 28, 1)` to `(batch, 10)`, not compiled; 14 layers, and two
        for each weighting.
    """
    digit = keras.Input((28, 28, 1))
    x = _convolution(digit, 16, stride=2, activation="silu")
    for maps, stride, times in ((16, 1, 1), (24, 2, 4), (24, 1, 4), (40, 2, 4)):
        way = x
        wide = times * x.shape[-1]
        if times > 1:
            x = _convolution(x, wide, size=1, activation="silu")
        x = layers.DepthwiseConv2D(3, stride, padding="same", use_bias=False)(x)
        x = layers.Activation("silu")(layers.BatchNormalization()(x))
        weight = layers.GlobalAveragePooling2D(keepdims=True)(x)
        weight = layers.Conv2D(wide // 16, 1, activation="silu")(weight)
        weight = layers.Conv2D(wide, 1, activation="sigmoid")(weight)
        x = layers.Multiply()([x, weight])
        x = _convolution(x, maps, size=1, activation=None)
        if x.shape == way.shape:
            x = layers.Add()([way, x])
    x = _convolution(x, 128, size=1, activation="silu")
    x = layers.GlobalAveragePooling2D()(x)
    return _answer(digit, layers.Dropout(0.2)(x), "efficientnet")


def _convolution(x, maps: int, size: int = 3, stride: int = 1, activation: str | None = "relu"):
    x = layers.Conv2D(maps, size, stride, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    return layers.Activation(activation)(x) if activation else x


def _answer(digit, x, name: str) -> keras.Model:
    return keras.Model(digit, layers.Dense(CLASSES, activation="softmax")(x), name=name)
