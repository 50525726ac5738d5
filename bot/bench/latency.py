"""Rings both services with the same speech, call by call in turn, and measures every answer by its sound."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import httpx
from sqlalchemy import Engine

from bot.bench.figures import Transcript, Turn, answer_to, judge
from bot.bench.lines import BenchLine, DirectLine
from bot.bench.material import Script, Utterance
from bot.bench.services import BenchServices
from bot.records.calls import CallRecord, SqlCalls

CALLER_NUMBER = "+358401234567"
QUIET_S = 1.3  # a caller speaks when the other end has been quiet this long
GREETED_WITHIN_S = 60.0
ANSWERED_WITHIN_S = 20.0
LONGEST_ANSWER_S = 60.0
_LOOK_EVERY_S = 0.05
_TOLD_WITHIN_S = 0.1
_STALLED_S = 60.0  # stock under many calls does nothing else for seconds

Shown = Callable[[str, Turn], None]


@dataclass
class Side:
    """One of the two services as a caller meets it. `at` is the time by the calls' own clock.

    `records`: where stock's calls are announced for Rasa's actions; None is Luuri, who does it herself.
    """

    name: str
    url: str
    at: datetime
    records: Engine | None = None
    turns: list[Turn] = field(default_factory=list)

    async def ring(self) -> BenchLine:
        """A new call. Raises httpx.HTTPError or OSError when nobody takes it."""
        line = BenchLine(self.url) if self.records is None else DirectLine(self.url, "/media")
        if self.records is not None:
            now = datetime.now(UTC)
            offset_s = (self.at - now).total_seconds()
            SqlCalls(self.records).start(
                CallRecord(line.call_sid, CALLER_NUMBER, now, offset_s, simulated=True)
            )
        await line.ring({"from": CALLER_NUMBER, "at": self.at.isoformat(), "staff": "answer"})
        return line

    async def transcripts(self, line: BenchLine) -> list[Transcript]:
        """What the dialogue has been given in this call so far."""
        if self.records is None:
            return line.transcripts
        async with httpx.AsyncClient(timeout=_STALLED_S, trust_env=False) as client:
            answer = await client.get(f"{self.url}/calls/{line.call_sid}")
            answer.raise_for_status()
            return [Transcript(entry["at"], entry["text"]) for entry in answer.json()]


async def compare(
    services: BenchServices, scripts: Sequence[Script], at: datetime, shown: Shown
) -> dict[str, list[Turn]]:
    """Every script once on each side; who is rung first changes from script to script."""
    luuri = Side("luuri", services.luuri_url, at)
    stock = Side("stock", services.stock_url, at, services.records)
    for number, script in enumerate(scripts):
        for side in (luuri, stock) if number % 2 == 0 else (stock, luuri):
            await speak_all(side, script, shown)
    return {side.name: side.turns for side in (luuri, stock)}


async def speak_all(side: Side, script: Script, shown: Shown) -> None:
    """Speak the whole script, in one call, or in more when the service ends one early."""
    left = list(script)
    while left:
        line = await side.ring()
        try:
            greeted = await _greeted(line)
            while left and (line.streaming or not greeted):
                utterance = left.pop(0)
                turn = await speak(side, line, utterance) if greeted else _unanswered(utterance)
                side.turns.append(turn)
                shown(side.name, turn)
                if not greeted:
                    break
        finally:
            await line.hang_up()
            await line.close()


async def speak(side: Side, line: BenchLine, utterance: Utterance) -> Turn:
    """Say one utterance and wait until the service has answered it and is quiet again."""
    began_at, voiced_until = await line.say(utterance.sound())
    patience_ends, last_look = voiced_until + ANSWERED_WITHIN_S, voiced_until + LONGEST_ANSWER_S
    while line.streaming and time.monotonic() < last_look:
        await asyncio.sleep(_LOOK_EVERY_S)
        heard = line.answers_since(began_at)
        if heard and time.monotonic() < heard[-1].last_at + QUIET_S:
            continue
        if time.monotonic() > patience_ends:
            break
        # Nobody is asked for transcripts while an answer is being made: the measuring would slow it down.
        answered = bool(heard) and heard[-1].first_at >= voiced_until
        if answered and answer_to(began_at, voiced_until, heard, await side.transcripts(line)):
            break
    known, heard = await side.transcripts(line), line.answers_since(began_at)
    turn = judge(utterance.text, utterance.pause_s > 0, began_at, voiced_until, heard, known)
    answer = answer_to(began_at, voiced_until, heard, known)
    told = [
        stages for at, stages in line.stages if answer and began_at <= at <= answer.first_at + _TOLD_WITHIN_S
    ]
    if told and turn.response_ms is not None:
        # What the service cannot know: sound on its way, and waiting for its attention.
        told[-1]["line"] = round(turn.response_ms) - sum(told[-1].values())
    return replace(turn, pause_s=utterance.pause_s, stages_ms=told[-1] if told else {})


async def _greeted(line: BenchLine) -> bool:
    """Wait for the greeting and the quiet after it; False when it does not come."""
    rang_at = time.monotonic()
    while time.monotonic() < rang_at + GREETED_WITHIN_S and line.outcome is None:
        await asyncio.sleep(_LOOK_EVERY_S)
        heard = line.answers_since(rang_at)
        if heard and line.streaming and time.monotonic() > heard[-1].last_at + QUIET_S:
            return True
    return False


def _unanswered(utterance: Utterance) -> Turn:
    return judge(utterance.text, utterance.pause_s > 0, 0.0, 0.0, (), ())
