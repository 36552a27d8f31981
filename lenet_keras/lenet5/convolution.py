"""A convolution whose kernels look at some of the feature maps: C3 (section II-B, table I)."""

from collections.abc import Sequence

import keras
import numpy as np
from keras import ops

from lenet_keras.lenet5.connections import TABLE_I, spreading
from lenet_keras.lenet5.initialization import UniformByFanIn


@keras.saving.register_keras_serializable("lenet_keras")
class PartialConv2D(keras.layers.Layer):
    """A convolution with stride 1, without a border, in which each output has some of the inputs only.

    Input `(n, rows, columns, inputs)`, output `(n, rows - size + 1, columns - size + 1, outputs)`.

    What is trained is one kernel for each connection, no more: with table I 60 kernels of 25 numbers and 16
    biases are 1,516, where a `Conv2D` has 2,416. A constant matrix spreads the kernels over that of a full
    convolution, with zeros where there is no connection.
    """

    def __init__(
        self,
        connections: Sequence[Sequence[bool]] | np.ndarray = TABLE_I,
        kernel_size: int | tuple[int, int] = 5,
        activation=None,
        kernel_initializer=None,
        **kwargs,
    ):
        """Describe the layer.

        Args:
            connections: shape (inputs, outputs), true where an output looks at an input.
            kernel_size: rows and columns of a kernel; one number for both.
            activation: as other Keras layers take it.
            kernel_initializer: of the kernels, shape (rows, columns, connections); left out, `UniformByFanIn`
                with the inputs that each output really has.
            kwargs: what every Keras layer takes, such as `name`.

        Raises:
            ValueError: for a table that is none, or leaves an output without input.
        """
        super().__init__(**kwargs)
        self.connections = np.asarray(connections, bool)
        if self.connections.ndim != 2 or not self.connections.any(axis=0).all():
            raise ValueError(
                f"found connections of shape {self.connections.shape}, expected (inputs, outputs) with at "
                "least one input for each output"
            )
        self.kernel_size = (kernel_size, kernel_size) if isinstance(kernel_size, int) else tuple(kernel_size)
        self.activation = keras.activations.get(activation)
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self._spreading = spreading(self.connections)  # NumPy: a tensor kept here would not run once exported

    @property
    def filters(self) -> int:
        """Feature maps that come out."""
        return self.connections.shape[1]

    def build(self, input_shape):
        """Make a kernel for each connection and a bias for each output.

        Raises:
            ValueError: when there are other inputs than in the table.
        """
        inputs = self.connections.shape[0]
        if input_shape[-1] != inputs:
            raise ValueError(f"found {input_shape[-1]} feature maps, expected the {inputs} rows of the table")
        self.kernel = self.add_weight(
            name="kernel",
            shape=(*self.kernel_size, len(self._spreading)),
            initializer=self.kernel_initializer or UniformByFanIn(self._fan_in()),
        )
        self.bias = self.add_weight(name="bias", shape=(self.filters,), initializer="zeros")
        super().build(input_shape)

    def _fan_in(self) -> np.ndarray:
        """How many numbers the output of each connection looks at."""
        looked_at = np.broadcast_to(self.connections.sum(axis=0), self.connections.shape)
        return looked_at[self.connections] * np.prod(self.kernel_size)

    def full_kernel(self):
        """The kernel of a full convolution, `(rows, columns, inputs, outputs)`, with zeros in between."""
        places = self.kernel_size[0] * self.kernel_size[1]
        spreading = ops.convert_to_tensor(self._spreading, self.compute_dtype)
        kernels = ops.matmul(ops.reshape(self.kernel, (places, -1)), spreading)
        return ops.reshape(kernels, (*self.kernel_size, *self.connections.shape))

    def call(self, inputs):
        """From feature maps to feature maps."""
        sums = ops.conv(inputs, self.full_kernel(), padding="valid", data_format="channels_last")
        return self.activation(sums + self.bias)

    def compute_output_shape(self, input_shape):
        """Shape of the output for a shape of the input."""
        n, rows, columns, _ = input_shape
        down, right = (
            None if side is None else side - size + 1
            for side, size in zip((rows, columns), self.kernel_size, strict=True)
        )
        return n, down, right, self.filters

    def get_config(self):
        """What `from_config` needs."""
        return {
            **super().get_config(),
            "connections": self.connections.tolist(),
            "kernel_size": self.kernel_size,
            "activation": keras.activations.serialize(self.activation),
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
        }
