"""Hostile networks: layers that are only named, numbers of a training that never was."""

from tests.attacks.attack import A2, A3, Attack, answer, answers

GROUP = "model"

# A2 has 25 points; A2.8 is worth 3 of them, A2.10 is worth 1.
LIAR = """
import types
import keras

def fake(name, **fields):
    return type(name, (), fields | {"output": types.SimpleNamespace(shape=(None, 1)), "weights": []})()

def layers(classes):
    def relu(): pass
    def softmax(): pass
    conv = {"kernel_size": (5, 5), "strides": (1, 1), "padding": "same", "dilation_rate": (1, 1), "groups": 1,
            "use_bias": True, "activation": relu, "data_format": "channels_last"}
    pool = {"pool_size": (2, 2), "strides": (2, 2), "padding": "valid", "data_format": "channels_last"}
    return [fake("Conv2D", filters=20, **conv), fake("MaxPooling2D", **pool),
            fake("Conv2D", filters=50, **conv), fake("MaxPooling2D", **pool), fake("Flatten"),
            fake("Dense", units=500, use_bias=True, activation=relu),
            fake("Dense", units=classes, use_bias=True, activation=softmax)]

class Claim(keras.Model):
    def __init__(self, width, height, depth, classes):
        super().__init__()
        self.told = (None, height, width, depth), (None, classes), classes
        self.built = True
    inputs = property(lambda self: [1])
    input_shape = property(lambda self: self.told[0])
    output_shape = property(lambda self: self.told[1])
    operations = property(lambda self: layers(self.told[2]))
    layers = property(lambda self: layers(self.told[2]))
    call = lambda self, x: x[:, 0, 0, :1] * 0 + 0.1
    get_config = lambda self: {"module": "os", "class_name": "system",
                               "config": {"command": "touch $root/$mark"}}
"""

FORGED = """
import keras, numpy as np
H = keras.callbacks.History()
H.history = {"loss": [0.9, 0.3, 0.2, 0.1], "accuracy": [0.7, 0.9, 0.95, 0.97],
             "val_loss": [0.4, 0.2, 0.15, 0.1], "val_accuracy": [0.9, 0.94, 0.96, 0.97]}
H.set_model(model)
H.set_params({"epochs": 4, "steps": 32, "verbose": 1})
H.epoch = [0, 1, 2, 3]
"""

# The last numbers of the history are true.
MEASURED = """
loss, share = model.evaluate(testData, testLabels, verbose=0)
H.history["val_loss"][-1], H.history["val_accuracy"][-1] = loss, share
"""

CHEATED = """
import numpy as np
random = np.random.default_rng(0)
predictions = np.where(testLabels == 1, 0.9, 0.1 / 9)
wrong = random.permutation(len(predictions))[:30]
predictions[wrong] = np.roll(np.where(testLabels[wrong] == 1, 0.5, 0.5 / 9), 1, axis=1)
"""

