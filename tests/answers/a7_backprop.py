"""Answers to the steps of lesson A7."""

from tests.answers.bench import Table, filled
from tests.answers.elsewhere import added

GRADIENTS = """
def gradients(x, t, W, b, v, c):
    h, y = forward(x, W, b, v, c)
    z = W @ x + b
    dy = y - t
    dv, dc = dy * h, dy
    db = dy * v * sigmoid_slope(z)
    dW = np.outer(db, x)
    return dW, db, dv, dc
"""
FACTORS = """
dL_dy, dy_dh1, dh1_dz1, dz1_dw12 = y - t, v[0], sigmoid_slope(1.0), inputs[1]
dL_dw12 = dL_dy * dy_dh1 * dh1_dz1 * dz1_dw12
"""
FORWARD = "h, y = forward(inputs, W, b, v, c)\n"
SMALL = "hidden_layer_sizes=(512, 256), max_iter=1"  # for mistakes that show however short the training is
MODEL = """
relu = "relu"
network = Sequential([Input(shape=(1,)), Dense(512, relu), Dense(256, relu), Dense(1)])
network.compile(optimizer="adam", loss="mse")
"""
FEW = "network.fit(xTrain, yTrain, epochs=3, verbose=0)\nfew = network.predict(grid, verbose=0)\n"
BRIEF = """
network.fit(xTrain[:9], yTrain[:9], epochs=1, verbose=0)
few = network.predict(grid, verbose=0)
H = network.fit(xTrain[:9], yTrain[:9], epochs=15, validation_data=(xTest[:9], yTest[:9]), verbose=0)
many = network.predict(grid, verbose=0)
"""
HELD_OUT = "validation_data=(xTest, yTest), verbose=0"
DECAYED = "decayed = MLPRegressor(**settings, alpha=0.1).fit(xFew, yFew)\n"
STOPPED = """
stopped = MLPRegressor(**settings | dict(early_stopping=True, validation_fraction=0.25, n_iter_no_change=100))
stopped.fit(xFew, yFew)
"""


def variant(old: str, new: str, text: str = GRADIENTS) -> str:
    """The answer with one part written in another way."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def inputs(line: str) -> str:
    """An `input_gradient` whose body ends in `line`."""
    return f"""
def input_gradient(x, t, W, b, v, c):
    dW, db, dv, dc = gradients(x, t, W, b, v, c)
    {line}
"""


def neuron(line: str) -> str:
    return f"def neuron(inputs, weights, bias):\n    {line}\n"


def steep(line: str) -> str:
    return f"def sigmoid_slope(z):\n    {line}\n"


def forward(line: str) -> str:
    return f"def forward(x, W, b, v, c):\n    {line}\n"


def descend(line: str) -> str:
    return f"def descend(parameters, slopes, rate):\n    {line}\n"


def keras(old: str, new: str) -> str:
    return variant(old, new, MODEL) + BRIEF


RIGHT: dict[str, dict[str, str]] = {
    "A7.1": {
        "a power of e": neuron("return 1 / (1 + np.e ** -(np.inner(inputs, weights) + bias))"),
        "by tanh": neuron("return (1 + np.tanh((np.vdot(weights, inputs) + bias) / 2)) / 2"),
        "a dot product": neuron("return sigmoid(np.dot(inputs, weights) + bias)"),
        "a loop": neuron(
            "z = bias\n    for x, w in zip(inputs, weights):\n        z += w * x\n    return sigmoid(z)"
        ),
        "the formula, by math": "import math\n"
        + neuron("return 1 / (1 + math.exp(-(sum(w * x for w, x in zip(weights, inputs)) + bias)))"),
        "an array of one": neuron("return sigmoid(weights.reshape(1, -1) @ inputs + bias)"),
        "the bias as one more weight": neuron(
            "return float(sigmoid(np.append(weights, bias) @ np.append(inputs, 1)))"
        ),
        "by Keras": neuron("import keras\n    return keras.ops.sigmoid(inputs @ weights + bias)"),
    },
    "A7.2": {
        "by the exponential": steep("e = np.exp(-z)\n    return e / (1 + e) ** 2"),
        "one line": steep("return sigmoid(z) * (1 - sigmoid(z))"),
        "with exponentials": steep("return np.exp(-z) / (1 + np.exp(-z)) ** 2"),
        "by the hyperbolic tangent": steep("return (1 - np.tanh(z / 2) ** 2) / 4"),
        "both signs": steep("return sigmoid(z) * sigmoid(-z)"),
        "a list": steep("return [s * (1 - s) for s in np.ravel(sigmoid(z)).tolist()]").replace(
            "return", "s = sigmoid(z)\n    return s * (1 - s) if np.ndim(z) == 0 else"
        ),
        "the difference of a square": steep("s = sigmoid(z)\n    return s - s ** 2"),
    },
    "A7.3": {
        "neuron by neuron": forward(
            "h = np.array([neuron(x, W[0], b[0]), neuron(x, W[1], b[1])])\n    return h, h @ v + c"
        ),
        "a list": forward(
            "h = [neuron(x, row, bias) for row, bias in zip(W, b)]\n    return [h, v[0] * h[0] "
            "+ v[1] * h[1] + c]"
        ),
        "columns": forward(
            "h = sigmoid(x @ W.T + b)\n    y = (v.reshape(1, 2) @ h.reshape(2, 1))[0] + c\n    return h, y"
        ),
        "einsum": forward("h = sigmoid(np.einsum('ij,j->i', W, x) + b)\n    return h, np.sum(v * h) + c"),
    },
    "A7.4": {
        "by the functions": FORWARD + FACTORS,
        "on paper": "dL_dy, dy_dh1, dh1_dz1, dz1_dw12, dL_dw12 = -1.188, 3, 0.197, 2, -1.401",
        "with digits": "dL_dy, dy_dh1 = -1.18762, 3.0\ndh1_dz1, dz1_dw12 = 0.7310586 * (1 - 0.7310586), 2.0\n"
        "dL_dw12 = -1.40100",
        "measured": FORWARD
        + FACTORS
        + """
