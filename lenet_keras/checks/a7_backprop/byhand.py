"""Judges of A7.4: the chain rule for one weight, factor by factor."""

from math import prod

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.a7_backprop.network import HELPERS, hidden, output, slope
from lenet_keras.checks.calls import Result
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words

# The example of the lesson: inputs, target, and the parameters of the 2-2-1 network.
X, T = np.array([1.0, 2.0]), 3.0
W, B = np.array([[1.0, -0.5], [0.5, 1.0]]), np.array([1.0, -0.5])
V, C = np.array([3.0, -1.0]), 0.5

CLOSE = 2e-3  # whoever computes by hand rounds to three digits
COARSE = 6e-3  # whoever rounds to two
NAMES = HELPERS | {"x": X, "t": T, "W": W, "b": B, "v": V, "c": C, "z": W @ X + B}
NAMES |= {"h": hidden(X, W, B, V, C), "y": output(X, W, B, V, C)}
PRODUCT = "dL_dw12"
ROUNDED = "That is near. Round less: three decimals are enough."
PARTS = W[0] * X  # what z₁ sums, with its bias
OTHERWISE = "Move the number below the line a little: how much does the one above it move?"
RESULTS = {
    "dL_dy": """
        y - t
        # The sign is turned. The loss is ½ (y − t)²: first the output, then the target.
        t - y
        # The 2 that comes down from the square cancels the ½.
        2 * (y - t)
        # The ½ is left over. The square brings down a 2 when it is differentiated.
        (y - t) / 2
        # That is the loss itself. How fast does it change with y?
        (y - t) ** 2 / 2
        # A power loses 1 when it is differentiated: (y − t)² becomes y − t.
        (y - t) ** 2
        # That is the output. The slope of the loss also depends on the target.
        y
        """,
    "dy_dh1": """
        v[0]
        # That is ∂y/∂v₁. Here h₁ is moved, and v₁ stays: which of the two is the slope?
        h[0]
        # v₂ belongs to the other hidden neuron.
        v[1]
        # That is the product v₁ h₁. Its slope with respect to h₁ is asked for.
        v[0] * h[0]
        # What is added stays out of a slope: c does not move with h₁.
        v[0] + c
        # h₁ reaches y through a weight, which stretches every change.
        1.0
        """,
    "dh1_dz1": """
        slope(z[0])
        # The slope of the sigmoid was taken at h₁, its output. Its input is z₁.
        slope(h[0])
        # The bias of the first hidden neuron is missing in z₁.
        slope(W[0] @ x)
        # z₁ was made with a column of W. The weights of a hidden neuron stand in a row.
        slope(W[:, 0] @ x + b[0])
        # That is h₁ itself. The slope of the sigmoid is h (1 − h).
        h[0]
        # One factor is missing: the slope of the sigmoid is h (1 − h).
        1 - h[0]
        # That is the slope at z₂, of the other hidden neuron.
        slope(z[1])
        # In h (1 − h) it is the output h that is meant, twice, not the sum z₁.
        z[0] * (1 - z[0])
        # Between z₁ and h₁ stands the sigmoid, and it is not a straight line of slope 1.
        1.0
        """,
    "dz1_dw12": """
        x[1]
        # w₁₂ leads from the *second* input to the first hidden neuron.
        x[0]
        # That is w₁₂, the slope with respect to x₂. Here the weight is moved, and the input stays.
        W[0, 1]
        # What is added stays out of a slope: the bias does not move with w₁₂.
        x[1] + b[0]
        # That is the product w₁₂ x₂. Its slope with respect to w₁₂ is asked for.
        W[0, 1] * x[1]
        """,
}
FACTORS = {name: Result(f"`{name}`", code, OTHERWISE) for name, code in RESULTS.items()}


def factors(observations: Observations) -> Fault | None:
    """Judge A7.4, first: the four factors."""
    for name, result in FACTORS.items():
        found, fault = _number(observations, name)
        if fault:
            return fault
        close = [hint for hint, value in result.candidates(NAMES) if abs(found - float(value)) <= CLOSE]
        if "" not in close:
            near = abs(found - float(result.right(NAMES)[0])) <= COARSE
            hint = close[0] if close else ROUNDED if near else result.values
            return Fault(f"`{name}` is {found:.4g}", "the slope at the numbers of the picture", hint)
    return None


def _number(observations: Observations, name: str) -> tuple[float, Fault | None]:
    found = arrays.numbers(observations[name])
    if found is None or found.size != 1:
        return 0.0, Fault(
            f"`{name}` is {in_words(observations[name])}", "one number", _no_number_hint(observations[name])
        )
    return float(found.reshape(())), None


def _no_number_hint(observation: Observation) -> str:
    """What to say about something that is not one number."""
    found = arrays.numbers(observation)
    if found is None and observation["kind"] == "function":
        return "A function without its parentheses is only named, not called."
    if found is None and observation.get("type") == "str":
        return "Quotes make a text. Without them Python computes."
    if found is None:
        return ""
    if any(arrays.same(np.sort(found.ravel()), np.sort(slope(PARTS + bias))) for bias in (0, B[0])):
        return "The products of weights and inputs were not summed. z₁ is their sum and the bias, one number."
    return "Take out the one entry that belongs to this path."


def chained(observations: Observations) -> Fault | None:
    """Judge A7.4, second: the product of the factors, also of factors that are wrong themselves.

    Where all factors are one number, or one of them is 0, a product tells nothing.
    """
    values = []
    for name in (*FACTORS, PRODUCT):
        found, fault = _number(observations, name)
        if fault:
            return fault
        values.append(found)
    *own, found = values
    right = [float(each.right(NAMES)[0]) for each in FACTORS.values()]
    tells = len(set(own)) > 1 and prod(own) != 0
    if any(abs(found - prod(each)) <= CLOSE for each in (right, *([own] if tells else []))):
        return None
    if not tells:
        hint = "First the four slopes: what is multiplied here is not yet worked out."
        return Fault(f"`{PRODUCT}` is {found:.4g}", "the product along the path", hint)
    if abs(found - sum(own)) <= CLOSE:
        hint = "Along one path the factors are multiplied. Sums come in where several paths meet."
    elif abs(found + prod(own)) <= CLOSE:
        hint = (
            "The sign is turned: count the negative factors. No minus is added yet; that comes with the step."
        )
    else:
        hint = "The chain has four links, from the loss back to the weight, and all four are multiplied."
        for place, name in enumerate(FACTORS):
            if abs(found - prod(own[:place] + own[place + 1 :])) <= CLOSE:
                hint = f"A factor of the chain is missing: `{name}`. Each arrow on the path is one factor."
    return Fault(f"`{PRODUCT}` is {found:.4g}", "the product along the path", hint)


STEPS = (
    Step(
        "A7.4",
        concept="chain rule",
        defines=(*FACTORS, PRODUCT),
        needs=("A7.2",),
        criteria=(
            Criterion("the four factors are right", 2, tuple(FACTORS), factors),
            Criterion("`dL_dw12` is their product", 1, (*FACTORS, PRODUCT), chained),
        ),
    ),
)
