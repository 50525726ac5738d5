"""Residents who tell their matter in words and answer by keys: many of them need few ears."""

import asyncio
import re
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx

from bot.commands.call import line_from_wav
from telephony.caller import CallOver, SimulatedCaller
from tests.calls.residents import DEMO

MONDAY_EVENING, FRIDAY_EVENING = map(datetime.fromisoformat, ("2026-11-23T18:00", "2026-11-27T16:30"))
"""When Ensilinja is closed: a caller chooses a request, and is asked all that it takes."""
KEYS = {
    "age": "62#",
    "since": "3#",
    "municipality": "2",
    "birth_date": "2#",
    "safety": "2",
    "help_choice": "2",
    "consent": "1",
    "number_ok": "1",
    "time": "4",
    "summary_ok": "1",
    "anything_else": "2",
    "feedback": "5",
}
ANXIETY = line_from_wav(DEMO / "anxiety-opening.wav").pcm
"""Tells the need alone: what is asked after it hangs on nothing else that the ears may make of it."""
LONGEST_PROMPT_S = 45.0
SETTLED_WITHIN_S = 60.0
_OF_THE_CALLER = re.compile(r"\b0\d\d \d{3} \d{4}\b|(?<=Kirjasin, että ).+(?= Menikö oikein)")


@dataclass(frozen=True)
class Held:
    """A call that was held to its end. Times are monotonic.

    `said`: Luuri's goes, without what hangs on the caller and on the ears: the number, the caller's own words as they
    are read back, and a plea to tell again what was not made out.
    """

    said: tuple[str, ...]
    began_at: float
    over_at: float
    record: dict[str, Any]


async def ring_by_keys(url: str, number: str = "+358401234567", at: datetime = MONDAY_EVENING) -> Held:
    """One call of an anxious adult. Raises TimeoutError when Luuri says nothing where it is her turn."""
    async with SimulatedCaller(url, number, at=at) as call:
        began_at, told, seen = time.monotonic(), False, 0
        said: list[str] = []
        try:
            while True:
                luuri = await call.luuri_finished(LONGEST_PROMPT_S)
                new, seen = _said(call.notes[seen:]), len(call.notes)
                misheard = told and luuri.topic == "concern"
                said += [] if misheard else new
                if not luuri.listening or call.outcome is not None:
                    continue
                if misheard or not told:
                    await call.say(ANXIETY)
                    told = True
                else:
                    await call.press(KEYS[luuri.topic or ""])
        except CallOver:
            over_at = time.monotonic()
        said += _said(call.notes[seen:])
        record = await _settled(url, call.call_sid)
    return Held(tuple(_OF_THE_CALLER.sub("…", text) for text in said), began_at, over_at, record)


def _said(notes: list[dict[str, Any]]) -> list[str]:
    return [str(note["text"]) for note in notes if note.get("kind") == "said" and not note.get("filler")]


async def _settled(url: str, call_sid: str) -> dict[str, Any]:
    """What is recorded of the call once its end is."""
    async with asyncio.timeout(SETTLED_WITHIN_S), httpx.AsyncClient(timeout=20, trust_env=False) as client:
        while True:
            answer = await client.get(f"{url}/exchange/calls/{call_sid}")
            answer.raise_for_status()
            record: dict[str, Any] = answer.json()
            if record["ended"]:
                return record
            await asyncio.sleep(0.2)


class Lines:
    """So many telephones, each of which rings again as soon as its call has ended, until they are told to stop."""

    def __init__(self, url: str, count: int, apart_s: float = 0.0) -> None:
        self.calls: list[Held] = []
        self._url = url
        self._stopping = False
        self._tasks = [asyncio.create_task(self._ring(line, line * apart_s)) for line in range(count)]

    async def stop(self) -> None:
        """No call begins any more, and those that go on are held to their end. Raises what went wrong in any."""
        self._stopping = True
        await asyncio.gather(*self._tasks)

    def check(self) -> None:
        """Raises what went wrong on a line."""
        for task in self._tasks:
            if task.done():
                task.result()

    async def _ring(self, line: int, after_s: float) -> None:
        await asyncio.sleep(after_s)
        times = 0
        while not self._stopping:
            self.calls.append(await ring_by_keys(self._url, f"+35840{line:03}{times:04}"))
            times += 1
