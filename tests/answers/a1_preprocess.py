"""Answers to the steps of lesson A1."""

from tests.answers.bench import Table, filled
from tests.answers.elsewhere import added

NOTHING = "# YOUR CODE HERE"
LOADED = "(trainData, trainLabels), (testData, testLabels) = mnist.load_data()"
SHOWN = "fig, ax = plt.subplots()\nax.imshow(trainData[0])\nax.set_title(trainLabels[0])\n"
SETS = ("train", "test")
BINARIZER = "from sklearn.preprocessing import LabelBinarizer\nbinarizer = LabelBinarizer()\n"


def both(code: str) -> str:
    """An answer that does the same with both sets, of code for `images` or `labels`."""
    sets = (code.replace("images", f"{part}Data").replace("labels", f"{part}Labels") for part in SETS)
    return "import numpy as np\n" + "\n".join(sets)


def in_both(text: str, template: str = "WRONG") -> dict[str, tuple[str, str]]:
    """Mistakes that are made with both sets; a line for each, as `filled` reads them."""
    return {name: (both(code), hint) for name, (code, hint) in filled(template, text).items()}


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
        "unpacked with a star": """
train, test = mnist.load_data()
trainData, trainLabels, testData, testLabels = *train, *test
""",
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
        "a title at the left, turned and turned back": """
fig, ax = plt.subplots()
ax.imshow(trainData[4][::-1], origin="lower")
ax.set_title(f"{trainLabels[4]}", loc="left")
ax.set_xlabel("column")
shapes = {name: np.shape(globals()[name]) for name in ("trainData", "trainLabels", "testData", "testLabels")}
""",
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
        "an axis added by the index, as in PyTorch": both("images = images[:, :, :, np.newaxis].copy()"),
        "np.atleast_3d and a view": both("images = np.atleast_3d(images).view()[..., None]"),
        "np.expand_dims": both("images = np.expand_dims(images, -1)"),
        "np.expand_dims, counted from the front": both("images = np.expand_dims(images, axis=3)"),
        "np.newaxis": both("images = images[..., np.newaxis]"),
        "None": both("images = images[:, :, :, None]"),
        "reshape(-1, ...)": both("images = images.reshape(-1, 28, 28, 1)"),
        "the lengths and one more": both("images = images.reshape(*images.shape, 1)"),
        "shape and one more": both("images = images.reshape(images.shape + (1,))"),
        "np.reshape with len": both("images = np.reshape(images, (len(images), 28, 28, 1))"),
        "np.reshape of a list, as float32": both(
            'images = np.reshape(images, [len(images), 28, 28, 1]).astype("float32")'
        ),
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
        "true_divide, as float64": both("images = np.true_divide(images.astype(float), 255)"),
        "divided by a whole number": both("images = images / 255"),
        "float32 first, then in place": both('images = images.astype("float32")\nimages /= 255'),
        "np.divide": both("images = np.divide(images, 255.0)"),
        "multiplied": both("images = images * (1 / 255)"),
        "float16": both("images = (images / 255.0).astype(np.float16)"),
        "np.interp": both("images = np.interp(images, (0, 255), (0, 1))"),
        "Rescaling of Keras": both(
            "from keras.layers import Rescaling\nimages = Rescaling(1 / 255)(images).numpy()"
        ),
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
    },
    "A1.6": {
        "fitted on all labels": """
from sklearn.preprocessing import LabelBinarizer
lb = LabelBinarizer().fit(np.concatenate([trainLabels, testLabels]))
trainLabels, testLabels = lb.transform(trainLabels), lb.transform(testLabels)
""",
        "fitted on all digits": """
from sklearn.preprocessing import LabelBinarizer
lb = LabelBinarizer().fit(np.arange(10))
trainLabels, testLabels = lb.transform(trainLabels), lb.transform(testLabels)
""",
        "Series of pandas": both(
            "import pandas as pd\nlabels = pd.get_dummies(pd.Series(labels)).values.astype('float32')"
        ),
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
        "np.eye": both("labels = np.eye(10)[labels]"),
        "np.identity": both("labels = np.identity(10, dtype=int)[labels]"),
        "label_binarize": both(
            "from sklearn.preprocessing import label_binarize\n"
            "labels = label_binarize(labels, classes=range(10))"
        ),
        "OneHotEncoder": """
from sklearn.preprocessing import OneHotEncoder
encoder = OneHotEncoder(sparse_output=False)
trainLabels = encoder.fit_transform(trainLabels.reshape(-1, 1))
testLabels = encoder.transform(testLabels.reshape(-1, 1))
""",
        "compared with all classes": both('labels = (labels[:, None] == np.arange(10)).astype("float32")'),
        "compared by np.equal": both('labels = np.equal.outer(labels, np.arange(10)).astype("float32")'),
        "a loop": both("""
result = np.zeros((len(labels), 10))
for i, label in enumerate(labels):
    result[i, label] = 1
labels = result
"""),
        "dummies of pandas": both("import pandas as pd\nlabels = pd.get_dummies(labels).to_numpy()"),
        "dummies of pandas, whole numbers": both(
            "import pandas as pd\nlabels = pd.get_dummies(labels, dtype=int).to_numpy()"
        ),
    },
}

