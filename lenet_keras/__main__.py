"""`python -m lenet_keras`: take a network home, read with it in a browser, or in the terminal."""

import argparse
import ipaddress
import signal
import sys
import threading
from pathlib import Path

HOST, PORT = "127.0.0.1", 8000


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    main = argparse.ArgumentParser(prog="python -m lenet_keras", description=__doc__)
    commands = main.add_subparsers(dest="command", required=True)

    export = commands.add_parser(
        "export", help="write a page that reads digits with a network, on any device"
    )
    export.add_argument(
        "model", type=Path, metavar="MODEL", help="what model.save has written, a .keras file"
    )
    export.add_argument("--to", type=Path, required=True, metavar="PAGE", help="the page: my_network.html")
    export.add_argument("--title", default="My network", help="what the page calls the network")
    export.add_argument(
        "--precision",
        choices=("float32", "float16", "int8"),
        help="of the weights; without it, the best that keeps the page below 2 MB",
    )

    serve = commands.add_parser("serve", help="read digits in the browser: drawn, on photos, from a camera")
    serve.add_argument("--port", type=int, default=PORT)
    serve.add_argument(
        "--host",
        default=HOST,
        help="address to listen at; another one than this computer's own needs --let-others-in",
    )
    serve.add_argument("--let-others-in", action="store_true", help="let other computers use the server")

    recognise = commands.add_parser("recognise", help="read the digits of pictures, a video or a camera")
    recognise.add_argument("source", nargs="*", type=Path, metavar="FILE", help="pictures, or videos")
    recognise.add_argument(
        "--camera", type=int, metavar="N", help="read from a camera until Ctrl-C; 0 is the first"
    )

    for command in (serve, recognise):
        command.add_argument(
            "--model", type=Path, help="a .keras file; without it, one is trained at the first start"
        )
    for command in (export, serve, recognise):
        command.add_argument(
            "--sure",
            type=float,
            metavar="P",
            help="from which probability on it answers; without it, the cheapest for this network (A8)",
        )
    return main


def main(arguments: list[str] | None = None) -> int:
    """Run a command.

    Returns:
        0; 1 when something was wrong, with a line on stderr that says what.
    """
    options = parser().parse_args(arguments)
    if getattr(options, "sure", None) is not None and not 0 <= options.sure <= 1:
        return _wrong(f"--sure {options.sure}: expected a probability, from 0 to 1.")
    if options.command == "recognise" and bool(options.source) == (options.camera is not None):
        return _wrong("recognise: expected pictures or videos, or --camera N.")
    if options.command == "serve" and not (options.let_others_in or _loopback(options.host)):
        return _wrong(
            f"--host {options.host}: other computers could reach the server there. Add --let-others-in if "
            "you want that."
        )
    try:
        from lenet_keras.recogniser import commands
    except ModuleNotFoundError as error:
        return _wrong(
            f'the package {error.name} is missing. Install it: pip install "lenet-keras[recogniser]"'
        )
    if callable(signal.getsignal(signal.SIGINT)) and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)  # from here on Ctrl-C is a way to end
    try:
        return commands.run(options)
    except (ValueError, OSError) as error:
        return _wrong(str(error))
    except KeyboardInterrupt:
        return 0


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _wrong(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
