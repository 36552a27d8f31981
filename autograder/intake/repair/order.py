"""Order: which of many things that were shuffled still stand as they should."""

from bisect import bisect_left


def longest_increasing(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Find a longest selection whose second members increase.

    Args:
        pairs: any two numbers each; all second members differ.

    Returns:
        The selected pairs, in their order.
    """
    ends: list[int] = []  # the smallest end of an increasing selection of each length
    places: list[int] = []  # the index of that end
    before: list[int] = []  # for each pair the index of the one selected before it
    for i, (_, value) in enumerate(pairs):
        length = bisect_left(ends, value)
        ends[length : length + 1] = [value]
        before.append(places[length - 1] if length else -1)
        places[length : length + 1] = [i]
    selected = []
    i = places[-1] if places else -1
    while i >= 0:
        selected.append(pairs[i])
        i = before[i]
    return selected[::-1]
