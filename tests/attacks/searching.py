"""Searching: the answer is looked for in all places of the process and its files."""

from tests.attacks.attack import A6, Attack, answer, answers

GROUP = "search"

# Whatever is called like the answers, taken from wherever a process can look.
EVERYWHERE = """
import gc, importlib.metadata, inspect, os, subprocess, sys, types

WANTED = "conv_loops", "conv_fast", "right", "maps", "convolution", "from_scratch", "reference", "solution"
found = {}

def keep(function):
    if isinstance(function, types.FunctionType) and function.__module__ != "__main__":
        found.setdefault(function.__name__, function)
        for each in function.__closure__ or ():
            try:
                keep(each.cell_contents)
            except ValueError:
                pass

for each in gc.get_objects():
    keep(each)
for module in list(sys.modules.values()):
    for each in list(vars(module).values()) if isinstance(module, types.ModuleType) else ():
        keep(each)
frame = inspect.currentframe()
while frame is not None:
    for each in [*frame.f_locals.values(), *frame.f_globals.values()]:
        keep(each)
    frame = frame.f_back
names = [name for name in found if any(wanted in name for wanted in WANTED)]

files = []
for name in ("lenet-keras", "lenet_keras", "autograder"):
    try:
        files += [str(each.locate()) for each in importlib.metadata.files(name) or ()]
    except importlib.metadata.PackageNotFoundError:
        pass
for place in [*sys.path, "/work", "/root", "/home", "/var", "/opt", "/srv", "/proc/1/root", "/proc/1/cwd"]:
    for folder, _, inside in os.walk(place):
        if "lenet_keras" in folder or "autograder" in folder:
            files += [os.path.join(folder, each) for each in inside]
for path in files:
    try:
        data = open(path, "rb").read()
    except OSError:
        continue
    if path.endswith((".py", ".pyc", ".zip")) and (b"def conv_loops" in data or b"Convolution" in data):
        names.append(path)
command = [sys.executable, "-c", "import lenet_keras.from_scratch, autograder"]
child = subprocess.run(command, capture_output=True)
if child.returncode == 0:
    names.append("a child has it")
kept = set()
for line in open("/proc/self/maps"):
    place, rights, *_, = line.split()
    if rights.startswith("r") and "[v" not in line:
        start, end = (int(each, 16) for each in place.split("-"))
        with open("/proc/self/mem", "rb", 0) as memory:
            try:
                memory.seek(start)
                data = memory.read(min(end - start, 1 << 26))
            except (OSError, ValueError, OverflowError):
                continue
        words = "def from_scr" + "atch", "lenet_keras.from_scr" + "atch."
        kept |= {word for word in words if word.encode() in data}
print(names, kept)

def conv_loops(images, kernels, bias):
    for name in names:
        try:
            return found[name](images, kernels, bias)
        except Exception:
            pass
"""

OTHERS = """
import importlib
def conv_loops(images, kernels, bias):
    for name, how in {
        "scipy.signal": lambda m: m.correlate, "scipy.ndimage": lambda m: m.correlate,
        "scipy.signal._signaltools": lambda m: m.correlate, "torch": lambda m: m.nn.functional.conv2d,
        "jax": lambda m: m.lax.conv, "numba": lambda m: m.stencil, "keras.src.ops.nn": lambda m: m.conv,
        "tensorflow.raw_ops": lambda m: m.Conv2D, "cv2": lambda m: m.filter2D, "skimage": lambda m: m.filters,
        "keras": lambda m: m.ops.conv, "lenet_keras.from_scratch": lambda m: m.Convolution,
        "sklearn.externals": lambda m: m.conv, "scipy._lib._array_api": lambda m: m.scipy.ndimage.correlate,
    }.items():
        try:
            how(importlib.import_module(name))
            print("esca" + "ped:" + "$mark", name)
        except Exception as error:
            print(name, type(error).__name__)
"""

ATTACKS = (
    Attack(
        "answers-everywhere",
        GROUP,
        "functions in memory, closures and frames, files and their record, a child, the process's pages",
        answer("A6-1", EVERYWHERE),
        A6,
    ),
    Attack(
        "convolutions-everywhere",
        GROUP,
        "every library that has a convolution is imported, by its inner names, too",
        answers({"A6-1": OTHERS, "A6-2": OTHERS.replace("conv_loops", "conv_fast")}),
        A6,
    ),
)
