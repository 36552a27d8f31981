"""LeNet in Keras, taught step by step: data, the reference network, pictures and checks.

Importing this package costs milliseconds: TensorFlow is loaded when it is first used.
"""

import os

# Both must be set before TensorFlow loads. It writes notices to stderr, which stock nbgrader takes for
# a failed check; and its oneDNN kernels round differently from machine to machine, while a lesson
# should give the same numbers to everybody.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

__all__ = ["LeNet", "check"]


def __getattr__(name: str):
    """Load `LeNet` and `check` on first use, so that the import stays light (PEP 562)."""
    if name == "LeNet":
        from lenet_keras.models import LeNet

        return LeNet
    if name == "check":
        from lenet_keras.checks import check

        return check
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
