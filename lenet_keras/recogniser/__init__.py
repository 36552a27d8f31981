"""A recogniser for pages, photos, videos and cameras: `python -m lenet_keras serve` and `recognise`.

`store` finds the network (or trains the first one), `reader` runs it in ONNX Runtime, `pictures` and `videos`
open what people give it, `server` answers their browsers. Needs the extra `recogniser`.
"""
