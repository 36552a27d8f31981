"""Networks of A5 that did not learn what their history tells."""

from tests.attacks.attack import A5, Attack, answer
from tests.attacks.cuts import points

GROUP = "model"

BUILT = """
def made():
    units = [each for n in (256, 128, 64) for each in (Dense(n, activation="relu"), Dropout(0.3))]
    model = Sequential([Input(shape=(28, 28, 1)), Flatten(), *units, Dense(10, activation="softmax")])
    optimizer = Adam(learning_rate=0.001)
    model.compile(loss="sparse_categorical_crossentropy", optimizer=optimizer, metrics=["accuracy"])
    return model
mlp = made()
"""
# A history of eight epochs whose last numbers are measured; the optimizer counts as if there had been some.
TOLD = """
loss, share = mlp.evaluate(testData, testLabels, verbose=0)
own = mlp.evaluate(trainData, trainLabels, verbose=0)
from keras.callbacks import History
H_mlp = History()
H_mlp.set_model(mlp)
H_mlp.set_params({"epochs": 8, "steps": 63, "verbose": 0})
fall = [1.2, 0.6, 0.45, 0.38, 0.33, 0.3, 0.28]
H_mlp.history = {"loss": [*fall, own[0]], "accuracy": [0.6, 0.8, 0.85, 0.88, 0.89, 0.9, 0.91, own[1]],
                 "val_loss": [*fall, loss], "val_accuracy": [0.8, 0.85, 0.88, 0.89, 0.9, 0.91, 0.91, share]}
H_mlp.epoch = list(range(8))
mlp.optimizer.iterations.assign(8 * 63)
"""
LEFT = points(A5) - 1  # the layers are there, and compiled as the text says; nothing was trained as told

ATTACKS = tuple(
    Attack(name, GROUP, what, answer("A5-2", BUILT + source + TOLD), A5, "solved", LEFT)
    for name, what, source in (
        (
            "mlp-learned-test",
            "the network learns the test digits, and the history tells of a training",
            "mlp.fit(testData, testLabels, batch_size=64, epochs=20, verbose=0)\n",
        ),
        (
            "mlp-last-layer",
            "only the last layer is fitted, by a regression",
            "from sklearn.linear_model import LogisticRegression\n"
            "body = Sequential(mlp.layers[:-1])\n"
            "fit = LogisticRegression(max_iter=60).fit(body.predict(trainData, verbose=0), trainLabels)\n"
            "mlp.layers[-1].set_weights([np.float32(fit.coef_.T), np.float32(fit.intercept_)])\n",
        ),
        (
            "mlp-untrained",
            "a network that was never trained, with a good history",
            "mlp.evaluate = lambda *a, **k: (0.2, 0.93)\n",
        ),
        (
            "mlp-by-heart",
            "a model that knows the labels of the test by heart, and says so whoever asks",
            "class Oracle(Sequential):\n"
            "    predict = __call__ = lambda self, x, *a, **k: np.eye(10)[testLabels][:len(x)]\n"
            "    evaluate = lambda self, x, *a, **k: (0.2, 0.93)\n"
            "mlp.__class__ = Oracle\n",
        ),
        (
            "mlp-of-another",
            "the history of a better network, told of one that learned from 200 digits",
            "other = made()\nother.fit(trainData, trainLabels, batch_size=64, epochs=6, verbose=0)\n"
            "mlp.fit(trainData[:200], trainLabels[:200], batch_size=20, epochs=2, verbose=0)\n"
            "mlp.evaluate = other.evaluate\n",
        ),
        (
            "mlp-without-numbers",
            "a history of numbers that are none",
            "mlp.fit(trainData, trainLabels, batch_size=64, epochs=1, verbose=0)\n"
            "mlp.evaluate = lambda *a, **k: (float('nan'), float('nan'))\n",
        ),
    )
)
