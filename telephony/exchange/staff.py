"""Who answers when the exchange rings a number: nobody real, a made-up person, or the staff page."""

import asyncio
from collections.abc import Callable
from typing import Any, Literal, Protocol

from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect

Manner = Literal["page", "answer", "busy", "no_answer", "voicemail"]
Unanswered = Literal["busy", "no-answer"]
Audio = Callable[[str], None]

_PICKS_UP_AFTER_S = 0.4
_TALKS_S = 1.0


class Leg(Protocol):
    """The line to whoever picked up. Audio is base64 mu-law, as in media messages."""

    async def hear(self, text: str) -> None: ...

    async def key(self, timeout_s: float) -> str | None:
        """The next key that they press; None when they press none in time."""

    async def bridged(self, to_caller: Audio) -> None:
        """The two can talk now."""

    def audio(self, payload: str) -> None: ...

    async def over(self) -> None:
        """Returns when they hang up."""

    async def close(self) -> None:
        """The other end has hung up, or the call was never taken."""


class MadeUpPerson:
    """Picks up, presses 1 (a voicemail presses nothing), talks a moment without a sound, and hangs up."""

    def __init__(self, key: str | None, talks_s: float) -> None:
        self._key = key
        self._talks_s = talks_s

    async def hear(self, text: str) -> None:
        return None

    async def key(self, timeout_s: float) -> str | None:
        return self._key

    async def bridged(self, to_caller: Audio) -> None:
        return None

    def audio(self, payload: str) -> None:
        return None

    async def over(self) -> None:
        await asyncio.sleep(self._talks_s)

    async def close(self) -> None:
        return None


class StaffPhones:
    """The open staff pages. All of them ring; the first to answer has the call."""

    def __init__(self, pace: float = 1.0) -> None:
        self._open: set[StaffPhone] = set()
        self._picks_up_after_s = _PICKS_UP_AFTER_S * pace
        self._talks_s = _TALKS_S * pace

    async def hold(self, websocket: WebSocket) -> None:
        """Serve one page's socket until it closes."""
        await websocket.accept()
        phone = StaffPhone(websocket)
        self._open.add(phone)
        try:
            await phone.listen()
        finally:
            self._open.discard(phone)

    async def ring(self, manner: Manner, service: str, number: str, timeout_s: float) -> Leg | Unanswered:
        """Ring in the manner that the test call asked for; a page rings for real, up to `timeout_s`."""
        if manner in ("busy", "no_answer"):
            await asyncio.sleep(self._picks_up_after_s)
            return "busy" if manner == "busy" else "no-answer"
        if manner in ("answer", "voicemail"):
            await asyncio.sleep(self._picks_up_after_s)
            return MadeUpPerson("1" if manner == "answer" else None, self._talks_s)
        return await self._ring_pages(service, number, timeout_s)

    async def _ring_pages(self, service: str, number: str, timeout_s: float) -> Leg | Unanswered:
        phones = [phone for phone in self._open if phone.free]
        if not phones:
            if self._open:
                return "busy"
            await asyncio.sleep(self._picks_up_after_s)
            return "no-answer"
        ringing = {asyncio.ensure_future(phone.ring(service, number)): phone for phone in phones}
        answered: StaffPhone | None = None
        busy = False
        try:
            async with asyncio.timeout(timeout_s):
                waiting = set(ringing)
                while waiting and answered is None:
                    done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                    for task in done:
                        if task.result() == "answer" and answered is None:
                            answered = ringing[task]
                        busy = busy or task.result() == "busy"
        except TimeoutError:
            pass
        finally:
            for task, phone in ringing.items():
                task.cancel()
                if phone is not answered:
                    await phone.close()
        return answered or ("busy" if busy else "no-answer")


class StaffPhone:
    """One open staff page, as a leg. Its messages: answer, busy, decline, key, media, hang_up."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._choice: asyncio.Queue[str] = asyncio.Queue()
        self._keys: asyncio.Queue[str] = asyncio.Queue()
        self._hung_up = asyncio.Event()
        self._to_caller: Audio | None = None
        self._sending: asyncio.Queue[dict[str, Any]] = asyncio.Queue(maxsize=500)
        self.free = True

    async def listen(self) -> None:
        sender = asyncio.create_task(self._send_all())
        try:
            while True:
                message = await self._websocket.receive_json()
                if isinstance(message, dict):
                    self._take(message)
        except (WebSocketDisconnect, ValueError, KeyError, RuntimeError):
            pass
        finally:
            sender.cancel()
            self._choice.put_nowait("decline")
            self._hung_up.set()

    def _take(self, message: dict[str, Any]) -> None:
        match message.get("event"):
            case "answer" | "busy" | "decline" as choice:
                self._choice.put_nowait(choice)
            case "key":
                self._keys.put_nowait(str(message.get("key", ""))[:1])
            case "media" if self._to_caller is not None:
                self._to_caller(str(message.get("payload", "")))
            case "hang_up":
                self._hung_up.set()

    async def ring(self, service: str, number: str) -> str:
        """What the person chose: answer, busy or decline."""
        self.free = False
        self._choice, self._keys = asyncio.Queue(), asyncio.Queue()
        self._hung_up.clear()
        self._send({"event": "ringing", "service": service, "number": number})
        return await self._choice.get()

    async def hear(self, text: str) -> None:
        self._send({"event": "said", "text": text})

    async def key(self, timeout_s: float) -> str | None:
        pressed = asyncio.ensure_future(self._keys.get())
        gone = asyncio.ensure_future(self._hung_up.wait())
        try:
            await asyncio.wait({pressed, gone}, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
            return pressed.result() if pressed.done() else None
        finally:
            pressed.cancel()
            gone.cancel()

    async def bridged(self, to_caller: Audio) -> None:
        self._to_caller = to_caller
        self._send({"event": "bridged"})

    def audio(self, payload: str) -> None:
        self._send({"event": "media", "payload": payload})

    async def over(self) -> None:
        await self._hung_up.wait()

    async def close(self) -> None:
        self._to_caller = None
        self.free = True
        self._send({"event": "ended"})

    def _send(self, message: dict[str, Any]) -> None:
        if not self._sending.full():
            self._sending.put_nowait(message)

    async def _send_all(self) -> None:
        while True:
            await self._websocket.send_json(await self._sending.get())
