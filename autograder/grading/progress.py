"""What a person sees while a class is graded: submissions done, rate, time left, failures so far."""

import logging
import sys
import time

from rich.console import Console
from rich.progress import Progress as Bar
from rich.progress import TextColumn

from autograder.terminal.progress import progress_bar

EVERY = 10.0  # seconds between two lines where there is no terminal


class Progress:
    """A bar below the log in a terminal; elsewhere a line of the log now and then."""

    def __init__(self, total: int, log: logging.Logger):
        """Begin.

        Args:
            total: notebooks to be graded.
            log: where lines go.
        """
        self._total, self._log = total, log
        self._done = self._failed = 0
        self._start = self._last_line = time.monotonic()
        self._bar: Bar | None = None
        if total and sys.stderr.isatty():
            self._bar = progress_bar(
                Console(stderr=True),
                TextColumn("{task.fields[rate]}"),
                TextColumn("{task.fields[failed]} failed"),
            )
            self._task = self._bar.add_task("examining", total=total, rate="", failed=0)
            self._bar.start()
            self._redirect_log(sys.stderr)

    def advance(self, failed: bool) -> None:
        """Count one notebook."""
        self._done += 1
        self._failed += failed
        passed = time.monotonic() - self._start
        rate = f"{self._done / passed:.1f}/s" if self._done >= passed else f"{passed / self._done:.1f} s each"
        if self._bar:
            self._bar.update(self._task, completed=self._done, rate=rate, failed=self._failed)
        elif time.monotonic() > self._last_line + EVERY:
            self._last_line = time.monotonic()
            left = passed / self._done * (self._total - self._done)
            self._log.info(
                "%d of %d notebooks, %s, %.0f s left, %d failed",
                self._done,
                self._total,
                rate,
                left,
                self._failed,
            )

    def close(self) -> None:
        """End the bar."""
        if self._bar:
            self._bar.stop()
            self._redirect_log(sys.stderr)
            self._bar = None

    def _redirect_log(self, stream) -> None:
        """Lines of the log go above the bar while there is one: rich stands in for stderr then."""
        for handler in self._log.handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setStream(stream)
