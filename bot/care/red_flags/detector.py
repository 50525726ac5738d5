"""A learned detector beside the rules: it may add a question about danger, and never takes a sign away.

What it finds calm although the rules heard a sign is in doubt: that sign is asked about before it is acted on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.care.answers import age, for_whom, number, time, yes_no
from bot.care.red_flags.spelling import tokens
from bot.care.red_flags.watch import RedFlags, Sign, Watch

_GRAMMARS = (yes_no.read, age.read, number.read, time.read)
_ANSWER_WORDS = 2
_SURE = 0.8
CALM = 0.4
"""Words under this are in doubt for the detector. On 612 unseen dangers that the rules heard in 371, 4 lay under it;
of 33 harmless utterances that the rules took for danger, 24 (docs/decisions/0004)."""
_DENIALS = frozenset({"ei", "en", "eikä", "enkä", "eipä", "emmä"})
# What may stand after a denial in an answer; "ei hengitä" is no answer to anything.
_AFTER_DENIAL = frozenset(
    "oo ole oo olekaan ookaan kiitos kai ei en kyllä sovi käy passaa oikeen oikein todellakaan missään mitään "
    "minulla mulla mä minä tarvi tarvii tarvitse haittaa kiinnosta enää vielä tänään huomenna nyt joo kun ku".split()
)


@dataclass(frozen=True)
class Suspicion:
    """One category, and how likely it is that these words tell of it, 0..1."""

    category: str
    probability: float


class Detector(Protocol):
    """What was learned from examples. Deterministic, raises on no text, takes under 20 ms."""

    def suspects(self, text: str, alternatives: Sequence[str] = ()) -> Sequence[Suspicion]:
        """The categories to ask about, likeliest first; empty for harmless words.

        `alternatives` are the recogniser's other readings of the same words: all readings are weighed together.
        """
        ...

    def danger(self, text: str, alternatives: Sequence[str] = ()) -> float:
        """How likely the words tell of any danger, 0..1."""
        ...


class WatchWithDetector:
    """The rules' watch, and where they are silent what the detector would ask about."""

    def __init__(self, rules: RedFlags, detector: Detector) -> None:
        self._rules = rules
        self._detector = detector

    def hear(self, text: str, *, alternatives: Sequence[str] = (), before: Sequence[str] = ()) -> Watch:
        """As RedFlags.hear; suspected signs stand strongest first, the rules' own before the detector's."""
        watch = self._rules.hear(text, alternatives=alternatives, before=before)
        if is_answer(text):
            return watch
        found = self._detector.suspects(text, alternatives)
        known = {sign.category for sign in (*watch.heard, *watch.suspected)}
        added = tuple(
            Sign(one.category, self._rules.action(one.category), text.strip())
            for one in found
            if one.category not in known
        )
        likely = {one.category: one.probability for one in found}
        own = sorted(watch.suspected, key=lambda sign: -likely.get(sign.category, 0.0))
        if watch.heard and self._doubts(watch, text, alternatives, before):
            return Watch((), (*watch.heard, *own, *added))
        return Watch(watch.heard, (*own, *added))

    def _doubts(self, watch: Watch, text: str, alternatives: Sequence[str], before: Sequence[str]) -> bool:
        """Whether the rules heard danger in words that the detector finds calm.

        Signs that earlier turns add up to are not doubted: the detector knows the latest words only.
        """
        if self._detector.danger(text, alternatives) >= CALM:
            return False
        if not before:
            return True
        alone = {sign.category for sign in self._rules.hear(text, alternatives=alternatives).heard}
        return all(sign.category in alone for sign in watch.heard)


def is_answer(text: str) -> bool:
    """Whether the words are only an answer to a question: yes, no, a number, an age, a time, who it is about."""
    said = [token.raw for token in tokens((text,))]
    if for_whom.is_oneself(text):
        return True
    if not said or len(said) > _ANSWER_WORDS:
        return not said
    if len(said) > 1 and said[0] in _DENIALS and said[1] not in _AFTER_DENIAL:
        return False
    readings = (read(text) for read in _GRAMMARS)
    return any(one is not None and one.value is not None and one.confidence >= _SURE for one in readings)
