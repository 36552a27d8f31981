"""Subsampling with two trainable numbers for each feature map: S2 and S4 (section II-B)."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("lenet_keras")
class Subsampling(keras.layers.Layer):
    """The sum of each window, times a trainable coefficient, plus a trainable bias, squashed.

    Input `(n, rows, columns, channels)`, output `(n, rows // size, columns // size, channels)`: windows do
    not overlap, and what does not fill one is left out. One coefficient and one bias for each channel: 12
    numbers in S2, 32 in S4.

    The paper does not say where the coefficients begin. Ours begin at one over the numbers in a window, so
    that the layer begins as the mean.
    """

    def __init__(self, pool_size: int | tuple[int, int] = 2, activation=None, **kwargs):
        """Describe the layer.

        Args:
            pool_size: rows and columns of a window; one number for both.
            activation: of the results, as other Keras layers take it; the paper has `scaled_tanh`.
            kwargs: what every Keras layer takes, such as `name`.

        Raises:
            ValueError: for a window without numbers.
        """
        super().__init__(**kwargs)
        self.pool_size = (pool_size, pool_size) if isinstance(pool_size, int) else tuple(pool_size)
        if len(self.pool_size) != 2 or min(self.pool_size) < 1:
            raise ValueError(f"found a window of {pool_size}, expected rows and columns of at least 1")
        self.activation = keras.activations.get(activation)

    def build(self, input_shape):
        """Make coefficients and biases for the channels of the input."""
        channels = (input_shape[-1],)
        mean = keras.initializers.Constant(1 / (self.pool_size[0] * self.pool_size[1]))
        self.coefficient = self.add_weight(name="coefficient", shape=channels, initializer=mean)
        self.bias = self.add_weight(name="bias", shape=channels, initializer="zeros")
        super().build(input_shape)

    def call(self, inputs):
        """From feature maps to smaller ones."""
        sums = ops.average_pool(inputs, self.pool_size, self.pool_size, data_format="channels_last")
        numbers = self.pool_size[0] * self.pool_size[1]
        return self.activation(sums * (numbers * self.coefficient) + self.bias)

    def compute_output_shape(self, input_shape):
        """Shape of the output for a shape of the input."""
        n, rows, columns, channels = input_shape
        down, right = (
            None if side is None else side // size
            for side, size in zip((rows, columns), self.pool_size, strict=True)
        )
        return n, down, right, channels

    def get_config(self):
        """What `from_config` needs."""
        activation = keras.activations.serialize(self.activation)
        return {**super().get_config(), "pool_size": self.pool_size, "activation": activation}
