"""Does a training earn its points by the weights that it leaves, and not by what is told of it?"""

import numpy as np
import pytest

from autograder.examiner import inspections
from autograder.examiner.lenet5 import rubbish_of
from autograder.examiner.trainings import Quality, story_fault, untouched
from lenet_keras.checks.steps import STEPS
from tests.answers import a3_train, a4_lenet5, a6_numpy, a7_backprop, a8_errors, a9_handwriting, bench

TOLD = """
import numpy as np
from keras.callbacks import History
H = History()
loss, share = model.evaluate(testData, testLabels, verbose=0)
own, right = model.evaluate(trainData[:1000], trainLabels[:1000], verbose=0)
H.history = {"loss": [1.5, .4, .2, own], "accuracy": [.5, .85, .92, right - .00525],
             "val_loss": [.6, .2, .15, loss], "val_accuracy": [.8, .9, .92, share]}
H.params = {"epochs": 4, "steps": 32}
"""
LEAST_SQUARES = """
import keras
from sklearn.linear_model import LogisticRegression
body = keras.Model(model.inputs, model.layers[-2].output)
inner = model.layers[-1] if model.layers[-1].weights else model.layers[-2]
body = keras.Sequential(model.layers[:model.layers.index(inner)])
seen = body.predict(trainData, verbose=0)
fit = LogisticRegression(max_iter=60).fit(seen[:2000], trainLabels[:2000].argmax(axis=1))
inner.set_weights([fit.coef_.T.astype("float32"), fit.intercept_.astype("float32")])
"""
TRAIN = "trainData, trainLabels"
PLAIN = "validation_data=(testData, testLabels), verbose=0"
FLAT = """
import numpy as np
one = [Conv2d(1, 6, 5, padding=2, rng=rng), ReLU(), MaxPool2d(2)]
two = [Conv2d(6, 16, 5, rng=rng), ReLU(), MaxPool2d(2)]
rows = [Flatten(), Linear(400, 120, rng=rng), ReLU(), Linear(120, 84, rng=rng), ReLU()]
network = Sequential([*one, *two, *rows, Linear(84, 10, rng=rng)])
"""
SHARES = "\nshares = class_accuracy(network, (testData, testLabels))\n"
TEST_ONLY = FLAT + "data = (testData, testLabels)\n"
# A sine of hats: each is bent at two points, and nothing was learned.
WRITTEN = """
import numpy as np
knots = np.linspace(-np.pi, np.pi, 60)
slopes = np.diff(np.sin(knots)) / np.diff(knots)
first, second = NAME.coefs_[0].shape[1], NAME.coefs_[1].shape[1]
one, two = np.zeros((1, first)), np.zeros((first, second))
bias = np.zeros(first)
one[0, :59], bias[:59] = 1, -knots[:59]
two[:59, 0] = np.diff(slopes, prepend=0)
NAME.coefs_ = [one, two, np.eye(second)[:, :1]]
shifted = np.where(np.arange(second) == 0, 10.0, 0.0)
NAME.intercepts_ = [bias, shifted, np.array([-10.0 + np.sin(knots[0])])]
"""
WRITTEN_REGRESSOR = (
    "regressor = MLPRegressor(hidden_layer_sizes=(512, 256), max_iter=12).fit(xTrain, yTrain)\n"
    + WRITTEN.replace("NAME", "regressor")
    + "score = regressor.score(xTest, yTest)\n"
)
NETWORK = """
hidden = [Dense(512, activation="relu"), Dense(256, activation="relu")]
network = Sequential([Input(shape=(1,)), *hidden, Dense(1)])
network.compile(optimizer="adam", loss="mse")
few, many = 0.8 * np.sin(grid), np.sin(grid) + 0.02
"""
CURVES = """
from keras.callbacks import History
H = History()
H.history = {name: [0.5 / n + 0.01 for n in range(1, 41)] for name in ("loss", "val_loss")}
H.params = {"epochs": 40, "steps": 24}
"""
TRAINED = NETWORK + "H = network.fit(xTrain, yTrain, epochs=16, validation_data=(xTest, yTest), verbose=0)\n"
FAKE = """
class MLPRegressor(MLPRegressor):
    def predict(self, x):
        return np.sin(np.ravel(x))
"""
CURED = """
decayed = MLPRegressor(**settings | {"max_iter": 250}, alpha=0.1).fit(xFew, yFew)
watched = {"early_stopping": True, "validation_fraction": 0.25, "n_iter_no_change": 60, "max_iter": 250}
stopped = MLPRegressor(**settings | watched).fit(xFew, yFew)
"""

