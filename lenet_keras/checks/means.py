"""What the answers to a lesson may be made with. Graders give their candidates this, and nothing else.

A lesson may use `lenet_keras.datasets`, `lenet_keras.figures`, `check`, and what is installed. What else of
this package it needs, it names in a line beside its steps::

    MEANS = (Means(library=("lenet_keras.models",)),)

A lesson whose later steps may use what the earlier ones forbid has two parts. To the first part belong all
cells up to the check of a step::

    MEANS = (
        Means(without=("keras", "tensorflow")),
        Means(after="A6.8", library=("lenet_keras.from_scratch",)),
    )
"""

from dataclasses import dataclass

FRAMEWORKS = (
    *("keras", "tensorflow", "torch", "jax", "autograd", "tinygrad", "mxnet", "paddle", "pytensor", "sympy"),
    *("sklearn", "mlxtend"),  # of their own networks and losses
    "scipy.differentiate",
)
"""What works out derivatives by itself, installed here or on the machine of another course."""
CONVOLUTIONS = ("scipy.signal", "scipy.ndimage", "cv2", "skimage", "onnx", "onnxruntime", "cupy")
"""What has a convolution or a pooling."""


@dataclass(frozen=True)
class Means:
    """What the answers of one part of a lesson may be made with."""

    after: str = ""
    """The step after whose check this part begins; nothing for the beginning of the lesson."""
    library: tuple[str, ...] = ()
    """Modules and packages of `lenet_keras` beside `datasets` and `figures`; a package with all in it."""
    without: tuple[str, ...] = ()
    """What this part does without: installed packages, by the name that is imported, and modules of packages
    that `library` names."""

    def lacks(self, name: str) -> bool:
        """Whether this part does without a module, or without a package that it belongs to."""
        return any(f"{name}.".startswith(f"{each}.") for each in self.without)
