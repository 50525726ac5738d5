"""Digits that a caller takes back and says again: "yheksän kaks kaks, ei vaan yheksän kaks kolme"."""

_NEAR = 3


def restated(before: str, after: str, size: int) -> str | None:
    """Both as one whole of `size` signs, where `after` begins by saying the end of `before` again.

    None when the ends are not alike, or when they are as alike with more or fewer signs taken back: then a sign
    may be missing.
    """
    taken = len(before) + len(after) - size
    most = min(len(before), len(after))
    if not 0 < taken <= most or not alike(before[-taken:], after[:taken]):
        return None
    likeness = _likeness(before, after, taken)
    others = (count for count in range(max(2, taken - _NEAR), min(most, taken + _NEAR) + 1) if count != taken)
    if any(_likeness(before, after, count) >= max(likeness, 0.5) for count in others):
        return None
    return before[:-taken] + after


def alike(old: str, new: str) -> bool:
    """Whether a group may be said in another's place: as many signs, and at least half of them the same."""
    if len(old) != len(new) or [sign.isdigit() for sign in old] != [sign.isdigit() for sign in new]:
        return False
    same = sum(a == b for a, b in zip(old, new, strict=True))
    return len(old) == 1 or 2 * same >= len(old) or sorted(old) == sorted(new)


def _likeness(before: str, after: str, count: int) -> float:
    return sum(a == b for a, b in zip(before[-count:], after[:count], strict=True)) / count
