"""Answers to the steps of lesson A4."""

from tests.answers.bench import Table, filled
from tests.answers.elsewhere import added

PREPARE = """
def prepare(image, label):
    x = tf.pad(image, [[2, 2], [2, 2]])
    f, k = tf.cast(x, tf.float32), tf.cast(label, tf.int32)
    WRONG
"""

PIPELINE = """
def make_batches(images, labels, batch_size, repeats):
    pairs = tf.data.Dataset.from_tensor_slices((images, labels))
    mixed, full = pairs.map(prepare).shuffle(10_000), {"batch_size": batch_size, "drop_remainder": True}
    WRONG
"""

PENALTIES = """
B = lenet5.BITMAPS
def penalties(codes):
    WRONG
"""

LOSS = """
def map_loss(y, digit, j):
    WRONG
"""

NETWORK = """
squash = lenet5.scaled_tanh
def build_network():
    return Sequential([Input(shape=(32, 32, 1)), {C1}, {S2}, {C3}, {S4}, {C5}, {flatten}, {F6}, {output}])
"""
PARTS = {
    "C1": "Conv2D(6, 5, activation=squash)",
    "S2": "lenet5.Subsampling(activation=squash)",
    "C3": "lenet5.PartialConv2D(activation=squash)",
    "S4": "lenet5.Subsampling(activation=squash)",
    "C5": "Conv2D(120, 5, activation=squash)",
    "flatten": "Flatten()",
    "F6": "Dense(84, activation=squash)",
    "output": "lenet5.RBF()",
}


def network(**changed: str) -> str:
    """The answer to A4.5 with some layers changed."""
    return NETWORK.format(**PARTS | changed)


RECORDER = """
class Recorder(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.stepLoss, self.stepAccuracy, self.stepSeconds = [], [], []
        self.epochLoss, self.epochAccuracy, self.epochSeconds = [], [], []
    def on_train_batch_begin(self, batch, logs=None):
        self.began = time.perf_counter()
    def on_train_batch_end(self, batch, logs=None):
        self.stepSeconds.append(time.perf_counter() - self.began)
        self.stepLoss.append(logs["loss"])
        self.stepAccuracy.append(logs["accuracy"])
    def on_epoch_begin(self, epoch, logs=None):
        self.epochBegan = time.perf_counter()
    def on_epoch_end(self, epoch, logs=None):
        self.epochSeconds.append(time.perf_counter() - self.epochBegan)
        self.epochLoss.append(logs["loss"])
        self.epochAccuracy.append(logs["accuracy"])
"""


def recorder(old: str, new: str) -> str:
    """The answer to A4.6 with something changed."""
    assert old in RECORDER
    return RECORDER.replace(old, new)


TRAINED = """
network = build_network()
network.compile(loss=lenet5.MAPLoss(j=1), metrics=[lenet5.accuracy], optimizer=keras.optimizers.Adam(0.002))
recorder = Recorder()
H = network.fit(trainBatches, epochs=3, steps_per_epoch=steps, validation_data=heldOut,
                callbacks=[recorder, keeper, best], shuffle=False, verbose=0)
"""
BRIEF = TRAINED.replace("epochs=3", "epochs=1").replace("steps_per_epoch=steps", "steps_per_epoch=2")


def trained(old: str, new: str, template: str = TRAINED) -> str:
    """The answer to A4.7 with something changed."""
    assert old in template
    return template.replace(old, new)


MODERN = """
modern = Sequential([
    Input(shape=(32, 32, 1)),
    Conv2D(6, 5, activation="relu"), MaxPooling2D(),
    Conv2D(16, 5, activation="relu"), MaxPooling2D(),
    Conv2D(120, 5, activation="relu"),
    Flatten(),
    Dense(84, activation="relu"),
    Dense(10, activation="softmax"),
])
"""


def modern(old: str, new: str) -> str:
    """The answer to A4.10 with something changed."""
    assert old in MODERN
    return MODERN.replace(old, new)


READ = "digitsRead = np.array(reader(strip))[0, 0, ::7].argmin(axis=-1)\n"
SLID = "reader = Sequential([Input((32, None, 1)), *network.layers[:5], *network.layers[6:]])\n"

