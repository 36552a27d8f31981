"""The squashing function of the units up to F6 (equation 6 and appendix A)."""

import keras
from keras import ops

AMPLITUDE, SLOPE = 1.7159, 2 / 3


@keras.saving.register_keras_serializable("lenet_keras")
def scaled_tanh(x):
    """A * tanh(S * x) with A = 1.7159 and S = 2/3, so that it is 1 at 1 and -1 at -1.

    Args:
        x: tensor of any shape, the weighted sums.

    Returns:
        Tensor of the same shape, between -1.7159 and 1.7159.
    """
    return AMPLITUDE * ops.tanh(SLOPE * x)
