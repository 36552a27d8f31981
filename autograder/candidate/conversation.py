"""The conversation with a candidate's kernel: requests go there, replies and outputs come from it.

What comes is data of unknown intent: sizes are bounded while it arrives, and messages that do not parse are
dropped.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zmq
from jupyter_client import BlockingKernelClient

from autograder.candidate.outputs import OutputArea
from autograder.candidate.relay import Relay
from autograder.sandbox.outside import CHANNELS

MESSAGE = 32 << 20  # bytes of one message; the weights of a LeNet take 7 million
SPOKEN = CHANNELS[:2]  # nobody here asks what would be answered on the others
REPLY = (
    1 << 20
)  # bytes of JSON in a reply, which takes up to 25 times as much when it is parsed; observations
# come in buffers beside it
PARSED = 5  # parts of a message before its buffers: signature, header, parent, metadata, content
FLUSH = 30.0  # seconds after a reply in which outputs may still come, as from a machine that is busy
TICK = 0.1  # seconds between two looks at the process


@dataclass
class Reply:
    """What a kernel replied."""

    content: dict
    """Whatever it says; nothing if that is not in form."""
    buffers: list
    """Of bytes."""
    complete: bool
    """Whether all outputs came before it."""


class Conversation:
    """With the kernel whose sockets are in a folder. Close it."""

    def __init__(self, folder: Path, key: str, output: int):
        """Connect.

        Args:
            folder: with the sockets `k-1`, `k-2` and so on, one for each channel; those of the relay are made
                beside them.
            key: that the kernel signs messages with.
            output: bytes of one cell that are taken.
        """
        self._output = output
        self._relay = Relay(folder, len(SPOKEN), MESSAGE, MESSAGE + output)
        self._context = zmq.Context()
        self._context.maxmsgsize = MESSAGE
        self._client = BlockingKernelClient(context=self._context)
        ports = {f"{name}_port": number for number, name in enumerate(CHANNELS, start=1)}
        connection: Any = {
            "transport": "ipc",
            "ip": f"{folder}/r",
            "key": key.encode(),
            "signature_scheme": "hmac-sha256",
            "hb_port": 5,
            **ports,
        }
        self._client.load_connection_info(connection)
        self._client.start_channels(stdin=False, hb=False, control=False)
        self._heard = False

    @property
    def violation(self) -> str:
        """Why no more is let through; nothing as long as it is."""
        return self._relay.violation

    def ask(
        self,
        kind: str,
        content: dict,
        watch: Callable[[int], None],
        area: OutputArea | None = None,
        buffers: list[bytes] | None = None,
    ) -> Reply:
        """Send a request and wait for its reply.

        It also waits until outputs are heard: what a kernel publishes before that is lost, and no reply waits
        for it (https://jupyter.org/enhancement-proposals/65-jupyter-xpub/jupyter-xpub.html).

        Args:
            kind: of the message, such as `execute_request`.
            content: of the message.
            watch: is called again and again with the bytes of output so far; what it raises ends the waiting.
            area: takes the outputs; without one, nobody waits for them.
            buffers: of the message.
        """
        message = self._client.session.msg(kind, content)
        shell, iopub = self._client.shell_channel.socket, self._client.iopub_channel.socket
        self._client.session.send(shell, message, buffers=buffers)
        asked = message["header"]["msg_id"]
        poller = zmq.Poller()
        poller.register(shell, zmq.POLLIN)
        poller.register(iopub, zmq.POLLIN)
        reply, idle, output, replied = None, False, 0, 0.0
        looked = time.monotonic()
        while not (
            self._heard and reply is not None and (idle or area is None or time.monotonic() > replied + FLUSH)
        ):
            ready = dict(poller.poll(int(TICK * 1000)))
            if iopub in ready:
                answer, size = self._receive(iopub, self._output - output)
                output += size
                if output > self._output:  # and that message was not taken
                    watch(output)
                    continue
                self._heard |= answer is not None and answer["msg_type"] == "iopub_welcome"
                if answer and answer["parent_header"].get("msg_id") == asked:
                    idle |= _collect(answer, area)
            elif shell in ready:  # only when no output waits, so that it is complete
                answer, size = self._receive(shell, REPLY)
                if answer and answer["parent_header"].get("msg_id") == asked and reply is None:
                    reply, replied = answer, time.monotonic()
                else:
                    output += size  # nobody has asked for it, but somebody has to read it
            if time.monotonic() > looked + TICK or not ready or output > self._output:
                looked = time.monotonic()
                watch(output)
        return Reply(reply["content"], reply["buffers"], idle or area is None)

    def _receive(self, channel: zmq.Socket, most: int) -> tuple[dict | None, int]:
        """The next message and its size; None for one that is not in form.

        Args:
            channel: that it comes by.
            most: bytes of JSON that are parsed.
        """
        frames = channel.recv_multipart()
        self._relay.read(frames)
        size = sum(map(len, frames))
        session = self._client.session
        try:
            _, parts = session.feed_identities(frames)
            if sum(map(len, parts[:PARSED])) > most:
                return None, size
            message = session.deserialize(parts)
            if not isinstance(message["content"], dict) or not isinstance(message["parent_header"], dict):
                return None, size
            return message, size
        except Exception:  # signature, JSON, depth, types: the student may have written it
            return None, size

    def close(self) -> None:
        """Let go of all sockets."""
        self._client.stop_channels()
        self._context.destroy(linger=0)
        self._relay.close()


def _collect(message: dict, area: OutputArea | None) -> bool:
    """Put an output where it belongs; True when the kernel says that it is idle."""
    if area is not None:
        area.take(message)
    return message["msg_type"] == "status" and message["content"].get("execution_state") == "idle"
