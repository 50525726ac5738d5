"""A simulated caller, as tests, the demo and `luuri call` use one: Luuri's turns and the caller's."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from bot.speech.telephone import from_bytes, to_bytes
from telephony.caller_line import CallerLine
from telephony.exchange.staff import Manner
from telephony.playback import Chunk

_QUIET_S = 1.2  # without side messages Luuri has finished when she has been quiet this long
_PAUSE_S = 0.3  # and what comes after such a pause is another thing said


class CallOver(Exception):
    """The call has ended; `outcome` on the caller says how."""


@dataclass(frozen=True)
class BotTurn:
    """One go of Luuri's. Times are seconds of the caller's clock (`time.monotonic`).

    `response_ms` runs from the caller's last voiced sample to the first audible sample of an answer that
    is no filler; negative when Luuri cut in, None when the caller had not spoken since the turn before.
    """

    text: str
    topic: str | None
    audio: bytes  # s16le mono 8 kHz, as far as it was heard, fillers included
    first_audible_at: float | None
    finished_at: float
    response_ms: float | None
    listening: bool  # false when the line left Luuri (a transfer, the end)


@dataclass(frozen=True)
class Interruption:
    """How long Luuri went on after the caller's first voiced sample; None when she did not stop."""

    began_at: float
    stopped_after_ms: float | None


@dataclass
class _Segment:
    """What was said with one `said` note, and the sound that came with it."""

    text: str = ""
    filler: bool = False
    chunks: list[Chunk] = field(default_factory=list)

    def first_audible_at(self) -> float | None:
        return min(
            (at for chunk in self.chunks if (at := chunk.first_audible_at()) is not None), default=None
        )


