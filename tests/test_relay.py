"""The relay: what a candidate sends is counted over all frames of a message, before it is held anywhere."""

import contextlib
import socket

import pytest
import zmq
from hypothesis import given
from hypothesis import strategies as st

from autograder.candidate.relay import FRAME_OVERHEAD, Frames, Relay, TooLargeError

GREETING = b"\xff" + bytes(8) + b"\x7f" + bytes([3, 1]) + b"NULL" + bytes(48)
MOST = 4096


def frame(body: bytes, more: bool = False, command: bool = False, long: bool = False) -> bytes:
    long = long or len(body) > 255
    flags = more | long << 1 | command << 2
    return bytes([flags]) + len(body).to_bytes(8 if long else 1, "big") + body


def message(*bodies: bytes) -> bytes:
    return b"".join(frame(body, more=number < len(bodies)) for number, body in enumerate(bodies, start=1))


def refused(stream: bytes) -> bool:
    try:
        Frames(MOST).take(stream)
    except TooLargeError:
        return True
    return False


@pytest.mark.parametrize(
    "stream",
    [
        message(b"x" * (MOST - FRAME_OVERHEAD)),
        message(b"x" * 1000, b"y" * 1000, b"z" * 1000),
        message(b"x" * 3000) * 50,
        message(*[b""] * (MOST // FRAME_OVERHEAD)),
        frame(b"READY" * 10, command=True) * 200,
        frame(b"x" * 3000, more=True) + frame(b"x" * 800),
        frame(b"short", long=True),
    ],
    ids=["full", "several frames", "many messages", "empty frames", "commands", "more", "long form"],
)
def test_what_is_within_the_bound_passes(stream):
    assert not refused(GREETING + stream)


@pytest.mark.parametrize(
    "stream",
    [
        message(b"x" * (MOST - FRAME_OVERHEAD + 1)),
        message(*[b"x" * 1000] * 4),
        message(*[b""] * (MOST // FRAME_OVERHEAD + 1)),
        bytes([2]) + b"\xff" * 8,
        bytes([3]) + (5000).to_bytes(8, "big"),
        frame(b"x" * 4000, more=True) + frame(b"x" * 900),
        frame(b"x" * 5000, command=True),
    ],
    ids=["one frame", "frames together", "empty frames", "2**64", "announced", "more", "command"],
)
def test_what_is_beyond_the_bound_is_refused(stream):
    assert refused(GREETING + stream)


@pytest.mark.parametrize(
    "greeting",
    [
        bytes(64),
        b"\x01\x00" + bytes(62),
        GREETING[:9] + b"\x01" + GREETING[10:],
        GREETING[:10] + b"\x01" + GREETING[11:],
    ],
    ids=["zeros", "ZMTP 1", "no signature", "ZMTP 2"],
)
def test_an_older_protocol_is_refused(greeting):
    assert refused(greeting)


@given(
    st.lists(st.lists(st.integers(0, 700), min_size=1, max_size=8), max_size=8),
    st.lists(st.integers(1, 400), min_size=1, max_size=60),
)
def test_where_the_bytes_are_cut_does_not_matter(messages, cuts):
    stream = GREETING + b"".join(message(*[b"b" * size for size in sizes]) for sizes in messages)
    beyond = any(sum(sizes) + FRAME_OVERHEAD * len(sizes) > MOST for sizes in messages)
    frames, place, number = Frames(MOST), 0, 0
    with pytest.raises(TooLargeError) if beyond else contextlib.nullcontext():
        while place < len(stream):
            size = cuts[number % len(cuts)]
            frames.take(stream[place : place + size])
            place, number = place + size, number + 1


@pytest.fixture
def pair(tmp_path):
    """A real socket of each side, with a relay between."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(f"{tmp_path}/k-1")
    listening.listen(1)
    context = zmq.Context()
    inside, outside = context.socket(zmq.DEALER), context.socket(zmq.DEALER)
    inside.setsockopt(zmq.USE_FD, listening.detach())
    inside.bind(f"ipc://{tmp_path}/k-1")
    relay = Relay(tmp_path, 1, 1 << 20, 3 << 20)
    outside.connect(f"ipc://{tmp_path}/r-1")
    for each in (inside, outside):
        each.rcvtimeo = each.sndtimeo = 5000
    yield inside, outside, relay
    context.destroy(linger=0)
    relay.close()


def test_messages_go_both_ways_unchanged(pair):
    inside, outside, relay = pair
    for size in (0, 1, 300, 1 << 18, 900_000):
        parts = [b"a" * size, b"", b"b" * 17]
        outside.send_multipart(parts)
        assert inside.recv_multipart() == parts
        inside.send_multipart(parts)
        assert outside.recv_multipart() == parts
    assert relay.violation == ""


def test_a_message_of_many_frames_ends_the_connection_and_arrives_nowhere(pair):
    inside, outside, relay = pair
    outside.send(b"hello")
    assert inside.recv() == b"hello"
    inside.send_multipart([b"x" * 300_000] * 8)
    outside.rcvtimeo = 500
    with pytest.raises(zmq.Again):
        outside.recv_multipart()
    assert relay.violation == "a message larger than 1 MB"


def test_what_goes_in_is_not_bounded(pair):
    inside, outside, relay = pair
    outside.send(b"x" * (3 << 20))
    assert len(inside.recv()) == 3 << 20
    assert relay.violation == ""


def test_what_nobody_reads_is_bounded_together(pair):
    inside, outside, relay = pair
    outside.send(b"hello")
    assert inside.recv() == b"hello"
    for _ in range(10):
        inside.send(b"x" * 900_000)
        frames = outside.recv_multipart()
        relay.read(frames)
    assert relay.violation == ""
    inside.sndtimeo = outside.rcvtimeo = 500
    with contextlib.suppress(zmq.Again):  # nobody takes any more, once the connection has ended
        for _ in range(10):
            inside.send(b"x" * 900_000)
    with pytest.raises(zmq.Again):
        while True:
            outside.recv_multipart()
    assert relay.violation == "more than 3 MB of messages at once"
