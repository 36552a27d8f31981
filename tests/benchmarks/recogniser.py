"""What a recogniser finds and reads, how fast, and whether its memory stays: `python -m
tests.benchmarks.recogniser`.

Digits are from the test set, on pages that `tests.support.handwriting` makes. The network is that of the
first start.
"""

import io
import logging
import statistics
import threading
import time
import urllib.request
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import psutil
import waitress
from PIL import Image
from playwright.sync_api import sync_playwright

from lenet_keras.handwriting import find, ink, paper
from lenet_keras.handwriting.regions import regions
from lenet_keras.recogniser import server, store
from lenet_keras.recogniser.reader import Reader
from lenet_keras.takeaway import page, precision
from lenet_keras.takeaway.network import describe
from tests.support.browser import chromium
from tests.support.handwriting import EVEN, SHADOW, Style, naive, score, sheet
from tests.support.recogniser import PICTURE, packed

PAGES = 20
FRAME = Style(rows=480, columns=640, digits=10)
FRAMES, CLIENTS = 10_000, 8
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

    for name, style in (("uneven light", EVEN), ("strong shadow", SHADOW)):
        sheets = [sheet(seed, style) for seed in range(PAGES)]
        for way, function in WAYS.items():
            result = score(sheets, function, read)
            found, right = result.found / result.digits, result.read / result.digits
            print(f"{name}, {way}: found {found:.1%}, read {right:.1%}, {result.false} false boxes")


def jpeg(picture: np.ndarray) -> bytes:
    """A frame as a browser sends it."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=90)
    return file.getvalue()


def frames(app, data: bytes) -> None:
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
    print(f"640 x 480 with 10 digits: {rate:.0f} frames for a processor second")
    print(f"memory after {FRAMES:,} frames: {grown:+.1f} MB")


def clients(app, data: bytes) -> None:
    """How long an answer takes when several clients ask at once, each without a pause."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    running = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    serving = threading.Thread(target=running.run)
    serving.start()
    address, times = f"http://127.0.0.1:{running.effective_port}/read", []

    def ask() -> None:
        for _ in range(100):
            request = urllib.request.Request(address, data, {"Content-Type": "image/jpeg"})
            started = time.perf_counter()
            urllib.request.urlopen(request, timeout=30).read()
            times.append(1000 * (time.perf_counter() - started))

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    running.trigger.pull_trigger(running.close)
    serving.join(10)
    hundredths = statistics.quantiles(times, n=100)
    print(f"{CLIENTS} clients at once: median {hundredths[49]:.0f} ms, p99 {hundredths[98]:.0f} ms")


def in_browser(html: str, picture: np.ndarray) -> None:
    """Frames for each second of processor time in the single page, in Chromium."""
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
        before = spent()
        tab.evaluate(script, packed(picture))
        print(f"in the page: {200 / (spent() - before):.0f} frames for a processor second")
        browser.close()


def main() -> None:
    """Print all figures."""
    model = store.first(lambda done, total: None)
    reader = Reader(model)
    network = precision.pack(describe(model), "float32")
    picture = sheet(7, replace(FRAME, quality=None)).picture
    pages(reader)
    in_browser(page.compose(network, "LeNet-5", 0.7), picture)
    cv2.setNumThreads(1)
    app = server.application(reader, "", "")
    clients(app, jpeg(picture))
    frames(app, jpeg(picture))


if __name__ == "__main__":
    main()