class SimulatedCaller:
    """`async with SimulatedCaller(url, "+358401234567") as call:` rings on entry and hangs up on exit.

    `heard` holds what Luuri understood ({"text", ...} side messages), newest last; `events` all that the
    exchange told; `notes` all side messages. `at` sets the service's clock for this call; `staff` says who
    answers a transfer; `draft` is the ticket of a draft to ring; `noise_dbfs` adds white noise to all that is sent.
    """

    def __init__(
        self,
        base_url: str,
        caller_number: str | None = "+358401234567",
        *,
        at: datetime | None = None,
        staff: Manner = "answer",
        noise_dbfs: float | None = None,
        seed: int = 0,
        draft: str = "",
    ) -> None:
        clock = at.isoformat() if at else None
        self._new_call = {"from": caller_number, "at": clock, "staff": staff, "draft": draft}
        self._line = CallerLine(
            base_url, on_sound=self._take_sound, on_note=self._take_note, noise_dbfs=noise_dbfs, seed=seed
        )
        self.heard: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self._segments: list[_Segment] = []
        self._topic: str | None = None
        self._floor_given = False
        self._spoke: tuple[float, float] | None = None  # first and last voiced sample

    @property
    def call_sid(self) -> str:
        return self._line.call_sid

    @property
    def events(self) -> list[dict[str, Any]]:
        return self._line.events

    @property
    def outcome(self) -> dict[str, Any] | None:
        """How the call ended; None while it goes on."""
        return self._line.outcome

    async def __aenter__(self) -> Self:
        await self._line.ring(self._new_call)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.hang_up()
        await self._line.close()

    async def hang_up(self) -> None:
        """Put the phone down."""
        await self._line.hang_up()

    async def ended(self, timeout_s: float = 30) -> dict[str, Any]:
        """How the call ended: `by`, `answered`, `service`, `dialled`. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while self._line.outcome is None:
                await self._change(0.5)
        return self._line.outcome

    # Luuri's turns

    async def luuri_finished(self, timeout_s: float = 30) -> BotTurn:
        """Wait until Luuri has said her turn and the caller has heard it.

        Raises CallOver when the call ends with nothing more said, TimeoutError when she does not finish.
        """
        async with asyncio.timeout(timeout_s):
            while True:
                now = time.monotonic()
                spoken = any(segment.text or segment.chunks for segment in self._segments)
                if spoken and not self._line.playback.playing(now) and self._floor_is_ours(now):
                    return self._take_turn(now)
                if self.outcome is not None and not spoken:
                    raise CallOver(self.outcome["by"])
                await self._change(0.02)

    async def luuri_is_speaking(self, timeout_s: float = 20) -> float:
        """Wait until the caller hears Luuri; since when."""
        async with asyncio.timeout(timeout_s):
            while True:
                now = time.monotonic()
                for segment in self._segments:
                    at = segment.first_audible_at()
                    if at is not None and at <= now and self._line.playback.playing(now):
                        return at
                await self._change(0.02)

    def _floor_is_ours(self, now: float) -> bool:
        if self._floor_given or not self._line.streaming:
            return True
        audible = any(segment.first_audible_at() is not None for segment in self._segments)
        return not self.notes and audible and now - self._line.playback.plays_until > _QUIET_S

    def _take_turn(self, now: float) -> BotTurn:
        segments, self._segments = self._segments, []
        topic, self._topic = self._topic, None
        listening = self._floor_given or (self._line.streaming and not self.notes)
        self._floor_given = False
        began_at, spoke_at = self._spoke or (0.0, None)
        self._spoke = None
        audible = [segment.first_audible_at() for segment in segments if not segment.filler]
        # What began before the caller spoke is no answer to it; what cuts in while they speak is.
        first = min((at for at in audible if at is not None and at > began_at), default=None)
        sound = [chunk.samples for segment in segments for chunk in segment.chunks]
        return BotTurn(
            text=" ".join(segment.text for segment in segments if segment.text),
            topic=topic,
            audio=to_bytes(np.concatenate(sound)) if sound else b"",
            first_audible_at=first,
            finished_at=min(now, self._line.playback.plays_until) if sound else now,
            response_ms=None if first is None or spoke_at is None else (first - spoke_at) * 1000,
            listening=listening,
        )

    def _take_sound(self, chunk: Chunk) -> None:
        last = self._segments[-1].chunks[-1:] if self._segments else []
        after_a_pause = bool(last) and chunk.starts_at - last[0].ends_at > _PAUSE_S
        if not self._segments or (after_a_pause and not self.notes):
            self._segments.append(_Segment())
        self._segments[-1].chunks.append(chunk)

    def _take_note(self, note: dict[str, Any]) -> None:
        self.notes.append(note)
        match note.get("kind"):
            case "said":
                self._segments.append(_Segment(str(note.get("text", "")), bool(note.get("filler"))))
                self._floor_given = False
            case "listening":
                self._topic, self._floor_given = note.get("topic"), True
            case "heard":
                self.heard.append(note)

    # The caller's turns

    async def say(self, pcm_8k: bytes) -> float:
        """Speak s16le mono 8 kHz in real time; the time of the last voiced sample. Raises CallOver."""
        self._line.speak(from_bytes(pcm_8k))
        await self._line.silent.wait()
        now = time.monotonic()
        last = self._line.last_voiced_at or now
        self._spoke = (self._line.first_voiced_at or now, last)
        if self.outcome is not None:
            raise CallOver(self.outcome["by"])
        return last

    async def interrupt(self, pcm_8k: bytes, wait_s: float = 3.0) -> Interruption:
        """Speak while Luuri does, and measure how long she goes on."""
        await self.say(pcm_8k)
        began_at = self._line.first_voiced_at or time.monotonic()
        deadline = time.monotonic() + wait_s
        while self._line.playback.playing(time.monotonic()):
            if time.monotonic() > deadline:
                return Interruption(began_at, None)
            await asyncio.sleep(0.01)
        return Interruption(began_at, (self._line.playback.plays_until - began_at) * 1000)

    async def press(self, keys: str) -> None:
        """Press keys, 0.2 s apart; an answer's `response_ms` counts from the last."""
        for key in keys:
            await self._line.send({"event": "dtmf", "dtmf": {"track": "inbound_track", "digit": key}})
            self._spoke = (time.monotonic(), time.monotonic())
            await asyncio.sleep(0.2)

    def save_recording(self, path: Path) -> None:
        """The call as heard on the line: stereo WAV at 8 kHz, the caller left, Luuri right."""
        for chunk in self._line.playback.chunks:
            self._line.recording.add_right(chunk.starts_at, chunk.samples)
        self._line.recording.save(path)

    async def _change(self, at_most_s: float) -> None:
        self._line.changed.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                await self._line.changed.wait()
