"""Sounds of a telephone line in which no caller speaks, as s16le mono that has been over the line."""

from functools import cache

import numpy as np
import numpy.typing as npt

from bot.bench.material import SPEECH
from bot.speech.telephone import HEARING_HZ, LINE_HZ, from_bytes, over_the_line, read_wav, resample, to_bytes

Sound = npt.NDArray[np.float64]

_SECONDS = 4.0


def noises() -> dict[str, bytes]:
    """Each kind of sound by its name, the same every time, at HEARING_HZ."""
    return {name: _on_the_line(sound) for name, sound in _made().items()}


def beside_television(line: bytes, under_db: float, start: int = 0) -> bytes:
    """A caller's sound at LINE_HZ with a television on in the room, so many dB under the caller's voice.

    It begins at its sample `start`, and is the same every time.
    """
    caller = from_bytes(line).astype(np.float64)
    television = np.resize(np.roll(_television(), -start), len(caller))
    louder = _voice_rms(caller) * 10 ** (-under_db / 20)
    return to_bytes(np.clip(caller + louder * television, -32768, 32767).astype(np.int16))


@cache
def _television() -> Sound:
    """Talk across a room, its voice at an RMS of 1."""
    said = np.concatenate([read_wav(path)[0] for path in sorted(SPEECH.glob("*.wav"))]).astype(np.float64)
    random = np.random.default_rng(1)
    at = np.arange(2 * LINE_HZ // 5)
    room = random.standard_normal(len(at)) * np.exp(-at / (LINE_HZ / 10))
    room[0] = 3.0
    heard = np.convolve(said, room)[: len(said)]
    return np.asarray(heard / _voice_rms(heard))


def _voice_rms(sound: Sound) -> float:
    """The RMS of the instants that are not much quieter than the loudest."""
    step = LINE_HZ // 50
    power = np.square(sound[: len(sound) // step * step].reshape(-1, step)).mean(axis=1)
    return float(np.sqrt(power[power > power.max() * 0.003].mean()))


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
