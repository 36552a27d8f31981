"""Honest accidents: what happens in one answer cell must cost nothing but itself.

All steps are right. What was changed is seen by nothing that the grader looks for.
"""

from tests.attacks.attack import A1, A2, Attack, added, answers

GROUP = "accident"

# What stands below a right answer: the name, what it is, the source.
BELOW = (
    (
        "names-of-others",
        "names that the lesson gave mean something else",
        "import math as np\nimport json as mnist\nfigures = check = plt = None",
    ),
    (
        "methods-gone",
        "methods of the classes that a later step needs are overwritten",
        "import sklearn.preprocessing as p\np.LabelBinarizer.__init__ = None\n"
        "p.LabelBinarizer.fit_transform = p.OneHotEncoder.fit_transform = None\n"
        "p.OneHotEncoder.__init__ = None",
    ),
    (
        "cells-read-otherwise",
        "what reads cells is replaced, and a callback raises before each of them",
        "shell = get_ipython()\nshell.input_transformer_manager.transform_cell = None\n"
        "shell.events.register('pre_run_cell', lambda *unused: 1 / 0)",
    ),
    (
        "profiled",
        "a profiler that raises, in all threads; no collector of garbage, and files that nobody may read",
        "import sys, threading, gc, os\nsys.setprofile(lambda *unused: 1 / 0)\n"
        "threading.setprofile(lambda *unused: 1 / 0)\ngc.disable()\nos.umask(0o777)",
    ),
    (
        "signals-masked",
        "every signal is blocked, and every other one raises",
        "import signal\nfor number in range(1, 65):\n    try:\n"
        "        signal.signal(number, lambda *unused: 1 / 0)\n"
        "    except (OSError, ValueError):\n        pass\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))",
    ),
    (
        "files-in-the-way",
        "files with the names of modules stand first on Python's path, in a folder that is then removed",
        "import os, shutil, sys, tempfile\nfor name in ('numpy', 'sklearn', 'json'):\n"
        "    open(f'{name}.py', 'w').write('1 / 0')\n    sys.modules.pop(name, None)\n"
        "sys.path.insert(0, '')\nplace = tempfile.mkdtemp()\nos.chdir(place)\nshutil.rmtree(place)",
    ),
)

ATTACKS = (
    Attack(
        "names-gone",
        GROUP,
        "all names of the notebook are wiped out, those of this step among them",
        added("A1-2", "%reset -f"),
        A1,
        base="solved",
        deserves=9,
        exact=True,
    ),
    *(
        Attack(name, GROUP, what, added("A1-2", source), A1, base="solved", deserves=11, exact=True)
        for name, what, source in BELOW
    ),
    Attack(
        "own-helpers",
        GROUP,
        "an import and a function of her own, a step that ends the process, and one that needs both",
        answers(
            {
                "A1-1": "from lenet_keras.datasets import mnist\nimport numpy as numb\nmost = 255.0\n"
                "def scale(x):\n    return numb.asarray(x) / most\n",
                "A1-4": "import os\nos._exit(1)",
                "A1-5": "trainData, testData = scale(trainData), scale(testData)",
            }
        ),
        A1,
        base="solved",
        deserves=9,
        exact=True,
    ),
    Attack(
        "tensorflow-otherwise",
        GROUP,
        "TensorFlow computes in graphs, and Keras's optimizer has lost its beginning",
        added(
            "A2-1",
            "import keras, tensorflow as tf\ntf.compat.v1.disable_eager_execution()\n"
            "keras.optimizers.SGD.__init__ = keras.layers.Conv2D.call = keras.Sequential.compile = None",
        ),
        A2,
        base="solved",
        deserves=25,
        exact=True,
    ),
)
