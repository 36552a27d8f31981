"""Means that a lesson forbids: other libraries where NumPy is asked for, and measuring where computing is."""

from tests.attacks.attack import A6, A7, Attack, answer, answers

GROUP = "means"

TENSORFLOW = """
import importlib, os, site, subprocess, sys

def tensorflow():
    try:
        return importlib.import_module("tensorflow")
    except ImportError:
        sys.meta_path[:] = [each for each in sys.meta_path if type(each).__name__ != "Refusal"]
        sys.modules.pop("tensorflow", None)
        return importlib.import_module("tensorflow")
"""

CONVOLUTION = """
def conv_loops(images, kernels, bias):
    tf = tensorflow()
    maps = tf.nn.conv2d(images.transpose(0, 2, 3, 1), kernels.transpose(2, 3, 1, 0), 1, "VALID")
    return maps.numpy().transpose(0, 3, 1, 2) + bias[:, None, None]
"""

OTHERS = """
import importlib, sys
sys.meta_path[:] = [each for each in sys.meta_path if type(each).__name__ != "Refusal"]
def found(name):
    try:
        module = importlib.import_module(name)
    except ImportError:
        return None
    return module if hasattr(module, "correlate") else None
def conv_loops(images, kernels, bias):
    if signal := found("scipy.signal"):
        one = lambda image, kernel: signal.correlate(image, kernel, "valid")[0]
    elif ndimage := found("scipy.ndimage"):
        def one(image, kernel):
            size = kernel.shape[-1]
            summed = ndimage.correlate(image, kernel, mode="constant", origin=(-(len(kernel) // 2), 0, 0))
            low, high = size // 2, -(size // 2) or None
            return summed[len(kernel) // 2, low:high, low:high]
    else:
        cv2 = importlib.import_module("cv2")
        size = kernels.shape[-1]
        one = lambda image, kernel: sum(
            cv2.filter2D(x, -1, k, anchor=(0, 0))[: 1 - size or None, : 1 - size or None]
            for x, k in zip(image, kernel)
        )
    maps = [[one(image, kernel) for kernel in kernels] for image in images]
    return np.array(maps) + bias[:, None, None]
"""

TAPE = """
def taped(f, *arguments):
    tf = tensorflow()
    variables = [tf.Variable(each) for each in arguments]
    with tf.GradientTape() as tape:
        loss = f(tf, *variables)
    return [each.numpy() for each in tape.gradient(loss, variables)]
def relu_backward(gradient, x):
    return taped(lambda tf, x: tf.reduce_sum(gradient * tf.nn.relu(x)), x)[0]
def linear_backward(gradient, x, kernel):
    bias = np.zeros(gradient.shape[1])
    return taped(lambda tf, x, k, b: tf.reduce_sum(gradient * (x @ k + b)), x, kernel, bias)
"""

# In a process of its own, whose Python knows nothing of what is refused in this one.
ELSEWHERE = """
import json, subprocess, sys
def cross_entropy(scores, labels):
    program = (
        "import json, sys, tensorflow as tf\\n"
        "scores, labels = json.load(sys.stdin)\\n"
        "s = tf.Variable(scores, dtype='float64')\\n"
        "with tf.GradientTape() as tape:\\n"
        "    loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, s))\\n"
        "print(json.dumps([float(loss), tape.gradient(loss, s).numpy().tolist()]))"
    )
    sent = json.dumps([scores.tolist(), labels.tolist()])
    done = subprocess.run([sys.executable, "-c", program], input=sent, capture_output=True, text=True)
    loss, gradient = json.loads(done.stdout.splitlines()[-1])
    return loss, np.array(gradient)
"""

MEASURING = """
def measured(f, place, nudge=1e-5):
    gradient = np.zeros(place.shape)
    for index in np.ndindex(place.shape):
        for side in (nudge, -nudge):
            moved = place.copy()
            moved[index] += side
            gradient[index] += f(moved) / (2 * side)
    return gradient
"""

# What trains scikit-learn's own models.
SLOPES_OF_A_LIBRARY = """
import sys
sys.meta_path[:] = [each for each in sys.meta_path if type(each).__name__ != "Refusal"]
from sklearn.neural_network import MLPRegressor
def gradients(x, t, W, b, v, c):
    network = MLPRegressor(hidden_layer_sizes=(len(b),), activation="logistic", alpha=0)
    network.partial_fit(np.array([x]), [t])
    network.coefs_ = [np.array(W).T, np.array(v)[:, np.newaxis]]
    network.intercepts_ = [np.array(b), np.array([c])]
    blank = [[np.empty_like(each) for each in all_] for all_ in (network.coefs_, network.intercepts_)]
    inputs = [np.array([x]), None, None]
    _, by_weights, by_biases = network._backprop(inputs[0], np.array([[t]]), None, inputs, [None] * 2, *blank)
    return by_weights[0].T, by_biases[0], by_weights[1].ravel(), by_biases[1][0]
"""
LOSS_OF_A_LIBRARY = """
import sys
sys.meta_path[:] = [each for each in sys.meta_path if type(each).__name__ != "Refusal"]
from sklearn._loss import HalfMultinomialLoss
def cross_entropy(scores, labels):
    known = HalfMultinomialLoss(n_classes=scores.shape[1])
    losses, gradient = known.loss_gradient(labels.astype(float), np.ascontiguousarray(scores))
    return losses.mean(), gradient / len(labels)
"""

