"""Whether anybody speaks in a stretch of sound, whatever quiet is before it."""

import numpy as np
import pytest

from bot.bench.material import SPEECH
from bot.bench.noises import noises
from bot.speech.telephone import HEARING_HZ, LINE_HZ, from_bytes, read_wav, resample
from bot.speech.voiced import Sound, Voice, levelled


def found(samples: np.ndarray) -> Voice:
    return Voice.find(_heard(samples))


def _heard(samples: np.ndarray) -> Sound:
    return levelled(resample(samples.astype(np.int16), LINE_HZ, HEARING_HZ).astype(np.float32) / 32768)


@pytest.mark.parametrize("before_ms", range(0, 1300, 50))
def test_a_short_word_is_a_voice_after_any_length_of_quiet(before_ms: int) -> None:
    word, _ = read_wav(SPEECH / "24a.wav")  # "ohita", 0.4 s
    quiet = np.zeros(before_ms * LINE_HZ // 1000, dtype=np.int16)
    voice = found(np.concatenate([quiet, word, np.zeros(1600, dtype=np.int16)]))
    assert voice.voiced_s > 0.1
    first, last = voice.span
    assert first / HEARING_HZ <= before_ms / 1000 + 0.1
    assert last / HEARING_HZ >= before_ms / 1000 + 0.3


@pytest.mark.parametrize("name", sorted(noises()))
def test_what_is_no_voice_stays_none(name: str) -> None:
    sound = levelled((from_bytes(noises()[name]) / 32768).astype(np.float32))
    assert Voice.find(sound).voiced_s == 0.0
