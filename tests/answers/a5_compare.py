"""Answers to the steps of lesson A5."""

from tests.answers.bench import Table, filled
from tests.answers.elsewhere import added

UNSEEN = "validation_data=(testData, testLabels)"
FIT = "{0}.fit(trainData, trainLabels, " + UNSEEN + ", batch_size={1}, epochs={2}, verbose=0)"
COMPILE = '{0}.compile(loss="sparse_categorical_crossentropy", optimizer={1}, metrics=["accuracy"])'
ADAM, MOMENTUM = "Adam(learning_rate=0.001)", "SGD(learning_rate=0.01, momentum=0.9)"

MLP = """
mlp = Sequential([
    Input(shape=(28, 28, 1)), Flatten(),
    Dense(256, activation="relu"), Dropout(0.3),
    Dense(128, activation="relu"), Dropout(0.3),
    Dense(64, activation="relu"), Dropout(0.3),
    Dense(10, activation="softmax"),
])
"""
CNN = """
cnn = Sequential([
    Input(shape=(28, 28, 1)),
    Conv2D(32, 3, activation="relu"), MaxPooling2D(2),
    Conv2D(64, 3, activation="relu"), MaxPooling2D(2),
    Flatten(), Dense(128, activation="relu"), Dropout(0.2),
    Dense(10, activation="softmax"),
])
"""
LENET = """
lenet = Sequential([
    Input(shape=(28, 28, 1)),
    Conv2D(6, 5, padding="same", activation="relu"), MaxPooling2D(2),
    Conv2D(16, 5, activation="relu"), MaxPooling2D(2),
    Conv2D(120, 5, activation="relu"), Flatten(),
    Dense(256, activation="relu"), Dense(128, activation="relu"), Dense(64, activation="relu"),
    Dense(10, activation="softmax"),
])
"""
# what comes after the layers, with the text's optimizer and training
MLP_TRAINED = f"{COMPILE.format('mlp', ADAM)}\nH_mlp = {FIT.format('mlp', 64, 8)}"
CNN_TRAINED = f"{COMPILE.format('cnn', ADAM)}\nH_cnn = {FIT.format('cnn', 100, 4)}"
LENET_TRAINED = f"{COMPILE.format('lenet', MOMENTUM)}\nH_lenet = {FIT.format('lenet', 100, 6)}"

