"""A recording of a call's two sides on one clock."""

import wave
from pathlib import Path

import numpy as np

from bot.speech.telephone import LINE_HZ, Samples, to_bytes


class Stereo:
    """Samples placed at the times they were spoken and heard; gaps are silence."""

    def __init__(self) -> None:
        self._sides: tuple[list[tuple[float, Samples]], list[tuple[float, Samples]]] = ([], [])

    def add_left(self, at: float, samples: Samples) -> None:
        self._sides[0].append((at, samples))

    def add_right(self, at: float, samples: Samples) -> None:
        self._sides[1].append((at, samples))

    def save(self, path: Path) -> None:
        """Write a 16-bit WAV at 8 kHz; nothing when nothing was heard."""
        pieces = [*self._sides[0], *self._sides[1]]
        if not pieces:
            return
        begins = min(at for at, _ in pieces)
        length = max(int((at - begins) * LINE_HZ) + len(samples) for at, samples in pieces)
        both = np.zeros((length, 2), dtype=np.int16)
        for side, placed in enumerate(self._sides):
            for at, samples in placed:
                start = int((at - begins) * LINE_HZ)
                both[start : start + len(samples), side] = samples
        with wave.open(str(path), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(LINE_HZ)
            file.writeframes(to_bytes(both.reshape(-1)))
