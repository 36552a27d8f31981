"""What only a grader asks: the same questions as a check, about inputs that are drawn anew in every run.

A function that knows the inputs of its check by heart gives no right results for these. Their seed stands in
the record of each submission, so that a verdict can be found again.
"""

import zlib
from dataclasses import replace

import numpy as np

from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, Result, Step, trouble

Asked = dict[str, Drawn]
"""What is asked, by the name of the criterion."""


def drawn(step: Step, seed: int) -> Asked:
    """Draw what is asked about a step.

    Args:
        step: any.
        seed: of the run.
    """
    place = zlib.crc32(step.id.encode())
    return {
        each.name: each.drawn(np.random.default_rng([seed, place]))
        for each in step.criteria
        if each.drawn is not None
    }


def observes(step: Step, asked: Asked) -> tuple[str, ...]:
    """All expressions that a grader observes for a step."""
    return tuple(
        dict.fromkeys([*step.grader_observes, *(e for each in asked.values() for e in each.observes)])
    )


def judged(step: Step, results: tuple[Result, ...], seen: Observations, asked: Asked) -> tuple[Result, ...]:
    """Judge what was asked, for each criterion that is met so far.

    Args:
        step: that is judged.
        results: of its criteria by what the check looks at.
        seen: what was observed.
        asked: of `drawn`.

    Returns:
        The results, where an answer that was wrong here has a fault.
    """
    return tuple(
        result
        if result.fault or result.name not in asked or not (fault := _fault(step, asked[result.name], seen))
        else replace(result, points=0.0, fault=fault)
        for result in results
    )


def _fault(step: Step, question: Drawn, seen: Observations) -> Fault | None:
    try:
        return trouble(step, Criterion("", 0, question.observes, question.judge), seen) or question.judge(
            seen
        )
    except Exception as error:  # a value that nobody thought of
        return Fault(
            f"for other inputs than the check's, what comes back cannot be read ({type(error).__name__})",
            "a result as for the inputs of the check",
            "Print type and shape of what you return, for inputs of several sizes.",
        )
