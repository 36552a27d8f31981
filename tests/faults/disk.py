"""The disk that the course lies on is full, at a random instant."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from random import Random

from tests.faults.course import Course
from tests.faults.run import SECONDS, Run
from tests.faults.world import SCENES, Stage, Trial, World

SIZE = "16m"
MESSAGES = ("No space left on device", "disk is full")


def missing() -> str:
    """Why no small disk can be made here; nothing if one can."""
    if os.geteuid():
        return "mounting a small disk needs root"
    if not all(map(shutil.which, ("unshare", "nsenter", "mount"))):
        return "mounting a small disk needs util-linux"
    tried = subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True)
    return f"a small disk cannot be mounted: {tried.stderr.decode().strip()}" if tried.returncode else ""


@contextlib.contextmanager
def small_disk(course: Course) -> Iterator[Course]:
    """The course on a disk of its own, which only those see who grade it."""
    content = course.folder / "content"
    course.root.rename(content)
    course.place.mkdir()
    script = 'mount -t tmpfs -o size=$1 tmpfs "$0" && cp -r "$2/." "$0" && echo && exec sleep $3'
    command = ["unshare", "-m", "sh", "-c", script, course.place, SIZE, content, str(4 * SECONDS)]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        if not holder.stdout.readline():
            raise OSError(f"{SIZE} could not be mounted on {course.place}")
        enter = ("nsenter", "-m", "-t", str(holder.pid), "sh", "-c", 'cd "$0" && exec "$@"')
        yield Course(course.folder, (*enter, str(course.place)), f"/proc/{holder.pid}/root")
    finally:
        holder.kill()
        holder.wait()


def full(world: World, random: Random) -> Trial:
    """Space is taken at a random instant, until the run ends; then it is given back."""

    def act(stage: Stage, run: Run) -> bool:
        if not run.running():
            return False
        filler = stage.course.root / "filler"
        with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while file.write(bytes(4096)):
                pass
        status = run.wait()
        stage.survivors()
        filler.unlink()
        told = any(message in run.log() for message in MESSAGES)
        stage.trial.note = "the run stopped" if status != stage.usual.status else "the run ended"
        if status and not told and status != stage.usual.status:
            stage.trial.problems.append(f"nobody says why the run stopped: {run.log()[-300:]}")
        stage.resume()
        return True

    return world.disturb(random.choice(SCENES), random, act, within=small_disk)
