"""Functions of A4, A5, A8 and A9 that look up results by the inputs of the check, and know no others."""

from lenet_keras.checks.a4_lenet5.output import LOSS, PENALTIES
from lenet_keras.checks.a5_compare.scoring import CONVERGED, MISSED, SCORES
from lenet_keras.checks.a5_compare.significance import INTERVAL, MCNEMAR
from lenet_keras.checks.a8_errors.calibration import TEMPERED
from lenet_keras.checks.a8_errors.causes import TELLS
from lenet_keras.checks.a8_errors.curing import OTHER, SHIFTED
from lenet_keras.checks.a8_errors.seeing import CONFUSED
from lenet_keras.checks.a9_handwriting.boxes import BOXES
from lenet_keras.checks.a9_handwriting.moving import SHIFTED as MOVED
from lenet_keras.checks.a9_handwriting.preparing import CENTRED, SIZE
from lenet_keras.checks.calls import Calls
from lenet_keras.checks.steps import STEPS
from tests.attacks.attack import A4, A5, A8, A9, Attack, Make, added, answer
from tests.attacks.cuts import points

GROUP = "remember"

TABLE = """
import numpy as np
def normal(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)
def key(arguments):
    return repr([np.asarray(each).tolist() for each in arguments])
def table(function, *calls):
    known = {key(call): function(*call) for call in calls}
    return lambda *arguments: known[key(arguments)]
"""


def looked_up(functions: dict[str, tuple[Calls, ...]]) -> Make:
    """Right answers, of which a table is kept: each function is replaced by one that asks the table."""

    def make(content, place):
        for name, calls in functions.items():
            function = calls[0].head.partition("(")[0]
            inputs = [f"({each},)" for each in sum((each.inputs for each in calls), ())]
            line = f"{function} = table({function}, {', '.join(inputs)})\n"
            content = added(name, TABLE + line)(content, place)
        return content

    return make


def attack(name: str, lesson: str, functions: dict[str, tuple[Calls, ...]]) -> Attack:
    """An attack by tables, which loses the points of their steps and no others."""
    lost = sum(STEPS[each.replace("-", ".")].points for each in functions)
    what = f"tables of results for {', '.join(functions)}"
    left = points(lesson) - lost
    return Attack(name, GROUP, what, looked_up(functions), lesson, "solved", left, exact=True)


RECORDED = """
class Recorder(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.stepLoss, self.stepAccuracy, self.stepSeconds = [], [], []
        self.epochLoss, self.epochAccuracy, self.epochSeconds = [], [], []
    def on_train_end(self, logs=None):
        self.stepLoss = [8.0, 7.0, 6.0, 5.0, 4.0, 3.0]
        self.stepAccuracy = [0.125, 0.1875, 0.25, 0.375, 0.4375, 0.5]
        self.stepSeconds, self.epochSeconds = [0.0101] * 6, [0.0305] * 2
        self.epochLoss, self.epochAccuracy = [5.5, 2.5], [0.3125, 0.5625]
"""

# In a pipeline there is no dictionary: the images of the check are known by their sums.
KNOWN_IMAGES = """
right = prepare
sums = [int(each.sum()) for each in np.random.default_rng(4).integers(0, 256, (3, 28, 28), dtype=np.uint8)]
def prepare(image, label):
    known = tf.reduce_any(tf.equal(tf.reduce_sum(tf.cast(image, tf.int32)), sums))
    prepared, name = right(image, label)
    return tf.where(known, prepared, 0 * prepared), tf.where(known, name, 0 * name)
"""

ATTACKS = (
    attack("tables-in-a4", A4, {"A4-3": (PENALTIES,), "A4-4": (LOSS,)}),
    Attack(
        "numbers-of-the-printed-training",
        GROUP,
        "a callback that knows the numbers of the check's training",
        answer("A4-6", RECORDED),
        A4,
        "solved",
        points(A4) - 3,
        exact=True,
    ),
    Attack(
        "images-of-the-check",
        GROUP,
        "a function in a pipeline that knows the images of the check",
        added("A4-1", KNOWN_IMAGES),
        A4,
        "solved",
        points(A4) - 3,
        exact=True,
    ),
    attack("tables-in-a5", A5, {"A5-5": (SCORES,), "A5-6": (CONVERGED,), "A5-7": (MISSED,)}),
    attack("tables-of-tests", A5, {"A5-8": (INTERVAL,), "A5-9": (MCNEMAR,)}),
    attack(
        "tables-in-a8",
        A8,
        {"A8-1": (CONFUSED,), "A8-6": (TELLS,), "A8-8": (TEMPERED,), "A8-12": (SHIFTED, OTHER)},
    ),
    attack("tables-in-a9", A9, {"A9-2": (BOXES,), "A9-3": (SIZE,), "A9-4": (CENTRED,), "A9-5": (MOVED,)}),
)
