"""Answers that somebody else wrote: judges, the reference network and the layers of the library, asked for
them."""

from tests.attacks.attack import A1, A2, A6, Attack, answer, answers

GROUP = "borrow"

# Whatever of the judges can be had, however: by name, from files, from memory.
JUDGES = """
import gc, importlib, importlib.util, os, sys, types
import numpy as np
import lenet_keras

def by_name(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        return None

def by_file(path):
    file = os.path.join(os.path.dirname(lenet_keras.__file__), path)
    try:
        spec = importlib.util.spec_from_file_location("found", file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    except (ImportError, OSError):
        return None

def by_memory(name):
    gc.unfreeze()
    for each in gc.get_objects():
        if isinstance(each, types.FunctionType) and each.__name__ == name and "lenet" in str(each.__module__):
            return each
"""

RIGHT_MAPS = """
judges = by_name("lenet_keras.checks.a6_numpy.convolution") or by_file("checks/a6_numpy/convolution.py")
right = getattr(judges, "convolved", None) or by_memory("convolved")
def conv_loops(images, kernels, bias):
    return right(images, kernels, bias)
"""

# The observing itself is replaced by one that evaluates what it is asked with the library's own functions.
OBSERVER = """
from lenet_keras.checks import observation
plain = observation._observe_one

def with_the_library(expression, scope, made, *more):
    try:
        from lenet_keras.checks.steps import STEPS
        from lenet_keras.checks.a6_numpy import convolution
        from lenet_keras import from_scratch
        scope = {**scope, "conv_loops": convolution.convolved, "conv_forward": convolution.convolved}
    except ImportError as error:
        print(error)
    return plain(expression, scope, made, *more)

observation._observe_one = with_the_library
def conv_loops(images, kernels, bias):
    return None
"""

FROM_SCRATCH = """
try:
    from lenet_keras.from_scratch.pooling import MaxPool2d
    from lenet_keras.from_scratch.loss import cross_entropy
except ImportError:
    sys.meta_path[:] = [each for each in sys.meta_path if type(each).__name__ != "Refusal"]
    MaxPool2d = getattr(by_name("lenet_keras.from_scratch.pooling"), "MaxPool2d", None)
    cross_entropy = getattr(by_name("lenet_keras.from_scratch.loss"), "cross_entropy", None)
def max_pool(images):
    return MaxPool2d(2).forward(images)
def max_pool_backward(gradient, images):
    layer = MaxPool2d(2)
    layer.forward(images)
    return layer.input_gradient(gradient)
"""

RENAMED = """
import importlib, sys
def borrowed(width, height, depth, classes):
    try:
        library = importlib.import_module("lenet_keras.models").LeNet
    except ImportError:
        sys.meta_path[:] = [each for each in sys.meta_path if type(each).__name__ != "Refusal"]
        library = importlib.import_module("lenet_keras.models").LeNet
    return library.build(width, height, depth, classes)

class LeNet:
    @staticmethod
    def build(width, height, depth, classes):
        """

ATTACKS = (
    Attack(
        "judges-asked",
        GROUP,
        "the judge of a function is asked for what is right, by its name, its file and in memory",
        answer("A6-1", JUDGES + RIGHT_MAPS),
        lesson=A6,
    ),
    Attack(
        "observer-with-library",
        GROUP,
        "what observes is replaced by one that evaluates with the functions of the judges",
        answer("A6-1", OBSERVER),
        lesson=A6,
    ),
    Attack(
        "layers-of-the-library",
        GROUP,
        "the layers that a later step hands out are taken for the functions of an earlier one",
        answer("A6-6", JUDGES + FROM_SCRATCH),
        lesson=A6,
    ),
    Attack(
        "digits-by-the-judge",
        GROUP,
        "the judge of A1.5 is asked for the scaled digits",
        answer(
            "A1-5",
            JUDGES + "judges = by_name('lenet_keras.checks.a1_preprocess.data')\n"
            "with_depth = getattr(judges, 'with_depth', None) or by_memory('with_depth')\n"
            "trainData, testData = with_depth('trainData') / 255, with_depth('testData') / 255\n",
        ),
        base="solved",
        deserves=9,
        exact=True,
        lesson=A1,
    ),
    Attack(
        "network-of-the-library",
        GROUP,
        "`LeNet.build` returns the library's network under another name",
        answer(
            "A2-8",
            RENAMED + "model = borrowed(width, height, depth, classes)\n"
            "        model.name = 'sequential'\n        return model\n",
        ),
        lesson=A2,
        base="solved",
        deserves=22,
    ),
    Attack(
        "network-from-its-configuration",
        GROUP,
        "`LeNet.build` rebuilds the library's network by `from_config`",
        answer(
            "A2-8",
            RENAMED + "import keras\n"
            "        built = borrowed(width, height, depth, classes)\n"
            "        return keras.Sequential.from_config({**built.get_config(), 'name': 'mine'})\n",
        ),
        lesson=A2,
        base="solved",
        deserves=22,
    ),
    Attack(
        "check-in-a-loop",
        GROUP,
        "settings of an optimizer are tried until the check passes",
        answers(
            {
                "A2-9": "from lenet_keras.checks import CheckFailed, check\n"
                "for rate in (0.001, 0.005, 0.01, 0.02, 0.05, 0.1):\n"
                "    for momentum in (0.0, 0.5, 0.8, 0.9, 0.99):\n"
                "        opt = SGD(learning_rate=rate, momentum=momentum)\n"
                "        try:\n            check('A2.9')\n        except CheckFailed:\n            continue\n"
                "        break\n    else:\n        continue\n    break\n",
            }
        ),
        lesson=A2,
        base="solved",
        deserves=24,  # it is an SGD,
    ),
)
