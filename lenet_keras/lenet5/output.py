"""The output layer: how far F6 is from the bitmap of each class (section II-B, equation 7)."""

from collections.abc import Sequence

import keras
import numpy as np
from keras import ops

from lenet_keras.lenet5.bitmaps import BITMAPS


@keras.saving.register_keras_serializable("lenet_keras")
class RBF(keras.layers.Layer):
    """Euclidean radial basis functions: the squared distance of the input from each of some fixed points.

    Input `(..., numbers)`, output `(..., points)`, none negative. The smallest is the answer: an output is
    a penalty and no score. Nothing is trained here; in the paper the points are the bitmaps, chosen by hand.
    """

    def __init__(self, points: Sequence[Sequence[float]] | np.ndarray = BITMAPS, **kwargs):
        """Describe the layer.

        Args:
            points: shape (points, numbers).
            kwargs: what every Keras layer takes, such as `name`.

        Raises:
            ValueError: for points that are no matrix.
        """
        super().__init__(**kwargs)
        self.points = np.asarray(points, "float32")  # NumPy: a tensor kept here would not run once exported
        if self.points.ndim != 2:
            raise ValueError(f"found points of shape {self.points.shape}, expected (points, numbers)")

    def build(self, input_shape):
        """Compare the input with the points.

        Raises:
            ValueError: when they have another length.
        """
        if input_shape[-1] != self.points.shape[1]:
            raise ValueError(
                f"found {input_shape[-1]} numbers, expected the {self.points.shape[1]} of a point"
            )
        super().build(input_shape)

    def call(self, inputs):
        """From numbers to squared distances."""
        points = ops.convert_to_tensor(self.points, inputs.dtype)
        return ops.sum(ops.square(ops.expand_dims(inputs, -2) - points), axis=-1)

    def compute_output_shape(self, input_shape):
        """Shape of the output for a shape of the input."""
        return *input_shape[:-1], len(self.points)

    def get_config(self):
        """What `from_config` needs."""
        return {**super().get_config(), "points": self.points.tolist()}