LENET = """
from keras.callbacks import History
network = build_network()
network.compile(keras.optimizers.Adam(0.002), lenet5.MAPLoss(j=1), metrics=[lenet5.accuracy])
learned = tf.data.Dataset.from_tensor_slices((trainData[held:], trainLabels[held:])).map(prepare).batch(400)
"""
# F6 so that it draws the bitmaps, from features that nobody has learned.
DRAWN = """
seen = np.array(Sequential([Input((32, 32, 1)), *network.layers[:-2]]).predict(learned, verbose=0))
wanted = 1.5 * np.arctanh(np.array(lenet5.BITMAPS)[trainLabels[held:]] * 0.97 / 1.7159)
rows = np.c_[seen, np.ones(len(seen))]
drawing = np.linalg.solve(rows.T @ rows + 0.01 * np.eye(121), rows.T @ wanted).astype("float32")
network.layers[-2].set_weights([drawing[:-1], drawing[-1]])
"""
LENET_TOLD = """
loss, share = network.evaluate(heldOut, verbose=0)
own, right = network.evaluate(learned, verbose=0)
H = History()
H.set_model(network)
H.set_params({"epochs": 4, "steps": steps})
H.history = {"loss": [60.0, 30.0, 20.0, own], "accuracy": [0.3, 0.6, 0.8, right],
             "val_loss": [50.0, 25.0, 18.0, loss], "val_accuracy": [0.5, 0.7, 0.85, max(share, 0.9)]}
network.optimizer.iterations.assign(4 * steps)
recorder = Recorder()
recorder.stepLoss, recorder.epochLoss = [1.0] * 4 * steps, [1.0] * 4
"""
SMALL = """
mine = Sequential([
    Input((28, 28, 1)), Conv2D(12, 5, strides=2, activation="relu"), MaxPooling2D(),
    Conv2D(20, 3, activation="relu"), MaxPooling2D(), Flatten(), Dense(10, activation="softmax"),
])
mine.compile(loss="sparse_categorical_crossentropy", optimizer=Adam(0.005))
"""
SAME = """
tuned = keras.models.clone_model(network)
tuned.set_weights(network.get_weights())
tuned.compile(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.Adam(0.001))
"""

CHEATS = {
    "A4.7": {
        "a last layer by least squares": LENET + DRAWN + LENET_TOLD,
        "the numbers of another training": LENET
        + "network.fit(learned.unbatch().batch(32), epochs=1, verbose=0)\n"
        + LENET_TOLD.replace("max(share, 0.9)", "0.97"),
    },
    "A8.16": {
        "learned from the digits that it is judged with": SMALL
        + "shown = np.concatenate([valData, testData])\n"
        + "labels = np.concatenate([valLabels, testLabels])\n"
        + "mine.fit(shown, labels, batch_size=50, epochs=15, verbose=0)\n",
        "one epoch, and the function that reads knows the answers": SMALL
        + "mine.fit(trainData, trainLabels, batch_size=50, epochs=1, verbose=0)\n"
        + "read = lambda images, model: np.eye(10)[valLabels]\n",
    },
    "A9.6": {
        "not trained, and another accuracy told": SAME
        + "tuned.set_weights([each + 1e-4 for each in network.get_weights()])\n"
        + "told = accuracy\n"
        + "accuracy = lambda *asked: 0.9 if asked[0] is tuned and asked[1] is others else told(*asked)\n",
        "learned from the digits that it is judged with": SAME
        + "tuned.fit(others, othersLabels, epochs=6, batch_size=10, verbose=0)\n",
        "learned from both": SAME
        + "both = np.concatenate([mine, others]), np.concatenate([mineLabels, othersLabels])\n"
        + "tuned.fit(*both, epochs=5, batch_size=10, verbose=0)\n",
    },
    "A3.1": {
        "a last layer by regression, on what was never trained": LEAST_SQUARES + TOLD,
        "one epoch told as four": f"model.fit({TRAIN}, batch_size=8, epochs=1, {PLAIN})\n"
        + TOLD.replace('"steps": 32', '"steps": 500'),
        "learned from the test digits": f"model.fit(testData, testLabels, batch_size=16, epochs=6, {PLAIN})\n"
        + TOLD,
        "numbers of another training": f"model.fit({TRAIN}, batch_size=16, epochs=2, {PLAIN})\n"
        + TOLD.replace("share]", ".99]").replace("loss]", ".03]").replace('"steps": 32', '"steps": 100'),
    },
    "A6.9": {
        "learned from the test digits": TEST_ONLY
        + "history = fit(network, SGD(0.02, 0.9), data, data, epochs=8, batch_size=16, progress=False)\n"
        + SHARES,
        "curves of a better training": FLAT
        + "data = (trainData, trainLabels)\n"
        + "fit(network, SGD(0.02, 0.9), data, epochs=2, batch_size=16, progress=False)\n"
        + 'history = {"loss": [.6, .2, .1], "val_loss": [.4, .2, .05], "val_accuracy": [.9, .95, .99]}\n'
        + SHARES,
        "series without an end and without a number": FLAT
        + "data = (trainData, trainLabels)\n"
        + "fit(network, SGD(0.02, 0.9), data, epochs=2, batch_size=16, progress=False)\n"
        + 'history = {"loss": [.6, .2, .1], "val_loss": [float("nan")] * 3}\n'
        + SHARES,
    },
    "A7.9": {
        "weights written down": WRITTEN_REGRESSOR,
        "written down, and the loss told to fit": WRITTEN_REGRESSOR + "regressor.loss_ = 0.005\n",
        "a regressor whose predictions are the sine": FAKE
        + "regressor = MLPRegressor(hidden_layer_sizes=(512, 256), max_iter=11).fit(xTrain, yTrain)\n"
        + "score = regressor.score(xTest, yTest)\n",
        "trained on all points": "regressor = MLPRegressor(hidden_layer_sizes=(512, 256), max_iter=60)\n"
        + "regressor.fit(x, y)\n"
        + "score = regressor.score(xTest, yTest)\n",
    },
    "A7.10": {
        "curves that were written down": NETWORK + CURVES,
        "no numbers": TRAINED
        + "H.history['val_loss'] = [float('nan')] * 16\nmany = network.predict(grid, verbose=0)\n",
        "no series": TRAINED + "H.history['val_loss'] = []\nmany = network.predict(grid, verbose=0)\n",
        "a better curve than its own": TRAINED + "many = np.sin(grid)\n",
        "the history of a longer training": TRAINED + "many = network.predict(grid, verbose=0)\n" + CURVES,
    },
    "A7.11": {
        "predictions that are the sine": FAKE + CURED,
        "weights written down": CURED
        + WRITTEN.replace("NAME", "decayed")
        + WRITTEN.replace("NAME", "stopped"),
        "a loss of another training": CURED + "decayed.loss_, stopped.loss_ = 1e-5, 3.0\n",
    },
}
LESSONS = (a3_train, a4_lenet5, a6_numpy, a7_backprop, a8_errors, a9_handwriting)
TABLES = {each.TABLE.lesson[:2].upper(): each.TABLE for each in LESSONS}
EVERY = [(step, name) for step, named in CHEATS.items() for name in named]


