"""The recogniser's page in a real Chromium."""

import base64
import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, Playwright

from tests.support.browser import WAIT, chromium


@contextlib.contextmanager
def opened(
    driver: Playwright, address: str, *, camera: Path | None = None, warned: Sequence[str] = (), **context
) -> Iterator[Page]:
    """A page in a headless Chromium; whatever it writes to the console as a warning fails the test.

    Args:
        driver: of the fixture `driver`.
        address: what is opened.
        camera: a video that stands in for a camera.
        warned: what warnings may hold all the same; each has to come.
        context: as Playwright's `new_context` takes it.
    """
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    if camera:
        flags += ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
        flags += [f"--use-file-for-fake-video-capture={camera}"]
    running = driver.chromium.launch(executable_path=chromium(), args=flags)
    page = running.new_context(**context).new_page()
    page.set_default_timeout(WAIT)
    said: list[str] = []
    page.on("console", lambda message: message.type in ("warning", "error") and said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    yield page
    running.close()
    assert [text for text in said if not any(each in text for each in warned)] == []
    assert all(any(each in text for text in said) for each in warned)


def packed(picture: np.ndarray) -> list:
    """A picture as arguments of `pixels` in the page: RGBA in base64, columns and rows."""
    rows, columns = picture.shape[:2]
    rgb = picture if picture.ndim == 3 else np.repeat(picture[..., None], 3, axis=2)
    rgba = np.dstack([rgb, np.full((rows, columns), 255, np.uint8)])
    return [base64.b64encode(rgba.tobytes()).decode(), columns, rows]


PICTURE = """([text, width, height]) => {
  const picture = {data: Uint8ClampedArray.from(atob(text), letter => letter.charCodeAt(0)), width, height};
"""


def found_in(page: Page, picture: np.ndarray) -> tuple[list[tuple[int, ...]], np.ndarray]:
    """Boxes and prepared digits that the page finds: `(n, 784)`, float32."""
    script = PICTURE + "return findDigits(picture).map(({box, image}) => [box, [...image]]); }"
    found = page.evaluate(script, packed(picture))
    images = np.array([image for _, image in found], np.float32).reshape(-1, 784)
    return [tuple(box) for box, _ in found], images


def draw(page: Page, *strokes: list[tuple[float, float]]) -> None:
    """Draw strokes with the mouse; places on the paper go from 0 to 1."""
    for points in strokes:
        box = page.locator("#paper").bounding_box()
        assert box
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=5)
        page.mouse.up()
