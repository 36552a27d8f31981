"""Gradients that were worked out, against gradients that were measured."""

from collections.abc import Callable, Mapping

import numpy as np

NUDGE = 1e-5  # to both sides: the error of a central difference is of its square, and rounding is far below


def gradient_check(
    function: Callable[..., np.ndarray],
    arguments: Mapping[str, np.ndarray],
    upstream: np.ndarray | float,
    gradients: Mapping[str, np.ndarray],
) -> None:
    """Move each number a little to both sides, measure how the result changes, and print how well it fits.

    The table has for each name the largest relative error over the numbers of its array,
    |yours - measured| / max(|yours|, |measured|, 1e-8). Below 1e-6 is right, above 1e-2 is wrong; what lies
    between is worth a look.

    Args:
        function: takes the arrays of `arguments` in their order and returns an array, or a number.
        arguments: what it is called with, by name; small arrays, since each number costs two calls.
        upstream: the gradient of the loss with respect to the result, of its shape; 1.0 for a loss itself.
        gradients: what you worked out, by the name of the argument.

    Raises:
        ValueError: for a name that is no argument, and for a gradient of another shape than its argument.
    """
    arrays = {name: np.array(values, dtype=float) for name, values in arguments.items()}
    print("gradient for   relative error")
    for name, values in gradients.items():
        if name not in arrays:
            raise ValueError(f"there is no argument {name!r}; expected one of {', '.join(arrays)}")
        yours, measured = np.asarray(values, dtype=float), np.zeros(arrays[name].shape)
        if yours.shape != measured.shape:
            raise ValueError(
                f"the gradient for {name!r} has shape {yours.shape}, expected {measured.shape}: a gradient "
                "has the shape of what it belongs to"
            )
        for place in np.ndindex(measured.shape):
            for nudge in (NUDGE, -NUDGE):
                moved = arrays[name].copy()
                moved[place] += nudge
                result = function(*(arrays | {name: moved}).values())
                measured[place] += np.sum(upstream * np.asarray(result)) / (2 * nudge)
        scale = np.maximum(np.maximum(np.abs(yours), np.abs(measured)), 1e-8)
        error = float(np.max(np.abs(yours - measured) / scale, initial=0.0))
        print(f"{name:12} {error:10.1e}   {_word(error)}")


def _word(error: float) -> str:
    return "agrees" if error < 1e-6 else "differs" if error > 1e-2 else "nearly"
