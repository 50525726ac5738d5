"""Words as a telephone line and the recogniser hand them over, for training: learned from pairs of said and heard.

Each letter of an utterance stays, changes, vanishes or grows as the pairs show that letters between such
neighbours do; spaces are letters too, so words split and join. Some utterances are heard well and others badly,
as in the pairs. Seeded by the text, so always the same.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

_NO_WORD = re.compile(r"[^\w ]+")
_LEAST_SEEN = 12  # times a letter must be seen between its neighbours before they count
_WORST = 4.0  # times as bad as the mean, at most


@dataclass(frozen=True)
class _Letter:
    """What became of a letter: how often it changed, and what the changes were, commonest first."""

    share: float
    changes: tuple[str, ...]
    counts: tuple[int, ...]


class Line:
    """A line as its pairs show it; without pairs a perfect one."""

    def __init__(self, letters: dict[str, _Letter], badness: tuple[float, ...]) -> None:
        self._letters = letters
        self._badness = badness

    @classmethod
    def learned(cls, pairs: Iterable[tuple[str, str]]) -> "Line":
        """From pairs of what was said and what was heard of it."""
        became: dict[str, Counter[str]] = defaultdict(Counter)
        badness = []
        for said, heard in sorted(pairs):
            plain = _plain(said)
            changed = 0
            for at, (letter, outcome) in enumerate(_aligned(plain, _plain(heard))):
                changed += outcome != letter
                became[letter][outcome] += 1
                became[plain[max(0, at - 1) : at + 2]][outcome] += 1
            badness.append(changed / max(1, len(plain)))
        mean = sum(badness) / max(1, len(badness)) or 1.0
        letters = {
            key: _letter(key if len(key) == 1 else key[-2], outcomes)
            for key, outcomes in became.items()
            if len(key) == 1 or (len(key) == 3 and outcomes.total() >= _LEAST_SEEN)
        }
        return cls(letters, tuple(sorted(min(_WORST, one / mean) for one in badness)))

    @property
    def is_known(self) -> bool:
        """Whether there were pairs to learn from."""
        return bool(self._badness)

    def garbled(self, text: str, seed: str) -> str:
        """The text as this line may hand it over; another seed, another time."""
        plain = _plain(text)
        if not self.is_known:
            return plain
        chance = random.Random(f"{seed}:{text}")
        badness = chance.choice(self._badness)
        heard = []
        for at, letter in enumerate(plain):
            fate = self._letters.get(plain[max(0, at - 1) : at + 2]) or self._letters.get(letter)
            if fate is not None and fate.changes and chance.random() < fate.share * badness:
                heard.append(chance.choices(fate.changes, fate.counts)[0])
            else:
                heard.append(letter)
        return " ".join("".join(heard).split())


def _letter(letter: str, outcomes: Counter[str]) -> _Letter:
    changes = sorted(
        (pair for pair in outcomes.items() if pair[0] != letter), key=lambda pair: (-pair[1], pair[0])
    )
    share = sum(count for _, count in changes) / outcomes.total()
    return _Letter(share, tuple(change for change, _ in changes), tuple(count for _, count in changes))


def _plain(text: str) -> str:
    return " ".join(_NO_WORD.sub(" ", text.lower()).split())


def _aligned(said: str, heard: str) -> list[tuple[str, str]]:
    """Each letter of `said` with what stands for it in `heard`; what was added belongs to the letter before."""
    became = ["" for _ in said]
    for block, following in pairwise(
        [(0, 0, 0), *SequenceMatcher(None, said, heard, autojunk=False).get_matching_blocks()]
    ):
        at, heard_at, size = block
        became[at : at + size] = said[at : at + size]
        begin, end = at + size, following[0]
        other = heard[heard_at + size : following[1]]
        if begin < end:
            for place in range(begin, end):
                became[place] = other[place - begin : place - begin + 1]
            became[end - 1] += other[end - begin :]
        elif other and begin > 0:
            became[begin - 1] += other
    return list(zip(said, became, strict=True))
