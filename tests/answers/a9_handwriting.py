"""Answers to the steps of lesson A9."""

from tests.answers.bench import Table, filled
from tests.answers.elsewhere import added

INK = """
def find_ink(grey, light, limit):
    WRONG
"""

BOXES = """
def find_boxes(mask, lowest):
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    boxes = sorted(cv2.boundingRect(contour) for contour in contours)
    high = [box for box in boxes if box[3] >= lowest]
    WRONG
"""

SIZE = """
def box_size(rows, columns):
    scale, shorter = 20 / max(rows, columns), 20 / min(rows, columns)
    WRONG
"""

CENTRED = """
def centred(small):
    field = np.zeros((28, 28))
    rows, columns = small.shape
    row = (small.sum(axis=1) * np.arange(rows)).sum() / small.sum()
    column = (small.sum(axis=0) * np.arange(columns)).sum() / small.sum()
    low, right = 28 - rows, 28 - columns
    WRONG
    field[top : top + rows, left : left + columns] = small
    return field
"""

SHIFTED = """
def shifted(images, down, right):
    n, rows, columns = images.shape
    padded = np.pad(images, ((0, 0), (rows, rows), (columns, columns)))
    moved = padded[:, rows - down : 2 * rows - down, columns - right : 2 * columns - right]
    WRONG
"""

TUNED = """
tuned = keras.models.clone_model(network)
tuned.set_weights(network.get_weights())
tuned.compile(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.Adam(0.001))
tuned.fit(mine, mineLabels, epochs=20, batch_size=10, verbose=0)
"""


def tuned(old: str, new: str) -> str:
    """The answer to A9.6 with something changed."""
    assert old in TUNED
    return TUNED.replace(old, new)


EXPORTED = """
tuned(others[:1])
tuned.export(folder / "tuned.onnx", format="onnx", verbose=False)
session = onnxruntime.InferenceSession(folder / "tuned.onnx")
answers = session.run(None, {session.get_inputs()[0].name: others})[0]
difference = np.abs(answers - np.array(tuned(others))).max()
"""


def exported(old: str, new: str) -> str:
    """The answer to A9.7 with something changed."""
    assert old in EXPORTED
    return EXPORTED.replace(old, new)


