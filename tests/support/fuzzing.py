"""How many examples the long tests by Hypothesis try."""

from hypothesis import settings


def examples(many: int) -> int:
    """`many` in `make fuzz`, a tenth of them in `make test`."""
    return many if settings.get_current_profile_name() == "fuzz" else many // 10
