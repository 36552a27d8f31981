"""The recogniser in a browser: the page of `lenet_keras.takeaway`, and `/read` for pictures and frames."""

import base64
import functools
import gc
import ipaddress
import socket

import cv2
import numpy as np
from flask import Flask, Response, jsonify, request

from lenet_keras.recogniser import pictures
from lenet_keras.recogniser.reader import Answer, Reader

ERRORS = (400, 404, 405, 408, 413, 414, 431, 500)  # what Flask itself answers with

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def settle() -> None:
    """Set up this process for many pictures at once, when all that it needs is loaded.

    Pictures come side by side: each is read by one thread of OpenCV's, and waits for no other. What is loaded
    stays, so nobody need search it for garbage while a picture waits; pictures themselves leave hardly any.
    """
    cv2.setNumThreads(1)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def application(reader: Reader, page: str, policy: str) -> Flask:
    """Make the web application.

    It keeps nothing of what it is sent: no file is written, and no picture outlives its answer.

    Args:
        reader: reads the pictures.
        page: the HTML of `/`.
        policy: its content security policy.

    Returns:
        The application, with two addresses: `GET /`, and `POST /read` with a picture as its body. That
        answers `{"digits": [{"box", "probabilities", "image"}]}`; `image` is 784 bytes in base64, 255 is ink.
        What it refuses gets a status of 4xx and `{"error"}`.
    """
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = pictures.BYTES

    @app.before_request
    def refuse_strangers() -> tuple[Response, int] | None:
        if not own_name(request.host):
            return _refusal(f"this server does not go by the name {request.host[:80]!r}", 403)
        if request.method == "POST" and not from_here():
            return _refusal("this request comes from the page of another site", 403)
        return None

    @app.get("/")
    def show() -> Response:
        return Response(page, mimetype="text/html", headers={"Content-Security-Policy": policy})

    @app.post("/read")
    def read() -> Response | tuple[Response, int]:
        if not (request.mimetype or "").startswith("image/"):
            return _refusal(f"found {request.mimetype or 'no type'}, expected Content-Type: image/jpeg", 415)
        try:
            picture = pictures.decode(request.get_data(cache=False))
        except pictures.PictureError as error:
            return _refusal(f"found {error}", 400)
        return jsonify(digits=[_plain(answer) for answer in reader.read(picture)])

    def say(error) -> tuple[Response, int]:
        return _refusal(getattr(error, "description", None) or str(error), getattr(error, "code", 500))

    for status in ERRORS:
        app.register_error_handler(status, say)

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers.update(HEADERS)
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'")
        return response

    return app


def own_name(host: str) -> bool:
    """Whether the server goes by this name: by an address, or by that of this computer.

    A name that somebody else has made point here (DNS rebinding) would let the pages of that site in.
    """
    name = host.rsplit(":", 1)[0] if host.count(":") == 1 or "]" in host else host
    name = name.strip("[]").lower().rstrip(".")
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name in _own_names()
    return True


@functools.cache
def _own_names() -> frozenset[str]:
    """Asked for once: where the network's names are slow to come, each picture would wait for them."""
    return frozenset({"localhost", socket.gethostname().lower(), socket.getfqdn().lower()})


def from_here() -> bool:
    """Whether the request comes from our own page, or from no page at all."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or origin == request.host_url.rstrip("/")


def _plain(answer: Answer) -> dict:
    image = np.rint(answer.found.image * 255).astype(np.uint8)
    return {
        "box": answer.found.box,
        "probabilities": [round(float(share), 7) for share in answer.probabilities],
        "image": base64.b64encode(image.tobytes()).decode("ascii"),
    }


def _refusal(text: str, status: int) -> tuple[Response, int]:
    return jsonify(error=text), status
