"""Judges of A4.9: the network as one large convolution, which reads a strip of digits."""

import numpy as np

from lenet_keras.checks import arrays
from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Drawn, Fault, Step, in_words, kind_fault
from lenet_keras.datasets import mnist

COUNT, STRIDE, WIDE = 8, 4, 44
PLACES = (0, 4, 8, 12)


def _looks(seed: int) -> tuple[str, str]:
    """The expressions of what the reader says of noise, and of what the network says at each place of it."""
    noise = f"normal({seed}, 2, 32, {WIDE}, 1)"
    cut = f"np.array([network({noise}[:, :, at:at + 32]) for at in {PLACES}])"
    return f"np.array(reader({noise}))", cut


LOOKS = SLID, CUT = _looks(9)
SAID = "np.array(reader(strip))"
READ = "np.array(digitsRead).reshape(-1).tolist()"
APART = 28 // STRIDE  # places from one digit of the strip to the next
FEWEST = 6  # digits read rightly of eight: a trained network misreads one in forty
ALIKE = 1e-3
FROM_A_LIST = "`Sequential` makes a model of a list: an `Input` first, then layers."


def slides(observations: Observations, looks: tuple[str, str] = LOOKS) -> Fault | None:
    """Judge that the reader says at each place what the network says of what it sees there."""
    if fault := kind_fault(observations["reader"], "model", "reader", "a model", FROM_A_LIST):
        return fault
    given = observations["reader"]["input"] or [None] * 4
    if len(given) == 4 and given[2] is not None:
        hint = "The second number of the shape, the columns, is the one that stays open: `None`."
        made = f"the reader is made for images of shape {tuple(given[1:])}"
        return Fault(made, "32 rows, any number of columns", hint)
    slid, at_places = looks
    found, cut = arrays.numbers(observations[slid]), arrays.numbers(observations[at_places])
    wanted = (2, 1, len(PLACES), 10)
    if found is None or found.shape != wanted:
        shape = found.shape if found is not None else in_words(observations[slid])
        return Fault(
            f"for two strips {WIDE} pixels wide the reader gives {shape}", f"{wanted}", _shape_hint(found)
        )
    if cut is None or cut.shape != (len(PLACES), 2, 10):
        return Fault(
            "`network` does not answer", "the trained network of A4.7", "Run the cell of A4.7 again."
        )
    if arrays.same(found[:, 0], np.moveaxis(cut, 0, 1), ALIKE):
        return None
    off = float(np.abs(found[:, 0] - np.moveaxis(cut, 0, 1)).max())
    hint = (
        "The reader must share the trained layers. Layers that are made anew begin with random weights. "
        "`network.layers` is the list of those that were trained."
    )
    return Fault(f"its penalties are off by up to {off:.3g}", "those of the network at each place", hint)


def _shape_hint(found: np.ndarray | None) -> str:
    if found is not None and found.ndim == 4 and found.shape[-1] != 10:
        return "The last layers are missing: what comes out are no penalties."
    if found is not None and found.ndim == 4:
        return (
            "One row of places comes out, and a place for each 4 pixels. Which layers pass on rows and "
            "columns?"
        )
    return "Ten penalties for each place, one beside the other. Which layer puts all places into one row?"


def reads(observations: Observations) -> Fault | None:
    """Judge the digits that were read off the strip."""
    if fault := slides(observations):
        return fault
    said, found = arrays.numbers(observations[SAID]), arrays.numbers(observations[READ])
    if said is None or said.ndim != 4 or said.shape[2] < APART * (COUNT - 1) + 1:
        return Fault(
            "the reader does not answer to `strip`", "penalties for each place", "Run the cell that makes it."
        )
    if found is None or found.shape != (COUNT,):
        size = 0 if found is None else found.size
        places = said.shape[2]
        hint = (
            "There is an answer for each place. A digit stands at every seventh, from the first on."
            if size == places
            else "One whole number for each digit of the strip."
        )
        if size == 10 * COUNT:
            hint = "These are the penalties. Which digit has the smallest?"
        return Fault(f"`digitsRead` holds {size} numbers", f"{COUNT}", hint)
    here = said[0, 0, ::APART][:COUNT]
    if found.astype(int).tolist() == here.argmin(axis=-1).tolist():
        return _right(found)
    if found.astype(int).tolist() == here.argmax(axis=-1).tolist():
        hint = "The largest penalty is that of the digit which it is least."
    elif found.astype(int).tolist() == said[0, 0, :COUNT].argmin(axis=-1).tolist():
        hint = "These are neighbouring places, 4 pixels apart. A digit is 28 pixels wide."
    else:
        hint = "These are not the answers of your reader to `strip`."
    return Fault(
        f"`digitsRead` is {found.astype(int).tolist()}", "the digits with the lowest penalties", hint
    )


def _right(found: np.ndarray) -> Fault | None:
    (_, _), (_, labels) = mnist.originals()
    right = int(np.sum(found.astype(int) == labels[:COUNT]))
    if right >= FEWEST:
        return None
    hint = "Is the network trained, and is the strip prepared as the digits were?"
    return Fault(f"{right} of {COUNT} digits are read rightly", f"at least {FEWEST}", hint)


def _drawn(random: np.random.Generator) -> Drawn:
    """What a grader asks: the same of other noise."""
    looks = _looks(int(random.integers(1000, 1_000_000)))
    return Drawn(("reader", *looks), lambda observations: slides(observations, looks))


STEPS = (
    Step(
        "A4.9",
        concept="convolution",
        defines=("reader", "digitsRead"),
        needs=("A4.7",),
        own=("reader", SLID, CUT, SAID, READ),
        criteria=(
            Criterion(
                "the reader slides the trained network over a strip",
                2,
                ("reader", SLID, CUT),
                slides,
                _drawn,
            ),
            Criterion("it reads the digits of the strip", 1, ("reader", SLID, CUT, SAID, READ), reads),
        ),
        error_hints=(
            (
                "incompatible|expected shape|Dense|F6|last dimension|fully defined|None.*(defined|flatten)",
                "Somewhere all places are laid in one row. Then the width must be known, and it is not.",
            ),
            (
                r"RBF\.call",
                "Something else than the 84 numbers of F6 reaches the output layer. What was left out?",
            ),
            (
                "Negative dimension|zero or negative",
                "The strip has 32 rows. How wide it is may stay open: `None`.",
            ),
            (
                "Only instances|Only input tensors|not iterable",
                "`Sequential` takes one flat list: `Input`, layer, layer, ...",
            ),
            (
                "too many indices",
                "There is one answer, not a row of places: some layer lays all places in one row.",
            ),
            ("'list' object is not callable", FROM_A_LIST),
            ("setting an array element|inhomogeneous", "`digitsRead` is one row of whole numbers."),
        ),
    ),
)