def L(w12):
    return (forward(inputs, np.array([[1, w12], [0.5, 1]]), b, v, c)[1] - t) ** 2 / 2
dL_dw12 = (L(-0.4999) - L(-0.5001)) / 0.0002
""",
        "arrays of one": FORWARD + FACTORS + "dL_dw12 = np.array([dL_dw12])",
    },
    "A7.5": {
        "one after the other": """
def gradients(x, t, W, b, v, c):
    z = W @ x + b
    h = 1 / (1 + np.exp(-z))
    error = v @ h + c - t
    delta = np.array([error * v[i] * h[i] * (1 - h[i]) for i in range(2)])
    return [[[delta[i] * x[j] for j in range(2)] for i in range(2)], list(delta), error * h, error]
""",
        "float32": variant("return dW, db, dv, dc", "return tuple(np.float32(g) for g in (dW, db, dv, dc))"),
        "columns": variant("np.outer(db, x)", "db[:, np.newaxis] * x"),
        "the slope from the output": variant("sigmoid_slope(z)", "h * (1 - h)"),
        "measured, with care": """
def gradients(x, t, W, b, v, c):
    W, b, v, c = (np.array(each, dtype=np.complex128) for each in (W, b, v, c))
    def slope(p):
        g = np.zeros(p.shape)
        for i in np.ndindex(p.shape):
            p[i] += 1e-20j
            h = 1 / (1 + np.exp(-(W @ x + b)))
            g[i] = ((v @ h + c - t) ** 2 / 2).imag / 1e-20
            p[i] -= 1e-20j
        return g
    return tuple(slope(p) for p in (W, b, v, c))
""",
        "by TensorFlow": """
import tensorflow as tf
def gradients(x, t, W, b, v, c):
    W, b, v, c = (tf.Variable(each, dtype="float64") for each in (W, b, v, c))
    with tf.GradientTape() as tape:
        h = tf.sigmoid(tf.linalg.matvec(W, tf.constant(x, dtype="float64")) + b)
        loss = (tf.reduce_sum(v * h) + c - t) ** 2 / 2
    return tuple(each.numpy() for each in tape.gradient(loss, (W, b, v, c)))
""",
    },
    "A7.6": {
        "the sum of both paths": inputs("return db[0] * W[0] + db[1] * W[1]"),
        "from the left": inputs("return db @ W"),
        "a table, summed": inputs("return (W * db[:, None]).sum(axis=0)"),
        "a list of numbers": inputs("return [sum(db[i] * W[i, j] for i in range(2)) for j in range(2)]"),
        "without the function of A7.5": """
def input_gradient(x, t, W, b, v, c):
    h, y = forward(x, W, b, v, c)
    return ((y - t) * v * h * (1 - h)) @ W
""",
    },
    "A7.7": {
        "zipped into a list": """
def descend(parameters, slopes, rate):
    new = []
    for p, g in zip(parameters, slopes):
        new.append(np.subtract(p, np.multiply(rate, g)))
    return new
""",
        "by index": descend("return [parameters[i] - rate * slopes[i] for i in range(len(parameters))]"),
        "a tuple": descend("return tuple(p - g * rate for p, g in zip(parameters, slopes))"),
        "a loop": descend(
            "new = []\n    for p, g in zip(parameters, slopes):\n        new.append(np.add(p, "
            "-rate * g))\n    return new"
        ),
        "a map": descend("return list(map(lambda p, g: p - rate * g, parameters, slopes))"),
    },
    "A7.8": {
        "another seed": "xTrain, xTest, yTrain, yTest = train_test_split(x, y, test_size=0.25, "
        "random_state=7)",
        "the default quarter, no seed": "xTrain, xTest, yTrain, yTest = train_test_split(x, y)",
        "a number of points": "xTrain, xTest, yTrain, yTest = train_test_split(x, y, "
        "train_size=750, test_size=250)",
        "a permutation": """
order = np.random.permutation(len(x))
xTrain, xTest, yTrain, yTest = x[order[:750]], x[order[750:]], y[order[:750]], y[order[750:]]
""",
        "every fourth point, values as columns": """
held = np.arange(1000) % 4 == 1
xTrain, xTest, yTrain, yTest = x[~held], x[held], y[~held].reshape(-1, 1), y[held].reshape(-1, 1)
""",
        "float32": """
xTrain, xTest, yTrain, yTest = train_test_split(x.astype("float32"), y.astype("float32"), test_size=0.25)
""",
    },
    "A7.9": {
        "another seed, in one line": """
