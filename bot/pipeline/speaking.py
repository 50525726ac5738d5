"""What Luuri is saying on the line, piece by piece, so that she can stop and go on where she was. Pure."""

from dataclasses import dataclass, field

from bot.speech.prompts import PAUSE_S
from bot.speech.telephone import LINE_HZ

CHUNK_BYTES = 640  # 40 ms of s16le at 8 kHz, the transport's packet
PAUSE_AFTER_PIECE = bytes(2 * int(PAUSE_S * LINE_HZ))


@dataclass
class _Piece:
    pcm: bytes
    ends_at: float | None = None  # None: not sent to the line yet


@dataclass
class Speaking:
    """One answer as it is said. `topic` is what its last piece asks for. Times are monotonic seconds."""

    topic: str | None = None
    whole: bool = False
    paused: bool = False
    _pieces: list[_Piece] = field(default_factory=list)
    _plays_until: float = 0.0

    def add(self, sound: bytes) -> None:
        """The next piece: s16le mono at LINE_HZ."""
        pcm = sound + PAUSE_AFTER_PIECE
        self._pieces.append(_Piece(pcm + bytes(-len(pcm) % CHUNK_BYTES)))

    def unsent(self, now: float) -> list[bytes]:
        """What the line has not been given yet; it counts as given from now on. Nothing while paused."""
        if self.paused:
            return []
        given = []
        for piece in self._pieces:
            if piece.ends_at is None:
                self._plays_until = max(now, self._plays_until) + len(piece.pcm) / (2 * LINE_HZ)
                piece.ends_at = self._plays_until
                given.append(piece.pcm)
        return given

    def pause(self, now: float) -> None:
        """The line is cleared: whatever was not heard to its end is to be said again."""
        self.paused = True
        for piece in self._pieces:
            if piece.ends_at is not None and piece.ends_at - len(PAUSE_AFTER_PIECE) / (2 * LINE_HZ) > now:
                piece.ends_at = None
        self._plays_until = now

    def left_s(self, now: float) -> float:
        """Seconds that are still to be heard, of what has been made."""
        waiting = sum(len(piece.pcm) for piece in self._pieces if piece.ends_at is None) / (2 * LINE_HZ)
        return waiting + max(0.0, self._plays_until - now)

    def is_at_last_piece(self, now: float) -> bool:
        """Whether the caller is hearing the last piece, the question itself."""
        earlier = self._pieces[:-1]
        return self.whole and all(piece.ends_at is not None and piece.ends_at <= now for piece in earlier)
