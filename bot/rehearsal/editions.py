"""One edition in rehearsal: its own Rasa and actions on records of its own, asked in text."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.care.directory import DirectoryError
from bot.care.faults import Fault
from bot.care.hours import HELSINKI
from bot.care.intake import IntakeError
from bot.care.red_flags import RedFlagError
from bot.dialogue.rasa import DialogueFailed
from bot.dialogue.training import TrainingFailed
from bot.edition import Edition
from bot.processes import ProgramFailed
from bot.records.failures import RecordsFailed
from bot.rehearsal.outcome import Held
from bot.rehearsal.scenario import Act, Talk
from bot.rehearsal.stage import Stage, open_stage
from bot.settings import Settings
from bot.studio.contents import Contents
from bot.studio.gate import Gate
from bot.studio.rehearsal import Answer, Scenario, SideFailed
from bot.studio.releases import Progress
from bot.understanding.training import DETECTOR

AT = datetime(2026, 11, 24, 10, 0, tzinfo=HELSINKI)
"""The clock of rehearsed calls: a Tuesday morning, when the services are open."""
ANSWERS = {
    "age": (Act(says="neljäkymmentä"),),
    "concern": (Act(says="asia on sellainen että haluaisin puhua siitä hoitajan kanssa"),),
}
"""What a rehearsed caller says to each question, beside what any scenario's caller does."""
PER_NEED = 2
_CANNOT_BE_REHEARSED = (
    TrainingFailed, ProgramFailed, DirectoryError, RedFlagError, IntakeError, RecordsFailed, ValueError, KeyError,
)  # fmt: skip


def scenarios(live: Edition) -> list[Scenario]:
    """A call for each need of the live version, begun with examples of its own."""
    found = []
    for need, examples in Contents(live).intents("needs").items():
        step = max(1, len(examples) // PER_NEED)
        found += [Scenario(f"{need}: {text}", (text,)) for text in examples[::step][:PER_NEED]]
    return found


class RehearsedEdition:
    """Implements `bot.studio.rehearsal.Side`."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    async def understand(self, text: str) -> Answer:
        """Raises SideFailed."""
        try:
            found = await self.stage.served.dialogue.parse(text)
        except DialogueFailed as error:
            raise SideFailed(str(error)) from None
        return replace(await self.hear(text), need=found.need)

    async def hear(self, text: str) -> Answer:
        watch = await asyncio.to_thread(self.stage.served.care.red_flags.hear, text)
        heard = tuple(sign.category for sign in watch.heard)
        return Answer(None, heard, tuple(sign.category for sign in watch.suspected))

    async def held(self, talk: Talk) -> Held:
        """One call, as it went."""
        return (await self.stage.talk(talk))[0]

    async def talk(self, lines: Sequence[str]) -> Answer:
        talk = Talk(at=AT, turns=tuple(Act(says=line) for line in lines), answers=ANSWERS)
        held, record = await self.stage.talk(talk)
        rung = [f"{service} {how}" for service, how in held.rung]
        return Answer(
            record.need,
            tuple(record.red_flags),
            tuple(record.suspected),
            tuple(go.text for go in held.luuri),
            ", ".join([held.ends, *rung]),
        )


def detector_for(gate: Gate, live: Edition, draft: Edition, progress: Progress) -> Path:
    """The detector that the gate would let the draft be served with. Raises SideFailed for files that are not whole."""
    verdict = gate.judge(live, draft, progress)
    if verdict.detector is None:
        broken = "; ".join(finding.text for finding in verdict.findings if finding.code == "schema")
        raise SideFailed(broken) from Fault("files_broken")
    return verdict.detector


@asynccontextmanager
async def rehearsed(
    settings: Settings,
    edition: Edition,
    detector: Path | None = None,
    *,
    texts: bool = True,
    imported: Mapping[str, Any] | None = None,
) -> AsyncIterator[RehearsedEdition]:
    """The edition in processes of its own; its calls never reach the real records. Raises SideFailed.

    `detector`: what it has learned of danger, where it has no model of its own yet. `texts` and `imported` as in
    `open_stage`.
    """
    with TemporaryDirectory(prefix="luuri-rehearsal-") as folder:
        try:
            if detector is not None:
                models = Path(folder) / "models"
                models.mkdir()
                shutil.copyfile(detector, models / DETECTOR)
                edition = replace(edition, models=models)
            async with open_stage(settings, Path(folder), edition, texts=texts, imported=imported) as stage:
                yield RehearsedEdition(stage)
        except _CANNOT_BE_REHEARSED as error:
            raise SideFailed(f"{edition.id}: {error}") from error
