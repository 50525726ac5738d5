"""A simulated caller: rings through the local exchange and speaks Media Streams in real time."""

import asyncio
import base64
import json
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from bot.speech.telephone import LINE_HZ, Samples, from_bytes, mulaw_decode, mulaw_encode, to_bytes
from telephony.exchange.staff import Manner
from telephony.playback import AUDIBLE, Chunk, Playback
from telephony.stereo import Stereo

_FRAME = 160
_FRAME_S = 0.02
_QUIET_S = 1.2  # without side messages Luuri has finished when she has been quiet this long
_ACCOUNT_SID = "AC" + "0" * 32


class CallOver(Exception):
    """The call has ended; `outcome` on the caller says how."""


@dataclass(frozen=True)
class BotTurn:
    """One go of Luuri's. Times are seconds of the caller's clock.

    `response_ms` runs from the caller's last voiced sample to the first audible sample of an answer that
    is no filler; None when the caller had not spoken since the turn before.
    """

    text: str
    topic: str | None
    audio: bytes  # s16le mono 8 kHz, fillers included
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
    text: str = ""
    filler: bool = False
    chunks: list[Chunk] = field(default_factory=list)


class SimulatedCaller:
    """`async with SimulatedCaller(url, "+358401234567") as call:`: rings on entry, hangs up on exit.

    `heard` holds what Luuri understood ({"text", ...} side messages), newest last; `events` all that the
    exchange told; `notes` all side messages. `noise_dbfs` adds white noise to all that is sent.
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
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._new_call = {"from": caller_number, "at": at.isoformat() if at else None, "staff": staff}
        self._noise = 0.0 if noise_dbfs is None else 32768 * 10 ** (noise_dbfs / 20)
        self._random = np.random.default_rng(seed)
        self.call_sid = ""
        self.heard: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.outcome: dict[str, Any] | None = None
        self.recording = Stereo()
        self._playback = Playback()
        self._segments: list[_Segment] = []
        self._listening: str | None = None
        self._floor_given = False
        self._side_messages = False
        self._spoken: deque[Samples] = deque()
        self._spoken_changed = asyncio.Event()
        self._last_voiced_at: float | None = None
        self._first_voiced_at: float | None = None
        self._changed = asyncio.Event()
        self._stream: ClientConnection | None = None
        self._stream_sid = ""
        self._sequence = 0
        self._chunk = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._line: ClientConnection | None = None

    # The call

    async def __aenter__(self) -> Self:
        async with httpx.AsyncClient(timeout=20, trust_env=False) as client:
            answer = await client.post(f"{self._base_url}/exchange/calls", json=self._new_call)
            answer.raise_for_status()
        self.call_sid = answer.json()["call_sid"]
        self._line = await connect(self._here(f"/exchange/line/{self.call_sid}"), max_size=2**20, proxy=None)
        self._start(self._hold_line(self._line))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.hang_up()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for socket in (self._stream, self._line):
            if socket is not None:
                await socket.close()

    async def hang_up(self) -> None:
        """Put the phone down."""
        await self._send_line({"event": "hang_up"})
        if self._stream is not None:
            await self._send({"event": "stop", "stop": {"callSid": self.call_sid}})

    async def ended(self, timeout_s: float = 30) -> dict[str, Any]:
        """How the call ended: `by`, `answered`, `service`, `dialled`. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while self.outcome is None:
                await self._change()
        return self.outcome

    # Luuri's turns

    async def luuri_finished(self, timeout_s: float = 30) -> BotTurn:
        """Wait until Luuri has said her turn and the caller has heard it.

        Raises CallOver when the call ends with nothing more said, TimeoutError when she does not finish.
        """
        async with asyncio.timeout(timeout_s):
            while True:
                now = time.monotonic()
                if self._has_spoken() and not self._playback.playing(now) and self._floor_is_ours(now):
                    return self._take_turn(now)
                if self.outcome is not None and not self._has_spoken():
                    raise CallOver(self.outcome["by"])
                await self._change(0.02)

    def _has_spoken(self) -> bool:
        return any(segment.text or segment.chunks for segment in self._segments)

    def _floor_is_ours(self, now: float) -> bool:
        if self._stream is None or self._floor_given:
            return True
        audible = any(chunk.first_audible_at() is not None for s in self._segments for chunk in s.chunks)
        return not self._side_messages and audible and now - self._playback.plays_until > _QUIET_S

    def _take_turn(self, now: float) -> BotTurn:
        segments, self._segments = self._segments, []
        topic, given = self._listening, self._floor_given
        self._listening, self._floor_given = None, False
        answers = [segment for segment in segments if not segment.filler]
        audible = [at for s in answers for c in s.chunks if (at := c.first_audible_at()) is not None]
        first = min(audible, default=None)
        spoke_at, self._last_voiced_at = self._last_voiced_at, None
        sound = [chunk.samples for segment in segments for chunk in segment.chunks]
        return BotTurn(
            text=" ".join(segment.text for segment in segments if segment.text),
            topic=topic,
            audio=to_bytes(np.concatenate(sound)) if sound else b"",
            first_audible_at=first,
            finished_at=min(now, self._playback.plays_until) if sound else now,
            response_ms=None if first is None or spoke_at is None else (first - spoke_at) * 1000,
            listening=given or (self._stream is not None and not self._side_messages),
        )

    # The caller's turns

    async def say(self, pcm_8k: bytes) -> float:
        """Speak s16le mono 8 kHz in real time; the time of the last voiced sample, when it is sent."""
        samples = from_bytes(pcm_8k)
        self._first_voiced_at = self._last_voiced_at = None
        self._spoken.extend(samples[start : start + _FRAME] for start in range(0, len(samples), _FRAME))
        self._spoken_changed.clear()
        while self._spoken:
            if self.outcome is not None:
                raise CallOver(self.outcome["by"])
            await self._spoken_changed.wait()
            self._spoken_changed.clear()
        return self._last_voiced_at or time.monotonic()

    async def interrupt(self, pcm_8k: bytes, wait_s: float = 3.0) -> Interruption:
        """Speak while Luuri does, and measure how long she goes on."""
        await self.say(pcm_8k)
        began_at = self._first_voiced_at or time.monotonic()
        deadline = time.monotonic() + wait_s
        while self._playback.playing(time.monotonic()) and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        if self._playback.playing(time.monotonic()):
            return Interruption(began_at, None)
        return Interruption(began_at, (self._playback.plays_until - began_at) * 1000)

    async def luuri_is_speaking(self, timeout_s: float = 20) -> float:
        """Wait until the caller hears Luuri; since when."""
        async with asyncio.timeout(timeout_s):
            while True:
                for segment in self._segments:
                    for chunk in segment.chunks:
                        at = chunk.first_audible_at()
                        if at is not None and at <= time.monotonic() < self._playback.plays_until:
                            return at
                await self._change(0.02)

    async def press(self, keys: str) -> None:
        """Press keys, 0.2 s apart."""
        for key in keys:
            await self._send({"event": "dtmf", "dtmf": {"track": "inbound_track", "digit": key}})
            self._last_voiced_at = time.monotonic()
            await asyncio.sleep(0.2)

    def save_recording(self, path: Path) -> None:
        """The call as heard on the line: stereo WAV at 8 kHz, the caller left, Luuri right."""
        for chunk in self._playback.chunks:
            self.recording.add_right(chunk.starts_at, chunk.samples)
        self.recording.save(path)

    # The line

    async def _hold_line(self, line: ClientConnection) -> None:
        async for event in _messages(line):
            self.events.append(event)
            match event.get("event"):
                case "stream":
                    self._start(self._hold_stream(event))
                case "stream_stopped":
                    await self._stop_stream()
                case "ended":
                    await self._stop_stream()
                    self.outcome = event
            self._changed.set()
        if self.outcome is None:
            self.outcome = {
                "event": "ended",
                "by": "failure",
                "answered": False,
                "service": None,
                "dialled": [],
            }
        self._spoken_changed.set()
        self._changed.set()

    async def _hold_stream(self, event: dict[str, Any]) -> None:
        self._stream_sid, self._sequence, self._chunk = event["stream_sid"], 0, 0
        try:
            async with connect(self._here(urlsplit(event["url"]).path), max_size=2**20, proxy=None) as stream:
                await stream.send(json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}))
                self._stream = stream
                await self._send({"event": "start", "start": self._start_facts(event["parameters"])})
                sending = asyncio.create_task(self._send_sound())
                try:
                    async for message in _messages(stream):
                        await self._take(message)
                        self._changed.set()
                finally:
                    sending.cancel()
        except (OSError, WebSocketException):
            pass
        finally:
            self._stream = None
            await self._send_line({"event": "stream_ended", "stream_sid": event["stream_sid"]})
            self._changed.set()

    def _start_facts(self, parameters: dict[str, str]) -> dict[str, Any]:
        return {
            "accountSid": _ACCOUNT_SID,
            "streamSid": self._stream_sid,
            "callSid": self.call_sid,
            "tracks": ["inbound"],
            "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": LINE_HZ, "channels": 1},
            "customParameters": parameters,
        }

    async def _take(self, message: dict[str, Any]) -> None:
        now = time.monotonic()
        match message.get("event"):
            case "media":
                samples = mulaw_decode(base64.b64decode(message["media"]["payload"]))
                self._segment().chunks.append(self._playback.add(samples, now))
                self._floor_given = False
            case "mark":
                self._playback.mark(message["mark"]["name"], now)
            case "clear":
                for name in self._playback.clear(now):
                    await self._echo(name)
            case "luuri":
                self._take_note(message)

    def _take_note(self, note: dict[str, Any]) -> None:
        self._side_messages = True
        self.notes.append(note)
        match note.get("kind"):
            case "said":
                self._segments.append(_Segment(str(note.get("text", "")), bool(note.get("filler"))))
                self._floor_given = False
            case "listening":
                self._listening, self._floor_given = note.get("topic"), True
            case "heard":
                self.heard.append(note)

    def _segment(self) -> _Segment:
        if not self._segments:
            self._segments.append(_Segment())
        return self._segments[-1]

    async def _send_sound(self) -> None:
        """One frame every 20 ms: the caller's voice, or the silence of the line; and marks when due."""
        began_at, sent = time.monotonic(), 0
        while True:
            await asyncio.sleep(max(0.0, began_at + sent * _FRAME_S - time.monotonic()))
            now = time.monotonic()
            await self._send_frame(self._next_frame(now), now)
            sent += 1
            for name in self._playback.due_marks(now):
                await self._echo(name)

    def _next_frame(self, now: float) -> Samples:
        frame = np.zeros(_FRAME, dtype=np.int16)
        if self._spoken:
            spoken = self._spoken.popleft()
            frame[: len(spoken)] = spoken
            loud = np.flatnonzero(np.abs(spoken.astype(np.int32)) > AUDIBLE)
            if loud.size:
                # A line sends a frame once its last sample has been spoken.
                self._last_voiced_at = now - (_FRAME - 1 - int(loud[-1])) / LINE_HZ
                if self._first_voiced_at is None:
                    self._first_voiced_at = now - (_FRAME - int(loud[0])) / LINE_HZ
            if not self._spoken:
                self._spoken_changed.set()
        if self._noise:
            noise = self._random.normal(0.0, self._noise, _FRAME)
            frame = np.clip(frame + noise, -32768, 32767).astype(np.int16)
        return frame

    async def _send_frame(self, frame: Samples, now: float) -> None:
        self.recording.add_left(now - _FRAME_S, frame)
        self._chunk += 1
        media = {
            "track": "inbound",
            "chunk": str(self._chunk),
            "timestamp": str((self._chunk - 1) * 20),
            "payload": base64.b64encode(mulaw_encode(frame)).decode(),
        }
        await self._send({"event": "media", "media": media})

    async def _echo(self, name: str) -> None:
        await self._send({"event": "mark", "mark": {"name": name}})

    async def _send(self, message: dict[str, Any]) -> None:
        if self._stream is None:
            return
        self._sequence += 1
        message = {**message, "sequenceNumber": str(self._sequence), "streamSid": self._stream_sid}
        with suppress(ConnectionClosed):
            await self._stream.send(json.dumps(message))

    async def _stop_stream(self) -> None:
        if self._stream is not None:
            await self._send({"event": "stop", "stop": {"callSid": self.call_sid}})
            await self._stream.close()

    async def _send_line(self, message: dict[str, Any]) -> None:
        if self._line is not None:
            with suppress(ConnectionClosed):
                await self._line.send(json.dumps(message))

    # Housekeeping

    def _here(self, path: str) -> str:
        return "ws" + self._base_url.removeprefix("http") + path

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _change(self, at_most_s: float = 0.5) -> None:
        self._changed.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                await self._changed.wait()


async def _messages(socket: ClientConnection) -> AsyncIterator[dict[str, Any]]:
    with suppress(ConnectionClosed):
        async for text in socket:
            message = json.loads(text)
            if isinstance(message, dict):
                yield message
