"""Where networks come from: a file of Keras, or the one that the first start trains."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import keras

from lenet_keras import lenet5
from lenet_keras.datasets import mnist
from lenet_keras.handwriting import scrawls
from lenet_keras.recogniser import training

SUFFIX = ".keras"


class ModelError(ValueError):
    """The network cannot be used; the message says what was found, what is expected and what to do."""


def cache() -> Path:
    """The folder for what can be made again: `$XDG_CACHE_HOME/lenet-keras`, or `~/.cache/lenet-keras`."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "lenet-keras"


def load(path: str | Path) -> keras.Model:
    """Load a network that Keras has saved. Code in the file is not run.

    Args:
        path: of a `.keras` file.

    Raises:
        ModelError: if there is no such file, or it is none of Keras's.
    """
    path = Path(path)
    if not path.is_file():
        raise ModelError(
            f'{path}: found no such file, expected a network. Save one with model.save("my_network.keras").'
        )
    if path.suffix != SUFFIX:
        raise ModelError(
            f"{path}: found a file {path.suffix or 'without ending'}, expected {SUFFIX}. Save the network "
            'with model.save("my_network.keras").'
        )
    # The file names the published layers, its loss and its measure; they register when they are imported.
    names = [name for name in lenet5.__all__ if name not in ("BITMAPS", "TABLE_I")]
    for name in names:
        getattr(lenet5, name)
    try:
        return keras.saving.load_model(path, safe_mode=True)
    except Exception as error:  # Keras raises all kinds, down to those of zip and JSON
        line = " ".join(str(error).split())[:200]
        raise ModelError(
            f"{path}: found no network that Keras can load ({line}), expected what model.save writes."
        ) from error


def first(progress: Callable[[int, int], None]) -> keras.Model:
    """The network of the first start: from the cache, or trained now and kept there.

    Args:
        progress: as `training.train` takes it; not called when the network is in the cache.
    """
    code = b"".join(Path(str(each.__file__)).read_bytes() for each in (training, scrawls))
    recipe = hashlib.sha256(code + mnist.source().encode()).hexdigest()[:16]
    path = cache() / f"first-{recipe}{SUFFIX}"
    if path.is_file():
        try:
            return load(path)
        except ModelError:  # damaged: made anew
            path.unlink(missing_ok=True)
    model = training.train(progress)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(
        dir=path.parent
    ) as folder:  # a run that is stopped leaves no half a file
        draft = Path(folder) / path.name
        model.save(draft)
        draft.replace(path)
    return model
