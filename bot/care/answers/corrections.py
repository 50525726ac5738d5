"""Where a caller takes back what was just said: "eiku", "ei vaan", "tai siis".

A strong mark always takes back. A weak one is also an ordinary word, so the words on both sides must show it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_STRONG = (("ei", "kun"), ("ei", "ku"), ("eiku",), ("eikun",))
_WEAK = (
    ("ei", "vaan"), ("ei", "vain"), ("tai", "siis"), ("tai", "no"), ("vai", "siis"), ("siis",), ("korjaan",),
    ("anteeksi",), ("anteeks",), ("tarkotan",), ("tarkoitan",), ("tarkotin",), ("tarkoitin",), ("sori",),
)  # fmt: skip


@dataclass(frozen=True)
class Correction:
    """What was said before a mark and after it."""

    before: list[str]
    mark: tuple[str, ...]
    after: list[str]

    @property
    def strong(self) -> bool:
        return self.mark in _STRONG


def corrections(said: Sequence[str]) -> Iterator[Correction]:
    """The places where something may be taken back, the last one first."""
    for at in range(len(said) - 1, -1, -1):
        mark = next((mark for mark in (*_STRONG, *_WEAK) if tuple(said[at : at + len(mark)]) == mark), None)
        if mark is not None and not (at and mark == ("siis",) and said[at - 1] in ("tai", "vai")):
            yield Correction(list(said[:at]), mark, list(said[at + len(mark) :]))


def last_correction(said: Sequence[str], tells: Callable[[list[str]], bool]) -> Correction | None:
    """The last place where something is taken back; `tells` says whether words hold a value of the asked kind."""
    for found in corrections(said):
        if found.after and (found.strong or (tells(found.before) and tells(found.after))):
            return found
    return None
