"""The editions that are served: one that new calls begin on, and those on which earlier calls go on to their end."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from loguru import logger

from bot.care.directory import Directory
from bot.care.ptv import overlaid
from bot.dialogue import data
from bot.dialogue.intake import intake_of
from bot.dialogue.rasa import RasaDialogue
from bot.dialogue.server import action_command, dialogue_token, rasa_command
from bot.edition import Edition
from bot.pipeline.ports import Care
from bot.processes import Processes, Program, answers, free_port
from bot.prompt_texts import PromptTexts
from bot.settings import Settings
from bot.speech.pronunciation import Pronunciation
from bot.understanding.watch import watch_for

ITS_OWN_PARTS = frozenset({"dialogue", "conductor", "voice"})
"""Parts whose failure in a call may be the edition's own fault."""
IDLE_EVERY_S = 0.5


class Served:
    """One edition with its own Rasa and actions, its directory, signs of danger and wordings.

    Made where its model has been trained; raises DirectoryError, RedFlagError, IntakeError and PronunciationError for
    data that cannot be used. `imported`: entries over the edition's own directory. `logs`: a folder of its own for
    what its programs write.
    """

    def __init__(
        self,
        settings: Settings,
        edition: Edition,
        imported: Mapping[str, dict[str, Any]] | None = None,
        logs: Path | None = None,
    ) -> None:
        rasa_port, action_port = free_port(), free_port()
        self.edition = edition
        self.rasa_url = f"http://127.0.0.1:{rasa_port}"
        self.dialogue = RasaDialogue(self.rasa_url, dialogue_token(settings))
        actions_are_ready = answers(f"http://127.0.0.1:{action_port}/health")
        rasa = rasa_command(settings, rasa_port, action_port, edition)
        actions = action_command(settings, action_port, edition)
        self.processes = Processes(
            [
                Program.of("rasa", rasa, self.dialogue.is_ready),
                Program.of("actions", actions, actions_are_ready),
            ],
            logs or settings.data / "logs",
        )
        self.services = overlaid(data.services(edition.services), imported or {})
        directory = Directory.from_data(self.services).with_transfer_numbers(settings.transfer_numbers)
        intake_of(edition.intake)
        watch = watch_for(settings, data.red_flag_categories(edition.red_flags), edition)
        self.care = Care(directory, watch, data.needs(edition.needs))
        self.texts = PromptTexts.read(edition)
        self.pronunciation = Pronunciation.read(edition.pronunciation)
        self.calls: set[str] = set()
        self.failed: set[str] = set()

    async def start(self) -> None:
        """Raises ProgramFailed, with all of it stopped again."""
        await self.processes.start()

    async def stop(self) -> None:
        await self.processes.stop()
        await self.dialogue.close()


class Editions:
    """Which edition serves whom. `current` is asked once for each call, which keeps it to its end."""

    def __init__(self) -> None:
        self._current: Served | None = None
        self._earlier: list[Served] = []
        self._retiring: set[asyncio.Task[None]] = set()

    def current(self) -> Served:
        assert self._current is not None
        return self._current

    def kept(self, edition_id: str) -> Served | None:
        """An edition that still runs, behind the current one."""
        return next((one for one in self._earlier if one.edition.id == edition_id), None)

    def go_over(self, served: Served) -> None:
        """New calls begin on this one from now on."""
        if self._current is not None and self._current is not served:
            self._earlier.append(self._current)
        if served in self._earlier:
            self._earlier.remove(served)
        self._current = served

    def retire_earlier(self) -> None:
        """Stop each earlier edition as soon as its last call has ended."""
        for served in self._earlier:
            task = asyncio.create_task(self._retire(served))
            self._retiring.add(task)
            task.add_done_callback(self._retiring.discard)

    async def stop(self) -> None:
        for task in self._retiring:
            task.cancel()
        for served in (*self._earlier, *([self._current] if self._current else [])):
            await served.stop()

    async def _retire(self, served: Served) -> None:
        while served.calls:
            await asyncio.sleep(IDLE_EVERY_S)
        if served in self._earlier:
            self._earlier.remove(served)
            logger.info("{} has no calls left and is stopped", served.edition.id)
            await served.stop()
