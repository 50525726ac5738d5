"""The bench's arithmetic: what was an answer, what was cut, which words were lost. Pure; times in seconds."""

import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

PERCENTILE_METHOD = "linear interpolation between order statistics (Hyndman-Fan 7)"
SAME_ANSWER_WITHIN_S = 0.5
_RESAMPLES = 2000
_LOST_BELOW = 1 / 3
_SHORTEST_MATCH = 2  # letters in a row


@dataclass(frozen=True)
class Stretch:
    """A stretch of audible sound without long silence: one answer, as a caller takes it."""

    first_at: float
    last_at: float


@dataclass(frozen=True)
class Transcript:
    """Words that were given to the dialogue, and when."""

    at: float
    text: str


@dataclass(frozen=True)
class Turn:
    """What became of one of the caller's turns. `response_ms` None: it got no answer.

    `stages_ms`: where the service says its time went, by stage; empty where it does not say.
    """

    text: str
    paused: bool
    heard: tuple[str, ...]
    response_ms: float | None
    cut: bool
    split: bool
    lost: tuple[str, ...]
    pause_s: float = 0.0
    stages_ms: Mapping[str, int] = field(default_factory=dict)


def percentile(values: Sequence[float], percent: float) -> float:
    """Of at least one value, by PERCENTILE_METHOD."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def stretches(audible: Iterable[tuple[float, float, bool]]) -> list[Stretch]:
    """Pieces of audible sound in the order they were heard -> answers.

    A piece is (first audible, last audible, cut): one that the line cleared ends its answer.
    """
    found: list[Stretch] = []
    open_ended = False
    for first_at, last_at, cut in audible:
        if open_ended and first_at - found[-1].last_at < SAME_ANSWER_WITHIN_S:
            found[-1] = Stretch(found[-1].first_at, last_at)
        else:
            found.append(Stretch(first_at, last_at))
        open_ended = not cut
    return found


def answer_to(
    began_at: float, voiced_until: float, heard: Iterable[Stretch], transcripts: Sequence[Transcript]
) -> Stretch | None:
    """The first stretch after the caller's last voiced sample that can depend on this turn's words.

    It can when some of them were given to the dialogue before it. Anything else said is a filler, or a
    question whether anybody is there.
    """
    for stretch in heard:
        known = any(began_at <= transcript.at <= stretch.first_at for transcript in transcripts)
        if stretch.first_at >= voiced_until and known:
            return stretch
    return None


def judge(
    text: str,
    paused: bool,
    began_at: float,
    voiced_until: float,
    heard: Sequence[Stretch],
    transcripts: Sequence[Transcript],
) -> Turn:
    """What became of a turn that was spoken from `began_at` to `voiced_until`.

    It was cut when an answer began in it. Its words count as heard when they were given to the dialogue
    before its answer. It was split when it paused and the transcript that was answered, the last of those,
    lacks a third of its words: the answer rests on a piece.
    """
    answer = answer_to(began_at, voiced_until, heard, transcripts)
    until = answer.first_at if answer else math.inf
    given = [transcript.text for transcript in transcripts if began_at <= transcript.at <= until]
    known_at = min((t.at for t in transcripts if t.at >= began_at), default=math.inf)
    lost = lost_words(text, " ".join(given))
    return Turn(
        text=text,
        paused=paused,
        heard=tuple(given),
        response_ms=(answer.first_at - voiced_until) * 1000 if answer else None,
        cut=any(began_at <= s.first_at < voiced_until and known_at <= s.first_at for s in heard),
        split=paused and bool(given) and len(lost_words(text, given[-1])) >= len(text.split()) / 3,
        lost=lost,
    )


def lost_words(said: str, heard: str) -> tuple[str, ...]:
    """Words of `said` that left next to no trace in `heard`: under a third of their letters.

    Letters are aligned over word boundaries, and a stretch that was misheard counts as heard as far as
    letters stand in its place: misheard, split and joined words are not lost.
    """
    words = said.split()
    letters = [_letters(word) for word in words]
    kept = _kept("".join(letters), _letters(heard))
    lost, start = [], 0
    for word, plain in zip(words, letters, strict=True):
        if plain and sum(kept[start : start + len(plain)]) < _LOST_BELOW * len(plain):
            lost.append(word)
        start += len(plain)
    return tuple(lost)


def _kept(said: str, heard: str) -> list[bool]:
    """For each letter of `said`, whether a letter of `heard` stands for it."""
    kept = [False] * len(said)
    matcher = SequenceMatcher(None, said, heard, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= _SHORTEST_MATCH]
    said_from = heard_from = 0
    for said_to, heard_to, size in [*((b.a, b.b, b.size) for b in blocks), (len(said), len(heard), 0)]:
        instead = min(heard_to - heard_from, said_to - said_from)
        # What comes before the first match belongs to its end: a clipped start is the usual loss.
        first = said_from if said_from else said_to - instead
        kept[first : first + instead] = [True] * instead
        kept[said_to : said_to + size] = [True] * size
        said_from, heard_from = said_to + size, heard_to + size
    return kept


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def side(turns: Sequence[Turn]) -> dict[str, Any]:
    """The figures of one side. `n` counts the answered turns, and the percentiles are theirs alone."""
    times = answered_ms(turns)
    paused = answered_ms([turn for turn in turns if turn.paused])
    return {
        "p50_ms": round(percentile(times, 50)) if times else None,
        "p95_ms": round(percentile(times, 95)) if times else None,
        "p50_interval_ms": interval([times], lambda sample: percentile(sample[0], 50)),
        "p95_interval_ms": interval([times], lambda sample: percentile(sample[0], 95)),
        "paused_p50_ms": round(percentile(paused, 50)) if paused else None,
        "stages_ms": stages(turns),
        "n": len(times),
        "turns": len(turns),
        "turns_paused": sum(turn.paused for turn in turns),
        "turns_cut": sum(turn.cut for turn in turns),
        "turns_split": sum(turn.split for turn in turns),
        "words_lost": sum(len(turn.lost) for turn in turns),
        "words": sum(len(turn.text.split()) for turn in turns),
    }


def ratio(luuri: float | None, stock: float | None) -> float | None:
    return None if not luuri or not stock else round(luuri / stock, 3)


def answered_ms(turns: Sequence[Turn]) -> list[float]:
    return [turn.response_ms for turn in turns if turn.response_ms is not None]


def stages(turns: Sequence[Turn]) -> dict[str, int]:
    """The median of each stage over the turns of which the service told."""
    told = [turn.stages_ms for turn in turns if turn.stages_ms]
    return {name: round(percentile([each[name] for each in told], 50)) for name in (told[0] if told else ())}


def interval(
    samples: Sequence[Sequence[float]], figure: Callable[[Sequence[Sequence[float]]], float], digits: int = 0
) -> list[float] | None:
    """95 % bootstrap interval of `figure`, each sample drawn anew from itself; None where one is empty."""
    if not all(samples):
        return None
    drawing = random.Random(1)
    drawn = [figure([drawing.choices(each, k=len(each)) for each in samples]) for _ in range(_RESAMPLES)]
    return [round(percentile(drawn, percent), digits) for percent in (2.5, 97.5)]


def ratio_interval(luuri: Sequence[Turn], stock: Sequence[Turn], percent: float) -> list[float] | None:
    """95 % bootstrap interval of the ratio of the two sides' percentiles."""
    return interval(
        [answered_ms(luuri), answered_ms(stock)],
        lambda sample: percentile(sample[0], percent) / percentile(sample[1], percent),
        3,
    )
