"""Judging: from observations to a verdict, by criteria, without ever meeting the student's process."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from lenet_keras.checks import habits
from lenet_keras.checks.former_names import today
from lenet_keras.checks.hints import ANYWHERE
from lenet_keras.checks.inspection import Inspection
from lenet_keras.checks.observation import Observation, Observations
from lenet_keras.checks.spelling import meant, misspelled

ERROR = "@error"  # observation of the exception that stopped the answer cell
SOURCE = "@source"  # observation of the text of the answer cell
NAMES = (
    "AttributeError",
    "ImportError",
    "ModuleNotFoundError",
    "NameError",
)  # exceptions that are about a name


ErrorHints = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Fault:
    """Why a criterion is not met, in the order in which a student reads it."""

    found: str
    """What is there."""
    expected: str = ""
    """What was wanted."""
    hint: str = ""
    """The misconception that leads here; never the answer."""


@dataclass(frozen=True)
class Drawn:
    """What a grader asks beyond what the check does: about inputs that nobody knew when the answer was
    written."""

    observes: tuple[str, ...]
    """The expressions that `judge` looks at."""
    judge: Callable[[Observations], Fault | None]
    """A pure function: None when they are right."""
    computes: str = ""
    """One of the expressions, of a model. It has to compute what its layers say, with weights and inputs
    that a grader draws."""
    wanted: tuple[str, str] = (
        "layers of Keras, which compute",
        "A layer is more than its name: what comes out follows from what goes in and from the weights.",
    )
    """What was expected of a model that computes something else, and the hint."""
    any_layers: bool = False
    """Whether layers will do that nobody computes here, if what comes out has the form that they name."""


@dataclass(frozen=True)
class Criterion:
    """One thing that a step asks for, all or nothing."""

    name: str
    """What is true when it is met, in the student's words."""
    points: float
    """What it is worth."""
    observes: tuple[str, ...]
    """The expressions that `judge` looks at."""
    judge: Callable[[Observations], Fault | None]
    """A pure function: None when the criterion is met."""
    drawn: Callable[[np.random.Generator], Drawn] | None = None
    """What a grader asks when the criterion is met, with random numbers that are new in every run. The same
    random numbers go to all criteria of a step, so that those about one function share its calls."""


@dataclass(frozen=True)
class Step:
    """One exercise of a lesson, or a question with a short answer."""

    id: str
    """`A1.4`, or `A2.Q6` for a question; never changes once released."""
    defines: tuple[str, ...]
    """The names that the answer makes."""
    criteria: tuple[Criterion, ...]
    """What is looked at, in the order in which it is reported."""
    needs: tuple[str, ...] = ()
    """Ids of the steps whose names this one builds on."""
    changes: tuple[str, ...] = ()
    """Names of earlier steps that the answer changes in place, such as a model that it trains."""
    own: tuple[str, ...] = ()
    """Expressions that are not compared with the reference's, as the judge says all: their value follows
    from the student's own work, such as a training, or the judge has the right one."""
    error_hints: tuple[tuple[str, str], ...] = ()
    """Pairs (regular expression, hint) for the exception that stopped the answer cell."""
    source_hints: tuple[tuple[str, str], ...] = ()
    """Pairs (regular expression, hint) for the text of an answer cell that did not make its names."""
    inspection: Inspection | None = None
    """What graders look into when all criteria are met."""
    shortfalls: tuple[tuple[str, float], ...] = ()
    """Pairs (expression, share): by how much the last validation accuracy of a `History.history` may be lower
    than the reference's."""
    trains: bool = False
    """Whether the answer is a training, which takes processor time: one that took next to none is noted."""
    concept: str = ""
    """What it is about, in the words of the bank of questions: who needs help with what is told by it."""

    @property
    def points(self) -> float:
        """What the whole step is worth."""
        return sum(criterion.points for criterion in self.criteria)

    @property
    def observes(self) -> tuple[str, ...]:
        """All expressions of all criteria, each once."""
        return tuple(dict.fromkeys(e for criterion in self.criteria for e in criterion.observes))

    @property
    def grader_observes(self) -> tuple[str, ...]:
        """What graders observe: all expressions of all criteria and of the inspection."""
        looked = (self.inspection.observes, *self.inspection.also) if self.inspection else ()
        return tuple(dict.fromkeys((*self.observes, *looked)))

    @property
    def is_question(self) -> bool:
        """Whether the answer stays secret until it is graded."""
        return ".Q" in self.id


