"""Inside the sandbox: a Jupyter kernel that runs cells, observes names and takes reference values.

The kernel is ipykernel's own, on sockets that were bound outside: the candidate can reach no socket file.
Two messages are added to its protocol, so that observing needs no name of the student's namespace:
`observe_request` (expressions -> encoded observations) and `push_request` (pickled values of the
reference -> names bound in the student's namespace).
"""

import contextlib
import importlib
import inspect
import io
import logging
import os
import pickle
import sys
import threading
import types
from functools import cached_property

import ipykernel.ipkernel
import ipykernel.kernelapp
import zmq
from ipykernel.iostream import IOPubThread
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from traitlets import Type

from autograder.sandbox.condition import Condition
from autograder.sandbox.outside import CHANNELS

_exit = os._exit  # a cell may have put something else in its place
FRAMES, CAUSES = 20, 10  # of a traceback that are shown at either end; errors that led to an error


def _do_without_debugger() -> None:
    """Nobody debugs here, and importing the debugger takes as long as all else of a kernel's start."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    importlib.import_module("ipykernel.debugger")
    del sys.modules["debugpy"]


_do_without_debugger()


class CandidateShell(ZMQInteractiveShell):
    """A shell whose process goes on: who leaves it, or falls deep, has lost a cell and no more."""

    @cached_property
    def condition(self) -> Condition:
        """That of the process before its first cell, when all threads of the kernel run."""
        return Condition()

    async def run_cell_async(self, *args, **kwargs):
        """As always, and what a cell has left does not keep the next one from running."""
        condition, result = self.condition, None
        try:
            result = await super().run_cell_async(*args, **kwargs)
        finally:
            condition.restore()
            failed = result is None or not result.success
            self.payload_manager.write_payload({"source": "altered", **condition.told(failed)})
        return result

    def ask_exit(self):
        """Tell that `exit()` was called, and stay."""
        self.payload_manager.write_payload({"source": "ask_exit"})

    def showtraceback(self, exc_tuple=None, *args, **kwargs):
        """As always; of one that is very deep, as after a recursion without end, only both ends.

        To format all of it can take longer than a cell may.
        """
        with contextlib.suppress(Exception):
            shorten(self._get_exc_info(exc_tuple)[1])
        super().showtraceback(exc_tuple, *args, **kwargs)


def shorten(error: BaseException | None) -> None:
    """Take the middle out of a deep traceback, of an error and of those that led to it."""
    for _ in range(CAUSES):
        if error is None:
            return
        frames, place = [], error.__traceback__
        while place is not None:
            frames.append(place)
            place = place.tb_next
        if len(frames) > 2 * FRAMES:
            frames[FRAMES - 1].tb_next = frames[-FRAMES]
        last, error = error, error.__cause__ or error.__context__
    last.__cause__ = last.__context__ = None


class CandidateKernel(IPythonKernel):
    """A Python kernel that can be observed."""

    shell_class = Type(CandidateShell)
    _supports_kernel_subshells = False

    def __init__(self, **kwargs):
        # ipykernel lists the file of every module for the debugger. To look at thousands of objects is to
        # write to them, they count who looks, and so to copy the memory that forks share.
        ipykernel.ipkernel.sys = types.SimpleNamespace(modules={}, platform=sys.platform)
        try:
            super().__init__(**kwargs)
        finally:
            ipykernel.ipkernel.sys = sys
        self.shell_handlers["observe_request"] = self.observe_request
        self.shell_handlers["push_request"] = self.push_request
        self.shell_handlers = {kind: self._followed(each) for kind, each in self.shell_handlers.items()}
        self._handled = False

    def _followed(self, handler):
        """The handler of a message, which notes that it came to its end: then a reply was sent."""

        async def handle(*message):
            if inspect.isawaitable(result := handler(*message)):
                await result
            self._handled = True

        return handle

    async def dispatch_shell(self, msg, /, *args, **kwargs):
        """As always; a kernel that can no longer read or answer ends, or the examiner would wait for it."""
        self._handled = False
        try:
            await super().dispatch_shell(msg, *args, **kwargs)
        except BaseException:
            self._handled = False
        if not self._handled:
            _exit(1)

    async def observe_request(self, stream, ident, parent):
        """Reply with the encoded observations of `content["expressions"]`, in the message's buffers.

        `content["seed"]` draws the rows of large arrays.
        """
        from lenet_keras.checks.encoding import encode
        from lenet_keras.checks.observation import observe

        def answer() -> tuple[list[bytes], bool]:
            asked = parent["content"]
            seen = observe(asked["expressions"], self._namespace(), asked.get("seed"))
            return encode(seen), any(each["kind"] == "error" for each in seen.values())

        self._answer(stream, ident, parent, answer)

    async def push_request(self, stream, ident, parent):
        """Bind what the reference made, pickled in the message's buffers, in the student's namespace.

        `content["names"]` are those that must be among them.
        """

        def answer() -> tuple[list[bytes], bool]:
            pushed: dict = {}
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                for values in parent["buffers"]:
                    pushed |= pickle.loads(values)
            if pyplot := sys.modules.get("matplotlib.pyplot"):
                pyplot.close("all")  # or the reference's figure would appear under the student's next cell
            if missing := set(parent["content"]["names"]) - set(pushed):
                raise LookupError(f"{sorted(missing)} cannot be pushed")
            self._namespace().update(pushed)
            return [], False

        self._answer(stream, ident, parent, answer)

    def _namespace(self) -> dict:
        assert self.shell is not None  # `__init__` has made it
        return self.shell.user_ns

    def _answer(self, stream, ident, parent, answer):
        """Reply with the buffers of `answer`, which also tells whether something in them failed."""
        content = {"status": "ok"}
        try:
            buffers, failed = answer()
        except BaseException as error:  # an interrupt, SystemExit: whatever the student's objects do
            buffers, failed = [], True
            content = {"status": "error", "ename": type(error).__name__, "evalue": str(error)[:500]}
        condition: Condition = self.shell.condition
        condition.restore()
        content |= condition.told(failed)
        kind = parent["header"]["msg_type"].replace("_request", "_reply")
        self.session.send(stream, kind, content, parent, ident, buffers=buffers)


class NoSubshells:
    """What stands for ipykernel's thread of subshells: nobody opens one, and every message would pass it."""

    def __init__(self):
        self.parent_thread = threading.main_thread()

    def __bool__(self) -> bool:
        return False


