"""What `python -m autograder handwriting` is told and tells."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from rich.console import Console

from autograder.coursedir import atomic, private
from autograder.examiner.handwriting import EXAM
from autograder.handwriting import collection
from autograder.handwriting.command import Collected, Read, picture_of

DOUBTFUL = EXAM.with_name("doubtful.png")


def accepted(texts: Sequence[str]) -> frozenset[tuple[str, int]]:
    """Ids and boxes, from texts such as `ada:12`.

    Raises:
        ValueError: for a text of another form.
    """
    found = set()
    for text in texts:
        student, _, number = text.rpartition(":")
        if not student or not number.isdecimal():
            raise ValueError(f"--accept {text}: expected an id and the number of a box, such as ada:12")
        found.add((student, int(number)))
    return frozenset(found)


def reader(console: Console) -> Read:
    """The recogniser's network; it is loaded, or trained, when the first page is read."""

    def show(done: int, total: int) -> None:
        if done == 1:
            console.print("Training a network that looks for mistaken boxes. This happens once.")

    @cache
    def network():
        import lenet_keras  # noqa: F401 - before Keras: it keeps TensorFlow from writing to stderr
        from lenet_keras.recogniser import store
        from lenet_keras.recogniser.reader import Reader

        return Reader(store.first(show))

    def read(images: np.ndarray) -> np.ndarray:
        return network().probabilities(images.astype(np.float32))

    return read


def lines(root: Path, found: Collected) -> Iterator[str]:
    """Write what goes to the lesson, and say what became of the photos.

    Args:
        root: of the course.
        found: of `command.collect`.
    """
    yield from found.lines
    for place, (student, box) in enumerate(found.doubtful, 1):
        yield f"doubtful {place}: {student}, box {box.number}, asked for {box.label}: {box.doubt}"
    if found.doubtful:
        (root / DOUBTFUL).parent.mkdir(parents=True, exist_ok=True)
        atomic.write(root / DOUBTFUL, picture_of(found.doubtful))
        student, box = found.doubtful[0]
        yield (
            f"Doubtful digits do not count. Look at them in {DOUBTFUL}, in this order; if one is right, give "
            f"its photo again with --accept {student}:{box.number}."
        )
    learning, judging = collection.publish(root)
    for name in ("solutions", "notebooks"):
        private.keep_out_of_git(*(root / name / collection.NAME).glob("class-*-ubyte.gz"))
    if not learning + judging:
        yield "No digits are kept."
        return
    yield (
        f"Students in the lesson: {learning}, in the exam: {judging}. `make build` and `make release` "
        f"bring the lesson's to the class; {EXAM} stays here."
    )
