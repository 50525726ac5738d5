"""The simulated caller's telephone: rings the local exchange and speaks Media Streams in real time."""

import asyncio
import base64
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException

from bot.speech.telephone import LINE_HZ, Samples, mulaw_decode, mulaw_encode
from telephony.playback import AUDIBLE, Chunk, Playback
from telephony.stereo import Stereo

_FRAME = 160
_FRAME_S = 0.02
_QUIET = base64.b64encode(mulaw_encode(np.zeros(_FRAME, dtype=np.int16))).decode()
_MESSAGE_LIMIT = 2**20
_ACCOUNT_SID = "AC" + "0" * 32
_LOST = {"event": "ended", "by": "failure", "answered": False, "service": None, "dialled": []}


class CallerLine:
    """One call's sockets. Tells `on_sound` of each chunk of Luuri's audio and `on_note` of side messages.

    Times are seconds of `time.monotonic`. `outcome` is the exchange's last word, None while the call is
    on; `changed` is set whenever anything happened.
    """

    def __init__(
        self,
        base_url: str,
        *,
        on_sound: Callable[[Chunk], None],
        on_note: Callable[[dict[str, Any]], None],
        noise_dbfs: float | None = None,
        seed: int = 0,
    ) -> None:
        self.call_sid = ""
        self.events: list[dict[str, Any]] = []
        self.outcome: dict[str, Any] | None = None
        self.playback = Playback()
        self.recording = Stereo()
        self.changed = asyncio.Event()
        self.silent = asyncio.Event()
        self.first_voiced_at: float | None = None
        self.last_voiced_at: float | None = None
        self._base_url = base_url.rstrip("/")
        self._on_sound = on_sound
        self._on_note = on_note
        self._noise = 0.0 if noise_dbfs is None else 32768 * 10 ** (noise_dbfs / 20)
        self._random = np.random.default_rng(seed)
        self._to_say: deque[Samples] = deque()
        self._line: ClientConnection | None = None
        self._stream: ClientConnection | None = None
        self._stream_sid = ""
        self._stopped = False
        self._sequence = 0
        self._chunk = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def streaming(self) -> bool:
        """Whether the caller is connected to Luuri (and not ringing, or talking to a person)."""
        return self._stream is not None

    async def ring(self, new_call: dict[str, Any]) -> None:
        """Place the call and hold its line. Raises httpx.HTTPError when the exchange refuses it."""
        async with httpx.AsyncClient(timeout=20, trust_env=False) as client:
            answer = await client.post(f"{self._base_url}/exchange/calls", json=new_call)
            answer.raise_for_status()
        self.call_sid = answer.json()["call_sid"]
        self._line = await self._connect(f"/exchange/line/{self.call_sid}")
        self._start(self._hold_line(self._line))

    async def hang_up(self) -> None:
        await self._send_line({"event": "hang_up"})
        await self._send_stop()

    async def close(self) -> None:
        """Close the sockets and everything that runs for them."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for socket in (self._stream, self._line):
            if socket is not None:
                await socket.close()

    def speak(self, samples: Samples) -> None:
        """Say this after what is being said; `silent` is set when it has all been sent."""
        self.first_voiced_at = self.last_voiced_at = None
        self.silent.clear()
        self._to_say.extend(samples[start : start + _FRAME] for start in range(0, len(samples), _FRAME))
        if not self._to_say:
            self.silent.set()

    async def send(self, message: dict[str, Any]) -> None:
        """A message on the media stream; nothing when there is none, or when it has been stopped."""
        if self._stream is None or self._stopped:
            return
        self._stopped = message["event"] == "stop"
        self._sequence += 1
        message = {**message, "sequenceNumber": str(self._sequence), "streamSid": self._stream_sid}
        with suppress(ConnectionClosed):
            await self._stream.send(json.dumps(message))

    # The exchange's line

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
            self.changed.set()
        self.outcome = self.outcome or _LOST
        self.silent.set()
        self.changed.set()

    async def _send_line(self, message: dict[str, Any]) -> None:
        if self._line is not None:
            with suppress(ConnectionClosed):
                await self._line.send(json.dumps(message))

    # The media stream

    async def _hold_stream(self, event: dict[str, Any]) -> None:
        self._stream_sid, self._sequence, self._chunk = event["stream_sid"], 0, 0
        self._stopped = False
        sending: asyncio.Task[None] | None = None
        try:
            stream = await self._connect(urlsplit(event["url"]).path)
            async with stream:
                await stream.send(json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}))
                self._stream = stream
                await self.send({"event": "start", "start": self._start_facts(event["parameters"])})
                sending = asyncio.create_task(self._send_sound())
                async for message in _messages(stream):
                    await self._take(message)
                    self.changed.set()
        except (OSError, WebSocketException):
            pass
        finally:
            if sending is not None:
                sending.cancel()
            self._stream = None
            await self._send_line({"event": "stream_ended", "stream_sid": event["stream_sid"]})
            self.changed.set()

    async def _stop_stream(self) -> None:
        if self._stream is not None:
            await self._send_stop()
            await self._stream.close()

    async def _send_stop(self) -> None:
        await self.send({"event": "stop", "stop": {"accountSid": _ACCOUNT_SID, "callSid": self.call_sid}})

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
                self._on_sound(self.playback.add(samples, now))
            case "mark":
                self.playback.mark(message["mark"]["name"], now)
            case "clear":
                for name in self.playback.clear(now):
                    await self._echo(name)
            case "luuri":
                self._on_note(message)

    async def _echo(self, name: str) -> None:
        await self.send({"event": "mark", "mark": {"name": name}})

    async def _send_sound(self) -> None:
        """One frame every 20 ms: the caller's voice, or the silence of the line; and marks when due."""
        began_at, sent = time.monotonic(), 0
        while True:
            await asyncio.sleep(max(0.0, began_at + sent * _FRAME_S - time.monotonic()))
            now = time.monotonic()
            await self._send_frame(self._next_frame(now), now)
            sent += 1
            for name in self.playback.due_marks(now):
                await self._echo(name)

    def _next_frame(self, now: float) -> Samples | None:
        """What is said in these 20 ms; None for a quiet line."""
        if not self._to_say and not self._noise:
            return None
        frame = np.zeros(_FRAME, dtype=np.int16)
        if self._to_say:
            spoken = self._to_say.popleft()
            frame[: len(spoken)] = spoken
            loud = np.flatnonzero(np.abs(spoken.astype(np.int32)) > AUDIBLE)
            if loud.size:
                # A line sends a frame once its last sample has been spoken.
                self.last_voiced_at = now - (_FRAME - 1 - int(loud[-1])) / LINE_HZ
                if self.first_voiced_at is None:
                    self.first_voiced_at = now - (_FRAME - int(loud[0])) / LINE_HZ
            if not self._to_say:
                self.silent.set()
        if self._noise:
            noise = self._random.normal(0.0, self._noise, _FRAME)
            frame = np.clip(frame + noise, -32768, 32767).astype(np.int16)
        return frame

    async def _send_frame(self, frame: Samples | None, now: float) -> None:
        payload = _QUIET
        if frame is not None:
            self.recording.add_left(now - _FRAME_S, frame)
            payload = base64.b64encode(mulaw_encode(frame)).decode()
        self._chunk += 1
        media = {
            "track": "inbound",
            "chunk": str(self._chunk),
            "timestamp": str((self._chunk - 1) * 20),
            "payload": payload,
        }
        await self.send({"event": "media", "media": media})

    # Housekeeping

    async def _connect(self, path: str) -> ClientConnection:
        url = "ws" + self._base_url.removeprefix("http") + path
        return await connect(url, max_size=_MESSAGE_LIMIT, proxy=None, compression=None)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _messages(socket: ClientConnection) -> AsyncIterator[dict[str, Any]]:
    with suppress(ConnectionClosed):
        async for text in socket:
            message = json.loads(text)
            if isinstance(message, dict):
                yield message
