"""What a recogniser finds, reads and refuses, how fast, and whether its memory stays, as tables in Markdown.

`python -m tests.benchmarks.recogniser` on a machine that does nothing else, some minutes. Digits are from the
test set, on pages that `tests.support.handwriting` makes. The network is that of a first start, which is
measured, too.
"""

import http.client
import io
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import cv2
import numpy as np
import psutil
from PIL import Image
from playwright.sync_api import sync_playwright

from lenet_keras.handwriting import find, ink, paper, scrawls
from lenet_keras.handwriting.regions import regions
from lenet_keras.recogniser import server, store
from lenet_keras.recogniser.reader import Reader
from lenet_keras.takeaway import page, precision, threshold
from lenet_keras.takeaway.network import describe
from tests.support.browser import chromium
from tests.support.handwriting import EVEN, SHADOW, Style, naive, score, sheet
from tests.support.recogniser import PICTURE, packed

PAGES = 20
FRAME = Style(rows=480, columns=640, digits=10)
FRAMES, CLIENTS, ASKED = 10_000, 8, 150
Way = Callable[[np.ndarray], tuple[list, list]]


def cut(crop: Callable[[np.ndarray], np.ndarray]) -> Way:
    """Ink as this package finds it, brought into 28 x 28 in another way."""

    def way(picture: np.ndarray) -> tuple[list, list]:
        mask = ink(paper.grey(picture))
        found, _ = regions(mask)
        boxes = [(each.left, each.top, each.width, each.height) for each in found]
        return boxes, [crop(mask[y : y + h, x : x + w]) for x, y, w, h in boxes]

    return way


def raw(mask: np.ndarray) -> np.ndarray:
    """The box, pressed into the square."""
    return cv2.resize(mask, (28, 28), interpolation=cv2.INTER_AREA) / 255


