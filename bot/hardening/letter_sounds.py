"""What the letters are learned from: the language data and spoken numbers, by many voices over a telephone line."""

import hashlib
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.hardening.lines import NLU_DATA, lines_of, sources
from bot.hardening.numbers import spoken_number
from bot.speech.letters.spelling import spelt
from bot.speech.spoken import for_voice
from bot.speech.telephone import (
    HEARING_HZ,
    LINE_HZ,
    from_bytes,
    over_the_line,
    resample,
    to_bytes,
    with_noise,
)
from bot.speech.voices.espeak import EspeakVoice
from bot.speech.voices.suopuhe import SuopuheVoice
from bot.speech.voices.voice import Voice

TEXTS = 5000
_NUMBERS = 0.2
_MOST_LETTERS = 110
_SEED = 7
_SUOPUHE = 0.65  # of the lines; eSpeak's variants are many, but less like people
_BENT = 0.6  # of the lines are spoken by a larger or a smaller person than the voice has
_LEAST_BENT, _MOST_BENT = 0.87, 1.15
_NOISES_DB = (12.0, 15.0, 20.0, 25.0, 30.0, 40.0)
_QUIETEST_DB = -24.0
_SPEAKERS = ("suo_fi_lj_diphone", "hy_fi_mv_diphone")
_PACES = (1.0, 1.15, 1.3)
_VARIANTS = ("klatt4", "f2", "max", "m3", "f4", "m7", "f1", "klatt2", "linda", "Andy", "iven", "m1")
_SAVED_EVERY = 100

Hear = Callable[[bytes], Sequence[NDArray[np.float32]]]
"""s16le sound at 16 kHz -> the encoder's frames of each piece of it."""


@dataclass(frozen=True, eq=False)
class Spoken:
    """A text in the head's letters, and the encoder's frames of it: (frames, inputs) in half precision."""

    letters: str
    frames: NDArray[np.float16]


def all_lines(folder: Path = NLU_DATA) -> list[str]:
    """Every line of the language data once, in a fixed order. Raises ValueError, OSError."""
    return sorted({line for source in sources(folder) for line in lines_of(source)})


def texts(lines: Sequence[str], count: int = TEXTS) -> list[str]:
    """What is spoken: lines drawn by chance, and numbers."""
    chance = random.Random(_SEED)
    drawn = list(lines)
    chance.shuffle(drawn)
    said = [line for line in drawn if len(line) < _MOST_LETTERS][: int(count * (1 - _NUMBERS))]
    return said + [spoken_number(chance) for _ in range(count - len(said))]


def spoken(said: Sequence[str], hear: Hear, kept: Path, told: Callable[[int, int], None]) -> Iterator[Spoken]:
    """The sounds of the texts, those heard in one piece. What was made before is read from the folder `kept`.

    `told(done, all)` as it goes. Raises VoiceFailed, OSError.
    """
    kept.mkdir(parents=True, exist_ok=True)
    voices = _Voices()
    for first in range(0, len(said), _SAVED_EVERY):
        part = said[first : first + _SAVED_EVERY]
        path = kept / f"{_name(part)}.npz"
        if not path.exists():
            _save(path, {text: hear(on_the_line(text, voices)) for text in part if spelt(text)})
        with np.load(path, allow_pickle=False) as held:
            names = held["texts"].tobytes().decode().split("\n")
            yield from (Spoken(spelt(text), held[f"frames{i}"]) for i, text in enumerate(names) if text)
        told(min(first + _SAVED_EVERY, len(said)), len(said))


def on_the_line(text: str, voices: "_Voices") -> bytes:
    """The text over a telephone line, s16le mono 16 kHz: always by the same voice, pace, size, noise and level."""
    chance = random.Random(text)
    voice = voices.draw(chance)
    rate_hz = voice.sample_rate_hz
    samples = from_bytes(voice.speak(for_voice(text)))
    if chance.random() < _BENT:
        samples = resample(samples, int(rate_hz * chance.uniform(_LEAST_BENT, _MOST_BENT)), rate_hz)
    noise_db, gain = chance.choice(_NOISES_DB), 10 ** (chance.uniform(_QUIETEST_DB, 0.0) / 20)
    noisy = with_noise(samples, rate_hz, noise_db, seed=chance.getrandbits(32))
    line = over_the_line((noisy * gain).astype(np.int16), rate_hz)
    return to_bytes(resample(line, LINE_HZ, HEARING_HZ))


class _Voices:
    """Festival's are kept, because each is a process."""

    def __init__(self) -> None:
        voices = [
            SuopuheVoice(f"{speaker}-{pace}", speaker, pace) for speaker in _SPEAKERS for pace in _PACES
        ]
        self._suopuhe = [voice for voice in voices if voice.present]

    def draw(self, chance: random.Random) -> Voice:
        if chance.random() < _SUOPUHE and self._suopuhe:
            return chance.choice(self._suopuhe)
        return EspeakVoice(
            "espeak",
            f"fi+{chance.choice(_VARIANTS)}",
            words_per_minute=chance.randint(110, 170),
            pitch=chance.randint(25, 85),
            pitch_range=chance.randint(20, 80),
        )


def _name(part: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(part).encode()).hexdigest()[:16]


def _save(path: Path, heard: Mapping[str, Sequence[NDArray[np.float32]]]) -> None:
    """Sounds that were heard in one piece: of others it is not known which words are in which."""
    whole = {text: pieces[0] for text, pieces in heard.items() if len(pieces) == 1}
    partial = path.with_suffix(".partial.npz")
    np.savez(
        partial,
        allow_pickle=False,
        texts=np.frombuffer("\n".join(whole).encode(), dtype=np.uint8),
        **{f"frames{i}": frames.astype(np.float16) for i, frames in enumerate(whole.values())},
    )
    partial.replace(path)
