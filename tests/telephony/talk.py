"""Luuri's end of a media socket, without a pipeline."""

import base64
import json

import numpy as np
from fastapi import WebSocket

from bot.speech.telephone import mulaw_encode
from telephony.ports import StreamStart

TONE = (8000 * np.sin(np.arange(2400) * 2 * np.pi * 440 / 8000)).astype(np.int16)  # 0.3 s


class Talk:
    def __init__(self, websocket: WebSocket, start: StreamStart) -> None:
        self.websocket, self.start = websocket, start

    @staticmethod
    def payload(tone: np.ndarray) -> str:
        return base64.b64encode(mulaw_encode(tone)).decode()

    @staticmethod
    def sound(payload: str) -> bytes:
        return base64.b64decode(payload)

    async def send(self, **message: object) -> None:
        await self.websocket.send_text(json.dumps({**message, "streamSid": self.start.stream_sid}))

    async def speak(self, text: str, topic: str | None = None, tone: np.ndarray = TONE) -> None:
        await self.send(event="luuri", kind="said", text=text)
        await self.send(event="media", media={"payload": self.payload(tone)})
        await self.send(event="mark", mark={"name": text})
        await self.send(event="luuri", kind="listening", topic=topic)

    async def mark(self) -> str:
        while True:
            message = json.loads(await self.websocket.receive_text())
            if message["event"] == "mark":
                return message["mark"]["name"]

    async def voice(self) -> None:
        """Wait for a loud frame, then for three silent ones."""
        loud, quiet = False, 0
        while quiet < 3:
            message = json.loads(await self.websocket.receive_text())
            if message["event"] == "media":
                silent = set(base64.b64decode(message["media"]["payload"])) <= {0xFF, 0x7F}
                loud, quiet = loud or not silent, quiet + 1 if loud and silent else 0
