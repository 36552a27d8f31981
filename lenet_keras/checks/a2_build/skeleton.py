"""A2.1: a class with a static method."""

from lenet_keras.checks.a2_build.common import borrowed
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, kind_fault

PARAMETERS = ["width", "height", "depth", "classes"]
WANTED = "a class `LeNet` with a static method `build`"


def static_build(observations: Observations) -> Fault | None:
    """Judge A2.1, first half: a class of the student's own with a static method `build`."""
    observation = observations["LeNet"]
    hint = (
        "`def` makes a function. A class begins with a word of its own and holds functions."
        if observation["kind"] == "function"
        else "A class is made by `class LeNet:` and its indented body."
    )
    if fault := kind_fault(observation, "class", "LeNet", WANTED, hint):
        return fault
    if fault := borrowed(observation):
        return fault
    build = observation["build"]
    if build is None:
        return Fault("`LeNet` has no `build`", WANTED, "A method is a `def` inside the body of the class.")
    if build["how"] == "classmethod":
        return Fault(
            "`build` is a class method",
            "a static method",
            "A class method gets the class as its first argument. `build` needs nothing but its four "
            "numbers.",
        )
    if build["how"] != "staticmethod":
        return Fault(
            "`build` is an ordinary method",
            "a static method",
            "An ordinary method gets the object as its first argument, so `LeNet.build(28, ...)` would "
            "take 28 for it. Which decorator prevents that?",
        )
    return None


def parameters(observations: Observations) -> Fault | None:
    """Judge A2.1, second half: the four parameters in their order."""
    if fault := static_build(observations):
        return fault
    found = observations["LeNet"]["build"]["parameters"]
    if found == PARAMETERS:
        return None
    listed = ", ".join(found) or "none"
    if "*" in found or "/" in found:
        hint = (
            "After a `*` in the head an argument can be given by name only, and before a `/` by its place "
            "only. Callers may do both."
        )
    elif found[:1] == ["self"]:
        hint = "A static method has no `self`: there is no object."
    elif sorted(found) == sorted(PARAMETERS):
        hint = "The names are right, the order is another. Callers may give the numbers without names."
    elif len(found) == len(PARAMETERS):
        hint = "Callers may give the numbers by name, so the names have to be those of the text."
    else:
        hint = "The text above lists four names. Callers will use exactly these."
    return Fault(f"the parameters of `build` are {listed}", ", ".join(PARAMETERS), hint)


STEP = Step(
    "A2.1",
    concept="classes",
    defines=("LeNet",),
    criteria=(
        Criterion("`LeNet` is a class with a static method `build`", 1, ("LeNet",), static_build),
        Criterion("`build` takes width, height, depth, classes", 1, ("LeNet",), parameters),
    ),
    error_hints=(
        (
            "IndentationError",
            "The body of a class or function stands indented under its head, and it cannot be empty.",
        ),
    ),
    source_hints=(
        (
            r"class\s+(?!LeNet\b)\w+",
            "The class has another name. Python tells capital letters from small ones.",
        ),
        (r"(?m)^def\s+build", "`build` stands alone. A method stands indented in the body of its class."),
    ),
)
