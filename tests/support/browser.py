"""Driving JupyterLab in a real Chromium, for the browser tests and for the pictures in the README."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
WAIT = 60_000  # milliseconds; the first kernel of a machine loads TensorFlow from a cold disk

# Every cell is on the page, also those that are scrolled away: a test looks for any of them.
SETTINGS = {
    "@jupyterlab/notebook-extension/tracker.jupyterlab-settings": '{"windowingMode": "none"}',
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": '{"fetchNews": "false"}',
}


def chromium() -> str | None:
    """The path of a Chromium that is installed here, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@contextlib.contextmanager
def lab(root: Path) -> Iterator[str]:
    """Run JupyterLab in the folder `root`; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = root / ".jupyter"
    for name, text in SETTINGS.items():
        path = home / "lab" / "user-settings" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    binaries = Path(sys.executable).parent
    environment = os.environ | {
        "JUPYTER_CONFIG_DIR": str(home),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "lab" / "user-settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "lab" / "workspaces"),
        "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}",
    }
    command = [binaries / "jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}"]
    command += ["--IdentityProvider.token=", "--ServerApp.password=", "--ServerApp.port_retries=0"]
    log = (root / "lab.log").open("w")
    server = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + WAIT / 1000
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/api/status", timeout=2)
                break
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"JupyterLab did not start:\n{(root / 'lab.log').read_text()[-2000:]}")
            time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(20)
        log.close()


@contextlib.contextmanager
def browser(width: int = 1100, height: int = 900) -> Iterator[Page]:
    """A page in a headless Chromium."""
    with sync_playwright() as driver:
        running = driver.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = running.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(WAIT)
        yield page
        running.close()


class Notebook:
    """A lesson open in JupyterLab, seen as a student sees it: by its cells."""

    def __init__(self, page: Page, address: str, path: str):
        self.page = page
        page.goto(f"{address}/lab/tree/{path}?reset")
        # JupyterLab shows an empty notebook first; the last cell means that the file is there
        page.locator(".jp-Notebook .jp-Cell", has_text="YOUR ANSWER HERE").last.wait_for()
        # the indicator in the toolbar says "idle" before there is a kernel; the status bar does not
        page.locator("#jp-main-statusbar", has_text="| Idle").wait_for()
        self.cells = page.locator(".jp-Notebook .jp-Cell")

    def cell(self, text: str) -> Locator:
        """The code cell whose input contains `text`."""
        return (
            self.page.locator(".jp-CodeCell")
            .filter(has=self.page.locator(".cm-content", has_text=text))
            .first
        )

    def check(self, step: str) -> Locator:
        """The check cell of a step."""
        return self.cell(f'check("{step}")')

    def run(self, cell: Locator) -> None:
        """Run a cell and wait until the kernel has finished it."""
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.inner_text()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        deadline = time.monotonic() + WAIT / 1000
        # a run that is over has a number of its own; the one before it may be seen a while longer
        while (now := prompt.inner_text()) == before or not any(c.isdigit() for c in now):
            if time.monotonic() > deadline:
                raise TimeoutError(f"the cell did not finish: {cell.inner_text()[:200]}")
            self.page.wait_for_timeout(100)

    def answer(self, step: str, code: str) -> None:
        """Write `code` into the answer cell of a step, the code cell above its check, and run it."""
        check = self.check(step)
        above = check.locator("xpath=preceding-sibling::*[contains(@class,'jp-CodeCell')][1]")
        above.locator(".cm-content").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(code)
        self.run(above)

    def verdict(self, step: str) -> str:
        """Run the check of a step and return what it shows."""
        check = self.check(step)
        self.run(check)
        box = check.locator(".jp-OutputArea [role=status]")
        box.wait_for()
        return box.inner_text()