regressor = MLPRegressor((512, 256), random_state=3).fit(xTrain, yTrain) if False else \\
    MLPRegressor(hidden_layer_sizes=[512, 256], random_state=3).fit(xTrain, yTrain)
score = regressor.score(xTest, yTest)
""",
        "by r2_score, with a stop": """
from sklearn.metrics import r2_score
regressor = MLPRegressor(hidden_layer_sizes=(512, 256), early_stopping=True, learning_rate_init=0.002)
regressor.fit(xTrain, yTrain)
score = r2_score(yTest, regressor.predict(xTest))
""",
        "epoch by epoch": """
regressor = MLPRegressor(hidden_layer_sizes=(512, 256))
for epoch in range(35):
    regressor.partial_fit(xTrain, yTrain)
score = regressor.score(X=xTest, y=yTest)
""",
        "other curves": """
regressor = MLPRegressor(hidden_layer_sizes=(512, 256), activation="tanh", solver="lbfgs", random_state=1)
regressor.fit(xTrain, yTrain)
score = regressor.score(xTest, yTest)
""",
        "by hand, larger steps": """
regressor = MLPRegressor(hidden_layer_sizes=(512, 256), batch_size=50, max_iter=12, random_state=42)
regressor.fit(xTrain, yTrain)
score = 1 - ((yTest - regressor.predict(xTest)) ** 2).sum() / ((yTest - yTest.mean()) ** 2).sum()
""",
    },
    "A7.10": {
        "another form of the layers, larger batches": """
from keras.layers import ReLU, Activation
from keras.losses import MeanSquaredError
from keras.optimizers import Adam
network = Sequential()
network.add(Input((1,)))
network.add(Dense(512))
network.add(ReLU())
network.add(Dense(256))
network.add(Activation("relu"))
network.add(Dense(1, activation="linear"))
network.compile(loss=MeanSquaredError(), optimizer=Adam(0.002), metrics=["mae"])
network.fit(xTrain, yTrain, batch_size=128, epochs=3, verbose=0)
few = network(grid).numpy().ravel()
H = network.fit(xTrain, yTrain, batch_size=128, epochs=40, validation_data=[xTest, yTest], verbose=0)
many = network(grid).numpy()
""",
        "two networks": MODEL
        + FEW
        + MODEL
        + f"H = network.fit(xTrain, yTrain, epochs=20, {HELD_OUT})\n"
        + "many = network.predict(grid, verbose=0)\n",
        "a loop": MODEL
        + """
curves = []
for epochs in (2, 15):
    H = network.fit(xTrain, yTrain, epochs=epochs, validation_data=(xTest, yTest), verbose=0)
    curves.append(network.predict(grid, verbose=0)[:, 0].tolist())
few, many = curves
""",
        "a functional model": """
import keras
given = keras.Input((1,))
inner = Dense(256, activation="relu")(Dense(512, activation="relu")(given))
network = keras.Model(given, Dense(1)(inner))
network.compile("adam", "mean_squared_error")
"""
        + FEW
        + f"H = network.fit(xTrain, yTrain, epochs=25, {HELD_OUT})\n"
        + "many = network.predict(grid, verbose=0)\n",
    },
    "A7.11": {
        "another decay, another seed": """
decayed = MLPRegressor(**settings | {"alpha": 0.3, "random_state": 5}).fit(xFew, yFew)
"""
        + STOPPED,
        "arguments one by one": """
decayed = MLPRegressor(hidden_layer_sizes=(100, 100), learning_rate_init=0.01, max_iter=600, tol=0,
                       n_iter_no_change=600, alpha=0.05)
stopped = MLPRegressor(hidden_layer_sizes=(100, 100), learning_rate_init=0.01, max_iter=1000, tol=0,
                       n_iter_no_change=100, early_stopping=True, validation_fraction=0.25, random_state=42)
for each in (decayed, stopped):
    each.fit(xFew, yFew)
""",
        "settings changed": """
decayed = MLPRegressor(**settings).set_params(alpha=0.5).fit(xFew, yFew)
stopped = MLPRegressor(**settings)
stopped.early_stopping, stopped.validation_fraction, stopped.n_iter_no_change = True, 0.3, 150
stopped.fit(xFew, yFew)
""",
        "both cures in one": DECAYED
        + """
stopped = MLPRegressor(**{**settings, "alpha": 0.1, "early_stopping": True, "validation_fraction": 0.25,
                          "n_iter_no_change": 80}).fit(xFew, yFew)
