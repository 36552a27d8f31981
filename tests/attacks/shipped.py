"""Answers of A4, A5, A7, A8 and A9 that are asked of the library: its judges, its layers, its preparation."""

from tests.attacks.attack import A4, A5, A7, A8, A9, Attack, answers
from tests.attacks.borrowing import JUDGES

GROUP = "borrow"

# A module of ours, whatever refuses it: by its name, or from its file or what was compiled of it.
FOUND = (
    JUDGES
    + """
def found(name):
    sys.meta_path[:] = [each for each in sys.meta_path if type(each).__name__ != "Refusal"]
    path = "/".join(name.split(".")[1:])
    folder, _, last = path.rpartition("/")
    compiled = f"{folder}/__pycache__/{last}.cpython-{sys.version_info[0]}{sys.version_info[1]}.pyc"
    return by_name(name) or by_file(path + ".py") or by_file(compiled)
"""
)

ATTACKS = (
    Attack(
        "layers-of-1998",
        GROUP,
        "the output layer and the loss of the library stand in for those that are written by hand",
        answers(
            {
                "A4-3": FOUND + "RBF = found('lenet_keras.lenet5.output').RBF\n"
                "def penalties(codes):\n    return np.array(RBF()(codes))\n",
                "A4-4": FOUND + "MAPLoss = found('lenet_keras.lenet5.loss').MAPLoss\n"
                "def map_loss(y, digit, j):\n"
                "    return float(MAPLoss(j).call(np.array([digit]), np.array(y)[np.newaxis])[0])\n",
                "A4-5": FOUND + "build_network = found('lenet_keras.lenet5.network').build\n",
            }
        ),
        A4,
    ),
    Attack(
        "scores-by-the-judge",
        GROUP,
        "the judges of A5 are asked for the scores, the epoch and the interval",
        answers(
            {
                "A5-5": FOUND + "judge = found('lenet_keras.checks.a5_compare.scoring')\n"
                "def scores(truth, guess):\n"
                "    return (np.mean(truth == guess), *judge.of_classes(truth, guess)[:3].mean(axis=1))\n",
                "A5-6": FOUND + "judge = found('lenet_keras.checks.a5_compare.scoring')\n"
                "converged = judge.first_of\n",
                "A5-8": FOUND + "judge = found('lenet_keras.checks.a5_compare.significance')\n"
                "def confidence_interval(numbers):\n    reach = judge.reach(numbers)\n"
                "    return np.mean(numbers) - reach, np.mean(numbers) + reach\n",
            }
        ),
        A5,
    ),
    Attack(
        "slopes-of-the-picture",
        GROUP,
        "the code that draws the slopes is asked for them",
        answers(
            {
                "A7-5": FOUND + "picture = found('lenet_keras.figures.backpropagation')\n"
                "def gradients(x, t, W, b, v, c):\n    s = picture.passes(x, t, W, b, v, c)[1]\n"
                "    dW = np.array([[s['w₁₁'], s['w₁₂']], [s['w₂₁'], s['w₂₂']]])\n"
                "    return dW, np.array([s['b₁'], s['b₂']]), np.array([s['v₁'], s['v₂']]), s['c']\n",
                "A7-6": "def input_gradient(x, t, W, b, v, c):\n    s = picture.passes(x, t, W, b, v, c)[1]\n"
                "    return np.array([s['x₁'], s['x₂']])\n",
            }
        ),
        A7,
    ),
    Attack(
        "slopes-by-a-tape",
        GROUP,
        "`tf.GradientTape` finds the slopes of A7.5",
        answers(
            {
                "A7-5": FOUND + "import importlib\n"
                "sys.meta_path[:] = [each for each in sys.meta_path if type(each).__name__ != 'Refusal']\n"
                "tf = importlib.import_module('tensorflow')\n"
                "def gradients(x, t, W, b, v, c):\n"
                "    places = [tf.Variable(np.asarray(each, float)) for each in (W, b, v, c)]\n"
                "    with tf.GradientTape() as tape:\n        W, b, v, c = places\n"
                "        h = tf.sigmoid(tf.linalg.matvec(W, x) + b)\n"
                "        loss = (tf.reduce_sum(v * h) + c - t) ** 2 / 2\n"
                "    return [each.numpy() for each in tape.gradient(loss, places)]\n",
            }
        ),
        A7,
    ),
    Attack(
        "doubts-by-the-judge",
        GROUP,
        "the helpers of A8's judges stand in for the occlusion map, the distances and the moved images",
        answers(
            {
                "A8-4": FOUND + "judge = found('lenet_keras.checks.a8_errors.looking')\n"
                "def occlusion(reader, image, digit, size):\n    copies = judge.covered(image, size)\n"
                "    left = reader(copies.reshape(-1, *image.shape)).reshape(*copies.shape[:2], -1)\n"
                "    return reader(image[np.newaxis])[0][digit] - left[:, :, digit]\n",
                "A8-6": FOUND + "judge = found('lenet_keras.checks.a8_errors.causes')\n"
                "def tells(values, wrong):\n"
                "    return judge.TELLS.results[0].right({'values': values, 'wrong': wrong})[0]\n",
                "A8-12": FOUND + "judge = found('lenet_keras.checks.a8_errors.curing')\n"
                "shifted = judge.moved\n",
            }
        ),
        A8,
    ),
    Attack(
        "preparation-of-the-library",
        GROUP,
        "the library's own preparation of handwriting, and the judges' of A9",
        answers(
            {
                "A9-2": FOUND + "judge = found('lenet_keras.checks.a9_handwriting.boxes')\n"
                "def find_boxes(mask, lowest):\n"
                "    return [each for each in judge.regions(mask).tolist() if each[3] >= lowest]\n",
                "A9-4": FOUND + "digit = found('lenet_keras.handwriting.digit')\n"
                "judge = found('lenet_keras.checks.a9_handwriting.preparing')\n"
                "def centred(small):\n    y, x = judge.centre(small)\n"
                "    return judge.placed(small, 14 - y, 14 - x)\n",
                "A9-5": FOUND + "judge = found('lenet_keras.checks.a9_handwriting.moving')\n"
                "shifted = judge.moved\n",
            }
        ),
        A9,
    ),
)
