"""The digits of the lessons. `mnist.load_data()` stands in for the function of that name in Keras."""

from lenet_keras.datasets import mnist

__all__ = ["mnist"]