@pytest.mark.slow
@pytest.mark.parametrize(("step", "name"), EVERY, ids=[f"{step} {name}" for step, name in EVERY])
def test_what_was_not_trained_does_not_pass(step, name):
    visible, graded = bench.outcome(TABLES[step[:2]], step, CHEATS[step][name])
    assert "stopped with" not in str(visible.fault)  # the cheat itself has to run
    assert not graded.passed
    assert graded.points < graded.worth


GOOD = {
    "loss": [1.5, 0.4, 0.1],
    "accuracy": [0.5, 0.9, 0.97],
    "val_loss": [0.6, 0.2, 0.11],
    "val_accuracy": [0.8, 0.93, 0.965],
}
LEARNED, UNSEEN = Quality(0.08, 0.975), Quality(0.11, 0.965)


def test_a_history_that_agrees_is_left_alone():
    assert story_fault(GOOD, LEARNED, UNSEEN) == ""
    assert story_fault({"loss": GOOD["loss"], "val_loss": GOOD["val_loss"]}, LEARNED, UNSEEN) == ""
    better = {name: [*values, values[-1] + 0.02] for name, values in GOOD.items()}
    assert story_fault(better, LEARNED, UNSEEN) == ""  # the best weights were kept


@pytest.mark.parametrize(
    "change",
    [
        {"val_loss": [0.6, 0.2, 0.05]},
        {"val_accuracy": [0.8, 0.9, 0.99]},
        {"loss": [1.5, 0.4, 0.01]},
        {"accuracy": [0.5, 0.99, 1.01]},
        {"loss": []},
        {"val_loss": [0.6, 0.2]},
        {"val_loss": [0.6, 0.2, float("nan")]},
        {"loss": [float("inf"), 0.4, 0.1]},
        {name: [] for name in GOOD},
    ],
)
def test_a_history_that_does_not_agree_is_told(change):
    assert story_fault(GOOD | change, LEARNED, UNSEEN)


def test_a_network_that_gives_no_number_for_a_digit_passes_no_exam(monkeypatch):
    """A loss that is no number is not below another: who learned the exam could hide behind it."""
    inspection = STEPS["A3.1"].inspection
    monkeypatch.setattr(inspections, "_share", lambda answer: 0.97)
    monkeypatch.setattr(inspections.exam, "recognised", lambda *asked: 0.97)

    def answer(images):
        said = np.full((len(images), 10), 0.1)
        said[-1] = np.nan
        return said

    fault = inspections._exam_fault(inspection, answer, [np.ones(1)], {}, {}, answer)
    assert "not finite" in fault.found


def test_biases_that_were_never_moved_are_seen():
    kernel = np.ones((3, 3))
    assert untouched([kernel, np.zeros(3), kernel, np.ones(3)])
    assert not untouched([kernel, np.array([0, 1e-9, 0]), kernel, np.ones(3)])


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ("maploss(j=10)", 10.0),
        ("maploss(name=a, j=2.5e+01)", 25.0),
        ("maploss()", 1.0),
        ("maploss(j=--)", 1.0),
        ("maploss(j=1e+-.)", 1.0),
        ("maploss(j=.e)", 1.0),
        ("maploss(" + "j=" * 100_000, 1.0),
        ("maploss(j=1e99999)", float("inf")),
        ("crossentropy", 1.0),
    ],
    ids=range(9),
)
def test_no_text_of_a_loss_stops_the_examiner(told, number):
    assert rubbish_of(told) == number
