"""One edition in rehearsal: its own Rasa and actions on records of its own, asked in text."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from bot.care.directory import DirectoryError
from bot.care.handoffs import Target
from bot.care.hours import HELSINKI
from bot.care.red_flags import RedFlagError
from bot.conversation.call import CallState
from bot.conversation.events import CallAnswered, PromptsFinished, UtteranceHeard
from bot.dialogue.rasa import DialogueFailed
from bot.dialogue.training import TrainingFailed
from bot.edition import Edition
from bot.pipeline.conductor import Conductor
from bot.pipeline.ports import CallIdentity
from bot.processes import ProgramFailed
from bot.records.calls import CallRecord, SqlCalls
from bot.records.database import open_database
from bot.served import Served
from bot.settings import Settings
from bot.studio.contents import Contents
from bot.studio.rehearsal import Answer, Scenario, SideFailed

AT = datetime(2026, 11, 24, 10, 0, tzinfo=HELSINKI)
"""The clock of rehearsed calls: a Tuesday morning, when the services are open."""
MOST_TURNS = 12
WITHIN_S = 60.0
ANSWERS = {
    "age": "neljäkymmentä",
    "help_choice": "jätä soittopyyntö",
    "concern": "asia on sellainen että haluaisin puhua siitä hoitajan kanssa",
    "number_ok": "kyllä",
    "number": "nolla neljäkymmentä yksi kaksi kolme neljä viisi kuusi seitsemän",
    "time": "milloin vaan",
    "safety": "ei",
    "anything_else": "ei muuta kiitos",
}
"""What a rehearsed caller says to each question, after the lines of the scenario."""
PER_NEED = 2


def scenarios(live: Edition) -> list[Scenario]:
    """A call for each need of the live version, begun with examples of its own."""
    found = []
    for need, examples in Contents(live).intents("needs").items():
        step = max(1, len(examples) // PER_NEED)
        found += [Scenario(f"{need}: {text}", (text,)) for text in examples[::step][:PER_NEED]]
    return found


class RehearsedEdition:
    """Implements `bot.studio.rehearsal.Side`."""

    def __init__(self, served: Served, calls: SqlCalls) -> None:
        self._served = served
        self._calls = calls

    async def understand(self, text: str) -> Answer:
        """Raises SideFailed."""
        try:
            found = await self._served.dialogue.parse(text)
        except DialogueFailed as error:
            raise SideFailed(str(error)) from None
        return replace(await self.hear(text), need=found.need)

    async def hear(self, text: str) -> Answer:
        watch = await asyncio.to_thread(self._served.care.red_flags.hear, text)
        heard = tuple(sign.category for sign in watch.heard)
        return Answer(None, heard, tuple(sign.category for sign in watch.suspected))

    async def talk(self, lines: Sequence[str]) -> Answer:
        offset = (AT - datetime.now(UTC)).total_seconds()
        identity = CallIdentity(f"CA{uuid4().hex}", "+358401234567", offset, simulated=True)
        row = CallRecord(identity.call_sid, identity.caller_number, AT, offset, True)
        await asyncio.to_thread(self._calls.start, row)
        call = _TextCall(lines)
        served = self._served
        conductor = Conductor(
            identity,
            lambda: served.care,
            served.dialogue,
            call,
            call,
            served.texts,
            lambda: datetime.now(UTC),
        )
        call.conductor = conductor
        conductor.tell(CallAnswered())
        talking = asyncio.create_task(conductor.run(call))
        ending = asyncio.create_task(call.over.wait())
        with suppress(TimeoutError):
            async with asyncio.timeout(WITHIN_S):
                await asyncio.wait((talking, ending), return_when=asyncio.FIRST_COMPLETED)
        talking.cancel()
        ending.cancel()
        state = conductor.state
        heard = tuple(sign.category for sign in state.heard_signs)
        suspected = tuple(sign.category for sign in state.suspected_signs)
        return Answer(state.need, heard, suspected, tuple(call.said), call.ended)


class _TextCall:
    """Mouth, line and records of a call that is only text."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.conductor: Conductor
        self.said: list[str] = []
        self.ended = ""
        self.over = asyncio.Event()
        self._lines = list(lines)
        self._topic: str | None = None
        self._turns = 0

    async def say(self, texts: Sequence[str], topic: str | None) -> int | None:
        self.said += texts
        self._topic = topic
        self.conductor.tell(PromptsFinished())
        return None

    async def listen(self, silence_s: float) -> None:
        self._turns += 1
        answer = self._lines.pop(0) if self._lines else ANSWERS.get(self._topic or "", "ei muuta kiitos")
        if self._turns > MOST_TURNS:
            self._end("unfinished")
        else:
            self.conductor.tell(UtteranceHeard(answer))

    async def close(self) -> None:
        self._end("line")

    async def transfer(self, call_sid: str, targets: Sequence[Target]) -> None:
        self._end("transfer: " + ", ".join(target.service_id for target in targets))

    async def hang_up(self, call_sid: str) -> None:
        self._end("hung up")

    async def caller_said(
        self, words: str, confidence: float, alternatives: Sequence[str], reopened: bool
    ) -> None: ...
    async def luuri_said(self, words: str, topic: str | None, response_ms: int | None) -> None: ...
    async def state_changed(self, before: CallState, after: CallState) -> None: ...
    async def transfer_started(self, targets: Sequence[Target], reason: str) -> None: ...
    async def keep_callback(self, state: CallState) -> Mapping[str, Any]:
        return {}

    def _end(self, how: str) -> None:
        self.ended = self.ended or how
        self.over.set()


@asynccontextmanager
async def rehearsed(settings: Settings, edition: Edition) -> AsyncIterator[RehearsedEdition]:
    """The edition in processes of its own; its calls never reach the real records. Raises SideFailed."""
    with TemporaryDirectory(prefix="luuri-rehearsal-") as folder:
        own = settings.model_copy(update={"data": Path(folder), "database_url": ""})
        (settings.data / "models").mkdir(parents=True, exist_ok=True)
        (own.data / "models").symlink_to(settings.data / "models", target_is_directory=True)
        try:
            served = await asyncio.to_thread(Served, own, edition)
            engine = await asyncio.to_thread(open_database, own.sqlalchemy_url)
        except (TrainingFailed, DirectoryError, RedFlagError, ValueError, KeyError) as error:
            raise SideFailed(f"{edition.id}: {error}") from error
        try:
            await served.start()
            yield RehearsedEdition(served, SqlCalls(engine))
        except ProgramFailed as error:
            raise SideFailed(f"{edition.id}: {error}") from error
        finally:
            await served.stop()
            engine.dispose()