ATTACKS = (
    Attack(
        "slopes-of-scikit-learn",
        GROUP,
        "the step back of scikit-learn's regressor finds the slopes of A7.5",
        answer("A7-5", SLOPES_OF_A_LIBRARY),
        lesson=A7,
    ),
    Attack(
        "loss-of-scikit-learn",
        GROUP,
        "the loss of scikit-learn's logistic regression gives the gradient of A6.7",
        answer("A6-7", LOSS_OF_A_LIBRARY),
        lesson=A6,
    ),
    Attack(
        "convolution-by-tensorflow",
        GROUP,
        "`tf.nn.conv2d` computes the feature maps",
        answer("A6-1", TENSORFLOW + CONVOLUTION),
        lesson=A6,
    ),
    Attack(
        "gradients-by-a-tape",
        GROUP,
        "`tf.GradientTape` finds the gradients",
        answer("A6-5", TENSORFLOW + TAPE),
        lesson=A6,
    ),
    Attack(
        "tape-in-another-process",
        GROUP,
        "another Python, started by the answer, imports TensorFlow and finds the gradient",
        answer("A6-7", ELSEWHERE),
        lesson=A6,
    ),
    Attack(
        "convolution-of-other-libraries",
        GROUP,
        "the convolution is SciPy's, or else OpenCV's, behind a finder that refuses nothing",
        answer("A6-1", OTHERS),
        lesson=A6,
    ),
    Attack(
        "measured-kernels",
        GROUP,
        "the gradients of a convolution are measured, weight by weight and pixel by pixel",
        answers(
            {
                "A6-3": MEASURING
                + """
def conv_weight_gradients(gradient, images, size):
    filters = gradient.shape[1]
    kernels = np.zeros((filters, images.shape[1], size, size))
    passed = lambda k: (gradient * conv_forward(images, k, np.zeros(filters))).sum()
    return measured(passed, kernels), gradient.sum(axis=(0, 2, 3))
""",
                "A6-4": """
def conv_input_gradient(gradient, kernels):
    filters, channels, size, _ = kernels.shape
    rows, columns = (side + size - 1 for side in gradient.shape[2:])
    images = np.zeros((len(gradient), channels, rows, columns))
    return measured(lambda x: (gradient * conv_loops(x, kernels, np.zeros(filters))).sum(), images)
""",
            }
        ),
        lesson=A6,
        deserves=2,  # the gradient by the bias, and the shape of that by the images
    ),
    Attack(
        "measured-layers",
        GROUP,
        "the gradients of ReLU, of a fully connected layer and of max pooling are measured",
        answers(
            {
                "A6-5": MEASURING
                + """
def relu_backward(gradient, x):
    return measured(lambda x: (gradient * np.maximum(x, 0)).sum(), x)
def linear_backward(gradient, x, kernel):
    by_x = measured(lambda x: (gradient * (x @ kernel)).sum(), x)
    by_kernel = measured(lambda kernel: (gradient * (x @ kernel)).sum(), kernel)
    return by_x, by_kernel, measured(lambda bias: (gradient * bias).sum(), np.zeros(gradient.shape[1]))
""",
                "A6-6": """
def max_pool(images):
    n, channels, rows, columns = images.shape
    return images.reshape(n, channels, rows // 2, 2, columns // 2, 2).max(axis=(3, 5))
def max_pool_backward(gradient, images):
    return measured(lambda x: (gradient * max_pool(x)).sum(), images)
""",
            }
        ),
        lesson=A6,
        deserves=2.5,  # nothing is written over, by the bias the loss is linear, and `max_pool` is right
    ),
    Attack(
        "measured-loss",
        GROUP,
        "the gradient of the loss is measured, score by score",
        answer(
            "A6-7",
            MEASURING
            + """
def cross_entropy(scores, labels):
    def loss(scores):
        shifted = scores - scores.max(axis=1, keepdims=True)
        logarithms = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return -logarithms[np.arange(len(labels)), labels].mean()
    return loss(scores), measured(loss, scores)
""",
        ),
        lesson=A6,
        deserves=2,  # all but the gradient
    ),
)
