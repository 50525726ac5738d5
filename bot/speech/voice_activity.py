"""Whether somebody speaks on the line at each instant: Silero on the caller's sound as it comes in.

A telephone's voice is quieter and narrower than a headset's: how loud it is decides nothing. One model serves all
calls of the process; each call has its own memory of what it heard.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import numpy as np
import numpy.typing as npt
import onnxruntime
import soxr

from bot.speech.telephone import HEARING_HZ, LINE_HZ, from_bytes

START_S = 0.16
STOP_S = 0.16
"""Quiet that ends a voice. The inside of a word is mostly shorter, and what is longer the turn's rules know."""

SILENT_S = 0.12
"""Silence that ends one: the sound itself is away."""

WINDOW_S = 0.032
_WINDOW, _CONTEXT = 512, 64  # samples at HEARING_HZ, fixed by the model
_VOICE = 0.6
_STATE = (2, 1, 128)
# What is no voice shifts the model's memory, so that it hears the next voice late: in the quiet it begins anew.
_ANEW_AFTER = round(2.0 / WINDOW_S)
_CLEARLY_QUIET, _QUIET_WINDOWS = 0.1, 5

Change = Literal["started", "stopped"]
_Numbers = npt.NDArray[np.float32]

# The model hears the end of a voice early where it is soft, and late where it is clear. How loud the sound was tells it
# to the hundredth of a second, as far as the line's own noise lets it.
_LEVEL_S = 0.01
SOFTEST_DB = 28.0  # below the loudest
SILENT_DB = 38.0  # the breath that ends a word is over
_OVER_NOISE_DB = 9.0
_LEAST_RANGE_DB = 12.0
_NOISE_SHARE = (
    4  # percent of the instants, the quietest ones: a turn may have no other quiet than that at its end
)


def quiet_since_s(pcm: bytes, softest_db: float = SOFTEST_DB) -> float | None:
    """Seconds of quiet at the end of the sound, s16le mono at LINE_HZ; None where noise hides when it began.

    softest_db: how far under its loudest instant a sound still is a voice.
    """
    step = int(_LEVEL_S * LINE_HZ)
    samples = from_bytes(pcm).astype(np.float32)
    samples = samples[len(samples) % step :].reshape(-1, step)
    if not len(samples):
        return None
    levels_db = 10 * np.log10(np.square(samples).mean(axis=1) + 1.0)
    loudest, noise = levels_db.max(), np.percentile(levels_db, _NOISE_SHARE)
    softest = max(loudest - softest_db, noise + _OVER_NOISE_DB)
    if loudest - softest < _LEAST_RANGE_DB:
        return None
    return float(len(levels_db) - 1 - np.flatnonzero(levels_db >= softest)[-1]) * _LEVEL_S


@cache
def _model() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    path = resources.files("pipecat.audio.vad.data") / "silero_vad.onnx"
    return onnxruntime.InferenceSession(
        path.read_bytes(), providers=["CPUExecutionProvider"], sess_options=options
    )


# Somebody further away, a television, another person in the room: a voice, but not the caller's.
_FAR_DB = 12.0  # below the caller: a voice in a room is far quieter than one at the microphone
_FIRST_DB = -34.0  # of full scale: whoever speaks first is taken for the caller, be they ever so faint
_HELD_WINDOWS = 6  # a soft syllable belongs to the loud one before it
_RISE, _FALL_DB_S, _FAR_FALL_DB_S = 0.12, 3.0, 0.5
_FULL_SCALE = 1e-9


@dataclass
class _Nearness:
    """Which voices are the caller's: those about as loud as the caller was. Levels in dB of full scale.

    The caller's level rises within a second of loud speech. It falls while they speak more softly, and slowly while
    only far voices are heard: a telephone that was handed on, or laid on the table, is heard after some seconds.
    """

    caller_db: float = _FIRST_DB
    newest_db: tuple[float, ...] = ()

    def take(self, window: _Numbers, voiced: bool) -> bool:
        """Whether the newest instants are near; `voiced`: a voice, near or far."""
        level_db = 10 * float(np.log10(np.square(window).mean() + _FULL_SCALE))
        self.newest_db = (*self.newest_db, level_db)[-_HELD_WINDOWS:]
        near = max(self.newest_db) >= self.caller_db - _FAR_DB
        if voiced and level_db > self.caller_db:
            self.caller_db += _RISE * (level_db - self.caller_db)
        elif voiced:
            self.caller_db -= (_FALL_DB_S if near else _FAR_FALL_DB_S) * WINDOW_S
        return near


@dataclass
class _Counted:
    """Windows in a row that speak against what is thought now, and those since the model's memory began."""

    against: int = 0
    quiet: int = 0
    since_anew: int = 0


class VoiceActivity:
    """One call's sound, s16le mono at LINE_HZ, in pieces of any length.

    The model runs where it is called: a window takes it less than a change of threads.
    """

    def __init__(self) -> None:
        self._model = _model()
        # The model wants sound at HEARING_HZ. Better filters than the quickest hold a tenth of a second back.
        self._upward = soxr.ResampleStream(LINE_HZ, HEARING_HZ, 1, dtype="int16", quality="QQ")
        self._waiting = np.zeros(0, dtype=np.float32)
        self._speaking = False
        self._newest = 0.0
        self._near = True
        self._nearness = _Nearness()
        self._counted = _Counted()
        self._state = np.zeros(_STATE, dtype=np.float32)
        self._context: _Numbers = np.zeros(_CONTEXT, dtype=np.float32)

    @property
    def voiced_now(self) -> bool:
        """Whether the newest instant of the sound seems to be the caller's voice."""
        return self._near and self._newest >= _VOICE

    def hear(self, pcm: bytes) -> Change | None:
        """What the sound changes: a voice has lasted START_S, or has been away for STOP_S."""
        upward = self._upward.resample_chunk(from_bytes(pcm)).astype(np.float32) / 32768
        self._waiting = np.concatenate((self._waiting, upward))
        before = self._speaking
        while len(self._waiting) >= _WINDOW:
            self._take(self._waiting[:_WINDOW])
            self._waiting = self._waiting[_WINDOW:]
        if self._speaking == before:
            return None
        return "started" if self._speaking else "stopped"

    def hush(self) -> None:
        """The voice is over, as its loudness tells before the model does."""
        self._speaking, self._counted.against = False, 0

    def _take(self, window: _Numbers) -> None:
        self._newest = self._likelihood(window)
        self._near = self._nearness.take(window, self._newest >= _VOICE)
        counted = self._counted
        counted.against = counted.against + 1 if self.voiced_now != self._speaking else 0
        if counted.against * WINDOW_S > (STOP_S if self._speaking else START_S) - WINDOW_S / 2:
            self._speaking, counted.against = not self._speaking, 0
        counted.quiet = counted.quiet + 1 if self._newest < _CLEARLY_QUIET else 0
        counted.since_anew += 1
        if counted.since_anew >= _ANEW_AFTER and not self._speaking and counted.quiet >= _QUIET_WINDOWS:
            self._begin_anew()

    def _likelihood(self, window: _Numbers) -> float:
        """How likely the window holds a voice, 0..1."""
        heard = np.concatenate((self._context, window))[np.newaxis]
        likelihood, self._state = self._model.run(
            None, {"input": heard, "state": self._state, "sr": np.array(HEARING_HZ, dtype=np.int64)}
        )
        self._context = window[-_CONTEXT:]
        return float(likelihood[0, 0])

    def _begin_anew(self) -> None:
        self._state = np.zeros_like(self._state)
        self._context = np.zeros_like(self._context)
        self._counted.since_anew = 0
