"""What it is called today: names that libraries have removed, and that tutorials are full of.

One table for all lessons. An answer that an exception stopped is looked up here first: what a name has become
says more than that there is none.
"""

import re

ARGUMENT = r"(unexpected keyword argument|not recognized|[Uu]nrecognized keyword).*"
MOST = 100  # names of an answer that are looked up: the patterns below take the square of them
ATTRIBUTE = r"(has no attribute|cannot import name|No module named).*"

TODAY: tuple[tuple[str, str], ...] = (
    (ATTRIBUTE + r"\bnp_utils\b", "`np_utils` is gone. Keras has its functions in `keras.utils` now."),
    (
        ATTRIBUTE + r"\bImageDataGenerator\b",
        "Keras gave its `ImageDataGenerator` up. Pipelines of `tf.data` do that work now.",
    ),
    (
        ATTRIBUTE + r"keras\.(layers\.(core|convolutional|pooling|normalization|merge|advanced_activations)"
        r"|preprocessing\.image)\b",
        "This module is gone. Keras has all of its layers in `keras.layers` now.",
    ),
    (
        ATTRIBUTE + r"keras\.wrappers\b|cannot import name 'wrappers' from 'keras'",
        "Keras no longer wraps its models for scikit-learn. Its own `fit` and `predict` do that work.",
    ),
    (
        r"(Sequential|Functional|Model)\b.*" + ATTRIBUTE + r"\b(predict_classes|predict_proba)\b",
        "That method is gone from Keras. `predict` gives the probabilities, and those tell more anyway.",
    ),
    (
        r"'(Sequential|Functional)' object has no attribute "
        r"'(cpu|cuda|eval|forward|load_state_dict|modules|(named_)?parameters|state_dict|to|train|zero_grad)'",
        "That is PyTorch's. A model of Keras is trained by `fit`, and answers by `predict`.",
    ),
    (
        "'int' object has no attribute 'lower'",
        'In PyTorch `padding` is a number of pixels, in Keras a word: `"same"` or `"valid"`.',
    ),
    (
        r"(Dense|Conv2D)\.__init__\(\) got multiple values for argument|activation function identifier: \d+$"
        r"|" + ARGUMENT + r"\b(in|out)_(channels|features)\b",
        "A layer of PyTorch is told how much comes in. One of Keras is told its own size only.",
    ),
    (
        ATTRIBUTE + r"\b(Linear|BatchNorm2d|AvgPool2d|CrossEntropyLoss|NLLLoss)\b",
        "That is PyTorch's name. Keras has others for layers and losses; the lesson's cells show them.",
    ),
    (
        r"Dropout\.__init__\(\).*(missing|unexpected)",
        "PyTorch calls the share of a dropout `p`, TensorFlow 1 took `keep_prob`. In Keras it is the `rate`.",
    ),
    (ARGUMENT + r"\bshow_accuracy\b", "`show_accuracy` is gone. `compile` says which numbers are followed."),
    (
        ATTRIBUTE + r"\bplot_confusion_matrix\b",
        "scikit-learn draws it by `ConfusionMatrixDisplay` now. The numbers are still in `confusion_matrix`.",
    ),
    (
        ATTRIBUTE + r"\b(fit|predict|evaluate)_generator\b",
        "That method is gone. `fit`, `predict` and `evaluate` take generators themselves now.",
    ),
    (
        r"optimizers(\.|.*has no attribute .)legacy|legacy.*not supported",
        "Keras has no old optimizers any more. Today's are in `keras.optimizers`.",
    ),
    (
        ARGUMENT + r"\blr\b",
        "Keras once called this argument `lr`. It has a longer name now: `learning_rate`.",
    ),
    (ARGUMENT + r"\bnb_epoch\b", "`nb_epoch` of old Keras is called `epochs` now."),
    (
        ARGUMENT + r"\b(nb_filter|nb_row|nb_col)\b",
        "Old Keras took `nb_filter`, `nb_row` and `nb_col`. Now they are `filters` and `kernel_size`.",
    ),
    (ARGUMENT + r"\bborder_mode\b", "`border_mode` of old Keras is called `padding` now."),
    (ARGUMENT + r"\bsubsample\b", "`subsample` of old Keras is called `strides` now."),
    (ARGUMENT + r"\boutput_dim\b", "`output_dim` of old Keras is called `units` now."),
    (
        ARGUMENT + r"\bdim_ordering\b",
        "`dim_ordering` of old Keras is called `data_format`, and is not needed.",
    ),
    (
        r"\bInput\(\).*" + ARGUMENT + r"\b(batch_)?input_shape\b",
        "`input_shape` was an argument of layers. An `Input` of its own takes `shape` now.",
    ),
    (ARGUMENT + r"'sparse'", "scikit-learn calls this argument `sparse_output` now."),
    (ATTRIBUTE + r"\bcross_validation\b", "scikit-learn calls this module `model_selection` now."),
    (
        ARGUMENT + r"'squared'",
        "`squared` is gone from scikit-learn. The root of the error has a function of its own there.",
    ),
    (
        ATTRIBUTE + r"\bfetch_mldata\b",
        "That server is gone, and so is the function. Here no download is needed.",
    ),
    (
        r"module 'numpy' has no attribute '(int|float|bool|object|str)'",
        "NumPy has given this name back: it is Python's own, without `np.` in front.",
    ),
    (
        r"module 'tensorflow' has no attribute '(Session|placeholder|global_variables_initializer|contrib)'"
        r"|tensorflow\.(contrib|examples)|module 'tensorflow' has no attribute '(layers|train|log)'",
        "That is TensorFlow 1. Since version 2 there are no sessions; Keras does this work.",
    ),
    (
        ATTRIBUTE + r"\bmake_(one_shot|initializable)_iterator\b",
        "That is TensorFlow 1. A dataset is gone through by `for`, and `iter` makes an iterator of it.",
    ),
    (
        r"module 'time' has no attribute 'clock'",
        "Python has removed `time.clock`. The text shows a clock that counts seconds on the wall.",
    ),
    (
        r"PIL\.Image' has no attribute '(ANTIALIAS|LINEAR|CUBIC)'",
        "Pillow calls its ways to resize `Image.Resampling.LANCZOS`, `.BILINEAR` and `.BICUBIC` now.",
    ),
    (
        r"keras\.(api\.)?layers\.experimental|keras.*has no attribute 'experimental'",
        "These layers are no experiment any more. They stand in `keras.layers` itself.",
    ),
    (
        r"module 'tensorflow' has no attribute 'to_(float|double|int32|int64)'",
        "TensorFlow has one function for all types now: `tf.cast`.",
    ),
    (
        ATTRIBUTE + r"\b(set_|image_)?(image_)?(dim_ordering|data_format)\b",
        "Keras keeps the channels last now, and nobody has to ask for the order of the axes.",
    ),
    (
        r"module 'keras\.(api\.)?backend' has no attribute|cannot import name '(backend|K)' from 'keras'",
        "What was in `keras.backend` is in `keras.ops` now.",
    ),
    (
        ARGUMENT + r"\b(workers|use_multiprocessing|max_queue_size)\b",
        "`fit` has no settings of workers any more; a pipeline has its own.",
    ),
    (
        ATTRIBUTE + r"\b(imresize|imrotate|imread)\b|scipy\.misc",
        "SciPy has no functions for pictures in `scipy.misc` any more. This lesson brings what it needs.",
    ),
    (
        r"'(DataFrame|Series)' object has no attribute 'as_matrix'",
        "pandas calls this method `to_numpy` now.",
    ),
    (
        r"KeyError: '(val_)?acc'",
        "There is no series of this name. Names follow the metric that was compiled, and older books say "
        "`acc`. `H.history.keys()` lists them.",
    ),
)
"""Pairs (regular expression of the exception, what it is called today)."""


def today(message: str, text: str = "") -> str:
    """What a removed name in the words of an exception is called today; nothing if there is none.

    Args:
        message: `TypeError: ... got an unexpected keyword argument 'lr'`.
        text: source of the answer: where an exception says that an argument is missing, it may be there under
            its old name.
    """
    if "missing" in message:
        names = dict.fromkeys(re.findall(r"\b(\w{1,40})\s*=(?!=)", text))
        message += "".join(f" not recognized: '{name}'" for name in [*names][:MOST])
    return next((words for pattern, words in TODAY if re.search(pattern, message)), "")
