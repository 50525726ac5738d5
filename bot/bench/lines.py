"""The bench's telephones: the caller's line of `telephony`, judged by nothing but what is heard on it."""

import asyncio
import time
from secrets import token_hex
from typing import Any

from bot.bench.figures import Stretch, Transcript, stretches
from bot.speech.telephone import LINE_HZ, Samples, from_bytes
from telephony.caller_line import CallerLine
from telephony.playback import Chunk

_SPARE_S = 5.0


class BenchLine(CallerLine):
    """A call to Luuri through the local exchange.

    `transcripts` holds what her dialogue was given so far, `stages` where the time of her answers went, and when
    she said so: as its first sound leaves.
    """

    def __init__(self, base_url: str) -> None:
        super().__init__(base_url, on_sound=self._hear, on_note=self._note)
        self.transcripts: list[Transcript] = []
        self.stages: list[tuple[float, dict[str, int]]] = []
        self._heard: list[tuple[Chunk, float | None, float | None]] = []

    async def say(self, pcm: bytes) -> tuple[float, float]:
        """Speak s16le mono 8 kHz in real time: when it began, and its last voiced sample.

        When the line closes meanwhile, the rest is not said and the second is now.
        """
        samples: Samples = from_bytes(pcm)
        began_at = time.monotonic()
        self.speak(samples)
        until = began_at + len(samples) / LINE_HZ + _SPARE_S
        while not self.silent.is_set() and self.streaming and time.monotonic() < until:
            await asyncio.sleep(0.005)
        said = self.silent.is_set() and self.last_voiced_at is not None
        last = self.last_voiced_at if said and self.last_voiced_at else time.monotonic()
        return self.first_voiced_at or began_at, last

    def answers_since(self, since: float) -> list[Stretch]:
        """What the other end has said since then, as far as it is known now."""
        pieces: list[tuple[float, float, bool]] = []
        for chunk, first, last in self._heard:
            if chunk.cut:
                first, last = chunk.first_audible_at(), chunk.last_audible_at()
            if first is not None and last is not None and first >= since:
                pieces.append((first, last, chunk.cut))
            elif chunk.cut and pieces:
                pieces[-1] = (*pieces[-1][:2], True)
        return stretches(pieces)

    def _hear(self, chunk: Chunk) -> None:
        self._heard.append((chunk, chunk.first_audible_at(), chunk.last_audible_at()))

    def _note(self, note: dict[str, Any]) -> None:
        if note.get("kind") == "heard":
            self.transcripts.append(Transcript(time.monotonic(), str(note["text"])))
        elif note.get("kind") == "timing":
            self.stages.append((time.monotonic(), dict(note["stages_ms"])))


class DirectLine(BenchLine):
    """A call to a media socket at `path`, without any exchange: for services that are not Luuri."""

    def __init__(self, base_url: str, path: str) -> None:
        super().__init__(base_url)
        self._path = path
        self.call_sid = f"CA{token_hex(16)}"

    async def ring(self, new_call: dict[str, Any]) -> None:
        stream = {"stream_sid": f"MZ{token_hex(16)}", "url": self._path, "parameters": {}}
        self._start(self._hold_stream(stream))
