"""How many digits come off photographed pages, and how many a network reads, as a table in Markdown.

`python -m tests.benchmarks.handwriting`, about a minute. Each writer fills a page with test digits, drawn
anew, leaning and with a pen of her own; `tests.support.photos` prints the page, photographs it, and
`autograder.handwriting` cuts the digits out. The network is that of the recogniser's first start, which was
trained on the training digits.
"""

import numpy as np

import lenet_keras  # noqa: F401  # before Keras: it keeps TensorFlow from writing to stderr
from autograder.handwriting import boxes
from autograder.handwriting.command import SURE
from autograder.handwriting.photo import flatten
from lenet_keras.recogniser import store
from lenet_keras.recogniser.reader import Reader
from tests.support.photos import Camera, filled, photo

WRITERS = 6
CAMERAS = {
    "a phone, half of the page in a shadow": Camera(),
    "from far away, aslant, dark, noisy": Camera((1100, 1500), tilt=0.14, shadow=0.35, noise=8, quality=60),
}
HANDS = {"as MNIST, leaning a little": None, "leaning far (0.9)": 0.9}


def measure(reader: Reader, camera: Camera, slant: float | None) -> list[str]:
    """What becomes of the digits of all writers."""
    written = kept = read = doubted = contradicted = 0
    for writer in range(WRITERS):
        page, drawn = filled(f"s{writer}", writer, slant=slant)
        taken = flatten(photo(page, writer, camera))
        digits = [box for box in boxes.digits(taken) if box.image is not None]
        shares = reader.probabilities(np.stack([box.image for box in digits]).astype(np.float32) / 255)
        best = shares.argmax(axis=1)
        right = best == [box.label for box in digits]
        doubtful = np.array([bool(box.doubt) for box in digits])
        other = ~right & ~doubtful & (shares.max(axis=1) >= SURE)
        written += len(drawn)
        read += int(right.sum())
        doubted += int(doubtful.sum())
        contradicted += int(other.sum())
        kept += len(digits) - int(doubtful.sum()) - int(other.sum())
    return [f"{written}", f"{kept / written:.1%}", f"{read / written:.1%}", f"{doubted}", f"{contradicted}"]


def main() -> None:
    """Print the table."""
    reader = Reader(store.first(lambda done, total: None))
    print("| hand | photo | written | kept | read | doubtful by their ink | sure of another digit |")
    print("| --- " * 7 + "|")
    for hand, slant in HANDS.items():
        for how, camera in CAMERAS.items():
            print(f"| {hand} | {how} | {' | '.join(measure(reader, camera, slant))} |", flush=True)


if __name__ == "__main__":
    main()
