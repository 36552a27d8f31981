"""How weights begin: uniform between -2.4 / F and 2.4 / F, F being the inputs of a unit (appendix A)."""

from collections.abc import Sequence

import keras
import numpy as np
from keras import ops, random

SPREAD = 2.4


@keras.saving.register_keras_serializable("lenet_keras")
class UniformByFanIn(keras.initializers.Initializer):
    """Uniform between -2.4 / F and 2.4 / F: small sums, where the scaled tanh is not flat."""

    def __init__(self, fan_in: float | Sequence[float] | None = None, seed: int | None = None):
        """Set the number of inputs.

        Args:
            fan_in: inputs of one unit, or one number for each entry of the last axis. Left out, it is the
                product of all axes but the last, which holds for `Conv2D` and `Dense`.
            seed: of the random numbers; left out, they follow `keras.utils.set_random_seed`.
        """
        self.seed = seed
        self.fan_in = fan_in if fan_in is None else np.asarray(fan_in, "float32").tolist()

    def __call__(self, shape, dtype=None):
        """Random numbers of a shape."""
        fan_in = np.prod(shape[:-1]) if self.fan_in is None else self.fan_in
        limit = np.asarray(SPREAD / np.asarray(fan_in, "float64"))
        numbers = random.uniform(shape, -1.0, 1.0, dtype=dtype, seed=self.seed)
        return numbers * ops.convert_to_tensor(limit, numbers.dtype)

    def get_config(self):
        """What `from_config` needs."""
        return {"fan_in": self.fan_in, "seed": self.seed}
