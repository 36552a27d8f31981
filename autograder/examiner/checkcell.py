"""Check cells: which step does one observe? Apart from `lesson`, whose imports graders need not wait for."""

import re


def observed_step(source: str) -> str | None:
    """The step that a check cell observes; None for a cell of another kind.

    Args:
        source: of the cell, with or without its hidden part.

    Returns:
        `"A1.4"` when `check("A1.4")` is all that the cell does.
    """
    visible = re.sub(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS\n?", "", source, flags=re.DOTALL)
    call = re.fullmatch(r"""\s*check\(\s*["']([\w.]+)["']\s*\)\s*""", visible)
    return call.group(1) if call else None
