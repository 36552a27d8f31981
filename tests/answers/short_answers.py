"""Short answers as people write them: right ones, and wrong ones with words of their reason.

Each table is for an item; a wrong answer with an empty reason is refused without one.
"""

from dataclasses import dataclass

from autograder.questions.item import Item, Mistake, Option


@dataclass(frozen=True)
class Table:
    """What is right and wrong for one item."""

    item: Item
    right: tuple[str, ...]
    wrong: dict[str, str]


def item(kind: str, **fields) -> Item:
    """An item of a kind, with what matters to the judge."""
    head = {"id": "A1.Q1", "lesson": "a1_preprocess", "text": "?", "points": 1, "difficulty": 1}
    return Item(kind=kind, concept="", answer="", **head, **fields)


THOUSAND = item(
    "number",
    number=1000.0,
    unit="weights",
    mistakes=(Mistake("980", "The biases are missing"), Mistake("1,020", "Too many biases")),
)
HALF = item("number", number=0.5, tolerance=0.005, mistakes=(Mistake("0.25", "squared"),))
PERCENT = item("number", number=95.0, tolerance=0.05, unit="%", mistakes=(Mistake("5 %", "the sevens"),))
PIXELS = item("number", number=24.0, unit="pixels", mistakes=(Mistake("28", "padding"),))
SMALL = item("number", number=0.000507, tolerance=0.00005, mistakes=(Mistake("0.129", "one run"),))
NEGATIVE = item("number", number=-6.0, mistakes=(Mistake("6", "turned by 180°"),))
RELU = item(
    "short",
    accepted=("relu", "rectified linear unit"),
    mistakes=(Mistake("softmax", "follows the last layer"), Mistake("sigmoid", "of 1998")),
)
FIT = item("short", accepted=("fit", "model.fit"), mistakes=(Mistake("compile", "no weight changes"),))
SHAPE = item(
    "short",
    accepted=("28 × 28 × 1",),
    mistakes=(Mistake("28 × 28", "depth is missing"), Mistake("1 × 28 × 28", "depth last")),
)
VECTOR = item(
    "short",
    accepted=("0 0 0 1 0",),
    mistakes=(Mistake("0 0 1 0 0", "from 1"), Mistake("0 0 0 1 1", "binary")),
)
FORMULA = item(
    "short",
    accepted=("(n + 2*p - k)/s + 1",),
    mistakes=(Mistake("(n + p - k)/s + 1", "top and"), Mistake("(n + 2*p - k)/s", "begins counts")),
)
OVERFITTING = item("short", accepted=("overfitting",), mistakes=(Mistake("underfitting", "the opposite"),))
ONE = item(
    "one",
    options=(
        Option("two convolutions", False, "pooling too"),
        Option("four layers", True, "yes"),
        Option("seven layers", False, "without weights"),
    ),
)
SEVERAL = item(
    "several",
    options=(
        Option("max pooling", True),
        Option("convolution", False, "has kernels"),
        Option("flatten", True),
        Option("dense", False, "a weight for each input"),
    ),
)
ORDER = item(
    "order", order=("load", "reshape", "build", "train"), shuffled=("build", "load", "train", "reshape")
)
MATCH = item(
    "match",
    pairs=(("accuracy", "all digits"), ("precision", "called a 9"), ("recall", "all 9s")),
    shuffled=("all 9s", "all digits", "called a 9"),
)