RIGHT: dict[str, dict[str, str]] = {
    "A9.1": {
        "by a product": "def find_ink(grey, light, limit):\n    return grey < limit * light",
        "by NumPy's functions": """
def find_ink(grey, light, limit):
    return np.less(np.divide(grey, light), limit)
""",
        "as the opposite of paper": "def find_ink(grey, light, limit):\n    return ~(grey / light >= limit)",
        "pixel by pixel": """
def find_ink(grey, light, limit):
    mask = np.zeros(grey.shape, bool)
    for place in np.ndindex(grey.shape):
        mask[place] = float(grey[place]) / float(light[place]) < limit
    return mask
""",
        "by the light that is missing": """
def find_ink(grey, light, limit):
    return 1 - grey.astype(float) / light > 1 - limit
""",
        "as ones and zeros, a list": """
def find_ink(grey, light, limit):
    return np.where(grey / light < limit, 1, 0).tolist()
""",
    },
    "A9.2": {
        "a loop": """
def find_boxes(mask, lowest):
    found = []
    for contour in cv2.findContours(mask.astype("uint8"), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]:
        x, y, w, h = cv2.boundingRect(contour)
        if h >= lowest:
            found.append([x, y, w, h])
    found.sort(key=lambda box: box[0])
    return found
""",
        "by connected components": """
def find_boxes(mask, lowest):
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    boxes = stats[1:, :4]
    boxes = boxes[boxes[:, 3] >= lowest]
    return boxes[np.argsort(boxes[:, 0])]
""",
        "by SciPy": """
from scipy import ndimage
def find_boxes(mask, lowest):
    labels, _ = ndimage.label(mask, np.ones((3, 3)))
    slices = ndimage.find_objects(labels)
    boxes = [(x.start, y.start, x.stop - x.start, y.stop - y.start) for y, x in slices]
    return sorted(box for box in boxes if box[3] >= lowest)
""",
        "all contours and not only the outer ones, which are no lower": """
def find_boxes(mask, lowest):
    found = cv2.findContours(255 * np.uint8(mask), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    outer = [c for c, (_, _, _, parent) in zip(found[0], found[1][0]) if parent < 0]
    return sorted(filter(lambda box: box[3] > lowest - 1, map(cv2.boundingRect, outer)))
""",
    },
    "A9.3": {
        "by cases": """
def box_size(rows, columns):
    if rows >= columns:
        return 20, max(1, round(20 * columns / rows))
    return max(1, round(20 * rows / columns)), 20
""",
        "an array": """
def box_size(rows, columns):
    sides = np.array([rows, columns])
    return np.maximum(np.rint(20 * sides / sides.max()), 1).astype(int)
""",
        "half a pixel, then cut off": """
def box_size(rows, columns):
    k = 20 / max(rows, columns)
    return [int(rows * k + 0.5) or 1, int(columns * k + 0.5) or 1]
""",
        "by fractions": """
from fractions import Fraction
def box_size(rows, columns):
    longer = max(rows, columns)
    return tuple(max(1, round(Fraction(20 * side, longer))) for side in (rows, columns))
""",
    },
    "A9.4": {
        "by the mean of places": """
def centred(small):
    y, x = np.indices(small.shape)
    top = int(np.rint(14 - np.average(y, weights=small)))
    left = int(np.rint(14 - np.average(x, weights=small)))
    top, left = min(max(top, 0), 28 - len(small)), min(max(left, 0), 28 - small.shape[1])
    return np.pad(small, ((top, 28 - len(small) - top), (left, 28 - small.shape[1] - left)))
""",
        "by SciPy": """
from scipy import ndimage
def centred(small):
    places = [round(14 - at) for at in ndimage.center_of_mass(small)]
    top, left = np.clip(places, 0, 28 - np.array(small.shape))
    field = np.zeros((28, 28))
    field[top:top + small.shape[0], left:left + small.shape[1]] += small
    return field
""",
        "by OpenCV's moments": """
def centred(small):
    m = cv2.moments(np.ascontiguousarray(small, np.float64))
    top = np.clip(int(np.floor(14.5 - m["m01"] / m["m00"])), 0, 28 - small.shape[0])
    left = np.clip(int(np.floor(14.5 - m["m10"] / m["m00"])), 0, 28 - small.shape[1])
    field = np.zeros((28, 28), np.float64)
    field[top:top + small.shape[0], left:left + small.shape[1]] = small
    return field
""",
        "in a corner first, then rolled": """
def centred(small):
    field = np.zeros((28, 28))
    rows, columns = small.shape
    field[:rows, :columns] = small
    row, column = (np.arange(28) @ field.sum(axis=1 - axis) / field.sum() for axis in (0, 1))
    down, right = np.clip(round(14 - row), 0, 28 - rows), np.clip(round(14 - column), 0, 28 - columns)
    return np.roll(field, (down, right), axis=(0, 1))
""",
    },
    "A9.5": {
        "rolled, then wiped": """
def shifted(images, down, right):
    out = np.roll(images, (down, right), axis=(1, 2))
    if down > 0: out[:, :down] = 0
    if down < 0: out[:, down:] = 0
    if right > 0: out[:, :, :right] = 0
    if right < 0: out[:, :, right:] = 0
    return out
""",
        "padded, then cut": """
def shifted(images, down, right):
    n, rows, columns = images.shape
    padded = np.pad(images, ((0, 0), (rows, rows), (columns, columns)))
    return padded[:, rows - down:2 * rows - down, columns - right:2 * columns - right]
""",
        "pixel by pixel": """
def shifted(images, down, right):
    out = np.zeros(images.shape)
    n, rows, columns = images.shape
    for y in range(rows):
        for x in range(columns):
            if 0 <= y - down < rows and 0 <= x - right < columns:
                out[:, y, x] = images[:, y - down, x - right]
    return out
""",
        "by SciPy": """
from scipy import ndimage
def shifted(images, down, right):
    return ndimage.shift(images, (0, down, right), order=0, mode="constant", cval=0)
""",
        "by OpenCV, image by image": """
def shifted(images, down, right):
    matrix, size = np.float64([[1, 0, right], [0, 1, down]]), images.shape[:0:-1]
    return [cv2.warpAffine(np.asarray(image, float), matrix, size) for image in images]
""",
    },
    "A9.6": {
        "convolutions held fixed, more epochs": """
tuned = keras.models.clone_model(network)
tuned.set_weights(network.get_weights())
for layer in tuned.layers[:4]:
    layer.trainable = False
tuned.compile("adam", "sparse_categorical_crossentropy")
H = tuned.fit(mine, mineLabels, epochs=25, batch_size=10, verbose=0)
""",
        "saved and loaded": """
network.save(folder / "copy.keras")
tuned = keras.models.load_model(folder / "copy.keras")
tuned.compile(loss=keras.losses.SparseCategoricalCrossentropy(), optimizer="adam")
tuned.fit(mine, mineLabels, epochs=20, batch_size=5, verbose=0)
""",
        "from its configuration, one-hot labels": """
tuned = keras.Sequential.from_config(network.get_config())
tuned.set_weights(network.get_weights())
tuned.compile(loss="categorical_crossentropy", optimizer=keras.optimizers.Adam(learning_rate=1e-3))
tuned.fit(mine, keras.utils.to_categorical(mineLabels, 10), epochs=20, batch_size=10, verbose=0)
""",
        "mixed with digits of everybody": """
tuned = keras.models.clone_model(network)
tuned.set_weights(network.get_weights())
tuned.compile(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.Adam(0.001))
x = np.concatenate([np.repeat(mine, 8, axis=0), trainData[:160, ..., None] / 255])
y = np.concatenate([np.repeat(mineLabels, 8), trainLabels[:160]])
tuned.fit(x, y, epochs=8, batch_size=20, verbose=0)
""",
    },
    "A9.7": {
        "paths as text, named outputs": exported(
            "session = onnxruntime.InferenceSession(folder / ",
            "session = onnxruntime.InferenceSession(str(folder) + '/' + ",
        ).replace("run(None,", "run([session.get_outputs()[0].name],"),
        "called by predict, the other way round": """
keras_says = tuned.predict(others, verbose=0)
tuned.export(str(folder / "mine.onnx"), format="onnx", verbose=False)
session = onnxruntime.InferenceSession(str(folder / "mine.onnx"), providers=["CPUExecutionProvider"])
[answers] = session.run(None, {session.get_inputs()[0].name: others})
difference = float(np.max(np.abs(keras_says - answers)))
""",
        "digit by digit": exported(
            "answers = session.run(None, {session.get_inputs()[0].name: others})[0]",
            "key = session.get_inputs()[0].name\n"
            "answers = np.concatenate([session.run(None, {key: each[None]})[0] for each in others])",
        ),
        "from bytes": exported(
            'InferenceSession(folder / "tuned.onnx")',
            'InferenceSession((folder / "tuned.onnx").read_bytes())',
        ),
    },
    "A9.8": {
        "a title, the name as text": 'home = takeaway.export(tuned, str(folder / "net.html"), title="Ada")',
        "beside the notebook's other files": 'home = takeaway.export(tuned, folder / "a.html", sure=0.5)',
        "half precision": 'home = takeaway.export(tuned, folder / "my_network.html", kind="float16")',
        "named arguments": 'home = takeaway.export(model=tuned, path=folder / "my_network.html")',
    },
    "A9.Q1": {
        "computed": "A9_Q1 = round(28 * 20 / 80)",
        "by the function of A9.3": "A9_Q1 = box_size(80, 28)[1]",
        "a float": "A9_Q1 = 7.0",
        "a number of NumPy": "A9_Q1 = np.int64(28) // 4",
    },
}

