"""Answers to the steps of lesson A6."""

from tests.answers.bench import Table, filled
from tests.answers.elsewhere import added

NOTHING = "# YOUR CODE HERE"


def conv_by_loops(name, product="(w * kernels[k]).sum() + bias[k]", out="(n, f, h - s + 1, v - s + 1)"):
    """Convolution as loops, with the given sum for one window `w` and kernel number `k`."""
    return f"""
def {name}(images, kernels, bias):
    n, c, h, v = images.shape
    f, _, s, _ = kernels.shape
    maps = np.zeros({out})
    for i in range(maps.shape[2]):
        for j in range(maps.shape[3]):
            for k in range(f):
                for m in range(n):
                    w = images[m, :, i:i + s, j:j + s]
                    maps[m, k, i, j] = {product}
    return maps
"""


def columns(body):
    """`window_columns` with the given body, and a right `conv_forward`."""
    return f"""
def window_columns(images, size):
{body}

def conv_forward(images, kernels, bias):
    windows = sliding_window_view(images, kernels.shape[2:], axis=(2, 3))
    return np.einsum("ncijab,fcab->nfij", windows, kernels) + bias[:, None, None]
"""


def forward(body):
    """A right `window_columns`, and `conv_forward` with the given body."""
    return f"""
def window_columns(images, size):
    w = sliding_window_view(images, (size, size), axis=(2, 3))
    return w.transpose(0, 1, 4, 5, 2, 3).reshape(len(images), images.shape[1] * size * size, -1)

def conv_forward(images, kernels, bias):
    n, c, h, v = images.shape
    f, _, s, _ = kernels.shape
{body}
"""


def weights(body):
    return f"def conv_weight_gradients(gradient, images, size):\n{body}"


def by_images(body):
    return f"def conv_input_gradient(gradient, kernels):\n{body}"


def linear(
    relu="    return gradient * (x > 0)", result="gradient @ kernel.T, x.T @ gradient, gradient.sum(0)"
):
    return f"""
def relu_backward(gradient, x):
{relu}

def linear_backward(gradient, x, kernel):
    return {result}
"""


POOL = "    return images.reshape(*images.shape[:2], images.shape[2] // 2, 2, -1, 2).max(axis=(3, 5))"
BACK = """    n, c, h, v = gradient.shape
    parts = images.reshape(n, c, h, 2, v, 2).transpose(0, 1, 2, 4, 3, 5).reshape(n, c, h, v, 4)
    result = np.zeros(parts.shape)
    np.put_along_axis(result, parts.argmax(-1)[..., None], gradient[..., None], -1)
    return result.reshape(n, c, h, v, 2, 2).transpose(0, 1, 2, 4, 3, 5).reshape(images.shape)"""
SPREAD = """    spread = gradient.repeat(2, axis=2).repeat(2, axis=3)
    largest = max_pool(images).repeat(2, axis=2).repeat(2, axis=3)
"""


def pooling(pool=POOL, back=BACK):
    return f"def max_pool(images):\n{pool}\n\ndef max_pool_backward(gradient, images):\n{back}\n"


def entropy(
    shift="scores - scores.max(axis=1, keepdims=True)",
    loss="-np.log(p[rows, labels]).mean()",
    gradient="(p - np.eye(p.shape[1])[labels]) / len(labels)",
    p="e / e.sum(axis=1, keepdims=True)",
):
    return f"""
def cross_entropy(scores, labels):
    rows = np.arange(len(labels))
    e = np.exp({shift})
    p = {p}
    return {loss}, {gradient}
"""


def step(velocity="momentum * velocity - learning_rate * gradient", result="weight + velocity, velocity"):
    return f"""
def sgd_step(weight, velocity, gradient, learning_rate, momentum):
    velocity = {velocity}
    return {result}
"""


LAYERS = """[
    Conv2d(1, 6, 5, padding=2, rng=rng), ReLU(), MaxPool2d(2),
    Conv2d(6, 16, 5, rng=rng), ReLU(), MaxPool2d(2), Flatten(),
    Linear(400, 120, rng=rng), ReLU(), Linear(120, 84, rng=rng), ReLU(), Linear(84, 10, rng=rng)]"""
SETS = "(trainData, trainLabels), (testData, testLabels)"
# For mistakes that show however short the training is.
FEW = "(trainData[:320], trainLabels[:320]), (testData, testLabels)"


def trained(layers=LAYERS, optimizer="SGD(0.02, 0.9)", data=SETS, options="epochs=3, batch_size=32", end=""):
    return f"""
network = Sequential({layers})
history = fit(network, {optimizer}, {data}, progress=False, {options})
shares = class_accuracy(network, (testData, testLabels))
{end}
"""