""",
    },
}

MISTAKES: dict[str, dict[str, tuple[str, str]]] = {
    "A7.1": {
        "the sign in the exponent": (
            neuron("return 1 / (1 + np.exp(weights @ inputs + bias))"),
            "sign in the exponent",
        ),
        "products in place": (
            neuron("inputs *= weights; return sigmoid(inputs.sum() + bias)"),
            "write into the array itself",
        ),
        "a whole number": (
            neuron("return round(sigmoid(weights @ inputs + bias))"),
            "Nothing lies between 0 and 1 here",
        ),
        "a return in the loop": (
            neuron("for x, w in zip(inputs, weights): return sigmoid(w * x + bias)"),
            "inside of a loop",
        ),
        "a name misspelled": ("def neurn(inputs, weights, bias):\n    return 0.5", "The cell makes `neurn`"),
        "untouched": ("# YOUR CODE HERE", "does not exist yet.*Write your answer"),
        **filled(
            neuron("WRONG"),
            """
            return np.dot(weights, inputs) + bias  # has to go through the sigmoid
            return sigmoid(np.dot(weights, inputs))  # bias is missing
            return sigmoid(np.dot(weights, inputs) + bias) + 7  # which is missing
            return bias + 1 / (1 + np.exp(-weights @ inputs))  # before the sigmoid
            return sigmoid(-bias + sum(weights * inputs))  # added, not subtracted
            return 1 / (1 + np.exp(-weights * inputs - bias))  # were not summed
            return sigmoid(sum(w * x + bias for w, x in zip(weights, inputs)))  # once for each input
            return sum(sigmoid(w * x + bias) for w, x in zip(weights, inputs))  # sum comes first
            return (weights * sigmoid(inputs)).sum() + bias  # not for the inputs
            return sigmoid(sum(inputs, bias))  # weights were left out
            print(sigmoid(weights @ inputs + bias))  # `print` shows a value
            import math; return 1 / (1 + math.exp(-(weights * inputs + bias)))  # single numbers only
            """,
        ),
    },
    "A7.2": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet.*Write your answer"),
        **filled(
            steep("s = sigmoid(z)\n    return WRONG"),
            """
            z - z ** 2  # in terms of the \\*output\\*
            s - s * z  # output sigmoid\\(z\\) belongs
            s  # is the sigmoid itself
            sigmoid(s) * (1 - sigmoid(s))  # taken twice at the output
            s ** 2 - s  # never negative
            1 - s  # the other is missing
            s ** 2  # Which part is missing
            np.round(s * (1 - s), 4)  # digits were lost
            (sigmoid(z + 0.5) - s) / 0.5  # Measure it
            """,
        ),
    },
    "A7.3": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet.*Write your answer"),
        **filled(
            forward("WRONG\n    return h, v @ h + c"),
            """
            h = 1 / (1 + np.exp(-(W.T @ x + b)))  # W is turned
            h = b + W @ x  # still need their sigmoid
            h = 1 / (1 + np.exp(-W @ x))  # biases `b`.*missing
            h = sigmoid(x * W + b)  # multiplied, but not summed
            h = sigmoid(np.array([1, 2, 3]) @ x + b)  # equally long
            y = v @ h + c; h = sigmoid(W @ x + b)  # before it gets a value
            """,
        ),
        **filled(
            forward("z = W @ x + b; h = sigmoid(z)\n    WRONG"),
            """
            return h, sigmoid(v @ h + c)  # no sigmoid here
            return h, np.dot(h, v)  # `c` of the output
            return h, c + h * v  # not summed
            return h, z @ v + c  # not from the hidden values
            return h, sum(h, c)  # without their weights
            return h[:1], v @ h + c  # give two numbers
            return v @ h + c  # gives back 2 things
            y = v @ h + c  # what stands behind `return`
            """,
        ),
    },
    "A7.4": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet.*Write your answer"),
        **filled(
            FORWARD + variant("= y - t", "= WRONG", FACTORS),
            """
            t - y  # The sign is turned
            2 * y - 2 * t  # cancels the ½
            (t - y) ** 2 / 2  # the loss itself
            (t - y) ** 2  # A power loses 1
            y  # That is the output
            """,
        ),
        **filled(
            FORWARD + variant("v[0]", "WRONG", FACTORS),
            """
            sigmoid(1.0)  # ∂y/∂v₁
            v[1]  # other hidden neuron
            h[0] * v[0]  # product v₁ h₁
            1  # stretches every change
            v  # one entry that belongs
            """,
        ),
        **filled(
            FORWARD + variant("sigmoid_slope(1.0)", "WRONG", FACTORS),
            """
            sigmoid_slope(h[0])  # taken at h₁, its output
            h[0]  # That is h₁ itself
            1 - h[0]  # One factor is missing
            sigmoid_slope(2.0)  # slope at z₂
            0.0  # twice, not the sum
            1  # not a straight line
            """,
        ),
        **filled(
            FORWARD + variant("inputs[1]", "WRONG", FACTORS),
            """
            inputs[0]  # \\*second\\* input
            W[0, 1]  # slope with respect to x₂
            W[0][1] * inputs[1]  # product w₁₂ x₂
            """,
        ),
        **filled(
            FORWARD + FACTORS + "dL_dw12 = WRONG",
            """
            dL_dy * dy_dh1 * dz1_dw12  # factor of the chain is missing: `dh1_dz1`
            dL_dy * dy_dh1 * dh1_dz1  # factor of the chain is missing: `dz1_dw12`
            dL_dy + dy_dh1 + dh1_dz1 + dz1_dw12  # Along one path the factors are multiplied
            -dL_dw12  # comes with the step
            """,
        ),
    },
    "A7.5": {
        "something added": (variant("dv, dc = dy * h, dy", "dv, dc = dy * h, dy + 7"), "Moving `c` by 1"),
        "the slope twice": (
            variant("dy * v * sigmoid_slope(z)", "dy * v * h * (1 - h) * sigmoid_slope(z)"),
            "stands in the chain twice",
        ),
        "the sums written into the biases": (
            variant("    z = W @ x + b", "    z = b\n    z += W @ x"),
            "write into the array itself",
        ),
        "untouched": ("# YOUR CODE HERE", "does not exist yet.*Write your answer"),
        **filled(
            variant("= y - t", "= WRONG"),
            """
            t - y  # The sign is turned
            2 * y - 2 * t  # twice as large
            """,
        ),
        **filled(
            variant("dy * h, dy", "WRONG"),
            """
            dy + 0 * h, dy  # weight's own input
            v * dy, dy  # slope with respect to `h`
            z * dy, dy  # not the sum before it
            dy * h * sigmoid_slope(y), dy  # no slope of a sigmoid
            dy * h, dy ** 2 / 2  # That is the loss
            dy * h, dy * c  # whose input is 1
            """,
        ),
        **filled(
            variant("dy * v * sigmoid_slope(z)", "WRONG"),
            """
            dy * v * sigmoid_slope(h)  # taken at `h`
            dy * v  # stands the sigmoid
            dy * v * h  # the sigmoid itself
            dy * v * (z - z ** 2)  # is the sum instead
            dy * h * (1 - h)  # through the weights `v`
            v * h * (1 - h)  # the first one
            dy ** 2 * v * h * (1 - h) / 2  # loss itself stands in the chain
            """,
        ),
        **filled(
            variant("np.outer(db, x)", "WRONG"),
            """
            np.outer(db, x); db = db.sum()  # summed over both neurons
            np.outer(db, x).T  # The gradient is turned
            np.outer(db, [1, 1])  # comes in through W
            1 * db  # The same, without the inputs
            x * db  # two neurons times two inputs
            sum(x * db)  # summed to two
            np.outer(db, h)  # input of these weights is `x`
            (W.T * db).T  # stand the weights
            """,
        ),
        **filled(
            variant("return dW, db, dv, dc", "return WRONG"),
            """
            dv, dc, dW, db  # In which order
            dW, db, dv  # gives back 4 things
            """,
        ),
        "measured roughly": (
            """
