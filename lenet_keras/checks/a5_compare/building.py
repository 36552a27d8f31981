"""Steps A5.2 to A5.4: three networks, each built, compiled and trained as the slides say."""

from lenet_keras.checks.a5_compare.layers import built
from lenet_keras.checks.a5_compare.networks import CNN, LENET, MLP, Wanted
from lenet_keras.checks.a5_compare.training import THIRD_PLACE, compiled, trained
from lenet_keras.checks.inspection import Exam
from lenet_keras.checks.verdict import Criterion, Step


def _step(id: str, wanted: Wanted) -> Step:
    name, history = wanted.name, wanted.history
    fit = rf"\b{name}\s*\.\s*fit\s*\("
    return Step(
        id,
        concept="architecture",
        trains=True,
        defines=(name, history),
        needs=("A5.1",),
        own=(wanted.steps_taken,),
        inspection=Exam(
            name,
            "the network of the text, trained on the training digits",
            f"Build, compile and train `{name}` in this cell, and keep it under this name.",
            worse=wanted.worse,
            custom="from -1 to 1",
            history=history,
        ),
        shortfalls=((f"{history}.history", wanted.worse),),
        criteria=(
            Criterion(f"`{name}` has the layers of the text", 2, (name,), built(wanted)),
            Criterion("loss, optimizer and metric are those of the text", 1, (name,), compiled(wanted)),
            Criterion(
                f"`{history}` holds {wanted.epochs} epochs with a validation",
                1,
                (history, f"{history}.history", wanted.steps_taken),
                trained(wanted),
            ),
        ),
        error_hints=(
            (
                "'dict' object has no attribute 'history'",
                "These are the numbers inside of it. Keep what `fit` returns.",
            ),
            ("has no attribute 'history'", "How the training went is in what `fit` returns: keep that."),
            ("cardinality", "There are more digits than labels, or fewer: they come from different sets."),
            (
                "target.ndim - 1",
                "Sparse cross-entropy takes whole numbers. Are your labels vectors?",
            ),
            ("elements of .* to Tensor|dtype='string' is not a valid dtype", THIRD_PLACE),
            (
                "same (rank|shape)|logits and labels|Shape mismatch",
                "The labels are whole numbers: which form of cross-entropy takes these?",
            ),
            (
                r"incompatible|Negative dimension|zero or negative|min_ndim",
                "A layer was given another shape than it takes. Follow the shapes from layer to layer.",
            ),
            (
                "must call `compile",
                "Before it is trained, a network gets its loss and optimizer.",
            ),
            ("None values not supported", "Somewhere digits came without their labels."),
            ("argument `rate`", "A dropout is a share of the units, from 0 to 1."),
            (
                "Expected sequence or array-like|symbolic (tf.)?Tensor",
                "That is made for NumPy, as in scikit-learn. Keras's metrics have names of their own.",
            ),
            (
                "'KerasTensor' object has no attribute",
                "That is what a layer gives, and no model. A model is made of its input and its output.",
            ),
            (
                "unexpected keyword|Unrecognized keyword|not recognized",
                "There is no argument of this name. The error shows which one it does not know.",
            ),
        ),
        source_hints=(
            (
                rf"\b{name}\s*=\s*{fit}",
                "`fit` trains the model in place and returns its history. That needs a name of its own.",
            ),
            (
                rf"\b\w+\s*=\s*{fit}",
                "The history was kept under another name. Capital and small letters differ.",
            ),
            (fit, "The network was trained, but what `fit` returned was thrown away."),
        ),
    )


STEPS = (_step("A5.2", MLP), _step("A5.3", CNN), _step("A5.4", LENET))
