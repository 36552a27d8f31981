"""What is known of a session outside of the sandbox, without importing a kernel."""

CHANNELS = ("shell", "iopub", "stdin", "control")
WARM = (
    "autograder.sandbox.session",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "lenet_keras.checks.encoding",
    "lenet_keras.checks.observation",
    "matplotlib_inline.backend_inline",
    "sqlite3",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
)
"""What every kernel imports when it starts or is observed, for a warm process."""
KEPT = "autograder.sandbox.condition:note"
"""What a warm process calls when all is imported."""
