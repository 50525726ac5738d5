"""What the ears made of a stretch of sound."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Heard:
    """One stretch of speech as recognised.

    text: the words, "" when nothing was said. confidence: 0..1, the mean probability of a letter or a word piece.
    alternatives: the next best readings, best first, without `text`. audio_s: length of the sound given.
    cpu_s: processor time that hearing it took. voiced_s: how much of the sound was a human voice; more than
    zero with text "" means that somebody spoke and no words could be made out.
    """

    text: str
    confidence: float
    alternatives: tuple[str, ...]
    audio_s: float
    cpu_s: float
    voiced_s: float = 0.0