RIGHT: dict[str, dict[str, str]] = {
    "A5.1": {
        "as float32, the channel by expand_dims": """
trainData = np.expand_dims(trainImages.astype("float32") / 127.5 - 1, -1)
testData = np.expand_dims(testImages.astype("float32") / 127.5 - 1, -1)
""",
        "twice the range of A1, minus one": """
trainData = 2 * (trainImages.reshape(-1, 28, 28, 1) / 255) - 1
testData = 2 * (testImages.reshape(-1, 28, 28, 1) / 255) - 1
""",
        "around the middle": """
def to_range(images):
    return (images[:, :, :, None] - 127.5) / 127.5
trainData, testData = map(to_range, (trainImages, testImages))
""",
        "by numpy.interp": """
trainData = np.interp(trainImages, (0, 255), (-1, 1))[..., None]
testData = np.interp(testImages, (0, 255), (-1, 1))[..., None]
""",
        "by a layer of Keras": """
from keras.layers import Rescaling
scale = Rescaling(1 / 127.5, offset=-1)
trainData, testData = (scale(images[..., None].astype("float32")) for images in (trainImages, testImages))
""",
        "in the way of PyTorch": """
trainData = ((trainImages / 255 - 0.5) / 0.5).reshape(len(trainImages), 28, 28, 1).astype("float16")
testData = ((testImages / 255 - 0.5) / 0.5).reshape(len(testImages), 28, 28, 1).astype("float16")
""",
    },
    "A5.2": {
        "layer by layer in a loop": f"""
mlp = Sequential()
mlp.add(Input((28, 28, 1)))
mlp.add(Flatten())
for units in (256, 128, 64):
    mlp.add(Dense(units, "relu"))
    mlp.add(Dropout(0.3))
mlp.add(Dense(10, "softmax"))
{MLP_TRAINED}
""",
        "functional, activations as layers, the loss as an object": """
import keras
x = start = Input((28, 28, 1))
x = keras.layers.Reshape((784,))(x)
for units in (256, 128, 64):
    x = keras.layers.ReLU()(Dense(units)(x))
    x = Dropout(rate=0.3)(x)
mlp = keras.Model(start, keras.layers.Softmax()(Dense(10)(x)))
mlp.compile(Adam(), keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
H_mlp = mlp.fit(x=trainData, y=trainLabels, batch_size=64, epochs=9, verbose=2,
                validation_data=[testData, testLabels])
""",
        "vectors of labels, another spelling of the metric": f"""
from keras.utils import to_categorical
{MLP}
mlp.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["acc"])
H_mlp = mlp.fit(trainData, to_categorical(trainLabels), batch_size=64, epochs=8, verbose=0,
                validation_data=(testData, to_categorical(testLabels)))
""",
        "a tf.data pipeline": f"""
import tensorflow as tf
{MLP}
{COMPILE.format("mlp", ADAM)}
pairs = tf.data.Dataset.from_tensor_slices((trainData.astype("float32"), trainLabels))
batches = pairs.shuffle(4000).batch(64)
H_mlp = mlp.fit(batches, validation_data=(testData, testLabels), epochs=8, verbose=0)
""",
    },
    "A5.3": {
        "layer by layer": f"""
cnn = Sequential([Input((28, 28, 1))])
for kernels in (32, 64):
    cnn.add(Conv2D(kernels, (3, 3), activation="relu"))
    cnn.add(MaxPooling2D((2, 2), strides=2))
cnn.add(Flatten())
cnn.add(Dense(128, activation="relu"))
cnn.add(Dropout(0.2))
cnn.add(Dense(10, activation="softmax"))
{CNN_TRAINED}
""",
        "names of arguments, activations as layers": f"""
from keras.layers import Activation
cnn = Sequential([
    Input((28, 28, 1)),
    Conv2D(filters=32, kernel_size=3, padding="valid"), Activation("relu"), MaxPooling2D(pool_size=2),
    Conv2D(filters=64, kernel_size=3, padding="valid"), Activation("relu"), MaxPooling2D(pool_size=2),
    Flatten(), Dense(128), Activation("relu"), Dropout(0.2), Dense(10), Activation("softmax"),
])
{CNN_TRAINED}
""",
        "the activation behind the pooling, written as a function": f"""
import keras
start = Input((28, 28, 1))
x = MaxPooling2D()(Conv2D(32, 3, activation=keras.activations.relu)(start))
x = MaxPooling2D()(Conv2D(64, 3, activation=keras.activations.relu)(x))
x = Dropout(0.2)(Dense(128, keras.activations.relu)(Flatten()(x)))
cnn = keras.Model(inputs=start, outputs=Dense(10, keras.activations.softmax)(x))
{CNN_TRAINED}
""",
        "all batches of an epoch in one call": f"""
{CNN}
cnn.compile("adam", "sparse_categorical_crossentropy", metrics=["sparse_categorical_accuracy"],
            steps_per_execution=10)
H_cnn = {FIT.format("cnn", 100, 4)}
""",
    },
    "A5.4": {
        "in parts": f"""
eyes = [Conv2D(6, 5, 1, "same", activation="relu"), MaxPooling2D(), Conv2D(16, (5, 5), activation="relu"),
        MaxPooling2D(), Conv2D(120, 5, activation="relu")]
mind = [Dense(units, activation="relu") for units in (256, 128, 64)]
lenet = Sequential([Input((28, 28, 1)), *eyes, Flatten(), *mind, Dense(10, activation="softmax")])
{LENET_TRAINED}
""",
        "layers added one by one": f"""
lenet = Sequential(name="lenet")
lenet.add(Input(shape=(28, 28, 1)))
for kernels, border in ((6, "same"), (16, "valid"), (120, "valid")):
    lenet.add(Conv2D(kernels, 5, padding=border, activation="relu"))
    if kernels < 120:
        lenet.add(MaxPooling2D(2))
lenet.add(Flatten())
for units in (256, 128, 64):
    lenet.add(Dense(units, activation="relu"))
lenet.add(Dense(10, activation="softmax"))
{LENET_TRAINED}
""",
        "functional": f"""
import keras
start = x = Input((28, 28, 1))
for kernels, border in ((6, "same"), (16, "valid")):
    x = MaxPooling2D(2)(Conv2D(kernels, 5, padding=border, activation="relu")(x))
x = Flatten()(Conv2D(120, 5, activation="relu")(x))
for units in (256, 128, 64):
    x = Dense(units, "relu")(x)
lenet = keras.Model(start, Dense(10, "softmax")(x))
{COMPILE.format("lenet", "SGD(0.01, 0.9)")}
H_lenet = {FIT.format("lenet", 100, 6)}
""",
        "a longer training that is shown": f"""
{LENET}
{COMPILE.format("lenet", "SGD(0.01, momentum=0.9)")}
H_lenet = lenet.fit(trainData, trainLabels, 100, 7, 2, validation_data=(testData, testLabels))
""",
    },
    "A5.5": {
        "three functions of scikit-learn": """
from sklearn.metrics import precision_score, recall_score, f1_score
def scores(truth, guess):
    return (accuracy_score(truth, guess), precision_score(truth, guess, average="macro", zero_division=0),
            recall_score(truth, guess, average="macro"), f1_score(truth, guess, average="macro"))
""",
        "from the report": """
from sklearn.metrics import classification_report
def scores(truth, guess):
    report = classification_report(truth, guess, output_dict=True, zero_division=0)
    mean = report["macro avg"]
    return [np.mean(truth == guess), mean["precision"], mean["recall"], mean["f1-score"]]
""",
        "class by class": """
def scores(truth, guess):
    rows = []
    for c in sorted({*truth.tolist(), *guess.tolist()}):
        hit = ((truth == c) & (guess == c)).sum()
        p = hit / (guess == c).sum() if (guess == c).any() else 0.0
        r = hit / (truth == c).sum() if (truth == c).any() else 0.0
        rows.append((p, r, 2 * p * r / (p + r) if p + r else 0.0))
    return ((truth == guess).mean(), *np.mean(rows, axis=0))
""",
        "the averages taken by NumPy": """
def scores(truth, guess):
    each = precision_recall_fscore_support(truth, guess, zero_division=0)
    return np.array([accuracy_score(truth, guess), *(np.mean(part) for part in each[:3])])
""",
    },
    "A5.6": {
        "forwards, all that follow": """
def converged(accuracies):
    for epoch in range(len(accuracies)):
        if all(a >= accuracies[-1] - 0.005 for a in accuracies[epoch:]):
            return epoch + 1
""",
        "the last that is too low": """
def converged(accuracies):
    low = [n for n, a in enumerate(accuracies, 1) if a < accuracies[-1] - 0.005]
    return max(low, default=0) + 1
""",
        "NumPy": """
def converged(accuracies):
    low = np.flatnonzero(np.array(accuracies) < accuracies[-1] - 0.005)
    return low[-1] + 2 if low.size else 1
""",
        "lowest of the rest": """
def converged(accuracies):
    rest = np.minimum.accumulate(np.array(accuracies)[::-1])[::-1]
    return int(np.argmax(rest >= accuracies[-1] - 0.005)) + 1
""",
        "recursive": """
def converged(accuracies, last=None):
    last = accuracies[-1] if last is None else last
    n = len(accuracies)
    return n if n == 1 or accuracies[-2] < last - 0.005 else converged(accuracies[:-1], last)
""",
    },
    "A5.7": {
        "where": """
def missed_by_all(answers, truth):
    return np.where(np.all(answers != truth, axis=0))[0]
""",
        "no network reads": """
def missed_by_all(answers, truth):
    return np.flatnonzero(~(answers == truth).any(axis=0))
""",
        "a list, digit by digit": """
def missed_by_all(answers, truth):
    return [n for n, t in enumerate(truth) if all(row[n] != t for row in answers)]
""",
        "what the sets of places share": """
def missed_by_all(answers, truth):
    sets = [set(np.flatnonzero(row != truth).tolist()) for row in answers]
    return np.array(sorted(set.intersection(*sets)), dtype=int)
""",
        "by counting": """
def missed_by_all(answers, truth):
    return np.argwhere((answers == truth).sum(0) == 0).ravel()
""",
    },
    "A5.8": {
        "the standard error first": """
def confidence_interval(numbers):
    x = np.asarray(numbers)
    error = x.std(ddof=1) / len(x) ** 0.5
    return x.mean() - T[len(x)] * error, x.mean() + T[len(x)] * error
""",
        "Python's statistics": """
import statistics
def confidence_interval(numbers):
    numbers = [float(each) for each in numbers]
    r = T[len(numbers)] * statistics.stdev(numbers) / math.sqrt(len(numbers))
    m = statistics.fmean(numbers)
    return [m - r, m + r]
""",
        "by hand": """
def confidence_interval(numbers):
    n = len(numbers)
    m = sum(numbers) / n
    s = (sum((x - m) ** 2 for x in numbers) / (n - 1)) ** 0.5
    return m - T[n] * s / n ** 0.5, m + T[n] * s / n ** 0.5
""",
        "scipy": """
from scipy import stats
def confidence_interval(numbers):
    return stats.t.interval(0.95, len(numbers) - 1, loc=np.mean(numbers), scale=stats.sem(numbers))
""",
        "both ends at once": """
def confidence_interval(numbers):
    n = len(numbers)
    return np.mean(numbers) + np.array([-1, 1]) * T[n] * np.sqrt(np.var(numbers, ddof=1) / n)
""",
    },
    "A5.9": {
        "scipy": """
from scipy.stats import binomtest
def mcnemar(first, second, truth):
    b = np.sum((first == truth) & (second != truth))
    c = np.sum((first != truth) & (second == truth))
    return b, c, binomtest(int(min(b, c)), int(b + c)).pvalue
""",
        "a loop over digits": """
def mcnemar(first, second, truth):
    b = c = 0
    for one, other, t in zip(first, second, truth):
        b += int(one == t and other != t)
        c += int(one != t and other == t)
    p = 2 * sum(math.comb(b + c, i) for i in range(min(b, c) + 1)) * 0.5 ** (b + c)
    return b, c, 1 if p > 1 else p
""",
        "right and wrong as numbers": """
def mcnemar(first, second, truth):
    lead = (first == truth).astype(int) - (second == truth).astype(int)
    b, c = int((lead > 0).sum()), int((lead < 0).sum())
    tail = [math.comb(b + c, i) for i in range(0, min(b, c) + 1)]
    return b, c, min(1.0, sum(tail) / 2 ** (b + c - 1))
""",
        "the binomial distribution": """
from scipy.stats import binom
def mcnemar(first, second, truth):
    b, c = (int(np.count_nonzero(each)) for each in ((first == truth) > (second == truth),
                                                     (first == truth) < (second == truth)))
    return np.array([b, c, min(1, 2 * binom.cdf(min(b, c), b + c, 0.5))])
""",
    },
    "A5.10": {
        "factors as pairs, another fill that is paper": """
augment = Sequential([
    RandomTranslation((-0.1, 0.1), (-0.1, 0.1), fill_mode="nearest"),
    RandomRotation((-10 / 360, 10 / 360), fill_mode="nearest", interpolation="bilinear"),
    RandomContrast((0.2, 0.2), value_range=[-1, 1]),
    RandomBrightness([-0.1, 0.1], value_range=[-1, 1]),
])
""",
        "scaled to bytes and back": """
from keras.layers import Rescaling
augment = Sequential([
    Rescaling(127.5, offset=127.5),
    RandomBrightness(0.1), RandomContrast([0.2, 0.2]),
    Rescaling(1 / 127.5, offset=-1),
    RandomRotation(1 / 36, fill_mode="constant", fill_value=-1.0),
    RandomTranslation(height_factor=0.1, width_factor=0.1, fill_mode="constant", fill_value=-1.0),
])
""",
        "a function": """
layers = [RandomRotation(0.0277, "constant", fill_value=-1),
          RandomTranslation(0.1, 0.1, "constant", fill_value=-1),
          RandomBrightness(0.1, (-1, 1)), RandomContrast(0.2, (-1, 1))]  # stronger only, as Keras has it
def augment(images, training=True):
    for layer in layers:
        images = layer(images, training=training)
    return images
""",
        "added one by one, with a seed and an input": """
augment = Sequential([Input((28, 28, 1))])
augment.add(RandomBrightness(0.1, value_range=(-1.0, 1.0), seed=1))
augment.add(RandomContrast((0.15, 0.2), value_range=(-1.0, 1.0), seed=2))
augment.add(RandomTranslation(0.1, 0.1, fill_mode="constant", fill_value=-1, seed=3))
augment.add(RandomRotation(10 / 360, fill_mode="constant", fill_value=-1, seed=4))
""",
    },
    "A5.11": {
        "nearest neighbours by NumPy": """
large = np.kron(otherImages, np.ones((1, 5, 5)))[:, ::2, ::2]
otherData = np.pad(large / 8 - 1, ((0, 0), (4, 4), (4, 4)), constant_values=-1)[..., None]
""",
        "by SciPy": """
from scipy import ndimage
large = ndimage.zoom(otherImages, (1, 2.5, 2.5), order=1, grid_mode=True, mode="nearest")
otherData = np.full((1797, 28, 28, 1), -1.0)
otherData[:, 4:24, 4:24, 0] = np.clip(large, 0, 16) / 8 - 1
""",
        "by Keras": """
import keras
large = keras.ops.image.resize(otherImages[..., None] / 16, (20, 20))
otherData = np.pad(np.array(large), ((0, 0), (4, 4), (4, 4), (0, 0))) * 2 - 1
""",
        "pasted on paper by Pillow": """
found = []
for image in otherImages:
    page = Image.new("L", (28, 28), 0)
    small = Image.fromarray(np.uint8(image / 16 * 255))
    page.paste(small.resize((20, 20), Image.Resampling.BILINEAR), (4, 4))
    found.append(np.array(page))
otherData = np.array(found).reshape(-1, 28, 28, 1).astype("float32") / 127.5 - 1
""",
        "bytes, at most 255": """
bytes_ = np.clip(otherImages * 16, 0, 255).astype("uint8")
large = [np.asarray(Image.fromarray(b).resize((20, 20), Image.Resampling.LANCZOS)) for b in bytes_]
otherData = np.expand_dims(np.pad(large, [(0, 0), (4, 4), (4, 4)]), 3) / 127.5 - 1
""",
    },
    "A5.Q1": {
        "a sum": "A5_Q1 = 28 + 2 + 2",
        "a float": "A5_Q1 = 32.0",
        "by NumPy": "A5_Q1 = np.pad(trainImages[0], 2).shape[1]",
        "twice": "A5_Q1 = 28 + 2 * 2",
    },
}

