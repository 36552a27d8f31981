"""Curves for TensorBoard: `tensorboard --logdir FOLDER` shows them."""

from pathlib import Path

from lenet_keras.from_scratch.training import History


def write(history: History, folder: str | Path) -> None:
    """Write each series of `history` as a curve over the epochs.

    Args:
        history: what `fit` returns.
        folder: made if it is not there; earlier runs in it stay.
    """
    import tensorflow as tf

    writer = tf.summary.create_file_writer(str(folder))
    with writer.as_default():
        for name, values in history.items():
            for epoch, value in enumerate(values, start=1):
                tf.summary.scalar(name, value, step=epoch)
    writer.close()
