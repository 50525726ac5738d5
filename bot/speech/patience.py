"""How long a caller's quiet lasts before their turn is over, by the question, the words and the caller. Pure.

Nothing but words and the question decides: on telephone sound Smart Turn calls nearly every half sentence
complete (docs/decisions/0003), so it would cut callers short.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.care.answers import (
    age,
    birth_date,
    denial,
    for_whom,
    municipality,
    not_telling,
    number,
    personal_id,
    severity,
    since,
    time,
    yes_no,
)
from bot.care.answers.answer import Answer
from bot.care.answers.words import words as words_of

YES_NO_TOPICS = frozenset(
    "number_ok safety help_choice anything_else summary_ok consent pregnancy request_number_ok "
    "request_cancel_ok".split()
)
NUMBER_TOPICS = frozenset({"number", "request_number", "birth_date", "personal_id"})
STORY_TOPICS = frozenset({"concern", "correction"})

YES_NO_WORDS = 3  # more than that is no mere yes or no
ANSWER_WORDS = 7
COMPLETE_S = 0.28
SINGLE_WORD_S = 0.55
FIRST_SINGLE_WORD_S = 1.05
SHORT_S = 0.65
STORY_S = 0.7
STORY_BEGUN_S = 1.3
NUMBER_S = 1.3
DANGLING_EXTRA_S = 0.7
IN_DANGER_S = 0.3
LONGEST_S = 2.5
STRETCHED_BY = 1.25
MOST_STRETCHED = 1.8

# Topics that no answer of which books, cancels, sends or connects anything: a summary is read back first.
_COMMITS_TO_NOTHING = STORY_TOPICS | frozenset(
    "for_whom age municipality name own_nurse since severity fever cause place other_symptoms drinking tried "
    "values medicine test appointment certificate vaccine illnesses medicines allergies number_ok time".split()
)
_TENS = re.compile(r"P\d+0Y")  # "kuuskyt" may be the beginning of "kuuskytkaks"
_WORD_IS_WHOLE = frozenset({"age", "municipality", "severity"})

_SURE = 0.7
_READERS: dict[str, Callable[..., Answer | None]] = {
    "age": age.read,
    "birth_date": birth_date.read,
    "for_whom": for_whom.read,
    "municipality": municipality.read,
    "number": number.read,
    "personal_id": personal_id.read,
    "request_number": number.read,
    "severity": severity.read,
    "since": since.read,
    "time": time.read,
}
_ANY_DAY = datetime(2026, 1, 7, 9, 0, tzinfo=UTC)  # whether an answer is whole does not hang on today

# Words after which a Finnish speaker goes on.
_DANGLING = frozenset(
    "ja että et mutta mut elikkä eli niinku niinkun niin tota tuota noin siis koska kun ku jos sitten sit vai tai "
    "eikä enkä sekä öö ööö öh ää äh mm hmm joka jonka jossa josta mikä".split()
)
# They announce what is told next: "joo, vielä yksi asia". The ears may write them together.
_ANNOUNCING = re.compile(
    r"(yksi|yks|toinen|pari|semmonen|semmoinen|sellanen|sellainen|tämmönen|tällainen)"
    r"(asia|asiaa|juttu|juttua|kysymys)$"
)
# A story that asks for something has come to its point.
_ASKING = re.compile(
    r"\b(halu|tarvi[ts]|pitäis|pitäs|voisi|voisko|saisi|saisko|saanko|voiko|voinko|pääsi|haen|varata|uusi[am]|tila[ta]|"
    r"soittopyyn|soittaisi|aikaa\b|peruu|perua|siirtää|miten|mistä|mihin|minne|milloin|millon|kenelle|onko|voitteko|"
    r"yhdist)"
)
# What comes after one of these is a clause or a matter of its own, and with it the story has got somewhere.
_JOINING = frozenset("ja eikä enkä mutta mut kun ku koska että et joten sekä".split())
_FINITE = re.compile(
    r"^(on|oli|olis|olisi|ovat|olen|oon|olin|ei|en|eikä|enkä|alkoi|alko|tuli|meni|sattuu|särkee|koskee|kutiaa|turposi|"
    r"kaatui|kaaduin|loukkasi|satutin|tuntuu|näyttää|jäi|löi|kävi|kävin|vuotaa|oksentaa|oksensi|yskii|yskin|huimaa|"
    r"pelottaa|ahdistaa|soitan|soitin)$"
)
_TELLING = 2  # finite verbs of a story that has got going


@dataclass
class Pace:
    """How this caller speaks. Every turn whose patience was too short makes the next ones wait longer, but for one
    that went on after a lone word, which tells nothing of the speed; whoever has once left it at a lone word need
    not be waited for after the next one.
    """

    stretch: float = 1.0
    leaves_it_at_a_word: bool = False

    def went_on(self, words: str) -> None:
        """The caller was answered after these words, and had more to say."""
        if len(words_of(words)) > 1:
            self.stretch = min(MOST_STRETCHED, self.stretch * STRETCHED_BY)

    def was_whole(self, words: str) -> None:
        """The caller left it at these words, and was answered."""
        self.leaves_it_at_a_word = self.leaves_it_at_a_word or len(words_of(words)) == 1


USUAL = Pace()


def patience_s(topic: str | None, words: str, pace: Pace = USUAL, alternatives: Sequence[str] = ()) -> float:
    """Seconds of quiet that end a turn, for a caller of this pace.

    An answer is whole when any reading of it is: the dialogue mends it by the same `alternatives`.
    """
    said = words_of(words)
    readings = (words,) if _is_story(topic) else (words, *alternatives)
    whole_s = _whole_s(said, pace)
    patience = min(_by_question(topic, reading, words_of(reading), whole_s) for reading in readings)
    if _goes_on(said):
        patience += DANGLING_EXTRA_S
    return min(LONGEST_S, patience * pace.stretch)


def may_ask_early(topic: str | None) -> bool:
    """Whether the dialogue may be asked before the patience is over: its answer then commits to nothing.

    The words of a story, and what is asked before the summary, never book, cancel or send anything.
    """
    return topic is None or topic in _COMMITS_TO_NOTHING


def _is_story(topic: str | None) -> bool:
    return topic is None or topic in STORY_TOPICS


def _by_question(topic: str | None, words: str, said: list[str], whole_s: float) -> float:
    if topic in YES_NO_TOPICS:
        if len(said) <= YES_NO_WORDS:
            return _yes_no(topic, words, whole_s)
        return COMPLETE_S if len(said) <= ANSWER_WORDS and _ends_matter(topic, words) else _story(words, said)
    if topic is None or topic in STORY_TOPICS:
        return _story(words, said)
    if not_telling.read(words) is not None:
        return COMPLETE_S
    reader = _READERS.get(topic)
    if reader is None:
        return whole_s if denial.is_whole(words) else SHORT_S
    answer = reader(words, now=_ANY_DAY)
    if answer is None or not _is_sure(answer):
        return NUMBER_S if topic in NUMBER_TOPICS else SHORT_S
    if topic in _WORD_IS_WHOLE and not (topic == "age" and _TENS.fullmatch(str(answer.value))):
        return COMPLETE_S
    return whole_s


def _yes_no(topic: str | None, words: str, whole_s: float) -> float:
    if not _is_sure(yes_no.read(words)):
        return SHORT_S
    if not _ends_matter(topic, words):
        return STORY_BEGUN_S
    return whole_s


def _whole_s(said: list[str], pace: Pace) -> float:
    """The patience with an answer that says it all; a lone word of it may be a beginning."""
    if len(said) > 1:
        return COMPLETE_S
    return SINGLE_WORD_S if pace.leaves_it_at_a_word else FIRST_SINGLE_WORD_S


def _ends_matter(topic: str | None, words: str) -> bool:
    """Whether a yes or no says it all: after a yes to "anything else?" comes what it is."""
    answer = yes_no.read(words)
    return answer is not None and _is_sure(answer) and (topic != "anything_else" or answer.value is False)


def _story(words: str, said: list[str]) -> float:
    """A first clause is mostly followed by more; a second one, or a request, comes to the point."""
    # A first "ei" may be a "hei" that was misheard.
    told = said[1:] if said[:1] == ["ei"] else said
    verbs = sum(bool(_FINITE.match(word)) for word in told)
    pointed = verbs >= _TELLING or _ASKING.search(words.lower()) is not None
    return STORY_S if pointed or (verbs and _has_joined(told)) else STORY_BEGUN_S


def _has_joined(said: list[str]) -> bool:
    """Whether something of two words or more follows a joining word inside the sentence."""
    return any(word in _JOINING for word in said[1:-_TELLING])


def _goes_on(said: list[str]) -> bool:
    """Whether the words so far end in one that more must follow."""
    if not said:
        return False
    return said[-1] in _DANGLING or _ANNOUNCING.search("".join(said[-2:])) is not None


def _is_sure(answer: Answer | None) -> bool:
    return answer is not None and answer.confidence >= _SURE