PER_CLASS = "precision_recall_fscore_support(truth, guess, average='macro', zero_division=0)"
SCORES = f"""
def scores(truth, guess):
    p, r, f, _ = {PER_CLASS}
    WRONG
"""
CONVERGED = """
def converged(accuracies):
    a, last = np.array(accuracies), accuracies[-1]
    low = np.flatnonzero(a < last - 0.005).tolist()
    WRONG
"""
MISSED = """
def missed_by_all(answers, truth):
    WRONG
"""
INTERVAL = """
def confidence_interval(numbers):
    n, m = len(numbers), np.mean(numbers)
    s, biased = np.std(numbers, ddof=1), np.std(numbers)
    WRONG
"""
MCNEMAR = """
def mcnemar(first, second, truth):
    one, other = first == truth, second == truth
    b, c = int(np.sum(one & ~other)), int(np.sum(other & ~one))
    n, k = b + c, min(b, c)
    tail = lambda n, k: sum(math.comb(n, i) for i in range(k + 1)) / 2**n
    total, every = tail(n, k) * 2**n, len(truth)
    WRONG
"""
PAPER = 'fill_mode="constant", fill_value=-1'
AUGMENT = f"""
paper = dict(fill_mode="constant", fill_value=-1)
turn, move = RandomRotation(10 / 360, {PAPER}), RandomTranslation(0.1, 0.1, {PAPER})
shine, flat = RandomBrightness(0.1, value_range=(-1, 1)), RandomContrast((0.2, 0.2), value_range=(-1, 1))
augment = Sequential(WRONG)
"""
OTHERS = """
large = np.array([Image.fromarray((i * 255 / 16).astype("uint8")).resize((20, 20)) for i in otherImages])
frame = ((0, 0), (4, 4), (4, 4))
otherData = WRONG
"""