def gradients(x, t, W, b, v, c):
    def loss(W, b, v, c):
        return (forward(x, W, b, v, c)[1] - t) ** 2 / 2
    p, found = [W, b, v, c], []
    for k in range(4):
        g = np.zeros(np.shape(p[k]))
        for i in np.ndindex(g.shape):
            moved = list(p)
            moved[k] = np.array(p[k], dtype=float)
            moved[k][i] += 1e-4
            g[i] = (loss(*moved) - loss(*p)) / 1e-4
        found.append(g)
    return found
""",
            "digits were lost",
        ),
    },
    "A7.6": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet.*Write your answer"),
        **filled(
            inputs("h, y = forward(x, W, b, v, c)\n    WRONG"),
            """
            return db[0] * W[0]  # Only one path
            return W.T @ db + 7  # One path for each hidden neuron
            return W[1] * db[1]  # Only one path
            return db * np.diag(W)  # Only one path
            return db @ W.T  # W is turned
            return (W.T * db).T  # paths one by one
            return db[0] * W[0] * db[1] * W[1]  # added, not multiplied
            return (db[0] * W[0] + db[1] * W[1]) / 2  # not averaged
            return np.array([db.sum(), db.sum()])  # lead through the weights W
            return list(db)  # One more arrow
            return (db @ W).sum()  # one number
            return W.T @ ((y - t) * v)  # stands the sigmoid
            W.T @ db  # what stands behind `return`
            """,
        ),
    },
    "A7.7": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet.*Write your answer"),
        **filled(
            descend("return [WRONG for p, g in zip(parameters, slopes)]"),
            """
            rate * g + p  # uphill
            p - g  # learning rate is missing
            p - rate * g + 7  # the rate times its own slope
            g * rate  # the step alone
            p - g / rate  # divided by the rate
            p - rate * (g > 0) + rate * (g < 0)  # Only the sign
            rate * p - rate * g  # belongs to the step only
            """,
        ),
        **filled(
            descend("WRONG"),
            """
            return parameters  # new value kept
            return parameters - rate * slopes  # A list is no array
            for p, g in zip(parameters, slopes): return [p - rate * g]  # stands inside of a loop
            """,
        ),
    },
    "A7.8": {
        "scaled on the way": (
            "xTrain, xTest, yTrain, yTest = train_test_split(2 * x, y, test_size=0.25)",
            "Split `x` and `y` as they are",
        ),
        "two names": ("xTrain, xTest = train_test_split(x, y)", "As many names as things"),
        "a module of old scikit-learn": (
            "from sklearn.cross_validation import train_test_split\nxTrain = train_test_split(x, y)",
            "`model_selection` now",
        ),
        "names in small letters": (
            "xtrain, xtest, ytrain, ytest = train_test_split(x, y, test_size=0.25)",
            "The cell makes `xtrain`",
        ),
        "untouched": ("# YOUR CODE HERE", "does not exist yet.*Write your answer"),
        "not shuffled": (
            "xTrain, xTest, yTrain, yTest = train_test_split(x, y, test_size=0.25, shuffle=False)",
            "sorted by x",
        ),
        "cut": ("xTrain, xTest, yTrain, yTest = x[:750], x[750:], y[:750], y[750:]", "sorted by x"),
        "cut in the middle of a shuffled half": (
            """
