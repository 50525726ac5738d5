"""The whole of `luuri harden --letters`: what is spoken, what is learned of it, and the files that calls use."""

from collections.abc import Callable

from bot.hardening.letter_sounds import all_lines, spoken, texts
from bot.hardening.letters import learned
from bot.hardening.numbers import numbers
from bot.settings import Settings
from bot.speech.ears import WhisperEars
from bot.speech.letters.language import Language
from bot.speech.letters.letters import HEAD, LANGUAGE
from bot.speech.letters.spelling import spelt
from bot.speech.weights import PACKAGED

NUMBERS = 3000
"""Spoken numbers that the n-grams know beside the lines."""


def learn_letters(settings: Settings, told: Callable[[str], None]) -> int:
    """Make the head and the n-grams anew; returns how many sounds they were learned from.

    Raises WeightsFailed, VoiceFailed, ValueError, OSError.
    """
    if settings.whisper_model != PACKAGED:
        raise ValueError(
            f"the letters are learned from the packaged model: set LUURI_WHISPER_MODEL={PACKAGED}"
        )
    lines = all_lines()
    written = [*lines, *numbers(NUMBERS)]
    Language.learned(letters for text in written if (letters := spelt(text))).save(LANGUAGE)
    ears = WhisperEars.load(settings)
    kept = settings.data / "hardening" / "letters"
    said = list(spoken(texts(lines), ears.frames, kept, lambda done, of: told(f"spoken: {done}/{of}")))
    head = learned(said, lambda done, of, loss: told(f"learned: round {done}/{of}, loss {loss:.2f}"))
    head.save(HEAD)
    return len(said)
