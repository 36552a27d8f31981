"""The condition of a candidate's process: what is as a cell finds it, and what an accident has changed.

`json.dumps = None`, a limit of ten open files or a thread without end make later cells fail that are right.
What Python and the kernel rest on is put back after each cell. What cannot be put back, or may be meant, is
told, so that a cell or a check that fails in such a process is tried once more in a new one. It decides
about no points: whoever lies here gets another process and nothing else.
"""

import builtins
import contextlib
import faulthandler
import gc
import os
import resource
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from operator import is_
from pathlib import Path
from types import ModuleType
from typing import Any

# Modules that kernel and checks call, beside what they import themselves.
# fmt: off
CORE = (
    "builtins", "ast", "asyncio", "atexit", "base64", "binascii", "collections", "contextlib", "copy",
    "dataclasses", "datetime", "faulthandler", "functools", "gc", "getpass", "hashlib", "hmac",
    "importlib", "inspect", "io", "itertools", "json", "json.decoder", "json.encoder", "locale",
    "logging", "math", "operator", "os", "pickle", "posixpath", "queue", "random", "re", "resource",
    "secrets", "shutil", "signal", "string", "struct", "sys", "tempfile", "textwrap", "threading",
    "time", "traceback", "types", "typing", "uuid", "warnings", "weakref", "zlib", "zmq", "numpy",
)
# fmt: on
PLACES = ("path", "meta_path", "path_hooks")
OF_KERNELS = ("IPython", "ipykernel", "jupyter", "matplotlib_inline", "pdb", "tornado", "traitlets", "zmq.")
"""Modules that a kernel itself changes begin so; no answer calls them."""
STREAMS = ("stdin", "stdout", "stderr", "displayhook", "excepthook", "unraisablehook")
LIMITS = {
    name: getattr(resource, name)
    for name in dir(resource)
    if name.startswith("RLIMIT_") and name != "RLIMIT_OFILE"
}
Names = dict[str, Any]

_exit = os._exit
_builtins = vars(builtins)
_modules: dict[str, ModuleType] = {}  # all that is imported
_names: dict[str, Names] = {}  # of the outer ones of these: what can be called


def note() -> None:
    """Keep what is imported now, and what it holds; forks of this process share it."""
    _modules.update(each for each in sys.modules.items() if isinstance(each[1], ModuleType))
    del _modules["__main__"]
    outer = ((name, each) for name, each in _modules.items() if name in CORE or name.count(".") <= 1)
    _names.update((name, _callable(each)) for name, each in outer if not name.startswith(OF_KERNELS))


def _callable(module: ModuleType) -> Names:
    return {name: each for name, each in vars(module).items() if callable(each) or type(each) is ModuleType}


def _changed(name: str) -> Iterator[str]:
    """The names of a module that are gone, or mean something else."""
    now, kept = vars(_modules[name]), _names[name]
    if all(map(is_, map(now.get, kept), kept.values())):  # a quarter of the time of what follows
        return
    for key, value in kept.items():
        if now.get(key) is not value:
            yield key


