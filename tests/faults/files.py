"""The submitted file changes: while it is graded, or after a person has graded it."""

import time
from random import Random

from autograder.coursedir.audit import digest
from tests.faults.course import BY_HAND, OTHERS
from tests.faults.run import Run
from tests.faults.world import DELETED, FEWER, FRESH, Scene, Stage, Trial, World

CHANGED = FRESH[0]  # ada, who is right, and chidi, who is not


def changed(world: World, random: Random) -> Trial:
    """While it is graded: the scores are those of one file, the record says of which."""
    torn = random.random() < 0.5

    def act(stage: Stage, run: Run) -> bool:
        if not run.running():
            return False
        course, usual = stage.course, stage.usual.result
        new = world.files["chidi"]
        if torn:  # the upload takes its time
            course.submission("ada").write_bytes(new[: len(new) // 2])
            time.sleep(random.uniform(0, 2))
            course.submission("ada").write_bytes(new)
        else:
            course.hand_in("ada", new)
        run.wait()
        stage.survivors()
        row = course.result().get("ada", {})
        graded = {digest(world.files["ada"]): "ada", digest(new): "chidi"}.get(course.record("ada").file)
        stage.trial.note = f"{graded}'s was graded" if "outputs" in row else "not graded"
        if "outputs" in row and row != usual.get(graded):
            stage.trial.problems.append("the scores are not those of the file that the record names")
        later = course.grade()
        if later.wait():
            stage.trial.problems.append(f"exit status {later.wait()}")
        if course.result() != usual | {"ada": usual["chidi"]}:
            stage.trial.problems.append("the new file was not graded by the next run")
        if course.record("ada").file != digest(new):
            stage.trial.problems.append("the record does not name the new file")
        stage.trial.problems += course.leftovers()
        return True

    return world.disturb(CHANGED, random, act)


def _resubmitted(world: World, scene: Scene) -> Trial:
    """Nothing of the old file counts but what a person gave to an answer that is still the same."""
    with world.ready(scene) as stage:
        run = stage.course.grade()
        stage.compare(run)
        row = stage.course.result()["ada"]
        fresh = world.undisturbed(CHANGED).result["chidi"]
        for name in fresh.keys() - OTHERS:
            automatic, _, needs = fresh[name]
            kept = BY_HAND["A1-Q1"] if name == "A1-Q1" else None  # the one that both answer alike
            waits = needs and kept is None  # points that stay are not to be given once more
            if row[name] != (automatic, kept, waits):
                stage.trial.problems.append(f"{name}: {row[name]}")
        taken = {each["cell"] for each in stage.course.record("ada").revoked_points}
        if taken != BY_HAND.keys() - {"A1-Q1"}:
            stage.trial.problems.append(f"the record says that points of {sorted(taken)} were taken back")
        return stage.trial


def fewer(world: World, random: Random) -> Trial:
    """A new file with fewer right answers."""
    return _resubmitted(world, FEWER)


def deleted(world: World, random: Random) -> Trial:
    """A new file with fewer right answers, and without the checks that would show it."""
    return _resubmitted(world, DELETED)
