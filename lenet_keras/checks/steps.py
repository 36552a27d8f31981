"""The register of all steps, in the order of the lessons."""

from lenet_keras.checks import a1_preprocess, a2_build, a3_train, a6_numpy, a7_backprop
from lenet_keras.checks.verdict import Step

LESSONS: dict[str, tuple[Step, ...]] = {
    "a1_preprocess": a1_preprocess.STEPS,
    "a2_build": a2_build.STEPS,
    "a3_train": a3_train.STEPS,
    "a6_numpy": a6_numpy.STEPS,
    "a7_backprop": a7_backprop.STEPS,
}

STEPS: dict[str, Step] = {step.id: step for steps in LESSONS.values() for step in steps}


def register(*steps: Step) -> None:
    """Add steps of a course of one's own, so that `check` and the grader know them.

    Raises:
        ValueError: for an id that another step has.
    """
    for step in steps:
        if STEPS.get(step.id, step) is not step:
            raise ValueError(f"there is a step {step.id!r} already; choose another id")
        STEPS[step.id] = step
