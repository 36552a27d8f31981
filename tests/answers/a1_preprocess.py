"""Answers to the steps of lesson A1."""

from tests.answers.bench import Table

NOTHING = "# YOUR CODE HERE"

RIGHT: dict[str, dict[str, str]] = {
    "A1.1": {
        "the module under its own path": "import lenet_keras.datasets.mnist as mnist",
        "through the package": "from lenet_keras import datasets\nmnist = datasets.mnist",
        "the package under another name": "import lenet_keras.datasets as data\nmnist = data.mnist",
        "with a needless as": "from lenet_keras.datasets import mnist as mnist",
        "by importlib": 'import importlib\nmnist = importlib.import_module("lenet_keras.datasets.mnist")',
        "everything": "from lenet_keras.datasets import *",
    },
    "A1.2": {
        "in two lines": """
train, test = mnist.load_data()
trainData, trainLabels = train
testData, testLabels = test
""",
        "by index": """
data = mnist.load_data()
trainData, trainLabels = data[0][0], data[0][1]
testData = data[1][0]
testLabels = data[1][1]
""",
        "loaded twice": """
(trainData, trainLabels), _ = mnist.load_data()
_, (testData, testLabels) = mnist.load_data()
""",
        "nested lists on the left": "[[trainData, trainLabels], [testData, testLabels]] = mnist.load_data()",
        "the function imported": """
from lenet_keras.datasets.mnist import load_data
((trainData, trainLabels), (testData, testLabels)) = load_data()
""",
        "copied": """
import numpy as np
(trainData, trainLabels), (testData, testLabels) = [map(np.array, part) for part in mnist.load_data()]
""",
    },
    "A1.3": {
        "pyplot without axes": """
fig = plt.figure()
plt.imshow(trainData[7], cmap="gray")
plt.title(f"label: {trainLabels[7]}")
shapes = {"trainData": trainData.shape, "trainLabels": trainLabels.shape,
          "testData": testData.shape, "testLabels": testLabels.shape}
""",
        "several digits, one of them for testing": """
fig, axes = plt.subplots(1, 3)
for ax, image, label in zip(axes, [testData[0], *trainData[:2]], [testLabels[0], *trainLabels[:2]]):
    ax.imshow(image)
    ax.set_title(str(label))
shapes = dict(trainData=trainData.shape, trainLabels=trainLabels.shape,
              testData=testData.shape, testLabels=testLabels.shape)
""",
        "matshow, title of the figure": """
fig, ax = plt.subplots()
ax.matshow(trainData[-1])
fig.suptitle(trainLabels[-1])
names = ["trainData", "trainLabels", "testData", "testLabels"]
shapes = {name: globals()[name].shape for name in names}
""",
        "a comprehension over pairs, lists of lengths": """
import random
i = random.randrange(len(trainData))
fig = plt.figure(figsize=(2, 2))
ax = fig.add_subplot()
ax.imshow(trainData[i].reshape(28, 28), cmap=plt.cm.gray_r, interpolation="nearest")
ax.set(title=f"This is a {trainLabels[i]}.")
pairs = zip(("trainData", "trainLabels", "testData", "testLabels"),
            (trainData, trainLabels, testData, testLabels))
shapes = {name: list(array.shape) for name, array in pairs}
""",
        "entry by entry": """
import numpy as np
image, label = trainData[3, :, :], trainLabels[3]
fig, ax = plt.subplots()
ax.imshow(np.array(image, dtype=float), vmin=0, vmax=255)
ax.set_title("Label: %d" % label)
ax.axis("off")
shapes = {}
shapes["testLabels"] = np.shape(testLabels)
shapes["testData"] = np.shape(testData)
shapes["trainLabels"] = (len(trainLabels),)
shapes["trainData"] = (len(trainData), 28, 28)
print(shapes)
""",
    },
    "A1.4": {
        "np.expand_dims": """
import numpy as np
trainData = np.expand_dims(trainData, -1)
testData = np.expand_dims(testData, axis=3)
""",
        "np.newaxis": """
import numpy as np
trainData = trainData[..., np.newaxis]
testData = testData[:, :, :, None]
""",
        "reshape(-1, ...)": """
trainData = trainData.reshape(-1, 28, 28, 1)
testData = testData.reshape(-1, 28, 28, 1)
""",
        "shape and one more": """
trainData = trainData.reshape(*trainData.shape, 1)
testData = testData.reshape(testData.shape + (1,))
""",
        "np.reshape with len, as float32": """
import numpy as np
trainData = np.reshape(trainData, (len(trainData), 28, 28, 1)).astype("float32")
testData = np.reshape(testData, [len(testData), 28, 28, 1]).astype("float32")
""",
        "np.stack in one line": """
import numpy as np
trainData, testData = (np.stack([images], axis=-1) for images in (trainData, testData))
""",
        "a function": """
def with_depth(images):
    n, rows, columns = images.shape
    return images.reshape((n, rows, columns, 1))
trainData = with_depth(trainData)
testData = with_depth(testData)
""",
    },
    "A1.5": {
        "divided by a whole number": "trainData = trainData / 255\ntestData = testData / 255",
        "float32 first, then in place": """
trainData = trainData.astype("float32")
testData = testData.astype("float32")
trainData /= 255
testData /= 255
""",
        "np.divide, multiplied": """
import numpy as np
trainData = np.divide(trainData, 255.0)
testData = testData * (1 / 255)
""",
        "float16": """
import numpy as np
trainData = (trainData / 255.0).astype(np.float16)
testData = (testData / 255.0).astype(np.float16)
""",
        "Rescaling of Keras": """
from keras.layers import Rescaling
rescale = Rescaling(1 / 255)
trainData = rescale(trainData).numpy()
testData = rescale(testData).numpy()
""",
        "the maximum of the training data": """
largest = trainData.max()
trainData, testData = trainData / largest, testData / largest
""",
        "MinMaxScaler over all pixels": """
from sklearn.preprocessing import MinMaxScaler
scaler = MinMaxScaler().fit(trainData.reshape(-1, 1))
trainData = scaler.transform(trainData.reshape(-1, 1)).reshape(trainData.shape)
testData = scaler.transform(testData.reshape(-1, 1)).reshape(testData.shape)
""",
        "np.interp": """
import numpy as np
trainData = np.interp(trainData, (0, 255), (0, 1))
testData = np.interp(testData, (0, 255), (0, 1))
""",
    },
    "A1.6": {
        "fit, then transform": """
from sklearn import preprocessing
lb = preprocessing.LabelBinarizer()
lb.fit(trainLabels)
trainLabels, testLabels = lb.transform(trainLabels), lb.transform(testLabels)
""",
        "to_categorical": """
from keras.utils import to_categorical
trainLabels = to_categorical(trainLabels)
testLabels = to_categorical(testLabels, num_classes=10)
""",
        "np.eye": """
import numpy as np
trainLabels = np.eye(10)[trainLabels]
testLabels = np.identity(10, dtype=int)[testLabels]
""",
        "label_binarize": """
from sklearn.preprocessing import label_binarize
trainLabels = label_binarize(trainLabels, classes=range(10))
testLabels = label_binarize(testLabels, classes=range(10))
""",
        "OneHotEncoder": """
from sklearn.preprocessing import OneHotEncoder
encoder = OneHotEncoder(sparse_output=False)
trainLabels = encoder.fit_transform(trainLabels.reshape(-1, 1))
testLabels = encoder.transform(testLabels.reshape(-1, 1))
""",
        "compared with all classes": """
import numpy as np
trainLabels = (trainLabels[:, None] == np.arange(10)).astype("float32")
testLabels = np.equal.outer(testLabels, np.arange(10)).astype("float32")
""",
        "a loop": """
import numpy as np
def vectors(labels):
    result = np.zeros((len(labels), 10))
    for i, label in enumerate(labels):
        result[i, label] = 1
    return result
trainLabels = vectors(trainLabels)
testLabels = vectors(testLabels)
""",
        "dummies of pandas": """
import pandas as pd
trainLabels = pd.get_dummies(trainLabels).to_numpy()
testLabels = pd.get_dummies(testLabels, dtype=int).to_numpy()
""",
    },
}

