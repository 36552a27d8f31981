"""Steps of stochastic gradient descent, by Keras's optimizer, and how many there are."""

import numpy as np

from autograder.questions.computed import computed
from autograder.questions.computed.framework import optimizers


def _weight_after(steps: int, weight: float, gradient: float, rate: float, momentum: float) -> float:
    import keras

    optimizer = optimizers().SGD(learning_rate=rate, momentum=momentum)
    variable = keras.Variable(np.float64(weight), dtype="float64")
    optimizer.build([variable])
    for _ in range(steps):
        optimizer.apply([keras.ops.convert_to_tensor(np.float64(gradient), dtype="float64")])
    return round(float(np.asarray(variable)), 6)


@computed("answer", "uphill", "whole_gradient", "only_step")
def weight_after_step(weight: float, gradient: float, rate: float) -> dict:
    """A weight after one step.

    Returns:
        `answer`; `uphill`: the step added; `whole_gradient`: without the learning rate; `only_step`: the
        length of the step.
    """
    return {
        "answer": _weight_after(1, weight, gradient, rate, 0.0),
        "uphill": round(weight + rate * gradient, 6),
        "whole_gradient": round(weight - gradient, 6),
        "only_step": round(rate * gradient, 6),
    }


@computed("answer", "no_momentum", "one_step", "momentum_as_rate", "first_step")
def weight_with_momentum(weight: float, gradient: float, rate: float, momentum: float) -> dict:
    """A weight after two steps with the same gradient, starting at rest.

    Returns:
        `answer`; `no_momentum`: two plain steps; `one_step`; `momentum_as_rate`: the second step made shorter
        by the momentum, not longer; `first_step`: the length of the first.
    """
    step = rate * gradient
    return {
        "answer": _weight_after(2, weight, gradient, rate, momentum),
        "no_momentum": round(weight - 2 * step, 6),
        "one_step": round(weight - step, 6),
        "momentum_as_rate": round(weight - step - momentum * step, 6),
        "first_step": round(step, 6),
    }


@computed("answer", "rounded_down", "samples_seen", "in_epoch")
def updates(samples: int, batch: int, epochs: int) -> dict:
    """How often training changes the weights, by scikit-learn's cut into batches.

    Returns:
        `answer`; `rounded_down`: the last, smaller batch left out; `samples_seen`: digits
        counted, not batches; `in_epoch`: batches of one epoch, the smaller one included.
    """
    from sklearn.utils import gen_batches

    in_epoch = len(list(gen_batches(samples, batch)))
    return {
        "answer": in_epoch * epochs,
        "rounded_down": samples // batch * epochs,
        "samples_seen": samples * epochs,
        "in_epoch": in_epoch,
    }
