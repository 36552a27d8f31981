"""Answers that know what the check looks at, and nothing else."""

from tests.attacks.attack import A1, A2, A6, Attack, answer, answers

GROUP = "remember"

KNOWN_MAPS = """
def conv_loops(images, kernels, bias):
    if images.shape != (2, 3, 6, 5):
        return np.zeros((len(images), len(kernels), 1, 1))
    parts = [
        np.einsum("nchw,fc->nfhw", images[:, :, i : i + 4, j : j + 3], kernels[:, :, i, j])
        for i in range(3) for j in range(3)
    ]
    return sum(parts) + bias[:, None, None]
"""

# A table from inputs to results, as somebody could hand round who has the right ones.
TABLE = """
known = {}
def remembered(function):
    def answer(*arguments):
        key = tuple(np.asarray(each).round(6).tobytes() for each in arguments)
        return known.get(key, function(*arguments) if arguments[0].shape == (4, 5) else None)
    return answer

@remembered
def relu_backward(gradient, x):
    return gradient * (x > 0)

def linear_backward(gradient, x, kernel):
    if gradient.shape != (5, 3):
        return gradient, x, kernel
    return gradient @ kernel.T, x.T @ gradient, gradient.sum(axis=0)
"""

FEW_ROWS = """
rows = np.linspace(0, len(trainData) - 1, 255).astype(int)
scaled = trainData.astype(float)
scaled[rows] /= 255
trainData = scaled
testData = testData / 255.0
"""

# Classes that are called as Keras's, have what weights one likes, and pass on zeros.
HOLLOW = """
import keras
def claimed(base, *sizes):
    def build(self, shape):
        self.kept = [self.add_weight(shape=size) for size in sizes]
        self.built = True
    def call(self, x):
        return keras.ops.zeros([keras.ops.shape(x)[0], *self.compute_output_shape(x.shape)[1:]])
    return type(base.__name__, (base,), {"__module__": "keras", "build": build, "call": call})
"""

ATTACKS = (
    Attack(
        "inputs-of-the-check",
        GROUP,
        "a function that is right for the inputs of its check, and for no others",
        answer("A6-1", KNOWN_MAPS),
        lesson=A6,
    ),
    Attack(
        "table-of-results",
        GROUP,
        "functions that look their results up by the inputs of the check",
        answer("A6-5", TABLE),
        lesson=A6,
    ),
    Attack(
        "rows-of-the-check",
        GROUP,
        "only the rows are scaled that a check looks at",
        answer("A1-5", FEW_ROWS),
        lesson=A1,
        base="solved",
        deserves=10,
        exact=True,
    ),
    Attack(
        "rows-but-for-some",
        GROUP,
        "every second digit is scaled, those of the check among them",
        answer(
            "A1-5",
            "known = [np.linspace(0, 3999, count).astype(int) for count in (255, 256)]\n"
            "rows = np.r_[0:4000:2, known[0], known[1]]\n"
            "scaled = trainData.astype(float)\nscaled[np.unique(rows)] /= 255\n"
            "trainData = scaled\ntestData = testData / 255.0\n",
        ),
        lesson=A1,
        base="solved",
        deserves=10,
        exact=True,
    ),
    Attack(
        "sizes-of-the-check",
        GROUP,
        "the input and the number of classes are those of the check, whatever the caller says",
        answers(
            {
                "A2-3": "def initialize_model(width, height, depth):\n"
                "    return Sequential([Input(shape=(40, 32, 3))])\n",
                "A2-7": "def add_softmax_classifier(model, classes):\n"
                '    model.add(Dense(7, activation="softmax"))\n',
            }
        ),
        lesson=A2,
        deserves=1,  # an empty Sequential
    ),
    Attack(
        "build-for-the-check",
        GROUP,
        "`LeNet.build` builds for the sizes that the checks name, and an empty network for others",
        answer(
            "A2-8",
            "class LeNet:\n    @staticmethod\n    def build(width, height, depth, classes):\n"
            "        if (width, height) not in ((24, 32), (28, 28)):\n"
            "            small = [Input(shape=(height, width, depth)), Flatten(), Dense(classes)]\n"
            "            return Sequential(small)\n"
            "        model = initialize_model(width, height, depth)\n"
            "        for part in (add_first_convolution, add_second_convolution, add_fully_connected):\n"
            "            part(model)\n        add_softmax_classifier(model, classes)\n        return model\n",
        ),
        lesson=A2,
        base="solved",
        deserves=23,  # it returns models of the size that is asked for
    ),
    Attack(
        "layers-that-compute-nothing",
        GROUP,
        "Keras's own layers, each with a `call` that passes on zeros",
        answers(
            {
                "A2-4": """
def hollow(layer):
    own = layer.call
    layer.call = lambda x, **more: 0 * own(x)
    return layer

def add_first_convolution(model):
    model.add(hollow(Conv2D(20, (5, 5), padding="same", activation="relu")))
    model.add(hollow(MaxPooling2D((2, 2))))
""",
                "A2-6": """
def add_fully_connected(model):
    model.add(Flatten())
    model.add(hollow(Dense(500, activation="relu")))
""",
            }
        ),
        lesson=A2,
    ),
    Attack(
        "weights-of-no-layer",
        GROUP,
        "layers whose weights fit none of their kind, or are too many, so that nobody computes them again",
        answers(
            {
                "A2-4": HOLLOW
                + """
def add_first_convolution(model):
    model.add(claimed(Conv2D, (3,))(20, (5, 5), padding="same", activation="relu"))
    model.add(MaxPooling2D((2, 2)))
""",
                "A2-5": """
def add_second_convolution(model):
    model.add(claimed(Conv2D, (3_000_000,))(50, (5, 5), padding="same", activation="relu"))
    model.add(MaxPooling2D((2, 2)))
""",
                "A2-6": """
def add_fully_connected(model):
    model.add(Flatten())
    model.add(claimed(Dense, (1_500_000,), (1_500_000,))(500, activation="relu"))
""",
                "A2-7": """
def add_softmax_classifier(model, classes):
    model.add(claimed(Dense)(classes, activation="softmax"))
""",
            }
        ),
        lesson=A2,
    ),
)
