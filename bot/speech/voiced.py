"""Where in a stretch of sound somebody speaks: Silero voice activity over a level-corrected copy.

Measured on 8 kHz mu-law: noise, hum, call tones, keypad tones, coughs and instrumental music stay under 0.35
in every window; the shortest "ei" has seven windows over 0.4, and three under noise as loud as the voice.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from faster_whisper.vad import get_vad_model
from numpy.lib.stride_tricks import sliding_window_view

from bot.speech.telephone import HEARING_HZ

Sound = npt.NDArray[np.float32]

WINDOW = 512  # samples at 16 kHz, fixed by the Silero model
_VOICE = 0.4
_EDGE = 0.15
_MIN_VOICED_WINDOWS = 3
# The model misses some short words after one length of quiet and hears them after another.
_LEADS = (0, 8 * WINDOW, 16 * WINDOW + WINDOW // 2)
_MARGIN = int(0.4 * HEARING_HZ)
# A television, or somebody else in the room: its voice is far under that of the one at the telephone.
_FAR_DB = 18.0
_LOUD_PERCENT = 90
_HELD_WINDOWS = 4  # a soft syllable belongs to the loud ones around it
_FADE = 160
_WANTED_RMS = 0.1
_MAX_GAIN = 100.0


def levelled(sound: Sound) -> Sound:
    """The sound at about -20 dB RMS; at most 40 dB louder, so that silence stays silence."""
    rms = float(np.sqrt(np.mean(np.square(sound)))) if len(sound) else 0.0
    return (sound * min(_MAX_GAIN, _WANTED_RMS / max(rms, 1e-6))).astype(np.float32)


def _likely(sound: Sound, lead: int) -> Sound:
    """The model's probabilities, with so many samples of silence before the sound."""
    length = lead + len(sound)
    padded = np.pad(sound, (lead, WINDOW - length % WINDOW))
    likely = np.asarray(get_vad_model()(padded), dtype=np.float32).ravel()
    return likely[lead // WINDOW :][: len(sound) // WINDOW + 1]


@dataclass(frozen=True)
class Voice:
    """Probability of a voice in each 32 ms window of a sound."""

    probabilities: Sound

    @classmethod
    def find(cls, sound: Sound) -> "Voice":
        """sound: float32 mono 16 kHz, levelled."""
        found = (cls(_likely(sound, lead)) for lead in _LEADS)
        first = next(found)
        return first if first.voiced_s else next((other for other in found if other.voiced_s), first)

    def near(self, sound: Sound) -> "tuple[Sound, Voice]":
        """The sound without the voices that are far behind the loudest one's, and the voice that is left."""
        windows = len(sound) // WINDOW
        voiced = self.probabilities[:windows] >= _VOICE
        if voiced.sum() < _MIN_VOICED_WINDOWS:
            return sound, self
        power = np.square(sound[: windows * WINDOW]).reshape(-1, WINDOW).mean(axis=1)
        loud = np.percentile(power[voiced], _LOUD_PERCENT)
        held = sliding_window_view(np.pad(power, _HELD_WINDOWS), 2 * _HELD_WINDOWS + 1).max(axis=1)
        far = held < loud * 10 ** (-_FAR_DB / 10)
        if not (self.probabilities[:windows][far] >= _EDGE).any():
            return sound, self
        heard = np.ones(len(sound), dtype=np.float32)
        heard[: windows * WINDOW] = np.repeat(1.0 - far, WINDOW)
        heard = np.convolve(heard, np.ones(_FADE) / _FADE, mode="same").astype(np.float32)
        probabilities = self.probabilities.copy()
        probabilities[:windows][far] = 0.0
        return sound * heard, Voice(probabilities)

    @property
    def voiced_s(self) -> float:
        """Seconds of voice; 0.0 when too little of it to be anybody speaking."""
        windows = int((self.probabilities >= _VOICE).sum())
        return windows * WINDOW / HEARING_HZ if windows >= _MIN_VOICED_WINDOWS else 0.0

    @cached_property
    def span(self) -> tuple[int, int]:
        """First and last sample of the speech, with a margin for soft beginnings and ends."""
        at = np.flatnonzero(self.probabilities >= _EDGE)
        if not len(at):
            return 0, len(self.probabilities) * WINDOW
        return max(0, int(at[0]) * WINDOW - _MARGIN), (int(at[-1]) + 1) * WINDOW + _MARGIN

    def quietest(self, start: int, end: int) -> int:
        """The sample between `start` and `end` in the middle of the least voiced quarter of a second."""
        first, last = start // WINDOW, max(start // WINDOW + 1, end // WINDOW)
        smooth = np.convolve(self.probabilities, np.ones(8) / 8, mode="same")
        return (first + int(np.argmin(smooth[first:last]))) * WINDOW
