"""The explanatory pictures of the lessons: one function, one picture, one idea.

Every function returns a `Picture`, which a notebook shows together with its alternative text:

    from lenet_keras import figures

    figures.pixels(trainData[0])

Matplotlib is imported by the first picture, TensorFlow never. From this import on, pyplot's figures are shown
in the theme of the page, too.
"""

# `digits` is a module and a function; these imports leave the function under that name, which is
# why they are not deferred: a module imported later would put itself in the function's place.
from lenet_keras.figures.backpropagation import computation_graph
from lenet_keras.figures.backward import agreement, class_accuracy, gradient_routing, window_columns
from lenet_keras.figures.comparison import groups, intervals, rows
from lenet_keras.figures.descent import descent, windows
from lenet_keras.figures.digits import digits, pixels
from lenet_keras.figures.errors import costs, cures, occlusion, reject_curves, reliability, search
from lenet_keras.figures.inline import follow_theme
from lenet_keras.figures.layers import convolution, pooling
from lenet_keras.figures.lenet5 import bitmaps, feature_maps, ladder, steps, strip
from lenet_keras.figures.live import live
from lenet_keras.figures.network import activations, architecture
from lenet_keras.figures.page import page
from lenet_keras.figures.picture import Picture
from lenet_keras.figures.preprocessing import depth_axis, one_hot, scaling
from lenet_keras.figures.regression import fitted, losses
from lenet_keras.figures.training import confusion, curves, misclassified
from lenet_keras.figures.tuning import gain_against_cost, search_history, search_importances, search_slices

__all__ = [
    "Picture",
    "activations",
    "agreement",
    "architecture",
    "bitmaps",
    "class_accuracy",
    "computation_graph",
    "confusion",
    "convolution",
    "costs",
    "cures",
    "curves",
    "depth_axis",
    "descent",
    "digits",
    "feature_maps",
    "gain_against_cost",
    "gradient_routing",
    "fitted",
    "groups",
    "intervals",
    "ladder",
    "live",
    "losses",
    "misclassified",
    "occlusion",
    "one_hot",
    "page",
    "pixels",
    "pooling",
    "rows",
    "scaling",
    "steps",
    "strip",
    "reject_curves",
    "reliability",
    "search",
    "search_history",
    "search_importances",
    "search_slices",
    "window_columns",
    "windows",
]

follow_theme()
