"""Where scenarios are held: the real Rasa and actions, a database of their own, and everything else in memory."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from bot.call_records import CallRecords
from bot.dialogue import data
from bot.dialogue.rasa import RasaDialogue
from bot.dialogue.server import action_command, dialogue_token, rasa_command
from bot.duty import DutyRinger
from bot.follow_up import FollowUp
from bot.pipeline.ports import CallIdentity, Care
from bot.processes import Processes, Program, answers, free_port
from bot.prompt_texts import PromptTexts
from bot.records.database import open_database
from bot.records.directory import import_directory, load_directory
from bot.records.records import Records
from bot.records.tables import Tables
from bot.rehearsal.judging import judged
from bot.rehearsal.line import TextLine
from bot.rehearsal.outcome import Held, Outcome
from bot.rehearsal.scenario import Scenario, Talk
from bot.rehearsal.text_call import TextCall
from bot.report import report
from bot.settings import Settings
from bot.switchboard import Switchboard
from bot.understanding.watch import watch_for

FIRST_NUMBER = 358501000000


class Stage:
    """Holds scenarios, any number of them, also side by side. One Rasa serves them all."""

    def __init__(self, engine: Engine, spool: Path, care: Care, dialogue: RasaDialogue) -> None:
        self._engine = engine
        self._records = Records(engine, spool)
        self._care = care
        self._dialogue = dialogue
        self._texts = PromptTexts.read()
        self._numbers = count(FIRST_NUMBER)

    async def hold(self, scenario: Scenario) -> Outcome:
        """Hold the scenario's calls and judge the last one. What it expects is never looked at while it goes on."""
        began = time.monotonic()
        own = scenario.caller or f"+{next(self._numbers)}"
        number = None if own == "withheld" else own
        calls = [await self._call(talk, number) for talk in (*scenario.before, scenario)]
        sid = calls[-1].call_sid
        outcome = Outcome(
            scenario,
            tuple(calls),
            await asyncio.to_thread(report, self._records, sid),
            await asyncio.to_thread(self._rows, sid, tuple(scenario.expect.records)),
            time.monotonic() - began,
        )
        return replace(outcome, problems=judged(outcome))

    async def _call(self, talk: Talk, number: str | None) -> Held:
        line = TextLine()
        duty = DutyRinger(line, self._records, (), data.names()["signs"])
        switchboard = Switchboard(
            care=lambda: self._care,
            dialogue=self._dialogue,
            line=line,
            records=self._records,
            texts=self._texts,
            hear=_no_sound,
            audio=_no_sound,
            follow_up=FollowUp(self._records, lambda: self._care, duty),
            duty=duty,
            confirm=_no_confirmation,
        )
        held = await TextCall(switchboard, line, talk, number).hold()
        await duty.close()
        return held

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
async def open_stage(settings: Settings, folder: Path) -> AsyncIterator[Stage]:
    """A stage with the installation's trained models; its database and logs are in `folder`.

    Raises TrainingFailed, ProgramFailed.
    """
    own = settings.model_copy(update={"database_url": f"sqlite:///{folder / 'luuri.db'}"})
    engine = open_database(own.sqlalchemy_url)
    import_directory(engine, data.services(), "dialogues/services.yml")
    directory = load_directory(engine).with_transfer_numbers(own.transfer_numbers)
    care = Care(directory, watch_for(own, data.red_flag_categories()), data.needs())
    rasa_port, action_port = free_port(), free_port()
    dialogue = RasaDialogue(f"http://127.0.0.1:{rasa_port}", dialogue_token(own))
    commands = await asyncio.to_thread(rasa_command, own, rasa_port, action_port)
    health = f"http://127.0.0.1:{action_port}/health"
    processes = Processes(
        [
            Program.of("rasa", commands, dialogue.is_ready),
            Program.of("actions", action_command(own, action_port), answers(health)),
        ],
        folder / "logs",
    )
    try:
        await processes.start()
        yield Stage(engine, folder / "spool", care, dialogue)
    finally:
        await processes.stop()
        await dialogue.close()
        engine.dispose()


async def _no_sound(_: object) -> Any:
    raise RuntimeError("a text call has no sound")


async def _no_confirmation(identity: CallIdentity, records: CallRecords) -> None:
    return None