TABLES = {
    "thousand": Table(
        THOUSAND,
        (
            "1000",
            "1,000",
            "1 000",
            "1\u202f000",
            "1.000",
            "1'000",
            "1e3",
            "1E3",
            "10^3",
            "10**3",
            "10³",
            "1.0e3",
            "1000.0",
            "1000,0",
            "1,000.0",
            "1.000,0",
            "= 1000",
            "about 1000",
            "It is 1000.",
            "20*50",
            "20 × 50",
            "20·50 = 1000",
            "x = 1000",
            "1000 weights",
            "1,000 weights",
            "1000 parameters",
            "1 000 weights.",
            "`1000`",
            "$1000$",
            " 1000 ",
            "+1000",
            "5·5·39+25",
            "(5·5+15)·25",
            "１０００",
        ),
        {
            "980": "biases are missing",
            "980 weights": "biases are missing",
            "1020": "Too many",
            "1,020": "Too many",
            "1001": "",
            "100": "",
            "10000": "",
            "-1000": "",
            "1000 pixels": "unit is weights",
            "1000 kg": "unit",
            "1000 or 2000": "",
            "many": "not read as a number",
            "1e3e3": "not read",
            "20*50 = 1001": "",
            "9**9**9**9": "",
            "1/0": "",
            "(((": "",
            "nan": "",
            "inf": "",
            "1000 %": "unit",
            "0x3e8": "",
        },
    ),
    "half": Table(
        HALF,
        (
            "0.5",
            ".5",
            "0,5",
            "½",
            "1/2",
            "1 / 2",
            "2/4",
            "50 %",
            "50%",
            "50 percent",
            "0.500",
            "0.502",
            "5e-1",
            "5·10⁻¹",
            "≈ 0.5",
            "~0.5",
            "2^-1",
            "1:2",
        ),
        {
            "0.25": "squared",
            "1/4": "squared",
            "25 %": "squared",
            "5": "",
            "50": "",
            "0.51": "",
            "0.5 kg": "unit",
            "-0.5": "",
            "two": "not read",
        },
    ),
    "percent": Table(
        PERCENT,
        ("95", "95 %", "95%", "95 percent", "95.0 %", "95,0 %", "0.95", "950/1000", "19/20", "95.04"),
        {
            "5": "the sevens",
            "5 %": "the sevens",
            "0.05": "the sevens",
            "95 digits": "unit is %",
            "9.5": "",
            "0.95 %": "",
            "9500 %": "",
        },
    ),
    "pixels": Table(
        PIXELS,
        (
            "24",
            "24 pixels",
            "24 pixel",
            "24 px",
            "24px",
            "28 - 5 + 1",
            "28-5+1 = 24",
            "(28 − 5)/1 + 1",
            "24.0",
        ),
        {
            "28": "padding",
            "28 px": "padding",
            "23": "",
            "24 rows": "unit is pixels",
            "24 × 24": "",
            "24 cm": "unit",
            "28-5 = 24": "",
        },
    ),
    "small": Table(
        SMALL,
        (
            "0.000507",
            "0.0005",
            "5e-4",
            "5.07e-4",
            "5·10^-4",
            "5 × 10⁻⁴",
            "33/255/255",
            "33/255^2",
            "0,0005",
            "33/(255*255)",
        ),
        {"0.129": "one run", "0.13": "", "33/255": "one run", "0.0007": "", "5e4": "", "33": ""},
    ),
    "negative": Table(
        NEGATIVE,
        ("-6", "−6", "- 6", "–6", "-6.0", "0 - 6"),
        {"6": "turned", "+6": "turned", "16": "", "--6": "turned"},
    ),
    "relu": Table(
        RELU,
        (
            "ReLU",
            "relu",
            "RELU",
            "re-lu",
            "Re LU",
            "`relu`",
            '"relu"',
            "rectified linear unit",
            "Rectified Linear Unit",
            "the rectified linear unit",
            "rectified-linear unit",
            "It's ReLU.",
            "rectifed linear unit",
            "‘relu’",
        ),
        {
            "softmax": "last layer",
            "Softmax": "last layer",
            "the softmax": "last layer",
            "sigmoid": "1998",
            "tanh": "",
            "rel": "",
            "relu6": "",
            "linear": "",
            "leaky relu": "",
            "elu": "",
        },
    ),
    "fit": Table(
        FIT,
        ("fit", "Fit", "fit()", "model.fit", "model.fit()", '"fit"', "`fit`", "the fit"),
        {
            "compile": "no weight changes",
            "compile()": "no weight",
            "it": "",
            "fits": "",
            "predict": "",
            "fix": "",
        },
    ),
    "shape": Table(
        SHAPE,
        (
            "28×28×1",
            "28 × 28 × 1",
            "28x28x1",
            "28 X 28 X 1",
            "(28, 28, 1)",
            "28 * 28 * 1",
            "28,28,1",
            "[28, 28, 1]",
            "28 by 28 by 1",
            "`(28, 28, 1)`",
            "(28,28,1,)",
            "28 28 1",
            "28·28·1",
            "shape = (28, 28, 1)",
        ),
        {
            "28 × 28": "depth is missing",
            "(28, 28)": "depth is missing",
            "(1, 28, 28)": "depth last",
            "784": "",
            "28 × 28 × 3": "",
            "(28, 28, 1, 1)": "",
            "28": "",
            "(28; 28": "depth is missing",
            "28 + 28 + 1": "",
        },
    ),
    "vector": Table(
        VECTOR,
        (
            "0 0 0 1 0",
            "0,0,0,1,0",
            "(0, 0, 0, 1, 0)",
            "[0 0 0 1 0]",
            "[0, 0, 0, 1, 0]",
            "0. 0. 0. 1. 0.",
            "0;0;0;1;0",
            "[[0 0 0 1 0]]",
            "00010",
        ),
        {
            "0 0 1 0 0": "from 1",
            "0 0 0 1 1": "binary",
            "0 1 0": "",
            "3": "",
            "0 0 0 1 0 0": "",
            "00100": "from 1",
        },
    ),
    "formula": Table(
        FORMULA,
        (
            "(n + 2p - k)/s + 1",
            "(n+2*p-k)/s+1",
            "(n - k + 2p)/s + 1",
            "1 + (n + 2p − k)/s",
            "(n-k+p+p)/s+1",
            "(N + 2P - K)/S + 1",
            "$(n + 2p - k)/s + 1$",
            "r = (n + 2p - k)/s + 1",
            "(n + 2·p - k) / s + 1",
            "\\frac{n + 2p - k}{s} + 1",
            "n/s + 2p/s - k/s + 1",
            "(n + 2p - k + s)/s",
            "[(n + 2p - k)/s] + 1",
            "⌊(n + 2p - k)/s⌋ + 1",
        ),
        {
            "(n + p - k)/s + 1": "top and",
            "(n + 2p - k)/s": "begins counts",
            "n + 2p - k/s + 1": "",
            "(n + 2p + k)/s + 1": "",
            "n": "",
            "24": "",
            "same": "",
            "(n + 2p - k)/s + 1 +": "",
            "(a + 2b - c)/d + 1": "",
        },
    ),
    "overfitting": Table(
        OVERFITTING,
        (
            "overfitting",
            "Overfitting",
            "over-fitting",
            "over fitting",
            "overfiting",
            "overfittng",
            "Overfitting.",
            "the overfitting",
            "ovrefitting",
        ),
        {"underfitting": "opposite", "fitting": "", "over": "", "learning": "", "overheating": ""},
    ),
    "one": Table(
        ONE,
        (
            "B",
            "b",
            "(b)",
            "B)",
            "B.",
            "[B]",
            "Option B",
            "four layers",
            "Four layers.",
            "B) four layers",
            "b: four layers",
        ),
        {
            "A": "pooling too",
            "C": "without weights",
            "seven layers": "without weights",
            "A, B": "2 options",
            "D": "not read",
            "two": "not read",
            "4": "not read",
        },
    ),
    "several": Table(
        SEVERAL,
        (
            "A, C",
            "AC",
            "ca",
            "A and C",
            "C & A",
            "a c",
            "A; C",
            "(A), (C)",
            "max pooling\nflatten",
            "flatten, max pooling",
            "- max pooling\n- flatten",
        ),
        {
            "A": "something is missing",
            "A, B, C": "has kernels",
            "B": "has kernels",
            "ABCD": "a weight for each",
            "A, E": "not read",
            "all": "not read",
            "none": "not read",
        },
    ),
    "order": Table(
        ORDER,
        (
            "B, D, A, C",
            "BDAC",
            "b d a c",
            "B > D > A > C",
            "B → D → A → C",
            "load, reshape, build, train",
            "1. load\n2. reshape\n3. build\n4. train",
            "load; reshape; build; train",
            "B-D-A-C",
            "load > reshape > build > train",
        ),
        {
            "C, A, D, B": "turned round",
            "ABCD": "",
            "B, D, A": "each once",
            "B, B, D, A": "each once",
            "BDACE": "not read",
            "I do not know": "not read",
            "load, reshape": "each once",
        },
    ),
    "match": Table(
        MATCH,
        (
            "1B 2C 3A",
            "1B, 2C, 3A",
            "1-B, 2-C, 3-A",
            "1 = B; 2 = C; 3 = A",
            "3A 1B 2C",
            "1→B 2→C 3→A",
            "1b2c3a",
            "BCA",
            "B, C, A",
            "(1) B, (2) C, (3) A",
            "accuracy = all digits\nprecision = called a 9\nrecall = all 9s",
            "accuracy: B\nprecision: C\nrecall: A",
            "1. B\n2. C\n3. A",
        ),
        {
            "1B 2A 3C": "precision, recall",
            "1B 2C": "recall",
            "1B 2C 4A": "not read",
            "1B 2C 3D": "not read",
            "ABC": "Look again",
            "yes": "not read",
            "accuracy": "not read",
        },
    ),
}
