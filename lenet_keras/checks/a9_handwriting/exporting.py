"""Judges of A9.7 and A9.8: an exported network, and the page that holds it."""

import ast
import re
from typing import TypeGuard

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.syntax import UnparsedError, parsed
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words, source

CLOSE = 1e-5
# The file itself is run, by the method of the class: an object with a `run` of its own is no file.
SESSION = "__import__('onnxruntime').InferenceSession"
RUN = f"{SESSION}.run(session, None, {{session.get_inputs()[0].name: others}})[0]"
KERAS = "np.array(tuned(others))"
DIFFERENCE = "float(difference)"
HERE = "hasattr(home, 'path') and home.path.exists()"
SIZE = f"home.path.stat().st_size if {HERE} else 0"
TEXT = f"home.path.read_text(encoding='utf-8')[:15] if {HERE} else ''"
NUMBERS = "getattr(home, 'weights', 0) == tuned.count_params()"
AFTER = "float(getattr(home, 'after', 0))"
SHARE = "float(accuracy(tuned, testData / 255, testLabels))"
HARMLESS = {"amax", "array", "asarray", "float", "max", "numpy", "predict", "tuned"}  # which leave a sign
LARGEST = 400_000  # bytes


def file_answers(observations: Observations) -> Fault | None:
    """Judge that the file runs, and gives what the network gives."""
    ran, right = arrays.numbers(observations[RUN]), arrays.numbers(observations[KERAS])
    if ran is None or right is None or ran.shape != right.shape or not arrays.same(ran, right, CLOSE):
        hint = "It is the file of another network. Export `tuned`, then open the file again."
        return Fault("the file gives other answers than `tuned`", f"the same within {CLOSE}", hint)
    return None


def answers_are_kept(observations: Observations) -> Fault | None:
    """Judge `answers`: what the file says to the others."""
    if fault := file_answers(observations):
        return fault
    found, right = arrays.numbers(observations["answers"]), arrays.numbers(observations[KERAS])
    assert right is not None
    if found is None:
        hint = "`run` gives a list of outputs, though there is only one. Which of them is it?"
        return Fault(f"`answers` is {in_words(observations['answers'])}", "an array", hint)
    if found.shape == (1, *right.shape):
        hint = "`run` gives a list of outputs, though there is only one. Take it out of the list."
        return Fault(f"`answers` has shape {found.shape}", f"{right.shape}", hint)
    if found.shape != right.shape:
        hint = "One row for each of the others, one column for each class."
        return Fault(f"`answers` has shape {found.shape}", f"{right.shape}", hint)
    ran = arrays.numbers(observations[RUN])
    if np.array_equal(found, right) and ran is not None and not np.array_equal(ran, right):
        hint = (
            "They are those of `tuned` to the last digit. The file was not asked: `session` answers by `run`."
        )
        return Fault("`answers` come from Keras", "what the file answers", hint)
    if not arrays.same(found, right, CLOSE):
        hint = "These are answers to other digits, or of another network."
        return Fault("`answers` are not those of the file to `others`", "its answers", hint)
    return None


def difference_is_measured(observations: Observations) -> Fault | None:
    """Judge `difference`: the largest one, without its sign."""
    if fault := answers_are_kept(observations):
        return fault
    found, right = arrays.numbers(observations["answers"]), arrays.numbers(observations[KERAS])
    value = float(observations[DIFFERENCE]["value"])
    assert found is not None and right is not None
    apart = np.abs(found - right)
    wanted = float(apart.max())
    # Keras may sum in another order the second time, so the last digits are nobody's fault
    if abs(value - wanted) <= max(0.5 * wanted, 3e-7):
        if not _signed(source(observations)):
            return None
        hint = "Where the file's number is the smaller one, the difference is below 0, however large it is."
        return Fault("`difference` is the largest one with its sign", "the largest without signs", hint)
    if abs(value - apart.mean()) < 1e-9:
        hint = "This is the mean. One bad digit among many hides in a mean; the largest is asked for."
    elif value < 0:
        hint = "A difference without its sign is never negative. What takes the sign away?"
    elif value == 0:
        hint = "Somewhere both give the same number. Which difference is asked for, the smallest?"
    elif value < apart.mean() and re.search(r"\*\*|square|power|mse", source(observations)):
        hint = "Squares of such small numbers are far smaller. The largest difference itself is asked for."
    elif value < 0.2 * apart.mean():
        hint = "Differences with their signs cancel out in a sum or a mean. The signs go first."
    else:
        hint = (
            "Of all differences between `answers` and what `tuned` answers, without their signs, the largest."
        )
    return Fault(f"`difference` is {value:.2g}", f"about {wanted:.0e}", hint)


