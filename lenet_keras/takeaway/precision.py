"""Packing weights: as they are, in half precision, or in 8 bits."""

import base64
import copy
from dataclasses import dataclass
from typing import Any

import numpy as np

from lenet_keras.takeaway.network import Layer, Network

KINDS = ("float32", "float16", "int8")


@dataclass(frozen=True)
class Packed:
    """A network ready for the page."""

    description: dict[str, Any]
    """Plain data: each array is `{"shape", "at", "type"}`, a place in `weights`."""
    weights: str
    """All arrays one behind the other, little-endian, in base64."""
    network: Network
    """The network with the weights that come out of it: what the page computes with."""
    kind: str
    """Of `KINDS`."""


def pack(network: Network, kind: str) -> Packed:
    """Pack the weights of a network.

    Args:
        network: what is packed.
        kind: `float32`; `float16`, half the size; or `int8`, a quarter: whole numbers from -127 to 127 and
            one scale for each unit. Vectors, such as biases, stay float32: they are small, and much hangs on
            them.

    Raises:
        ValueError: for another kind.
    """
    if kind not in KINDS:
        raise ValueError(f"precision {kind!r}; expected one of {', '.join(KINDS)}.")
    data = bytearray()
    described, rounded = [], []
    for layer in network.layers:
        parts, copies = [], []
        for part in layer.parts:
            plain, kept = dict(part), copy.copy(part)
            for name, value in part.items():
                if isinstance(value, np.ndarray):
                    plain[name], kept[name] = _packed(value, kind if value.ndim > 1 else "float32", data)
            parts.append(plain)
            copies.append(kept)
        described.append({"name": layer.name, "parts": parts})
        rounded.append(Layer(layer.name, copies))
    description = {"input": network.input, "output": network.output, "layers": described}
    weights = base64.b64encode(bytes(data)).decode("ascii")
    return Packed(description, weights, Network(network.input, network.output, rounded), kind)


def fitting(network: Network, room: int) -> Packed:
    """Pack the weights as well as fits into `room` letters; in 8 bits if nothing does."""
    for kind in KINDS:
        packed = pack(network, kind)
        if len(packed.weights) <= room:
            break
    return packed


def _packed(array: np.ndarray, kind: str, data: bytearray) -> tuple[dict[str, Any], np.ndarray]:
    """Put one array behind the others; its place, and the values that come back."""
    place: dict[str, Any] = {"shape": array.shape, "at": len(data), "type": kind}
    if kind == "int8":
        scales = np.abs(array).max(axis=tuple(range(array.ndim - 1)), initial=0).astype("<f4") / np.float32(
            127
        )
        whole = np.rint(array / np.where(scales > 0, scales, 1)).astype(np.int8)
        data += whole.tobytes()
        place["scales"] = len(data)
        data += scales.tobytes()
        return place, whole.astype(np.float32) * scales
    packed = array.astype("<f2" if kind == "float16" else "<f4")
    data += packed.tobytes()
    return place, packed.astype(np.float32)
