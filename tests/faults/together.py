"""Two runs at once."""

import time
from random import Random

from tests.faults.database import held
from tests.faults.world import AGAIN, FRESH, Scene, Trial, World


def _together(world: World, random: Random, scene: Scene, options: list[tuple[str, ...]]) -> Trial:
    with world.ready(scene) as stage:
        runs = []
        # the gradebook is held, so that the second run chooses before the first has left a trace
        with held(stage.course):
            for each in options:
                runs.append(stage.course.start(*scene.options, *each))
                while not runs[-1].has_begun() and runs[-1].running():
                    time.sleep(0.05)
        for run in runs:
            if run.wait() != stage.usual.status:
                stage.trial.problems.append(f"exit status {run.wait()}: {run.log()[-300:]}")
        stage.compare(runs[0])
        if again := stage.course.grade().examined():
            stage.trial.problems.append(f"had to be graded again: {', '.join(again)}")
        return stage.trial


def same(world: World, random: Random) -> Trial:
    """On the same students."""
    return _together(world, random, random.choice(FRESH[:2]), [(), ()])


def forced(world: World, random: Random) -> Trial:
    """On the same students, with `--force`."""
    return _together(world, random, AGAIN, [(), ()])


def different(world: World, random: Random) -> Trial:
    """On different students."""
    return _together(world, random, FRESH[0], [("--student=ada",), ("--student=chidi",)])
