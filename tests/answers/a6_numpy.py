"""Answers to the steps of lesson A6."""

from tests.answers.bench import Table

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
        "untouched": (
            f"def conv_loops(images, kernels, bias):\n    '''Maps.'''\n    {NOTHING}",
            "gives None.*body",
        ),
        "no return": (conv_by_loops("conv_loops").replace("    return maps", ""), "gives None.*return"),
        "no bias": (conv_by_loops("conv_loops", "(w * kernels[k]).sum()"), "bias was left out"),
        "the bias in every product": (
            conv_by_loops("conv_loops", "(w * kernels[k] + bias[k]).sum()"),
            "once to each sum",
        ),
        "the kernel turned": (
            conv_by_loops("conv_loops", "(w * kernels[k, :, ::-1, ::-1]).sum() + bias[k]"),
            "turned around",
        ),
        "the kernel transposed": (
            conv_by_loops("conv_loops", "(w * kernels[k].transpose(0, 2, 1)).sum() + bias[k]"),
            "Rows and columns of the kernel",
        ),
        "one channel": (
            conv_by_loops("conv_loops", "(w[0] * kernels[k, 0]).sum() + bias[k]"),
            "Only one channel",
        ),
        "the mean": (
            conv_by_loops("conv_loops", "(w * kernels[k] + 27 * bias[k] / 27).mean()"),
            "hand|mean|averaged|sum of",
        ),
        "the last window": (
            conv_by_loops("conv_loops", out="(n, f, h - s, v - s)"),
            "last window is missing",
        ),
        "filters last": (
            conv_by_loops("conv_loops").replace("return maps", "return maps.transpose(0, 2, 3, 1)"),
            "Channels came last",
        ),
        "beyond the edge": (
            conv_by_loops("conv_loops", out="(n, f, h, v)"),
            "different shapes meet",
        ),
        "the library's": (
            "from lenet_keras.from_scratch.convolution import *\n"
            "from lenet_keras import from_scratch\n" + conv_by_loops("conv_loops"),
            "write it once",
        ),
        "another name": (conv_by_loops("conv_loop"), "spelled the same"),
    },
    "A6.2": {
        "no transpose": (
            columns(
                "    w = sliding_window_view(images, (size, size), axis=(2, 3))\n"
                "    return w.reshape(len(w), -1, w.shape[2] * w.shape[3])"
            ),
            "joins neighbours",
        ),
        "windows as rows": (
            columns(
                "    w = sliding_window_view(images, (size, size), axis=(2, 3))\n"
                "    return w.transpose(0, 2, 3, 1, 4, 5).reshape(len(w), w.shape[2] * w.shape[3], -1)"
            ),
            "is a row",
        ),
        "channels last in a column": (
            columns(
                "    w = sliding_window_view(images, (size, size), axis=(2, 3))\n"
                "    return w.transpose(0, 4, 5, 1, 2, 3).reshape(len(w), -1, w.shape[2] * w.shape[3])"
            ),
            "channels come last in each column",
        ),
        "windows column by column": (
            columns(
                "    w = sliding_window_view(images, (size, size), axis=(2, 3))\n"
                "    return w.transpose(0, 1, 4, 5, 3, 2).reshape(len(w), -1, w.shape[2] * w.shape[3])"
            ),
            "left to right first",
        ),
        "windows not joined": (
            columns("    return sliding_window_view(images, (size, size), axis=(2, 3))"),
            "as many rows as a window",
        ),
        "the wrong axes": (
            columns("    return sliding_window_view(images, (size, size), axis=(0, 1)).reshape(2, 27, 12)"),
            "larger than input|own words|another number of values|start there",
        ),
        "no bias": (
            forward(
                "    return (kernels.reshape(f, -1) @ window_columns(images, s)).reshape(n, f, h - "
                "s + 1, v - s + 1)"
            ),
            "bias was left out",
        ),
        "not reshaped": (
            forward("    return kernels.reshape(f, -1) @ window_columns(images, s) + bias[:, None]"),
            "One map for each",
        ),
        "the bias along the places": (
            forward(
                "    return (kernels.reshape(f, -1) @ window_columns(images, s) + bias).reshape(n, "
                "f, h - s + 1, -1)"
            ),
            "different shapes meet",
        ),
        "the product the wrong way round": (
            forward("    return window_columns(images, s) @ kernels.reshape(f, -1) + bias[:, None]"),
            "columns of the left one",
        ),
        "the loops again": (
            forward("    return conv_loops(images, kernels, bias)"),
            "as slow as before",
        ),
        "untouched": (
            f"def window_columns(images, size):\n    '''C.'''\n    {NOTHING}\n\n"
            f"def conv_forward(images, kernels, bias):\n    '''F.'''\n    {NOTHING}",
            "gives None",
        ),
    },
    "A6.3": {
        "untouched": (weights(f"    '''W.'''\n    {NOTHING}"), "gives None"),
        "divided by the images": (
            weights(
                "    w = sliding_window_view(images, (size, size), axis=(2, 3))\n"
                "    return np.einsum('nfij,ncijab->fcab', gradient, w) / len(images), "
                "gradient.sum((0, 2, 3))"
            ),
            "has its 1/n already",
        ),
        "not summed over the images": (
            weights(
                "    w = sliding_window_view(images, (size, size), axis=(2, 3))\n"
                "    return np.einsum('nfij,ncijab->nfcab', gradient, w), gradient.sum((0, 2, 3))"
            ),
            "gradient of its own",
        ),
        "overwritten by the last image": (
            weights(
                "    for g, c in zip(gradient, window_columns(images, size)):\n"
                "        k = g.reshape(len(g), -1) @ c.T\n"
                "    return k.reshape(len(k), -1, size, size), gradient.sum((0, 2, 3))"
            ),
            "last image",
        ),
        "turned around": (
            weights(
                "    w = sliding_window_view(images, (size, size), axis=(2, 3))\n"
                "    return np.einsum('nfij,ncijab->fcab', gradient, w)[..., ::-1, ::-1], "
                "gradient.sum((0, 2, 3))"
            ),
            "turned around",
        ),
        "left as a matrix": (
            weights(
                "    flat = gradient.reshape(*gradient.shape[:2], -1)\n"
                "    k = (flat @ window_columns(images, size).swapaxes(1, 2)).sum(0)\n"
                "    return k, flat.sum((0, 2))"
            ),
            "want the shape of the kernels",
        ),
        "the columns not transposed": (
            weights(
                "    flat = gradient.reshape(*gradient.shape[:2], -1)\n"
                "    return (flat @ window_columns(images, size)).sum(0), flat.sum((0, 2))"
            ),
            "columns of the left one",
        ),
        "the bias not summed": (
            weights(
                "    w = sliding_window_view(images, (size, size), axis=(2, 3))\n"
                "    return np.einsum('nfij,ncijab->fcab', gradient, w), gradient"
            ),
            "sum over all of them",
        ),
        "the bias summed over images only": (
            weights(
                "    w = sliding_window_view(images, (size, size), axis=(2, 3))\n"
                "    return np.einsum('nfij,ncijab->fcab', gradient, w), gradient.sum(axis=0)"
            ),
            "sum over all of them",
        ),
        "the mean for the bias": (
            weights(
                "    w = sliding_window_view(images, (size, size), axis=(2, 3))\n"
                "    return np.einsum('nfij,ncijab->fcab', gradient, w), gradient.mean(axis=(0, 2, 3))"
            ),
            "bias's gradient is a sum",
        ),
        "one number for the bias": (
            weights(
                "    w = sliding_window_view(images, (size, size), axis=(2, 3))\n"
                "    return np.einsum('nfij,ncijab->fcab', gradient, w), gradient.sum()"
            ),
            "One number for all",
        ),
    },
    "A6.4": {
        "untouched": (by_images(f"    '''I.'''\n    {NOTHING}"), "gives None"),
        "not turned": (
            by_images(
                "    p = kernels.shape[2] - 1\n    g = np.pad(gradient, ((0,), (0,), (p,), (p,)))\n"
                "    return conv_forward(g, kernels.swapaxes(0, 1), np.zeros(kernels.shape[1]))"
            ),
            "not turned around",
        ),
        "rows only": (
            by_images(
                "    p = kernels.shape[2] - 1\n    g = np.pad(gradient, ((0,), (0,), (p,), (p,)))\n"
                "    return conv_forward(g, kernels[:, :, ::-1].swapaxes(0, 1), np.zeros(kernels.shape[1]))"
            ),
            "upside down only",
        ),
        "columns only": (
            by_images(
                "    p = kernels.shape[2] - 1\n    g = np.pad(gradient, ((0,), (0,), (p,), (p,)))\n"
                "    return conv_forward(g, kernels[..., ::-1].swapaxes(0, 1), np.zeros(kernels.shape[1]))"
            ),
            "Its rows have to be",
        ),
        "no padding": (
            by_images(
                "    return conv_forward(gradient, np.flip(kernels, (2, 3)).swapaxes(0, 1), np.zeros(3))"
            ),
            "was not padded",
        ),
        "too little padding": (
            by_images(
                "    g = np.pad(gradient, ((0,), (0,), (1,), (1,)))\n"
                "    return conv_forward(g, np.flip(kernels, (2, 3)).swapaxes(0, 1), "
                "np.zeros(kernels.shape[1]))"
            ),
            "Too little padding",
        ),
        "filters and channels not exchanged": (
            by_images(
                "    p = kernels.shape[2] - 1\n    g = np.pad(gradient, ((0,), (0,), (p,), (p,)))\n"
                "    return conv_forward(g, np.flip(kernels, (2, 3)), np.zeros(4))"
            ),
            "columns of the left one",
        ),
        "windows overwrite each other": (
            by_images(
                "    n, f, d, r = gradient.shape\n    _, c, s, _ = kernels.shape\n"
                "    x = np.zeros((n, c, d + s - 1, r + s - 1))\n"
                "    for i in range(d):\n        for j in range(r):\n"
                "            x[:, :, i:i + s, j:j + s] = np.tensordot(gradient[:, :, i, j], "
                "kernels, 1)\n    return x"
            ),
            "must be added",
        ),
        "weights overwrite each other": (
            by_images(
                "    n, f, d, r = gradient.shape\n    s = kernels.shape[-1]\n"
                "    x = np.zeros((n, kernels.shape[1], d + s - 1, r + s - 1))\n"
                "    for i, j in np.ndindex(s, s):\n"
                "        x[..., i:i + d, j:j + r] = np.einsum('nfij,fc->ncij', gradient, "
                "kernels[..., i, j])\n"
                "    return x"
            ),
            "must be added",
        ),
        "a mean over the images": (
            by_images(
                "    p = kernels.shape[2] - 1\n    g = np.pad(gradient, ((0,), (0,), (p,), (p,))) "
                "/ len(gradient)\n"
                "    return conv_forward(g, np.flip(kernels, (2, 3)).swapaxes(0, 1), "
                "np.zeros(kernels.shape[1]))"
            ),
            "has its 1/n already",
        ),
    },
    "A6.5": {
        "untouched": (
            f"def relu_backward(gradient, x):\n    '''R.'''\n    {NOTHING}\n\n"
            f"def linear_backward(gradient, x, kernel):\n    '''L.'''\n    {NOTHING}",
            "gives None",
        ),
        "relu of the gradient": (linear("    return np.maximum(gradient, 0)"), "as ReLU treats its input"),
        "the slope alone": (linear("    return (x > 0) * 1.0"), "slope of ReLU"),
        "times x": (linear("    return gradient * np.maximum(x, 0)"), "slope 1, not x"),
        "the wrong half": (linear("    return gradient * (x < 0)"), "wrong half"),
        "zero passes": (linear("    return gradient * (x >= 0)"), "Where x is 0"),
        "relu forward": (linear("    return np.maximum(x, 0)"), "ReLU itself"),
        "written over": (
            linear("    gradient[x <= 0] = 0\n    return gradient"),
            "write into the array itself",
        ),
        "the kernel not transposed": (
            linear(result="gradient @ kernel, x.T @ gradient, gradient.sum(0)"),
            "left one",
        ),
        "the kernel's gradient transposed": (
            linear(result="gradient @ kernel.T, gradient.T @ x, gradient.sum(0)"),
            "Transposed: the kernel",
        ),
        "the bias not summed": (
            linear(result="gradient @ kernel.T, x.T @ gradient, gradient"),
            "sum over all",
        ),
        "the bias summed over outputs": (
            linear(result="gradient @ kernel.T, x.T @ gradient, gradient.sum(axis=1)"),
            "Which axis is which",
        ),
        "the mean for the bias": (
            linear(result="gradient @ kernel.T, x.T @ gradient, gradient.mean(axis=0)"),
            "bias's gradient is a sum",
        ),
        "another order": (
            linear(result="x.T @ gradient, gradient.sum(0), gradient @ kernel.T"),
            "order is: by x",
        ),
        "divided again": (
            linear(result="gradient @ kernel.T, x.T @ gradient / len(x), gradient.sum(0)"),
            "has its 1/n already",
        ),
        "two of three": (
            linear(result="gradient @ kernel.T, x.T @ gradient"),
            "gives back 3 things",
        ),
    },
    "A6.6": {
        "untouched": (
            pooling(f"    '''P.'''\n    {NOTHING}", f"    '''B.'''\n    {NOTHING}"),
            "gives None",
        ),
        "the mean": (pooling(POOL.replace("max", "mean")), "mean of each window"),
        "reshaped without axes apart": (
            pooling(
                "    n, c, h, v = images.shape\n    return images.reshape(n, c, h // 2, v // 2, 2, "
                "2).max(axis=(4, 5))"
            ),
            "those are in one row",
        ),
        "windows overlap": (
            pooling("    return sliding_window_view(images, (2, 2), axis=(2, 3)).max(axis=(4, 5))", BACK),
            "windows overlap",
        ),
        "the first of each": (pooling("    return images[:, :, ::2, ::2]"), "not the largest"),
        "begins at zero": (
            pooling(
                "    result = np.zeros((*images.shape[:2], images.shape[2] // 2, images.shape[3] // 2))\n"
                "    for i in (0, 1):\n        for j in (0, 1):\n"
                "            result = np.maximum(result, images[:, :, i::2, j::2])\n    return result"
            ),
            "nothing else",
        ),
        "all four": (pooling(back=SPREAD + "    return spread"), "Each of the four"),
        "a quarter each": (pooling(back=SPREAD + "    return spread / 4"), "way back of a mean"),
        "every tied element": (
            pooling(back=SPREAD + "    return spread * (images == largest)"),
            "counts more than once",
        ),
        "tied elements share": (
            pooling(
                back=SPREAD + "    hits = images == largest\n"
                "    n = hits[:, :, ::2, ::2] * 1 + hits[:, :, 1::2, ::2] + hits[:, :, ::2, 1::2] "
                "+ hits[:, :, 1::2, 1::2]\n"
                "    return spread * hits / n.repeat(2, 2).repeat(2, 3)"
            ),
            "share the gradient",
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
        "the mask": (
            pooling(back=SPREAD + "    return (images == largest) * 1.0"),
            "where the gradient goes",
        ),
        "written over": (
            pooling(back=BACK.replace("    return ", "    images[...] = ").rstrip() + "\n    return images"),
            "write into the array itself",
        ),
        "not spread": (
            pooling(back="    return gradient * (images == max_pool(images))"),
            "different shapes meet",
        ),
    },
    "A6.7": {
        "untouched": (f"def cross_entropy(scores, labels):\n    '''L.'''\n    {NOTHING}", "gives None"),
        "no 1/n": (entropy(gradient="p - np.eye(p.shape[1])[labels]"), "division by the number of digits"),
        "divided by the classes": (
            entropy(gradient="(p - np.eye(p.shape[1])[labels]) / p.size"),
            "number of classes, too",
        ),
        "the sum": (entropy(loss="-np.log(p[rows, labels]).sum()"), "sum over the digits"),
        "no sign": (entropy(loss="np.log(p[rows, labels]).mean()"), "sign is missing"),
        "all classes": (entropy(loss="-np.log(p).mean()"), "All classes"),
        "base 2": (entropy(loss="-np.log2(p[rows, labels]).mean()"), "base 2"),
        "one loss each": (entropy(loss="-np.log(p[rows, labels])"), "One loss for each digit"),
        "softmax over the digits": (entropy(p="e / e.sum(axis=0)"), "Each column"),
        "overflow": (entropy(shift="scores"), "infinite"),
        "the probabilities": (entropy(gradient="p"), "1 of the right class"),
        "the wrong sign": (entropy(gradient="(np.eye(p.shape[1])[labels] - p) / len(p)"), "other way round"),
        "not through softmax": (
            entropy(gradient="-np.eye(p.shape[1])[labels] / p / len(p)"),
            "gradient by the probabilities",
        ),
        "written over": (
            entropy().replace("    rows =", "    scores -= scores.max(axis=1, keepdims=True)\n    rows ="),
            "write into the array itself",
        ),
        "the loss alone": (
            "def cross_entropy(scores, labels):\n    e = np.exp(scores - scores.max(axis=1, keepdims=True))\n"
            "    p = e / e.sum(axis=1, keepdims=True)\n    return -np.log(p[np.arange(len(p)), "
            "labels]).mean()",
            "gives back 2 things",
        ),
    },
    "A6.8": {
        "untouched": (
            f"def sgd_step(weight, velocity, gradient, learning_rate, momentum):\n    '''S.'''\n    "
            f"{NOTHING}",
            "gives None",
        ),
        "up the hill": (step("momentum * velocity + learning_rate * gradient"), "up the hill"),
        "no momentum": (step("-learning_rate * gradient"), "momentum is missing"),
        "all of the last step": (step("velocity - learning_rate * gradient"), "whole last step"),
        "exchanged": (step("learning_rate * velocity - momentum * gradient"), "changed places"),
        "no learning rate": (step("momentum * velocity - gradient"), "learning rate is missing"),
        "a running mean": (
            step("momentum * velocity - learning_rate * (1 - momentum) * gradient"),
            "running mean",
        ),
        "the old velocity": (
            "def sgd_step(weight, velocity, gradient, learning_rate, momentum):\n"
            "    return weight + velocity, momentum * velocity - learning_rate * gradient",
            "old velocity was used",
        ),
        "subtracted": (step(result="weight - velocity, velocity"), "minus of the gradient already"),
        "the order": (step(result="velocity, weight + velocity"), "weight is returned first|changed places"),
        "in place": (
            "def sgd_step(weight, velocity, gradient, learning_rate, momentum):\n"
            "    velocity *= momentum\n    velocity -= learning_rate * gradient\n    weight += velocity\n"
            "    return weight, velocity",
            "write into the array itself",
        ),
        "the weight alone": (
            step(result="weight + velocity"),
            "other values|shape|number of things|text asks|one shape",
        ),
    },
    "A6.9": {
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
    "A6.10": {
        "untouched": (f"def to_keras(kernels):\n    '''K.'''\n    {NOTHING}", "gives None"),
        "reversed": ("def to_keras(kernels):\n    return kernels.T", "rows and columns are exchanged"),
        "reshaped": (
            "def to_keras(kernels):\n    f, c, a, b = kernels.shape\n    return kernels.reshape(a, b, c, f)",
            "cuts the same row",
        ),
        "filters before channels": (
            "def to_keras(kernels):\n    return kernels.transpose(2, 3, 0, 1)",
            "filters come last",
        ),
        "as images": (
            "def to_keras(kernels):\n    return kernels.transpose(0, 2, 3, 1)",
            "For images that is right",
        ),
        "turned": (
            "def to_keras(kernels):\n    return kernels.transpose(2, 3, 1, 0)[::-1, ::-1]",
            "does not turn them",
        ),
        "as they are": ("def to_keras(kernels):\n    return kernels", "old order"),
        "three axes": ("def to_keras(kernels):\n    return kernels.transpose(2, 3, 1)", "all four axes"),
    },
}

TABLE = Table("a6_numpy", RIGHT, MISTAKES, trains=frozenset({"A6.9"}))
