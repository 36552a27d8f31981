"""What training makes smaller (section II-C, equation 9), and the share of right answers, for penalties."""

import keras
from keras import ops


@keras.saving.register_keras_serializable("lenet_keras")
class MAPLoss(keras.losses.Loss):
    """The maximum a posteriori criterion: y_D + log(exp(-j) + sum over i of exp(-y_i)).

    y_i is the penalty of class i and D the right class. The first term pulls F6 to the bitmap of the right
    class. The second pushes it away from those of the others, the more the nearer they are. A class "rubbish"
    with the fixed penalty j takes part: once the penalties of the wrong classes are far above j, they are
    pushed no more.

    The paper wants j positive and does not say which; ours is 1.
    """

    def __init__(self, j: float = 1.0, name: str = "map_loss", **kwargs):
        """Set the penalty of rubbish.

        Args:
            j: positive.
            name: of the loss.
            kwargs: what every Keras loss takes.

        Raises:
            ValueError: when j is not positive.
        """
        if not j > 0:
            raise ValueError(f"found j = {j}, expected a positive number")
        super().__init__(name=name, **kwargs)
        self.j = float(j)

    def call(self, y_true, y_pred):
        """The loss of each example.

        Args:
            y_true: whole numbers, shape (n,) or (n, 1): the right classes.
            y_pred: penalties, shape (n, classes).

        Returns:
            Shape (n,).
        """
        right = ops.one_hot(_classes(y_true), ops.shape(y_pred)[-1], dtype=y_pred.dtype)
        own = ops.sum(right * y_pred, axis=-1)
        rubbish = ops.full_like(y_pred[:, :1], -self.j)
        return own + ops.logsumexp(ops.concatenate([rubbish, -y_pred], axis=-1), axis=-1)

    def get_config(self):
        """What `from_config` needs."""
        return {**super().get_config(), "j": self.j}


@keras.saving.register_keras_serializable("lenet_keras")
def accuracy(y_true, y_pred):
    """Whether the smallest penalty is that of the right class, for `compile(metrics=[accuracy])`.

    Args:
        y_true: whole numbers, shape (n,) or (n, 1).
        y_pred: penalties, shape (n, classes).

    Returns:
        Shape (n,), 1 where it is and 0 where it is not.
    """
    return ops.cast(ops.equal(ops.argmin(y_pred, axis=-1), _classes(y_true)), "float32")


def _classes(y_true):
    return ops.cast(ops.reshape(y_true, (-1,)), "int32")
