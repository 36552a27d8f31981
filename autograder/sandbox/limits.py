"""The limit part: what one candidate may use of memory, processor, processes and files."""

import resource

from autograder.sandbox.plan import Limits

OPEN_FILES = 1024  # enough for Jupyter and TensorFlow, and `select` can count no further


def apply(limits: Limits) -> None:
    """Limit this process and all that it starts; nobody inside can raise the limits again.

    Raises:
        OSError: when the system does not accept a limit.
    """
    for what, value in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_FSIZE, limits.file),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),  # a core dump would copy the memory into a file
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        hardest = resource.getrlimit(what)[1]
        value = value if hardest == resource.RLIM_INFINITY else min(value, hardest)
        try:
            resource.setrlimit(what, (value, value))
        except ValueError as error:
            raise OSError(f"setrlimit: {error}") from error
