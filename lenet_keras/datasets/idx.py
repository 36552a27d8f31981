"""IDX, the file format of MNIST and Fashion-MNIST: read strictly, and written.

A file is a magic number, one count per dimension and the values, all big-endian; here the values are
always unsigned bytes. The format is described in Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST
database of handwritten digits", http://yann.lecun.com/exdb/mnist/.
"""

import gzip
import math
import struct
import zlib
from io import BufferedIOBase
from pathlib import Path

import numpy as np

# The last byte of a magic number is the number of dimensions, the third is the type (8: unsigned byte).
_MAGIC = {1: 0x00000801, 3: 0x00000803}
_KIND = {1: "labels (magic number 0x00000801)", 3: "images (magic number 0x00000803)"}
_CHUNK = 1 << 20


class DataError(ValueError):
    """The digits cannot be used; the message names the file, what was found, expected and to do."""


def read(path: str | Path, dimensions: int = 3) -> np.ndarray:
    """Read one IDX file of unsigned bytes.

    Args:
        path: the file; it is taken to be gzip if its name ends in `.gz`, and plain otherwise.
        dimensions: what the file has to hold: 3 for images, 1 for labels.

    Returns:
        A read-only array of dtype uint8, of shape `(images, rows, columns)` or `(labels,)`.

    Raises:
        DataError: if the file cannot be read, is no IDX file, is of the other kind, is damaged, or is
            shorter or longer than its header says.
        ValueError: if `dimensions` is neither 1 nor 3.
    """
    if dimensions not in _MAGIC:
        raise ValueError(f"dimensions: found {dimensions!r}, expected 1 (labels) or 3 (images).")
    path = Path(path)
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
            shape = _read_shape(stream, path, dimensions)
            return _read_values(stream, path, shape)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(
            f"{path}: found no sound gzip data ({error}), expected a complete gzip file. "
            "Download the file again; if it was unpacked on the way, take the .gz off its name."
        ) from error
    except OSError as error:
        raise DataError(
            f"{path}: found a file that cannot be read ({error.strerror}), expected {_KIND[dimensions]}."
            " Check the name and that you may read it."
        ) from error


def write(path: str | Path, values: np.ndarray) -> None:
    """Write one IDX file of unsigned bytes; the same values give the same bytes.

    Args:
        path: the file; it is packed by gzip if its name ends in `.gz`. It is replaced if it exists.
        values: of dtype uint8: `(images, rows, columns)`, or `(labels,)`.

    Raises:
        ValueError: if the values have another type or another number of dimensions.
        OSError: if the file cannot be written.
    """
    values = np.asarray(values)
    if values.dtype != np.uint8 or values.ndim not in _MAGIC:
        raise ValueError(
            f"values: found {values.dtype} of shape {values.shape}, expected uint8 with one dimension "
            "(labels) or three (images)."
        )
    path = Path(path)
    data = struct.pack(f">{1 + values.ndim}I", _MAGIC[values.ndim], *values.shape) + values.tobytes()
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def _read_shape(stream: BufferedIOBase, path: Path, dimensions: int) -> tuple[int, ...]:
    """Read the header: the magic number, which has to fit, and one count per dimension."""
    length = 4 * (1 + dimensions)
    header = stream.read(length)
    if header[:4] != struct.pack(">I", _MAGIC[dimensions]):
        raise DataError(
            f"{path}: found {_describe(header[:4])}, expected {_KIND[dimensions]}. "
            "Put the right file under this name, or download it again."
        )
    if len(header) < length:
        raise DataError(
            f"{path}: the file is truncated: found {len(header)} bytes, expected a header of "
            f"{length} bytes. Download it again."
        )
    return struct.unpack(f">{dimensions}I", header[4:])


def _describe(start: bytes) -> str:
    """Say what a file that begins so seems to be."""
    for dimensions, magic in _MAGIC.items():
        if start == struct.pack(">I", magic):
            return f"a file of {_KIND[dimensions]}"
    if start[:2] == b"\x1f\x8b":
        return "gzip data under a name without .gz"
    return f"no IDX file of bytes (it begins with {start.hex(' ')})" if start else "an empty file"


def _read_values(stream: BufferedIOBase, path: Path, shape: tuple[int, ...]) -> np.ndarray:
    """Read what follows the header, which has to be exactly as long as `shape` says."""
    expected = math.prod(shape)
    # In chunks, since read(n) sets n bytes aside at once and the header may claim any number. One byte
    # more than expected shows a file that is too long; reaching the end makes gzip check its checksum.
    values = bytearray()
    while chunk := stream.read(min(_CHUNK, expected + 1 - len(values))):
        values += chunk
    if len(values) != expected:
        state, found = ("truncated", f"{len(values):,}") if len(values) < expected else ("too long", "more")
        counts = " x ".join(map(str, shape))
        raise DataError(
            f"{path}: the file is {state}: found {found} bytes after the header, expected "
            f"{expected:,} ({counts}, as the header says). Download it again."
        )
    # Over a read-only buffer, so that no view of it can be made writable: the array is shared by a cache.
    return np.frombuffer(memoryview(values).toreadonly(), dtype=np.uint8).reshape(shape)