def _signed(text: str) -> bool:
    """Whether `difference` is a plain maximum of `a - b`, which finds the right number by chance only."""
    try:
        tree = parsed(text)
    except UnparsedError:
        return False
    assigned = [node.value for node in (ast.walk(tree) if tree else ()) if _makes_difference(node)]
    parts = list(ast.walk(assigned[0])) if len(assigned) == 1 else []
    called = [each.func for each in parts if isinstance(each, ast.Call)]
    names = {getattr(each, "attr", getattr(each, "id", "")) for each in called}
    operators = [type(each) for each in parts if isinstance(each, ast.operator | ast.unaryop | ast.cmpop)]
    return operators == [ast.Sub] and bool(names & {"max", "amax"}) and names <= HARMLESS


def _makes_difference(node: ast.AST) -> TypeGuard[ast.Assign]:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "difference"


def page_is_there(observations: Observations) -> Fault | None:
    """Judge that a page was written."""
    if observations["home"]["kind"] != "other" or observations["home"]["type"] != "Exported":
        hint = "`takeaway.export` gives back what it wrote: keep that."
        return Fault(f"`home` is {in_words(observations['home'])}", "what `takeaway.export` returns", hint)
    size, text = observations[SIZE].get("value"), str(observations[TEXT].get("value"))
    if not isinstance(size, int) or not text.lower().startswith("<!doctype html>"):
        return Fault("there is no page where `home` says", "an HTML file", "Was it moved or written over?")
    if size > LARGEST:
        hint = "This is the page of a larger network. Which one was to be taken home?"
        return Fault(f"the page has {size:,} bytes", f"at most {LARGEST:,}", hint)
    return None


def page_holds_the_network(observations: Observations) -> Fault | None:
    """Judge that it is `tuned` that the page holds."""
    if fault := page_is_there(observations):
        return fault
    after, share = observations[AFTER].get("value"), observations[SHARE].get("value")
    alike = isinstance(after, float) and isinstance(share, float) and abs(after - share) < 0.003
    if observations[NUMBERS].get("value") is True and alike:
        return None
    hint = "It holds another network than the one that got used to the writer."
    return Fault("the page does not hold `tuned`", "the network of A9.6", hint)


NEVER_CALLED = (
    "never called|has never|must be called|not been called",
    "Keras exports only a network that was called before: let it look at a digit.",
)

STEPS = (
    Step(
        "A9.7",
        concept="export",
        defines=("session", "answers", "difference"),
        needs=("A9.6",),
        own=(RUN, KERAS, "answers", DIFFERENCE),
        criteria=(
            Criterion("the file runs, and agrees with Keras", 2, (RUN, KERAS), file_answers),
            Criterion("`answers` are those of the file", 1, (RUN, KERAS, "answers"), answers_are_kept),
            Criterion(
                "`difference` is measured", 1, (RUN, KERAS, "answers", DIFFERENCE), difference_is_measured
            ),
        ),
        error_hints=(
            NEVER_CALLED,
            (
                "object has no attribute '_",
                "`session` is no session of ONNX Runtime, which makes one of a file.",
            ),
            (
                "Unexpected input data type|tensor\\(double\\)",
                "The file takes float32, and nothing else.",
            ),
            (
                "'numpy.ndarray' object has no attribute 'keys'",
                "Inputs go by name, in a dictionary, though there is only one.",
            ),
            (
                "Invalid input name|Required inputs|input feed|not in the input|INVALID_ARGUMENT.*[Nn]ame",
                "The dictionary names the input. `session.get_inputs()[0].name` is what it is called.",
            ),
            ("File doesn't exist|NO_SUCHFILE|No such file", "Is the file written before it is opened?"),
            (
                "broadcast together with shapes",
                "The file and `tuned` have to look at the same digits: `others`.",
            ),
            ("missing 1 required positional argument", "`run` takes the outputs first; None means all."),
        ),
    ),
    Step(
        "A9.8",
        concept="export",
        defines=("home",),
        needs=("A9.6",),
        own=("home", SIZE, TEXT, NUMBERS, AFTER, SHARE),
        criteria=(
            Criterion("a page was written", 1, ("home", SIZE, TEXT), page_is_there),
            Criterion(
                "it holds `tuned`", 1, ("home", SIZE, TEXT, NUMBERS, AFTER, SHARE), page_holds_the_network
            ),
        ),
        error_hints=(
            (
                "no built Keras model|is no built",
                "The network comes first, then the file.",
            ),
            ("missing 1 required positional argument", "It takes two things: the network, and the file."),
        ),
    ),
)
