"""How many weights fully connected layers and whole networks have, counted by Keras."""

from autograder.questions.computed import computed
from autograder.questions.computed.framework import layers
from autograder.questions.problem import UnsuitableError


@computed("answer", "inputs", "no_bias", "one_bias", "no_depth")
def dense_weights(size: int, depth: int, units: int) -> dict:
    """Weights of a fully connected layer on flattened feature maps, biases included.

    Args:
        size: rows and columns of a feature map.
        depth: number of feature maps.
        units: of the layer.

    Returns:
        `answer`; `inputs`: numbers that come in; `no_bias`; `one_bias` for the whole layer; `no_depth`: one
        feature map only.
    """
    inputs = layers().Flatten().compute_output_shape((None, size, size, depth))[1]
    layer = layers().Dense(units)
    layer.build((None, inputs))
    return {
        "answer": layer.count_params(),
        "inputs": inputs,
        "no_bias": inputs * units,
        "one_bias": inputs * units + 1,
        "no_depth": size * size * units + units,
    }


@computed("order", "counts")
def layers_by_weights(first: int, second: int, units: int) -> dict:
    """The four layers of LeNet with weights, those with the fewest first, for images of 28 × 28 × 1.

    Args:
        first: kernels of the first convolution.
        second: kernels of the second.
        units: of the fully connected layer.

    Returns:
        `order`: names of the layers; `counts`: the same with their numbers of weights, in one line.

    Raises:
        UnsuitableError: where two layers have nearly the same number: the question is about sizes.
    """
    keras_layers = layers()
    named = {
        f"first convolution, {first} kernels": (keras_layers.Conv2D(first, 5), (None, 28, 28, 1)),
        f"second convolution, {second} kernels": (keras_layers.Conv2D(second, 5), (None, 14, 14, first)),
        f"fully connected layer, {units} units": (keras_layers.Dense(units), (None, 7 * 7 * second)),
        "softmax layer, 10 units": (keras_layers.Dense(10), (None, units)),
    }
    counts = {}
    for name, (layer, shape) in named.items():
        layer.build(shape)
        counts[name] = layer.count_params()
    order = sorted(counts, key=lambda name: counts[name])
    sizes = [counts[name] for name in order]
    if any(2 * small > large for small, large in zip(sizes, sizes[1:], strict=False)):
        raise UnsuitableError("two layers are of nearly the same size")
    return {"order": order, "counts": "; ".join(f"{name}: {counts[name]:,}" for name in order)}
