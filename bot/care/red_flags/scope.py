"""Whether what was said is so: not denied, not long ago, not imagined, not read in a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.care.red_flags.denial import DISMISSED, DOUBT, LONG_ENDS, PRESENT, Denial
from bot.care.red_flags.patterns import Heard, Hit, Part, Reader, RedFlagError

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
    "needing",
    "wanting",
    "errand",
    "was",
    "about",
    "anyone",
)
_ERRAND_REACH = 6
_ELATIVE = ("sta", "stä")  # "aivohalvauksesta": what is talked of
SCOPES = frozenset({"denied", "past", "imagined", "talk", "admin", "over"})
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
            raise RedFlagError("scope_keys", "scope", missing=", ".join(missing), unknown=", ".join(unknown))
        return cls({kind: reader.part(str(data[kind]).strip(), f"scope {kind}") for kind in KINDS})


class Scope:
    """The scopes of one utterance; `verdict` judges the words of a rule against them."""

    def __init__(self, heard: Heard, words: ScopeWords) -> None:
        self._words = heard.words
        size = len(heard.words)

        def places(kind: str) -> set[int]:
            return {i for hit in heard.find(words.parts[kind]) if hit.grade == 0 for i in hit.at}

        breaks = places("breaks")
        self.masked = places("idioms")
        sentence = clause = 0
        self._sentence: list[int] = []
        self._clause: list[int] = []
        for i in range(size):
            pause = heard.words[i].pause
            sentence += pause >= 2
            clause += pause >= 1 or i in breaks
            self._sentence.append(sentence)
            self._clause.append(clause)
        self._denial = Denial(heard.words, self._sentence, breaks, places)
        self._errands = places("errand")
        self._now = {i for i in places("now") if not self._errand_follows(i)}
        self._was = places("was")
        self._about = places("about")
        self._anyone = places("anyone")
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
            at = hit.at[0]
            if "denied" not in despite:
                denied = self._denial.verdict(hit, used)
                if denied == DISMISSED:
                    return DISMISSED
                worst = max(worst, denied)
            if "talk" not in despite and self._sentence[at] in self._talk:
                return DISMISSED
            if "past" not in despite:
                worst = max(worst, self._past_verdict(hit, named))
            if "imagined" not in despite:
                worst = max(worst, self._imagined_verdict(hit))
            if "admin" not in despite and self._sentence[at] in self._admin and not self._now_in_sentence(at):
                worst = max(worst, DISMISSED if named else PRESENT)
        if "over" not in despite and worst < DISMISSED and self._said_after(self._over - used, used):
            worst = (
                DISMISSED
                if self._errand_in_turn(max(used)) and not self._now_in_sentence(max(used))
                else DOUBT
            )
        return worst

    def _errand_follows(self, now: int) -> bool:
        """ "nyt tarvisin todistuksen", "nyt voin hyvin": what is so now is no danger."""
        return any(
            0 < i - now <= _ERRAND_REACH and self._sentence[i] == self._sentence[now] for i in self._errands
        )

    def _errand_in_turn(self, at: int) -> bool:
        return any(self._words[i].turn == self._words[at].turn for i in self._errands)

    def _said_after(self, places: set[int], used: set[int]) -> bool:
        last = max(used)
        return any(self._sentence[i] == self._sentence[last] and i > min(used) for i in places)

    def _now_in_clause(self, at: int) -> bool:
        return any(self._clause[i] == self._clause[at] for i in self._now)

    def _now_in_sentence(self, at: int) -> bool:
        return any(self._sentence[i] == self._sentence[at] for i in self._now)

    def _past_verdict(self, hit: Hit, named: bool) -> int:
        at = hit.at[0]
        if hit.verb and self._words[at].raw.endswith(LONG_ENDS):
            return PRESENT
        in_sentence = [i for i in self._past if self._sentence[i] == self._sentence[at]]
        near = any(self._clause[i] == self._clause[at] for i in in_sentence)
        if named and self._told_of(hit):
            near = True
            in_sentence.append(at)
        now = self._now_in_sentence(at)
        if in_sentence:
            if named:
                return PRESENT if self._now_in_clause(at) and not near else DOUBT if now else DISMISSED
            if now and (not near or self._now_in_clause(at)):
                return PRESENT
            if near and now:
                return DISMISSED if self._errand_in_turn(at) else DOUBT
            return DISMISSED if near or self._errand_in_turn(at) else DOUBT
        if named and not now and any(self._clause[i] == self._clause[at] for i in self._was):
            return DISMISSED if self._errand_in_turn(at) else DOUBT
        if any(self._clause[i] == self._clause[at] for i in self._lately) and not now:
            return DOUBT
        return PRESENT

    def _told_of(self, hit: Hit) -> bool:
        """ "infarktin jälkeen", "halvauksen takia": the illness is what something else came from."""
        last = hit.at[-1]
        return self._words[last].raw.endswith(_ELATIVE) or any(
            last < i <= last + 2 and self._clause[i] == self._clause[last] for i in self._about
        )

    def _imagined_verdict(self, hit: Hit) -> int:
        at = hit.at[0]
        sentence = self._sentence[at]
        conditional = [i for i in self._conditional if self._sentence[i] == sentence]
        imagined = any(self._sentence[i] == sentence and -1 <= at - i <= 12 for i in self._if)
        afraid = any(self._sentence[i] == sentence and 0 < at - i <= 12 for i in self._fear)
        someday = any(self._sentence[i] == sentence for i in self._someday)
        anyone = any(self._sentence[i] == sentence and abs(i - at) <= 8 for i in self._anyone)
        if (imagined or afraid) and (someday or any(abs(i - at) <= 8 for i in conditional)):
            return DISMISSED
        if imagined and anyone:
            return DISMISSED
        if imagined or afraid or (someday and not self._now_in_sentence(at)):
            return DOUBT
        return DOUBT if any(i in hit.at or abs(i - at) <= 1 for i in conditional) else PRESENT
