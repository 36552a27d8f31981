"""A1.1: the module with the digits gets its name."""

import re

from lenet_keras.checks.observation import Observations
from lenet_keras.checks.verdict import Criterion, Fault, Step, in_words

MODULE = "lenet_keras.datasets.mnist"


def imported(observations: Observations) -> Fault | None:
    """Judge A1.1: `mnist` is the module of this package."""
    observation = observations["mnist"]
    if observation["kind"] == "module" and observation["name"] == MODULE:
        return None
    found = f"`mnist` is {in_words(observation)}"
    return Fault(found, f"the module `{MODULE}`", _hint(observation))


def _hint(observation) -> str:
    if observation["kind"] == "module":
        if observation["name"] in ("lenet_keras", "lenet_keras.datasets"):
            return "That is the package around it. It holds several modules: which of them is the data set?"
        if re.search("keras|tensorflow", observation["name"]):
            return (
                "Keras has a module of the same name that downloads its digits. The one in `lenet_keras` "
                "works the same way, without a network."
            )
        return "Which package does the text above name?"
    if observation["kind"] == "function" and not observation["module"].startswith("lenet_keras"):
        return "Which package does the text above name?"
    if observation["kind"] == "function":
        return (
            "A function of the module was imported. Here the module itself is wanted; A1.2 uses its function."
        )
    if observation.get("type") == "tuple":
        return "These are the digits already. Loading them is A1.2; here only the module gets its name."
    if observation["kind"] == "value" and isinstance(observation["value"], str):
        return "Quotes make a text. A text only says what the module is called; `import` fetches it."
    return "A module gets its name by an `import` statement."


STEP = Step(
    "A1.1",
    concept="importing",
    defines=("mnist",),
    criteria=(Criterion("`mnist` is the module with the digits", 1, ("mnist",), imported),),
    error_hints=(
        (
            "^SyntaxError",
            "First the place, then the thing: look at the imports in the first cell.",
        ),
        ("^NameError", "Python knows a package only after an `import`."),
        (
            "from 'lenet_keras.datasets'",
            "The package is the right one. It has no module of this name: which one does the text name?",
        ),
        (
            "No module named '(?!lenet|mnist|datasets)",
            "That library is not here, and none is needed but the one that the text names.",
        ),
        (
            "No module named|cannot import name",
            "`from package import module`: the package is the part before the last dot.",
        ),
    ),
    source_hints=(
        (r"import\s+load_data", "A function of the module was imported. Here the module itself is wanted."),
        (
            r"import\s*\*",
            "A star brings the names that a package shows. `mnist` is none of those of this package.",
        ),
        (
            r"\bas\s+\w+",
            "`as` gives what is imported another name. The check and the next cells look for `mnist`.",
        ),
        (
            r"import\s+lenet_keras",
            "The import made another name. `from package import module` gives the module its own name.",
        ),
    ),
)
