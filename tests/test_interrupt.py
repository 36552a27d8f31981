"""Does Ctrl-C leave one line and one exit status, at whatever moment of a command it comes?"""

import os
import signal
import subprocess
import sys
import sysconfig
import time
import warnings
import weakref
from pathlib import Path

import pytest
from sqlalchemy.exc import SAWarning

from autograder import __main__ as commands
from autograder.coursedir import folders
from autograder.terminal import interrupt, quiet
from tests.support.gradebooks import Course

BIN = Path(sys.executable).parent
COMMANDS = (
    ("nbgrader", "autograde", "a1_preprocess"),
    ("nbgrader", "db", "student", "list"),
    ("jupyter-lab", "--no-browser"),
    ("-m", "autograder", "report"),
    ("-m", "lenet_keras", "recognise", "none.png"),
)
MOMENTS = (0, 0.05, 0.3, 1)  # seconds of processor time after Python has read our file
STARTED = b"started\n"


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """An environment as `make` leaves it: with this one's packages, and the file that Python reads first."""
    root = tmp_path_factory.mktemp("environment")
    (root / "bin").mkdir()
    (root / "bin" / "python").symlink_to(os.path.realpath(sys.executable))
    (root / "pyvenv.cfg").write_text(f"home = {Path(os.path.realpath(sys.executable)).parent}\n")
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(root)}))
    packages.mkdir(parents=True)
    real = sysconfig.get_path("purelib")
    # the clone comes first, as an editable install has it
    (packages / "a.pth").write_text(f"{folders.PROJECT}\nimport site; site.addsitedir({real!r})\n")
    interrupt.install(packages)
    (packages / "z.pth").write_text(f"import os; os.write(2, {STARTED!r})\n")
    return root / "bin" / "python"


@pytest.fixture
def course(tmp_path):
    course = Course.create(tmp_path / "course")
    course.grade("ada")
    course.hand_in("ada")
    return course


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_ctrl_c_at_any_moment(course, python, command):
    program = command if command[0] == "-m" else (str(BIN / command[0]), *command[1:])
    for moment in MOMENTS:
        started = subprocess.Popen(
            [str(python), *program],
            cwd=course.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            # a shell starts what it puts in the background with Ctrl-C ignored, also these tests
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        assert started.stderr.readline() == STARTED
        ended = wait_for(started.pid, moment)
        started.send_signal(signal.SIGINT)
        said = started.stderr.read().replace(STARTED, b"").decode()
        status = started.wait()
        assert "Traceback" not in said and "KeyboardInterrupt" not in said, (moment, said)
        assert said.count("Stopped") <= 1, (moment, said)  # none where Python was about to end
        if not ended:
            assert status == -signal.SIGINT or command[1] == "lenet_keras", (moment, status, said)
            assert "Stopped" in said or moment > 0.2, (moment, said)


def wait_for(pid: int, seconds: float) -> bool:
    """Wait until a process has used so much processor time; whether it ended before."""
    while True:
        state, *times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:13]
        if state == "Z":
            return True
        if sum(map(int, times[-2:])) / os.sysconf("SC_CLK_TCK") >= seconds:
            return False
        time.sleep(0.005)


@pytest.mark.parametrize(("arguments", "read"), [((), True), (("-m", "autograder.sandbox.warm"), False)])
def test_processes_of_grading_do_not_read_it(python, arguments, read):
    look = "import sys; print(any(each.endswith('terminal.interrupt') for each in sys.modules))"
    done = subprocess.run([str(python), "-c", look, *arguments], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(read)


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("python /x/bin/nbgrader autograde", True),
        ("python -X dev /x/bin/jupyter-lab", True),
        ("python -u -m autograder table", True),
        ("python -m autograder.sandbox.warm", False),  # which ends with the command that started it
        ("python -m pytest", False),
        ("python /x/bin/pytest", False),
        ("python mine.py nbgrader", False),
        ("python -c pass", False),
        ("python -m", False),
        ("python", False),
    ],
)
def test_only_the_commands_of_the_docs_are_changed(line, is_one):
    assert interrupt._is_of_docs(line.split()) == is_one


@pytest.fixture
def untouched(monkeypatch):
    """Handlers and hooks as Python has them, before and after."""
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)
    monkeypatch.setattr(interrupt, "_pressed", False)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_command_may_clean_up_and_other_errors_keep_their_words(untouched, capsys):
    with warnings.catch_warnings(record=True) as seen:
        quiet.be_quiet()
        warnings.warn("Object of type <Grade> not in session", SAWarning, stacklevel=1)
    assert seen == []
    sys.excepthook(ValueError, ValueError("mine"), None)
    with pytest.raises(KeyboardInterrupt) as pressed:
        os.kill(os.getpid(), signal.SIGINT)
    sys.excepthook(KeyboardInterrupt, pressed.value, None)
    assert capsys.readouterr().err.strip().splitlines() == ["ValueError: mine", "", interrupt.STOPPED.strip()]


def test_what_code_in_c_makes_of_ctrl_c_is_still_ctrl_c(untouched, monkeypatch):
    def stopped(*_):
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt as error:
            raise ImportError("numpy.core.multiarray failed to import") from error

    monkeypatch.setitem(commands.COMMANDS, "table", stopped)
    with pytest.raises(KeyboardInterrupt):
        commands.main(["table"])


def test_ctrl_c_in_a_callback_is_not_lost(untouched):
    class Thing:
        pass

    interrupt.may_clean_up()
    thing = Thing()
    watched = weakref.ref(thing, lambda _: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        del thing
        for _ in range(100):
            time.sleep(0.1)
    assert watched() is None


def test_a_package_that_is_missing_is_told_with_what_to_do(untouched, monkeypatch, capsys):
    def missing(*_):
        raise ModuleNotFoundError("No module named 'nbgrader'", name="nbgrader")

    monkeypatch.setitem(commands.COMMANDS, "table", missing)
    assert commands.main(["table"]) == 1
    assert capsys.readouterr().err.startswith("error: nbgrader is not installed for ")


def test_an_interruption_that_became_another_error_ends_by_the_signal_and_cleans_up(tmp_path):
    code = f"""
import atexit, os, signal, time
from pathlib import Path
from autograder.terminal import interrupt
atexit.register(Path({str(tmp_path / "cleaned")!r}).touch)
interrupt.may_clean_up()
try:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(5)
except KeyboardInterrupt:
    raise RuntimeError("as SQLite's code in C makes of it") from None
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == -signal.SIGINT
    assert done.stderr.strip() == "Stopped. Run the same command again to go on."
    assert (tmp_path / "cleaned").exists()