MISTAKES: dict[str, dict[str, tuple[str, str]]] = {
    "A9.1": filled(
        INK,
        """
        ...  # return
        return grey / light > limit  # This is the paper
        return grey < 255 * limit  # the same everywhere
        return grey < limit  # Nothing is below the limit
        return light / grey < limit  # divided by the other
        return grey // light < limit  # drops the rest
        return light.astype(float) - grey > 255 * limit  # a smaller difference
        return grey / light  # True and False
        return 255 * (grey / light < limit)  # True and False
        return (grey / light < limit).any()  # One answer for each pixel
        if grey / light < limit: return True  # asks once
        """,
    ),
    "A9.2": filled(
        BOXES,
        """
        ...  # return
        return boxes  # Dust is still there
        return [box for box in boxes if box[3] > lowest]  # includes the number itself
        return [box for box in boxes if box[2] >= lowest]  # The height decides
        return [box for box in boxes if box[3] < lowest]  # small ones
        return sorted(high, key=lambda box: (box[1], box[0]))  # order of their left sides
        return high[::-1]  # order of their left sides
        return [(y, x, h, w) for x, y, w, h in high]  # columns come before rows
        return [(x, y, x + w, y + h) for x, y, w, h in high]  # not the right side
        return len(high)  # each of four numbers
        return cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)  # numbers of one byte
        """,
    ),
    "A9.3": filled(
        SIZE,
        """
        ...  # return
        return 20, 20  # becomes a block
        return round(rows * shorter), round(columns * shorter)  # The longer side
        return max(1, round(rows * 1.4 * scale)), max(1, round(columns * 1.4 * scale))  # box of 20
        return max(1, round(columns * scale)), max(1, round(rows * scale))  # Rows come first
        return round(rows * scale), round(columns * scale)  # at least 1
        return max(1, int(rows * scale)), max(1, int(columns * scale))  # cut off
        return max(1, rows * scale), max(1, columns * scale)  # whole numbers
        return 20, max(1, round(columns * 20 / rows))  # always longer
        return scale  # Two numbers
        """,
    ),
    "A9.4": filled(
        CENTRED,
        """
        top = left = 0  # in the corner
        top, left = (28 - rows) // 2, (28 - columns) // 2  # heavier on one side
        top = left = 4  # heavier on one side
        top, left = np.clip(round(13 - row), 0, low), np.clip(round(13 - column), 0, right)  # counted from 0
        top, left = np.clip(round(14 - column), 0, low), np.clip(round(14 - row), 0, right)  # changed places
        top, left = np.clip(round(row), 0, low), np.clip(round(column), 0, right)  # has to go up
        top, left = 14 - row, 14 - column  # whole number
        top, left = 14, 14  # begins too low
        return small  # 28 rows and 28 columns
        """,
    ),
    "A9.5": filled(
        SHIFTED,
        """
        ...  # return
        return np.roll(images, (down, right), (1, 2))  # in a circle
        return padded[:, rows - right : 2 * rows - right, columns - down :][..., :columns]  # changed places
        return padded[:, rows + down : 2 * rows + down, columns + right :][..., :columns]  # the other way
        return padded[:, rows - down : 2 * rows - down, columns : 2 * columns]  # up or down only
        return padded[:, rows : 2 * rows, columns - right : 2 * columns - right]  # to the side only
        return np.roll(images, down, 0)  # counts the images
        return images  # Nothing moved
        return padded  # keep their shape
        images[:] = moved; return images  # belongs to the caller
        """,
    ),
    "A9.6": {
        "nothing": ("# YOUR CODE HERE", "does not exist yet"),
        "another name for the same": (
            tuned(
                "tuned = keras.models.clone_model(network)\ntuned.set_weights(network.get_weights())",
                "tuned = network",
            ),
            "under a second name",
        ),
        "the history": (
            tuned("tuned.fit(", "tuned = tuned.fit("),
            "trains in place, and gives back its history",
        ),
        "None of set_weights": (
            "tuned = keras.models.clone_model(network).set_weights(network.get_weights())",
            "give None back",
        ),
        "a copy that is not trained": (
            "tuned = keras.models.clone_model(network)\ntuned.set_weights(network.get_weights())",
            "not trained yet",
        ),
        "steps eight times as large": (tuned("Adam(0.001)", "Adam(0.008)"), "forgotten the others: too many"),
        "fresh weights": (
            tuned("tuned.set_weights(network.get_weights())", ""),
            "clone_model. has fresh weights",
        ),
        "the network itself is trained": (
            tuned(
                "tuned.fit(", "network.compile('adam', 'sparse_categorical_crossentropy')\nnetwork.fit("
            ).replace("epochs=20", "epochs=60"),
            "was trained on the twenty itself",
        ),
        "steps that are too large": (
            tuned("Adam(0.001)", "Adam(0.03)"),
            "fresh weights|forgotten the others",
        ),
        "steps that are too small": (tuned("Adam(0.001)", "Adam(0.0000001)"), "hardly changed"),
        "trained on nothing of the writer": (
            tuned("mine, mineLabels", "trainData[:20, ..., None] / 255, trainLabels[:20]"),
            "hardly changed|forgotten",
        ),
    },
    "A9.7": {
        "nothing": ("# YOUR CODE HERE", "does not exist yet"),
        "the list": (exported("others})[0]", "others})"), "Take it out of the list|Which of them"),
        "the mean": (exported(").max()", ").mean()"), "hides in a mean"),
        "signs": (
            exported(
                "np.abs(answers - np.array(tuned(others))).max()", "(answers - np.array(tuned(others))).min()"
            ),
            "never negative",
        ),
        "the export of network": (
            exported("tuned.export", "network(others[:1]); network.export"),
            "file of another network",
        ),
        "other digits": (exported(": others}", ": mine}"), "same digits"),
        "the test digits": (
            exported(": others}", ": (testData[:200, ..., None] / 255).astype('float32')}"),
            "answers to other digits",
        ),
        "float64": (exported(": others}", ": others.astype(float)}"), "takes float32"),
        "another name": (exported("session.get_inputs()[0].name", "'digits'"), "names the input"),
        "opened before it is written": (
            exported('tuned.export(folder / "tuned.onnx", format="onnx", verbose=False)', "").replace(
                "tuned.onnx", "none.onnx"
            ),
            "written before it is opened",
        ),
        "answers of Keras, difference zero": (
            exported("np.abs(answers - np.array(tuned(others))).max()", "0.5"),
            "the largest",
        ),
    },
    "A9.8": {
        "nothing": ("# YOUR CODE HERE", "does not exist yet"),
        "not kept": ('home = print(takeaway.export(tuned, folder / "a.html"))', "keep that"),
        "the path": ('home = folder / "my_network.html"\ntakeaway.export(tuned, home)', "keep that"),
        "the file first": ('home = takeaway.export(folder / "a.html", tuned)', "network comes first"),
        "network instead of tuned": (
            'home = takeaway.export(network, folder / "a.html")',
            "holds another network",
        ),
        "no file": ("home = takeaway.export(tuned)", "takes two things"),
        "deleted again": (
            'home = takeaway.export(tuned, folder / "a.html")\nhome.path.unlink()',
            "moved or written over",
        ),
        "the LeNet of A2": (
            "from lenet_keras import LeNet\nhome = takeaway.export(LeNet.build(28, 28, 1, 10), folder / 'a')",
            "a larger network",
        ),
    },
    "A9.Q1": {
        "the longer side": ("A9_Q1 = 20", "Only the longer side"),
        "as it was": ("A9_Q1 = 28", "28 is the field"),
        "into 28": ("A9_Q1 = 10", "not into 28"),
        "turned over": ("A9_Q1 = 57", "turned over"),
        "half": ("A9_Q1 = 14", "By how much"),
        "text": ('A9_Q1 = "seven or eight"', "without quotes"),
    },
}

TABLE = Table(
    "a9_handwriting",
    *added("a9_handwriting", RIGHT, MISTAKES),
    frozenset({"A9.6"}),
    shorter=(
        ("for number in range(5)", "for number in range(1)"),
        (
            "accuracy(network, testData / 255, testLabels)",
            "accuracy(network, testData[:99] / 255, testLabels[:99])",
        ),
    ),
    asides=frozenset({"A9-costs"}),
)