@dataclass(frozen=True)
class Result:
    """What became of one criterion."""

    name: str
    points: float
    """Points earned."""
    worth: float
    """Points that could be earned."""
    fault: Fault | None = None


@dataclass(frozen=True)
class Verdict:
    """What became of one step."""

    step: str
    results: tuple[Result, ...]
    note: str = ""
    """What else the student should know, such as an earlier step that has not passed."""
    outlook: str = ""
    """How the steps after this one are judged."""
    question: bool = field(default=False)

    @property
    def points(self) -> float:
        """Points earned."""
        return sum(result.points for result in self.results)

    @property
    def worth(self) -> float:
        """Points that could be earned."""
        return sum(result.worth for result in self.results)

    @property
    def passed(self) -> bool:
        """Whether every criterion is met."""
        return self.fault is None

    @property
    def state(self) -> str:
        """One of `passed`, `partly`, `not yet`, `recorded` (a question whose answer is graded later)."""
        if self.passed:
            return "recorded" if self.question else "passed"
        return "partly" if self.points else "not yet"

    @property
    def fault(self) -> Fault | None:
        """The first fault: the one that speaks."""
        return next((result.fault for result in self.results if result.fault), None)


def judge(step: Step, observations: Observations) -> Verdict:
    """Judge every criterion of `step`.

    Args:
        step: what to look at.
        observations: the observations of `step.observes`, and of `ERROR` and `SOURCE` where they are known.

    Returns:
        The verdict. A judge that stumbles over an observation it was not written for does not raise:
        its criterion is not met, and the fault says so.
    """
    results = []
    for criterion in step.criteria:
        fault = trouble(step, criterion, observations)
        if fault is None:
            try:
                fault = criterion.judge(observations)
            except Exception as error:  # an observation that nobody thought of must not stop grading
                fault = Fault(
                    f"this answer cannot be read by the check ({type(error).__name__})",
                    f"{criterion.name}",
                    "Look at type and shape of what you made: print them.",
                )
        if fault is not None:
            fault = _with_error(step, fault, observations)
        earned = criterion.points if fault is None else 0.0
        results.append(Result(criterion.name, earned, criterion.points, fault))
    return Verdict(step.id, tuple(results), question=step.is_question)


def _with_error(step: Step, fault: Fault, observations: Observations) -> Fault:
    """A fault of an answer cell that an exception stopped: what was found may be of an older answer."""
    error = observations.get(ERROR)
    if error is None or error["type"] in fault.found:
        return fault
    message = f"{error['type']}: {error['message']}"
    hint = error_hint(message, step.error_hints, step.defines, source(observations))
    hint = hint or "Mend what the error names, then run the cell again."
    if fault.hint and fault.hint != hint:
        hint += f" If what was found is of this run: {fault.hint}"
    return Fault(f"{fault.found}; the answer cell stopped with {_shorten(message)}", fault.expected, hint)


def trouble(step: Step, criterion: Criterion, observations: Observations) -> Fault | None:
    """The fault of an observation that is no value at all: absent, unfinished, or an exception."""
    # of the function that is judged, where it is one (`functions`)
    arguments = getattr(getattr(criterion.judge, "function", None), "arguments", ())
    for expression in criterion.observes:
        observation = observations[expression]
        kind = observation["kind"]
        if kind == "unfinished":
            return Fault(f"`{observation['name']}` is still `...`", "your answer in its place")
        if kind == "absent":
            return _absent(step, observation["name"], observations)
        if kind == "error":
            message, text = f"{observation['type']}: {observation['message']}", source(observations)
            return Fault(
                f"`{expression}` stops with {_shorten(message)}",
                "a value",
                _own_hint(message, step.error_hints, step.defines, text)
                # an error about a name says what is wrong; behind another one may be an unused argument
                or (observation["type"] not in NAMES and habits.called(expression, text, arguments))
                or _hint(ANYWHERE, message)
                or "The error's own words say which argument or line; start there.",
            )
    return None


