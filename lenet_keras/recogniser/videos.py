"""Frames of a video or a camera."""

import os
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from cv2.utils import logging


class VideoError(ValueError):
    """There are no frames; the message says what was found and what to do."""


def frames(source: Path | int) -> Iterator[tuple[float, np.ndarray]]:
    """Give the frames of a video file, or of a camera until the caller stops.

    Args:
        source: a file, or the number of a camera, 0 for the first.

    Yields:
        Seconds from the beginning, and the frame: `(rows, columns, 3)`, red, green, blue, uint8.

    Raises:
        VideoError: if there is no such camera or video, or no frame comes from it.
    """
    name = f"camera {source}" if isinstance(source, int) else str(source)
    if isinstance(source, Path) and not source.is_file():
        raise VideoError(f"{source}: found no such file, expected a picture or a video.")
    # OpenCV and its FFmpeg (-8: nothing) would write to the terminal what is said below
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    silence = logging.setLogLevel(logging.LOG_LEVEL_SILENT)
    try:
        video = cv2.VideoCapture(source if isinstance(source, int) else str(source.resolve()))
        opened = video.isOpened()
    finally:
        logging.setLogLevel(silence)
    if not opened:
        what = (
            "found no such camera. Is it connected, and may you use it? Another one has another number"
            if isinstance(source, int)
            else "found neither a picture (JPEG, PNG, WebP) nor a video that OpenCV can open"
        )
        raise VideoError(f"{name}: {what}.")
    try:
        count, rate = 0, video.get(cv2.CAP_PROP_FPS) or 25.0
        while True:
            there, frame = video.read()
            if not there:
                break
            yield count / rate, cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)
            count += 1
        if not count:
            why = "Does another program use it?" if isinstance(source, int) else "Is it empty, or damaged?"
            raise VideoError(f"{name}: opened, and no frame came from it. {why}")
    finally:
        video.release()
