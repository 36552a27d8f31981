"""Does the examiner stay within its memory, whatever a candidate sends and over whichever channel?"""

import re
from pathlib import Path

import pytest

from autograder.candidate.allowance import Allowance
from autograder.candidate.process import ENVIRONMENT, Candidate, CandidateEndedError
from autograder.coursedir import folders
from autograder.dispatch.task import preloaded
from autograder.sandbox.launcher import Launcher
from autograder.sandbox.plan import Plan, readable_python

pytestmark = pytest.mark.slow

BOUND = 300 << 20
"""Bytes by which the examiner may grow for one candidate, as `docs/THREAT-MODEL.md` says."""

SEND = """
kernel = get_ipython().kernel
ident, parent = kernel._shell_parent_ident.get(), kernel.get_parent()
def reply(content, kind="execute_reply", buffers=None):
    kernel.session.send(kernel.shell_stream, kind, content, parent, ident, buffers=buffers)
def publish(content, kind="stream", buffers=None):
    kernel.session.send(kernel.iopub_socket, kind, content, parent, buffers=buffers)
def many(count):
    return b'{"many": [' + b"[]," * count + b"[]]}"  # three bytes, of which a parser makes 64
most = many(10_000_000)
"""
FLOODS = {
    "six large replies": "for _ in range(6): reply(most)",
    "one large reply": "reply(most)",
    "small replies without end": "small = many(300_000)\nwhile True: reply(small)",
    "replies with buffers": "for _ in range(20): reply({'status': 'ok'}, buffers=[bytes(30 << 20)])",
    "outputs that are full of lists": "for _ in range(9): publish(many(1_200_000))",
    "an output deeper than a parser goes": "publish(b'[' * 3_000_000)\nreply(b'[' * 900_000)",
    "numbers of a million digits": "publish(b'1' * 3_000_000)\nreply(b'1' * 900_000)",
    "messages of other kinds": "for _ in range(100): publish(many(300_000), 'comm_msg')",
    "both channels by turns": (
        "for _ in range(40):\n    publish({'name': 'stdout', 'text': 'x'}, buffers=[bytes(3 << 20)])\n"
        "    reply({'status': 'ok'}, buffers=[bytes(20 << 20)])"
    ),
    "what was asked for by nobody": (
        "for socket in (kernel.stdin_socket, kernel.control_stream):\n"
        "    for _ in range(6): kernel.session.send(socket, 'input_request', most, parent, ident)"
    ),
    "large replies to an observation": (
        "async def observe(stream, ident, parent):\n    for _ in range(6):\n"
        "        kernel.session.send(stream, 'observe_reply', most, parent, ident)\n"
        "    raise SystemExit\n"
        "kernel.shell_handlers['observe_request'] = observe"
    ),
}


@pytest.fixture(scope="module")
def launcher():
    made = Launcher(preloaded(()), ENVIRONMENT)
    yield made
    made.close()


def peak() -> int:
    """The most memory that this process has held since `forget_peak`, in bytes."""
    return int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) << 10


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


@pytest.mark.parametrize("flood", FLOODS)
def test_the_examiner_stays_within_its_memory(launcher, flood):
    plan = Plan(readable_python([str(folders.PROJECT / "lenet_keras")]), env=ENVIRONMENT)
    with Candidate(plan, Allowance(cell_seconds=3), launcher) as candidate:
        candidate.run("1")
        forget_peak()
        before = peak()
        try:
            candidate.run(SEND + FLOODS[flood])
            candidate.observe(("many",))
        except CandidateEndedError:
            pass
        assert peak() - before < BOUND
