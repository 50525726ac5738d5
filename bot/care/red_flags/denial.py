"""How far a denial reaches: "ei oo rintakipua", "rintakipua ei oo", "ei kuumetta, yskää eikä nuhaa"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.care.red_flags.patterns import Hit
from bot.care.red_flags.spelling import Token

PRESENT, DOUBT, DISMISSED = 0, 1, 2
LONG_ENDS = ("aa", "ää", "oo", "öö", "ee", "ii", "uu", "yy", "vat", "vät", "oi", "öi")
_REACH = 7


class Denial:
    """The denials of one utterance; `verdict` judges the words of a rule against them."""

    def __init__(
        self,
        words: Sequence[Token],
        sentence: Sequence[int],
        breaks: set[int],
        places: Callable[[str], set[int]],
    ) -> None:
        self._words = words
        self._sentence = sentence
        self._breaks = breaks
        self._negations = places("negations")
        self._particles = places("particles")
        self._being = places("being")
        self._disbelief = places("disbelief") | places("needing")
        self._wanting = places("wanting")
        self._without = places("without")

    def verdict(self, hit: Hit, used: set[int]) -> int:
        """DISMISSED for what is denied, DOUBT for what is only not wanted, else PRESENT."""
        if any(i in self._negations for i in hit.at):
            return PRESENT
        start, end = hit.at[0], hit.at[-1]
        worst = PRESENT
        for neg in self._negations | self._without:
            if neg in used:
                continue
            if neg < start and start - neg <= _REACH:
                worst = max(worst, self._reaches(neg, hit))
            if end < neg <= end + 3 and neg in self._negations and self._denied_after(end, neg):
                return DISMISSED
        return worst

    def _reaches(self, neg: int, hit: Hit) -> int:
        start = hit.at[0]
        if self._sentence[neg] != self._sentence[start]:
            return PRESENT
        for i in range(neg + 1, start + 1):
            if i in self._breaks:
                return PRESENT
            if self._words[i].pause == 1 and not self._list_goes_on(i):
                return PRESENT
        if neg in self._without:
            return DISMISSED if start - neg <= 2 else PRESENT
        verb = neg + 1
        while verb < start and verb in self._particles:
            verb += 1
        if verb >= start or verb in self._being:
            return PRESENT if hit.verb and self._words[start].raw.endswith(LONG_ENDS) else DISMISSED
        if verb in self._wanting:
            return DOUBT
        return DISMISSED if verb in self._disbelief else PRESENT

    def _list_goes_on(self, i: int) -> bool:
        """A comma inside "ei kuumetta, yskää eikä nuhaa" does not end the denial."""
        for j in range(i + 1, min(i + 3, len(self._words))):
            if j in self._negations and self._words[j].raw in ("eikä", "enkä", "eika"):
                return not self._words[j - 1].raw.endswith(("aa", "ää", "oo", "öö"))
        return False

    def _denied_after(self, end: int, neg: int) -> bool:
        """ "Rintakipua ei oo": the denial comes last and nothing but small words follows."""
        if any(self._words[i].pause or i not in self._particles for i in range(end + 1, neg)):
            return False
        if self._words[neg].pause >= 1 or self._words[neg].raw in ("eikä", "enkä", "eika"):
            return False
        i = neg + 1
        seen = False
        while i < len(self._words) and not self._words[i].pause and i not in self._breaks:
            if i in self._being:
                seen = True
            elif i not in self._particles:
                return False
            i += 1
        return seen or i == neg + 1
