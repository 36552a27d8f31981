"""What stands before the imports of every lesson: how to get `lenet_keras`, in one line, if it is missing.

A notebook of ours is also opened with other programs, by double click or in VS Code, whose Python may be any.
"""

import re

from nbformat import NotebookNode

HOW = "run `python3 start.py` in the folder that you unpacked, or choose the Python in its .venv as kernel"
GUARD = f"""try:
    import lenet_keras
except ModuleNotFoundError:
    how = "{HOW}"
    raise ModuleNotFoundError(f"this Python has no lenet_keras: {{how}}") from None

"""
COMMENTS = re.compile(r"(#.*\n)*")  # what the cell says of itself stays at its top


def with_guard(cells: list[NotebookNode]) -> None:
    """Put it into the first code cell of a reference notebook, if this cell imports `lenet_keras`."""
    first = next((cell for cell in cells if cell.cell_type == "code"), None)
    if first is not None and re.search(r"^(from|import) lenet_keras\b", first.source, re.MULTILINE):
        comments = COMMENTS.match(first.source)
        end = comments.end() if comments else 0
        first.source = first.source[:end] + GUARD + first.source[end:]


def without_guard(source: str) -> str:
    """The cell as it stands in a lesson's text."""
    return source.replace(GUARD, "", 1)
