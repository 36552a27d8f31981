"""Planar affine distortions of training digits, the same ones whenever an epoch is asked for again."""

from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from tests.benchmarks.results.digits import Part


@dataclass(frozen=True)
class Distortion:
    """How far a digit is distorted at most; each amount is drawn evenly between -most and +most.

    Translation, scaling, squeezing and horizontal shear are those of section III-A of LeCun et al. (1998),
    which does not say how far; rotation is not among them.
    """

    shift: float = 0.0
    """Pixels, to the right and down, each by itself."""
    scale: float = 0.0
    """0.1: from 0.9 to 1.1 times as large."""
    squeeze: float = 0.0
    """0.1: up to 1.1 times as wide and 1 / 1.1 as high, or the reverse."""
    shear: float = 0.0
    """Pixels to the side for each pixel upwards."""
    rotation: float = 0.0
    """Degrees."""

    def transforms(self, n: int, side: int, rng: np.random.Generator) -> np.ndarray:
        """Random distortions about the middle, as TensorFlow's `ImageProjectiveTransformV3` takes them.

        Args:
            n: number of digits.
            side: rows and columns of an image.
            rng: where the random numbers come from.

        Returns:
            Shape (n, 8), float32: which place of the given image each place of the new one shows.
        """
        most = [self.shift, self.shift, self.scale, self.squeeze, self.shear, np.radians(self.rotation)]
        right, down, scale, squeeze, shear, angle = (rng.uniform(-1, 1, (n, 6)) * most).T
        wide, high = (1 + scale) * (1 + squeeze), (1 + scale) / (1 + squeeze)
        # undo the turn, then the shear, then the size
        xx, xy = np.cos(angle), np.sin(angle)
        yx, yy = -np.sin(angle), np.cos(angle)
        xx, xy = (xx + shear * yx) / wide, (xy + shear * yy) / wide
        yx, yy = yx / high, yy / high
        middle = (side - 1) / 2
        x0 = middle - xx * (middle + right) - xy * (middle + down)
        y0 = middle - yx * (middle + right) - yy * (middle + down)
        none = np.zeros(n)
        return np.stack([xx, xy, x0, yx, yy, y0, none, none], axis=1).astype(np.float32)


def distorted(images: tf.Tensor, transforms: tf.Tensor) -> tf.Tensor:
    """A batch `(n, rows, columns, 1)`, float32, distorted; what comes from outside is paper, 0."""
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=transforms,
        output_shape=tf.shape(images)[1:3],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )


def batches(
    part: Part, size: int, rng: np.random.Generator, distortion: Distortion | None, border: int = 0
) -> tf.data.Dataset:
    """One epoch of digits in a random order, distorted.

    Args:
        part: the digits.
        size: of a batch.
        rng: where order and distortions come from.
        distortion: how far; None for digits as they are.
        border: how many pixels of paper are laid around each digit first.

    Returns:
        Batches of images, float32, with pixels from 0 to 255, and their labels.
    """
    order = rng.permutation(len(part.labels))
    columns = (part.images[order], part.labels[order])
    if distortion:
        side = part.images.shape[1] + 2 * border
        columns += (distortion.transforms(len(order), side, rng),)

    def prepared(images, labels, transforms=None):
        pad = [[0, 0], [border, border], [border, border], [0, 0]]
        images = tf.cast(tf.pad(images, pad) if border else images, tf.float32)
        return (images if transforms is None else distorted(images, transforms)), labels

    return tf.data.Dataset.from_tensor_slices(columns).batch(size).map(prepared)
