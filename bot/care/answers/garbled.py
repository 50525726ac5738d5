"""What a garbled answer may have been, weighed by the words that its question expects.

Telephone recognition splits, joins and misspells Finnish words ("kolme kylmentavisi" is 35). Each way to cut the
answer into expected words is read by the topic's grammar, and the nearest one counts when no other is as near.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

from bot.care.answers.answer import Answer
from bot.care.answers.numerals import segments, spoken_units
from bot.care.answers.vocabulary import Vocabulary, Way
from bot.care.answers.words import is_figure

MENDED = 0.7
"""Confidence of a mended answer whose next best reading is far."""
DOUBTFUL = 0.6
"""Confidence of a mended answer that should be asked again."""

UNREAD = 0.4
"""Confidence of a number beside a word that may belong to it and was not read: nothing sure was said."""

_LONGEST_ANSWER = 14
_MOST_LETTERS = 90
_REFUSALS = frozenset("en ei emmä emmää eikä eipä enpä eihän enhän eiköhän".split())
_EXPECTED_SHARE = 0.6
_SHORT_ANSWER = 8
_MOST_OF_A_SHORT_ANSWER = 0.8
_CLOCK = frozenset(("kello", "klo"))
_SURE_MARGIN = 1.0
_LEAST_MARGIN = 0.6
_LIKE_A_NUMERAL = 0.45
_LEAST_GAIN = 0.4
_SURE_SHARE = 0.16
_MOST_SHARE = 0.2


def mended(
    said: Sequence[str],
    exact: Answer | None,
    vocabulary: Vocabulary,
    read: Callable[[list[str]], Answer | None],
) -> Answer | None:
    """The answer after weighing what the strange words may have been; `exact` is the reading as heard.

    A mended answer is at most MENDED sure. Where two values are about as near, there is no answer.
    """
    strange = vocabulary.strange(said)
    if not strange or len(said) > _LONGEST_ANSWER or sum(map(len, said)) > _MOST_LETTERS:
        return exact
    ways = vocabulary.ways(said)
    answers: dict[object, tuple[float, Answer, Way]] = {}
    nothing = 99.0
    for way in ways:
        answer = exact if way.words == tuple(said) else read(list(way.words))
        if answer is None:
            nothing = min(nothing, way.cost)
        elif answer.value not in answers:
            answers[answer.value] = (way.cost, answer, way)
    if not answers:
        return None
    ranked = sorted(answers.values(), key=lambda item: item[0])
    cost, best, way = ranked[0]
    margin = ranked[1][0] - cost if len(ranked) > 1 else 9.0
    share = cost / sum(len(said[index]) for index in strange)
    if _leaves_a_number_open(way.words, vocabulary):
        return None if exact is None else Answer(best.value, min(best.confidence, UNREAD))
    if exact is not None and exact.value == best.value:
        most = DOUBTFUL if margin < _SURE_MARGIN else 1.0 if way.words == tuple(said) else MENDED
        return Answer(exact.value, min(exact.confidence, most))
    if nothing <= cost or margin < _LEAST_MARGIN or share > _MOST_SHARE:
        if exact is None:
            return None
        open_number = share <= _MOST_SHARE or _leaves_a_number_open(said, vocabulary)
        return Answer(exact.value, min(exact.confidence, UNREAD if open_number else DOUBTFUL))
    if exact is None and (nothing - cost < _LEAST_GAIN or not _is_likely(said, way, vocabulary)):
        return None
    sure = margin >= _SURE_MARGIN and share <= _SURE_SHARE and nothing - cost >= _LEAST_MARGIN
    if sure and cost == 0:
        return best
    return Answer(best.value, min(best.confidence, MENDED if sure else DOUBTFUL))


def _is_likely(said: Sequence[str], way: Way, vocabulary: Vocabulary) -> bool:
    """Whether so much is like an answer that it is hardly chance."""
    if not _REFUSALS.isdisjoint(said):
        return False
    letters = sum(map(len, way.words))
    expected = sum(len(word) for word in way.words if vocabulary.answers(word))
    short = letters < _SHORT_ANSWER and way.cost > _MOST_OF_A_SHORT_ANSWER
    return expected >= _EXPECTED_SHARE * letters and not short


def _leaves_a_number_open(words: Sequence[str], vocabulary: Vocabulary) -> bool:
    """Whether a strange word stands after "kello", or beside a numeral and somewhat like one."""
    for index in vocabulary.strange(words):
        around = (*words[max(0, index - 1) : index], *words[index + 1 : index + 2])
        if any(word in _CLOCK for word in around):
            return True
        if any(is_figure(word) or segments(word) is not None for word in around):
            heard = words[index]
            most = _LIKE_A_NUMERAL * len(heard)
            if any(way.words != (heard,) and way.cost <= most for way in _numerals().ways((heard,))):
                return True
    return False


@lru_cache(maxsize=1)
def _numerals() -> Vocabulary:
    return Vocabulary(spoken_units() | {"vuotta": "vuotta", "vuotias": "vuotias"}, leeway=1.35)
