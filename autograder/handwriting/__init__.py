"""The class's own handwriting: pages to write on, and labelled digits out of photos of them."""
