"""Take a trained network home: one HTML file that reads handwriting, with no server and no internet.

`page` puts the file together, `network` says in plain data what a Keras model consists of, `precision` packs
its weights. The page's own code is `preparation.js` (the same as `lenet_keras.handwriting`), `network.js`
(the forward pass) and `answers.js`, `drawing.js`, `pictures.js` (what people see).
"""

from lenet_keras.takeaway.network import UnsupportedError
from lenet_keras.takeaway.page import Exported, export

__all__ = ["Exported", "UnsupportedError", "export"]