class QuietThread(IOPubThread):
    """Publishes outputs. Without the pipe for forked processes, which needs a network socket."""

    def __init__(self, socket, pipe=False, session=None):
        super().__init__(socket, pipe=False, session=session)


class CandidateApp(IPKernelApp):
    """An ipykernel on listening sockets that it inherited; it writes no connection file."""

    sockets: list[int] = []

    def _try_bind_socket(self, s, port):
        s.setsockopt(zmq.USE_FD, self.sockets[port - 1])
        s.bind(f"ipc:///{CHANNELS[port - 1]}")
        return port

    def parse_command_line(self, argv=None):
        """Nothing: there is none, and finding that out takes a tenth of a kernel's start."""

    def init_control(self, context):
        """Without the thread for subshells."""
        super().init_control(context)
        self.shell_channel_thread = NoSubshells()

    def init_heartbeat(self):
        """Nothing: the examiner watches the process itself."""

    def init_connection_file(self):
        """Nothing: ports and key are given."""

    def write_connection_file(self, **kwargs):
        """Nothing: the examiner knows the connection."""

    def log_connection_info(self):
        """Nothing: no further client may connect."""


def run(sockets: list[int], key: str) -> None:
    """Serve a kernel until it is told to shut down.

    Args:
        sockets: file descriptors of listening sockets, in the order of `CHANNELS`.
        key: with which messages are signed.
    """
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()  # or all forks of a warm process would draw the same numbers
    ipykernel.kernelapp.IOPubThread = QuietThread  # type: ignore[misc]
    app = CandidateApp.instance(
        kernel_class=CandidateKernel,
        transport="ipc",
        ip="candidate",
        shell_port=1,
        iopub_port=2,
        stdin_port=3,
        control_port=4,
        hb_port=5,
    )
    app.sockets = sockets
    app.config.Session.key = key.encode()
    app.config.HistoryManager.hist_file = ":memory:"
    app.config.CandidateKernel._execute_sleep = 0.0  # before each reply; the examiner waits for all outputs
    app.log.setLevel(logging.WARNING)  # or every message to be hidden is composed first
    app.initialize([])
    app.start()
