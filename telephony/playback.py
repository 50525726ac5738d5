"""What a caller hears and when: the line's buffer of Luuri's audio, played on a virtual clock."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from bot.speech.telephone import LINE_HZ, Samples

AUDIBLE = 184  # -45 dBFS of a 16-bit sample


@dataclass
class Chunk:
    """Samples that play from `starts_at` (seconds of the caller's clock) unless they are cleared."""

    starts_at: float
    samples: Samples
    cut: bool = False  # cleared before its end, and whatever followed it too

    @property
    def ends_at(self) -> float:
        return self.starts_at + len(self.samples) / LINE_HZ

    def first_audible_at(self) -> float | None:
        loud = np.flatnonzero(np.abs(self.samples.astype(np.int32)) > AUDIBLE)
        return None if loud.size == 0 else self.starts_at + float(loud[0]) / LINE_HZ

    def last_audible_at(self) -> float | None:
        loud = np.flatnonzero(np.abs(self.samples.astype(np.int32)) > AUDIBLE)
        return None if loud.size == 0 else self.starts_at + float(loud[-1]) / LINE_HZ


class Playback:
    """Audio plays gaplessly behind what is buffered, else at once. All times are the caller's clock."""

    def __init__(self) -> None:
        self.chunks: list[Chunk] = []
        self.plays_until = 0.0
        self._marks: deque[tuple[float, str]] = deque()

    def add(self, samples: Samples, now: float) -> Chunk:
        chunk = Chunk(max(now, self.plays_until), samples)
        self.plays_until = chunk.ends_at
        self.chunks.append(chunk)
        return chunk

    def mark(self, name: str, now: float) -> None:
        """Ask for `name` to be echoed once all that is buffered has been heard."""
        self._marks.append((max(now, self.plays_until), name))

    def clear(self, now: float) -> list[str]:
        """Stop playing; the outstanding marks, to be echoed at once as Twilio does."""
        for chunk in reversed(self.chunks):
            if chunk.ends_at <= now:
                break
            heard = max(0, int((now - chunk.starts_at) * LINE_HZ))
            chunk.samples, chunk.cut = chunk.samples[:heard], True
        self.plays_until = min(self.plays_until, now)
        names = [name for _, name in self._marks]
        self._marks.clear()
        return names

    def due_marks(self, now: float) -> list[str]:
        names = []
        while self._marks and self._marks[0][0] <= now:
            names.append(self._marks.popleft()[1])
        return names

    def playing(self, now: float) -> bool:
        return now < self.plays_until
