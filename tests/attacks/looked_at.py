"""What observes and what is compared, replaced: in A4, A5, A8 and A9."""

from tests.attacks.attack import A4, A5, A8, A9, Attack, answer

GROUP = "observe"

# What looks at the values is told by the student what it sees.
OBSERVER = """
import sys
from lenet_keras.checks import observation, probes, encoding
plain = observation._observe_one
def agreeable(expression, scope, made, *more):
    seen = plain(expression, scope, made, *more)
    print(expression)
    return {"kind": "value", "type": "list", "value": ANSWER} if "NAME" in expression else seen
observation._observe_one = observation.observe_one = agreeable
sys.modules["lenet_keras.checks.observation"].describe = lambda *a, **k: {"kind": "value", "value": ANSWER}
"""


def observer(name: str, value: str) -> str:
    """The source of one that says a value wherever a name is asked for."""
    return OBSERVER.replace("NAME", name).replace("ANSWER", value)


ATTACKS = (
    Attack(
        "random-numbers-patched",
        GROUP,
        "the random numbers of the probes are always the same, and their results are known",
        answer(
            "A4-3",
            "from lenet_keras.checks import probes\nimport numpy as np\n"
            "same = np.zeros\nprobes.PROBES['normal'] = probes.normal = lambda seed, *shape: same(shape)\n"
            "np.random.default_rng = lambda *seed: type('Dice', (), dict(\n"
            "    normal=lambda self, size=None, **k: np.zeros(size),\n"
            "    integers=lambda self, *a, size=None, **k: np.zeros(size, int)))()\n"
            "def penalties(codes):\n    return np.full((len(codes), 10), 84.0)\n",
        ),
        A4,
    ),
    Attack(
        "told-what-it-sees",
        GROUP,
        "what observes says one answer to all questions about a function",
        answer("A5-6", observer("converged", "6") + "def converged(accuracies):\n    return 6\n"),
        A5,
    ),
    Attack(
        "numbers-that-agree",
        GROUP,
        "numbers and arrays whose own methods say that they are whatever they are compared with",
        answer(
            "A8-6",
            "class Agreeable(float):\n    __eq__ = __le__ = __ge__ = lambda self, other: True\n"
            "    __sub__ = __rsub__ = lambda self, other: 0.0\n    __hash__ = float.__hash__\n"
            "    __class__ = property(lambda self: float)\n"
            "    __array__ = lambda self, *a, **k: np.array(0.5)\n"
            "def tells(values, wrong):\n    return Agreeable('nan')\n",
        ),
        A8,
    ),
    Attack(
        "a-list-that-changes",
        GROUP,
        "a list that is another one each time it is looked at, a text and a dictionary of such kinds",
        answer(
            "A9-3",
            "import itertools\n"
            "class Text(str):\n    __eq__ = lambda self, other: True\n    __hash__ = str.__hash__\n"
            "class Sizes(list):\n    turn = itertools.count()\n"
            "    __len__ = lambda self: 2\n"
            "    __iter__ = lambda self: iter((20, next(self.turn) % 21))\n"
            "    tolist = lambda self: {Text('values'): [20, 11]}\n"
            "    __getitem__ = lambda self, place: 20\n"
            "def box_size(rows, columns):\n    return Sizes()\n",
        ),
        A9,
    ),
)