MISTAKES: dict[str, dict[str, tuple[str, str]]] = {
    "A5.1": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet"),
        **filled(
            "testData = testImages[..., np.newaxis] / 127.5 - 1\ntrainData = WRONG",
            """
            trainImages[..., np.newaxis] / 255  # range of A1
            trainImages[..., np.newaxis]  # pixels as they were
            trainImages[..., np.newaxis] / 255 - 1  # Ink is 0 now
            trainImages[..., np.newaxis] / 255 - 0.5  # half as wide
            1 - trainImages[..., np.newaxis] / 127.5  # sign is turned
            (trainImages[..., np.newaxis] - 1.0) / 127.5  # In which order
            trainImages[..., np.newaxis] / 128 - 1  # By what is 255 divided
            trainImages / 127.5 - 1  # channel is missing
            trainImages[:, np.newaxis] / 127.5 - 1  # channel stands in front
            trainImages.reshape(-1, 784) / 127.5 - 1  # digits are flat
            testImages[..., np.newaxis] / 127.5 - 1  # as many as the other set
            (trainImages[..., np.newaxis] / 127.5 - 1).astype(int)  # nothing between
            """,
        ),
    },
    "A5.2": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet"),
        **filled(
            MLP.replace("Dense(128", "WRONG\n    Dense(128"),
            "Dropout(0.3),  # dropout where the text has none",
        ),
        **filled(MLP.replace("Dropout(0.3)", "WRONG"), "Dropout(0.7)  # switched \\*off"),
        "no dropout": (MLP.replace(" Dropout(0.3),", ""), "A dropout is missing"),
        "other units": (MLP.replace("256", "128"), "number of units"),
        "no activation": (MLP.replace(', activation="relu"', ""), "one linear map"),
        "a sigmoid at the output": (
            MLP.replace("softmax", "sigmoid"),
            "The activation is sigmoid.*exactly one",
        ),
        "a dropout in percent": (MLP.replace("0.3", "30"), "a share of the units"),
        "scikit-learn's accuracy": (
            MLP + COMPILE.format("mlp", ADAM).replace('"accuracy"', "accuracy_score") + "\n"
            f"H_mlp = {FIT.format('mlp', 500, 1)}",
            "made for NumPy",
        ),
        "the last tensor": (
            "mlp = Dense(10)(Flatten()(Input((28, 28, 1))))\n" + COMPILE.format("mlp", ADAM),
            "what a layer gives, and no model",
        ),
        "what add gives back": ("mlp = Sequential([Input((28, 28, 1))]).add(Flatten())", "as `add` does"),
        "one record for each of two calls": (
            f"{MLP}{COMPILE.format('mlp', ADAM)}\nfor _ in range(2):\n    H_mlp = {FIT.format('mlp', 64, 1)}",
            "of that call only",
        ),
        "a class of her own, as PyTorch users write it": (
            """
import keras
class MLP(keras.Model):
    def __init__(self):
        super().__init__()
        self.flat, self.out = Flatten(), Dense(10, activation="softmax")
    def call(self, x):
        return self.out(self.flat(x))
mlp = MLP()
""",
            "is not seen from outside",
        ),
        "no softmax": (MLP.replace(', activation="softmax"', ""), "sum to 1"),
        "no Flatten": (MLP.replace(" Flatten(),", ""), "takes a vector"),
        "another input": (MLP.replace("(28, 28, 1)", "(28, 28)"), "28 rows, 28 columns and one channel"),
        "not compiled": (MLP, "`compile` comes first"),
        "labels as vectors expected": (
            MLP + COMPILE.format("mlp", ADAM).replace("sparse_categorical", "binary"),
            "compared by cross-entropy",
        ),
        "SGD": (MLP + COMPILE.format("mlp", "SGD(0.001)"), "The text names the optimizer"),
        "another rate": (MLP + COMPILE.format("mlp", "Adam(0.01)"), "length of a step"),
        "no metric": (MLP + COMPILE.format("mlp", ADAM).replace('"accuracy"', ""), "for the optimizer"),
        "the model replaced by its history": (
            f"{MLP}{COMPILE.format('mlp', ADAM)}\nmlp = {FIT.format('mlp', 500, 1)}",
            "Keep them under two names",
        ),
        "not kept": (f"{MLP}{COMPILE.format('mlp', ADAM)}\n{FIT.format('mlp', 500, 1)}", "thrown away"),
        "one epoch": (f"{MLP}{COMPILE.format('mlp', ADAM)}\nH_mlp = {FIT.format('mlp', 64, 1)}", "How often"),
        "batches of 32": (
            f"{MLP}{COMPILE.format('mlp', ADAM)}\nH_mlp = {FIT.format('mlp', 32, 1)}",
            "before each step",
        ),
        "trained on the test digits": (
            f"{MLP}{COMPILE.format('mlp', ADAM)}\n"
            f"H_mlp = {FIT.format('mlp', 64, 8).replace('trainData, trainLabels', 'testData, testLabels')}",
            "questions of an exam",
        ),
    },
    "A5.3": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet"),
        "a border": (CNN.replace("Conv2D(32, 3,", 'Conv2D(32, 3, padding="same",'), "has no border"),
        "exchanged": (CNN.replace("32, 3", "3, 32"), "Negative|First how many|shape"),
        "fewer kernels": (CNN.replace("64, 3", "32, 3"), "Their number is another one"),
        "kernels of LeNet-5": (CNN.replace("32, 3", "6, 5"), "First how many kernels"),
        "larger kernels": (CNN.replace("32, 3", "32, 5"), "Their size is another one"),
        "the stride of the pooling in the convolution": (
            CNN.replace("32, 3,", "32, 3, 2,").replace("MaxPooling2D(2),\n    Conv2D(64", "Conv2D(64"),
            "moves pixel by pixel",
        ),
        "a larger window": (
            CNN.replace("MaxPooling2D(2),\n    Conv", "MaxPooling2D(3),\n    Conv"),
            "by how much",
        ),
        "windows that overlap": (
            CNN.replace("MaxPooling2D(2),\n    Conv", "MaxPooling2D(2, strides=1),\n    Conv"),
            "no overlap and no gap",
        ),
        "the MLP's record, copied from above": (
            f"{CNN}{COMPILE.format('cnn', ADAM)}\n"
            "H_cnn = mlp.fit(trainData[:500], trainLabels[:500], batch_size=100, verbose=0, "
            f"{UNSEEN})",
            "record of another network",
        ),
        "one pooling": (CNN.replace("MaxPooling2D(2),\n    Flatten", "Flatten"), "halves the rows"),
        "average pooling": (
            "from keras.layers import AveragePooling2D\n" + CNN.replace("MaxPooling2D", "AveragePooling2D"),
            "or the strongest",
        ),
        "dropout in front": (
            CNN.replace(
                ' Dense(128, activation="relu"), Dropout(0.2),', ' Dropout(0.2), Dense(128, "relu"),'
            ),
            "dropout where the text has none",
        ),
        "the MLP's dropout": (CNN.replace("0.2", "0.3"), "which share of the units"),
        "momentum": (CNN + COMPILE.format("cnn", MOMENTUM), "do not share one"),
        "cut off": (
            f"{CNN}{COMPILE.format('cnn', ADAM)}\n"
            "H_cnn = cnn.fit(trainData[:500], trainLabels[:500], validation_split=0.2, verbose=0)",
            "are no test digits",
        ),
        "no validation": (
            f"{CNN}{COMPILE.format('cnn', ADAM)}\n"
            "H_cnn = cnn.fit(trainData[:500], trainLabels[:500], batch_size=100, verbose=0)",
            "has not seen",
        ),
    },
    "A5.4": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet"),
        "kernels and their size exchanged": (
            LENET.replace("6, 5, p", "5, 6, p"),
            "Two numbers are exchanged",
        ),
        "test digits learned, too": (
            f"{LENET}{COMPILE.format('lenet', MOMENTUM)}\n"
            "X, Y = np.concatenate([trainData, testData]), np.concatenate([trainLabels, testLabels])\n"
            f"H_lenet = lenet.fit(X, Y, {UNSEEN}, batch_size=100, epochs=1, verbose=0)",
            "on the test digits, too",
        ),
        "a border of its own": (
            "from keras.layers import ZeroPadding2D\n"
            + LENET.replace('Conv2D(6, 5, padding="same"', "ZeroPadding2D(2), Conv2D(6, 5"),
            "a layer here that the text does not list",
        ),
        "another momentum": (
            LENET + COMPILE.format("lenet", "SGD(0.01, momentum=0.99)"),
            "how much of the step before is kept",
        ),
        "momentum beside a name": (
            LENET + COMPILE.format("lenet", '"sgd", momentum=0.9'),
            "There is no argument of this name",
        ),
        "no border": (LENET.replace('padding="same", ', ""), "a border|Negative|shape"),
        "a border everywhere": (
            LENET.replace("Conv2D(16, 5,", 'Conv2D(16, 5, padding="same",'),
            "has no border",
        ),
        "84 units as in 1998": (LENET.replace("Dense(64", "Dense(84"), "number of units"),
        "the published network's dense layers": (
            LENET.replace('Dense(256, activation="relu"), ', ""),
            "number of units",
        ),
        "120 units in place of the convolution": (
            LENET.replace('Conv2D(120, 5, activation="relu"), Flatten()', 'Flatten(), Dense(120, "relu")'),
            "A convolution is missing",
        ),
        "tanh as in 1998": (LENET.replace("relu", "tanh"), "The activation is tanh"),
        "learned from a part": (
            f"{LENET}{COMPILE.format('lenet', MOMENTUM)}\n"
            "H_lenet = lenet.fit(trainData[:500], trainLabels[:500], batch_size=100, epochs=1, verbose=0, "
            f"{UNSEEN})",
            "Brackets with a colon take a part",
        ),
        "Adam": (LENET + COMPILE.format("lenet", ADAM), "names the optimizer"),
        "no momentum": (LENET + COMPILE.format("lenet", "SGD(0.01)"), "forgets the ones before"),
        "the rate of A2": (LENET + COMPILE.format("lenet", "SGD(0.05, 0.9)"), "length of a step"),
        "Nesterov's momentum": (
            LENET + COMPILE.format("lenet", "SGD(0.01, 0.9, nesterov=True)"),
            "looks ahead before it steps",
        ),
        "one more dense layer": (
            LENET.replace("Dense(10,", 'Dense(10, activation="relu"),\n    Dense(10,'),
            "sum to 1",
        ),
        "only the dictionary": (
            f"{LENET}{COMPILE.format('lenet', MOMENTUM)}\n"
            "H_lenet = lenet.fit(trainData[:500], trainLabels[:500], batch_size=100, verbose=0).history",
            "numbers inside of it",
        ),
    },
    "A5.5": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet"),
        "nothing returned": (SCORES.replace("WRONG", "print(p, r, f)"), "`return`"),
        **filled(
            SCORES,
            """
            return p, r, f  # This is the precision
            return accuracy_score(truth, guess), r, p, f  # Precision and recall are exchanged
            return accuracy_score(truth, guess, normalize=False), p, r, f  # number of right answers
            return np.mean(truth != guess), p, r, f  # share of \\*wrong
            return 100 * np.mean(truth == guess), p, r, f  # Percent
            return accuracy_score(truth, guess), p, r, 2 * p * r / (p + r)  # F1 of the two averages
            return accuracy_score(truth, guess), p, r, (p + r) / 2  # harmonic|F1
            """,
        ),
        "micro": (
            SCORES.replace("'macro'", "'micro'").replace(
                "WRONG", "return accuracy_score(truth, guess), p, r, f"
            ),
            "one pot",
        ),
        "weighted": (
            SCORES.replace("'macro'", "'weighted'").replace(
                "WRONG", "return accuracy_score(truth, guess), p, r, f"
            ),
            "occur often",
        ),
        "for each class": (
            SCORES.replace("average='macro', ", "").replace(
                "WRONG", "return accuracy_score(truth, guess), p, r, f"
            ),
            "a share for each class",
        ),
        "predictions first": (
            SCORES.replace("truth, guess, av", "guess, truth, av").replace(
                "WRONG", "return accuracy_score(truth, guess), p, r, f"
            ),
            "are exchanged",
        ),
    },
    "A5.6": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet"),
        **filled(
            CONVERGED,
            """
            return len(accuracies)  # as in the slides
            return int(np.argmax(accuracies)) + 1  # highest accuracy
            return np.flatnonzero(a >= last - 0.005)[0] + 1  # too low again
            return max(low, default=0) + 1  # last epoch that is
            return max(low, default=-1) + 1  # count from 1
            return max(np.flatnonzero(a < max(a) - 0.005).tolist(), default=-1) + 2  # not the highest
            return max(np.flatnonzero(abs(a - last) > 0.005).tolist(), default=-1) + 2  # as far as it likes
            return accuracies[-1]  # Go back from the last
            print(len(accuracies))  # `return`
            """,
        ),
    },
    "A5.7": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet"),
        **filled(
            MISSED,
            """
            return np.flatnonzero((answers != truth).any(axis=0))  # \\*some\\*
            return np.flatnonzero((answers == truth).all(axis=0))  # all networks read
            return (answers != truth).all(axis=0)  # The places of those
            return np.sum((answers != truth).all(axis=0))  # That is their number
            return truth[(answers != truth).all(axis=0)]  # labels of the digits
            return np.flatnonzero(answers[0] != truth)  # first network
            return np.flatnonzero(answers[-1] != truth)  # last network
            return np.flatnonzero((answers != truth).all(axis=0)) + 1  # count from 0
            return np.flatnonzero((answers != truth).all(axis=1))  # Along which axis does `all` run
            return np.flatnonzero(answers[0] != truth and answers[1] != truth)  # take one truth value
            """,
        ),
    },
    "A5.8": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet"),
        **filled(
            INTERVAL,
            """
            return m - T[n] * biased / n**0.5, m + T[n] * biased / n**0.5  # in its denominator
            return m - T[n] * s, m + T[n] * s  # less than a single draw
            return m - T[n] * s / n, m + T[n] * s / n  # not by its root
            return m - s / n**0.5, m + s / n**0.5  # factor t is missing
            return m - 1.96 * s / n**0.5, m + 1.96 * s / n**0.5  # for many draws
            return m - T[n] * s**2 / n**0.5, m + T[n] * s**2 / n**0.5  # variance
            return m + T[n] * s / n**0.5, m - T[n] * s / n**0.5  # exchanged
            return -T[n] * s / n**0.5, T[n] * s / n**0.5  # around zero
            return min(numbers), max(numbers)  # range of the draws
            return m - T[n - 1] * s / n**0.5, m + T[n - 1] * s / n**0.5  # number of draws
            return T[n] * s / n**0.5  # It gives back 2 things
            """,
        ),
    },
    "A5.9": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet"),
        **filled(
            MCNEMAR,
            """
            return c, b, min(1, 2 * total / 2**n)  # changed places
            return one.sum(), other.sum(), min(1, 2 * total / 2**n)  # also|all digits that this network reads
            return b, c, 2 * total / 2**n  # 1 at most
            return b, c, total / 2**n  # one side only
            return b, c, 2 * math.comb(n, k) / 2**n  # exactly this split
            return b, c, min(1, 2 * (total - math.comb(n, k)) / 2**n)  # and includes it
            return b, c, 1 - min(1, 2 * total / 2**n)  # \\*less\\* uneven
            return b, c, min(1, 2 * tail(n, max(b, c)))  # larger of b and c
            return b, c, math.erfc(abs(b - c) / (2 * n) ** 0.5)  # chi-square
            return b, c, min(1, 2 * tail(every, k))  # b \\+ c. Digits
            return b, c  # It gives back 3 things
            """,
        ),
    },
    "A5.10": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet"),
        **filled(
            AUGMENT,
            """
            [turn, move, RandomBrightness(0.1), RandomContrast(0.2)]  # as if ink|taken to begin there
            [turn, move, shine, RandomContrast((0.2, 0.2))]  # taken to begin there|as if ink
            [turn, move, RandomBrightness(0.1, value_range=(0, 1)), flat]  # taken to begin there|as if ink
            [RandomRotation(10 / 360, fill_mode="constant"), move, shine, flat]  # filled with grey
            [turn, RandomTranslation(0.1, 0.1, fill_mode="constant"), shine, flat]  # was filled with grey
            [RandomRotation(0.03, "constant"), RandomTranslation(0.1, 0.1, "constant"), shine]  # with grey
            [turn, RandomTranslation(0.1, 0.1), shine, flat]  # mirror image
            [RandomRotation(10, **paper), move, shine, flat]  # of a full turn
            [RandomRotation(10 / 180, **paper), move, shine, flat]  # full turn
            [move, shine, flat]  # can be seen
            [turn, shine, flat]  # for the height and one for the width
            [turn, RandomTranslation(0.1, 0, **paper), shine, flat]  # for the height and one
            [turn, RandomTranslation(0.3, 0.3, **paper), shine, flat]  # A tenth of 28
            [turn, move, flat]  # same amount
            [turn, move, shine]  # closer to each other
            [turn, move, RandomBrightness(0.5, value_range=(-1, 1)), flat]  # 2 wide
            [turn, move, shine, RandomContrast((0.8, 0.8), value_range=(-1, 1))]  # fades away
            """,
        ),
        "the augmented digits": ("augment = trainData[:8]", "layer and no function|not callable"),
    },
    "A5.11": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet"),
        **filled(
            OTHERS,
            """
            large[..., None] / 127.5 - 1  # Around them belongs paper
            np.pad(large, frame) / 127.5 - 1  # channel is missing
            np.pad(large, frame)[..., None] / 255  # paper at -1
            np.pad(large, frame)[..., None]  # paper at -1
            np.pad(large / 127.5 - 1, frame)[..., None]  # grey after it
            np.pad(large, frame, constant_values=255)[..., None] / 127.5 - 1  # frame is ink
            np.pad(large, ((0, 0), (0, 8), (0, 8)))[..., None] / 127.5 - 1  # 4 pixels of paper on each side
            np.pad(np.swapaxes(large, 1, 2), frame)[..., None] / 127.5 - 1  # on their side
            np.pad(large[:, ::-1], frame)[..., None] / 127.5 - 1  # on their heads
            np.pad(large[:, :, ::-1], frame)[..., None] / 127.5 - 1  # mirrored
            np.pad(255 - large, frame)[..., None] / 127.5 - 1  # Ink and paper are exchanged
            np.pad(large // 16, frame)[..., None] / 127.5 - 1  # Full ink is 16
            np.pad(large, frame)[::-1, ..., None] / 127.5 - 1  # Something else stands
            np.pad(large, ((0, 0), (8, 8), (8, 8)))[..., None] / 127.5 - 1  # A digit of 20
            """,
        ),
        "a byte that is full": (
            """
small = (otherImages * 16).astype("uint16").astype("uint8")
large = np.array([Image.fromarray(i).resize((20, 20)) for i in small])
otherData = np.pad(large, ((0, 0), (4, 4), (4, 4)))[..., None] / 127.5 - 1
""",
            "wraps around",
        ),
    },
    "A5.Q1": filled(
        "A5_Q1 = WRONG",
        """
        30  # one side only
        34  # what the slides say
        36  # four pixels
        56  # double
        28  # without its border
        24  # larger
        1024  # all its pixels
        "32"  # without quotes
        (32, 32)  # One number
        """,
    ),
}

TABLE = Table(
    "a5_compare",
    *added("a5_compare", RIGHT, MISTAKES),
    trains=frozenset({"A5.2", "A5.3", "A5.4"}),
    asides=frozenset({"A5-halves"}),
)
