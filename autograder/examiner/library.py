"""What of `lenet_keras` a candidate has: what an answer needs, but nothing that judges it or is one.

What is not named here is neither among the files of a candidate nor in the memory that it is forked from.
"""

import ast
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from nbformat import NotebookNode

from autograder.coursedir.folders import PROJECT
from autograder.examiner.checkcell import observed_step
from lenet_keras.checks.means import Means
from lenet_keras.checks.steps import LESSON, LESSONS, MEANS

PACKAGE = "lenet_keras"
OPENED = (PACKAGE, f"{PACKAGE}.checks")  # packages of which only what is named is there
OBSERVING = ("architecture", "description", "drawing", "encoding", "observation", "probes")
ALWAYS = (
    *(f"{PACKAGE}.checks.{each}" for each in OBSERVING),
    f"{PACKAGE}.datasets",
    f"{PACKAGE}.figures",
)
LAZY = {"LeNet": f"{PACKAGE}.models"}
"""What the package itself hands out, and where it is."""


class MeansError(ValueError):
    """A solution uses what its lesson does not allow; the message says where, and what to do."""


def of_steps(steps: Iterable[str]) -> tuple[Means, ...]:
    """The means of the lesson that some steps belong to.

    Args:
        steps: ids of the steps of one notebook.

    Returns:
        What the lesson declares. For a notebook that is of no lesson here, but of another course, one part
        with all of the package except the judges of lessons.
    """
    named = set(steps)
    for lesson, own in LESSONS.items():
        if named and named <= {each.id for each in own}:
            return MEANS[lesson]
    return (Means(library=_all()),)


def _all() -> tuple[str, ...]:
    folder = PROJECT / PACKAGE
    found = [
        *(f"{PACKAGE}.{each.stem}" for each in folder.iterdir() if each.name != "checks"),
        *(f"{PACKAGE}.checks.{each.stem}" for each in (folder / "checks").iterdir()),
    ]
    return tuple(sorted(each for each in found if _is_module(each) and not LESSON.fullmatch(_last(each))))


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _path(name: str) -> Path:
    """Where a module or package of ours lies."""
    place = PROJECT.joinpath(*name.split("."))
    return place if place.is_dir() else place.with_suffix(".py")


def _is_module(name: str) -> bool:
    return not _last(name).startswith("__") and _path(name).exists()


def named(means: Means) -> tuple[str, ...]:
    """The modules and packages of `lenet_keras` that answers may use; of a package all."""
    return tuple(dict.fromkeys((*ALWAYS, *means.library)))


def files(library: Iterable[str]) -> list[str]:
    """The files and folders that have to be seen for these modules and packages."""
    return [*(str(_path(each) / "__init__.py") for each in OPENED), *(str(_path(each)) for each in library)]


def places(packages: Iterable[str]) -> list[str]:
    """Where packages and modules lie, which a part of a lesson does without."""
    specs = [find_spec(each) for each in packages]
    return [
        str(Path(place).resolve())
        for spec in specs
        if spec
        for place in spec.submodule_search_locations or [spec.origin or "", spec.cached or ""]
        if place
    ]


def ensure_enough(cells: Iterable[NotebookNode], means: tuple[Means, ...]) -> None:
    """Make sure that a solution uses nothing that its candidates will not have.

    Args:
        cells: of the solution.
        means: of its lesson.

    Raises:
        MeansError: when it does; students could do nothing about it.
    """
    later = {each.after: each for each in means if each.after}
    part = next((each for each in means if not each.after), Means())
    for cell in cells:
        if cell.cell_type != "code":
            continue
        for name in _imported(cell.source):
            if part.lacks(name) or not has(named(part), name):
                raise MeansError(
                    f"the cell {cell.get('id', '?')} of the solution imports {name}, which this part of the "
                    "lesson does without. If answers may be made with it, name it in `MEANS` beside the "
                    "lesson's `STEPS`; lenet_keras/checks/means.py shows how"
                )
        part = later.get(observed_step(cell.source) or "", part)


def has(library: Iterable[str], name: str) -> bool:
    """Whether a module is there; of packages but ours all are."""
    if name.partition(".")[0] != PACKAGE or name in OPENED:
        return True
    return any(f"{name}.".startswith(f"{each}.") for each in library)


def _imported(source: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # a magic: the candidate will tell
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            for each in node.names if node.module in OPENED else ():
                name = f"{node.module}.{each.name}"
                if each.name in LAZY or _path(name).exists():
                    yield LAZY.get(each.name, name)