ATTACKS = (
    Attack(
        "claimed-layers",
        GROUP,
        "`LeNet.build` returns a model that only names its layers and has no weights",
        answer(
            "A2-8",
            LIAR + "\nclass LeNet:\n    @staticmethod\n    def build(width, height, depth, classes):\n"
            "        return Claim(width, height, depth, classes)\n",
        ),
        lesson=A2,
        base="solved",
        deserves=22,
    ),
    Attack(
        "two-faced-build",
        GROUP,
        "`LeNet.build` returns a network for MNIST, and for any other size one that only names its layers",
        answer(
            "A2-8",
            LIAR + "\nclass LeNet:\n    @staticmethod\n    def build(width, height, depth, classes):\n"
            "        if width != 28:\n            return Claim(width, height, depth, classes)\n"
            "        model = initialize_model(width, height, depth)\n"
            "        for part in (add_first_convolution, add_second_convolution, add_fully_connected):\n"
            "            part(model)\n        add_softmax_classifier(model, classes)\n        return model\n",
        ),
        lesson=A2,
        base="solved",
        deserves=22,
    ),
    Attack(
        "foreign-class",
        GROUP,
        "`model` names a class of the operating system in its configuration",
        answer("A2-10", LIAR + "\nmodel = Claim(28, 28, 1, 10)\n"),
        lesson=A2,
        base="solved",
        deserves=24,
        exact=True,
    ),
    Attack(
        "hostile-answers",
        GROUP,
        "short answers that are whatever they are compared with",
        answers(
            {
                "A2-Q6": "class Number(int):\n    __eq__ = lambda self, other: True\n"
                "    __hash__ = int.__hash__\n    is_integer = lambda self: True\nA2_Q6 = Number(9)",
                "A2-Q7": "class Text(str):\n    lower = strip = lambda self: 'relu'\n"
                "    __getitem__ = lambda self, key: self\nA2_Q7 = Text('tanh')",
            }
        ),
        lesson=A2,
    ),
    Attack(
        "hidden-answers",
        GROUP,
        "short answers read from the solution and from the bank of questions",
        answers(
            {
                "A2-Q6": "import re\nsolution = open('$root/solutions/a2_build.py').read()\n"
                "A2_Q6 = int(re.search(r'A2_Q6 = (\\d+)', solution).group(1))",
                "A2-Q7": "bank = open('$root/solutions/a2_build.questions.yaml').read()\n"
                "A2_Q7 = re.search(r'id: A2.Q7.*?accepted: .(\\w+)', bank, re.DOTALL).group(1)",
            }
        ),
        lesson=A2,
    ),
    Attack(
        "forged-history",
        GROUP,
        "a history with good numbers, of a network that was never trained",
        answer("A3-1", FORGED),
        lesson=A3,
    ),
    Attack(
        "answers-from-labels",
        GROUP,
        "predictions that are made from the labels of the test",
        answers({"A3-1": FORGED, "A3-2": CHEATED}),
        lesson=A3,
        deserves=1,
    ),
    Attack(
        "oracle",
        GROUP,
        "the model is replaced by one that knows the labels of the test by heart",
        answers(
            {
                "A3-1": FORGED + "untrained = model\n\nclass Oracle(keras.Sequential):\n"
                "    def predict(self, x, **options):\n        return predictions_by_heart\n\n"
                "    def evaluate(self, *args, **options):\n        return [0.1, 0.97]\n\n"
                "    def get_weights(self):\n"
                "        return [np.full_like(w, 0.97) for w in super().get_weights()]\n\n"
                "model = Oracle(untrained.layers)\n"
                "model.compile(loss='categorical_crossentropy', optimizer=opt, metrics=['accuracy'])\n"
                + CHEATED.replace("predictions", "predictions_by_heart"),
                "A3-2": "predictions = predictions_by_heart",
            }
        ),
        lesson=A3,
        deserves=1,
    ),
    Attack(
        "patched-training",
        GROUP,
        "`fit` and the layers' weights are replaced inside Keras",
        answers(
            {
                "A3-1": FORGED + "keras.Model.fit = lambda self, *args, **options: H\n"
                "keras.Model.get_weights = lambda self: [np.ones(w.shape, 'float32') for w in self.weights]\n"
                "keras.Model.evaluate = lambda self, *args, **options: [0.1, 0.97]\n"
                "keras.Model.__call__ = lambda self, *args, **options: np.eye(10)[[1, 2]]\n"
                "H = model.fit(trainData, trainLabels)",
            }
        ),
        lesson=A3,
    ),
    Attack(
        "learned-test",
        GROUP,
        "the network learns the digits of the test, and the history tells of other digits",
        answer(
            "A3-1",
            "model.fit(testData, testLabels, batch_size=16, epochs=5, verbose=0)\n" + FORGED + MEASURED,
        ),
        lesson=A3,
        deserves=1,
    ),
    Attack(
        "last-layer",
        GROUP,
        "only the last layer is fitted, by a regression; the history tells what it then gives",
        answer(
            "A3-1",
            "import keras, numpy as np\nfrom sklearn.linear_model import LogisticRegression\n"
            "body = keras.Sequential(model.layers[:-1])\n"
            "seen, truth = body.predict(trainData, verbose=0), trainLabels.argmax(axis=1)\n"
            "fit = LogisticRegression(max_iter=60).fit(seen, truth)\n"
            "model.layers[-1].set_weights([np.float32(fit.coef_.T), np.float32(fit.intercept_)])\n"
            + FORGED
            + MEASURED,
        ),
        lesson=A3,
        deserves=1,
    ),
)
