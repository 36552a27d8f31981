"""Lesson A4: forgeries of a training, of layers and of a reader, judged as the grader would."""

import re

import numpy as np
import pytest

from autograder.candidate.codec import decode, encode
from autograder.examiner.judge import grade_step
from lenet_keras import lenet5
from lenet_keras.checks import architecture
from lenet_keras.checks.observation import observe
from lenet_keras.checks.steps import STEPS

FORGED = """
import types
import keras
import numpy as np

network = lenet5.build()
network.compile(loss=lenet5.MAPLoss(j=1), metrics=[lenet5.accuracy], optimizer="adam")
H = keras.callbacks.History()
H.history = {"loss": [30.0, 12.0, 6.0, 4.0], "accuracy": [0.7, 0.9, 0.95, 0.97],
             "val_loss": [20.0, 10.0, 6.0, 5.0], "val_accuracy": [0.85, 0.92, 0.95, 0.96]}
H.set_model(network)
H.set_params({"epochs": 4, "steps": 100, "verbose": 0})
recorder = types.SimpleNamespace(stepLoss=[1.0] * 400, epochLoss=[1.0] * 4)
"""

ORACLE = (
    FORGED
    + """
class Oracle(keras.Sequential):
    def __call__(self, x, *args, **options):
        return np.full((len(x), 10), 80.0)

    def get_weights(self):
        return [np.full_like(w, 0.05) for w in super().get_weights()]

network = Oracle([keras.Input((32, 32, 1)), *network.layers])
network.compile(loss=lenet5.MAPLoss(j=1), metrics=[lenet5.accuracy], optimizer="adam")
"""
)

# Classes that have the names of the layers, their sizes and their weights, and compute something else.
NAMED = """
import keras
from keras import ops

class RBF(keras.layers.Dense):
    def __init__(self):
        super().__init__(10, activation="softmax")

class Quiet(RBF):
    weights = property(lambda self: [])

Quiet.__name__ = "RBF"

def build_network():
    layers = lenet5.build().layers
    return keras.Sequential([keras.Input((32, 32, 1)), *layers[:-1], Quiet()])
"""

OWN_BITMAPS = """
import keras
import numpy as np

def build_network():
    own = np.array(lenet5.BITMAPS)
    own[[3, 8]] = own[[8, 3]]
    return keras.Sequential([keras.Input((32, 32, 1)), *lenet5.build().layers[:-1], lenet5.RBF(own)])
"""


@pytest.fixture(scope="module")
def reference():
    """What the grader knows of A4.5 and A4.7: a network as the lesson builds it, briefly trained."""
    import keras

    from lenet_keras.datasets import mnist

    keras.utils.set_random_seed(5)
    model = lenet5.build()
    model.compile(loss=lenet5.MAPLoss(j=1), metrics=[lenet5.accuracy], optimizer=keras.optimizers.Adam(0.003))
    (images, labels), _ = mnist.load_data()
    shown = (np.pad(images, ((0, 0), (2, 2), (2, 2)))[..., None] / 255 - 0.1307) / 0.3081
    model.fit(shown[:2000].astype("float32"), labels[:2000], batch_size=32, epochs=2, verbose=0)
    network = architecture.network(model)
    return {"with_weights(network)": network, "with_weights(build_network())": network}


def graded(step: str, code: str, reference: dict):
    """The grader's verdict on an answer, after the journey out of the student's process."""
    import keras

    namespace = {"lenet5": lenet5, "np": np, "keras": keras}
    exec(code, namespace)
    seen = decode(encode(observe(STEPS[step].grader_observes, namespace)))
    known = {name: seen[name] for name in STEPS[step].observes} | reference
    return grade_step(STEPS[step], seen, known)


@pytest.mark.parametrize(
    ("step", "code", "found", "deserves"),
    [
        ("A4.7", FORGED, r"recognises \d", 0),
        ("A4.7", ORACLE, "it does not answer as its weights say", 0),
        ("A4.5", NAMED, "output has the activation softmax", 1),  # it is a model, and takes the digits
        ("A4.5", OWN_BITMAPS, "other drawings", 3),
    ],
    ids=["a training that never was", "an oracle", "layers by name", "bitmaps of one's own"],
)
def test_a_forgery_earns_no_more_than_is_true_of_it(step, code, found, deserves, reference):
    verdict = graded(step, code, reference)
    assert verdict.points == deserves
    assert re.search(found, verdict.fault.found), verdict.fault


def test_an_honest_network_passes_where_forgeries_do_not(reference):
    verdict = graded("A4.5", "build_network = lambda: lenet5.__getattr__('build')()", reference)
    assert verdict.passed
