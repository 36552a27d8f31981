"""Processes are killed, at a random instant, with `kill -9`."""

import contextlib
import time
from random import Random

import psutil

from autograder.coursedir import folders
from tests.faults.course import OTHERS
from tests.faults.run import Run
from tests.faults.world import AGAIN, FEWER, FRESH, SCENES, Scene, Stage, Trial, World, differences

ROLES = ("supervisor", "middle", "kernel")


def _grading_killed(world: World, random: Random, scene: Scene, everything: bool = False) -> Trial:
    def act(stage: Stage, run: Run) -> bool:
        if not everything:
            run.kill()
        else:
            victims = run.processes(all_below=True)
            for each in random.sample(victims, len(victims)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    each.kill()
        return _ended(stage, run)

    return world.disturb(scene, random, act)


def _ended(stage: Stage, run: Run) -> bool:
    if run.wait() >= 0:
        return False
    stage.trial.note = "while examining" if run.examined() else "before the first cell"
    stage.survivors()
    stage.resume()
    return True


def grader(world: World, random: Random) -> Trial:
    """nbgrader itself, which is the examiner's process, when nothing is graded yet."""
    return _grading_killed(world, random, random.choice(FRESH))


def grader_forced(world: World, random: Random) -> Trial:
    """nbgrader while it grades with `--force` what is graded."""
    return _grading_killed(world, random, AGAIN)


def grader_resubmitted(world: World, random: Random) -> Trial:
    """nbgrader while it grades a resubmission of what a person graded, too."""
    return _grading_killed(world, random, FEWER)


def everything(world: World, random: Random) -> Trial:
    """nbgrader and all processes below it, in any order."""
    return _grading_killed(world, random, random.choice(SCENES), everything=True)


def interrupted(world: World, random: Random) -> Trial:
    """Ctrl-C: all processes of the terminal get the signal, and grading ends cleanly."""

    def act(stage: Stage, run: Run) -> bool:
        if not run.running():
            return False
        run.interrupt()
        run.wait()
        stage.trial.note = "told as canceled" if "Canceled" in run.log() else "before the first student"
        stage.survivors()
        stage.resume()
        return True

    return world.disturb(random.choice(SCENES), random, act)


def grader_at_launch(world: World, random: Random) -> Trial:
    """nbgrader as soon as it has started a candidate, which cannot know its parent yet."""

    def act(stage: Stage, run: Run) -> bool:
        before = candidates(run)[:1]
        while run.running():
            if (started := candidates(run)[:1]) and started != before:
                time.sleep(random.uniform(0, 0.2))
                run.kill()
                return _ended(stage, run)
        return False

    return world.disturb(random.choice(SCENES), random, act)


def grader_at_write(world: World, random: Random) -> Trial:
    """nbgrader in the middle of a transaction, or just after it."""
    after = random.choice((0, random.uniform(0, 0.02)))

    def act(stage: Stage, run: Run) -> bool:
        gradebook = stage.course.root / folders.GRADEBOOK
        journal = gradebook.with_name(f"{gradebook.name}-journal")
        before = gradebook.stat().st_mtime_ns
        while run.running():
            # there for some milliseconds, in which a busy machine may do other things
            if journal.exists() or gradebook.stat().st_mtime_ns != before:
                time.sleep(after)
                run.kill()
                return _ended(stage, run)
        return False

    # where the same is graded with `--force` once more, nothing is written
    scene = random.choice([each for each in SCENES if each is not AGAIN])
    return world.disturb(scene, random, act)


def warm(run: Run) -> psutil.Process | None:
    """The process out of which candidates are forked, while there is one."""
    for each in run.processes()[1:]:
        with contextlib.suppress(psutil.NoSuchProcess):
            if "autograder.sandbox.warm" in each.cmdline():
                return each
    return None


def candidates(run: Run) -> list[psutil.Process]:
    """The processes of the oldest candidate, from the supervisor to the kernel; fewer while it starts."""
    chain = []
    with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
        found = each.children() if (each := warm(run)) else []
        while found:
            chain.append(found[0])
            found = found[0].children()
    return chain[: len(ROLES)]


def warm_process(world: World, random: Random) -> Trial:
    """The process out of which candidates are forked; they end with it, and nobody loses anything."""

    def act(stage: Stage, run: Run) -> bool:
        while run.running():
            if candidates(run) and (victim := warm(run)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    victim.kill()
                stage.compare(run)
                return True
            time.sleep(0.01)
        return False

    return world.disturb(random.choice(FRESH), random, act)


def candidate(world: World, random: Random) -> Trial:
    """One process of a candidate, and nothing else.

    Nobody can tell this from a cell that ends its process, so the student may lose the step that ran; nobody
    else loses anything, and it is noted. Grading with `--force` mends it.
    """
    role = random.randrange(len(ROLES))

    def act(stage: Stage, run: Run) -> bool:
        while run.running():
            if len(chain := candidates(run)) > role:
                with contextlib.suppress(psutil.NoSuchProcess):
                    chain[role].kill()
                _judge_loss(stage, run)
                return True
            time.sleep(0.01)
        return False

    trial = world.disturb(random.choice(FRESH), random, act)
    trial.note = f"{ROLES[role]}: {trial.note}"
    return trial


def _judge_loss(stage: Stage, run: Run) -> None:
    stage.trial.note = "nothing lost"
    status, usual, result = run.wait(), stage.usual.result, stage.course.result()
    stage.survivors()
    losers = sorted({words.split()[0].rstrip(":") for words in differences(result, usual)})
    if len(losers) > 1:
        stage.trial.problems.append(f"more than one lost something: {', '.join(losers)}")
    elif losers:
        _judge_row(stage, run, losers[0], result[losers[0]])
    elif status != stage.usual.status:
        stage.trial.problems.append(f"exit status {status}")
    stage.compare(stage.course.grade("--force"))


def _judge_row(stage: Stage, run: Run, student: str, row: dict) -> None:
    """The one whose candidate was killed: graded with fewer points and a note, or named as not graded."""
    if "outputs" not in row:
        stage.trial.note = "not graded"
        if run.wait() == 0 or f"for student '{student}'" not in run.log():
            stage.trial.problems.append(f"{student} is not graded and not named")
        return
    usual = stage.usual.result[student]
    names = row.keys() - OTHERS
    lost = sum((usual[name][0] or 0) - (row[name][0] or 0) for name in names)
    stage.trial.note = "something lost" if lost else "an output lost"
    if any((row[name][0] or 0) > (usual[name][0] or 0) for name in names):
        stage.trial.problems.append(f"{student} has more points than undisturbed")
    if not stage.course.record(student).exceeded_limits:
        stage.trial.problems.append(f"{student}: no note")
