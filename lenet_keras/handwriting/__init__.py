"""From a picture of a page to digits as MNIST stores them.

`find(picture)` does the whole way: `paper` tells ink from paper, `regions` finds which ink belongs to one
digit, `digit` brings it into 28 x 28 pixels as the makers of MNIST did. Needs OpenCV (the extra
`recogniser`).

Every step is arithmetic that gives the same in any language: `lenet_keras/takeaway/preparation.js` is this
package again in JavaScript, and a test holds the two to the same boxes and pixels.
"""

from lenet_keras.handwriting.digit import prepare
from lenet_keras.handwriting.finding import Found, Page, find, lines
from lenet_keras.handwriting.paper import grey, ink

__all__ = ["Found", "Page", "find", "grey", "ink", "lines", "prepare"]
