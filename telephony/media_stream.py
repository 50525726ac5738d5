"""The Media Streams socket: who may open one, and its messages as pipecat's frames."""

import asyncio
import base64
import binascii
import json
import re
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, WebSocket
from loguru import logger
from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    InputTransportMessageFrame,
    OutputTransportMessageFrame,
    OutputTransportMessageUrgentFrame,
)
from pipecat.serializers.twilio import TwilioFrameSerializer
from starlette.websockets import WebSocketDisconnect, WebSocketState

from bot.speech.telephone import LINE_HZ, mulaw_decode, to_bytes
from telephony.line_guard import LineCounts, LineGuard
from telephony.ports import StreamRefused, StreamStart, Switchboard
from telephony.tokens import StreamTokens

START_TIMEOUT_S = 5.0
_MESSAGES_BEFORE_START = 20
_PAYLOAD_LIMIT = 16_000  # base64 characters of one message's audio: 1.5 s
_SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")
_OVER, _REFUSED = 1000, 1008


def media_router(
    switchboard: Switchboard, tokens: StreamTokens, *, start_timeout_s: float = START_TIMEOUT_S
) -> APIRouter:
    """The websocket /twilio/media: lets in who shows a token of ours, and gives it to the switchboard."""
    router = APIRouter()

    @router.websocket("/twilio/media")
    async def media(opened: WebSocket) -> None:
        counts = LineCounts()
        websocket = WebSocket(opened.scope, LineGuard(opened.receive, counts), opened.send)
        websocket.state.line_counts = counts
        await websocket.accept()
        code = _REFUSED
        try:
            start = await _start(websocket, tokens, start_timeout_s, counts)
            if start is None:
                logger.warning("a media stream was refused")
            else:
                await switchboard.media(websocket, start)
                code = _REFUSED if counts.flooded else _OVER
        except StreamRefused:
            logger.warning("a media stream for an unknown call was refused")
        except WebSocketDisconnect:
            pass
        finally:
            if websocket.application_state == WebSocketState.CONNECTED:
                with suppress(RuntimeError, WebSocketDisconnect):
                    await websocket.close(code=code)

    return router


class LuuriSerializer(TwilioFrameSerializer):
    """Media Streams messages as frames, both ways; a message that makes no sense is counted and dropped.

    In: audio at LINE_HZ, keys (InputDTMFFrame), and as InputTransportMessageFrame {"event": "mark", "name": ...}
    when the caller has heard all that came before that mark, and {"event": "stop"}.
    Out: audio, clear on an interruption, {"event": "mark", "name": ...} as a mark message, and only on a
    local line {"event": "luuri", ...} as it is.
    """

    def __init__(self, start: StreamStart, counts: LineCounts | None = None) -> None:
        super().__init__(
            stream_sid=start.stream_sid,
            call_sid=start.call_sid,
            params=TwilioFrameSerializer.InputParams(auto_hang_up=False),
        )
        self._sid = start.stream_sid
        self._local = start.local
        self.counts = counts or LineCounts()

    async def serialize(self, frame: Frame) -> str | bytes | None:
        if not isinstance(frame, OutputTransportMessageFrame | OutputTransportMessageUrgentFrame):
            return await super().serialize(frame)
        message = frame.message
        if not isinstance(message, dict):
            return None
        if message.get("event") == "mark":
            mark = {"event": "mark", "streamSid": self._sid, "mark": {"name": str(message.get("name", ""))}}
            return json.dumps(mark)
        if message.get("event") == "luuri" and self._local:
            return json.dumps(message, ensure_ascii=False)
        return None

    async def deserialize(self, data: str | bytes) -> Frame | None:
        message = parsed(data)
        event = message.get("event") if message else None
        if message and event == "media" and (mulaw := _sound(message)):
            return InputAudioRawFrame(to_bytes(mulaw_decode(mulaw)), LINE_HZ, 1)
        if message and event == "dtmf" and isinstance(message.get("dtmf"), dict):
            return await super().deserialize(data)
        if message and event == "mark" and isinstance(message.get("mark"), dict):
            name = str(message["mark"].get("name", ""))
            return InputTransportMessageFrame(message={"event": "mark", "name": name})
        if event == "stop":
            return InputTransportMessageFrame(message={"event": "stop"})
        if event not in ("connected", "start"):
            self.counts.malformed += 1
        return None


def parsed(data: str | bytes) -> dict[str, Any] | None:
    """A message's JSON object; None when it is not one."""
    try:
        message = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None


def _sound(message: dict[str, Any]) -> bytes:
    """The caller's mu-law sound in a media message; empty when there is none that makes sense."""
    media = message.get("media")
    if not isinstance(media, dict) or media.get("track", "inbound") != "inbound":
        return b""
    payload = media.get("payload")
    if not isinstance(payload, str) or not 0 < len(payload) <= _PAYLOAD_LIMIT:
        return b""
    try:
        return base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError):
        return b""


async def _start(
    websocket: WebSocket, tokens: StreamTokens, timeout_s: float, counts: LineCounts
) -> StreamStart | None:
    """Wait for the start message and check it; None when it does not come or is not ours."""
    try:
        async with asyncio.timeout(timeout_s):
            for _ in range(_MESSAGES_BEFORE_START):
                message = parsed(await websocket.receive_text())
                if message is None:
                    counts.malformed += 1
                elif message.get("event") == "start":
                    return _checked(message.get("start"), tokens)
    except TimeoutError:
        pass
    return None


def _checked(start: Any, tokens: StreamTokens) -> StreamStart | None:
    if not isinstance(start, dict):
        return None
    call_sid, stream_sid = start.get("callSid"), start.get("streamSid")
    parameters = start.get("customParameters")
    sound = start.get("mediaFormat")
    if not (isinstance(call_sid, str) and isinstance(stream_sid, str) and isinstance(parameters, dict)):
        return None
    if not (_SID.fullmatch(call_sid) and _SID.fullmatch(stream_sid)):
        return None
    if not (isinstance(sound, dict) and sound.get("encoding") == "audio/x-mulaw"):
        return None
    line = tokens.redeem(str(parameters.get("token", "")), call_sid)
    if line is None:
        return None
    others = {str(name): str(value) for name, value in parameters.items() if name != "token"}
    return StreamStart(call_sid, stream_sid, others, local=line == "local")