def square(mask: np.ndarray) -> np.ndarray:
    """The box made square by paper, and 4 pixels of paper around."""
    side = max(mask.shape)
    down, right = side - mask.shape[0], side - mask.shape[1]
    padded = np.pad(mask, ((down // 2, down - down // 2), (right // 2, right - right // 2)))
    return np.pad(cv2.resize(padded, (20, 20), interpolation=cv2.INTER_AREA) / 255, 4)


def whole(picture: np.ndarray) -> tuple[list, list]:
    """What this package does."""
    digits = find(picture).digits
    return [each.box for each in digits], [each.image for each in digits]


WAYS = {
    "fixed threshold, raw crop": naive,
    "background divided out, Otsu, raw crop": cut(raw),
    "the same, square crop": cut(square),
    "the same, 20 x 20 box, centre of mass, pen": whole,
}


def pages(reader: Reader) -> None:
    """What is found and read, by each way of preparing."""

    def read(images: np.ndarray) -> np.ndarray:
        return reader.probabilities(images.astype(np.float32)).argmax(axis=1)

    styles = {"uneven light": EVEN, "strong shadow": SHADOW}
    print(f"\n{PAGES} pages of 20 digits\n")
    print("| preparation | " + " | ".join(f"{name}: found | read | false boxes" for name in styles) + " |")
    print("| --- " * (1 + 3 * len(styles)) + "|")
    sheets = {name: [sheet(seed, style) for seed in range(PAGES)] for name, style in styles.items()}
    for way, function in WAYS.items():
        row = [way]
        for made in sheets.values():
            result = score(made, function, read)
            row += [f"{each / result.digits:.1%}" for each in (result.found, result.read)]
            row.append(str(result.false))
        print(f"| {' | '.join(row)} |", flush=True)


def refused(reader: Reader) -> list[tuple[str, str, str]]:
    """How many scrawls get no answer, and how many digits on pages neither."""
    sure = threshold.derive(reader.probabilities)
    none = reader.probabilities(scrawls.drawn(400, np.random.default_rng(7))).max(axis=1)
    sheets = [sheet(100 + seed, style) for seed in range(PAGES // 2) for style in (EVEN, SHADOW)]
    digits = reader.probabilities(np.concatenate([find(each.picture).images for each in sheets])).max(axis=1)
    return [
        ("threshold, found for this network", "", f"{sure:.2f}"),
        ("scrawls, letters and blots that are refused", "", f"{np.mean(none < sure):.1%}"),
        ("digits on pages that are refused", "", f"{np.mean(digits < sure):.1%}"),
    ]


def jpeg(picture: np.ndarray) -> bytes:
    """A frame as a browser sends it."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=90)
    return file.getvalue()


@contextmanager
def serving(cache: str) -> Iterator[tuple[int, float, int]]:
    """The real server in a process of its own: its port, the seconds of its start, the steps of progress."""
    command = [sys.executable, "-m", "lenet_keras", "serve", "--port", "0"]
    started = time.perf_counter()
    running = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"XDG_CACHE_HOME": cache},
    )
    assert running.stdout and running.stderr
    try:
        port = int(running.stdout.readline().split(":")[2].split("/")[0])
        seconds = time.perf_counter() - started
        os.set_blocking(running.stderr.fileno(), False)
        yield port, seconds, (running.stderr.read() or "").count("epochs")
    finally:
        running.terminate()
        running.wait(20)


def frames(app, data: bytes) -> list[tuple[str, str, str]]:
    """Frames for each second of processor time, from the request to the answer, and the memory in the end."""
    client = app.test_client()
    process = psutil.Process()

    def post() -> None:
        assert client.post("/read", data=data, headers={"Content-Type": "image/jpeg"}).status_code == 200

    for _ in range(200):
        post()
    before, started = process.memory_info().rss, time.process_time()
    for _ in range(FRAMES):
        post()
    rate = FRAMES / (time.process_time() - started)
    grown = (process.memory_info().rss - before) / 1e6
    return [
        ("frames for a second of processor time, request to answer", "at least 90", f"{rate:.0f}"),
        (f"memory after {FRAMES:,} frames", "flat", f"{grown:+.1f} MB"),
    ]


def clients(port: int, data: bytes) -> list[tuple[str, str, str]]:
    """How long an answer takes when several clients ask at once, each without a pause, as cameras do."""
    times: list[float] = []

    def ask(count: int, kept: list[float]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for _ in range(count):
            started = time.perf_counter()
            connection.request("POST", "/read", data, {"Content-Type": "image/jpeg"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
            kept.append(1000 * (time.perf_counter() - started))

    def at_once(count: int, kept: list[float]) -> None:
        threads = [threading.Thread(target=ask, args=(count, kept)) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    at_once(10, [])
    at_once(ASKED, times)
    hundredths = statistics.quantiles(times, n=100)
    who = f"{CLIENTS} clients at once"
    return [
        (f"{who}, median", "", f"{hundredths[49]:.0f} ms"),
        (f"{who}, 99th percentile", "under 60 ms", f"{hundredths[98]:.0f} ms"),
    ]


def in_browser(html: str, picture: np.ndarray) -> list[tuple[str, str, str]]:
    """Frames for each second of processor time, and of the clock, in the single page, in Chromium."""
    script = PICTURE + "for (let i = 0; i < 200; i++) readPicture(picture); }"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        tab = browser.new_page()
        tab.set_content(html)
        tools = tab.context.new_cdp_session(tab)
        tools.send("Performance.enable", {"timeDomain": "threadTicks"})

        def spent() -> float:
            metrics = tools.send("Performance.getMetrics")["metrics"]
            return next(each["value"] for each in metrics if each["name"] == "TaskDuration")

        tab.evaluate(script, packed(picture))
        before, started = spent(), time.perf_counter()
        tab.evaluate(script, packed(picture))
        rates = 200 / (spent() - before), 200 / (time.perf_counter() - started)
        browser.close()
    return [
        ("single page in Chromium, frames a second", "at least 20", f"{rates[1]:.0f}"),
        ("the same for a second of processor time", "", f"{rates[0]:.0f}"),
    ]


def main() -> None:
    """Print all figures."""
    rows: list[tuple[str, str, str]] = []
    picture = sheet(7, replace(FRAME, quality=None)).picture
    with tempfile.TemporaryDirectory() as cache:
        with serving(cache) as (port, seconds, steps):
            told = f"{seconds:.0f} s, {steps} steps of progress"
            rows.append(("first start, network trained", "under 60 s, with progress", told))
            rows += clients(port, jpeg(picture))
        os.environ["XDG_CACHE_HOME"] = cache
        model = store.first(lambda done, total: None)
    reader = Reader(model)
    server.settle()
    rows += frames(server.application(reader, "", ""), jpeg(picture))
    network = precision.pack(describe(model), "float32")
    rows += in_browser(page.compose(network, "LeNet-5", 0.7), picture)
    rows += refused(reader)
    print("| 640 x 480 with 10 digits | goal | measured |")
    print("| --- | --- | --- |")
    for row in rows:
        print(f"| {' | '.join(row)} |")
    pages(reader)


if __name__ == "__main__":
    main()
