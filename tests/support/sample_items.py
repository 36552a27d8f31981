"""Questions of all seven kinds, with texts that try to be code: what every output is tested with."""

from io import BytesIO

import matplotlib.pyplot as plt
import numpy as np

from autograder.questions.item import Criterion, Item, Mistake, Option, Picture


def figure() -> bytes:
    """A small confusion matrix in grey."""
    drawn, axes = plt.subplots(figsize=(4, 3), dpi=200)
    counts = np.array([[48, 1, 1], [2, 44, 4], [0, 6, 44]])
    axes.imshow(counts, cmap="Greys", vmax=80)
    for (row, column), count in np.ndenumerate(counts):
        axes.text(column, row, str(count), ha="center", va="center")
    axes.set(xlabel="predicted", ylabel="true", xticks=range(3), yticks=range(3))
    drawn.tight_layout()
    target = BytesIO()
    drawn.savefig(target, format="png")
    plt.close(drawn)
    return target.getvalue()


def items() -> list[Item]:
    """One item of each kind and some that are awkward on purpose."""
    picture = Picture("confusion.png", figure(), "A confusion matrix of three digits", 7.0)
    return [
        Item(
            id="A1.Q1",
            lesson="a1_preprocess",
            kind="one",
            text="What does `trainData / 255.0` change?\n\nThink of the **range** and the *type*.",
            points=1,
            difficulty=1,
            concept="scaling",
            answer="Range and type: floats between 0 and 1.",
            options=(
                Option("The range only: $0 \\le x \\le 1$", False, "Dividing by a float makes floats."),
                Option("The range **and** the type", True, "`uint8` becomes `float64`."),
                Option("The shape: $28 \\times 28$ becomes $784$", False, "That is `reshape`."),
                Option("Nothing; `#panic()` & <b>bold</b>", False, "An array is made anew."),
            ),
            hints=("Look at `dtype` before and after.",),
        ),
        Item(
            id="A2.Q2",
            lesson="a2_build",
            kind="several",
            text="Which layers of LeNet have weights?",
            points=2,
            difficulty=2,
            concept="parameters",
            answer="Convolutions and dense layers.",
            options=(
                Option("`Conv2D`", True, "Its kernels."),
                Option("`MaxPooling2D`", False, "It takes the largest of each window."),
                Option("`Flatten`", False, "It only rearranges."),
                Option("`Dense`", True, "A matrix and a bias."),
                Option("`Activation`", False),
            ),
        ),
        Item(
            id="A2.Q3",
            lesson="a2_build",
            kind="number",
            text=(
                "A convolution has 20 kernels of $5 \\times 5$ on one channel, each with a bias. How many "
                "weights?\n\n$$n = k \\cdot (w \\cdot h \\cdot c + 1), \\quad \\frac{n}{k} \\approx 26$$"
            ),
            points=2,
            difficulty=2,
            concept="parameters",
            answer="$20 \\cdot (5 \\cdot 5 \\cdot 1 + 1) = 520$",
            number=520.0,
            tolerance=0.5,
            unit="weights",
            mistakes=(Mistake("500", "The biases are missing: one for each kernel."),),
            hints=("How many numbers make one kernel?", "And one more."),
        ),
        Item(
            id="A3.Q4",
            lesson="a3_train",
            kind="short",
            text="Which metric is the share of right answers? `#` $x_1$ {braces} = ~ : \\\\ ]]>",
            points=1,
            difficulty=1,
            concept="metrics",
            answer="accuracy",
            accepted=("accuracy", "the accuracy", 'acc "quoted" & <i>'),
            mistakes=(Mistake("precision", "Precision looks at one class only."),),
        ),
        Item(
            id="A3.Q5",
            lesson="a3_train",
            kind="order",
            text="Put the parts of one training step in order.",
            points=2,
            difficulty=2,
            concept="training",
            answer="Forward, loss, gradient, update.",
            order=(
                "forward pass",
                "loss $L$",
                "gradient $\\frac{\\partial L}{\\partial w}$",
                "update of the weights",
            ),
            shuffled=(
                "loss $L$",
                "update of the weights",
                "forward pass",
                "gradient $\\frac{\\partial L}{\\partial w}$",
            ),
        ),
        Item(
            id="A3.Q6",
            lesson="a3_train",
            kind="match",
            text="What belongs together?",
            points=3,
            difficulty=2,
            concept="vocabulary",
            answer="Each layer with what it does.",
            pairs=(
                ("`Conv2D`", "slides a kernel"),
                ("`MaxPooling2D`", "keeps the largest value, $\\max(x)$"),
                ("`Flatten`", "makes a vector of $n \\cdot m$"),
            ),
            shuffled=(
                "makes a vector of $n \\cdot m$",
                "slides a kernel",
                "doubles the size",
                "keeps the largest value, $\\max(x)$",
            ),
        ),
        Item(
            id="A3.Q7",
            lesson="a3_train",
            kind="text",
            text="The figure shows:\n\n![Confusion matrix](confusion.png)\n\nWhich two are mixed up? Why?",
            points=4,
            difficulty=3,
            concept="confusion matrix",
            answer="1 and 2: 6 twos are read as ones, 4 ones as twos.",
            rubric=(
                Criterion(2, "names 1 **and** 2"),
                Criterion(1, "reads rows as the truth"),
                Criterion(1, "gives a reason that fits the *shape* of the digits"),
            ),
            mistakes=(Mistake("0 and 1", "The largest number off the diagonal counts."),),
            pictures=(picture,),
            hints=("Look off the diagonal.",),
        ),
    ]