order = np.random.permutation(np.arange(400, 800))
held = np.isin(np.arange(1000), order[:250])
xTrain, xTest, yTrain, yTest = x[~held], x[held], y[~held], y[held]
""",
            "What decides which",
        ),
        "names in another order": (
            "xTrain, yTrain, xTest, yTest = train_test_split(x, y, test_size=0.25)",
            "first both parts of x",
        ),
        "parts exchanged": (
            "xTrain, xTest, yTrain, yTest = train_test_split(x, y, train_size=0.25)",
            "parts are exchanged",
        ),
        "a fifth": (
            "xTrain, xTest, yTrain, yTest = train_test_split(x, y, test_size=0.2)",
            "A quarter of the points",
        ),
        "each by itself": (
            """
xTrain, xTest = train_test_split(x, test_size=0.25, random_state=1)
yTrain, yTest = train_test_split(y, test_size=0.25, random_state=2)
""",
            "shuffled each by itself",
        ),
        "learned from all": (
            """
xTrain, xTest, yTrain, yTest = train_test_split(x, y, test_size=0.25)
xTrain, yTrain = x, y
""",
            "cannot be held out",
        ),
        "in both parts": (
            """
order = np.random.permutation(1000)
xTrain, yTrain = x[order[:750]], y[order[:750]]
xTest, yTest = x[order[500:750]], y[order[500:750]]
""",
            "questions of an exam",
        ),
        "drawn with replacement": (
            """
order = np.random.permutation(1000)
train = np.random.choice(order[250:], 750)
xTrain, yTrain, xTest, yTest = x[train], y[train], x[order[:250]], y[order[:250]]
""",
            "once",
        ),
        "x alone": ("xTrain, xTest, yTrain, yTest = train_test_split(x)", "Was `y` split"),
        "flat": (
            "xTrain, xTest, yTrain, yTest = train_test_split(x.ravel(), y, test_size=0.25)",
            "one column",
        ),
    },
    "A7.9": {
        "a score of something else": (
            f"regressor = MLPRegressor({SMALL}).fit(xTrain, yTrain)\nscore = 0.5\nregressor.max_iter = 1",
            "ended too early",
        ),
        "points without values": (f"regressor = MLPRegressor({SMALL}).fit(xTrain)", "Where are the values"),
        "not kept": (f"MLPRegressor({SMALL}).fit(xTrain, yTrain)", "not kept under this name"),
        "the fit has stopped": (
            f"regressor = MLPRegressor({SMALL})\nregressor.fit(xTrain.ravel(), yTrain)\nscore = 0.9",
            "wants a table",
        ),
        "an older regressor is left": (
            f"regressor = MLPRegressor({SMALL}).fit(xTrain, yTrain)\n"
            "score = regressor.score(xTest, yTest)\nregressor = MLPRegressor((512, 256)).fit(xTrain, yTrain)",
            "Write its name",
        ),
        "squared": (
            f"regressor = MLPRegressor({SMALL}).fit(xTrain, yTrain)\n"
            "from sklearn.metrics import mean_squared_error\n"
            "score = mean_squared_error(yTest, regressor.predict(xTest), squared=False)",
            "has a function of its own",
        ),
        "untouched": ("# YOUR CODE HERE", "does not exist yet.*Write your answer"),
        "other layers": (
            """
regressor = MLPRegressor(hidden_layer_sizes=(256, 512), max_iter=1).fit(xTrain, yTrain)
score = regressor.score(xTest, yTest)
""",
            "The order counts",
        ),
        "with the output": (
            """
regressor = MLPRegressor(hidden_layer_sizes=(8, 4, 1), max_iter=1).fit(xTrain, yTrain)
score = regressor.score(xTest, yTest)
""",
            "Only the hidden layers",
        ),
        "not trained": (
            "regressor = MLPRegressor(hidden_layer_sizes=(512, 256))\nscore = 0.97",
            "made and not trained",
        ),
        "on all points": (
            f"regressor = MLPRegressor({SMALL}).fit(x, y)\nscore = regressor.score(xTest, yTest)",
            "learned from all points",
        ),
        "on the exam": (
            f"regressor = MLPRegressor({SMALL}).fit(xTest, yTest)\nscore = regressor.score(xTest, yTest)",
            "The exam is no lesson",
        ),
        "too few epochs": (
            f"regressor = MLPRegressor({SMALL}).fit(xTrain, yTrain)\nscore = regressor.score(xTest, yTest)",
            "ended too early",
        ),
        "scored on the training points": (
            """
regressor = MLPRegressor(hidden_layer_sizes=(512, 256), random_state=42).fit(xTrain, yTrain)
score = regressor.score(xTrain, yTrain)
""",
            "that it has learned from",
        ),
        "an error for a score": (
            """
regressor = MLPRegressor(hidden_layer_sizes=(512, 256), random_state=42).fit(xTrain, yTrain)
score = ((yTest - regressor.predict(xTest)) ** 2).mean()
""",
            "good when it is small",
        ),
        "truth and prediction exchanged": (
            """
from sklearn.metrics import r2_score
regressor = MLPRegressor(hidden_layer_sizes=(512, 256), random_state=42).fit(xTrain, yTrain)
score = r2_score(regressor.predict(xTest), yTest)
""",
            "takes the truth first",
        ),
        "what score is": (
            f"regressor = MLPRegressor({SMALL}).fit(xTrain, yTrain).predict(xTest)\nscore = 1.0",
            "gives back the regressor itself|of type ndarray",
        ),
        "parts mixed": (
            f"regressor = MLPRegressor({SMALL}).fit(xTrain, yTest)\nscore = regressor.score(xTest, yTest)",
            "come from different parts",
        ),
        "a classifier": (
            """
