"""The syntax of what a student wrote, within bounds: it is parsed in the grader's own process, too."""

import ast
import threading

LONGEST = 20_000  # letters; 0.2 s of parsing at the worst
_one_at_a_time = threading.Lock()  # CPython counts the depth of all threads' parsing together


class UnparsedError(ValueError):
    """A text too long or too deep to be parsed here; it may be Python all the same."""


def parsed(text: str) -> ast.Module | None:
    """Parse the source of a cell.

    Args:
        text: of a cell.

    Returns:
        Its syntax tree; None where it is no Python, as with a magic command or a null byte.

    Raises:
        UnparsedError: when it is longer than `LONGEST`, or nested deeper than the parser goes.
    """
    if len(text) > LONGEST:
        raise UnparsedError(f"{len(text):,} letters, at most {LONGEST:,} are parsed")
    try:
        with _one_at_a_time:
            return ast.parse(text)
    except (SyntaxError, ValueError):
        return None
    except (RecursionError, MemoryError) as error:
        raise UnparsedError("nested too deep") from error
