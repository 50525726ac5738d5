"""The running service as the stage of releases: the new one starts beside the live one, and calls go over."""

import asyncio
from collections.abc import Callable

from loguru import logger

from bot.care.directory import Directory, DirectoryError
from bot.care.faults import Fault
from bot.care.intake import IntakeError
from bot.care.red_flags import RedFlagError
from bot.edition import Edition
from bot.processes import ProgramFailed
from bot.records.failures import RecordsFailed
from bot.served import Editions, Served
from bot.settings import Settings
from bot.speech.prompts import PromptCache
from bot.speech.voices.voice import VoiceFailed
from bot.studio.publisher import StageFailed
from bot.switchboard import Switchboard

_CANNOT_START = (
    ProgramFailed, VoiceFailed, DirectoryError, IntakeError, RedFlagError, RecordsFailed, KeyError, ValueError,
)  # fmt: skip


class LiveStage:
    """Implements `bot.studio.publisher.Stage` over the service's parts.

    `serve` makes an edition ready to start; `went_over` is told what is live now.
    """

    def __init__(
        self,
        settings: Settings,
        serve: Callable[[Edition], Served],
        editions: Editions,
        switchboard: Switchboard,
        prompts: PromptCache,
        went_over: Callable[[Served], None],
    ) -> None:
        self._settings = settings
        self._serve = serve
        self._editions = editions
        self._switchboard = switchboard
        self._prompts = prompts
        self._went_over = went_over
        self._started: dict[str, Served] = {}

    async def start(self, edition: Edition) -> None:
        """An edition that still runs from before it was replaced is at hand at once."""
        served = self._editions.kept(edition.id)
        if served is not None and all((await served.processes.ready()).values()):
            self._started[edition.id] = served
            return
        try:
            served = await asyncio.to_thread(self._serve, edition)
            if missing := unchecked(served.care.directory, self._settings):
                fault = Fault("numbers_unchecked", services=", ".join(missing))
                raise StageFailed(str(fault)) from fault
            try:
                await asyncio.gather(
                    served.start(), self._prompts.prepare(list(served.texts.fixed()), served.pronunciation)
                )
            except BaseException:
                await served.stop()
                raise
        except _CANNOT_START as error:
            raise StageFailed(str(error)) from error
        self._started[edition.id] = served

    async def go_over(self, edition: Edition) -> None:
        served = self._started.pop(edition.id)
        served.failed.clear()
        self._editions.go_over(served)
        try:
            await asyncio.to_thread(self._went_over, served)
        except Exception as error:
            logger.error(
                "{} is live; what was to be told of it was not: {}", edition.id, type(error).__name__
            )

    async def withdraw(self, edition: Edition) -> None:
        served = self._started.pop(edition.id, None)
        if served is not None and self._editions.kept(edition.id) is None:
            await served.stop()

    def settled(self) -> None:
        self._editions.retire_earlier()

    def failures(self) -> int:
        return self._switchboard.failures_of(self._editions.current())


def unchecked(directory: Directory, settings: Settings) -> list[str]:
    """Services with a transfer number that nobody has confirmed, where real calls would ring it."""
    if not settings.has_twilio:
        return []
    services = directory.services.values()
    return [service.id for service in services if service.transfer_number and not service.checked]
