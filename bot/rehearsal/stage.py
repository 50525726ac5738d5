"""Where scenarios are held: the real Rasa and actions, a database of their own, and everything else in memory."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from bot.capacity import Capacity
from bot.dialogue import data
from bot.duty import DutyRinger
from bot.edition import WORKING_TREE, Edition
from bot.follow_up import FollowUp
from bot.pipeline.ports import Ears
from bot.records.calls import CallRecord
from bot.records.database import open_database
from bot.records.directory_imports import keep_imported
from bot.records.records import Records
from bot.records.tables import Tables
from bot.rehearsal.judging import judged
from bot.rehearsal.line import TextLine
from bot.rehearsal.outcome import Held, Outcome
from bot.rehearsal.scenario import Scenario, Talk
from bot.rehearsal.text_call import TextCall
from bot.report import report
from bot.served import Served
from bot.settings import Settings
from bot.speech.heard import Heard
from bot.speech.pronunciation import Pronunciation
from bot.switchboard import Mouth, Switchboard
from bot.text_sender import TextSender
from telephony.call_control import CallControl

FIRST_NUMBER = 358501000000
MOST_CALLS = 1  # on each switchboard of its own


@dataclass(frozen=True)
class Sound:
    """What callers are heard with, and what is said to them."""

    ears: Ears
    pieces: Mouth


class Stage:
    """Holds scenarios, any number of them, also side by side. One edition's Rasa serves them all."""

    def __init__(self, engine: Engine, spool: Path, served: Served) -> None:
        self.served = served
        self._engine = engine
        self.records = Records(engine, spool)
        self._sign_names = data.names(served.edition.names)["signs"]
        self._numbers = count(FIRST_NUMBER)

    async def hold(self, scenario: Scenario) -> Outcome:
        """Hold the scenario's calls and judge the last one. What it expects is never looked at while it goes on."""
        began = time.monotonic()
        calls = await self._calls((*scenario.before, scenario), scenario.caller)
        sid = calls[-1].call_sid
        outcome = Outcome(
            scenario,
            tuple(calls),
            await asyncio.to_thread(report, self.records, sid),
            await asyncio.to_thread(self._rows, sid, tuple(scenario.expect.records)),
            time.monotonic() - began,
        )
        return replace(outcome, problems=judged(outcome))

    async def talk(self, talk: Talk) -> tuple[Held, CallRecord]:
        """Hold one call from a number of its own: how it went, and what is recorded of it."""
        held = (await self._calls((talk,), None))[-1]
        record = await asyncio.to_thread(self.records.calls.get, held.call_sid)
        assert record is not None
        return held, record

    async def _calls(self, talks: Sequence[Talk], caller: str | None) -> list[Held]:
        own = caller or f"+{next(self._numbers)}"
        return [await self._call(talk, None if own == "withheld" else own) for talk in talks]

    async def _call(self, talk: Talk, number: str | None) -> Held:
        line = TextLine()
        duty = self.duty(line, ())
        switchboard = self.switchboard(line, duty, Sound(NoEars(), no_mouth), MOST_CALLS)
        held = await TextCall(switchboard, line, talk, number).hold()
        await duty.close()
        return held

    def duty(self, line: CallControl, numbers: Sequence[str]) -> DutyRinger:
        """Who is rung on the line about a call that was cut in danger."""
        return DutyRinger(line, self.records, numbers, self._sign_names)

    def switchboard(
        self, line: CallControl, duty: DutyRinger, sound: "Sound", most_calls: int
    ) -> Switchboard:
        """The calls of this stage alone, on a line: recorded in the stage's own database."""
        return Switchboard(
            served=lambda: self.served,
            line=line,
            records=self.records,
            ears=sound.ears,
            pieces=sound.pieces,
            follow_up=FollowUp(self.records, lambda: self.served.care, duty),
            duty=duty,
            confirm=TextSender(self.records, line).send,
            capacity=Capacity(most_calls, lambda: 0.0),
        )

    def _rows(self, call_sid: str, names: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
        rows: dict[str, list[dict[str, Any]]] = {}
        with self._engine.connect() as connection:
            for name in names:
                table = Tables.metadata.tables.get(name)
                if table is None or "call_sid" not in table.c:
                    rows[name] = [{"there is no such table of calls": name}]
                    continue
                found = connection.execute(select(table).where(table.c.call_sid == call_sid))
                rows[name] = [dict(row._mapping) for row in found]
        return rows


@asynccontextmanager
async def open_stage(
    settings: Settings,
    folder: Path,
    edition: Edition = WORKING_TREE,
    *,
    texts: bool = True,
    imported: Mapping[str, Any] | None = None,
) -> AsyncIterator[Stage]:
    """A stage with the installation's trained models; its database and logs are in `folder`.

    `texts`: whether callers are offered text messages. `imported`: entries over the edition's own directory.

    Raises TrainingFailed, ProgramFailed, DirectoryError, RedFlagError, IntakeError.
    """
    database = f"sqlite:///{folder / 'luuri.db'}"
    own = settings.model_copy(update={"database_url": database, "sms_confirmation": texts})
    engine = open_database(own.sqlalchemy_url)
    try:
        if imported:
            await asyncio.to_thread(keep_imported, engine, imported, "the live version", datetime.now(UTC))
        served = await asyncio.to_thread(Served, own, edition, imported, folder / "logs")
        try:
            await served.start()
            yield Stage(engine, folder / "spool", served)
        finally:
            await served.stop()
    finally:
        engine.dispose()


def no_mouth(text: str, words: Pronunciation) -> list[Awaitable[bytes]]:
    """A text call says nothing aloud."""
    return []


class NoEars:
    """A text call has no sound."""

    async def hear(self, pcm: bytes) -> Heard:
        raise RuntimeError("a text call has no sound")

    async def glance(self, pcm: bytes) -> None:
        return None