RIGHT: dict[str, dict[str, str]] = {
    "A6.1": {
        "sums of sums, as in MATLAB": conv_by_loops(
            "conv_loops", "np.sum(np.sum(np.sum(np.multiply(w, kernels[k])))) + bias[k]"
        ),
        "four loops": conv_by_loops("conv_loops"),
        "seven loops": """
def conv_loops(images, kernels, bias):
    n, c, h, v = images.shape
    f, _, s, _ = kernels.shape
    result = []
    for image in images:
        maps = []
        for kernel, b in zip(kernels, bias):
            rows = []
            for i in range(h - s + 1):
                row = []
                for j in range(v - s + 1):
                    total = b
                    for channel in range(c):
                        for y in range(s):
                            for x in range(s):
                                total += kernel[channel, y, x] * image[channel, i + y, j + x]
                    row.append(total)
                rows.append(row)
            maps.append(rows)
        result.append(maps)
    return np.array(result)
""",
        "float32, the bias first": conv_by_loops("conv_loops", "bias[k] + np.sum(kernels[k] * w)").replace(
            "+ 1))", "+ 1), dtype=np.float32)"
        ),
        "a dot product for each window": conv_by_loops(
            "conv_loops", "np.dot(w.ravel(), kernels[k].ravel()) + bias[k]"
        ),
        "all filters and images at once": """
def conv_loops(images, kernels, bias):
    s = kernels.shape[-1]
    rows, columns = images.shape[2] - s + 1, images.shape[3] - s + 1
    maps = np.empty((len(images), len(kernels), rows, columns))
    for i, j in np.ndindex(rows, columns):
        window = images[:, :, i:i + s, j:j + s]
        maps[:, :, i, j] = np.tensordot(window, kernels, ([1, 2, 3], [1, 2, 3])) + bias
    return maps
""",
    },
    "A6.2": {
        "einsum": columns(
            "    w = sliding_window_view(images, (size, size), axis=(2, 3))\n"
            "    return np.einsum('ncijab->ncabij', w).reshape(len(w), -1, w.shape[2] * w.shape[3])"
        ),
        "filled place by place, tensordot": """
def window_columns(images, size):
    n, c, h, v = images.shape
    d, r = h - size + 1, v - size + 1
    out = np.empty((n, c, size, size, d, r), images.dtype)
    for i in range(size):
        for j in range(size):
            out[:, :, i, j] = images[:, :, i:i + d, j:j + r]
    return out.reshape(n, c * size ** 2, d * r)

def conv_forward(images, kernels, bias):
    w = sliding_window_view(images, kernels.shape[2:], (2, 3))
    maps = np.tensordot(w, kernels, axes=([1, 4, 5], [1, 2, 3])) + bias
    return np.moveaxis(maps, -1, 1)
""",
        "as_strided": """
def window_columns(images, size):
    from numpy.lib.stride_tricks import as_strided
    n, c, h, v = images.shape
    a, b, d, e = images.strides
    shape = n, c, size, size, h - size + 1, v - size + 1
    return as_strided(images, shape, (a, b, d, e, d, e)).reshape(n, c * size * size, -1)

def conv_forward(images, kernels, bias):
    s = kernels.shape[2]
    maps = np.matmul(kernels.reshape(kernels.shape[0], -1), window_columns(images, s))
    down, right = images.shape[2] - s + 1, images.shape[3] - s + 1
    return maps.reshape(-1, len(kernels), down, right) + bias.reshape(1, -1, 1, 1)
""",
        "window by window, a list": columns(
            "    d, r = images.shape[2] - size + 1, images.shape[3] - size + 1\n"
            "    found = [images[:, :, i:i + size, j:j + size].reshape(len(images), -1)"
            " for i in range(d) for j in range(r)]\n"
            "    return np.stack(found, axis=-1)"
        ),
    },
    "A6.3": {
        "einsum": weights(
            "    w = sliding_window_view(images, (size, size), axis=(2, 3))\n"
            "    return np.einsum('nfij,ncijab->fcab', gradient, w), np.einsum('nfij->f', gradient)"
        ),
        "place by place": weights(
            "    n, f, d, r = gradient.shape\n"
            "    k = np.zeros((f, images.shape[1], size, size))\n"
            "    for i in range(size):\n        for j in range(size):\n"
            "            k[:, :, i, j] = np.tensordot(gradient, images[:, :, i:i + d, j:j + r],"
            " ([0, 2, 3], [0, 2, 3]))\n"
            "    return k, gradient.sum((0, 2, 3))"
        ),
        "window by window, a list": weights(
            "    k = 0\n"
            "    for i, j in np.ndindex(gradient.shape[2:]):\n"
            "        k = k + np.einsum('nf,ncab->fcab', gradient[:, :, i, j], images[:, :, i:i + "
            "size, j:j + size])\n"
            "    return [k, gradient.sum(axis=3).sum(axis=2).sum(axis=0)]"
        ),
        "image by image": weights(
            "    k = np.zeros((gradient.shape[1], images.shape[1] * size * size))\n"
            "    b = np.zeros(gradient.shape[1])\n"
            "    for g, c in zip(gradient, window_columns(images, size)):\n"
            "        k += g.reshape(len(g), -1) @ c.T\n        b += g.sum(axis=(1, 2))\n"
            "    return k.reshape(len(k), -1, size, size), b"
        ),
    },
    "A6.4": {
        "window by window": by_images(
            "    n, f, d, r = gradient.shape\n    _, c, s, _ = kernels.shape\n"
            "    x = np.zeros((n, c, d + s - 1, r + s - 1))\n"
            "    for i in range(d):\n        for j in range(r):\n"
            "            x[:, :, i:i + s, j:j + s] += np.tensordot(gradient[:, :, i, j], kernels, "
            "1)\n    return x"
        ),
        "weight by weight": by_images(
            "    n, f, d, r = gradient.shape\n    s = kernels.shape[-1]\n"
            "    x = np.zeros((n, kernels.shape[1], d + s - 1, r + s - 1))\n"
            "    for i, j in np.ndindex(s, s):\n"
            "        x[..., i:i + d, j:j + r] += np.einsum('nfij,fc->ncij', gradient, kernels[..., "
            "i, j])\n    return x"
        ),
        "columns back to places": by_images(
            "    n, f, d, r = gradient.shape\n    _, c, s, _ = kernels.shape\n"
            "    cols = (kernels.reshape(f, -1).T @ gradient.reshape(n, f, -1)).reshape(n, c, s, s, d, r)\n"
            "    x = np.zeros((n, c, d + s - 1, r + s - 1))\n"
            "    for i in range(s):\n        for j in range(s):\n"
            "            x[:, :, i:i + d, j:j + r] += cols[:, :, i, j]\n    return x"
        ),
        "flip and einsum": by_images(
            "    p = kernels.shape[2] - 1\n    g = np.pad(gradient, ((0,), (0,), (p,), (p,)))\n"
            "    w = sliding_window_view(g, kernels.shape[2:], axis=(2, 3))\n"
            "    return np.einsum('nfijab,fcab->ncij', w, np.flip(kernels, (2, 3)))"
        ),
    },
    "A6.5": {
        "a mask, and a product of transposed": linear(
            "    mask = np.zeros(x.shape)\n    mask[x > 0] = 1\n    return np.multiply(mask, gradient)",
            "np.dot(kernel, gradient.T).T, np.dot(x.T, gradient), np.ones(len(x)) @ gradient",
        ),
        "where, and sums by a product": linear(
            "    return np.where(x > 0, gradient, 0)",
            "gradient.dot(kernel.T), x.T.dot(gradient), np.ones(len(x)) @ gradient",
        ),
        "a copy with zeros": linear("    g = gradient.copy()\n    g[x <= 0] = 0\n    return g"),
        "einsum": linear(
            "    return np.heaviside(x, 0) * gradient",
            "np.einsum('no,io->ni', gradient, kernel), np.einsum('ni,no->io', x, gradient), "
            "np.einsum('no->o', gradient)",
        ),
        "loops, a list": """
def relu_backward(gradient, x):
    return np.array([[g if v > 0 else 0 for g, v in zip(*rows)] for rows in zip(gradient, x)])

def linear_backward(gradient, x, kernel):
    k = np.zeros(kernel.shape)
    for row, g in zip(x, gradient):
        k += np.outer(row, g)
    return [np.array([kernel @ g for g in gradient]), k, np.array(sum(gradient))]
""",
    },
    "A6.6": {
        "argmax": pooling(),
        "four views": pooling(
            "    return np.maximum.reduce([images[:, :, i::2, j::2] for i in (0, 1) for j in (0, 1)])"
        ),
        "loops": pooling(
            back="    result = np.zeros_like(images)\n"
            "    for n, c, i, j in np.ndindex(gradient.shape):\n"
            "        window = images[n, c, 2 * i:2 * i + 2, 2 * j:2 * j + 2]\n"
            "        a, b = np.unravel_index(np.argmax(window), (2, 2))\n"
            "        result[n, c, 2 * i + a, 2 * j + b] = gradient[n, c, i, j]\n    return result"
        ),
        "a window view": pooling(
            "    return sliding_window_view(images, (2, 2), axis=(2, 3))[:, :, ::2, ::2].max(axis=(-1, -2))"
        ),
    },
    "A6.7": {
        "the maximum with an axis more": entropy(shift="scores - np.max(scores, 1)[:, None]"),
        "softmax, then the logarithm": entropy(),
        "log-sum-exp": """
def cross_entropy(scores, labels):
    top = scores.max(axis=1)
    log_sum = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
    gradient = np.exp(scores - log_sum[:, None])
    gradient[range(len(labels)), labels] -= 1.0
    return np.mean(log_sum - scores[range(len(labels)), labels]), gradient / len(labels)
""",
        "one-hot, a float, a list": entropy(
            loss="float(-(np.eye(p.shape[1])[labels] * np.log(p)).sum() / len(p))"
        )
        .replace("return ", "return [")
        .replace("len(labels)\n", "len(labels)]\n"),
        "digit by digit": """
def cross_entropy(scores, labels):
    losses, gradients = [], []
    for row, label in zip(scores, labels):
        e = np.exp(row - max(row))
        p = e / sum(e)
        losses.append(-np.log(p[label]))
        p[label] -= 1
        gradients.append(p / len(scores))
    return sum(losses) / len(losses), np.array(gradients)
""",
        "scipy": """
from scipy.special import log_softmax
def cross_entropy(scores, labels):
    q = log_softmax(scores, axis=1)
    hot = np.eye(scores.shape[1])[labels]
    return -(q * hot).sum(axis=1).mean(), (np.exp(q) - hot) / len(q)
""",
    },
    "A6.8": {
        "one formula": step(),
        "the other order": step(
            "velocity * momentum + gradient * -learning_rate", "velocity + weight, velocity"
        ),
        "without a second name": """
def sgd_step(weight, velocity, gradient, learning_rate, momentum):
    return (weight + momentum * velocity - learning_rate * gradient,
            momentum * velocity - learning_rate * gradient)
""",
        "copies, changed in place, a list": """
def sgd_step(weight, velocity, gradient, learning_rate, momentum):
    weight, velocity = weight.copy(), np.array(velocity)
    velocity *= momentum
    velocity -= learning_rate * gradient
    weight += velocity
    return [weight, velocity]
""",
    },
    "A6.9": {
        "three epochs": trained(),
        "names for the sets, larger batches": trained(
            data="data=(trainData, trainLabels), validation=(testData, testLabels)",
            options="epochs=5, batch_size=64, seed=7",
        ),
        "another optimizer": trained(
            optimizer="SGD(learning_rate=0.01, momentum=0.9)", options="epochs=4, batch_size=32"
        ),
        "layers one by one, shares rounded in a list": """
layers = []
layers += [Conv2d(1, 6, 5, padding=2, rng=rng), ReLU(), MaxPool2d()]
layers += [Conv2d(6, 16, 5, 1, 0, rng=rng), ReLU(), MaxPool2d(), Flatten()]
for n, m in ((400, 120), (120, 84)):
    layers += [Linear(n, m, rng=rng), ReLU()]
layers.append(Linear(84, 10, rng=rng))
network = Sequential(layers)
data, test = (trainData, trainLabels), (testData, testLabels)
history = fit(network, SGD(0.02, 0.9), data, test, 3, 32, progress=False)
shares = [round(float(each), 2) for each in class_accuracy(network, (testData, testLabels))]
""",
        "from the library's own recipe, shares counted by hand": """
from lenet_keras.from_scratch import lenet5
network = lenet5(seed=5)
history = fit(network, SGD(0.02, 0.9), (trainData, trainLabels), (testData, testLabels), epochs=3,
              batch_size=32, progress=False)
guesses = network.predict(testData).argmax(axis=1)
shares = np.array([np.mean(guesses[testLabels == digit] == digit) for digit in range(10)])
""",
    },
    "A6.10": {
        "transpose": "def to_keras(kernels):\n    return np.transpose(kernels, (2, 3, 1, 0))",
        "moveaxis": "def to_keras(kernels):\n    return np.moveaxis(kernels, [0, 1], [3, 2])",
        "einsum": "to_keras = lambda kernels: np.einsum('fcij->ijcf', kernels)",
        "swapped twice": "def to_keras(kernels):\n"
        "    return kernels.swapaxes(0, 2).swapaxes(1, 3).swapaxes(2, 3).copy()",
    },
}

