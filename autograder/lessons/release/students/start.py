"""Opens the lessons in your browser: `python3 start.py` (on Windows: `py start.py`).

The first time it installs what the lessons need into the folder `.venv` beside it; that takes some minutes
and a network. After that it works without one. What you write behind the command is for JupyterLab, for
instance `--no-browser`.
"""

import hashlib
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
REQUIREMENTS = HERE / "requirements.txt"
READY = VENV / "installed.txt"  # holds what was installed, so that a newer archive installs its own
OLDEST, NEWEST = (3, 11), (3, 13)  # for which TensorFlow has packages


def main():
    """Find or make a Python that has all packages, then run JupyterLab with it."""
    if sys.version_info < OLDEST:
        sys.exit(
            f"Python {sys.version_info[0]}.{sys.version_info[1]} is too old: the lessons need Python "
            f"{OLDEST[0]}.{OLDEST[1]} or newer from https://python.org. If you have one, start with it: "
            "python3.12 start.py"
        )
    if not REQUIREMENTS.is_file():
        sys.exit(
            f"{HERE} holds only start.py. If you opened the archive without unpacking it: unpack all of it "
            "first (on Windows: right click, Extract All), then start the start.py in the new folder."
        )
    python = installed() or (sys.executable if has_all_packages(sys.executable) else install())
    environment = dict(os.environ)
    paths = [str(HERE)] + [path for path in [environment.get("PYTHONPATH")] if path]
    environment["PYTHONPATH"] = os.pathsep.join(paths)  # so that notebooks find lenet_keras
    command = [python, "-m", "jupyterlab", f"--ServerApp.root_dir={HERE}"]
    command += ["--LabApp.default_url=/lab/tree/notebooks"]
    # where overrides.json lies: without it JupyterLab opens with a question about its news
    command += [f"--LabApp.app_settings_dir={HERE}", "--LabApp.news_url=None"] + sys.argv[1:]
    server = subprocess.Popen(command, cwd=str(HERE), env=environment)
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:  # JupyterLab gets Ctrl-C as well, and asks whether to stop
            continue


def python_of_venv():
    """The Python in `.venv`."""
    return str(VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def wanted():
    """A word that changes with what is to be installed."""
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()


def installed():
    """The Python in `.venv`, if everything was installed there; otherwise None."""
    if READY.is_file() and READY.read_text() == wanted() and Path(python_of_venv()).exists():
        return python_of_venv()
    return None


def has_all_packages(python):
    """Whether this Python has every package already: pip would have nothing to install."""
    command = [python, "-m", "pip", "install", "--dry-run", "--no-index", "--quiet"]
    command += ["--disable-pip-version-check", "-r", str(REQUIREMENTS)]
    return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def install():
    """Make `.venv`, anew if one was left half done, and install into it; the Python there."""
    print(f"Installing into {VENV}; this happens once, takes some minutes and needs a network.", flush=True)
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        sys.exit(
            f"Python could not make {VENV}. Is the folder yours to write? On Debian and Ubuntu first: "
            "sudo apt-get install python3-venv"
        )
    python = python_of_venv()
    command = [python, "-m", "pip", "install", "--disable-pip-version-check", "-r", str(REQUIREMENTS)]
    if subprocess.call(command):
        sys.exit(
            "Not everything could be installed; pip says why above. Without a network, connect once and run "
            f"this again. {which_python()}"
        )
    command = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    packages = subprocess.check_output(command, text=True).strip()
    # so that other programs that open notebooks with this Python, such as VS Code, find lenet_keras, too
    Path(packages, "lenet_keras.pth").write_text(f"{HERE}\n", encoding="utf-8")
    # and an exported page shows a training's progress bar as one line, not as one for each of its states
    settings = VENV / "etc" / "jupyter"
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "jupyter_nbconvert_config.json").write_text(
        '{"CoalesceStreamsPreprocessor": {"enabled": true}}'
    )
    READY.write_text(wanted())
    return python


def which_python():
    """What to say where pip may have found no TensorFlow for this Python on this machine."""
    if sys.platform == "darwin" and platform.machine() == "x86_64":
        return (
            "TensorFlow has no packages for Macs with an Intel processor any more: run the lessons on "
            "another computer."
        )
    if sys.maxsize < 2**32:
        return "This Python has 32 bits. TensorFlow needs one with 64 bits from https://python.org."
    yours, oldest, newest = (".".join(map(str, each[:2])) for each in (sys.version_info, OLDEST, NEWEST))
    if sys.version_info[:2] > NEWEST:
        return f"TensorFlow may have no packages for your Python {yours}: start with python{newest} start.py"
    return f"TensorFlow has packages for Python {oldest} to {newest}; yours is {yours}."


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run this again whenever you like: what is half done is made anew.")