class Condition:
    """What a process is like before its first cell."""

    def __init__(self) -> None:
        """Look at it."""
        if not _modules:
            note()
        self._core = [name for name in CORE if name in _modules]
        # the kernel may have put in something of its own
        _names.update((name, _callable(_modules[name])) for name in self._core)
        self._builtins = _names["builtins"]
        self._getpid, self._pid = os.getpid, os.getpid()
        self._streams = {name: getattr(sys, name) for name in STREAMS}
        self._places = {name: (getattr(sys, name), list(getattr(sys, name))) for name in PLACES}
        self._handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        self._limits = {name: resource.getrlimit(number) for name, number in LIMITS.items()}
        self._deepest, self._interval = sys.getrecursionlimit(), sys.getswitchinterval()
        self._masked, self._umask = signal.pthread_sigmask(signal.SIG_BLOCK, []), os.umask(0o022)
        os.umask(self._umask)
        self._folder = _folder()
        self._threads = set(threading.enumerate())
        self._environment = dict(os.environ)
        self._settings = _settings()

    def restore(self) -> None:
        """Put back what a cell has left so that others could not run; a copy of the kernel ends."""
        _builtins.update(self._builtins)  # first, as all that follows calls them
        if self._getpid() != self._pid:
            _exit(0)
        for name in self._core:
            for key in list(_changed(name)):
                vars(_modules[name])[key] = _names[name][key]
        for name, each in self._streams.items():
            if getattr(sys, name, None) is not each:
                setattr(sys, name, each)
        for name, (own, kept) in self._places.items():
            setattr(sys, name, own)
            own[:0] = [each for each in kept if each not in own]
        for name in _modules.keys() - sys.modules.keys():
            sys.modules[name] = _modules[name]
        if sys.getrecursionlimit() < self._deepest:
            sys.setrecursionlimit(self._deepest)
        for each in (sys, threading):
            each.settrace(None)
            each.setprofile(None)
        sys.setswitchinterval(self._interval)
        gc.enable()
        os.umask(self._umask)
        signal.pthread_sigmask(signal.SIG_SETMASK, self._masked)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
            signal.setitimer(timer, 0)
        faulthandler.cancel_dump_traceback_later()
        gc.set_debug(0)
        for name, (soft, hard) in self._limits.items():
            most = resource.getrlimit(LIMITS[name])[1]
            if most == hard and resource.getrlimit(LIMITS[name])[0] != soft:
                with contextlib.suppress(OSError, ValueError):
                    resource.setrlimit(LIMITS[name], (soft, hard))

    def crippled(self) -> list[str]:
        """What cannot be put back and keeps even a kernel from its work, in words."""
        now = {name: resource.getrlimit(number) for name, number in LIMITS.items()}
        found = [f"`{name}` is {now[name][0]}" for name, kept in self._limits.items() if now[name] != kept]
        try:
            count = len([*Path("/proc/self/fd").iterdir()])
        except OSError:  # not even for that
            count = now["RLIMIT_NOFILE"][0]
        if count > now["RLIMIT_NOFILE"][0] / 2:
            found.append(f"{count} files are open")
        return found

    def altered(self, thoroughly: bool) -> list[str]:
        """What is not as it was, in words.

        Args:
            thoroughly: look at all modules, too, which takes some milliseconds.
        """
        found = self.crippled()
        found += [
            f"the variable `{name}` is gone" for name in self._environment if os.environ.get(name) is None
        ]
        found += [
            f"{name} is {now}" for name, now in _settings().items() if self._settings.get(name, now) != now
        ]
        if _folder() != self._folder:
            found.append("it works in another folder")
        found += [f"a thread goes on ({each.name})" for each in threading.enumerate() if self._is_new(each)]
        if thoroughly:
            found += [f"`{name}.{key}` is another" for name in _names for key in _changed(name)]
        return found[:5]

    def _is_new(self, thread: threading.Thread) -> bool:
        """Whether a cell began it; that of ZeroMQ, which collects garbage, begins with the first reply."""
        return thread not in self._threads and not type(thread).__module__.startswith("zmq.")

    def told(self, thoroughly: bool) -> dict[str, Any]:
        """What the examiner is told: `altered` in words, and whether the process is `crippled`."""
        return {"altered": self.altered(thoroughly), "crippled": bool(self.crippled())}


def _folder() -> Path | None:
    try:
        return Path.cwd()
    except OSError:
        return None


AT_FIRST = {
    "TensorFlow's way to compute": "as it begins",
    "Keras's type of numbers": "float32, float32",
    "Keras's order of channels": "channels_last",
    "Keras's epsilon": "1e-07",
}
"""As libraries begin, for a process that has not imported them yet."""


def _settings() -> dict[str, str]:
    """Settings of libraries that change what right answers give."""
    found = AT_FIRST | {
        "the number of warnings that are errors": str(sum(each[0] == "error" for each in warnings.filters))
    }
    if numpy := sys.modules.get("numpy"):
        found["NumPy's treatment of errors"] = str(numpy.geterr())
    if matplotlib := sys.modules.get("matplotlib"):
        found["Matplotlib's backend"] = str(dict.get(matplotlib.rcParams, "backend"))
    if sklearn := sys.modules.get("sklearn"):
        with contextlib.suppress(Exception):
            found["scikit-learn's configuration"] = str(sklearn.get_config())
    if tensorflow := sys.modules.get("tensorflow"):
        with contextlib.suppress(Exception):
            eager = tensorflow.executing_eagerly(), not tensorflow.config.functions_run_eagerly()
            found["TensorFlow's way to compute"] = "as it begins" if all(eager) else "another"
    if keras := sys.modules.get("keras"):
        with contextlib.suppress(Exception):
            found["Keras's type of numbers"] = f"{keras.config.floatx()}, {keras.config.dtype_policy().name}"
            found["Keras's order of channels"] = keras.config.image_data_format()
            found["Keras's epsilon"] = str(keras.config.epsilon())
    return found
