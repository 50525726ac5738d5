"""Whether what was said is so: not denied, not long ago, not imagined, not read in a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.care.red_flags.patterns import Heard, Hit, Part, Reader, RedFlagError

PRESENT, DOUBT, DISMISSED = 0, 1, 2
KINDS = (
    "negations",
    "particles",
    "being",
    "disbelief",
    "breaks",
    "without",
    "long_ago",
    "lately",
    "now",
    "if",
    "fear",
    "someday",
    "talk",
    "admin",
    "over",
    "idioms",
    "not_conditional",
)
SCOPES = frozenset({"denied", "past", "imagined", "talk", "admin", "over"})
_NEGATION_REACH = 7
_LONG_ENDS = ("aa", "ää", "oo", "öö", "ee", "ii", "uu", "yy", "vat", "vät", "oi", "öi")
_CONDITIONAL_ENDS = (
    "isi",
    "isin",
    "isit",
    "isivat",
    "isivät",
    "isiko",
    "isikö",
    "isinko",
    "isinkö",
    "isko",
    "iskö",
)
_SHORT_CONDITIONAL_ENDS = ("is", "isin")


@dataclass(frozen=True)
class ScopeWords:
    """The scope lists of nlu_data/red_flags/scope.yml, compiled."""

    parts: Mapping[str, Part]

    @classmethod
    def read(cls, data: Mapping[str, object], reader: Reader) -> ScopeWords:
        missing = [kind for kind in KINDS if kind not in data]
        unknown = [kind for kind in data if kind not in KINDS]
        if missing or unknown:
            raise RedFlagError(f"scope: missing {missing}, unknown {unknown}")
        return cls({kind: reader.part(str(data[kind]).strip(), f"scope {kind}") for kind in KINDS})


class Scope:
    """The scopes of one utterance; `verdict` judges the words of a rule against them."""

    def __init__(self, heard: Heard, words: ScopeWords) -> None:
        self._words = heard.words
        size = len(heard.words)

        def places(kind: str) -> set[int]:
            return {i for hit in heard.find(words.parts[kind]) if hit.grade == 0 for i in hit.at}

        self._negations = places("negations")
        self._particles = places("particles")
        self._being = places("being")
        self._disbelief = places("disbelief")
        self._without = places("without")
        self._breaks = places("breaks")
        self.masked = places("idioms")
        sentence = clause = 0
        self._sentence: list[int] = []
        self._clause: list[int] = []
        for i in range(size):
            pause = heard.words[i].pause
            sentence += pause >= 2
            clause += pause >= 1 or i in self._breaks
            self._sentence.append(sentence)
            self._clause.append(clause)
        self._now = places("now")
        self._past = places("long_ago")
        self._lately = places("lately")
        self._if = places("if")
        self._fear = places("fear")
        self._someday = places("someday")
        self._conditional = self._find_conditionals(places("not_conditional"))
        self._talk = {self._sentence[i] for i in places("talk")}
        self._admin = {self._sentence[i] for i in places("admin")}
        self._over = places("over")

    def _find_conditionals(self, others: set[int]) -> set[int]:
        found = set()
        for i, word in enumerate(self._words):
            raw = word.raw
            if i in others or len(raw) < 4:
                continue
            if raw.endswith(_CONDITIONAL_ENDS) or (raw.endswith(_SHORT_CONDITIONAL_ENDS) and i not in others):
                found.add(i)
        return found

    def verdict(self, hits: Sequence[Hit], *, named: bool, despite: frozenset[str]) -> int:
        """PRESENT, DOUBT or DISMISSED for a rule's words found at these places."""
        used = {i for hit in hits for i in hit.at}
        told = [hit for hit in hits if not hit.context] or list(hits)
        worst = PRESENT
        for hit in told:
            if "denied" not in despite and self._denied(hit, used):
                return DISMISSED
            at = hit.at[0]
            if "talk" not in despite and self._sentence[at] in self._talk:
                return DISMISSED
            if "past" not in despite:
                worst = max(worst, self._past_verdict(hit, named))
            if "imagined" not in despite:
                worst = max(worst, self._imagined_verdict(hit))
            if "admin" not in despite and self._sentence[at] in self._admin and not self._now_in_sentence(at):
                worst = max(worst, DISMISSED if named else PRESENT)
        if "over" not in despite and worst == PRESENT and self._said_after(self._over - used, used):
            worst = DOUBT
        return worst

    def _said_after(self, places: set[int], used: set[int]) -> bool:
        last = max(used)
        return any(self._sentence[i] == self._sentence[last] and i > min(used) for i in places)

    def _now_in_sentence(self, at: int) -> bool:
        return any(self._sentence[i] == self._sentence[at] for i in self._now)

    def _denied(self, hit: Hit, used: set[int]) -> bool:
        if any(i in self._negations for i in hit.at):
            return False
        start, end = hit.at[0], hit.at[-1]
        for neg in self._negations | self._without:
            if neg in used:
                continue
            if neg < start and start - neg <= _NEGATION_REACH and self._reaches(neg, hit):
                return True
            if end < neg <= end + 3 and neg in self._negations and self._denied_after(end, neg):
                return True
        return False

    def _reaches(self, neg: int, hit: Hit) -> bool:
        start = hit.at[0]
        if self._sentence[neg] != self._sentence[start]:
            return False
        for i in range(neg + 1, start + 1):
            if i in self._breaks:
                return False
            if self._words[i].pause == 1 and not self._list_goes_on(i):
                return False
        if neg in self._without:
            return start - neg <= 2
        verb = neg + 1
        while verb < start and verb in self._particles:
            verb += 1
        if verb >= start:
            return not (hit.verb and self._finite(start))
        if verb in self._being:
            return not (hit.verb and self._finite(start))
        return verb in self._disbelief

    def _list_goes_on(self, i: int) -> bool:
        """A comma inside "ei kuumetta, yskää eikä nuhaa" does not end the denial."""
        for j in range(i + 1, min(i + 3, len(self._words))):
            if j in self._negations and self._words[j].raw in ("eikä", "enkä", "eika"):
                return not self._words[j - 1].raw.endswith(("aa", "ää", "oo", "öö"))
        return False

    def _finite(self, at: int) -> bool:
        return self._words[at].raw.endswith(_LONG_ENDS)

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

    def _past_verdict(self, hit: Hit, named: bool) -> int:
        at = hit.at[0]
        same_clause_now = any(self._clause[i] == self._clause[at] for i in self._now)
        in_sentence = [i for i in self._past if self._sentence[i] == self._sentence[at]]
        if in_sentence:
            if hit.verb and self._finite(at):
                return PRESENT
            near = any(abs(self._clause[i] - self._clause[at]) == 0 for i in in_sentence)
            if named:
                return PRESENT if same_clause_now and not near else DISMISSED
            if self._now_in_sentence(at):
                return PRESENT
            return DISMISSED if near else DOUBT
        if any(self._clause[i] == self._clause[at] for i in self._lately) and not self._now_in_sentence(at):
            return DOUBT
        return PRESENT

    def _imagined_verdict(self, hit: Hit) -> int:
        at = hit.at[0]
        sentence = self._sentence[at]
        conditional = [i for i in self._conditional if self._sentence[i] == sentence]
        imagined = any(self._sentence[i] == sentence and -1 <= at - i <= 12 for i in self._if)
        afraid = any(self._sentence[i] == sentence and 0 < at - i <= 12 for i in self._fear)
        someday = any(self._sentence[i] == sentence for i in self._someday)
        if (imagined or afraid) and (someday or any(abs(i - at) <= 8 for i in conditional)):
            return DISMISSED
        if imagined or afraid or (someday and not self._now_in_sentence(at)):
            return DOUBT
        return DOUBT if any(i in hit.at or abs(i - at) <= 1 for i in conditional) else PRESENT
