"""The page of all tables."""


def write(tables: list) -> None:
    """Write `docs/results.md` anew."""
