"""Typing errors: the name that was meant, where one is near."""

import ast
import re
from collections.abc import Collection
from difflib import get_close_matches

from lenet_keras.checks.syntax import UnparsedError, parsed

SHORTEST = 4  # letters of a name in which a typing error is sought
NEAR, NEARER = 0.76, 0.87  # of two names: the part of letters that they share in order; for long names more
LONG = 9  # letters
# Of other libraries, as the lessons use them; a step's own names come to these.
VOCABULARY = tuple(
    re.findall(
        r"\w+",
        """
    LeNet trainData trainLabels testData testLabels model predictions
    AveragePooling2D BatchNormalization BITMAPS Callback Dropout InferenceSession MAPLoss PartialConv2D
    RandomBrightness RandomContrast RandomRotation RandomTranslation RBF Subsampling TPESampler
    boundingRect build_network clone_model create_study findContours get_weights load_weights optimize
    class_accuracy confusion_matrix cross_entropy descend forward gradients neuron sigmoid sigmoid_slope
    tempered reliability find_ink find_boxes box_size centred shifted penalties map_loss prepare
    pairwise_distances precision_recall_fscore_support scaled_tanh set_weights suggest_categorical
    suggest_float from_tensor_slices
    Activation Conv2D Dense Flatten Input LabelBinarizer MLPRegressor MaxPool2d MaxPooling2D
    OneHotEncoder ReLU SGD Sequential accuracy activation add append argmax comb astype batch_size
    categorical_crossentropy classification_report compile confusion_matrix copy datasets early_stopping
    epochs exp expand_dims filters fit fit_transform hidden_layer_sizes history imshow keras kernel_size
    label layers learning_rate legend lenet_keras linspace load_data log loss matmul maximum mean
    metrics mnist momentum newaxis numpy optimizer optimizers padding plot pool_size predict
    random_state reshape score set_title set_xlabel shape sklearn sliding_window_view softmax strides
    subplots sum swapaxes title to_categorical train_test_split transform transpose units utils
    validation_data validation_fraction verbose xlabel zeros zeros_like
    """,
    )
)
MODULES = (
    *(
        "cv2",
        "datasets",
        "keras",
        "layers",
        "lenet_keras",
        "losses",
        "matplotlib",
        "metrics",
        "mnist",
        "models",
    ),
    *("numpy", "optimizers", "pandas", "pyplot", "scipy", "sklearn", "tensorflow", "utils"),
)
ARGUMENT = r"unexpected keyword argument '(\w+)'"
MODULE = r"No module named '(?:\w+\.)*(\w+)'"
UNKNOWN = (
    r"name '(\w+)' is not defined",
    r"cannot import name '(\w+)'",
    r"has no attribute '(\w+)'",
    MODULE,
    ARGUMENT,
    r"not recognized.*'(\w+)'",
)


def meant(message: str, names: Collection[str] = ()) -> str:
    """A hint for an exception that does not know a name, where a known one is near; nothing else.

    Args:
        message: `ImportError: cannot import name 'minst' from 'lenet_keras.datasets'`.
        names: what else may be meant, beside `VOCABULARY`.
    """
    for pattern in UNKNOWN:
        if not (found := re.search(pattern, message)):
            continue
        # a whole word of a longer name, as `weights` of `set_weights`, is spelled rightly
        known = [each for each in (*names, *VOCABULARY) if found[1] not in each.split("_")[1:]]
        if pattern == MODULE:  # `plotly` is not the function `plot`
            known = [*MODULES]
        elif pattern == ARGUMENT:  # `dropout` of a regressor is not the layer `Dropout`
            known = [each for each in known if not each[0].isupper()]
        if near := nearest(found[1], known):
            return (
                f"There is no `{found[1]}` here. Is `{near}` meant? Compare letter by letter; capitals count."
            )
    return ""


def misspelled(text: str, name: str, names: Collection[str]) -> str:
    """A hint for a name that was not made, where the cell makes one that is spelled nearly like it.

    Args:
        text: source of the answer cell.
        name: what is missing.
        names: of the step: these are meant as they are.
    """
    near = [made for made in _made(text) if made not in names and nearest(made, [name])]
    if not near:
        return ""
    return f"The cell makes `{near[0]}`; the text says `{name}`. Compare letter by letter; capitals count."


def nearest(word: str, names: Collection[str]) -> str:
    """The name that a word is nearly like; nothing if there is none, or if the word is one of them."""
    if word in names or len(word) < SHORTEST:
        return ""
    plain = {name.lower().replace("_", ""): name for name in reversed([*names])}
    close = get_close_matches(
        word.lower().replace("_", ""), plain, n=1, cutoff=NEARER if len(word) >= LONG else NEAR
    )
    return plain[close[0]] if close else ""


def _made(text: str) -> list[str]:
    """The names that a source makes."""
    try:
        tree = parsed(text)
    except UnparsedError:
        return []
    found: list[str] = []
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.append(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.append(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found += [alias.asname or alias.name for alias in node.names]
    return found
