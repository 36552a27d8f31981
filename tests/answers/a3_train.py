"""Answers to the steps of lesson A3."""

from tests.answers.bench import Table
from tests.answers.elsewhere import added

VALIDATION = "validation_data=(testData, testLabels)"
# For mistakes that show however short the training is, and for those that show in its course.
BRIEF = "batch_size=500, epochs=1, verbose=0"
LONG = "batch_size=128, epochs=3, verbose=0"

FOUR_LINES = """
ax.plot(H.history["loss"], label="training loss")
ax.plot(H.history["val_loss"], label="validation loss")
ax.plot(H.history["accuracy"], label="training accuracy")
ax.plot(H.history["val_accuracy"], label="validation accuracy")
"""

RIGHT: dict[str, dict[str, str]] = {
    "A3.1": {
        "smaller batches, fewer epochs": """
H = model.fit(trainData, trainLabels, batch_size=64, epochs=5, validation_data=(testData, testLabels))
""",
        "named arguments, a list for the validation, silent": """
H = model.fit(y=trainLabels, x=trainData, validation_data=[testData, testLabels], shuffle=True,
              batch_size=64, epochs=3, verbose=0)
""",
        "float32 and other names": """
import numpy as np
x, y = trainData.astype("float32"), trainLabels.astype(np.float32)
history = model.fit(x, y, 64, 3, "auto", validation_data=(testData.astype("float32"), testLabels))
H = history
""",
        "trained further after a first epoch that was not kept": """
model.fit(trainData, trainLabels, batch_size=128, epochs=1, verbose=0)
H = model.fit(trainData, trainLabels, batch_size=128, epochs=3, verbose=2,
              validation_data=(testData, testLabels))
""",
        "eight epochs with a callback": """
from keras.callbacks import EarlyStopping
stop = EarlyStopping(monitor="val_loss", patience=5)
H = model.fit(trainData, trainLabels, batch_size=128, epochs=8, verbose=0, callbacks=[stop],
              validation_data=(testData, testLabels), validation_batch_size=500)
""",
        "a tf.data pipeline": """
import tensorflow as tf
batches = tf.data.Dataset.from_tensor_slices((trainData, trainLabels)).shuffle(len(trainData)).batch(64)
unseen = tf.data.Dataset.from_tensor_slices((testData, testLabels)).batch(250)
H = model.fit(batches, validation_data=unseen, epochs=3, verbose=0)
""",
    },
    "A3.2": {
        "the default batch size": "predictions = model.predict(testData)",
        "called, then made a NumPy array": "predictions = model(testData, training=False).numpy()",
        "one large batch": "predictions = model.predict_on_batch(testData)",
        "in parts": """
import numpy as np
parts = [model.predict(testData[i:i + 300], verbose=0) for i in range(0, len(testData), 300)]
predictions = np.concatenate(parts)
""",
        "float32": "predictions = model.predict(x=testData.astype('float32'), verbose=2).astype(float)",
    },
    "A3.3": {
        "from the largest digit to the smallest": """
truth, guess = testLabels.argmax(axis=1), predictions.argmax(axis=1)
report = classification_report(truth, guess, labels=list(range(9, -1, -1)))
matrix = confusion_matrix(truth, guess, labels=range(10))
""",
        "names in words": """
words = "zero one two three four five six seven eight nine".split()
truth, guess = testLabels.argmax(axis=1), predictions.argmax(axis=1)
report = classification_report(truth, guess, target_names=words, digits=3)
matrix = confusion_matrix(truth, guess)
""",
        "crosstab of pandas": """
import pandas as pd
truth, guess = testLabels.argmax(axis=1), predictions.argmax(axis=1)
report = classification_report(truth, guess)
matrix = pd.crosstab(truth, guess).to_numpy()
""",
        "named classes": """
report = classification_report(testLabels.argmax(axis=1), predictions.argmax(axis=1),
                               target_names=[f"digit {n}" for n in range(10)])
matrix = confusion_matrix(testLabels.argmax(axis=1), predictions.argmax(axis=1))
""",
        "four digits, class numbers by the binarizer": """
truth, guess = binarizer.inverse_transform(testLabels), binarizer.inverse_transform(predictions)
report = classification_report(y_pred=guess, y_true=truth, digits=4)
matrix = confusion_matrix(y_pred=guess, y_true=truth, labels=range(10))
""",
        "the report as a dictionary, the matrix by TensorFlow": """
import numpy as np
import tensorflow as tf
truth, guess = np.argmax(testLabels, axis=-1), np.argmax(predictions, -1)
report = classification_report(truth, guess, output_dict=True)
matrix = tf.math.confusion_matrix(truth, guess)
""",
        "the matrix counted by hand": """
import numpy as np
truth, guess = np.argmax(testLabels, 1), [row.argmax() for row in predictions]
report = classification_report(truth, guess, zero_division=0, digits=1)
print(report)
matrix = np.zeros((10, 10), dtype=int)
for t, g in zip(truth, guess):
    matrix[t, g] += 1
""",
        "the matrix as a product, in a list": """
truth, guess = testLabels.argmax(1), predictions.argmax(1)
report = classification_report(truth.tolist(), guess.tolist(), target_names=list("0123456789"))
matrix = (testLabels.T @ (predictions == predictions.max(axis=1, keepdims=True))).tolist()
""",
        "classes as text": """
truth, guess = testLabels.argmax(axis=1).astype(str), predictions.argmax(axis=1).astype(str)
report, matrix = classification_report(truth, guess), confusion_matrix(truth, guess)
""",
    },
    "A3.4": {
        "two pairs of axes": """
fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3))
for panel, key in ((left, "loss"), (right, "accuracy")):
    panel.plot(H.history[key], "k--", label="training")
    panel.plot(H.history["val_" + key], "k", label="validation")
    panel.set(title=key, xlabel="epoch (from 0)")
    panel.legend()
""",
        "pyplot's own way": """
import numpy as np
epochs = np.arange(0, len(H.history["loss"]))
plt.style.use("ggplot")
fig = plt.figure()
plt.plot(epochs, H.history["loss"], label="train_loss")
plt.plot(epochs, H.history["val_loss"], label="val_loss")
plt.plot(epochs, H.history["accuracy"], label="train_acc")
plt.plot(epochs, H.history["val_accuracy"], label="val_acc")
plt.title("Training Loss and Accuracy on Dataset")
plt.xlabel("Epoch #")
plt.ylabel("Loss/Accuracy")
plt.legend(loc="lower left")
plt.style.use("default")
plt.show()
""",
        "percent, a second vertical axis, one legend for both": """
fig, ax = plt.subplots()
ax2 = ax.twinx()
lines = ax.plot(H.history["loss"], ":", label="loss") + ax.plot(H.history["val_loss"], label="test loss")
lines += ax2.plot([100 * a for a in H.history["accuracy"]], ":", color="g", label="accuracy in %")
lines += ax2.plot([100 * a for a in H.history["val_accuracy"]], color="g", label="test accuracy in %")
ax.set_xlabel("epoch")
ax.legend(handles=lines)
""",
        "one pair of axes for each series, with titles": """
fig, axs = plt.subplots(2, 2, sharex="col")
for ax, (key, numbers) in zip(axs.flat, H.history.items()):
    ax.plot(range(1, len(numbers) + 1), numbers, marker=".")
    ax.set_title(key)
for ax in axs[1]:
    ax.set_xlabel("epoch")
""",
        "a legend of the figure": f"""
fig, ax = plt.subplots(layout="constrained")
{FOUR_LINES}
fig.supxlabel("epoch")
fig.legend(loc="outside right upper")
""",
        "words at the lines instead of a legend, the best epoch marked": """
fig, ax = plt.subplots()
for key, numbers in H.history.items():
    ax.plot(numbers)
    ax.annotate(key, (len(numbers) - 1, numbers[-1]))
ax.axvline(2, color="0.8")
ax.set_xlabel("Epoche")
""",
        "by pandas": """
import pandas as pd
fig = pd.DataFrame(H.history).plot(xlabel="epoch", style=["-", "-", "--", "--"]).figure
""",
        "names given to the legend, epochs as text": """
fig, ax = plt.subplots()
epochs = [f"{n}." for n in range(1, len(H.history["loss"]) + 1)]
for key in ("accuracy", "val_accuracy", "loss", "val_loss"):
    ax.semilogy(epochs, H.history[key])
ax.legend(["training accuracy", "test accuracy", "training loss", "test loss"])
ax.set_xlabel("epoch")
""",
    },
    "A3.Q1": {
        "as a call": 'A3_Q1 = "model.fit()"',
        "with its arguments": 'A3_Q1 = "H = model.fit(trainData, trainLabels, epochs=6)"',
        "of the class": 'A3_Q1 = "Model.fit"',
        "with its whole path": 'A3_Q1 = "tf.keras.Model.fit"',
        "in capitals, with spaces": 'A3_Q1 = " FIT "',
        "in a few words": 'A3_Q1 = "The method `fit`"',
        "the method for a single batch": 'A3_Q1 = "train_on_batch"',
    },
}

