"""A small class of sample submissions: right, right in another way, mistaken, untouched, damaged."""

import json
import re
import shutil
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.coursedir import folders
from autograder.lessons.build import notebook

MARKERS = re.compile(r"^ *### (BEGIN|END) SOLUTION\n?", re.MULTILINE)

# What a student wrote instead of the reference solution, by cell id.
ANOTHER_WAY = {
    "A1-1": "import lenet_keras.datasets.mnist as mnist",
    "A1-2": "train, test = mnist.load_data()\ntrainData, trainLabels = train\ntestData, testLabels = test",
    "A1-4": "import numpy as np\n"
    "trainData = np.expand_dims(trainData, -1)\ntestData = testData[..., np.newaxis]",
    "A1-5": 'trainData = trainData.astype("float32") / 255\ntestData = testData.astype("float32") / 255',
    "A1-6": "from keras.utils import to_categorical\n"
    "trainLabels = to_categorical(trainLabels)\ntestLabels = to_categorical(testLabels)",
    "A2-3": "def initialize_model(width, height, depth):\n"
    "    return Sequential([Input((height, width, depth))])",
    "A2-4": "from keras.layers import Activation, ReLU\n\n"
    "def add_first_convolution(model):\n"
    '    model.add(Conv2D(filters=20, kernel_size=5, padding="same"))\n'
    '    model.add(Activation("relu"))\n'
    "    model.add(MaxPooling2D())\n"
    "    return model",
    "A2-7": "from keras.layers import Softmax\n\n"
    "def add_softmax_classifier(model, classes):\n"
    "    model.add(Dense(classes))\n    model.add(Softmax())",
    "A2-11": "import keras\nmodel.compile(opt, keras.losses.CategoricalCrossentropy(), "
    "metrics=[keras.metrics.CategoricalAccuracy()])",
    "A2-Q7": 'A2_Q7 = "rectified linear unit"',
    "A3-1": "H = model.fit(trainData, trainLabels, batch_size=64, epochs=3, "
    "validation_data=(testData, testLabels))",
    "A3-3": "truth, guess = testLabels.argmax(1), predictions.argmax(1)\n"
    "report = classification_report(truth, guess, digits=3)\n"
    "matrix = confusion_matrix(truth, guess)\nprint(report, matrix)",
    "A3-4": "fig, axes = plt.subplots(1, 2, figsize=(9, 3))\n"
    'for ax, key in zip(axes, ("loss", "accuracy")):\n'
    '    ax.plot(H.history[key], label="training")\n'
    '    ax.plot(H.history["val_" + key], "--", label="test")\n'
    '    ax.set_xlabel("epoch"); ax.set_ylabel(key); ax.legend()',
    "A3-Q1": 'A3_Q1 = "model.fit()"',
}

MISTAKES = {
    "A1-3": "fig, ax = plt.subplots()\nax.imshow(trainData[0])\n"
    "shapes = {n: len(globals()[n]) for n in ('trainData', 'trainLabels', 'testData', 'testLabels')}",
    "A1-4": "trainData = trainData.reshape((-1, 28, 28, 1))",
    "A1-5": "trainData = trainData // 255\ntestData = testData // 255",
    "A1-6": "from sklearn.preprocessing import LabelBinarizer\nbinarizer = LabelBinarizer()\n"
    "trainLabels = binarizer.fit_transform(trainLabels)\ntestLabels = binarizer.fit_transform(testLabels)",
    "A1-Q2": "It is written in the binary system, so 3 becomes 0011.",
    "A2-3": "def initialize_model(width, height, depth):\n"
    "    return Sequential([Input((width, height, depth))])",
    "A2-5": "def add_second_convolution(model):\n"
    '    model.add(Conv2D(50, (5, 5), activation="relu"))\n    model.add(MaxPooling2D((2, 2)))',
    "A2-7": "def add_softmax_classifier(model, classes):\n    model.add(Dense(classes))",
    "A2-11": 'model.compile(loss="sparse_categorical_crossentropy", optimizer=opt, metrics=["accuracy"])',
    "A2-Q6": "A2_Q6 = 7",
    "A3-1": "H = model.fit(trainData, trainLabels, batch_size=128, epochs=1)",
    "A3-3": "report = classification_report(predictions.argmax(axis=1), testLabels.argmax(axis=1))\n"
    "matrix = confusion_matrix(testLabels, predictions)",
    "A3-4": 'fig, ax = plt.subplots()\nax.plot(H.history["loss"])',
    "A7-2": "def sigmoid_slope(z):\n    return z * (1 - z)",
    "A7-6": "def input_gradient(x, t, W, b, v, c):\n    return W[0] * gradients(x, t, W, b, v, c)[1][0]",
    "A7-8": "xTrain, xTest, yTrain, yTest = x[:750], x[750:], y[:750], y[750:]",
    "A7-9": "regressor = MLPRegressor(hidden_layer_sizes=(512, 256), random_state=42).fit(x, y)\n"
    "score = regressor.score(xTest, yTest)",
    "A7-10": "network = Sequential([Input(shape=(1,)), Dense(512, activation='relu'), Dense(1)])\n"
    "network.compile(optimizer='adam', loss='mse')\nH = network.fit(xTrain, yTrain, epochs=1, verbose=0)",
    "A7-11": "decayed = stopped = MLPRegressor(**settings | dict(alpha=0.1, max_iter=3)).fit(xFew, yFew)",
}

STUDENTS = {
    "ada": "right: the reference solution",
    "bao": "right, written another way",
    "chidi": "real mistakes",
    "dilara": "untouched",
    "emil": "a damaged file",
}
# A notebook that was never touched, or is damaged, gets the same in every lesson.
WHOLE_CLASS = ("a1_preprocess", "a2_build", "a3_train")


def hand_in(root: Path, lesson: str) -> list[str]:
    """Put the submissions of the class for one lesson under `submitted`.

    The whole class hands in the first lessons; later ones, which take longer to grade, come from who has
    answers of her own.

    Args:
        root: the course's root; its lessons must be built.
        lesson: name of the lesson.

    Returns:
        The names of the students who have handed in.
    """
    released = nbformat.read(notebook(root, folders.NOTEBOOKS, lesson), as_version=4)
    solved = nbformat.read(notebook(root, folders.SOLUTIONS, lesson), as_version=4)
    answers = {
        cell.id: MARKERS.sub("", cell.source)
        for cell in solved.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    texts = {
        "ada": _json(filled(released, answers)),
        "bao": _json(filled(released, answers | ANOTHER_WAY)),
        "chidi": _json(filled(released, answers | MISTAKES)),
        "dilara": _json(released),
    }
    texts["emil"] = texts["ada"][: len(texts["ada"]) // 2]  # a download that broke off
    if lesson not in WHOLE_CLASS:
        own = {student for student in ("bao", "chidi") if texts[student] != texts["ada"]}
        texts = {student: text for student, text in texts.items() if student in {"ada", *own}}
    for student, text in texts.items():
        folder = root / folders.SUBMITTED / student / lesson
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / f"{lesson}.ipynb").write_text(text)
    return list(texts)


def filled(released: NotebookNode, answers: dict[str, str]) -> NotebookNode:
    """A copy of a released notebook with answers in its answer cells, by cell id."""
    copy = nbformat.from_dict(json.loads(_json(released)))
    for cell in copy.cells:
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.id in answers:
            cell.source = answers[cell.id]
    return copy


def _json(content: NotebookNode) -> str:
    return nbformat.writes(content)