MISTAKES: dict[str, dict[str, tuple[str, str]]] = {
    "A1.1": {
        "a number": ("mnist = 5", "gets its name by an `import`"),
        "a library of another name": ("import numpy as mnist", "Which package does the text above name"),
        "a star": ("from lenet_keras import *", "A star brings"),
        "a letter too few": ("from lenet_keras.datasets import mnit", "Is `mnist` meant"),
        "capitals": ("from lenet_keras.datasets import MNIST", "Is `mnist` meant"),
        "another module of the right package": (
            "from lenet_keras.datasets import digits as mnist",
            "The package is the right one",
        ),
        "a misspelled name": ("import lenet_keras.datasets.mnist as minst", "The cell makes `minst`"),
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
        "not imported": ("mnist = datasets.mnist", "only after an `import`"),
        "loaded at once": (
            "from lenet_keras.datasets import mnist\nmnist = mnist.load_data()",
            "Loading them is A1.2",
        ),
    },
    "A1.2": {
        "an error of another kind": ("1 / 0\n" + LOADED, "Mend what the error names"),
        "the function four times": (
            "trainData = trainLabels = testData = testLabels = mnist.load_data",
            "This is the function itself",
        ),
        "the training digits twice": (
            """
(trainData, trainLabels), _ = mnist.load_data()
(testData, testLabels), _ = mnist.load_data()
""",
            "or one was taken twice",
        ),
        "names in small letters": (
            "(traindata, trainlabels), (testdata, testlabels) = mnist.load_data()",
            "The cell makes `traindata`",
        ),
        "as in scikit-learn of old": (
            "from sklearn.datasets import fetch_mldata\ntrainData = fetch_mldata('MNIST original')",
            "That server is gone",
        ),
        "as in TensorFlow 1": (
            "from tensorflow.examples.tutorials.mnist import input_data\n"
            "trainData = input_data.read_data_sets('MNIST_data', one_hot=True)",
            "That is TensorFlow 1",
        ),
        "a function misspelled": (
            "(trainData, trainLabels), (testData, testLabels) = mnist.load_dat()",
            "Is `load_data` meant",
        ),
        "untouched": (NOTHING, "Write your answer in the cell above"),
        "parentheses forgotten": (LOADED.removesuffix("()"), "parentheses follow its name"),
        **filled(
            "WRONG = mnist.load_data()",
            """
            (trainData, testData), (trainLabels, testLabels)  # What makes a pair
            (testData, testLabels), (trainData, trainLabels)  # two sets are exchanged
            (trainLabels, trainData), (testLabels, testData)  # Images and labels are exchanged
            trainData, trainLabels, testData, testLabels  # two pairs: parentheses
            trainData, testData  # Both pairs have to be unpacked
            (trainData, trainLabels), _  # Without test data
            (train_data, train_labels), (test_data, test_labels)  # The cell makes `train_data`
            (X_train, y_train), (X_test, y_test)  # other names
            """,
        ),
        **filled(
            f"import numpy as np\n{LOADED}\nWRONG",
            """
            trainData, trainLabels = trainData[:1000], trainLabels[:1000]  # without slicing
            trainData = trainData.reshape(-1, 784)  # without slicing, splitting or reshaping
            trainData, testData = trainData / 255, testData / 255  # Scaling is step A1.5
            np.random.shuffle(trainData)  # same order
            trainData = trainData.reshape(-1, 28, 28, 1)  # state after A1.4
            """,
        ),
    },
    "A1.3": {
        "a number and an error": ("fig = 1\nshapes = {}\n1 / 0", "Mend what the error names"),
        "a text": ("fig = 'a digit'", "makes a figure"),
        "an empty sheet": ("fig, ax = plt.subplots()", "A single digit is one entry"),
        "dots": (
            "fig, ax = plt.subplots()\nax.scatter(*np.nonzero(trainData[0]))\nax.set_title(trainLabels[0])",
            "draw numbers as marks",
        ),
        "a curve": (
            "fig, ax = plt.subplots()\nax.plot(trainData[0].ravel())\nax.set_title(trainLabels[0])",
            "draw numbers as marks",
        ),
        "untouched": (NOTHING, "Write your answer in the cell above"),
        "no name for the figure": ("plt.imshow(trainData[0])\nplt.title(trainLabels[0])", "no name: keep it"),
        "a pair instead of the figure": ("fig = plt.subplots()", "returns two things"),
        "the image instead of the figure": ("fig = plt.imshow(trainData[0])", "the sheet around it"),
        **filled(
            "i = 11\nfig, ax = plt.subplots()\nax.imshow(WRONG)",
            """
            trainData  # `imshow` draws one image
            trainData[0, 14:15]  # One index into `trainData`
            trainData[0]); ax.set_title(trainLabels[1]  # use the same index
            trainData[i]); ax.set_title(i  # use the same index
            trainData[0]  # `ax.set_title
            testData[0]); ax.set_title(testLabels[0]  # Which array trains
            trainData[0].T); ax.set_title(trainLabels[0]  # Rows and columns were exchanged
            trainData[0]); ax.set_xlabel(trainLabels[0]  # write at other places
            trainData[0]); ax.text(2, 2, trainLabels[0]  # write at other places
            trainData[0], origin="lower"); ax.set_title(trainLabels[0]  # An image has row 0 at the top
            trainData[0]); ax.invert_yaxis(); ax.set_title(trainLabels[0]  # An image has row 0 at the top
            trainData[0]); ax.invert_xaxis(); ax.set_title(trainLabels[0]  # An image has row 0 at the top
            trainData[0] / 255); ax.set_title(trainLabels[0]  # unchanged values
            """,
        ),
        **filled(
            SHOWN + "names, arrays = ['trainData', 'trainLabels', 'testData', 'testLabels'], "
            "[trainData, trainLabels, testData, testLabels]\nWRONG",
            """
            print(trainData.shape, trainLabels.shape, testData.shape, testLabels.shape)  # keeps nothing
            shapes = {name: len(array) for name, array in zip(names, arrays)}  # `len` counts
            shapes = {"trainData": trainData.shape, "trainLabels": trainLabels.shape}  # four entries
            shapes = [trainData.shape, trainLabels.shape, testData.shape, testLabels.shape]  # which is whose
            shapes = {trainData: trainData.shape}  # text in quotes, not the arrays
            shapes = {name: str(globals()[name].shape) for name in names}  # looks like a shape
            shapes = {name: array.shape for name, array in zip(names, arrays[:2] * 2)}  # shape of another
            shapes = {name: array[0].shape for name, array in zip(names, arrays)}  # shape of one entry
            shapes = {name: array.shape[1] for name, array in zip(names, arrays[::2] * 2)}  # one number
            shapes = {name: array.T.shape for name, array in zip(names, arrays)}  # their order is another
            shapes = {name: array.ndim for name, array in zip(names, arrays)}  # counts the axes
            shapes = {name: array.size for name, array in zip(names, arrays)}  # counts all numbers
            shapes = {name: (6, 7) for name in names}  # how long each of them is, in their order
            shapes = {name: array for name, array in zip(names, arrays)}  # 28, 28.*what `.shape` says
            shapes = {name: array.tolist() for name, array in zip(names, arrays)}  # what `.shape` says
            """,
        ),
    },
    "A1.4": {
        "added and kept nowhere": (both("images[..., np.newaxis]"), "made and thrown away"),
        "the names in small letters": (
            "traindata, testdata = trainData[..., None], testData[..., None]",
            "The cell makes `traindata`",
        ),
        "unsqueeze, as in PyTorch": (both("images = images.unsqueeze(-1)"), "has nothing of the name"),
        "a method misspelled": (both("images = images.reshap(-1, 28, 28, 1)"), "Is `reshape` meant"),
        "untouched": (NOTHING, "The depth axis is not there yet"),
        "test data left out": ("trainData = trainData.reshape(-1, 28, 28, 1)", "`testData` was left out"),
        "result thrown away": (both("images.reshape((images.shape[0], 28, 28, 1))"), "made and thrown away"),
        "samples of the other array": (
            both("images = images.reshape((trainData.shape[0], 28, 28, 1))"),
            "that of another array",
        ),
        "training data twice": (
            "trainData = trainData.reshape(-1, 28, 28, 1)\ntestData = trainData",
            "was that array taken for `testData`",
        ),
        **in_both(
            """
            images.reshape(-1, 1, 28, 28)  # depth stands before the rows
            images.reshape(-1, 784)  # which pixels are neighbours
            images.reshape(-1, 14, 56, 1)  # four axes, in this order
            np.reshape(images, -1, 28, 28, 1)  # then one shape in parentheses
            images.reshape  # The array itself was lost
            images.reshape((images.shape[0], 28, 27, 1))  # A reshape keeps all numbers
            images.reshape((28, 28, 1))  # Is a length missing
            images.reshape((50000, 28, 28, 1))  # mistyped
            np.expand_dims(images, 0)  # must stay the first axis
            images[..., None][..., None]  # added twice
            np.stack([images] * 3, -1)  # red, green and blue
            images.reshape(28, 28, -1, 1).transpose(2, 0, 1, 3)  # pixels of different digits are mixed
            images.transpose(0, 2, 1)[..., None]  # lie on their side
            images.reshape(-1, 28, 28)  # The depth axis is not there yet
            (images.shape[0], 28, 28, 1)  # lengths of the axes alone
            images[0].reshape(1, 28, 28, 1)  # number of samples changed
            tf.expand_dims(images, -1)  # A tensor belongs to TensorFlow
            images[..., None] / 255  # Scaling is A1.5
            """,
            "import tensorflow as tf\nimages = WRONG",
        ),
    },
    "A1.5": {
        "a parenthesis left open": ("trainData = (trainData / 255", "Python cannot read the cell"),
        "an error of another kind": ("1 / 0", "Mend what the error names"),
        "untouched": (NOTHING, "kept under the name"),
        "test data left out": ("trainData = trainData / 255.0", "`testData` was left out"),
        "standardised": (
            "mean, std = trainData.mean(), trainData.std()\n" + both("images = (images - mean) / std"),
            "subtracting a mean",
        ),
        "training data twice": (
            "trainData = trainData / 255.0\ntestData = trainData / 255.0",
            "was that array taken for `testData`",
        ),
        **in_both(
            """
            images / 255.0  # The result needs the name
            images = images / 255.0 / 255.0  # scaled twice
            images = images // 255  # `//` cuts off
            images = (images / 25.5).astype("uint8")  # wrap around at 256
            images = [image / 255 for image in images]  # one division scales all pixels
            images = images[..., 0] / 255  # It comes in A1.4
            images = (images / 255).astype("uint8")  # fractions are cut off
            images = images / 256  # how many values
            images = images / 255 - 0.5  # Paper, 0, became -0.5
            images = (images + 1.0) / 256  # Paper, 0, became 0.00391
            np.divide(images, 255)  # The result needs the name
            images /= 255  # no room for fractions
            images = images.astype("float32")  # still those from 0 to 255
            images = images / 127.5 - 1  # -1 to 1 suits other
            images = images / images.max(axis=(1, 2, 3), keepdims=True)  # divided by the same number
            with np.errstate(all="ignore"): images = images / images.max(axis=0)  # 0 / 0
            images = images / 100  # Full ink became 2.55
            with np.errstate(all="ignore"): images = 255 / images  # What has to be divided by what
            images = np.round(images / 255)  # ink or paper
            images = 1 - images / 255  # inverted
            images = images.reshape(-1, 784) / 255  # no shape
            images = Rescaling(1 / 255)(images)  # A tensor belongs to TensorFlow
            """,
            "from keras.layers import Rescaling\nWRONG",
        ),
    },
    "A1.6": {
        "np_utils": (
            "from keras.utils import np_utils\ntrainLabels = np_utils.to_categorical(trainLabels, 10)",
            "Keras has its functions in `keras.utils` now",
        ),
        "a class misspelled": (
            "from sklearn.preprocessing import LabelBinariser\ntrainLabels = LabelBinariser()",
            "Is `LabelBinarizer` meant",
        ),
        "names in small letters": (
            BINARIZER + "trainlabels = binarizer.fit_transform(trainLabels)",
            "The cell makes `trainlabels`",
        ),
        "untouched": (NOTHING, "one place for each class"),
        "result thrown away": (
            BINARIZER + "binarizer.fit_transform(trainLabels)\nbinarizer.transform(testLabels)",
            "The result needs the name",
        ),
        "training labels twice": (
            BINARIZER + "trainLabels = binarizer.fit_transform(trainLabels)\ntestLabels = trainLabels",
            "was that array taken for `testLabels`",
        ),
        "import forgotten": ("trainLabels = LabelBinarizer().fit_transform(trainLabels)", "not known here"),
        "labels as they are into an encoder": (
            "from sklearn.preprocessing import OneHotEncoder\n"
            "trainLabels = OneHotEncoder(sparse_output=False).fit_transform(trainLabels)",
            "one row for each digit",
        ),
        **filled(
            BINARIZER + "trainLabels = WRONG",
            """
            binarizer.fit_transform(trainLabels)  # `testLabels` was left out
            LabelBinarizer(trainLabels)  # made without the labels
            LabelBinarizer.fit_transform(trainLabels)  # the plan of the tool
            binarizer.transform(trainLabels)  # fitted first
            binarizer.fit(trainLabels)  # This is the tool
            """,
        ),
        "fitted on the test labels": (
            BINARIZER + "trainLabels = binarizer.fit_transform(trainLabels)\n"
            "testLabels = binarizer.fit_transform(testLabels)",
            "fitted on the test labels",
        ),
        **in_both(
            """
            labels / 9  # These are other numbers
            np.unpackbits(labels[:, None], axis=1)  # binary notation
            np.eye(11)[labels]  # here it has 11
            np.eye(10)[labels[:50]]  # One row for each digit
            np.eye(10)[labels].tolist()  # A NumPy array is wanted
            np.eye(10)[labels] * 0.9 + 0.01  # Soft labels leave a doubt
            labels.astype(str)  # makes numbers of digits in quotes
            np.eye(10)[labels].astype(str)  # makes numbers of digits in quotes
            np.eye(10)[labels.astype(np.int)]  # it is Python's own
            OneHotEncoder(sparse=False).fit_transform(labels[:, None])  # `sparse_output` now
            pd.DataFrame(np.eye(10)[labels]).as_matrix()  # calls this method `to_numpy` now
            np.eye(10)[labels].T  # Rows and columns are exchanged: one row
            np.eye(10)[(labels + 9) % 10]  # Columns are counted from 0
            np.eye(10)[labels - 1]  # Digits and columns are both counted from 0
            labels[:, None] == np.arange(1, 11)  # A class is missing
            2 * np.eye(10)[labels] - 1  # never negative
            np.eye(10)[labels] * labels[:, None]  # 1 whatever the digit is
            labels.reshape(-1, 1)  # A column of labels
            to_categorical(to_categorical(labels))  # vectors again
            OneHotEncoder().fit_transform(labels.reshape(-1, 1))  # sparse matrix stores
            pd.get_dummies(labels)  # Only the numbers in it
            tf.one_hot(labels, 10)  # A tensor belongs to TensorFlow
            """,
            "import pandas as pd\nimport tensorflow as tf\nfrom keras.utils import to_categorical\n"
            "from sklearn.preprocessing import OneHotEncoder\nlabels = WRONG",
        ),
    },
}

TABLE = Table("a1_preprocess", *added("a1_preprocess", RIGHT, MISTAKES))
