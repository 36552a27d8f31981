"""Hostile values: what a check looks at misbehaves while it is looked at."""

from tests.attacks.attack import Attack, answer

GROUP = "observe"

# What is on offer in the place of the two arrays of A1.6; the five steps before are right.
HANDED_OUT = "\ntrainLabels = testLabels = value\n"

# `describing(change)`: whatever the checks' own code describes goes through `change` first.
DESCRIBING = """
import numpy as np
from lenet_keras.checks import observation
trainLabels, testLabels = np.zeros((4000, 10)), np.zeros((1000, 10))

def describing(change):
    describe = observation.array

    def changed(value, *more):
        return change(describe(value, *more))

    observation.array = changed
"""

# `sending(change)`: what leaves the kernel goes through `change` first, where there is such a way out.
SENDING = """
import numpy as np
trainLabels, testLabels = np.zeros((4000, 10)), np.zeros((1000, 10))

def sending(change):
    try:
        from lenet_keras.checks import encoding
    except ImportError:
        return
    encode = encoding.encode
    encoding.encode = lambda seen: change(seen, encode)
"""


def value(name: str, what: str, source: str) -> Attack:
    """An attack by a value, made as `value`, in the place of the labels of A1.6."""
    return Attack(
        name, GROUP, what, answer("A1-6", source + HANDED_OUT), base="solved", deserves=9, exact=True
    )


def patched(name: str, what: str, source: str) -> Attack:
    """An attack on the observing itself, in the place of A1.6's answer."""
    return Attack(name, GROUP, what, answer("A1-6", source), base="solved", deserves=9, exact=True)


ATTACKS = (
    patched(
        "deep-and-wide",
        "a list in a list, 100,000 times, and objects that run code when they are unpacked",
        """
import numpy as np, os

class Load:
    def __reduce__(self):
        return os.system, ("touch $root/$mark",)

trainLabels, testLabels = dict.fromkeys(map(str, range(10**6)), 1), np.array([Load()] * 1000, dtype=object)
for _ in range(100_000):
    trainLabels = [trainLabels]
""",
    ),
    patched(
        "strides-and-nan",
        "a trillion elements in one byte of memory, and an array of the right shape with nothing but NaN",
        "import numpy as np\n"
        "trainLabels = np.lib.stride_tricks.as_strided(np.ones(1), shape=(10**6, 10**6), strides=(0, 0))\n"
        "testLabels = np.full((1000, 10), np.nan)",
    ),
    patched(
        "nothing-sampled",
        "the observation has the right shape, and no rows or no values to compare",
        DESCRIBING
        + """
def change(seen):
    if seen["shape"][0] == 4000:
        return {**seen, "rows": np.empty((1, 0), int), "values": np.empty((1, 0, 10))}
    return {**seen, "values": np.empty((1, 0, 1, 1))}

describing(change)
""",
    ),
    value(
        "lying-array",
        "an array whose subclass lies about shape, type and comparison",
        """
import numpy as np

class Liar(np.ndarray):
    shape = property(lambda self: (4000, 10))
    dtype = property(lambda self: np.dtype(float))
    __eq__ = __le__ = lambda self, other: True
    __array_ufunc__ = lambda self, *args, **options: np.zeros((4000, 10))
    __array__ = lambda self, *args, **options: np.zeros((4000, 10))
    copy = __getitem__ = lambda self, *args: self
    __len__ = lambda self: 4000

value = np.zeros((4, 4)).view(Liar)
""",
    ),
    value(
        "raising-everywhere",
        "an object all of whose methods raise, some of them what nobody catches",
        """
class Raising:
    def __getattribute__(self, name):
        raise KeyboardInterrupt(name) if name == "__class__" else SystemExit(name)
    __array__ = __len__ = __iter__ = __repr__ = __eq__ = __bool__ = __getattribute__

value = Raising()
""",
    ),
    value(
        "endless-look",
        "an object that never answers when it is asked for its class",
        """
class Endless:
    @property
    def __class__(self):
        while True:
            pass

value = Endless()
""",
    ),
    value(
        "ends-when-looked-at",
        "an object that ends the process when it is looked at",
        """
import os

class Ending:
    @property
    def __class__(self):
        os._exit(0)

value = Ending()
""",
    ),
    value(
        "endless-list",
        "a list of length 0 that never ends",
        """
import itertools

class Endless(list):
    __len__ = lambda self: 0
    __iter__ = lambda self: itertools.repeat(1)

value = Endless()
""",
    ),
    value(
        "hostile-text",
        "text that grows when it is cut, and a number that is what it is compared with",
        """
class Text(str):
    __getitem__ = lambda self, key: Text("[" * (40 << 20))
    __eq__ = lambda self, other: True
    lower = strip = lambda self: self

class Number(int):
    __eq__ = lambda self, other: True
    __hash__ = int.__hash__

value = [Text("x"), Number(7), 10**100_000, "\\ud800", {Number(1): Text("y")}]
""",
    ),
    patched(
        "one-row-sample",
        "the observation says that only the first row was looked at, and that one is right",
        DESCRIBING
        + """
(_, train), (_, test) = mnist.load_data()

def change(seen):
    labels = train if seen["shape"][0] == 4000 else test
    return {**seen, "rows": np.array([0]), "values": np.eye(10)[labels[:1]]}

describing(change)
""",
    ),
    patched(
        "encoder-huge",
        "what leaves the kernel is 60 MB",
        SENDING + "sending(lambda seen, encode: '\"' + 'x' * (60 << 20) + '\"')",
    ),
    patched(
        "encoder-nested",
        "what leaves the kernel is nested a million times",
        SENDING + "sending(lambda seen, encode: '[' * 1_000_000 + ']' * 1_000_000)",
    ),
    patched(
        "encoder-trillion",
        "what leaves the kernel claims a trillion numbers, or numbers of 10,000 digits",
        SENDING
        + """
array = '{"$array": ["float64", [1000000, 1000000], ""]}'
row = '{"kind": "array", "type": "ndarray", "shape": [4000, 10], "dtype": "float64", "rows": null, '
row += '"values": %s}'
number = "9" * 10_000
sending(lambda seen, encode: '{"trainLabels": %s, "testLabels": %s}' % (row % array, row % number))
""",
    ),
    patched(
        "encoder-verdict",
        "what leaves the kernel is a verdict, and kinds that do not exist",
        SENDING
        + """
claim = '{"kind": "passed", "points": 99, "name": "$mark", "value": true, "values": true, "shape": true}'
sending(lambda seen, encode: '{"trainLabels": %s, "testLabels": %s, "@source": %s}' % (claim, claim, claim))
""",
    ),
)
