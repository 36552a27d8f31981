"""nbgrader's places that this project fills: the exporter and the preprocessors of `nbgrader autograde`."""
