"""Counts told so that no single person can be known by them."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

FEWEST = 5
"""A group smaller than this is not told: it might be somebody."""
_Key = TypeVar("_Key", bound=Hashable)


def hidden(counts: Mapping[_Key, int]) -> frozenset[_Key]:
    """The keys whose counts are left out. One too small a count alone could be reckoned from the whole, so the
    next smallest hides with it."""
    small = {key for key, count in counts.items() if 0 < count < FEWEST}
    others = [key for key, count in counts.items() if count and key not in small]
    if len(small) == 1 and others:
        small.add(min(others, key=lambda key: (counts[key], str(key))))
    return frozenset(small)


def hidden_in_table(
    counts: Mapping[tuple[str, str], int],
) -> frozenset[tuple[str, str]]:
    """The (row, column) cells that are left out: no row and no column is short of exactly one of its counts."""
    out = {cell for cell, count in counts.items() if 0 < count < FEWEST}
    while True:
        more = set(out)
        for axis in (0, 1):
            for name in {cell[axis] for cell in out}:
                line = {cell: count for cell, count in counts.items() if cell[axis] == name}
                if len(more & line.keys()) == 1:
                    others = [cell for cell, count in line.items() if count and cell not in more]
                    more |= {min(others, key=lambda cell: (line[cell], cell))} if others else set()
        if more == out:
            return frozenset(out)
        out = more


def told(count: int, *, is_hidden: bool = False) -> str:
    """A count in words: a small one as fewer than the fewest, one that hides with it as a dash."""
    if 0 < count < FEWEST:
        return f"<{FEWEST}"
    return "–" if is_hidden else str(count)