RIGHT: dict[str, dict[str, str]] = {
    "A4.1": {
        "convert_image_dtype": """
def prepare(image, label):
    image = tf.image.convert_image_dtype(image, tf.float32)
    image = tf.image.resize_with_crop_or_pad(image[..., tf.newaxis], 36 - 4, 32)
    return (image - 0.1307) / 0.3081, tf.cast(label, 'int32')
""",
        "step by step, by the image's helpers": """
def prepare(image, label):
    image = tf.image.pad_to_bounding_box(image[..., tf.newaxis], 2, 2, 32, 32)
    image = tf.cast(image, tf.float32)
    image /= 255
    image -= 0.1307
    image /= 0.3081
    return image, tf.cast(label, "int32")
""",
        "scaled first, the border in the shade of paper": """
def prepare(image, label):
    image = (tf.image.convert_image_dtype(image, tf.float32) - 0.1307) / 0.3081
    image = tf.pad(image, tf.constant([[2, 2], [2, 2]]), constant_values=-0.1307 / 0.3081)
    return tf.expand_dims(image, -1), tf.cast(label, tf.int32)
""",
        "by Keras's functions": """
from keras import ops
def prepare(image, label):
    image = ops.pad(ops.cast(image, "float32"), ((2, 2), (2, 2)))
    return ops.reshape((image / 255.0 - 0.1307) / 0.3081, (32, 32, 1)), ops.cast(label, "int32")
""",
        "by Keras's layers": """
border = keras.layers.ZeroPadding2D(2)
normal_pixels = keras.layers.Rescaling(1 / (255 * 0.3081), -0.1307 / 0.3081)
def prepare(image, label):
    return normal_pixels(border(image[None, ..., None]))[0], tf.cast(label, tf.int32)
""",
    },
    "A4.2": {
        "cache, autotuned": """
def make_batches(images, labels, batch_size, repeats):
    ds = tf.data.Dataset.from_tensor_slices((images, labels))
    ds = ds.map(prepare, num_parallel_calls=tf.data.AUTOTUNE).cache()
    ds = ds.shuffle(buffer_size=10000, reshuffle_each_iteration=True)
    ds = ds.batch(batch_size, drop_remainder=True)
    ds = ds.repeat(count=repeats)
    return ds.prefetch(tf.data.experimental.AUTOTUNE)
""",
        "in one chain, prepared last": """
def make_batches(images, labels, batch_size, repeats):
    return (tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(10000)
            .map(prepare, num_parallel_calls=tf.data.AUTOTUNE)
            .batch(batch_size, drop_remainder=True).repeat(repeats).prefetch(1))
""",
        "two datasets, zipped": """
def make_batches(images, labels, batch_size, repeats):
    x, y = (tf.data.Dataset.from_tensor_slices(each) for each in (images, labels))
    ds = tf.data.Dataset.zip((x, y))
    ds = ds.shuffle(buffer_size=len(images), seed=3)
    ds = ds.map(lambda image, label: prepare(image, label))
    ds = ds.batch(batch_size, True)
    ds = ds.repeat(count=repeats)
    return ds.prefetch(buffer_size=tf.data.AUTOTUNE)
""",
        "kept in memory": """
def make_batches(images, labels, batch_size, repeats):
    ds = tf.data.Dataset.from_tensor_slices((images, labels)).map(prepare).cache()
    ds = ds.shuffle(10_000).batch(batch_size, drop_remainder=True)
    return ds.repeat(repeats).prefetch(tf.data.AUTOTUNE)
""",
        "passes one behind the other": """
def make_batches(images, labels, batch_size, repeats):
    one = tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(10_000).map(prepare)
    one = one.batch(batch_size, drop_remainder=True)
    return tf.data.Dataset.range(repeats).flat_map(lambda n: one).prefetch(2)
""",
    },
    "A4.3": {
        "cdist": """
from scipy.spatial.distance import cdist
def penalties(codes):
    return cdist(codes, lenet5.BITMAPS, "sqeuclidean")
""",
        "expanded square": """
def penalties(codes):
    return (codes**2).sum(1, keepdims=True) - 2*codes @ lenet5.BITMAPS.T + (lenet5.BITMAPS**2).sum(1)
""",
        "a nested list": """
def penalties(codes):
    return [[sum((x - w) ** 2 for x, w in zip(c, b)) for b in lenet5.BITMAPS] for c in codes]
""",
        "binomial": """
def penalties(codes):
    b = np.asarray(lenet5.BITMAPS, float)
    return (codes**2).sum(1)[:, None] - 2 * codes @ b.T + (b**2).sum(1)
""",
        "digit by digit": """
def penalties(codes):
    return np.stack([np.sum((codes - bitmap) ** 2, axis=1) for bitmap in lenet5.BITMAPS], axis=1)
""",
        "two loops": """
def penalties(codes):
    y = np.zeros((len(codes), 10))
    for n, code in enumerate(codes):
        for i in range(10):
            y[n, i] = sum((code[k] - lenet5.BITMAPS[i, k]) ** 2 for k in range(84))
    return y
""",
        "by the norm": """
def penalties(codes):
    return np.linalg.norm(np.expand_dims(codes, 1) - lenet5.BITMAPS[None], axis=2) ** 2
""",
        "by the layer": "def penalties(codes):\n    return np.array(lenet5.RBF()(codes.astype('float32')))",
    },
    "A4.4": {
        "scipy logsumexp": """
from scipy.special import logsumexp
def map_loss(y, digit, j):
    return y[digit] + logsumexp(np.append(-np.asarray(y), -j))
""",
        "tensorflow": """
def map_loss(y, digit, j):
    return y[digit] + tf.reduce_logsumexp(tf.concat([-y, [-float(j)]], 0))
""",
        "term by term": """
import math
def map_loss(y, digit, j):
    total = math.exp(-j)
    for penalty in y:
        total += math.exp(-penalty)
    return y[digit] + math.log(total)
""",
        "logaddexp": "def map_loss(y, digit, j):\n    return y[digit] + np.logaddexp.reduce([-j, *-y])",
        "shifted, so that nothing overflows": """
def map_loss(y, digit, j):
    z = np.append(-y, -j)
    top = z.max()
    return y[digit] + top + np.log(np.exp(z - top).sum())
""",
        "as a logarithm of a quotient": """
def map_loss(y, digit, j):
    return -np.log(np.exp(-y[digit]) / (np.exp(-j) + np.sum(np.exp(-y))))
""",
        "by the library": """
def map_loss(y, digit, j):
    return float(lenet5.MAPLoss(j=j)(np.array([digit]), np.array([y])))
""",
    },
    "A4.5": {
        "layer by layer": """
def build_network():
    model = Sequential()
    model.add(Input((32, 32, 1)))
    model.add(Conv2D(filters=6, kernel_size=(5, 5), activation=lenet5.scaled_tanh, name="C1"))
    model.add(lenet5.Subsampling(2, activation=lenet5.scaled_tanh, name="S2"))
    model.add(lenet5.PartialConv2D(lenet5.TABLE_I, 5, activation=lenet5.scaled_tanh, name="C3"))
    model.add(lenet5.Subsampling((2, 2), activation=lenet5.scaled_tanh, name="S4"))
    model.add(Conv2D(120, (5, 5), padding="valid", activation=lenet5.scaled_tanh, name="C5"))
    model.add(Flatten())
    model.add(Dense(units=84, activation=lenet5.scaled_tanh, name="F6"))
    model.add(lenet5.RBF(lenet5.BITMAPS))
    return model
""",
        "functional": """
def build_network():
    s = {"activation": lenet5.scaled_tanh}
    inputs = x = keras.Input(shape=(32, 32, 1))
    for layer in [Conv2D(6, 5, **s), lenet5.Subsampling(**s), lenet5.PartialConv2D(**s),
                  lenet5.Subsampling(**s), Conv2D(120, 5, **s), Flatten(), Dense(84, **s), lenet5.RBF()]:
        x = layer(x)
    return keras.Model(inputs, x)
""",
        "activations by themselves": network(
            C1="Conv2D(6, 5), keras.layers.Activation(squash)",
            S4="lenet5.Subsampling(), keras.layers.Activation(lenet5.scaled_tanh)",
            F6="Dense(84), keras.layers.Activation(squash)",
        ),
        "initialised as in the paper, reshaped": network(
            C1="Conv2D(6, 5, activation=squash, kernel_initializer=lenet5.UniformByFanIn())",
            C5="Conv2D(120, 5, activation=squash, kernel_initializer=lenet5.UniformByFanIn())",
            flatten="keras.layers.Reshape((120,))",
        ),
        "its own function for the squashing layers": """
def build_network():
    def squashed(kind, *sizes):
        return kind(*sizes, activation=lenet5.scaled_tanh)
    sub = lenet5.Subsampling
    layers = [squashed(Conv2D, 6, 5), squashed(sub), squashed(lenet5.PartialConv2D), squashed(sub),
              squashed(Conv2D, 120, 5), Flatten(), squashed(Dense, 84), lenet5.RBF()]
    return Sequential([Input((32, 32, 1))] + layers)
""",
    },
    "A4.6": {
        "lists made at the beginning of the object": """
class Recorder(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        for name in ("Loss", "Accuracy", "Seconds"):
            setattr(self, "step" + name, [])
            setattr(self, "epoch" + name, [])
    def on_train_batch_begin(self, batch, logs=None):
        self.t = time.time()
    def on_train_batch_end(self, batch, logs=None):
        self._keep("step", logs, time.time() - self.t)
    def on_epoch_begin(self, epoch, logs=None):
        self.T = time.time()
    def on_epoch_end(self, epoch, logs=None):
        self._keep("epoch", logs, time.time() - self.T)
    def _keep(self, prefix, logs, seconds):
        getattr(self, prefix + "Loss").append(float(logs["loss"]))
        getattr(self, prefix + "Accuracy").append(float(logs["accuracy"]))
        getattr(self, prefix + "Seconds").append(seconds)
""",
        "the other names of the batch methods": recorder("on_train_batch_", "on_batch_"),
        "by get, with another clock": recorder('logs["loss"]', 'logs.get("loss")').replace(
            "perf_counter", "monotonic"
        ),
        "lists added": recorder('self.stepLoss.append(logs["loss"])', 'self.stepLoss += [logs["loss"]]'),
        "from the class under a shorter name": "from keras.callbacks import Callback\n"
        + recorder("keras.callbacks.Callback", "Callback"),
    },
    "A4.7": {
        "with names for everything": """
network = build_network()
network.compile(optimizer=keras.optimizers.Adam(learning_rate=0.002), loss=lenet5.MAPLoss(),
                metrics={"accuracy": lenet5.accuracy} and [lenet5.accuracy])
recorder = Recorder()
H = network.fit(x=trainBatches, validation_data=heldOut, steps_per_epoch=steps, epochs=4,
                callbacks=[best, keeper, recorder], verbose=0)
""",
        "another j, a falling rate": trained("MAPLoss(j=1)", "MAPLoss(j=10)").replace(
            "keras.optimizers.Adam(0.002)",
            "keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.003, 8 * steps))",
        ),
        "one more callback": trained(
            "callbacks=[recorder,",
            "callbacks=[recorder, keras.callbacks.EarlyStopping('val_loss', patience=9),",
        ),
        "names that come before": """
recorder = Recorder()
def compiled():
    model = build_network()
    model.compile("nadam", lenet5.MAPLoss(j=1), metrics=[lenet5.accuracy])
    model.optimizer.learning_rate = 0.002
    return model
network = compiled()
H = history = network.fit(trainBatches, None, None, 3, 0, [recorder, keeper, best], validation_data=heldOut,
                          steps_per_epoch=steps)
""",
    },
    "A4.8": {
        "the last of a list in order": """
restored = build_network()
restored.load_weights(str(max(keeper.paths)))
""",
        "by the step": """
restored = build_network()
restored.load_weights(folder / f"step-{keeper.step:06}.weights.h5")
""",
        "compiled as well": """
restored = build_network()
restored.compile(loss=lenet5.MAPLoss(j=1), metrics=[lenet5.accuracy], optimizer="adam")
newest = sorted(folder.glob("step-*.h5"))[-1]
restored.load_weights(newest)
""",
        "a copy of the form": """
restored = keras.models.clone_model(network)
*_, newest = keeper.paths
restored.load_weights(newest)
""",
    },
    "A4.9": {
        "by slices": SLID + READ,
        "functional": """
inputs = x = keras.Input((32, None, 1))
for layer in network.layers:
    if "flatten" not in layer.name:
        x = layer(x)
reader = keras.Model(inputs, x)
digitsRead = [int(np.argmin(reader(strip)[0, 0, 7 * n])) for n in range(8)]
""",
        "layer by layer, any height": """
reader = Sequential()
reader.add(Input(shape=(None, None, 1)))
for number, layer in enumerate(network.layers):
    if number != 5:
        reader.add(layer)
said = reader.predict(strip, verbose=0)
digitsRead = said[0, 0].argmin(axis=1)[::7]
""",
        "a tensor": SLID + "digitsRead = tf.argmin(reader(strip)[0, 0, ::7], axis=-1)",
    },
    "A4.10": {
        "layer by layer": """
modern = Sequential()
modern.add(Input((32, 32, 1)))
for kernels in (6, 16):
    modern.add(Conv2D(kernels, (5, 5), activation="relu", padding="valid"))
    modern.add(MaxPooling2D((2, 2), strides=2))
modern.add(Conv2D(120, 5, activation="relu"))
modern.add(Flatten())
modern.add(Dense(84, activation="relu"))
modern.add(Dense(10, activation="softmax"))
""",
        "activations by themselves": """
from keras.layers import ReLU, Softmax
modern = Sequential([Input((32, 32, 1)), Conv2D(6, 5), ReLU(), MaxPooling2D(), Conv2D(16, 5), ReLU(),
                     MaxPooling2D(), Conv2D(120, 5), ReLU(), Flatten(), Dense(84), ReLU(), Dense(10),
                     Softmax()])
""",
        "functional": """
x = inputs = Input((32, 32, 1))
x = MaxPooling2D()(Conv2D(6, 5, activation=keras.activations.relu)(x))
x = MaxPooling2D()(Conv2D(16, 5, activation=keras.activations.relu)(x))
x = Flatten()(Conv2D(120, 5, activation=tf.nn.relu)(x))
x = Dense(84, activation="relu")(x)
modern = keras.Model(inputs, Dense(10, activation=tf.nn.softmax)(x))
""",
        "by a function": """
def network_of_today(sizes):
    layers = [Input((32, 32, 1))]
    for size in sizes[:2]:
        layers += [Conv2D(size, 5, activation="relu", kernel_initializer="he_normal"), MaxPooling2D(2, 2)]
    layers += [Conv2D(sizes[2], 5, activation="relu"), Flatten(), Dense(84, "relu"), Dense(10, "softmax")]
    return Sequential(layers)
modern = network_of_today([6, 16, 120])
""",
    },
    "A4.Q1": {
        "computed": "A4_Q1 = 16 * 6 * 5 * 5 + 16",
        "a float without a fraction": "A4_Q1 = 2416.0",
        "counted by Keras": "c = Conv2D(16, 5)\nc.build((1, 14, 14, 6))\nA4_Q1 = c.count_params()",
        "from C3": "A4_Q1 = 1516 + 36 * 25",
    },
}

