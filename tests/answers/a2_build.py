"""Answers to the steps of lesson A2."""

from tests.answers.bench import Table
from tests.answers.elsewhere import added

NOTHING = "# YOUR CODE HERE"


def function(head: str, *lines: str) -> str:
    """The source of a function, as the lesson's stub begins it."""
    body = "\n".join(f"    {line}" for line in lines) or "    # YOUR CODE HERE"
    return f'def {head}:\n    """What the lesson says about it."""\n{body}\n'


def first(*lines: str) -> str:
    return "from keras import layers\n" + function("add_first_convolution(model)", *lines)


def second(*lines: str) -> str:
    return "from keras import layers\n" + function("add_second_convolution(model)", *lines)


def connected(*lines: str) -> str:
    return "from keras import layers\n" + function("add_fully_connected(model)", *lines)


def classifier(*lines: str) -> str:
    return "from keras import layers\n" + function("add_softmax_classifier(model, classes)", *lines)


def start(*lines: str) -> str:
    return "import keras\n" + function("initialize_model(width, height, depth)", *lines)


def lenet(*lines: str, head: str = "@staticmethod", arguments: str = "width, height, depth, classes") -> str:
    """The source of a class LeNet whose `build` has these lines."""
    body = "\n".join(f"        {line}" for line in lines)
    imports = "import keras\nfrom keras import layers\n"
    return f"{imports}class LeNet:\n    {head}\n    def build({arguments}):\n{body}\n"


FIRST = (
    'model.add(Conv2D(20, (5, 5), padding="same", activation="relu"))',
    "model.add(MaxPooling2D((2, 2)))",
)
SECOND = (
    'model.add(Conv2D(50, (5, 5), padding="same", activation="relu"))',
    "model.add(MaxPooling2D((2, 2)))",
)
CONNECTED = ("model.add(Flatten())", 'model.add(Dense(500, activation="relu"))')
CLASSIFIER = ('model.add(Dense(classes, activation="softmax"))',)

CALLS = (
    "model = initialize_model(width, height, depth)",
    "add_first_convolution(model)",
    "add_second_convolution(model)",
    "add_fully_connected(model)",
    "add_softmax_classifier(model, classes)",
    "return model",
)


def calls(old: str, new: str) -> str:
    """The reference's LeNet with one line exchanged; an empty line leaves it out."""
    assert old in CALLS
    return lenet(*(new if line == old else line for line in CALLS))


def compiled(
    loss: str = '"categorical_crossentropy"', opt: str = "opt", metrics: str = '["accuracy"]'
) -> str:
    return f"import keras\nmodel.compile(loss={loss}, optimizer={opt}, metrics={metrics})"