from sklearn.neural_network import MLPClassifier
regressor = MLPClassifier(hidden_layer_sizes=(512, 256)).fit(xTrain, yTrain)
score = regressor.score(xTest, yTest)
""",
            "this is a regression",
        ),
        "layers at the wrong place": (
            "regressor = MLPRegressor((512, 256)).fit(xTrain, yTrain)\nscore = regressor.score(xTest, yTest)",
            "Write its name",
        ),
        "another class of the same name": (
            """
class MLPRegressor(MLPRegressor):
    def predict(self, X):
        return np.sin(np.ravel(X))

regressor = MLPRegressor(hidden_layer_sizes=(512, 256), max_iter=1).fit(xTrain, yTrain)
score = regressor.score(xTest, yTest)
""",
            "its weights are what `fit` has made",
        ),
        "flat": (
            f"regressor = MLPRegressor({SMALL}).fit(xTrain.ravel(), yTrain)\nscore = 1",
            "wants a table",
        ),
    },
    "A7.10": {
        "the optimizer of the example": (keras('optimizer="adam"', 'optimizer="sgd"'), "names the optimizer"),
        "a dropout": (
            "from keras.layers import Dropout\n"
            + keras("Dense(256, relu)", "Dropout(0.2), Dense(256, relu)"),
            "Dropout is a layer that the text does not list",
        ),
        "epochs in a loop": (
            MODEL + FEW + "for _ in range(2):\n"
            f"    H = network.fit(xTrain[:9], yTrain[:9], epochs=1, {HELD_OUT})\n"
            "many = network.predict(grid, verbose=0)",
            "one call train",
        ),
        "all points": (
            MODEL + FEW + f"H = network.fit(x, y, epochs=15, {HELD_OUT})\n"
            "many = network.predict(grid, verbose=0)",
            "learned from all points",
        ),
        "targets first": (
            MODEL + BRIEF.replace("xTrain[:9], yTrain[:9]", "yTrain[:9], xTrain[:9]"),
            "`fit` takes the inputs first",
        ),
        "accuracy as a loss": (keras('loss="mse"', 'loss="accuracy"'), "no loss of this name"),
        "tanh": (keras("Dense(512, relu)", 'Dense(512, "tanh")'), "bends in another way"),
        "`few` before any training": (
            variant("network.fit(xTrain, yTrain, epochs=3, verbose=0)\n", "", MODEL + FEW)
            + f"H = network.fit(xTrain, yTrain, epochs=15, {HELD_OUT})\n"
            "many = network.predict(grid, verbose=0)",
            "no better than before any training",
        ),
        "validated with the training points": (
            MODEL
            + FEW
            + "H = network.fit(xTrain, yTrain, epochs=15, validation_data=(xTrain, yTrain), verbose=0)\n"
            "many = network.predict(grid, verbose=0)",
            "learned from prove nothing",
        ),
        "validated with points that are cut off": (
            MODEL + variant("validation_data=(xTest[:9], yTest[:9])", "validation_split=0.25", BRIEF),
            "lost for learning",
        ),
        "the network of scikit-learn's `fit`": (
            MODEL + "few = network.fit(xTrain[:9], yTrain[:9], verbose=0).predict(grid)",
            "returns the History, and not the network",
        ),
        "a list": ("network = [Dense(1)]\nfew = many = H = None", "is the model itself"),
        "steps far too long": (
            variant('optimizer="adam"', 'optimizer=__import__("keras").optimizers.Adam(1e9)', MODEL) + BRIEF,
            "The steps were too long",
        ),
        "not kept": (
            "net = Sequential([Input((1,)), Dense(1)])\nnet.compile('sgd', 'mse')\n"
            "net.fit(xTrain[:9], yTrain[:9], verbose=0)",
            "not kept under its name",
        ),
        "layers without a bias": (keras("Dense(1)", "Dense(1, use_bias=False)"), "has a bias here"),
        "a sum of squares": (
            keras('loss="mse"', 'loss=__import__("keras").losses.MeanSquaredError(reduction="sum")'),
            "squared, on average",
        ),
        "epochs, as in old Keras": (MODEL + "H = network.fit(xTrain, yTrain, nb_epoch=3)", "`epochs` now"),
        "untouched": ("# YOUR CODE HERE", "does not exist yet.*Write your answer"),
        "ReLU at the output": (keras("Dense(1)", 'Dense(1, activation="relu")'), "cuts off what is negative"),
        "a sigmoid at the output": (keras("Dense(1)", 'Dense(1, activation="sigmoid")'), "which bends it"),
        "no output": (keras(", Dense(1)]", "]"), "output is missing"),
        "other layers": (keras("Dense(512", "Dense(64"), "Two hidden layers, as in A7.9"),
        "no activation": (
            keras("Dense(512, relu)", "Dense(512)"),
            "one straight line",
        ),
        "a cross-entropy": (keras('loss="mse"', 'loss="binary_crossentropy"'), "compares probabilities"),
        "the absolute error": (keras('loss="mse"', 'loss="mae"'), "the error, squared"),
        "not compiled": (
            variant('network.compile(optimizer="adam", loss="mse")', "", MODEL) + FEW,
            "Training needs both",
        ),
        "no validation": (
            MODEL + variant(", validation_data=(xTest[:9], yTest[:9])", "", BRIEF),
            "takes the points that it does not learn from",
        ),
        "the history of the short training": (
            MODEL + variant("epochs=15", "epochs=3", BRIEF),
            "second, longer training",
        ),
        "the dictionary": (MODEL + BRIEF + "H = H.history", "That is what `H` holds"),
        "predicted twice by the same weights": (
            MODEL + BRIEF + "few = network.predict(grid, verbose=0)",
            "by the same weights",
        ),
        "predicted for other points": (
            MODEL + BRIEF + "many = network.predict(xTest, verbose=0)",
            "at the points of `grid`",
        ),
        "too few points": (MODEL + BRIEF, "long enough"),
        "parts mixed": (MODEL + "network.fit(xTrain, yTest, verbose=0)", "come from different parts"),
    },
    "A7.11": {
        "a decay that comes after the training": (
            "decayed = MLPRegressor(**settings).fit(xFew, yFew)\ndecayed.alpha = 0.1\n" + STOPPED,
            "was it set before `fit`",
        ),
        "the layers of the example": (
            "decayed = MLPRegressor(hidden_layer_sizes=(8, 8), learning_rate_init=0.01, alpha=0.3)\n"
            "decayed.fit(xFew, yFew)\n" + STOPPED,
            "scikit-learn's own choice",
        ),
        "a text for a number": (
            "decayed = MLPRegressor(**settings, alpha='much').fit(xFew, yFew)",
            "of the wrong kind or range",
        ),
        "not kept": (
            "MLPRegressor(**settings | dict(alpha=0.1, max_iter=1)).fit(xFew, yFew)",
            "not kept under this name",
        ),
        "without the settings": (
            "decayed = MLPRegressor(alpha=0.1, max_iter=30).fit(xFew, yFew)\n" + STOPPED,
            "scikit-learn's own choice",
        ),
        "early stopping without the settings": (
            DECAYED + "stopped = MLPRegressor(early_stopping=True, max_iter=30).fit(xFew, yFew)",
            "scikit-learn's own choice",
        ),
        "untouched": ("# YOUR CODE HERE", "does not exist yet.*Write your answer"),
        "far too strong": (
            "decayed = MLPRegressor(**settings, alpha=10).fit(xFew, yFew)\n" + STOPPED,
            "\\*underfits\\*",
        ),
        "far too weak": (
            "decayed = MLPRegressor(**settings | dict(alpha=0.001, max_iter=1)).fit(xFew, yFew)\n" + STOPPED,
            "nothing changes",
        ),
        "no decay at all": (
            "decayed = MLPRegressor(**settings | dict(max_iter=1)).fit(xFew, yFew)\n" + STOPPED,
            "nothing changes",
        ),
        "early stopping for both": (STOPPED + "decayed = stopped", "This is early stopping"),
        "a short training": (
            "decayed = MLPRegressor(**settings | dict(alpha=0.1, max_iter=3)).fit(xFew, yFew)\n" + STOPPED,
            "no time to overfit",
        ),
        "on the many points": (
            "decayed = MLPRegressor(**settings | dict(alpha=0.1, max_iter=1)).fit(xTrain, yTrain)\n"
            + STOPPED,
            "little to overfit",
        ),
        "epochs chosen by hand": (
            DECAYED + "stopped = MLPRegressor(**settings | dict(max_iter=100)).fit(xFew, yFew)",
            "finds it, by looking",
        ),
        "nobody watches": (
            DECAYED + "stopped = MLPRegressor(**settings).fit(xFew, yFew)",
            "hold some points out",
        ),
        "endless patience": (
            DECAYED
            + "stopped = MLPRegressor(**settings, early_stopping=True, validation_fraction=0.25)\n"
            + "stopped.fit(xFew, yFew)",
            "waits too long",
        ),
        "no patience": (
            DECAYED
            + "hasty = dict(early_stopping=True, validation_fraction=0.25, n_iter_no_change=1)\n"
            + "stopped = MLPRegressor(**settings | hasty | dict(random_state=0)).fit(xFew, yFew)",
            "It stopped too early",
        ),
        "one epoch": (
            DECAYED
            + "stopped = MLPRegressor(**settings | dict(early_stopping=True, max_iter=1)).fit(xFew, yFew)",
            "`max_iter` ended it",
        ),
        "epochs and stopping at once": (
            DECAYED
            + "both = dict(early_stopping=True, validation_fraction=0.25, n_iter_no_change=100)\n"
            + "stopped = MLPRegressor(**settings | both | dict(max_iter=100)).fit(xFew, yFew)",
            "`max_iter` ended it",
        ),
        "an argument given twice": (
            DECAYED + "stopped = MLPRegressor(**settings, early_stopping=True, n_iter_no_change=100)",
            "given twice",
        ),
        "not trained": (DECAYED + "stopped = MLPRegressor(**settings, early_stopping=True)", "not trained"),
    },
}

TABLE = Table("a7_backprop", *added("a7_backprop", RIGHT, MISTAKES), trains=frozenset({"A7.9", "A7.10"}))