MISTAKES: dict[str, dict[str, tuple[str, str]]] = {
    "A1.1": {
        "untouched": (NOTHING, "Write your answer in the cell above"),
        "Keras's own module": ("from keras.datasets import mnist", "without a network"),
        "the package around it": ("from lenet_keras import datasets as mnist", "package around it"),
        "another name": ("from lenet_keras.datasets import mnist as digits", "another name"),
        "import without from": ("import lenet_keras.datasets.mnist", "The import made another name"),
        "the function": ("from lenet_keras.datasets.mnist import load_data as mnist", "A function of"),
        "the function only": ("from lenet_keras.datasets.mnist import load_data", "A function of"),
        "the package shortened": ("from lenet_keras import mnist", "the part before the last dot"),
        "the module alone": ("import mnist", "the part before the last dot"),
        "the package misspelled": ("from lenet_keras.dataset import mnist", "letter by letter"),
        "the order of other languages": ("import mnist from lenet_keras.datasets", "First the place"),
        "a text": ('mnist = "lenet_keras.datasets.mnist"', "Quotes make a text"),
        "not imported": ("mnist = lenet_keras.datasets.mnist", "only after an `import`"),
        "loaded at once": (
            "from lenet_keras.datasets import mnist\nmnist = mnist.load_data()",
            "Loading them is A1.2",
        ),
    },
    "A1.2": {
        "untouched": (NOTHING, "Write your answer in the cell above"),
        "images with images": (
            "(trainData, testData), (trainLabels, testLabels) = mnist.load_data()",
            "What makes a pair",
        ),
        "test set first": (
            "(testData, testLabels), (trainData, trainLabels) = mnist.load_data()",
            "two sets are exchanged",
        ),
        "labels first": (
            "(trainLabels, trainData), (testLabels, testData) = mnist.load_data()",
            "Images and labels are exchanged",
        ),
        "four names at once": (
            "trainData, trainLabels, testData, testLabels = mnist.load_data()",
            "two pairs: parentheses",
        ),
        "two names": ("trainData, testData = mnist.load_data()", "Both pairs have to be unpacked"),
        "parentheses forgotten": (
            "(trainData, trainLabels), (testData, testLabels) = mnist.load_data",
            "parentheses follow its name",
        ),
        "test data left out": ("(trainData, trainLabels), _ = mnist.load_data()", "Without test data"),
        "other names": (
            "(train_data, train_labels), (test_data, test_labels) = mnist.load_data()",
            "other names",
        ),
        "a part of the digits": (
            "(trainData, trainLabels), (testData, testLabels) = mnist.load_data()\n"
            "trainData, trainLabels = trainData[:1000], trainLabels[:1000]",
            "without slicing",
        ),
        "flattened": (
            "(trainData, trainLabels), (testData, testLabels) = mnist.load_data()\n"
            "trainData = trainData.reshape(-1, 784)",
            "without slicing, splitting or reshaping",
        ),
        "scaled at once": (
            "(trainData, trainLabels), (testData, testLabels) = mnist.load_data()\n"
            "trainData, testData = trainData / 255, testData / 255",
            "Scaling is step A1.5",
        ),
        "images shuffled without their labels": (
            "import numpy as np\n"
            "(trainData, trainLabels), (testData, testLabels) = mnist.load_data()\n"
            "np.random.shuffle(trainData)",
            "same order",
        ),
        "run out of order": (
            "(trainData, trainLabels), (testData, testLabels) = mnist.load_data()\n"
            "trainData = trainData.reshape(-1, 28, 28, 1)",
            "state after A1.4",
        ),
    },
    "A1.3": {
        "untouched": (NOTHING, "Write your answer in the cell above"),
        "all digits in one image": (
            "fig, ax = plt.subplots()\nax.imshow(trainData)",
            "`imshow` draws one image",
        ),
        "a row instead of a digit": (
            "fig, ax = plt.subplots()\nax.imshow(trainData[0, 14:15])",
            "One index into `trainData`",
        ),
        "label of another digit": (
            "fig, ax = plt.subplots()\nax.imshow(trainData[0])\nax.set_title(trainLabels[1])",
            "use the same index",
        ),
        "index instead of label": (
            "i = 11\nfig, ax = plt.subplots()\nax.imshow(trainData[i])\nax.set_title(i)",
            "use the same index",
        ),
        "no title": ("fig, ax = plt.subplots()\nax.imshow(trainData[0])", "`ax.set_title"),
        "no name for the figure": ("plt.imshow(trainData[0])\nplt.title(trainLabels[0])", "no name: keep it"),
        "a pair instead of the figure": ("fig = plt.subplots()", "returns two things"),
        "the image instead of the figure": ("fig = plt.imshow(trainData[0])", "the sheet around it"),
        "a test digit": (
            "fig, ax = plt.subplots()\nax.imshow(testData[0])\nax.set_title(testLabels[0])",
            "Which array trains",
        ),
        "lying on its side": (
            "fig, ax = plt.subplots()\nax.imshow(trainData[0].T)\nax.set_title(trainLabels[0])",
            "Rows and columns were exchanged",
        ),
        "shapes only printed": (
            "fig, ax = plt.subplots()\nax.imshow(trainData[0])\nax.set_title(trainLabels[0])\n"
            "print(trainData.shape, trainLabels.shape, testData.shape, testLabels.shape)",
            "keeps nothing",
        ),
        "len instead of shape": (
            "fig, ax = plt.subplots()\nax.imshow(trainData[0])\nax.set_title(trainLabels[0])\n"
            'shapes = {"trainData": len(trainData), "trainLabels": len(trainLabels),'
            ' "testData": len(testData), "testLabels": len(testLabels)}',
            "`len` counts",
        ),
        "test data left out": (
            "fig, ax = plt.subplots()\nax.imshow(trainData[0])\nax.set_title(trainLabels[0])\n"
            'shapes = {"trainData": trainData.shape, "trainLabels": trainLabels.shape}',
            "four entries",
        ),
        "a list": (
            "fig, ax = plt.subplots()\nax.imshow(trainData[0])\nax.set_title(trainLabels[0])\n"
            "shapes = [trainData.shape, trainLabels.shape, testData.shape, testLabels.shape]",
            "which is whose",
        ),
        "arrays as keys": (
            "fig, ax = plt.subplots()\nax.imshow(trainData[0])\nax.set_title(trainLabels[0])\n"
            "shapes = {trainData: trainData.shape}",
            "text in quotes, not the arrays",
        ),
        "shapes as text": (
            "fig, ax = plt.subplots()\nax.imshow(trainData[0])\nax.set_title(trainLabels[0])\n"
            "shapes = {name: str(globals()[name].shape)"
            ' for name in ("trainData", "trainLabels", "testData", "testLabels")}',
            "looks like a shape",
        ),
        "shapes of the wrong arrays": (
            "fig, ax = plt.subplots()\nax.imshow(trainData[0])\nax.set_title(trainLabels[0])\n"
            'shapes = {"trainData": trainData.shape, "trainLabels": trainLabels.shape,'
            ' "testData": trainData.shape, "testLabels": trainLabels.shape}',
            "shape of another",
        ),
    },
    "A1.4": {
        "untouched": (NOTHING, "The depth axis is not there yet"),
        "result thrown away": (
            "trainData.reshape((trainData.shape[0], 28, 28, 1))\n"
            "testData.reshape((testData.shape[0], 28, 28, 1))",
            "made and thrown away",
        ),
        "test data left out": ("trainData = trainData.reshape(-1, 28, 28, 1)", "`testData` was left out"),
        "depth before the rows": (
            "trainData = trainData.reshape(-1, 1, 28, 28)\ntestData = testData.reshape(-1, 1, 28, 28)",
            "depth stands before the rows",
        ),
        "flattened": (
            "trainData = trainData.reshape(-1, 784)\ntestData = testData.reshape(-1, 784)",
            "which pixels are neighbours",
        ),
        "off by one": (
            "trainData = trainData.reshape((trainData.shape[0], 28, 27, 1))",
            "A reshape keeps all numbers",
        ),
        "number of samples forgotten": (
            "trainData = trainData.reshape((28, 28, 1))\ntestData = testData.reshape((28, 28, 1))",
            "Is a length missing",
        ),
        "number of the full data set": (
            "trainData = trainData.reshape((50000, 28, 28, 1))\n"
            "testData = testData.reshape((10000, 28, 28, 1))",
            "mistyped",
        ),
        "samples of the other array": (
            "n = trainData.shape[0]\n"
            "trainData = trainData.reshape((n, 28, 28, 1))\ntestData = testData.reshape((n, 28, 28, 1))",
            "that of another array",
        ),
        "axis at the front": (
            "import numpy as np\n"
            "trainData = np.expand_dims(trainData, 0)\ntestData = np.expand_dims(testData, 0)",
            "must stay the first axis",
        ),
        "run twice": (
            "for _ in range(2):\n    trainData, testData = trainData[..., None], testData[..., None]",
            "added twice",
        ),
        "three channels": (
            "import numpy as np\n"
            "trainData, testData = np.stack([trainData] * 3, -1), np.stack([testData] * 3, -1)",
            "red, green and blue",
        ),
        "axes in another order": (
            "trainData = trainData.reshape(28, 28, -1, 1).transpose(2, 0, 1, 3)\n"
            "testData = testData.reshape(28, 28, -1, 1).transpose(2, 0, 1, 3)",
            "pixels of different digits are mixed",
        ),
        "width and height exchanged": (
            "trainData = trainData.transpose(0, 2, 1)[..., None]\n"
            "testData = testData.transpose(0, 2, 1)[..., None]",
            "lie on their side",
        ),
        "training data twice": (
            "trainData = trainData.reshape(-1, 28, 28, 1)\ntestData = trainData",
            "was that array taken for `testData`",
        ),
        "three axes": (
            "trainData = trainData.reshape(-1, 28, 28)\ntestData = testData.reshape(-1, 28, 28)",
            "The depth axis is not there yet",
        ),
        "the shape instead of the array": (
            "trainData = (trainData.shape[0], 28, 28, 1)\ntestData = (testData.shape[0], 28, 28, 1)",
            "lengths of the axes alone",
        ),
        "one digit only": (
            "trainData = trainData[0].reshape(1, 28, 28, 1)\ntestData = testData[0].reshape(1, 28, 28, 1)",
            "number of samples changed",
        ),
        "a tensor": (
            "import tensorflow as tf\n"
            "trainData, testData = tf.expand_dims(trainData, -1), tf.expand_dims(testData, -1)",
            "A tensor belongs to TensorFlow",
        ),
        "scaled at once": (
            "trainData, testData = trainData[..., None] / 255, testData[..., None] / 255",
            "Scaling is A1.5",
        ),
    },
    "A1.5": {
        "untouched": (NOTHING, "kept under the name"),
        "result thrown away": ("trainData / 255.0\ntestData / 255.0", "kept under the name"),
        "test data left out": ("trainData = trainData / 255.0", "`testData` was left out"),
        "scaled twice": (
            "trainData = trainData / 255.0 / 255.0\ntestData = testData / 255.0 / 255.0",
            "scaled twice",
        ),
        "whole division": ("trainData = trainData // 255\ntestData = testData // 255", "`//` cuts off"),
        "back to whole numbers": (
            'trainData = (trainData / 255).astype("uint8")\ntestData = (testData / 255).astype("uint8")',
            "fractions are cut off",
        ),
        "number of values": ("trainData = trainData / 256\ntestData = testData / 256", "how many values"),
        "in place on whole numbers": ("trainData /= 255\ntestData /= 255", "no room for fractions"),
        "type without division": (
            'trainData = trainData.astype("float32")\ntestData = testData.astype("float32")',
            "still those from 0 to 255",
        ),
        "from -1 to 1": (
            "trainData = trainData / 127.5 - 1\ntestData = testData / 127.5 - 1",
            "-1 to 1 suits other",
        ),
        "standardised": (
            "mean, std = trainData.mean(), trainData.std()\n"
            "trainData = (trainData - mean) / std\ntestData = (testData - mean) / std",
            "subtracting a mean",
        ),
        "every digit by its own maximum": (
            "trainData = trainData / trainData.max(axis=(1, 2, 3), keepdims=True)\n"
            "testData = testData / testData.max(axis=(1, 2, 3), keepdims=True)",
            "Not every pixel was divided by the same number",
        ),
        "every pixel by its own maximum": (
            "import numpy as np\n"
            "with np.errstate(all='ignore'):\n"
            "    trainData, testData = trainData / trainData.max(axis=0), testData / testData.max(axis=0)",
            "0 / 0",
        ),
        "percent": ("trainData = trainData / 100\ntestData = testData / 100", "Full ink became 2.55"),
        "the other way round": (
            "import numpy as np\n"
            "with np.errstate(all='ignore'):\n"
            "    trainData, testData = 255 / trainData, 255 / testData",
            "What has to be divided by what",
        ),
        "rounded": (
            "import numpy as np\ntrainData, testData = np.round(trainData / 255), np.round(testData / 255)",
            "ink or paper",
        ),
        "training data twice": (
            "trainData = trainData / 255.0\ntestData = trainData / 255.0",
            "was that array taken for `testData`",
        ),
        "inverted": ("trainData = 1 - trainData / 255\ntestData = 1 - testData / 255", "inverted"),
        "a tensor": (
            "from keras.layers import Rescaling\n"
            "trainData, testData = Rescaling(1 / 255)(trainData), Rescaling(1 / 255)(testData)",
            "A tensor belongs to TensorFlow",
        ),
        "flattened too": (
            "trainData = trainData.reshape(-1, 784) / 255\ntestData = testData.reshape(-1, 784) / 255",
            "no shape",
        ),
    },
    "A1.6": {
        "untouched": (NOTHING, "one place for each class"),
        "result thrown away": (
            "from sklearn.preprocessing import LabelBinarizer\n"
            "binarizer = LabelBinarizer()\n"
            "binarizer.fit_transform(trainLabels)\nbinarizer.transform(testLabels)",
            "the result needs the name",
        ),
        "test labels left out": (
            "from sklearn.preprocessing import LabelBinarizer\n"
            "trainLabels = LabelBinarizer().fit_transform(trainLabels)",
            "`testLabels` was left out",
        ),
        "fitted on the test labels": (
            "from sklearn.preprocessing import LabelBinarizer\n"
            "binarizer = LabelBinarizer()\n"
            "trainLabels = binarizer.fit_transform(trainLabels)\n"
            "testLabels = binarizer.fit_transform(testLabels)",
            "fitted on the test labels",
        ),
        "training labels twice": (
            "from sklearn.preprocessing import LabelBinarizer\n"
            "binarizer = LabelBinarizer()\n"
            "trainLabels = binarizer.fit_transform(trainLabels)\ntestLabels = trainLabels",
            "was that array taken for `testLabels`",
        ),
        "scaled instead": (
            "trainLabels, testLabels = trainLabels / 9, testLabels / 9",
            "These are other numbers",
        ),
        "labels given to the tool": (
            "from sklearn.preprocessing import LabelBinarizer\ntrainLabels = LabelBinarizer(trainLabels)",
            "made without the labels",
        ),
        "the class of the tool": (
            "from sklearn.preprocessing import LabelBinarizer\n"
            "trainLabels = LabelBinarizer.fit_transform(trainLabels)",
            "the plan of the tool",
        ),
        "import forgotten": ("trainLabels = LabelBinarizer().fit_transform(trainLabels)", "not known here"),
        "not fitted": (
            "from sklearn.preprocessing import LabelBinarizer\n"
            "binarizer = LabelBinarizer()\n"
            "trainLabels = binarizer.transform(trainLabels)",
            "fitted first",
        ),
        "fit instead of transform": (
            "from sklearn.preprocessing import LabelBinarizer\n"
            "binarizer = LabelBinarizer()\n"
            "trainLabels, testLabels = binarizer.fit(trainLabels), binarizer.transform(testLabels)",
            "This is the tool",
        ),
        "sparse matrix": (
            "from sklearn.preprocessing import OneHotEncoder\n"
            "encoder = OneHotEncoder()\n"
            "trainLabels = encoder.fit_transform(trainLabels.reshape(-1, 1))\n"
            "testLabels = encoder.transform(testLabels.reshape(-1, 1))",
            "sparse matrix stores",
        ),
        "labels as they are into an encoder": (
            "from sklearn.preprocessing import OneHotEncoder\n"
            "trainLabels = OneHotEncoder(sparse_output=False).fit_transform(trainLabels)",
            "one row for each digit",
        ),
        "run twice": (
            "from keras.utils import to_categorical\n"
            "for _ in range(2):\n"
            "    trainLabels, testLabels = to_categorical(trainLabels), to_categorical(testLabels)",
            "vectors again",
        ),
        "binary notation": (
            "import numpy as np\n"
            "trainLabels = np.unpackbits(trainLabels[:, None], axis=1)\n"
            "testLabels = np.unpackbits(testLabels[:, None], axis=1)",
            "binary notation",
        ),
        "one class too many": (
            "import numpy as np\ntrainLabels, testLabels = np.eye(11)[trainLabels], np.eye(11)[testLabels]",
            "here it has 11",
        ),
        "columns counted from 1": (
            "import numpy as np\n"
            "trainLabels, testLabels = np.eye(10)[(trainLabels + 9) % 10], np.eye(10)[(testLabels + 9) % 10]",
            "Columns are counted from 0",
        ),
        "the column before the first": (
            "import numpy as np\n"
            "trainLabels, testLabels = np.eye(10)[trainLabels - 1], np.eye(10)[testLabels - 1]",
            "Digits and columns are both counted from 0",
        ),
        "classes from 1 to 10": (
            "import numpy as np\nclasses = np.arange(1, 11)\n"
            "trainLabels, testLabels = trainLabels[:, None] == classes, testLabels[:, None] == classes",
            "A class is missing",
        ),
        "-1 for the other classes": (
            "from sklearn.preprocessing import LabelBinarizer\n"
            "binarizer = LabelBinarizer(neg_label=-1)\n"
            "trainLabels = binarizer.fit_transform(trainLabels)\n"
            "testLabels = binarizer.transform(testLabels)",
            "never negative",
        ),
        "the digit instead of a 1": (
            "import numpy as np\n"
            "trainLabels = np.eye(10)[trainLabels] * trainLabels[:, None]\n"
            "testLabels = np.eye(10)[testLabels] * testLabels[:, None]",
            "1 whatever the digit is",
        ),
        "a column": (
            "trainLabels, testLabels = trainLabels.reshape(-1, 1), testLabels.reshape(-1, 1)",
            "A column of labels",
        ),
        "a tensor": (
            "import tensorflow as tf\n"
            "trainLabels, testLabels = tf.one_hot(trainLabels, 10), tf.one_hot(testLabels, 10)",
            "A tensor belongs to TensorFlow",
        ),
        "a table": (
            "import pandas as pd\n"
            "trainLabels, testLabels = pd.get_dummies(trainLabels), pd.get_dummies(testLabels)",
            "Only the numbers in it",
        ),
    },
}

TABLE = Table("a1_preprocess", RIGHT, MISTAKES)