RIGHT: dict[str, dict[str, str]] = {
    "A2.1": {
        "pass": lenet("pass"),
        "a docstring only": lenet('"""Build a LeNet."""'),
        "with type hints and a default": lenet(
            "...", arguments="width: int, height: int, depth: int = 1, classes: int = 10"
        ),
        "staticmethod as a function": """
class LeNet(object):
    def build(width, height, depth, classes):
        return None
    build = staticmethod(build)
""",
        "put in afterwards": """
class LeNet:
    pass
def build(width, height, depth, classes):
    pass
LeNet.build = staticmethod(build)
""",
        "a lambda": "class LeNet:\n    build = staticmethod(lambda width, height, depth, classes: None)",
        "on a base class": """
class Recipe:
    @staticmethod
    def build(width, height, depth, classes):
        return None
class LeNet(Recipe):
    pass
""",
    },
    "A2.3": {
        "a shape with a name": start(
            "inputShape = (height, width, depth)",
            "model = Sequential()",
            "model.add(Input(shape=inputShape, batch_size=None, dtype='float32'))",
            "return model",
        ),
        "in one line": start("return Sequential([Input(shape=(height, width, depth))])"),
        "an InputLayer": start(
            "model = keras.models.Sequential()",
            "model.add(keras.layers.InputLayer(shape=(height, width, depth)))",
            "return model",
        ),
        "shape by position, as a list": start(
            "lenet = keras.Sequential(name='lenet')",
            "lenet.add(keras.Input([height, width, depth]))",
            "return lenet",
        ),
        "with the number of samples": start(
            "return Sequential([Input(batch_shape=(None, height, width, depth))])"
        ),
        "layers of TensorFlow": start(
            "import tensorflow as tf",
            "model = tf.keras.Sequential([tf.keras.layers.Input((height, width, depth), name='digit')])",
            "return model",
        ),
    },
    "A2.4": {
        "ReLU by hand, as an operation": first(
            "import keras",
            "def cut(x):",
            "    return keras.ops.maximum(x, 0.0)",
            'model.add(Conv2D(20, 5, padding="same", activation=cut))',
            FIRST[1],
        ),
        "ReLU by hand, as a layer": first(
            "import keras",
            'model.add(Conv2D(20, 5, padding="same"))',
            "model.add(layers.Lambda(lambda x: keras.ops.maximum(x, 0)))",
            FIRST[1],
        ),
        "a leaky ReLU that does not leak": first(
            'model.add(Conv2D(20, 5, padding="same"))', "model.add(layers.LeakyReLU(0.0))", FIRST[1]
        ),
        "Activation as a layer": first(
            'model.add(layers.Conv2D(20, 5, padding="same"))',
            'model.add(layers.Activation("relu"))',
            "model.add(layers.MaxPool2D(2))",
        ),
        "ReLU as a layer, the old name of Conv2D": first(
            'model.add(layers.Convolution2D(filters=20, kernel_size=[5, 5], padding="SAME"))',
            "model.add(layers.ReLU())",
            "model.add(layers.MaxPooling2D())",
            "return model",
        ),
        "ReLU of Keras as a function": first(
            "import keras",
            'model.add(Conv2D(20, (5, 5), (1, 1), "same", activation=keras.activations.relu))',
            "model.add(MaxPooling2D((2, 2), 2))",
        ),
        "ReLU of TensorFlow": first(
            "import tensorflow as tf",
            'model.add(Conv2D(20, 5, strides=1, padding="same"))',
            "model.add(layers.Activation(tf.nn.relu))",
            'model.add(MaxPooling2D(pool_size=2, strides=2, padding="same"))',
        ),
        "ReLU as a layer inside": first(
            'model.add(Conv2D(20, 5, padding="same", activation=layers.ReLU(), name="first"))',
            "model.add(MaxPooling2D(2))",
        ),
        "a loop": first(
            'for layer in [Conv2D(20, (5, 5), padding="same"), layers.ReLU(), MaxPooling2D((2, 2))]:',
            "    model.add(layer)",
        ),
        "a model in the model": first(
            'model.add(Sequential([Conv2D(20, 5, padding="same", activation="relu"), MaxPooling2D()]))'
        ),
        "seeded weights": first(
            "import keras",
            "start = keras.initializers.HeNormal(seed=1)",
            'model.add(Conv2D(20, 5, padding="same", activation="relu", kernel_initializer=start))',
            "model.add(MaxPooling2D())",
        ),
    },
    "A2.5": {
        "Activation as a layer": second(
            'model.add(layers.Conv2D(50, 5, padding="same"))',
            'model.add(layers.Activation("relu"))',
            "model.add(layers.MaxPool2D(2))",
        ),
        "ReLU as a layer": second(
            'model.add(layers.Convolution2D(50, kernel_size=5, padding="same"))',
            "model.add(layers.ReLU())",
            "model.add(layers.MaxPooling2D(strides=2))",
        ),
        "ReLU as an operation": second(
            "import keras",
            'model.add(Conv2D(filters=50, kernel_size=(5, 5), padding="same", activation=keras.ops.relu))',
            "model.add(MaxPooling2D(pool_size=(2, 2), strides=(2, 2)))",
        ),
        "by a helper for both": """
def block(model, kernels):
    model.add(Conv2D(kernels, (5, 5), padding="same", activation="relu"))
    model.add(MaxPooling2D(pool_size=(2, 2)))
def add_second_convolution(model):
    block(model, 50)
""",
        "a lambda": """
make = [lambda: Conv2D(50, 5, padding="same", activation="relu"), MaxPooling2D]
add_second_convolution = lambda model: [model.add(layer()) for layer in make]
""",
        "channels said aloud": second(
            'model.add(Conv2D(50, 5, padding="same", activation="relu", data_format="channels_last"))',
            'model.add(MaxPooling2D(2, data_format="channels_last"))',
        ),
    },
    "A2.6": {
        "Reshape": connected("model.add(layers.Reshape((-1,)))", 'model.add(Dense(500, "relu"))'),
        "Reshape with the number": connected(
            "model.add(layers.Reshape((7 * 7 * 50,)))", "model.add(Dense(500))", "model.add(layers.ReLU())"
        ),
        "Activation as a layer": connected(
            "model.add(layers.Flatten())",
            "model.add(layers.Dense(units=500))",
            'model.add(layers.Activation("relu"))',
        ),
        "ReLU of TensorFlow": connected(
            "import tensorflow as tf", "model.add(Flatten())", "model.add(Dense(500, activation=tf.nn.relu))"
        ),
        "returned": connected(
            "model.add(Flatten())", "model.add(Dense(500, activation=layers.ReLU()))", "return model"
        ),
    },
    "A2.7": {
        "softmax by hand": classifier(
            "import keras",
            "def shares(x):",
            "    powers = keras.ops.exp(x - keras.ops.max(x, axis=-1, keepdims=True))",
            "    return powers / keras.ops.sum(powers, axis=-1, keepdims=True)",
            "model.add(Dense(classes, activation=shares))",
        ),
        "Softmax as a layer": classifier("model.add(Dense(classes))", "model.add(layers.Softmax())"),
        "Activation as a layer": classifier(
            "model.add(Dense(units=classes))", 'model.add(layers.Activation("softmax"))'
        ),
        "softmax of TensorFlow": classifier(
            "import tensorflow as tf", "model.add(Dense(classes, activation=tf.nn.softmax))"
        ),
        "softmax of Keras": classifier(
            "from keras.activations import softmax", "model.add(Dense(classes, softmax, name='out'))"
        ),
        "Softmax as a layer inside": classifier("model.add(Dense(classes, activation=layers.Softmax()))"),
        "returned": classifier('model.add(layers.Dense(classes, "softmax"))', "return model"),
    },
    "A2.8": {
        "all layers in build": lenet(
            "model = Sequential()",
            "model.add(Input(shape=(height, width, depth)))",
            *FIRST,
            *SECOND,
            *CONNECTED,
            *CLASSIFIER,
            "return model",
        ),
        "a list of layers": lenet(
            "return keras.Sequential([",
            "    keras.Input((height, width, depth)),",
            '    layers.Conv2D(20, 5, padding="same"), layers.ReLU(), layers.MaxPool2D(2),',
            '    layers.Conv2D(50, 5, padding="same"), layers.ReLU(), layers.MaxPool2D(2),',
            '    layers.Flatten(), layers.Dense(500), layers.Activation("relu"),',
            "    layers.Dense(classes), layers.Softmax(),",
            "])",
        ),
        "functional": lenet(
            "inputs = x = keras.Input(shape=(height, width, depth))",
            "for kernels in (20, 50):",
            '    x = layers.Conv2D(kernels, (5, 5), padding="same", activation="relu")(x)',
            "    x = layers.MaxPooling2D((2, 2))(x)",
            "x = layers.Flatten()(x)",
            'x = layers.Dense(500, activation="relu")(x)',
            'outputs = layers.Dense(classes, activation="softmax")(x)',
            "return keras.Model(inputs=inputs, outputs=outputs)",
        ),
        "functional with operations": lenet(
            "inputs = keras.Input(shape=(height, width, depth))",
            'x = keras.activations.relu(layers.Conv2D(20, 5, padding="same")(inputs))',
            "x = layers.MaxPooling2D()(x)",
            'x = keras.ops.relu(layers.Conv2D(50, 5, padding="same")(x))',
            "x = layers.MaxPooling2D()(x)",
            "x = layers.Flatten()(x)",
            "x = keras.activations.relu(layers.Dense(500)(x))",
            "x = keras.activations.softmax(layers.Dense(classes)(x))",
            "return keras.Model(inputs, x, name='LeNet')",
        ),
        "the parts in a loop": lenet(
            "model = initialize_model(width=width, height=height, depth=depth)",
            "for add in (add_first_convolution, add_second_convolution, add_fully_connected):",
            "    add(model)",
            "add_softmax_classifier(model, classes=classes)",
            "return model",
        ),
        "parts as methods": """
class LeNet(object):
    @staticmethod
    def convolution(kernels):
        return [Conv2D(kernels, (5, 5), padding="same", activation="relu"), MaxPooling2D((2, 2), (2, 2))]
    @staticmethod
    def build(width, height, depth, classes):
        model = Sequential([Input((height, width, depth))] + LeNet.convolution(20) + LeNet.convolution(50))
        model.add(Flatten())
        model.add(Dense(500, activation="relu"))
        model.add(Dense(classes, activation="softmax"))
        return model
""",
        "only build is new": """
def build(width, height, depth, classes):
    model = initialize_model(width, height, depth)
    add_first_convolution(model)
    add_second_convolution(model)
    add_fully_connected(model)
    add_softmax_classifier(model, classes)
    return model
LeNet.build = staticmethod(build)
""",
        "models in a model": lenet(
            "def part(kernels):",
            '    return Sequential([Conv2D(kernels, 5, padding="same", activation="relu"), MaxPooling2D()])',
            "head = Sequential([Flatten(), Dense(500, 'relu'), Dense(classes, 'softmax')])",
            "return Sequential([Input((height, width, depth)), part(20), part(50), head])",
        ),
    },
    "A2.9": {
        "decay of old Keras, which is ignored": "opt = SGD(0.05, momentum=0.9, decay=0.05 / 20)",
        "what is not wanted switched off": (
            "opt = SGD(learning_rate=0.05, momentum=0.9, weight_decay=0, clipnorm=None)"
        ),
        "by position": "opt = SGD(0.05, 0.9)",
        "by the full path": "import keras\nopt = keras.optimizers.SGD(momentum=0.9, learning_rate=5e-2)",
        "the one of TensorFlow": "import tensorflow as tf\nopt = tf.keras.optimizers.SGD(0.05, momentum=0.9)",
        "named settings": 'settings = {"learning_rate": 0.1 / 2, "momentum": 9 / 10}\nopt = SGD(**settings)',
        "from a description": (
            "import keras\n"
            'config = {"learning_rate": 0.05, "momentum": 0.9}\n'
            'opt = keras.optimizers.get({"class_name": "SGD", "config": config})'
        ),
        "with defaults and a name": 'opt = SGD(1 / 20, momentum=0.9, nesterov=False, name="sgd")',
    },
    "A2.10": {
        "by position": "model = LeNet.build(28, 28, 1, 10)",
        "in another order, by name": "model = LeNet.build(classes=10, depth=1, height=28, width=28)",
        "through an object": "model = LeNet().build(28, 28, 1, 10)",
        "from the data": """
(images, labels), _ = mnist.load_data()
rows, columns = images[0].shape
model = LeNet.build(columns, rows, 1, len(set(labels)))
""",
        "a dictionary": (
            'size = {"width": 28, "height": 28, "depth": 1}\nmodel = LeNet.build(**size, classes=10)'
        ),
        "built again": "build = LeNet.build\nbuild(28, 28, 1, 10)\nmodel = build(28, 28, 1, 10)",
    },
    "A2.11": {
        "defaults said aloud": compiled(
            loss="keras.losses.CategoricalCrossentropy(from_logits=False, label_smoothing=0)",
            metrics="[keras.metrics.CategoricalAccuracy()]",
        ),
        "a loss object": compiled(loss="keras.losses.CategoricalCrossentropy()"),
        "a loss function": compiled(loss="keras.losses.categorical_crossentropy"),
        "the class of the loss by name": compiled(loss='"CategoricalCrossentropy"'),
        "a metric object": compiled(metrics='[keras.metrics.CategoricalAccuracy(name="accuracy")]'),
        "a metric under its short name": compiled(metrics='["acc"]'),
        "a capital letter, in a tuple": compiled(metrics='("Accuracy",)'),
        "one more metric": compiled(metrics='["categorical_accuracy", "mae"]'),
        "by position": 'model.compile(opt, "categorical_crossentropy", metrics=["accuracy"])',
        "an equal optimizer": compiled(opt="SGD(learning_rate=0.05, momentum=0.9)"),
        "compiled twice": compiled(loss='"mse"') + "\n" + compiled(),
    },
    "A2.Q6": {
        "a number": "A2_Q6 = 4",
        "a sum": "A2_Q6 = 2 + 2",
        "a list counted": 'A2_Q6 = len(["conv", "conv", "dense", "dense"])',
        "counted in the model": "A2_Q6 = sum(bool(layer.weights) for layer in model.layers)",
        "counted by a filter": "A2_Q6 = len([layer for layer in model.layers if layer.count_params() > 0])",
        "a number of NumPy": "import numpy as np\nA2_Q6 = np.int64(4)",
        "weights in pairs": "A2_Q6 = len(model.trainable_weights) / 2",
    },
    "A2.Q7": {
        "as the model has it": "A2_Q7 = model.layers[-2].activation.__name__",
        "capitals": 'A2_Q7 = "ReLU"',
        "spaces": 'A2_Q7 = " Relu "',
        "in words": 'A2_Q7 = "rectified linear unit"',
        "both": 'A2_Q7 = "Rectified Linear Unit (ReLU)"',
        "the full path": 'A2_Q7 = "keras.activations.relu"',
        "with brackets": 'A2_Q7 = "ReLU()"',
        "a sentence": 'A2_Q7 = "The ReLU activation function."',
        "TensorFlow's": 'A2_Q7 = "tf.nn.relu"',
    },
}

