"""Making synthesised speech fit for a telephone: level, silence at the ends, rate."""

import numpy as np

from bot.speech.telephone import Samples, resample, voiced_level_db

LEVEL_DB = -20.0
_PEAK = 32768 * 10 ** (-3 / 20)
_SILENCE_BELOW_PEAK = 10 ** (-42 / 20)
_LEAD_S = 0.02
_TAIL_S = 0.08
_FADE_S = 0.005


def for_telephone(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """The speech at `to_hz`: voiced parts at -20 dB RMS, peaks under -3 dB, short ends of silence."""
    sound = _trimmed(resample(samples, from_hz, to_hz), to_hz).astype(np.float64)
    if not len(sound):
        return sound.astype(np.int16)
    sound *= 10 ** ((LEVEL_DB - voiced_level_db(sound.astype(np.int16), to_hz)) / 20)
    sound = _softly_limited(sound)
    fade = min(int(_FADE_S * to_hz), len(sound) // 2)
    if fade:
        ramp = np.linspace(0.0, 1.0, fade)
        sound[:fade] *= ramp
        sound[-fade:] *= ramp[::-1]
    return np.round(sound).astype(np.int16)


def _trimmed(samples: Samples, rate_hz: int) -> Samples:
    if not len(samples):
        return samples
    size = np.abs(samples.astype(np.int32))
    loud = np.flatnonzero(size > max(int(size.max() * _SILENCE_BELOW_PEAK), 1))
    if not len(loud):
        return samples[:0]
    lead, tail = int(_LEAD_S * rate_hz), int(_TAIL_S * rate_hz)
    start, end = int(loud[0]) - lead, int(loud[-1]) + 1 + tail
    kept = samples[max(0, start) : end]
    return np.pad(kept, (max(0, -start), max(0, end - len(samples))))


def _softly_limited(sound: np.ndarray) -> np.ndarray:
    """Peaks over half of the limit are bent to stay under it; the rest is untouched."""
    knee = _PEAK / 2
    over = np.abs(sound) > knee
    room = _PEAK - knee
    bent = knee + room * np.tanh((np.abs(sound) - knee) / room)
    return np.where(over, np.sign(sound) * bent, sound)
