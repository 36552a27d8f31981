"""What the commands of `python -m lenet_keras` do."""

import argparse
import logging
import os
import socket
import sys
from pathlib import Path

import keras
import waitress

from lenet_keras import takeaway
from lenet_keras.recogniser import pictures, server, store, videos
from lenet_keras.recogniser.reader import Answer, Reader, in_lines
from lenet_keras.takeaway import network, page, precision, threshold

# Of the server. A picture keeps one busy for some milliseconds; more threads than processors would finish all
# pictures late, in the place of one after the other.
THREADS = max(2, min(os.cpu_count() or 2, 8))
STEADY = 3  # frames in which the same is read before it is printed


def run(options: argparse.Namespace) -> int:
    """Run the command that was chosen; the exit status.

    Raises:
        ValueError, OSError: with a message for whoever started it.
    """
    return {"export": _export, "serve": _serve, "recognise": _recognise}[options.command](options)


def _network(path: Path | None) -> keras.Model:
    return store.load(path) if path else store.first(_show_training)


def _sure(options: argparse.Namespace, reader: Reader) -> float:
    """From which probability on it answers: as was said, or the cheapest for this network."""
    return threshold.derive(reader.probabilities) if options.sure is None else options.sure


def _show_training(done: int, total: int) -> None:
    if done == 1:
        print(
            "Training a network on the digits that come with the packages. This happens once.",
            file=sys.stderr,
        )
    end = "\n" if done == total else ""
    print(f"\r[{'#' * done:{total}}] {done} of {total} epochs", end=end, file=sys.stderr, flush=True)


def _export(options: argparse.Namespace) -> int:
    model = store.load(options.model)
    written = takeaway.export(
        model, options.to, title=options.title, kind=options.precision, sure=options.sure
    )
    print(written)
    return 0


def _serve(options: argparse.Namespace) -> int:
    model = _network(options.model)
    name = options.model.stem if options.model else "LeNet-5"
    packed = precision.fitting(network.describe(model), page.LARGEST - page.ROOM)
    reader = Reader(model)
    text = page.compose(packed, name, _sure(options, reader), server=True)
    app = server.application(reader, text, page.policy(server=True))
    server.settle()
    try:
        waiting = waitress.create_server(
            app,
            host=options.host,
            port=options.port,
            threads=THREADS,
            max_request_body_size=pictures.BYTES,
            max_request_header_size=16_384,
            channel_timeout=30,
            connection_limit=100,
            ident=None,
        )
    except (OSError, socket.gaierror) as error:
        raise OSError(
            f"cannot listen at {options.host}, port {options.port} ({error.strerror or error}). Is a server "
            "running already? Another port: --port 8001"
        ) from error
    port = getattr(waiting, "effective_port", options.port)
    print(
        f"http://{'localhost' if options.host == '127.0.0.1' else options.host}:{port}/ (stop with Ctrl-C)",
        flush=True,
    )
    # a picture that waits for the one before it is no news
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    if options.let_others_in:
        print(
            "Other computers may use this server. Their browsers give a page over plain HTTP no camera: "
            "they can draw, and send photos.",
            flush=True,
        )
    waiting.run()
    return 0


def _recognise(options: argparse.Namespace) -> int:
    missing = [str(path) for path in options.source if not path.is_file()]
    if missing:
        raise OSError(f"{', '.join(missing)}: found no such file, expected a picture or a video.")
    reader = Reader(_network(options.model))
    sure = _sure(options, reader)
    if options.camera is not None:
        return _watch(reader, options.camera, sure)
    status = 0
    for path in options.source:
        try:
            _look(reader, path, sure)
        except ValueError as error:  # the other files are read all the same
            print(error, file=sys.stderr)
            status = 1
    return status


def _look(reader: Reader, path: Path, sure: float) -> None:
    """Read a picture; a file that is none is taken for a video."""
    with path.open("rb") as file:
        data = file.read(pictures.LARGEST_FILE + 1)
    try:
        picture = pictures.decode(
            data, most_bytes=pictures.LARGEST_FILE, most_pixels=pictures.LARGEST_PICTURE
        )
    except pictures.NoPictureError as error:
        try:
            _watch(reader, path, sure)
        except videos.VideoError:
            if not pictures.other_format(data):
                raise
            raise pictures.PictureError(f"{path}: found {error}") from error
        return
    except pictures.PictureError as error:
        raise pictures.PictureError(f"{path}: found {error}") from error
    answers = reader.read(picture)
    print(f"{path}: {_count(answers)}")
    for line in in_lines(answers, sure):
        print(f"  {line}")


def _watch(reader: Reader, source: Path | int, sure: float) -> int:
    """Print what is read in a video or before a camera, whenever something else is read for some frames."""
    name = f"camera {source}" if isinstance(source, int) else str(source)
    shown, before, steady, seconds = None, None, 0, 0.0
    for seconds, frame in videos.frames(source):
        text = " / ".join(in_lines(reader.read(frame), sure))
        steady = steady + 1 if text == before else 1
        before = text
        if steady == STEADY and text != shown:
            print(f"{name}, {seconds:.1f} s: {text or 'no digits'}", flush=True)
            shown = text
    if shown is None:  # a few frames only, as of an animation, or no two alike: then the last one
        print(f"{name}, {seconds:.1f} s: {before or 'no digits'}", flush=True)
    return 0


def _count(answers: list[Answer]) -> str:
    return "no digits" if not answers else "1 digit" if len(answers) == 1 else f"{len(answers)} digits"