def _absent(step: Step, name: str, observations: Observations) -> Fault:
    error = observations.get(ERROR)
    if name in step.defines and error:
        message = f"{error['type']}: {error['message']}"
        return Fault(
            f"`{name}` was not made: the answer cell stopped with {_shorten(message)}",
            f"a cell that makes `{name}`",
            error_hint(message, step.error_hints, step.defines, source(observations))
            or "Mend what the error names, then run the cell again.",
        )
    if name in step.defines:
        return Fault(
            f"`{name}` does not exist yet",
            f"a cell that makes `{name}`",
            misspelled(source(observations), name, step.defines)
            or _hint(step.source_hints, source(observations))
            or "Write your answer in the cell above and run it. Is the name spelled the same way?",
        )
    return Fault(
        f"`{name}` is missing, and this step builds on it",
        f"`{name}` from an earlier step",
        "The cells run from the top to the bottom. Go back to the cell that makes it and run it first.",
    )


def source(observations: Observations) -> str:
    """The text of the answer cell, or nothing where it is not known."""
    return observations[SOURCE]["value"] if SOURCE in observations else ""


def error_hint(message: str, hints: ErrorHints, names: tuple[str, ...] = (), text: str = "") -> str:
    """What to say about an exception: what a removed name is called today, which name is meant, or a hint.

    Args:
        message: type and words of the exception.
        hints: those of the step, pairs (regular expression, hint).
        names: that the step defines.
        text: of the answer cell.
    """
    return _own_hint(message, hints, names, text) or _hint(ANYWHERE, message)


def _own_hint(message: str, hints: ErrorHints, names: tuple[str, ...], text: str) -> str:
    """As `error_hint`, without what is said of an exception in any step."""
    return today(message, text) or meant(message, names) or _hint(hints, message) or _called(message, names)


def _called(message: str, names: tuple[str, ...]) -> str:
    """A hint for a function of a step that cannot be called as the text says."""
    found = re.search(rf"\b({'|'.join(names)})\(\) (takes|missing)\b", message) if names else None
    if found is None:
        return ""
    return (
        f"`{found[1]}` is called as the text shows it. How many names stand in its parentheses there, in "
        "which order, and are they the same in your `def`?"
    )


def _hint(hints: ErrorHints, text: str) -> str:
    return next((hint for pattern, hint in hints if re.search(pattern, text)), "")


def _shorten(message: str, limit: int = 160) -> str:
    line = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", message).split())  # Keras sets its errors in bold
    return line if len(line) <= limit else line[: limit - 1] + "…"


def kind_fault(observation: Observation, kind: str, name: str, wanted: str, hint: str = "") -> Fault | None:
    """The fault of an observation of another kind than `kind`, or None."""
    if observation["kind"] == kind:
        return None
    return Fault(f"`{name}` is {in_words(observation)}", wanted, hint)


def in_words(observation: Observation) -> str:
    """An observation in words: `an array of shape (4000, 28, 28), uint8`, `the text 'relu'`, ..."""
    kind = observation["kind"]
    if kind == "array":
        shape = tuple(observation["shape"])
        return f"an array of shape {shape}, {observation['dtype']}"
    if kind == "value":
        value = observation["value"]
        if value is None:
            return "None"
        if isinstance(value, list | dict):
            return f"a {observation['type']} of {len(value)}"
        return f"{_shorten(repr(value), 60)} ({observation['type']})"
    if kind == "model":
        return f"a model with {len(observation['layers'])} layers"
    if kind == "optimizer":
        return f"an optimizer {observation['class']}"
    if kind == "history":
        return "the History that `fit` returns"
    if kind == "figure":
        return "a figure"
    if kind in ("class", "function", "module"):
        return f"the {kind} `{observation['name']}`"
    if kind == "other" and observation.get("holds"):
        return f"a {observation['type']} of {observation['holds']}"
    if kind == "other":
        return f"an object of type {observation['type']}"
    return kind
