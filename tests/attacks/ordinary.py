"""Root tries attacks as an ordinary user, with a Python that such a user can run."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from autograder.coursedir.folders import PROJECT

USER = 23456  # the number of a user and a group that nobody has
LEAVING = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
SYSTEM_PYTHON = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
STARTED = "import sys; from {0} import {1}; sys.exit({1}())"


def run(arguments: list[str]) -> int:
    """Run `python -m tests.attacks` with `arguments` as an ordinary user.

    Returns:
        Its exit status.

    Raises:
        FileNotFoundError: where neither this Python nor that of the system can be run by such a user.
    """
    home = Path(tempfile.mkdtemp(prefix="attacks-", dir="/var/tmp"))
    try:
        python = _python(home)
        os.chown(home, USER, USER)
        environment = {"PATH": f"{python.parent}:/usr/bin:/bin", "HOME": str(home), "TMPDIR": str(home)}
        environment |= {"PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
        command = [*LEAVING, str(python), "-m", "tests.attacks", *arguments]
        return subprocess.run(command, env=environment, cwd=PROJECT).returncode
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _python(home: Path) -> Path:
    """A Python with the packages of this one: this one, or the system's where that lies in root's folder."""
    if subprocess.run([*LEAVING, "test", "-x", sys.executable]).returncode == 0:
        return Path(sys.executable)
    if not Path(SYSTEM_PYTHON).exists():
        raise FileNotFoundError(
            f"an ordinary user cannot run {sys.executable}, and {SYSTEM_PYTHON} is not there; install it, or "
            "put the environment on a Python outside of root's folder"
        )
    environment = home / "venv"
    subprocess.run([SYSTEM_PYTHON, "-m", "venv", "--without-pip", environment], check=True)
    packages = next(environment.glob("lib/*/site-packages"))
    own = f"{sysconfig.get_path('purelib')}/."
    if subprocess.run(["cp", "-al", own, packages], stderr=subprocess.DEVNULL).returncode:
        subprocess.run(["cp", "-a", own, packages], check=True)  # another disk, which links do not cross
    python = environment / "bin" / "python"
    for name, module in {"nbgrader": "nbgrader.apps.nbgraderapp", "alembic": "alembic.config"}.items():
        program = environment / "bin" / name
        program.write_text(f"#!{python}\n{STARTED.format(module, 'main')}\n")
        program.chmod(0o755)
    return python