MISTAKES: dict[str, dict[str, tuple[str, str]]] = {
    "A4.1": {
        "per_image_standardization": (
            """
def prepare(image, label):
    image = tf.pad(image, [[2, 2], [2, 2]])[..., tf.newaxis]
    return tf.image.per_image_standardization(image), tf.cast(label, tf.int32)
""",
            "its own mean and deviation",
        ),
        "expand_dims first": (
            """
def prepare(image, label):
    image = (tf.cast(tf.pad(image, [[2, 2], [2, 2]]), tf.float32) / 255 - 0.1307) / 0.3081
    return tf.expand_dims(image, 0), tf.cast(label, tf.int32)
""",
            "It comes last",
        ),
        "one_hot": (
            """
def prepare(image, label):
    image = (tf.cast(tf.pad(image, [[2, 2], [2, 2]]), tf.float32) / 255 - 0.1307) / 0.3081
    return tf.expand_dims(image, -1), tf.one_hot(label, 10)
""",
            "stays one number",
        ),
        "astype": (
            """
def prepare(image, label):
    image = tf.pad(image, [[2, 2], [2, 2]]).astype('float32') / 255
    return ((image - 0.1307) / 0.3081)[..., np.newaxis], label.astype('int32')
""",
            "runs the function once",
        ),
        "torchvision": (
            """
from torchvision import transforms
def prepare(image, label):
    return transforms.Normalize((0.1307,), (0.3081,))(image), label
""",
            "not installed here",
        ),
        "int label by python": (
            """
def prepare(image, label):
    image = (tf.cast(tf.pad(image, [[2, 2], [2, 2]]), tf.float32) / 255 - 0.1307) / 0.3081
    return tf.expand_dims(image, -1), int(label)
""",
            "runs the function once",
        ),
        "1 on each side": (
            """
def prepare(image, label):
    image = (tf.cast(tf.pad(image, [[1, 1], [1, 1]]), tf.float32) / 255 - 0.1307) / 0.3081
    return tf.expand_dims(image, -1), tf.cast(label, tf.int32)
""",
            "goes around the whole image",
        ),
        "4 behind": (
            """
def prepare(image, label):
    image = (tf.cast(tf.pad(image, [[0, 4], [0, 4]]), tf.float32) / 255 - 0.1307) / 0.3081
    return tf.expand_dims(image, -1), tf.cast(label, tf.int32)
""",
            "not in the middle",
        ),
        "dictionary": (
            """
def prepare(image, label):
    image = (tf.cast(tf.pad(image, [[2, 2], [2, 2]]), tf.float32) / 255 - 0.1307) / 0.3081
    return {'image': image[..., tf.newaxis], 'label': tf.cast(label, tf.int32)}
""",
            "returns a pair",
        ),
        "typo": (
            """
def prepair(image, label):
    image = (tf.cast(tf.pad(image, [[2, 2], [2, 2]]), tf.float32) / 255 - 0.1307) / 0.3081
    return image[..., None], tf.cast(label, tf.int32)
""",
            "`prepair`; the text says",
        ),
        "keyword-only": (
            """
def prepare(*, image, label):
    image = (tf.cast(tf.pad(image, [[2, 2], [2, 2]]), tf.float32) / 255 - 0.1307) / 0.3081
    return image[..., None], tf.cast(label, tf.int32)
""",
            "called as the text shows it",
        ),
        "old cast": (
            """
def prepare(image, label):
    image = (tf.to_float(tf.pad(image, [[2, 2], [2, 2]])) / 255 - 0.1307) / 0.3081
    return image[..., None], tf.to_int32(label)
""",
            "one function for all types",
        ),
        "untouched": ("def prepare(image, label):\n    # YOUR CODE HERE\n    pass", "a pair back"),
        **filled(
            PREPARE,
            """
            return image, label  # as large as it was
            return f, k  # wants a depth
            return tf.pad((f[2:-2, 2:-2]/255 - .1307)/.3081, [[2, 2]]*2)[..., None], k  # comes first
            return ((f - .1307)/.3081)[..., None], k  # between 0 and 1
            return (f/255)[..., None], k  # That is scaled
            return ((f/255 - .3081)/.1307)[..., None], k  # changed places
            return (f/255 - .1307/.3081)[..., None], k  # Without parentheses
            return ((tf.cast(x, tf.float64)/255 - .1307)/.3081)[..., None], k  # 32 bits
            return ((f/255 - .1307)/.3081)[..., None], label  # no room below 0
            return (tf.image.resize(image[..., None], (32, 32))/255 - .1307)/.3081, k  # Resizing makes
            return np.pad(image, 2)[..., None] / 255, k  # NumPy cannot compute
            return ((f/255 - .1307)/.3081)[..., None]  # a pair back
            """,
        ),
    },
    "A4.2": {
        "fixed size": (
            """
def make_batches(images, labels, batch_size, repeats):
    ds = tf.data.Dataset.from_tensor_slices((images, labels)).map(prepare).shuffle(10_000)
    return ds.batch(32, drop_remainder=True).repeat(repeats).prefetch(1)
""",
            "that the caller gives",
        ),
        "globals": (
            """
def make_batches(images, labels, batch_size, repeats):
    ds = tf.data.Dataset.from_tensor_slices((trainData, trainLabels)).map(prepare).shuffle(10_000)
    return ds.batch(batch_size, drop_remainder=True).repeat(repeats).prefetch(1)
""",
            "never uses `images`",
        ),
        "not assigned": (
            """
def make_batches(images, labels, batch_size, repeats):
    ds = tf.data.Dataset.from_tensor_slices((images, labels))
    ds.map(prepare)
    ds.shuffle(10000)
    ds.batch(batch_size, drop_remainder=True)
    ds.repeat(repeats)
    ds.prefetch(tf.data.AUTOTUNE)
    return ds
""",
            "changes nothing in place",
        ),
        "a list": (
            """
def make_batches(images, labels, batch_size, repeats):
    ds = tf.data.Dataset.from_tensor_slices((images, labels)).map(prepare).shuffle(10_000)
    return list(ds.batch(batch_size, drop_remainder=True).repeat(repeats))
""",
            "no dataset",
        ),
        "images and labels apart": (
            """
def make_batches(images, labels, batch_size, repeats):
    ds = tf.data.Dataset.from_tensor_slices(images, labels).map(prepare).shuffle(10_000)
    return ds.batch(batch_size, drop_remainder=True).repeat(repeats).prefetch(1)
""",
            "takes one thing",
        ),
        "from_tensors": (
            """
def make_batches(images, labels, batch_size, repeats):
    ds = tf.data.Dataset.from_tensors((images, labels)).map(prepare).shuffle(10_000)
    return ds.batch(batch_size, drop_remainder=True).repeat(repeats).prefetch(1)
""",
            "they are one element",
        ),
        "ImageDataGenerator": (
            """
from keras.preprocessing.image import ImageDataGenerator
def make_batches(images, labels, batch_size, repeats):
    return ImageDataGenerator(rescale=1/255).flow(images[..., None], labels, batch_size=batch_size)
""",
            "gave its `ImageDataGenerator` up",
        ),
        "printed": (
            """
def make_batches(images, labels, batch_size, repeats):
    ds = tf.data.Dataset.from_tensor_slices((images, labels)).map(prepare).shuffle(10_000)
    ds = ds.batch(batch_size, drop_remainder=True).repeat(repeats).prefetch(1)
    print(ds)
""",
            "gives None",
        ),
        "untouched": (
            "def make_batches(images, labels, batch_size, repeats):\n    # YOUR CODE HERE\n    pass",
            "return",
        ),
        **filled(
            PIPELINE,
            """
            return mixed.batch(batch_size).repeat(repeats).prefetch(1)  # last batch of each pass is smaller
            return pairs.map(prepare).batch(batch_size).shuffle(99).repeat(repeats)  # last batch of each pass
            return mixed.repeat(repeats).batch(**full).prefetch(1)  # end of one pass
            return mixed.batch(**full).prefetch(1)  # come once
            return mixed.batch(**full).repeat().prefetch(1)  # never ends
            return pairs.map(prepare).batch(**full).repeat(repeats).prefetch(1)  # that of the file
            return pairs.map(prepare).batch(**full).shuffle(9).repeat(repeats).prefetch(1)  # that of the file
            return pairs.map(prepare).shuffle(8).batch(**full).repeat(repeats).prefetch(1)  # buffer is too
            return mixed.batch(**full).repeat(repeats)  # very end of the chain
            return pairs.shuffle(10_000).batch(**full).repeat(repeats).prefetch(1)  # prepares each digit
            return mixed.repeat(repeats).prefetch(1)  # puts digits together
            return pairs.batch(**full).map(prepare).repeat(repeats).prefetch(1)  # it got a batch
            """,
        ),
        "mixed apart": (
            """
def make_batches(images, labels, batch_size, repeats):
    x, y = (tf.data.Dataset.from_tensor_slices(each).shuffle(10_000) for each in (images, labels))
    pairs = tf.data.Dataset.zip((x, y)).map(prepare)
    return pairs.batch(batch_size, drop_remainder=True).repeat(repeats).prefetch(1)
""",
            "apart from each other",
        ),
    },
    "A4.3": {
        "xor power": (
            """
def penalties(codes):
    return ((codes[:, None] - lenet5.BITMAPS) ^ 2).sum(axis=-1)
""",
            "compares bits",
        ),
        "transposed": (
            """
def penalties(codes):
    return ((lenet5.BITMAPS[:, None] - codes) ** 2).sum(axis=-1)
""",
            "axes in another order",
        ),
        "return in loop": (
            """
def penalties(codes):
    y = np.zeros((len(codes), 10))
    for n, c in enumerate(codes):
        y[n] = ((c - lenet5.BITMAPS) ** 2).sum(axis=1)
        return y
""",
            "inside of a loop",
        ),
        "dict": (
            """
def penalties(codes):
    return {d: ((codes - lenet5.BITMAPS[d]) ** 2).sum(axis=1) for d in range(10)}
""",
            "no array",
        ),
        "writes over": (
            """
def penalties(codes):
    out = []
    for b in lenet5.BITMAPS:
        codes -= b
        out.append((codes ** 2).sum(axis=1))
    return np.stack(out, axis=1)
""",
            "written over in the loop",
        ),
        "integer": (
            """
def penalties(codes):
    y = np.zeros((len(codes), 10), dtype=int)
    for n in range(len(codes)):
        for i in range(10):
            y[n, i] = np.sum((codes[n] - lenet5.BITMAPS[i]) ** 2)
    return y
""",
            "fractions were cut off",
        ),
        "untouched": ("def penalties(codes):\n    # YOUR CODE HERE\n    pass", "gives None"),
        **filled(
            PENALTIES,
            """
            return np.sqrt(((codes[:, None] - B) ** 2).sum(axis=-1))  # no square root
            return (codes[:, None] - B).sum(axis=-1)  # cancel out
            return np.abs(codes[:, None] - B).sum(axis=-1)  # absolute value
            return ((codes[:, None] - B) ** 2).mean(axis=-1)  # mean of the squares
            return codes @ B.T  # A product is large
            return (codes[:, None] - B).sum(axis=-1) ** 2  # The square comes after
            return -((codes[:, None] - B) ** 2).sum(axis=-1)  # no minus sign
            return ((codes[:, None] - B) ** 2).sum(axis=1)  # Which axis is summed
            return ((codes - B) ** 2).sum(axis=-1)  # A new axis
            print(((codes[:, None] - B) ** 2).sum(axis=-1))  # `print` shows a value
            """,
        ),
    },
    "A4.4": {
        "keras ops": (
            """
def map_loss(y, digit, j):
    return keras.ops.log(keras.ops.exp(-j) + keras.ops.sum(keras.ops.exp(-y))) + y[digit]
""",
            "Numbers of two types meet",
        ),
        "one class off": (
            """
def map_loss(y, digit, j):
    return y[digit - 1] + np.log(np.exp(-j) + np.exp(-y).sum())
""",
            "begin with 0",
        ),
        "j inside the sum": (
            """
def map_loss(y, digit, j):
    return y[digit] + np.log((np.exp(-j) + np.exp(-y)).sum())
""",
            "one for all",
        ),
        "log of each": (
            """
def map_loss(y, digit, j):
    return y[digit] + np.exp(-j) + np.log(np.exp(-y).sum())
""",
            "that of the whole sum",
        ),
        "j global": (
            """
j = 1
def map_loss(y, digit):
    return y[digit] + np.log(np.exp(-j) + np.exp(-y).sum())
""",
            "called as the text shows it",
        ),
        "all y summed first": (
            """
def map_loss(y, digit, j):
    return y[digit] + np.log(np.exp(-j) + np.exp(-y.sum()))
""",
            "power of a sum",
        ),
        "untouched": ("def map_loss(y, digit, j):\n    # YOUR CODE HERE\n    pass", "gives None"),
        **filled(
            LOSS,
            """
            return np.log(np.exp(-j) + np.exp(-y).sum())  # first term is missing
            return y[digit]  # second term is missing
            return y[digit] + np.log(np.exp(-y).sum())  # rubbish
            return y[digit] + np.log(np.exp(j) + np.exp(-y).sum())  # j is a penalty
            return y[digit] + np.log(np.exp(-j) + np.exp(y).sum())  # Which sign has y
            return y[digit] - np.log(np.exp(-j) + np.exp(-y).sum())  # are added
            return y[digit] + np.log10(np.exp(-j) + np.exp(-y).sum())  # natural logarithm
            return y[digit] + np.log(j + np.exp(-y).sum())  # stands in an exponent
            return y + np.log(np.exp(-j) + np.exp(-y))  # is one number
            """,
        ),
    },
    "A4.5": {
        "untouched": ("def build_network():\n    # YOUR CODE HERE\n    pass", "without `return`"),
        "the library's": ("build_network = lambda: lenet5.build()", "your own|yours to put in order"),
        "average pooling": (network(S2="keras.layers.AveragePooling2D(2)"), "no numbers that are trained"),
        "max pooling": (network(S4="MaxPooling2D()"), "Max pooling came later"),
        "C3 in full": (network(C3="Conv2D(16, 5, activation=squash)"), "looks at all six maps"),
        "softmax": (network(output="Dense(10, activation='softmax')"), "softmax, came later"),
        "C5 as Dense": (
            network(C5="Flatten()", flatten="Dense(120, activation=squash)"),
            "C5 is a convolution",
        ),
        "plain tanh": (network(F6="Dense(84, activation='tanh')"), "plain tanh"),
        "not squashed": (network(S2="lenet5.Subsampling()"), "S2 and S4 as well"),
        "ReLU": (network(C1="Conv2D(6, 5, activation='relu')"), "relu came later"),
        "a border": (network(C1="Conv2D(6, 5, padding='same', activation=squash)"), "takes 4 pixels off"),
        "digits of 28": (
            network().replace("(32, 32, 1)", "(28, 28, 1)"),
            "smaller than the window|how large a digit",
        ),
        "F6 of 80": (network(F6="Dense(80, activation=squash)"), "7 times 12"),
        "squashed penalties": (
            network(output="lenet5.RBF(), keras.layers.Activation(squash)"),
            "may be large",
        ),
        "another table": (
            network(C3="lenet5.PartialConv2D(np.roll(lenet5.TABLE_I, 1, axis=1), activation=squash)"),
            "when no table is given",
        ),
        "other drawings": (network(output="lenet5.RBF(-lenet5.BITMAPS)"), "when no points are given"),
        "no Flatten": (network(flatten="keras.layers.Activation('linear')"), "no rows and columns"),
    },
    "A4.6": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet"),
        "not a callback": (
            recorder("(keras.callbacks.Callback)", ""),
            "made from `keras.callbacks.Callback`",
        ),
        "another name of a list": (recorder("stepLoss", "stepLosses"), "spelled as in the text"),
        "never called": (recorder("on_train_batch_end", "on_train_step_end"), "exactly as Keras calls it"),
        "emptied in each epoch": (
            recorder("on_train_begin", "on_epoch_begin").replace(
                "    def on_epoch_begin(self, epoch, logs=None):\n        self.epochBegan",
                "    def on_train_begin(self, logs=None):\n        self.epochBegan",
            ),
            "emptied when an epoch began",
        ),
        "steps at the end of epochs": (
            recorder(
                "def on_train_batch_end(self, batch, logs=None):",
                "def on_epoch_end(self, epoch, logs=None):\n"
                "        self.epochSeconds.append(1); self.epochLoss.append(logs['loss']); "
                "self.epochAccuracy.append(logs['accuracy'])",
            ).replace(
                "    def on_epoch_end(self, epoch, logs=None):\n        self.epochSeconds.append(time",
                "    def on_test_end(self, logs=None):\n        self.epochSeconds.append(time",
            ),
            "after each batch",
        ),
        "exchanged": (
            recorder('self.stepLoss.append(logs["loss"])', 'self.stepLoss.append(logs["accuracy"])'),
            "changed places",
        ),
        "validation": (
            recorder('self.epochLoss.append(logs["loss"])', 'self.epochLoss.append(logs["val_loss"])'),
            "That is the validation",
        ),
        "the time of day": (
            recorder(
                "self.stepSeconds.append(time.perf_counter() - self.began)",
                "self.stepSeconds.append(time.time())",
            ),
            "what the clock says",
        ),
        "computing time": (RECORDER.replace("perf_counter", "process_time"), "clock on the wall"),
        "backwards": (
            recorder("time.perf_counter() - self.began", "self.began - time.perf_counter()"),
            "later number minus",
        ),
        "no list of times": (
            recorder("self.stepSeconds.append(time.perf_counter() - self.began)", "pass"),
            "note the clock",
        ),
        "the whole logs": (
            recorder('self.stepLoss.append(logs["loss"])', "self.stepLoss.append(logs)"),
            "one number out",
        ),
        "lists never made": (recorder("def on_train_begin", "def on_start"), "never made"),
    },
    "A4.7": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet"),
        "not compiled": (
            "network = build_network()\nrecorder = Recorder()\nH = network.fit(trainBatches, "
            "steps_per_epoch=2)",
            "must be compiled",
        ),
        "cross-entropy": (
            trained("lenet5.MAPLoss(j=1)", "'sparse_categorical_crossentropy'", BRIEF),
            "expects scores or probabilities",
        ),
        "the class itself": (trained("metrics=[lenet5.accuracy], ", "", BRIEF), "a person understands"),
        "history under another name": (trained("H = ", "history = ", BRIEF), "under another name"),
        "thrown away": (trained("H = ", "", BRIEF), "thrown away"),
        "only the numbers": (BRIEF.rstrip() + ".history", "Keep the whole object"),
        "the network replaced": (trained("H = ", "network = H = ", BRIEF), "in place"),
        "no validation": (trained("validation_data=heldOut,", "", BRIEF), "held out"),
        "one epoch": (trained("epochs=3", "epochs=1"), "For how many epochs"),
        "no recorder": (
            trained("callbacks=[recorder, keeper, best]", "callbacks=[keeper, best]"),
            "is `recorder` among them",
        ),
        "too long steps": (trained("Adam(0.002)", "SGD(5.0)"), "overshoot"),
        "Keras's accuracy": (trained("lenet5.accuracy", "'accuracy'"), "largest number"),
        "the class as a callback": (
            trained("callbacks=[recorder, keeper, best]", "callbacks=[Recorder]", BRIEF),
            "made by calling a class",
        ),
    },
    "A4.8": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet"),
        "the network itself": ("restored = network", "second name"),
        "what load_weights returns": (
            "restored = build_network().load_weights(keeper.paths[-1])",
            "gives None back",
        ),
        "untrained": ("restored = build_network()", "never trained"),
        "the oldest": (
            "restored = build_network()\nrestored.load_weights(keeper.paths[0])",
            "an earlier step",
        ),
        "all files": (
            "restored = build_network()\nrestored.load_weights(keeper.paths)",
            "One file at a time",
        ),
        "too far": (
            "restored = build_network()\nrestored.load_weights(keeper.paths[10])",
            "at that place of the list",
        ),
        "no such file": (
            "restored = build_network()\nrestored.load_weights(folder / 'step-1.weights.h5')",
            "no such file",
        ),
        "as a whole model": ("restored = keras.models.load_model(keeper.paths[-1])", "weights alone"),
    },
    "A4.9": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet"),
        "with Flatten": (
            "reader = Sequential([Input((32, None, 1)), *network.layers])\n" + READ,
            "width must be known",
        ),
        "without the output layer": (
            "reader = Sequential([Input((32, None, 1)), *network.layers[:5], network.layers[6]])\n" + READ,
            "no penalties",
        ),
        "new layers": (
            "new = build_network()\nreader = Sequential([Input((32, None, 1)), *new.layers[:5], "
            "*new.layers[6:]])\n" + READ,
            "share the trained layers",
        ),
        "the network": (
            "reader = network\n" + READ.replace("reader(strip)", "network(strip[:, :, :32])"),
            "width|row",
        ),
        "the largest": (SLID + READ.replace("argmin", "argmax"), "largest penalty"),
        "all places": (SLID + READ.replace("::7", ":"), "every seventh"),
        "neighbours": (SLID + READ.replace("::7", ":8"), "4 pixels apart"),
        "penalties": (SLID + "digitsRead = np.array(reader(strip))[0, 0, ::7]", "the smallest"),
        "labels": (SLID + "digitsRead = (testLabels[:8] + 1) % 10", "not the answers"),
    },
    "A4.10": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet"),
        "the published one": ("modern = build_network()", "still that of 1998"),
        "the table": (modern("Conv2D(16, 5", "lenet5.PartialConv2D(lenet5.TABLE_I, 5"), "has its table"),
        "bitmaps": (modern('Dense(10, activation="softmax")', "lenet5.RBF()"), "compares with bitmaps"),
        "tanh": (
            modern('Conv2D(6, 5, activation="relu")', 'Conv2D(6, 5, activation="tanh")'),
            "still squashed",
        ),
        "no softmax": (modern(', activation="softmax"', ""), "raw numbers"),
        "average": (modern("MaxPooling2D()", "keras.layers.AveragePooling2D(2)"), "strongest"),
        "C5 as Dense": (
            modern(
                'Conv2D(120, 5, activation="relu"),\n    Flatten(),',
                'Flatten(), Dense(120, activation="relu"),',
            ),
            "C5 is a convolution",
        ),
        "ten kernels": (modern("Conv2D(6, 5", "Conv2D(10, 5"), "6, 16 and 120"),
        "a border": (modern("Conv2D(6, 5", 'Conv2D(6, 5, padding="same"'), "border already"),
        "84 forgotten": (modern('    Dense(84, activation="relu"),\n', ""), "come F6"),
        "no activation": (modern('Conv2D(16, 5, activation="relu")', "Conv2D(16, 5)"), "comes an activation"),
        "wide F6": (modern("Dense(84", "Dense(120"), "keeps its 84 units"),
        "digits of 28": (modern("(32, 32, 1)", "(28, 28, 1)"), "smaller than the window|stay as they were"),
    },
    "A4.Q1": {
        "untouched": ("# YOUR CODE HERE", "does not exist yet"),
        "without biases": ("A4_Q1 = 2400", "has a bias, too"),
        "one kernel a map": ("A4_Q1 = 416", "reaches through all"),
        "as in the table": ("A4_Q1 = 1516", "as table I has it"),
        "a bias a connection": ("A4_Q1 = 2496", "not to a connection"),
        "connections": ("A4_Q1 = 96", "How many numbers has each"),
        "text": ('A4_Q1 = "2416"', "without quotes"),
    },
}

TABLE = Table(
    "a4_lenet5",
    *added("a4_lenet5", RIGHT, MISTAKES),
    trains=frozenset({"A4.7"}),
    shorter=(("next(iter(trainBatches))", "next(iter(heldOut))"),),
    asides=frozenset({"A4-pause"}),
)
