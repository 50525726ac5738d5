"""How a line is spoken for training: a voice, a pace, a level and a noise, drawn by the line's own content."""

import random
from collections.abc import Sequence

import numpy as np

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

NOISES_DB = (15.0, 20.0, 25.0, 30.0, 40.0)
"""The voice over the noise behind it."""
QUIETEST_DB = -24.0
"""The faintest voice beside the synthesiser's own level."""

_LJ, _MV = "suo_fi_lj_diphone", "hy_fi_mv_diphone"


def speakers() -> list[Voice]:
    """Every speaker that is present here, by voice and pace."""
    suopuhe = [
        SuopuheVoice(f"{speaker}-{stretch}", speaker, stretch)
        for speaker, paces in ((_LJ, (1.0, 1.1, 1.25)), (_MV, (1.05, 1.15, 1.3)))
        for stretch in paces
    ]
    espeak = [
        EspeakVoice("espeak-man", "fi+klatt4", words_per_minute=150, pitch=55, pitch_range=70),
        EspeakVoice("espeak-woman", "fi+f2", words_per_minute=120, pitch=80, pitch_range=30),
        EspeakVoice("espeak-max", "fi+max", words_per_minute=130, pitch=55, pitch_range=50),
    ]
    return [*(voice for voice in suopuhe if voice.present), *espeak]


def on_the_line(text: str, take: int, voices: Sequence[Voice]) -> bytes:
    """The line spoken and carried over the telephone, s16le mono 16 kHz.

    A take of a line always has the same voice, pace, level and noise.
    Raises VoiceFailed.
    """
    chance = random.Random(f"{take}:{text}")
    voice = chance.choice(voices)
    noise_db = chance.choice(NOISES_DB)
    gain = 10 ** (chance.uniform(QUIETEST_DB, 0.0) / 20)
    samples = from_bytes(voice.speak(for_voice(text)))
    noisy = with_noise(samples, voice.sample_rate_hz, noise_db, seed=chance.getrandbits(32))
    line = over_the_line((noisy * gain).astype(np.int16), voice.sample_rate_hz)
    return to_bytes(resample(line, LINE_HZ, HEARING_HZ))
