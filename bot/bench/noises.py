"""Sounds of a telephone line in which nobody speaks, as s16le mono 16 kHz that has been over the line."""

import numpy as np
import numpy.typing as npt

from bot.speech.telephone import HEARING_HZ, LINE_HZ, over_the_line, resample, to_bytes

Sound = npt.NDArray[np.float64]

_SECONDS = 4.0


def noises() -> dict[str, bytes]:
    """Each kind of sound by its name, the same every time."""
    return {name: _on_the_line(sound) for name, sound in _made().items()}


def _made() -> dict[str, Sound]:
    random = np.random.default_rng(1)
    count = int(_SECONDS * HEARING_HZ)
    white = {
        f"noise {level_db} dB": random.standard_normal(count) * 10 ** (level_db / 20)
        for level_db in (-60, -40, -30, -20)
    }
    return {
        "silence": np.zeros(count),
        **white,
        "hum": _tones(_SECONDS, 50, 100, 150),
        "engaged tone": np.tile(np.concatenate([_tones(0.3, 425), np.zeros(4800)]), 6),
        "keypad": np.tile(np.concatenate([_tones(0.15, 770, 1336), np.zeros(2400)]), 8),
        "hold music": _music(random),
        "coughs": _coughs(random),
    }


def _on_the_line(sound: Sound) -> bytes:
    samples = (np.clip(sound, -1, 1) * 32767).astype(np.int16)
    return to_bytes(resample(over_the_line(samples, HEARING_HZ), LINE_HZ, HEARING_HZ))


def _tones(seconds: float, *hz: float) -> Sound:
    at = np.arange(int(seconds * HEARING_HZ)) / HEARING_HZ
    return np.asarray(0.2 * np.sum([np.sin(2 * np.pi * each * at) for each in hz], axis=0) / len(hz))


def _music(random: np.random.Generator) -> Sound:
    """Plucked chords, a new one every four tenths of a second."""
    music = np.zeros(int(_SECONDS * HEARING_HZ) + HEARING_HZ)
    at = np.arange(int(0.6 * HEARING_HZ)) / HEARING_HZ
    for beat in range(int(_SECONDS / 0.4)):
        root = random.choice([0, 2, 4, 5, 7, 9, 11])
        for third in (0, 4, 7):
            hz = 220 * 2 ** ((root + third) / 12)
            note = sum(np.sin(2 * np.pi * hz * k * at) / k for k in range(1, 7)) * np.exp(-3 * at)
            start = int(beat * 0.4 * HEARING_HZ)
            music[start : start + len(note)] += note
    return np.asarray(0.3 * music / np.abs(music).max())


def _coughs(random: np.random.Generator) -> Sound:
    """Three bursts of noise that die away."""
    sound = np.zeros(int(_SECONDS * HEARING_HZ))
    at = np.arange(int(0.25 * HEARING_HZ)) / HEARING_HZ
    for start_s in (0.5, 1.0, 2.5):
        burst = 0.4 * random.standard_normal(len(at)) * np.exp(-14 * at)
        start = int(start_s * HEARING_HZ)
        sound[start : start + len(burst)] += burst
    return sound
