"""How the comparison is shown: a table, curves, and the digits that no network reads."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from lenet_keras import figures, records
from lenet_keras.records import NAMES, SLIDES
from tests.benchmarks.results import digits, lesson
from tests.benchmarks.results.page import made_with, rows
from tests.benchmarks.results.training import Record

STYLES = {"mlp": ":", "mlp-01": "-.", "cnn": "-", "lenet5": "--"}
T = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776}  # Student's, two-sided, 95 %


def comparison(found: list[Record], folder: Path) -> str:
    """Markdown of the comparison; plots go into the folder, and what lesson A5 shows into its package."""
    reported = [record for record in found if not record["held_out"]]
    held_out = [record for record in found if record["held_out"]]
    if not reported:
        return made_with(found)
    lesson.write(found)
    parts = [_table(), made_with(found)]
    if held_out:
        _curves(held_out, folder / "comparison.svg")
        parts.append(
            "![Accuracy on the 5,000 digits that were held out, epoch by epoch, for each network.]"
            "(results/comparison.svg)"
        )
    alt = _misread(folder / "comparison-misread.png")
    parts.append(f"![{alt}](results/comparison-misread.png)")
    return "\n\n".join(parts)


def _table() -> str:
    records.forget()
    body = []
    for name, group in records.by_network(records.comparison()).items():
        accuracies = np.array([run["accuracy"] for run in group])
        means = {
            key: np.mean([run[key] for run in group])
            for key in ("precision", "recall", "f1", "loss", "seconds")
        }
        n = len(group)
        spread = f" ± {100 * T[n] * accuracies.std(ddof=1) / np.sqrt(n):.2f}" if n > 1 else ""
        body.append(
            [
                name,
                f"{100 * SLIDES[name]:.2f} %" if name in SLIDES else "",
                f"{100 * accuracies.mean():.2f}{spread} %",
                f"{n}",
                *(f"{means[key]:.4f}" for key in ("precision", "recall", "f1", "loss")),
                f"{group[0]['converged'] or ''}",
                f"{group[0]['parameters']:,}",
                f"{means['seconds']:.0f}",
            ]
        )
    head = ["network", "slides", "test accuracy", "seeds", "precision", "recall", "F1", "training loss"]
    return rows([*head, "converged", "parameters", "processor seconds"], body)


def _curves(held_out: list[Record], path: Path) -> None:
    figure = Figure(figsize=(8, 3.6), layout="constrained")
    ax = figure.subplots()
    for record in held_out:
        epochs = [entry["epoch"] for entry in record["curve"]]
        accuracies = [100 * entry["val_accuracy"] for entry in record["curve"]]
        name = NAMES[record["network"]] + ", augmented" * record["augmented"]
        color = "0.6" if record["augmented"] else "black"
        ax.plot(epochs, accuracies, STYLES[record["network"]], color=color, label=name)
    ax.set_xlabel("epoch")
    ax.set_ylabel("accuracy on held-out digits, %")
    ax.grid(axis="y", color="0.9")
    ax.legend(frameon=False, ncols=2, fontsize=9)
    figure.savefig(path, metadata={"Date": None, "Creator": None})


def _misread(path: Path) -> str:
    """Draw the test digits that no training without augmentation reads; say what is to be seen."""
    runs = [run for run in records.comparison() if not run["augmented"]]
    part, truth = digits.test(), records.labels()
    places = np.flatnonzero(np.all([run["answers"] != truth for run in runs], axis=0))
    name = "read by none"
    picture = figures.rows({name: part.images[places]}, {name: truth[places]})
    path.write_bytes(picture.png())
    return f"{len(places)} of 10,000 test digits are read by none of {len(runs)} networks. {picture.alt}"