MISTAKES: dict[str, dict[str, tuple[str, str]]] = {
    "A3.1": {
        "one record for each of two calls": (
            f"for epoch in range(2):\n    H = model.fit(trainData, trainLabels, {VALIDATION}, {BRIEF})",
            "a record of its own, of that call only",
        ),
        "built anew, not compiled": (
            "model = LeNet.build(width=28, height=28, depth=1, classes=10)\n"
            f"H = model.fit(trainData, trainLabels, {VALIDATION}, {BRIEF})",
            "is not compiled",
        ),
        "test digits learned, too": (
            "X, Y = np.concatenate([trainData, testData]), np.concatenate([trainLabels, testLabels])\n"
            f"H = model.fit(X, Y, {VALIDATION}, batch_size=500, epochs=2, verbose=0)",
            "among them the test set.*questions of an exam",
        ),
        "validated with half of the test digits": (
            "half = testData[:500], testLabels[:500]\n"
            f"H = model.fit(trainData, trainLabels, validation_data=half, {BRIEF})",
            "more a share is luck",
        ),
        "validated now and then": (
            f"H = model.fit(trainData, trainLabels, {VALIDATION}, validation_freq=2, "
            "batch_size=500, epochs=2, verbose=0)",
            "one number for each epoch",
        ),
        "metrics given to fit": (
            f"H = model.fit(trainData, trainLabels, {VALIDATION}, metrics=['accuracy'])",
            "argument of `compile`",
        ),
        "no epoch": (f"H = model.fit(trainData, trainLabels, epochs=0, {VALIDATION})", "How many epochs"),
        "labels of other test digits": (
            "others = testData, np.roll(testLabels, 1, axis=0)\n"
            f"H = model.fit(trainData, trainLabels, validation_data=others, {LONG})",
            "paired with its own label",
        ),
        "fit_generator": (
            f"H = model.fit_generator((trainData, trainLabels), {VALIDATION})",
            "take generators themselves now",
        ),
        "nb_epoch": (
            f"H = model.fit(trainData, trainLabels, batch_size=128, nb_epoch=4, {VALIDATION})",
            "is called `epochs` now",
        ),
        "a name misspelled": (f"H = model.fit(trainDat, trainLabels, {VALIDATION})", "Is `trainData` meant"),
        "untouched": ("# YOUR CODE HERE", "does not exist yet.*Write your answer"),
        "the model is replaced by its history": (
            f"model = model.fit(trainData, trainLabels, {VALIDATION}, {BRIEF})",
            "trains the model in place",
        ),
        "the result is not kept": (
            f"model.fit(trainData, trainLabels, {VALIDATION}, {BRIEF})",
            "thrown away",
        ),
        "the result under another name": (
            f"history = model.fit(trainData, trainLabels, {VALIDATION}, {BRIEF})",
            "under another name",
        ),
        "only the dictionary": (
            f"H = model.fit(trainData, trainLabels, {VALIDATION}, {BRIEF}).history",
            "numbers inside of it",
        ),
        "fit without a call": ("H = model.fit", "not called"),
        "the network in place of its history": (
            f"model.fit(trainData, trainLabels, {VALIDATION}, {BRIEF})\nH = model",
            "network is changed in place.*what `fit` returns",
        ),
        "a network of her own without a metric": (
            f"""
model = LeNet.build(width=28, height=28, depth=1, classes=10)
model.compile(loss="categorical_crossentropy", optimizer="adam")
H = model.fit(trainData, trainLabels, {VALIDATION}, {BRIEF})
""",
            "no accuracy was recorded.*compiles the model",
        ),
        "all digits in one batch": (
            f"H = model.fit(trainData, trainLabels, {VALIDATION}, batch_size=4000, epochs=4, verbose=0)",
            "still falling when training ended",
        ),
        "no validation": (f"H = model.fit(trainData, trainLabels, {BRIEF})", "digits that it has not seen"),
        "a validation cut off from the training set": (
            "H = model.fit(trainData, trainLabels, validation_split=0.25, batch_size=500, epochs=3)",
            "cut off from the training set",
        ),
        "a validation on the training set": (
            f"H = model.fit(trainData, trainLabels, validation_data=(trainData, trainLabels), {LONG})",
            "those that were learned from",
        ),
        "one epoch": (
            f"H = model.fit(trainData, trainLabels, batch_size=128, {VALIDATION})",
            "hardly begun",
        ),
        "trained on the test set": (
            f"H = model.fit(testData, testLabels, {VALIDATION}, {LONG})",
            "questions of an exam",
        ),
        "labels shuffled without their digits": (
            f"""
import numpy as np
H = model.fit(trainData, np.random.permutation(trainLabels), {VALIDATION}, {LONG})
""",
            "still have its own label",
        ),
        "labels first": (f"H = model.fit(trainLabels, trainData, {VALIDATION}, {LONG})", "In which order"),
        "labels of the other set": (
            f"H = model.fit(trainData, testLabels, {VALIDATION}, {LONG})",
            "different sets",
        ),
        "whole numbers as labels": (
            f"H = model.fit(trainData, trainLabels.argmax(axis=1), {VALIDATION}, {LONG})",
            "vector of ten numbers",
        ),
        "test digits without labels": (
            f"H = model.fit(trainData, trainLabels, validation_data=testData, {BRIEF})",
            "without their labels",
        ),
        "steps far too long": (
            f"""
model.optimizer.learning_rate = 50
H = model.fit(trainData, trainLabels, {VALIDATION}, {LONG})
""",
            "overshoot",
        ),
        "pixels up to 255": (
            f"H = model.fit(trainData * 255, trainLabels, {VALIDATION}, {LONG})",
            "Pixels that are not scaled",
        ),
        "a misspelled argument": (
            "H = model.fit(trainData, trainLabels, batchsize=128, nb_epoch=6)",
            "Is `batch_size` meant",
        ),
        "a setting of PyTorch": (
            f"H = model.fit(trainData, trainLabels, device=0, {VALIDATION})",
            "no argument of this name",
        ),
    },
    "A3.2": {
        "a part of them twice": (
            "predictions = model.predict(testData)\npredictions[:300] = predictions[300:600]",
            "knows part of the digits",
        ),
        "softmax once more": (
            "e = np.exp(model.predict(testData))\npredictions = e / e.sum(axis=1, keepdims=True)",
            "softmax of softmax",
        ),
        "made surer": (
            "p = model.predict(testData) ** 3\npredictions = p / p.sum(axis=1, keepdims=True)",
            "Were they changed afterwards",
        ),
        "a tensor": ("predictions = model(testData)", "A tensor has no `argmax`"),
        "transposed": ("predictions = model.predict(testData).T", "Rows and columns are exchanged"),
        "predict_proba": ("predictions = model.predict_proba(testData)", "gone from Keras"),
        "of another network": (
            "trial = LeNet.build(28, 28, 1, 10)\ntrial.set_weights([w * 1.3 for w in model.get_weights()])\n"
            "predictions = trial.predict(testData)",
            "Were they changed afterwards",
        ),
        "untouched": ("# YOUR CODE HERE", "does not exist yet.*Write your answer"),
        "not kept": ("model.predict(testData, batch_size=128)", "answers were not kept"),
        "training digits": (
            "predictions = model.predict(trainData, batch_size=128)",
            "digits that the network has learned from",
        ),
        "as many training digits as there are test digits": (
            "predictions = model.predict(trainData[:len(testData)])",
            "answers to other digits",
        ),
        "the largest taken already": (
            "predictions = model.predict(testData).argmax(axis=1)",
            "Keep all ten probabilities",
        ),
        "evaluate": ("predictions = model.evaluate(testData, testLabels, verbose=0)", "sums up"),
        "predict without a call": ("predictions = model.predict", "not called"),
        "pixels up to 255": ("predictions = model.predict(testData * 255)", "much brighter"),
        "scaled twice": ("predictions = model.predict(testData / 255)", "scaled once and not twice"),
        "an untrained network": (
            "predictions = LeNet.build(width=28, height=28, depth=1, classes=10).predict(testData)",
            "never trained",
        ),
        "shuffled digits": (
            "import numpy as np\npredictions = model.predict(np.random.permutation(testData))",
            "another order",
        ),
        "a part only": ("predictions = model.predict(testData[:100])", "left out"),
        "rounded to one digit": ("predictions = model.predict(testData).round(1)", "such as rounding"),
        "rounded to zero and one": (
            "p = model.predict(testData)\npredictions = (p == p.max(axis=1, keepdims=True)).astype(int)",
            "never so sure",
        ),
        "the labels themselves": ("predictions = testLabels.astype(float)", "Labels look like this"),
        "labels given to the network": ("predictions = model.predict(testLabels)", "These are labels"),
        "labels as second argument": (
            "predictions = model.predict(testData, testLabels)",
            "without knowing the truth",
        ),
        "a single digit": ("predictions = model.predict(testData[0])", "stack of digits"),
        "the history instead of the model": (
            "model = H\npredictions = model.predict(testData)",
            "no network",
        ),
        "a method of old books": ("predictions = model.predict_classes(testData)", "gone from Keras"),
    },
    "A3.3": {
        "one number": (
            """
truth, guess = testLabels.argmax(axis=1), predictions.argmax(axis=1)
report, matrix = classification_report(truth, guess), (truth == guess).mean()
""",
            "for every pair of classes",
        ),
        "names in another order": (
            """
truth, guess = testLabels.argmax(axis=1), predictions.argmax(axis=1)
report = classification_report(truth, guess, target_names=list("9876543210"))
matrix = confusion_matrix(truth, guess)
""",
            "in their order, from 0 to 9",
        ),
        "names in another order, in a dictionary": (
            """
truth, guess = testLabels.argmax(axis=1), predictions.argmax(axis=1)
report = classification_report(truth, guess, target_names=list("1234567890"), output_dict=True)
matrix = confusion_matrix(truth, guess)
""",
            "in their order, from 0 to 9",
        ),
        "a matrix from 9 to 0": (
            """
truth, guess = testLabels.argmax(axis=1), predictions.argmax(axis=1)
report, matrix = classification_report(truth, guess), confusion_matrix(truth, guess)[::-1, ::-1]
""",
            "Rows and columns go from 0 to 9",
        ),
        "names exchanged": (
            """
truth, guess = testLabels.argmax(axis=1), predictions.argmax(axis=1)
matrix, report = classification_report(truth, guess), confusion_matrix(truth, guess)
""",
            "`matrix` the array",
        ),
        "untouched": ("# YOUR CODE HERE", "does not exist yet.*Write your answer"),
        "the report only": (
            "report = classification_report(testLabels.argmax(axis=1), predictions.argmax(axis=1))",
            "asks for two things",
        ),
        "printed, not kept": (
            """
print(classification_report(testLabels.argmax(axis=1), predictions.argmax(axis=1)))
print(confusion_matrix(testLabels.argmax(axis=1), predictions.argmax(axis=1)))
""",
            "printed, but not kept",
        ),
        "what print returns": (
            """
report = print(classification_report(testLabels.argmax(axis=1), predictions.argmax(axis=1)))
matrix = confusion_matrix(testLabels.argmax(axis=1), predictions.argmax(axis=1))
""",
            "`print` shows a text and returns None",
        ),
        "what print returns for the matrix": (
            """
report = classification_report(testLabels.argmax(axis=1), predictions.argmax(axis=1))
matrix = print(confusion_matrix(testLabels.argmax(axis=1), predictions.argmax(axis=1)))
""",
            "`print` shows an array and returns None",
        ),
        "predictions first": (
            """
report = classification_report(predictions.argmax(axis=1), testLabels.argmax(axis=1))
matrix = confusion_matrix(predictions.argmax(axis=1), testLabels.argmax(axis=1))
""",
            "precision and recall are exchanged.*order of the arguments",
        ),
        "predictions first in the matrix": (
            """
report = classification_report(testLabels.argmax(axis=1), predictions.argmax(axis=1))
matrix = confusion_matrix(predictions.argmax(axis=1), testLabels.argmax(axis=1))
""",
            "rows and columns are exchanged.*order of the arguments",
        ),
        "vectors instead of classes": (
            """
report = classification_report(testLabels, predictions)
matrix = confusion_matrix(testLabels, predictions)
""",
            "one class per digit on both sides",
        ),
        "rounded vectors": (
            """
report = classification_report(testLabels, predictions.round())
matrix = confusion_matrix(testLabels.argmax(axis=1), predictions.argmax(axis=1))
""",
            "ten separate yes-or-no questions",
        ),
        "the truth against itself": (
            """
report = classification_report(testLabels.argmax(axis=1), testLabels.argmax(axis=1))
matrix = confusion_matrix(testLabels.argmax(axis=1), testLabels.argmax(axis=1))
""",
            "compared with itself",
        ),
        "the truth against itself in the matrix": (
            """
report = classification_report(testLabels.argmax(axis=1), predictions.argmax(axis=1))
matrix = confusion_matrix(testLabels.argmax(axis=1), testLabels.argmax(axis=1))
""",
            "compared with itself",
        ),
        "the wrong axis": (
            """
report = classification_report(testLabels.argmax(axis=0), predictions.argmax(axis=0))
matrix = confusion_matrix(testLabels.argmax(axis=0), predictions.argmax(axis=0))
""",
            "digits in.*Along which axis",
        ),
        "the wrong axis in the matrix": (
            """
report = classification_report(testLabels.argmax(axis=1), predictions.argmax(axis=1))
matrix = confusion_matrix(testLabels.argmax(axis=0), predictions.argmax(axis=0))
""",
            "Along which axis",
        ),
        "shares in the matrix": (
            """
truth, guess = testLabels.argmax(axis=1), predictions.argmax(axis=1)
report, matrix = classification_report(truth, guess), confusion_matrix(truth, guess, normalize="true")
""",
            "These are shares",
        ),
        "labels of the training set": (
            """
report = classification_report(trainLabels.argmax(axis=1), predictions.argmax(axis=1))
matrix = confusion_matrix(trainLabels.argmax(axis=1), predictions.argmax(axis=1))
""",
            "another length",
        ),
        "a report of the training set": (
            """
truth, guess = trainLabels.argmax(axis=1), model.predict(trainData, verbose=0).argmax(axis=1)
report, matrix = classification_report(truth, guess), confusion_matrix(truth, guess)
""",
            "4,000 digits.*another set",
        ),
        "a matrix of the training set": (
            """
report = classification_report(testLabels.argmax(axis=1), predictions.argmax(axis=1))
truth, guess = trainLabels.argmax(axis=1), model.predict(trainData, verbose=0).argmax(axis=1)
matrix = confusion_matrix(truth, guess)
""",
            "sum to 4,000",
        ),
        "a matrix per class": (
            """
from sklearn.metrics import multilabel_confusion_matrix
truth, guess = testLabels.argmax(axis=1), predictions.argmax(axis=1)
report, matrix = classification_report(truth, guess), multilabel_confusion_matrix(truth, guess)
""",
            "one small matrix per class",
        ),
        "sorted": (
            """
truth, guess = sorted(testLabels.argmax(axis=1)), predictions.argmax(axis=1)
report, matrix = classification_report(truth, guess), confusion_matrix(truth, guess)
""",
            "same place of their arrays",
        ),
    },
    "A3.4": {
        "a number": ("fig = 4", "A figure comes from pyplot"),
        "the toolbox": ("fig = plt", "the toolbox, not the picture"),
        "a series that is none": (
            "fig, ax = plt.subplots()\nax.plot(H.history['accurracy'])",
            "lists the names",
        ),
        "drawn on the sheet": ("fig = plt.figure()\nfig.plot(H.history['loss'])", "What can draw on it"),
        "an argument that no line has": (
            "fig, ax = plt.subplots()\nax.plot(H.history['loss'], colour='red')",
            "A line has no setting of this name",
        ),
        "the history lost": ("del H\nfig, ax = plt.subplots()", "The cells run from the top"),
        "two figures, as in many notebooks": (
            """
fig = plt.figure()
plt.plot(H.history["loss"], label="training loss")
plt.plot(H.history["val_loss"], label="validation loss")
plt.xlabel("epoch")
plt.legend()
plt.show()
fig = plt.figure()
plt.plot(H.history["accuracy"], label="training accuracy")
plt.plot(H.history["val_accuracy"], label="validation accuracy")
plt.xlabel("epoch")
plt.legend()
""",
            "more than one figure",
        ),
        "bars": (
            "fig, ax = plt.subplots()\nax.bar(range(len(H.history['loss'])), H.history['loss'])",
            "has bars and no lines.*Bars leave it to the eye",
        ),
        "bars by pandas": (
            "import pandas as pd\nfig = pd.DataFrame(H.history).plot.bar(xlabel='epoch').figure",
            "has bars and no lines.*Bars leave it to the eye",
        ),
        "a histogram": (
            "fig, ax = plt.subplots()\nax.hist(H.history['loss'])",
            "has bars and no lines.*`plot` connects the epochs",
        ),
        "areas": (
            """
fig, ax = plt.subplots()
for key, numbers in H.history.items():
    ax.fill_between(range(len(numbers)), numbers, label=key)
ax.legend()
""",
            "has areas and no lines.*Areas cover each other",
        ),
        "areas on top of each other": (
            "fig, ax = plt.subplots()\nax.stackplot(range(len(H.history['loss'])), *H.history.values())",
            "has areas and no lines.*a height is a sum",
        ),
        "cells": (
            "fig, ax = plt.subplots()\nax.pcolormesh(list(H.history.values()))",
            "has cells and no lines.*nobody can measure a colour",
        ),
        "an image": (
            "fig, ax = plt.subplots()\nax.imshow(list(H.history.values()))",
            "has cells and no lines.*nobody can measure a colour",
        ),
        "strokes": (
            "fig, ax = plt.subplots()\nax.vlines(range(len(H.history['loss'])), 0, H.history['loss'])",
            "has strokes and no lines.*`plot` connects the epochs",
        ),
        "dots with bars of error": (
            "fig, ax = plt.subplots()\nlosses = H.history['loss']\n"
            "ax.errorbar(range(len(losses)), losses, yerr=0.1, fmt='o')",
            "has dots and strokes and no lines.*Dots leave it to the eye",
        ),
        "shapes": (
            "fig, ax = plt.subplots()\nax.pie(H.history['loss'])",
            "has shapes and no lines.*`plot` connects the epochs",
        ),
        "dots": (
            "fig, ax = plt.subplots()\nax.scatter(range(len(H.history['loss'])), H.history['loss'])",
            "has dots and no lines.*Dots leave it to the eye",
        ),
        "the axis of the other": (
            f"fig, ax = plt.subplots()\n{FOUR_LINES}\nax.set_xlabel('loss')\nax.legend()",
            "Along this axis",
        ),
        "the axis of the example": (
            f"fig, ax = plt.subplots()\n{FOUR_LINES}\nax.set_xlabel('week')\nax.legend()",
            "Along this axis",
        ),
        "a legend in another order": (
            """
fig, ax = plt.subplots()
for key in ("loss", "val_loss", "accuracy", "val_accuracy"):
    ax.plot(H.history[key])
ax.set_xlabel("epoch")
ax.legend(["training accuracy", "test accuracy", "training loss", "test loss"])
""",
            "mixed up",
        ),
        "losses under the title of accuracies": (
            """
fig, (left, right) = plt.subplots(1, 2)
for panel, key, title in ((left, "loss", "model accuracy"), (right, "accuracy", "model loss")):
    panel.plot(H.history[key], label="training")
    panel.plot(H.history["val_" + key], label="validation")
    panel.set(title=title, xlabel="epoch")
    panel.legend()
""",
            "Which of the two falls",
        ),
        "a place of the legend that there is not": (
            """
fig, ax = plt.subplots()
ax.plot(H.history["loss"], label="training loss")
ax.plot(H.history["val_loss"], label="validation loss")
ax.legend(loc="top right")
ax.plot(H.history["accuracy"], label="training accuracy")
ax.plot(H.history["val_accuracy"], label="validation accuracy")
""",
            "Mend what the error names",
        ),
        "methods of pyplot": (
            f"fig, ax = plt.subplots()\nax.xlabel('epoch')\n{FOUR_LINES}",
            "the methods of axes begin with a verb",
        ),
        "untouched": ("# YOUR CODE HERE", "does not exist yet.*Write your answer"),
        "an empty sheet": ("fig, ax = plt.subplots()", "sheet is empty"),
        "drawn into another figure": (
            f"fig = plt.figure()\nother, ax = plt.subplots()\n{FOUR_LINES}\nax.legend()",
            "another figure",
        ),
        "a figure without a name": (
            "plt.plot(H.history['loss'])\nplt.plot(H.history['val_loss'])",
            "was not given this name",
        ),
        "lines for a figure": ("fig = plt.plot(H.history['loss'])", "returns the lines"),
        "what show returns": ("plt.plot(H.history['loss'])\nfig = plt.show()", "returns None"),
        "the library's figure": ("fig = figures.curves(H)", "library's drawing"),
        "out of the library's figure": ("fig = figures.curves(H).figure", "after the lesson"),
        "the object for its dictionary": (
            "fig, ax = plt.subplots()\nax.plot(H['loss'])",
            "subscriptable.*attribute `history`",
        ),
        "a name of old books": (
            "fig, ax = plt.subplots()\nax.plot(H.history['loss'])\nax.plot(H.history['acc'])",
            "KeyError.*older books",
        ),
        "epochs that were not trained": (
            "import numpy as np\nfig, ax = plt.subplots()\nax.plot(np.arange(20), H.history['loss'])",
            "How many epochs did you train",
        ),
        "an array of axes": (
            "fig, ax = plt.subplots(1, 2)\nax.plot(H.history['loss'])",
            "Choose one of them",
        ),
        "loss only": (
            """
fig, ax = plt.subplots()
ax.plot(H.history["loss"], label="training")
ax.plot(H.history["val_loss"], label="validation")
ax.set_xlabel("epoch")
ax.legend()
""",
            "What do people want to know",
        ),
        "training only": (
            """
fig, ax = plt.subplots()
ax.plot(H.history["loss"], label="loss")
ax.plot(H.history["accuracy"], label="accuracy")
ax.set_xlabel("epoch")
ax.legend()
""",
            "Overfitting shows only beside",
        ),
        "one series twice": (
            "fig, ax = plt.subplots()\n" + FOUR_LINES.replace("val_loss", "loss"),
            "drawn twice",
        ),
        "no legend": (
            f"fig, ax = plt.subplots()\n{FOUR_LINES}\nax.set_xlabel('epoch')",
            "nothing shows them",
        ),
        "no labels": (
            """
fig, ax = plt.subplots()
for numbers in H.history.values():
    ax.plot(numbers)
ax.set_xlabel("epoch")
ax.legend()
""",
            "no labels, so a legend would have nothing",
        ),
        "some labels": (
            "fig, ax = plt.subplots()\n"
            + FOUR_LINES.replace(', label="training loss"', "")
            + "ax.set_xlabel('epoch')\nax.legend()",
            "3 of 4 lines have a label",
        ),
        "the same label for several": (
            "fig, ax = plt.subplots()\n"
            + FOUR_LINES.replace("training ", "").replace("validation ", "")
            + "ax.set_xlabel('epoch')\nax.legend()",
            "same label",
        ),
        "the legend of one of two axes": (
            """
fig, ax = plt.subplots()
ax2 = ax.twinx()
ax.plot(H.history["loss"], label="training loss")
ax.plot(H.history["val_loss"], label="validation loss")
ax2.plot(H.history["accuracy"], label="training accuracy")
ax2.plot(H.history["val_accuracy"], label="validation accuracy")
ax.set_xlabel("epoch")
ax.legend()
""",
            "fewer entries than there are lines",
        ),
        "labels exchanged": (
            """
fig, ax = plt.subplots()
ax.plot(H.history["loss"], label="test loss")
ax.plot(H.history["val_loss"], label="training loss")
ax.plot(H.history["accuracy"], label="training accuracy")
ax.plot(H.history["val_accuracy"], label="test accuracy")
ax.set_xlabel("epoch")
ax.legend()
""",
            "mixed up",
        ),
        "no name of the axis": (
            f"fig, ax = plt.subplots()\n{FOUR_LINES}\nax.legend()",
            "horizontal axis has no label.*seconds, batches",
        ),
    },
    "A3.Q1": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet.*Write your answer"),
        "train": ('A3_Q1 = "train"', "not what Keras calls it"),
        "compile": ('A3_Q1 = "model.compile()"', "how training will be done"),
        "predict": ('A3_Q1 = "predict"', "uses what was learned"),
        "evaluate": ('A3_Q1 = "model.evaluate"', "`evaluate` measures"),
        "the example": ('A3_Q1 = "summary"', "`summary` describes"),
        "several": ('A3_Q1 = "compile and fit"', "answer is a single name"),
        "backpropagation": ('A3_Q1 = "backpropagation"', "took the time"),
        "nothing": ('A3_Q1 = "  "', "is empty"),
        "a number": ("A3_Q1 = 3", "quotes"),
        "the method itself": ("A3_Q1 = model.fit", "quotes"),
    },
}

TABLE = Table(
    "a3_train",
    *added("a3_train", RIGHT, MISTAKES),
    trains=frozenset({"A3.1"}),
    asides=frozenset({"A3-halves"}),
)
