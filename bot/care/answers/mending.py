"""Words that the recogniser garbled, set right by the few words that an answer to this question may hold.

Used only when the words as heard give no reading; what is read from mended words is never sure.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from bot.care.answers.words import fold, is_figure

MENDED_CONFIDENCE = 0.6

_ALIKE = frozenset(
    frozenset(pair)
    for pair in ("uy", "ou", "oy", "iy", "td", "kg", "pb", "lr", "mn", "ie", "vf", "sz", "ea", "il")
)
_SHORTEST = 4
_LONGEST_ANSWER = 7
_REFUSALS = frozenset("en ei emmä emmää eikä".split())
# Words that answers hold and that mean what they say: never mended into something else.
_ORDINARY = frozenset(
    "vuosi vuosia vuosikausia paivia viikkoja kuukausia kuukausi tunteja minuutteja sitten kauan pitkaan "
    "muista tieda "
    "sano osaa kerro aikuinen nuori lapsi poika tytto aiti isa vaimo mies nainen kuumetta kuume yskaa kipu "
    "kipea kipee "
    "laakari numero kiitos puhelin soitto soittaa kotona toissa asia koko elaman aina joskus enaa viela "
    "sama vaan vain "
    "mika mita missa milloin koska tama minun mulla sinun nyt heti ihan hyva hyvin paha kaikki jotain joku "
    "usein "
    "vuotta vuoden kolmatta neljatta viidetta "
    "yhdista yhista yhdistaa soittamaan soittamista kuumeinen kolmas neljas viides kuudes toinen "
    "toista".split()
)
_MARGIN = 0.5
# The share of an answer's letters that must lie in words that the question expects.
_EXPECTED_SHARE = 0.6


class Lexicon:
    """Words that an answer may hold, each with its meaning; forms of one meaning do not compete."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        self._meanings = {
            _key(word): (word, meaning) for word, meaning in meanings.items() if len(word) >= _SHORTEST
        }
        self._known = frozenset(fold(word) for word in meanings)
        self._nearest = lru_cache(maxsize=2048)(self._find)

    def mend(self, said: Sequence[str]) -> list[str] | None:
        """The words with the garbled ones set right; None when there is nothing to set right.

        Long answers and refusals are left alone: there a chance likeness is likelier than a garbled answer.
        """
        if len(said) > _LONGEST_ANSWER or not _REFUSALS.isdisjoint(said):
            return None
        mended = [word if self._keeps(word) else self._nearest(word) or word for word in said]
        if mended == list(said):
            return None
        letters = sum(map(len, mended))
        expected = sum(len(word) for word in mended if fold(word) in self._known)
        return mended if expected >= _EXPECTED_SHARE * letters else None

    def _keeps(self, word: str) -> bool:
        return (
            len(word) < _SHORTEST or is_figure(word) or fold(word) in self._known or fold(word) in _ORDINARY
        )

    def _find(self, word: str) -> str | None:
        heard = _key(word)
        limit = 0.5 if len(heard) < 6 else 0.2 * len(heard)
        near: dict[str, tuple[float, str]] = {}
        for key, (written, meaning) in self._meanings.items():
            if abs(len(key) - len(heard)) > limit or not _may_begin(heard, key):
                continue
            distance = _distance(heard, key, limit)
            if distance <= limit and distance < near.get(meaning, (99.0, ""))[0]:
                near[meaning] = (distance, written)
        ranked = sorted(near.values())
        if not ranked or (len(ranked) > 1 and ranked[1][0] - ranked[0][0] < _MARGIN):
            return None
        return ranked[0][1]


def lexicon(*lines: str, meanings: Iterable[tuple[str, str]] = ()) -> Lexicon:
    """Words in lines, each line's first letters being their meaning, and words with meanings of their own."""
    words = {word: fold(word)[:5] for line in lines for word in line.split()}
    return Lexicon(words | dict(meanings))


def _key(word: str) -> str:
    """The word as it sounds over a telephone: no dots, no doubled letters."""
    folded = fold(word)
    return folded[:1] + "".join(letter for before, letter in pairwise(folded) if before != letter)


def _may_begin(heard: str, key: str) -> bool:
    """Beginnings survive a telephone best; asking it of them keeps the search short."""
    return heard[0] == key[0] or frozenset((heard[0], key[0])) in _ALIKE


def _distance(heard: str, key: str, limit: float) -> float:
    """Letters to add, drop or change, half for letters that sound alike; any number over the limit."""
    row = [float(column) for column in range(len(key) + 1)]
    for at, letter in enumerate(heard, start=1):
        above, row = row, [float(at)]
        for column, other in enumerate(key, start=1):
            change = 0.0 if letter == other else 0.5 if frozenset((letter, other)) in _ALIKE else 1.0
            row.append(min(above[column] + 1, row[-1] + 1, above[column - 1] + change))
        if min(row) > limit:
            return limit + 1
    return row[-1]
