"""Judges of A7.1 and A7.2: one neuron, and the slope of its activation."""

from lenet_keras.checks.a7_backprop.network import HELPERS, PRECISE
from lenet_keras.checks.calls import Result
from lenet_keras.checks.functions import Function
from lenet_keras.checks.verdict import Step

NEURON = Function(
    "neuron(x, w, b)",
    (
        "np.array([0.5, -1.0, 2.0]), np.array([0.2, 0.4, 0.3]), 0.1",
        "np.array([1.0, 2.0]), np.array([-1.5, 0.5]), -1.0",
    ),
    (
        Result(
            "`output`",
            """
            sigmoid(w @ x + b)
            # That is the weighted sum. It still has to go through the sigmoid.
            w @ x + b
            # The bias is missing. Without it, a neuron with inputs of 0 could give 0.5 and nothing else.
            sigmoid(w @ x)
            # The bias belongs into the sum, before the sigmoid.
            sigmoid(w @ x) + b
            # The sign in the exponent is turned: the sigmoid of z is 1 / (1 + exp(-z)), and rises with z.
            sigmoid(-(w @ x + b))
            # The bias is added, not subtracted.
            sigmoid(w @ x - b)
            # The products were not summed: there is one number for each input. A neuron gives one number.
            sigmoid(w * x + b)
            # The bias was added once for each input. A neuron has one bias: first the sum of the products,
            # then b.
            sigmoid(np.sum(w * x + b))
            # Each product went through the sigmoid by itself. The sum comes first, the sigmoid last.
            np.sum(sigmoid(w * x + b))
            np.sum(sigmoid(w * x)) + b
            # That is another function of the weighted sum. The sigmoid lies between 0 and 1, at 0 it is 0.5.
            np.tanh(w @ x + b)
            # Nothing lies between 0 and 1 here, as after a threshold or after rounding. The sigmoid rises
            # smoothly.
            np.heaviside(w @ x + b, 0.0)
            np.heaviside(w @ x + b, 1.0)
            # That is the mean of the products. The weighted sum is not divided by their number.
            sigmoid(np.mean(w * x) + b)
            # Only the first two inputs count here. The arrays may be of any length.
            sigmoid(w[:2] @ x[:2] + b)
            # The sigmoid is for the sum, not for the inputs.
            w @ sigmoid(x) + b
            # The weights were left out: this sums the inputs alone.
            sigmoid(np.sum(x) + b)
            """,
            "Products of inputs and weights, their sum, plus the bias, through the sigmoid: which is "
            "missing?",
        ),
    ),
    HELPERS,
    PRECISE,
    drawn=("normal(seed, n), normal(seed, n), number",),
    sizes={"n": (1, 6)},
)
SLOPE = Function(
    "sigmoid_slope(z)",
    ("0.5", "-2.0", "np.array([0.0, 1.0, 3.0])"),
    (
        Result(
            "`slope`",
            """
            slope(z)
            # That is the short form in terms of the *output*: with s = sigmoid(z) it is s (1 − s). `z` is the
            # input.
            z * (1 - z)
            # One of the two factors still has the input `z` in it where the output sigmoid(z) belongs.
            sigmoid(z) * (1 - z)
            # That is the sigmoid itself. Its slope is largest at 0 and 0 far away.
            sigmoid(z)
            # The slope was taken twice at the output: sigmoid(sigmoid(z)). The function gets the input `z`.
            slope(sigmoid(z))
            # The sigmoid rises everywhere, so its slope is never negative. Where does the sign come from?
            -slope(z)
            # That is the slope of tanh, written with tanh itself. The sigmoid's is another.
            1 - sigmoid(z) ** 2
            # One factor is there, the other is missing: the formula multiplies two.
            1 - sigmoid(z)
            # The derivative of 1/u is −1/u² times the derivative of u. Which part is missing?
            1 / (1 + np.exp(-np.asarray(z))) ** 2
            """,
            "Measure it: (sigmoid(z + 0.001) − sigmoid(z − 0.001)) / 0.002 is close to the slope at z. "
            "Where do the two part?",
        ),
    ),
    HELPERS,
    PRECISE,
    drawn=("number", "normal(seed, n)"),
    sizes={"n": (2, 6)},
    exact=True,
)
ERROR_HINTS = (
    (
        "mismatch in its core dimension|could not be broadcast|not aligned",
        "Inputs and weights are equally long vectors here. Is one of them turned or cut off?",
    ),
    (
        r"takes \d+ positional argument|missing \d+ required positional",
        "The head of the function says which values it is given. Leave it as it is.",
    ),
    (
        "only (length-1|0-dimensional) arrays|must be real number",
        "`math` knows single numbers only. NumPy's functions take numbers and arrays.",
    ),
)

STEPS = (
    Step(
        "A7.1",
        concept="neuron",
        defines=("neuron",),
        criteria=(NEURON.returns("it gives the sigmoid of weighted sum and bias", 1, kept="x w"),),
        error_hints=ERROR_HINTS,
    ),
    Step(
        "A7.2",
        concept="chain rule",
        defines=("sigmoid_slope",),
        criteria=(SLOPE.returns("it gives the slope of the sigmoid at `z`", 1),),
        error_hints=ERROR_HINTS,
    ),
)