MISTAKES: dict[str, dict[str, tuple[str, str]]] = {
    "A2.1": {
        "another class": ("class Network:\n    pass", "capital letters from small ones"),
        "a number": ("LeNet = 5", "and its indented body"),
        "by name only": (
            lenet("return None", arguments="*, width, height, depth, classes"),
            "Callers may do both",
        ),
        "by place only": (
            lenet("return None", arguments="width, height, depth, classes, /"),
            "Callers may do both",
        ),
        "untouched": (NOTHING, "Write your answer in the cell above"),
        "@staticmethod missing": (lenet("return None", head=""), "Which decorator prevents that"),
        "an ordinary method": (
            lenet("return None", head="", arguments="self, width, height, depth, classes"),
            "An ordinary method gets the object",
        ),
        "@classmethod": (
            lenet("pass", head="@classmethod", arguments="cls, width, height, depth, classes"),
            "A class method gets the class",
        ),
        "static, but with self": (
            lenet("pass", arguments="self, width, height, depth, classes"),
            "has no `self`",
        ),
        "height before width": (
            lenet("pass", arguments="height, width, depth, classes"),
            "the order is another",
        ),
        "other names": (lenet("pass", arguments="w, h, d, c"), "names have to be those of the text"),
        "a shape instead of its numbers": (
            lenet("pass", arguments="input_shape, classes"),
            "lists four names",
        ),
        "the library's LeNet": ("from lenet_keras import LeNet", "build your own"),
        "a child of the library's LeNet": (
            "from lenet_keras.models import LeNet as Base\nclass LeNet(Base):\n    pass",
            "build your own",
        ),
        "a function instead of a class": (
            "def LeNet(width, height, depth, classes):\n    return None",
            "`def` makes a function",
        ),
        "build beside the class": (
            "class LeNet:\n    pass\n\n@staticmethod\ndef build(width, height, depth, classes):\n    pass",
            "inside the body of the class",
        ),
        "build without a class": (
            "def build(width, height, depth, classes):\n    return None",
            "`build` stands alone",
        ),
        "a small letter": (
            "class Lenet:\n    @staticmethod\n    def build(width, height, depth, classes):\n        pass",
            "The cell makes `Lenet`",
        ),
        "an empty body": (
            lenet("# nothing yet"),
            "cannot be empty",
        ),
    },
    "A2.3": {
        "the depth in the middle": (
            start("return Sequential([Input((width, depth, height))])"),
            "in this order",
        ),
        "a functional model": (
            start("image = Input((height, width, depth))", "return keras.Model(image, image)"),
            "append layers one after the other",
        ),
        "for batches of one size": (
            start("return Sequential([Input(shape=(height, width, depth), batch_size=128)])"),
            "any number of images at a time",
        ),
        "the argument of old layers": (
            start("return Sequential([Input(input_shape=(height, width, depth))])"),
            "An `Input` of its own takes `shape` now",
        ),
        "untouched": (start("pass"), "has no body yet"),
        "return forgotten": (
            start("model = Sequential()", "model.add(Input(shape=(height, width, depth)))"),
            "without `return`",
        ),
        "width and height exchanged": (
            start("return Sequential([Input(shape=(width, height, depth))])"),
            "Width and height are exchanged",
        ),
        "depth first": (
            start("return Sequential([Input(shape=(depth, height, width))])"),
            "The depth stands first",
        ),
        "depth left out": (
            start("return Sequential([Input(shape=(height, width))])"),
            "The depth is missing",
        ),
        "numbers of MNIST": (
            start("return Sequential([Input(shape=(28, 28, 1))])"),
            "the function's own arguments",
        ),
        "depth of MNIST": (
            start("return Sequential([Input(shape=(height, width, 1))])"),
            "fits grey images only",
        ),
        "number of samples in the shape": (
            start("return Sequential([Input(shape=(None, height, width, depth))])"),
            "number of samples is not part",
        ),
        "flattened": (start("return Sequential([Input(shape=(height * width * depth,))])"), "was flattened"),
        "no input": (start("return Sequential()"), "does not know its input"),
        "input made and not added": (
            start("model = Sequential()", "Input(shape=(height, width, depth))", "return model"),
            "Only what is added",
        ),
        "the class instead of a model": (
            start("model = Sequential", "model.add(Input((height, width, depth)))", "return model"),
            "the plan of a model",
        ),
        "what add gives": (
            start("model = Sequential()", "return model.add(Input((height, width, depth)))"),
            "and so does `add`",
        ),
        "three numbers instead of a shape": (
            start("return Sequential([Input(height, width, depth)])"),
            "holds all three numbers",
        ),
        "the input returned": (
            start("return Input(shape=(height, width, depth))"),
            "Not the input comes back",
        ),
        "the class returned": (start("return Sequential"), "the class itself"),
        "a layer added already": (
            start("return Sequential([Input((height, width, depth)), Conv2D(20, 5)])"),
            "adds its own layers",
        ),
        "other names": (
            "def initialise_model(width, height, depth):\n    return Sequential()",
            "The cell makes `initialise_model`",
        ),
    },
    "A2.4": {
        "a ReLU that gives truth values": (
            first('model.add(Conv2D(20, 5, padding="same", activation=lambda x: x * (x > 0)))', FIRST[1]),
            "described and yet not compute",
        ),
        "a border by a layer": (
            first("model.add(layers.ZeroPadding2D(2))", *FIRST),
            "a layer that the step does not ask for",
        ),
        "a constraint": (
            first(
                'model.add(Conv2D(20, 5, padding="same", activation="relu", bias_constraint="non_neg"))',
                FIRST[1],
            ),
            "stays as Keras has it",
        ),
        "an argument that no layer has": (
            first('model.add(Conv2D(20, 5, strength=1, activation="relu"))', FIRST[1]),
            "which one it does not know",
        ),
        "the class ReLU": (
            first('model.add(Conv2D(20, 5, padding="same", activation=layers.ReLU))', FIRST[1]),
            "Calling it, with parentheses, makes a layer",
        ),
        "no bias": (
            first('model.add(Conv2D(20, 5, padding="same", activation="relu", use_bias=False))', FIRST[1]),
            "has a bias here",
        ),
        "ReLU that ends at 6": (
            first('model.add(Conv2D(20, 5, padding="same"))', "model.add(layers.ReLU(6))", FIRST[1]),
            "changed by a setting",
        ),
        "a regularizer": (
            first(
                'model.add(Conv2D(20, 5, padding="same", activation="relu", kernel_regularizer="l2"))',
                FIRST[1],
            ),
            "A regularizer adds to the loss",
        ),
        "weights that start at zero": (
            first(
                'model.add(Conv2D(20, 5, padding="same", activation="relu", kernel_initializer="zeros"))',
                FIRST[1],
            ),
            "Weights that start alike learn alike",
        ),
        "a name for what computes otherwise": (
            "def relu(x):\n    return x\n"
            + first('model.add(Conv2D(20, 5, padding="same", activation=relu))', FIRST[1]),
            "Without an activation",
        ),
        "border_mode": (
            first('model.add(layers.Conv2D(20, 5, border_mode="same", activation="relu"))', FIRST[1]),
            "is called `padding` now",
        ),
        "nb_filter": (
            first("model.add(layers.Convolution2D(nb_filter=20, nb_row=5, nb_col=5))", FIRST[1]),
            "`filters` and `kernel_size`",
        ),
        "dim_ordering": (
            first('model.add(Conv2D(20, 5, padding="same", dim_ordering="tf"))', FIRST[1]),
            "is called `data_format`",
        ),
        "a module of old Keras": (
            "from keras.layers.convolutional import Conv2D\n" + first(*FIRST),
            "all of its layers in `keras.layers` now",
        ),
        "frozen": (
            first('model.add(Conv2D(20, 5, padding="same", activation="relu", trainable=False))', FIRST[1]),
            "keeps its first random weights",
        ),
        "untouched": (first(), "has no body yet"),
        "padding left out": (
            first('model.add(Conv2D(20, (5, 5), activation="relu"))', "model.add(MaxPooling2D())"),
            "border of zeros",
        ),
        "activation left out": (
            first('model.add(Conv2D(20, (5, 5), padding="same"))', "model.add(MaxPooling2D())"),
            "Without an activation",
        ),
        "tanh": (
            first('model.add(Conv2D(20, 5, padding="same", activation="tanh"))', "model.add(MaxPooling2D())"),
            "squashing function",
        ),
        "leaky ReLU": (
            first(
                'model.add(Conv2D(20, 5, padding="same"))',
                "model.add(layers.LeakyReLU())",
                "model.add(MaxPooling2D())",
            ),
            "The activation is leaky_relu",
        ),
        "pooling left out": (
            first('model.add(Conv2D(20, (5, 5), padding="same", activation="relu"))'),
            "What halves the rows",
        ),
        "pooling before activation": (
            first(
                'model.add(Conv2D(20, 5, padding="same"))',
                "model.add(MaxPooling2D())",
                "model.add(layers.ReLU())",
            ),
            "in another order",
        ),
        "average pooling": (
            first(FIRST[0], "model.add(layers.AveragePooling2D((2, 2)))"),
            "the mean, or the largest",
        ),
        "global pooling": (first(FIRST[0], "model.add(layers.GlobalMaxPooling2D())"), "one number of each"),
        "stride 1 of the pooling": (
            first(FIRST[0], "model.add(MaxPooling2D(pool_size=(2, 2), strides=(1, 1)))"),
            "overlap",
        ),
        "larger windows of the pooling": (first(FIRST[0], "model.add(MaxPooling2D((3, 3)))"), "by how much"),
        "another number of kernels": (
            first('model.add(Conv2D(32, 5, padding="same", activation="relu"))', FIRST[1]),
            "number of feature maps",
        ),
        "kernels and size exchanged": (
            first('model.add(Conv2D(5, 20, padding="same", activation="relu"))', FIRST[1]),
            "are exchanged",
        ),
        "smaller kernels": (
            first('model.add(Conv2D(20, (3, 3), padding="same", activation="relu"))', FIRST[1]),
            "the window that slides",
        ),
        "rows and columns as two arguments": (
            first('model.add(Conv2D(20, 5, 5, padding="same", activation="relu"))', FIRST[1]),
            "taken for the stride",
        ),
        "stride 2 of the convolution": (
            first('model.add(Conv2D(20, 5, strides=2, padding="same", activation="relu"))', FIRST[1]),
            "pixel by pixel",
        ),
        "layers made, not added": (
            first('Conv2D(20, (5, 5), padding="same", activation="relu")', "MaxPooling2D()"),
            "only made is not in the model",
        ),
        "a second model": (first("model = Sequential()", *FIRST), "A second model was made"),
        "parenthesis too early": (
            first('model.add(Conv2D(20, (5, 5), padding="same"), activation="relu")', FIRST[1]),
            "a parenthesis closes too early",
        ),
        "classes instead of layers": (
            first("model.add(Conv2D)", "model.add(MaxPooling2D)"),
            "plan of a layer",
        ),
        "size before number": (
            first('model.add(Conv2D((5, 5), 20, padding="same", activation="relu"))', FIRST[1]),
            "at the first place",
        ),
        "a layer called with the model": (
            first('Conv2D(20, (5, 5), padding="same", activation="relu")(model)'),
            "the model that takes the layer in",
        ),
        "what add gives": (first(f"model = {FIRST[0]}", FIRST[1]), "became None on the way"),
        "a name instead of a layer": (
            first('model.add(Conv2D(20, 5, padding="same"))', 'model.add("relu")', FIRST[1]),
            "A name in quotes",
        ),
        "capitals of the activation": (
            first('model.add(Conv2D(20, 5, padding="same", activation="ReLU!"))', FIRST[1]),
            "small letters",
        ),
        "dropout": (first(*FIRST, "model.add(layers.Dropout(0.25))"), "LeNet has none"),
        "the library's layers": (
            "from lenet_keras import LeNet as Library\n"
            "def add_first_convolution(model):\n    return Library.build(28, 28, 1, 10)",
            "one by one",
        ),
    },
    "A2.5": {
        "kernels in groups": (
            second('model.add(Conv2D(50, 5, padding="same", activation="relu", groups=10))', SECOND[1]),
            "each kernel reaches through all of them",
        ),
        "subsample": (
            second(SECOND[0], "model.add(MaxPooling2D(pool_size=(2, 2), subsample=(2, 2)))"),
            "is called `strides` now",
        ),
        "a pooling that reads the depth first": (
            second(SECOND[0], 'model.add(MaxPooling2D((2, 2), data_format="channels_first"))'),
            "Leave `data_format` alone",
        ),
        "untouched": (second(), "has no body yet"),
        "the kernels of the first": (
            second('model.add(Conv2D(20, (5, 5), padding="same", activation="relu"))', SECOND[1]),
            "of the other convolution",
        ),
        "padding left out": (
            second('model.add(Conv2D(50, (5, 5), activation="relu"))', SECOND[1]),
            "border of zeros",
        ),
        "activation left out": (
            second('model.add(Conv2D(50, (5, 5), padding="same"))', SECOND[1]),
            "Without an activation",
        ),
        "sigmoid": (
            second('model.add(Conv2D(50, 5, padding="same", activation="sigmoid"))', SECOND[1]),
            "The activation is sigmoid",
        ),
        "pooling left out": (second(SECOND[0]), "What halves the rows"),
        "both convolutions": (second(*FIRST, *SECOND), "each step adds its own layers, once"),
        "twice": (second(*SECOND, *SECOND), "All of it is there twice"),
        "two convolutions, one pooling": (second(SECOND[0], *SECOND), "more than this step"),
        "fully connected instead": (
            second('model.add(Dense(50, activation="relu"))', SECOND[1]),
            "A convolution is missing",
        ),
        "the first function defined again": (
            function("add_first_convolution(model)", *SECOND),
            "spelled the same way",
        ),
        "one dimension": (
            second(
                "model.add(layers.Reshape((196, 20)))", 'model.add(layers.Conv1D(50, 5, activation="relu"))'
            ),
            "two directions",
        ),
    },
    "A2.6": {
        "output_dim": (
            connected("model.add(Flatten())", 'model.add(Dense(output_dim=500, activation="relu"))'),
            "is called `units` now",
        ),
        "no bias": (
            connected("model.add(Flatten())", 'model.add(Dense(500, activation="relu", use_bias=False))'),
            "has a bias here",
        ),
        "flattened with the depth first": (
            connected('model.add(Flatten(data_format="channels_first"))', CONNECTED[1]),
            "Leave `data_format` alone",
        ),
        "a ReLU that leaks": (
            connected(
                "model.add(Flatten())", "model.add(Dense(500))", "model.add(layers.ReLU(negative_slope=0.2))"
            ),
            "changed by a setting",
        ),
        "an attribute misspelled": (
            connected("model.adds(Flatten())", CONNECTED[1]),
            "Is `add` meant",
        ),
        "untouched": (connected(), "has no body yet"),
        "flatten left out": (connected('model.add(Dense(500, activation="relu"))'), "takes a vector"),
        "activation left out": (connected("model.add(Flatten())", "model.add(Dense(500))"), "one linear map"),
        "softmax at the wrong place": (
            connected("model.add(Flatten())", 'model.add(Dense(500, activation="softmax"))'),
            "The activation is softmax",
        ),
        "another number of units": (
            connected("model.add(Flatten())", 'model.add(Dense(50, activation="relu"))'),
            "how many units",
        ),
        "flattened afterwards": (
            connected('model.add(Dense(500, activation="relu"))', "model.add(Flatten())"),
            "in another order",
        ),
        "flattened only": (connected("model.add(Flatten())"), "A fully connected layer is missing"),
        "global pooling instead": (
            connected("model.add(layers.GlobalAveragePooling2D())", 'model.add(Dense(500, "relu"))'),
            "one number of each feature map",
        ),
        "dropout": (connected(*CONNECTED, "model.add(layers.Dropout(0.5))"), "LeNet has none"),
        "the classifier too": (
            connected(*CONNECTED, 'model.add(Dense(10, activation="softmax"))'),
            "each step adds its own layers only",
        ),
        "the class Flatten": (connected("model.add(Flatten)", CONNECTED[1]), "plan of a layer"),
        "activation twice": (connected(*CONNECTED, "model.add(layers.ReLU())"), "more than this step"),
        "a name not imported": (connected("model.add(Flaten())", CONNECTED[1]), "Is `Flatten` meant"),
    },
    "A2.7": {
        "a softmax over the whole batch": (
            classifier(
                "from keras import ops",
                "model.add(Dense(classes, activation=lambda x: ops.exp(x) / ops.sum(ops.exp(x))))",
            ),
            "do not sum to 1",
        ),
        "untouched": (classifier(), "has no body yet"),
        "softmax missing": (classifier("model.add(Dense(classes))"), "raw scores"),
        "sigmoid": (classifier('model.add(Dense(classes, activation="sigmoid"))'), "do not sum to 1"),
        "ReLU": (classifier('model.add(Dense(classes, activation="relu"))'), "The activation is relu"),
        "ReLU and softmax": (
            classifier('model.add(Dense(classes, activation="relu"))', "model.add(layers.Softmax())"),
            "One relu too many",
        ),
        "ten classes": (classifier('model.add(Dense(10, activation="softmax"))'), "use the argument"),
        "the units of A2.6": (
            classifier('model.add(Dense(500, activation="softmax"))'),
            "One unit for each class",
        ),
        "one class less": (
            classifier('model.add(Dense(classes - 1, activation="softmax"))'),
            "One unit for each class",
        ),
        "softmax without a layer": (
            classifier("model.add(layers.Softmax())"),
            "A fully connected layer is missing",
        ),
        "softmax twice": (
            classifier('model.add(Dense(classes, activation="softmax"))', "model.add(layers.Softmax())"),
            "more than this step asks for",
        ),
        "argument left out of the head": (
            function("add_softmax_classifier(model)", 'model.add(Dense(10, activation="softmax"))'),
            "the head of the function",
        ),
        "softmax without quotes": (
            classifier("model.add(Dense(classes, activation=softmax))"),
            "not known here",
        ),
        "classes in quotes": (
            classifier('model.add(Dense("classes", activation="softmax"))'),
            "no text in quotes",
        ),
        "not added": (classifier('Dense(classes, activation="softmax")'), "only made is not in the model"),
    },
    "A2.8": {
        "a grey image": (calls(CALLS[0], "model = initialize_model(width, height, 1)"), "the caller's"),
        "another hidden layer": (
            calls(CALLS[3], "model.add(Flatten()); model.add(Dense(400, activation='relu'))"),
            "This is the layer of A2.6",
        ),
        "a layer that computes otherwise": (
            calls(
                "return model",
                "model.layers[0].bias.assign_add([0.5] * 20); model.layers[0].use_bias = False; return model",
            ),
            "has a bias here",
        ),
        "a layer that answers for another": (
            calls(
                "return model",
                "a = model.layers[-1]; b = a.call; a.call = lambda x: b(x)[:, ::-1]; return model",
            ),
            "own five functions, and nothing else",
        ),
        "untouched": (NOTHING, "still the empty class of A2.1"),
        "return forgotten": (calls("return model", ""), "without `return`"),
        "width and height exchanged": (
            calls(CALLS[0], "model = initialize_model(height, width, depth)"),
            "Width and height are exchanged",
        ),
        "numbers of MNIST": (calls(CALLS[0], "model = initialize_model(28, 28, 1)"), "numbers of MNIST"),
        "ten classes": (calls(CALLS[4], "add_softmax_classifier(model, 10)"), "that the caller asks for"),
        "second convolution left out": (calls(CALLS[2], ""), "A whole part is missing"),
        "first convolution twice": (calls(CALLS[2], CALLS[1]), "of the other convolution"),
        "classifier left out": (calls(CALLS[4], ""), "What comes after it"),
        "fully connected part left out": (calls(CALLS[3], ""), "lays them in a row"),
        "classes not handed on": (
            calls(CALLS[4], "add_softmax_classifier(model)"),
            "how many classes there are",
        ),
        "parts kept as results": (
            calls(CALLS[1], "model = add_first_convolution(model)"),
            "became None on the way",
        ),
        "results added": (
            calls(CALLS[1], "model.add(add_first_convolution(model))"),
            "add their layers themselves",
        ),
        "model without a name": (calls(CALLS[0], "initialize_model(width, height, depth)"), "not known here"),
        "@staticmethod missing": (lenet(*CALLS, head=""), "Which decorator prevents that"),
        "an ordinary method": (
            lenet(*CALLS, head="", arguments="self, width, height, depth, classes"),
            "kind of method was it in A2.1",
        ),
        "the library's LeNet": ("from lenet_keras import LeNet", "build your own"),
        "the library's LeNet inside": (
            "from lenet_keras import LeNet as Library\n"
            + lenet("return Library.build(width, height, depth, classes)"),
            "your own five functions",
        ),
        "another name": (lenet(*CALLS).replace("LeNet", "Lenet"), "another name"),
        "build calls itself": (lenet("return LeNet.build(width, height, depth, classes)"), "calls itself"),
        "a string returned": (calls("return model", 'return "model"'), "Which name holds the model"),
        "other parameters": (
            lenet(*CALLS, arguments="height, w, depth, classes"),
            "those of A2.1",
        ),
        "an activation left out": (
            lenet(
                "model = initialize_model(width, height, depth)",
                'model.add(Conv2D(20, 5, padding="same"))',
                "model.add(MaxPooling2D())",
                *CALLS[2:],
            ),
            "Without an activation",
        ),
        # the next two have the smallest feature maps: for smaller images Keras would not build them, and the
        # hint would be about that
        "windows of 7x7 and no border": (
            lenet(
                "model = initialize_model(width, height, depth)",
                'model.add(Conv2D(20, (7, 7), activation="relu"))',
                "model.add(MaxPooling2D((2, 2)))",
                'model.add(Conv2D(50, (7, 7), activation="relu"))',
                "model.add(MaxPooling2D((2, 2)))",
                *CALLS[3:],
            ),
            "the window that slides",
        ),
        "no border and a third pooling": (
            lenet(
                "model = initialize_model(width, height, depth)",
                *(line.replace('padding="same", ', "") for line in (*FIRST, *SECOND, SECOND[-1])),
                *CALLS[3:],
            ),
            "One POOL too many",
        ),
    },
    "A2.9": {
        "a setting that is none": ("opt = SGD(0.05, speed=1)", "no setting of this name"),
        "Nesterov's momentum": ("opt = SGD(0.05, momentum=0.9, nesterov=True)", "looks ahead"),
        "weight decay, as in PyTorch": (
            "opt = SGD(learning_rate=0.05, momentum=0.9, weight_decay=1e-4)",
            "makes all weights smaller",
        ),
        "clipped gradients": ("opt = SGD(0.05, 0.9, clipnorm=1.0)", "Clipped gradients"),
        "clipped gradients, all together": ("opt = SGD(0.05, 0.9, global_clipnorm=1.0)", "Clipped gradients"),
        "averaged weights": ("opt = SGD(0.05, 0.9, use_ema=True)", "stays as it is"),
        "the old optimizers": (
            "import keras\nopt = keras.optimizers.legacy.SGD(0.05, momentum=0.9)",
            "no old optimizers any more",
        ),
        "an argument misspelled": ("opt = SGD(learning_rat=0.05, momentum=0.9)", "Is `learning_rate` meant"),
        "untouched": (NOTHING, "Write your answer in the cell above"),
        "lr": ("opt = SGD(lr=0.05, momentum=0.9)", "a longer name now"),
        "numbers exchanged": ("opt = SGD(0.9, 0.05)", "The two numbers are exchanged"),
        "momentum left out": ("opt = SGD(learning_rate=0.05)", "the argument stays 0"),
        "learning rate left out": ("opt = SGD(momentum=0.9)", "when nothing is said"),
        "decimal point shifted": ("opt = SGD(learning_rate=0.5, momentum=0.9)", "length of a step downhill"),
        "another momentum": ("opt = SGD(learning_rate=0.05, momentum=0.99)", "how much"),
        "momentum above 1": ("opt = SGD(learning_rate=0.05, momentum=9)", "between 0 and 1"),
        "Adam": (
            "from keras.optimizers import Adam\nopt = Adam(learning_rate=0.05)",
            "Other optimizers adapt",
        ),
        "RMSprop with momentum": (
            "import keras\nopt = keras.optimizers.RMSprop(learning_rate=0.05, momentum=0.9)",
            "Other optimizers adapt",
        ),
        "the class": ("opt = SGD", "the class itself"),
        "a name in quotes": ('opt = "sgd"', "A name in quotes"),
        "a decimal comma": ("opt = SGD(0,05, 0,9)", "with a point"),
        "a text": ('opt = SGD(learning_rate="0.05", momentum=0.9)', "Quotes make a text"),
        "two optimizers": ("opt = SGD(0.05), SGD(momentum=0.9)", "once with both settings"),
        "a schedule": (
            "import keras\n"
            "rate = keras.optimizers.schedules.ExponentialDecay(0.05, 1000, 0.9)\n"
            "opt = SGD(rate, momentum=0.9)",
            "one number",
        ),
        "another name": ("optimizer = SGD(learning_rate=0.05, momentum=0.9)", "not under the name"),
    },
    "A2.10": {
        "what summary returns": ("model = LeNet.build(28, 28, 1, 10).summary()", "Look at A2.8"),
        "five values": ("model = LeNet.build(28, 28, 1, 10, 'relu')", "each by itself"),
        "a name misspelled": ("model = Lenet.build(28, 28, 1, 10)", "Is `LeNet` meant"),
        "untouched": (NOTHING, "Write your answer in the cell above"),
        "not called": ("model = LeNet.build", "This is the recipe"),
        "the class": ("model = LeNet", "This is the recipe"),
        "an object of the class": ("model = LeNet()", "an object of the class"),
        "no name": ("LeNet.build(28, 28, 1, 10)", "thrown away"),
        "depth first": ("model = LeNet.build(1, 28, 28, 10)", "too short to be halved twice"),
        "three channels": ("model = LeNet.build(28, 28, 3, 10)", "rows and channels"),
        "other size": ("model = LeNet.build(32, 32, 1, 10)", "rows and channels"),
        "nine classes": ("model = LeNet.build(28, 28, 1, 9)", "How many different digits"),
        "depth left out": ("model = LeNet.build(28, 28, 10)", "names those that are missing"),
        "the class called": ("model = LeNet(28, 28, 1, 10)", "its method that takes"),
        "a shape": ("model = LeNet.build((28, 28, 1), 10)", "names those that are missing"),
        "other names of the arguments": (
            "model = LeNet.build(input_shape=(28, 28, 1), classes=10)",
            "are those of A2.1",
        ),
        "the library's LeNet": (
            "from lenet_keras import LeNet as Library\nmodel = Library.build(28, 28, 1, 10)",
            "that you wrote in A2.8",
        ),
        "a model without its layers": (
            "model = Sequential([Input((28, 28, 1)), Flatten(), Dense(10, activation='softmax')])",
            "A whole part is missing",
        ),
    },
    "A2.11": {
        "a loss for counts": (compiled(loss='"poisson"'), "two vectors of probabilities"),
        "smoothed labels": (
            compiled(loss="keras.losses.CategoricalCrossentropy(label_smoothing=0.1)"),
            "a setting that changes it",
        ),
        "a sum over the batch": (
            compiled(loss='keras.losses.CategoricalCrossentropy(reduction="sum")'),
            "a setting that changes it",
        ),
        "a loss of one's own": (
            "def categorical_crossentropy(truth, guess):\n    return abs(truth - guess)\n"
            + compiled(loss="categorical_crossentropy"),
            "by the name that the text gives it",
        ),
        "the focal form": (compiled(loss='"categorical_focal_crossentropy"'), "another loss of Keras"),
        "a weighted loss": (
            'model.compile("sgd", "categorical_crossentropy", loss_weights=[0.5], metrics=["accuracy"])',
            "A weighted loss",
        ),
        "another optimizer with a setting": (
            compiled(opt="SGD(0.05, momentum=0.9, nesterov=True)"),
            "nesterov=True",
        ),
        "untouched": (NOTHING, "tells the model how it will be trained"),
        "the sparse loss": (
            compiled(loss='"sparse_categorical_crossentropy"'),
            "Since A1.6 yours are vectors",
        ),
        "from logits": (
            compiled(loss="keras.losses.CategoricalCrossentropy(from_logits=True)"),
            "a network without softmax",
        ),
        "the binary loss": (compiled(loss='"binary_crossentropy"'), "a question of its own"),
        "a squared error": (compiled(loss="keras.losses.MeanSquaredError()"), "distances between numbers"),
        "no loss": ('model.compile(optimizer=opt, metrics=["accuracy"])', "nothing to make smaller"),
        "accuracy as loss": (compiled(loss='"accuracy"'), "It is for people"),
        "a loss misspelled": (compiled(loss='"categorial_crossentropy"'), "letter by letter"),
        "no optimizer": (
            'model.compile(loss="categorical_crossentropy", metrics=["accuracy"])',
            "your choice of A2.9 plays no part",
        ),
        "SGD in quotes": (compiled(opt='"sgd"'), "a name in quotes makes Keras"),
        "Adam": (compiled(opt='"adam"'), "your choice of A2.9 plays no part"),
        "opt in quotes": (compiled(opt='"opt"'), "Quotes make a text"),
        "the class of the optimizer": (compiled(opt="SGD"), "This is the class"),
        "loss before optimizer": (
            'model.compile("categorical_crossentropy", opt, ["accuracy"])',
            "the first argument is the optimizer",
        ),
        "loss without quotes": (compiled(loss="categorical_crossentropy"), "without quotes has to be made"),
        "Python's own compile": (
            'compile(loss="categorical_crossentropy", optimizer=opt, metrics=["accuracy"])',
            "a method of the model",
        ),
        "no metric": (compiled(metrics="None"), "Which number tells a person"),
        "metrics without a list": (compiled(metrics='"accuracy"'), "Metrics come as a list"),
        "exact accuracy": (compiled(metrics="[keras.metrics.Accuracy()]"), "equal the label exactly"),
        "binary accuracy": (compiled(metrics='["binary_accuracy"]'), "nine right zeros"),
        "sparse accuracy": (
            compiled(metrics="[keras.metrics.SparseCategoricalAccuracy()]"),
            "takes whole numbers as labels",
        ),
        "the loss as metric": (compiled(metrics='["categorical_crossentropy"]'), "is reported anyway"),
        "the result kept": ("model = " + compiled().split("\n")[1], "no result to keep"),
        "not called": ("model.compile", "only names the method"),
        "a learning rate": (
            'model.compile(loss="categorical_crossentropy", optimizer=opt, learning_rate=0.05)',
            "no argument of this name",
        ),
    },
    "A2.Q6": {
        "untouched": (NOTHING, "Write your answer in the cell above"),
        "a word": ('A2_Q6 = "four"', "digits without quotes"),
        "a digit in quotes": ('A2_Q6 = "4"', "digits without quotes"),
        "a fraction": ("A2_Q6 = 4.5", "without a fraction"),
        "a list": ("A2_Q6 = [4]", "One number"),
        "all layers": ("A2_Q6 = len(model.layers)", "have nothing to learn"),
        "arrays of weights": ("A2_Q6 = len(model.trainable_weights)", "two arrays of weights"),
        "convolutions only": ("A2_Q6 = 2", "not the only ones"),
        "number of weights": ("A2_Q6 = model.count_params()", "This counts weights"),
        "pooling too": ("A2_Q6 = 6", "have nothing to learn"),
    },
    "A2.Q7": {
        "untouched": (NOTHING, "Write your answer in the cell above"),
        "softmax": ('A2_Q7 = "softmax"', "belongs to the last layer"),
        "sigmoid": ('A2_Q7 = "sigmoid"', "follows the 500 units"),
        "tanh": ('A2_Q7 = "tanh"', "follows the 500 units"),
        "leaky ReLU": ('A2_Q7 = "Leaky ReLU"', "a relative of it"),
        "a layer": ('A2_Q7 = "Dense"', "That is a layer"),
        "both": ('A2_Q7 = "relu or softmax"', "belongs to the last layer"),
        "the function itself": ("from keras.activations import relu\nA2_Q7 = relu", "in quotes"),
        "nothing between the quotes": ('A2_Q7 = ""', "between the quotes"),
        "denied": ('A2_Q7 = "not relu"', "follows the 500 units"),
    },
}

TABLE = Table("a2_build", *added("a2_build", RIGHT, MISTAKES))