MISTAKES: dict[str, dict[str, tuple[str, str]]] = {
    "A6.1": {
        "three lengths of four": (
            conv_by_loops("conv_loops").replace("n, c, h, v = images", "n, c, h = images"),
            "number of things returned, or of axes",
        ),
        "a window too far": (
            conv_by_loops("conv_loops").replace("kernels[k])", "kernels[k + 1])"),
            "An index leaves the array",
        ),
        "a return in the loop": (
            conv_by_loops("conv_loops").replace("    return maps", "                return maps"),
            "inside of a loop",
        ),
        "an array of whole numbers": (
            conv_by_loops("conv_loops").replace("np.zeros(", "np.zeros(dtype=int, shape="),
            "fractions were cut off",
        ),
        "turned maps": (
            conv_by_loops("conv_loops").replace("return maps", "return maps[:, :, ::-1]"),
            "turned around along an axis",
        ),
        "rows and columns of the maps": (
            conv_by_loops("conv_loops").replace("return maps", "return maps.transpose(0, 1, 3, 2)"),
            "axes in another order",
        ),
        "no return": (conv_by_loops("conv_loops").replace("    return maps", ""), "gives None.*return"),
        **filled(
            conv_by_loops("conv_loops", "WRONG"),
            """
            ((w * kernels[k]).sum())  # bias was left out
            (w * kernels[k] + bias[k]).sum()  # once to each sum
            (w * kernels[k, :, ::-1, ::-1]).sum() + bias[k]  # turned around
            (w * kernels[k].transpose(0, 2, 1)).sum() + bias[k]  # Rows and columns of the kernel
            (w[0] * kernels[k, 0]).sum() + bias[k]  # Only one channel
            (w * kernels[k] + 27 * bias[k] / 27).mean()  # hand|mean|averaged|sum of
            """,
        ),
        **filled(
            conv_by_loops("conv_loops", out="WRONG"),
            """
            (n, f, h - s, v - s)  # last window is missing
            (n, f, h, v)  # shapes do not fit together
            """,
        ),
        "filters last": (
            conv_by_loops("conv_loops").replace("return maps", "return maps.transpose(0, 2, 3, 1)"),
            "Channels came last",
        ),
        "the library's": (
            "from lenet_keras.from_scratch.convolution import *\n" + conv_by_loops("conv_loops"),
            "write it once",
        ),
        **filled(
            "WRONG",
            """
            conv_loops = lambda images, kernels, bias: None  # gives None.*body
            conv_loop = lambda images, kernels, bias: 0  # The cell makes `conv_loop`
            convolve = lambda images, kernels, bias: 0  # spelled the same
            """,
        ),
    },
    "A6.2": {
        **filled(
            columns(
                "    w = sliding_window_view(images, (size, size), axis=(2, 3))\n"
                "    n, places = len(w), w.shape[2] * w.shape[3]\n    return WRONG"
            ),
            """
            w.reshape(n, -1, places)  # joins neighbours
            w.transpose(0, 2, 3, 1, 4, 5).reshape(n, places, -1)  # is a row
            w.transpose(0, 4, 5, 1, 2, 3).reshape(n, -1, places)  # channels come last in each column
            w.transpose(0, 1, 4, 5, 3, 2).reshape(n, -1, places)  # left to right first
            w  # as many rows as a window
            2 * w.transpose(0, 1, 4, 5, 2, 3).reshape(n, -1, places)  # The first column is the first window
            w.reshape(n, 5, places)  # another number of values
            w.__setitem__(0, 0)  # cannot be written to
            sliding_window_view(images, (size, size), axis=(0, 1))  # larger than input|start there
            """,
        ),
        **filled(
            forward("    p, b = kernels.reshape(f, -1), bias[:, None]\n    return WRONG"),
            """
            (p @ window_columns(images, s)).reshape(n, f, h - s + 1, v - s + 1)  # bias was left out
            p @ window_columns(images, s) + b  # One map for each
            (p @ window_columns(images, s) + bias).reshape(n, f, h - s + 1, -1)  # shapes do not fit together
            window_columns(images, s) @ p + b  # lies the wrong way
            conv_loops(images, kernels, bias)  # as slow as before
            None  # gives None
            """,
        ),
    },
    "A6.3": filled(
        weights(
            "    w = sliding_window_view(images, (size, size), axis=(2, 3))\n"
            "    k, b = np.einsum('nfij,ncijab->fcab', gradient, w), np.einsum('nfij->f', gradient)\n"
            "    flat = gradient.reshape(*gradient.shape[:2], -1)\n    return WRONG"
        ),
        """
        None  # gives None
        k / len(images), b  # has its 1/n already
        2 * k, b  # For one weight: each window
        k[0], b  # that of the kernels
        np.einsum('nfij,ncijab->nfcab', gradient, w), b  # gradient of its own
        np.einsum('fij,cijab->fcab', gradient[-1], w[-1]), b  # last image
        k[..., ::-1, ::-1], b  # turned around
        (flat @ window_columns(images, size).swapaxes(1, 2)).sum(0), b  # want the shape of the kernels
        (flat @ window_columns(images, size)).sum(0), b  # lies the wrong way
        k, gradient  # sum over all of them
        k, sum(gradient)  # sum over all of them
        k, flat.mean(2).mean(0)  # bias's gradient is a sum
        k, flat.sum()  # One number for all
        """,
    ),
    "A6.4": {
        "kernels turned in place": (
            by_images(
                "    p, c = kernels.shape[2] - 1, kernels.shape[1]\n"
                "    g = np.pad(gradient, ((0,), (0,), (p,), (p,)))\n"
                "    kernels[...] = kernels[:, :, ::-1, ::-1].copy()\n"
                "    return conv_forward(g, kernels.swapaxes(0, 1), np.zeros(c))"
            ),
            "write into the array itself",
        ),
        **filled(
            by_images(
                "    p, c = kernels.shape[2] - 1, kernels.shape[1]\n"
                "    g = np.pad(gradient, ((0,), (0,), (p,), (p,)))\n"
                "    turned = np.flip(kernels, (2, 3)).swapaxes(0, 1)\n    return WRONG"
            ),
            """
            None  # gives None
            conv_forward(g, kernels.swapaxes(0, 1), np.zeros(c))  # not turned around
            conv_forward(g, np.flip(kernels, 2).swapaxes(0, 1), np.zeros(c))  # upside down only
            conv_forward(g, np.flip(kernels, 3).swapaxes(0, 1), np.zeros(c))  # Its rows have to be
            conv_forward(gradient, turned, np.zeros(c))  # was not padded
            conv_forward(g[:, :, 1:-1, 1:-1], turned, np.zeros(c))  # Too little padding
            conv_forward(g, np.flip(kernels, (2, 3)), np.zeros(4))  # lies the wrong way
            conv_forward(g / len(g), turned, np.zeros(c))  # has its 1/n already
            conv_forward(3 * g, turned, np.zeros(c))  # A pixel gets from each window
            conv_forward(g, turned, np.zeros(c)).sum(axis=0)  # Filters are summed over
            """,
        ),
        **filled(
            by_images(
                "    (n, f, d, r), (_, c, s, _) = gradient.shape, kernels.shape\n"
                "    x, g, k = np.zeros((n, c, d + s - 1, r + s - 1)), gradient, kernels\n"
                "    share = lambda axes, *arrays: np.einsum(axes + '->ncab', *arrays)\n"
                "    for i, j in np.ndindex(WRONG\n    return x"
            ),
            """
            d, r): x[..., i:i + s, j:j + s] = share('nf,fcab', g[..., i, j], k)  # must be added
            s, s): x[..., i:i + d, j:j + r] = share('nfab,fc', g, k[..., i, j])  # must be added
            """,
        ),
    },
    "A6.5": {
        "the input cut off in place": (
            linear("    x[x < 0] = 0\n    return gradient * (x > 0)"),
            "write into the array itself",
        ),
        "nothing at all": (linear("    return np.zeros(x.shape)"), "never uses `gradient`"),
        **filled(
            linear("    WRONG"),
            """
            None  # gives None
            return np.where(gradient > 0, gradient, 0)  # as ReLU treats its input
            return np.where(x > 0, 1.0, 0.0)  # slope of ReLU
            return gradient * (x + abs(x)) / 2  # slope 1, not x
            return np.where(x >= 0, 0, gradient)  # wrong half
            return np.where(x < 0, 0, gradient)  # Where x is 0
            return x * (x > 0)  # ReLU itself
            return np.where(x > 0, gradient, 1)  # passes as it is
            gradient[x <= 0] = 0; return gradient  # write into the array itself
            """,
        ),
        **filled(
            linear(result="WRONG"),
            """
            gradient @ kernel, x.T @ gradient, gradient.sum(0)  # lies the wrong way
            gradient @ kernel.T, (x.T @ gradient).T, gradient.sum(0)  # Transposed: the kernel
            3 * gradient @ kernel.T, x.T @ gradient, gradient.sum(0)  # one row of the kernel
            gradient @ kernel.T, 3 * x.T @ gradient, gradient.sum(0)  # For one weight: its input
            (gradient @ kernel.T)[0], x.T @ gradient, gradient.sum(0)  # In which order are the three
            gradient @ kernel.T, x.T @ gradient, 1 * gradient  # sum over all
            gradient @ kernel.T, x.T @ gradient, gradient @ np.ones(3)  # Which axis is which
            gradient @ kernel.T, x.T @ gradient, gradient.sum(0) / len(x)  # bias's gradient is a sum
            x.T @ gradient, gradient.sum(0), gradient @ kernel.T  # order is: by x
            gradient @ kernel.T, (x / len(x)).T @ gradient, gradient.sum(0)  # has its 1/n already
            gradient @ kernel.T, x.T @ gradient  # gives back 3 things
            """,
        ),
    },
    "A6.6": {
        "maps turned": (pooling(POOL + "[:, :, ::-1]"), "turned around along an axis"),
        **filled(
            pooling("    n, c, h, v = images.shape\n    return WRONG"),
            """
            None  # gives None
            sum(images[:, :, i::2, j::2] for i in (0, 1) for j in (0, 1)) / 4  # mean of each window
            images.reshape(n, c, h // 2, v // 2, 4).max(axis=-1)  # those are in one row
            sliding_window_view(images, (2, 2), (2, 3)).max(-1).max(-1)  # windows overlap
            3 + images.reshape(n, c, h // 2, 2, v // 2, 2).max(axis=(3, 5))  # the largest of four
            images.reshape(n, -1).max(axis=1)  # images and channels stay apart
            images.reshape(n, c, h // 2, 2, v // 2, 2)[:, :, :, 0, :, 0]  # not the largest
            images.clip(0).reshape(n, c, h // 2, 2, v // 2, 2).max(axis=(3, 5))  # nothing else
            """,
        ),
        **filled(
            pooling(
                back=SPREAD + "    hits = images == largest\n"
                "    n = sum(hits[:, :, i::2, j::2].astype(int) for i in (0, 1) for j in (0, 1))\n    WRONG"
            ),
            """
            return spread  # Each of the four
            return gradient  # that of the images
            return spread / 4  # way back of a mean
            return np.where(hits, spread, 0)  # counts more than once
            return spread * hits / n.repeat(2, 2).repeat(2, 3)  # share the gradient
            return hits * 1.0  # where the gradient goes
            return gradient * (images == max_pool(images))  # shapes do not fit together
            """,
        ),
        "the last of equal ones": (
            pooling(
                back="    result = np.zeros(images.shape)\n    top = max_pool(images)\n"
                "    for n, c, i, j in np.ndindex(gradient.shape):\n"
                "        for a in (0, 1):\n            for b in (0, 1):\n"
                "                if images[n, c, 2 * i + a, 2 * j + b] == top[n, c, i, j]:\n"
                "                    y, x = a, b\n"
                "        result[n, c, 2 * i + y, 2 * j + x] = gradient[n, c, i, j]\n    return result"
            ),
            "the last got the gradient",
        ),
        "written over": (
            pooling(back=BACK.replace("    return ", "    images[...] = ").rstrip() + "\n    return images"),
            "write into the array itself",
        ),
    },
    "A6.7": {
        "one maximum for all rows": (entropy(shift="scores - scores.max()"), "too much for the other rows"),
        "untouched": ("cross_entropy = lambda scores, labels: None", "gives None"),
        "overflow": (entropy(shift="scores"), "infinite"),
        "softmax over the digits": (entropy(p="e / e.sum(axis=0)"), "Each column"),
        **filled(
            entropy(gradient="WRONG"),
            """
            p - np.eye(p.shape[1])[labels]  # division by the number of digits
            (p - np.eye(p.shape[1])[labels]) / p.size  # number of classes, too
            p  # 1 of the right class
            (p - np.eye(p.shape[1])[labels])[0]  # that of the scores
            (np.eye(p.shape[1])[labels] - p) / len(p)  # other way round
            -np.eye(p.shape[1])[labels] / p / len(p)  # gradient by the probabilities
            """,
        ),
        **filled(
            entropy(loss="WRONG"),
            """
            -sum(np.log(p[rows, labels]))  # sum over the digits
            sum(np.log(p[rows, labels])) / len(p)  # sign is missing
            -np.log(p).sum() / p.size  # All classes
            7 - np.log(p[rows, labels]).mean()  # the mean over the digits
            p[:2, 0]  # one number, the mean
            -np.log(p[rows, labels]).mean() / np.log(2)  # base 2
            np.log(1 / p[rows, labels])  # One loss for each digit
            """,
        ),
        "written over": (
            entropy().replace("    rows =", "    scores -= scores.max(axis=1, keepdims=True)\n    rows ="),
            "write into the array itself",
        ),
        "the loss alone": (
            entropy().replace("p[rows, labels]).mean(), ", "p[rows, labels]).mean()  # "),
            "gives back 2 things",
        ),
    },
    "A6.8": {
        "the gradient in place": (
            step("momentum * velocity - gradient.__imul__(learning_rate)"),
            "write into the array itself",
        ),
        **filled(
            step("WRONG"),
            """
            momentum * velocity + learning_rate * gradient  # up the hill
            -(learning_rate * gradient)  # momentum is missing
            momentum * velocity - learning_rate * gradient + 7  # First the velocity
            velocity - learning_rate * gradient  # whole last step
            learning_rate * velocity - momentum * gradient  # changed places
            momentum * velocity - gradient  # learning rate is missing
            momentum * velocity - (learning_rate - learning_rate * momentum) * gradient  # running mean
            """,
        ),
        **filled(
            step(result="WRONG"),
            """
            None  # gives None
            weight - velocity, velocity  # minus of the gradient already
            velocity, weight + velocity  # weight is returned first|changed places
            weight + velocity  # gives back 2 things|one shape
            """,
        ),
        "the old velocity": (
            step("velocity", "weight + velocity, momentum * velocity - learning_rate * gradient"),
            "old velocity was used",
        ),
        "in place": (
            step("velocity.__imul__(momentum)", "weight, velocity").replace(
                "    return", "    velocity -= learning_rate * gradient\n    weight += velocity\n    return"
            ),
            "write into the array itself",
        ),
    },
    "A6.9": {
        "another activation": (
            "from lenet_keras.from_scratch import Tanh\n"
            + trained(LAYERS.replace("ReLU", "Tanh"), data=FEW, options="epochs=1"),
            "The table asks for ReLU",
        ),
        "channels of a colour photograph": (
            trained(LAYERS.replace("Conv2d(1,", "Conv2d(3,"), data=FEW),
            "is what comes in",
        ),
        "no random numbers": (
            f"network = Sequential({LAYERS.replace('84, 10, rng=rng', '84, 10')})",
            "first weights with `rng`",
        ),
        "pooled before the activation": (
            trained(
                LAYERS.replace("ReLU(), MaxPool2d(2), Flatten()", "MaxPool2d(2), ReLU(), Flatten()"),
                data=FEW,
                options="epochs=1",
            ),
            "Go through the table line by line",
        ),
        "one share, after one epoch": (
            trained(data=FEW, options="epochs=1", end="shares = 0.9"),
            "hardly begun",
        ),
        "a loss that stays": (
            trained(data=FEW, end=f"network = Sequential({LAYERS})\nhistory['loss'] = [1.5, 1.5, 1.49]"),
            "hardly moves",
        ),
        "a class misspelled": (f"network = Sequental({LAYERS})", "Is `Sequential` meant"),
        "untouched": (NOTHING, "does not exist yet"),
        "no list": (f"network = {LAYERS}\nhistory = shares = None", "`Sequential` takes a list"),
        "average pooling": (
            "from lenet_keras.from_scratch import AvgPool2d\n"
            + trained(LAYERS.replace("MaxPool2d", "AvgPool2d"), data=FEW, options="epochs=1"),
            "as in 1998",
        ),
        "no flatten": (
            trained(LAYERS.replace("Flatten(), ", "").replace("Flatten(),", ""), data=FEW),
            "laid in a row",
        ),
        "an activation at the end": (
            trained(LAYERS.replace("84, 10, rng=rng)", "84, 10, rng=rng), ReLU()"), data=FEW),
            "gives scores",
        ),
        "an activation is missing": (
            trained(LAYERS.replace("Linear(120, 84, rng=rng), ReLU()", "Linear(120, 84, rng=rng)"), data=FEW),
            "activation is missing",
        ),
        "other sizes": (
            trained(LAYERS.replace("120, 84", "120, 80").replace("84, 10", "80, 10"), data=FEW),
            "sizes are not",
        ),
        "no padding": (trained(LAYERS.replace(", padding=2", ""), data=FEW), "follow on each other"),
        "classes instead of layers": (trained(LAYERS.replace("ReLU()", "ReLU"), data=FEW), "plan"),
        "labels of the other set": (
            trained(data="(trainData, testLabels), (testData, testLabels)"),
            "different sets",
        ),
        "one epoch": (trained(data=FEW, options="epochs=1"), "hardly begun"),
        "no validation": (
            trained(data="(trainData[:320], trainLabels[:320])", options="epochs=3"),
            "fourth argument",
        ),
        "steps too long": (trained(data=FEW, optimizer="SGD(3.0, 0.9)"), "overshoot"),
        "few digits": (trained(data=FEW, options="epochs=3, batch_size=32"), "learning rate|hardly moves"),
        "a network that was not trained": (
            trained(data=FEW, end=f"network = Sequential({LAYERS})\nhistory['loss'] = [1.9, 0.5, 0.2]"),
            "falling slowly",
        ),
        "history thrown away": (
            f"network = Sequential({LAYERS})\nfit(network, SGD(0.02, 0.9), {FEW}, progress=False)",
            "thrown away",
        ),
        "shares of the training digits": (
            trained(end="shares = class_accuracy(network, (trainData, trainLabels))"),
            "learned from",
        ),
        "percent": (trained(end="shares = 100 * shares"), "counts or percent"),
    },
    "A6.10": filled(
        "def to_keras(kernels):\n    (f, c, a, b), k = kernels.shape, kernels\n    return WRONG",
        """
        None  # gives None
        k.T  # rows and columns are exchanged
        k.ravel().reshape(a, b, c, f)  # cuts the same row
        np.moveaxis(k, [2, 3], [0, 1])  # filters come last
        np.moveaxis(k, 1, -1)  # For images that is right
        np.flip(k, (2, 3)).transpose(2, 3, 1, 0)  # does not turn them
        k.copy()  # old order
        2 * k.transpose(2, 3, 1, 0)  # One weight to follow
        k.transpose(2, 3, 1, 0).reshape(25, c, f)  # which axis of `kernels`
        k.transpose(2, 3, 1)  # all four axes
        """,
    ),
}

TABLE = Table(
    "a6_numpy",
    *added("a6_numpy", RIGHT, MISTAKES),
    trains=frozenset({"A6.9"}),
    asides=frozenset({"A6-times"}),
)
