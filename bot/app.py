"""The composition root: the one place that knows every part, and puts the service together."""

import asyncio
import json
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from loguru import logger

from bot.blue_green import LiveStage, unchecked
from bot.capacity import Capacity, most_calls
from bot.care.directory import DirectoryError
from bot.care.hours import local
from bot.care.intake import IntakeError
from bot.care.red_flags import RedFlagError
from bot.conversation.effects import Prompt
from bot.dialogue import data
from bot.dialogue.training import TrainingFailed
from bot.duty import DutyRinger
from bot.edition import Edition, this_process_serves
from bot.follow_up import FollowUp
from bot.lines import Lines
from bot.pipeline.ports import Care
from bot.processes import Processes, Program, ProgramFailed, end_children, free_port
from bot.records.audit import AuditEvent, SqlAuditEvents
from bot.records.database import open_database
from bot.records.directory import import_directory
from bot.records.directory_imports import imported_entries
from bot.records.failures import RecordsFailed
from bot.records.records import Records
from bot.records.sound import SoundFiles
from bot.rehearsal.draft_line import Phone
from bot.rehearsal.on_the_line import OnTheLine
from bot.rehearsal.stage import Sound
from bot.report import report
from bot.served import Editions, Served
from bot.settings import ROOT, Settings
from bot.speech.ears_server import TOKEN_VARIABLE
from bot.speech.hearing import RemoteEars
from bot.speech.prompts import PromptCache
from bot.speech.pronunciation import Pronunciation, PronunciationError
from bot.speech.telephone import LINE_HZ, from_bytes, wav
from bot.speech.voices.choose import choose
from bot.speech.voices.voice import VoiceFailed
from bot.staff_phone import staff_phone
from bot.staff_sign_in import open_id
from bot.studio.drafts import NoSuchDraft
from bot.studio.prompts import GREETING, LETTERS_PER_S
from bot.studio.studio import Studio
from bot.studio_doors import studio_router
from bot.switchboard import Switchboard
from bot.text_sender import TextSender
from console import Desk, StudioDesk, console_app
from telephony.call_control import CallControl, call_control
from telephony.exchange import LocalExchange
from telephony.loopback import is_welcome
from telephony.media_stream import media_router
from telephony.softphone import softphone_router
from telephony.tokens import StreamTokens
from telephony.webhooks import twilio_router

REPLAY_EVERY_S = 10.0
RETENTION_HOUR = 3


class CannotStart(Exception):
    """The service cannot start. The message is one line that names what is wrong."""


class Service:
    """Everything behind the HTTP doors. `start` before the first request, `stop` after the last."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        ears_port = free_port()
        self.ears = RemoteEars(f"http://127.0.0.1:{ears_port}", settings.secret)
        ears = [sys.executable, "-m", "bot.speech.ears_server", "--port", str(ears_port)]
        ears_env = {TOKEN_VARIABLE: settings.secret, "LUURI_DATA": str(settings.data)}
        self.processes = Processes(
            [Program("ears", ears, self.ears.ready, ears_env, ROOT)], settings.data / "logs"
        )
        try:
            voice, *stand_ins = choose(settings)
        except VoiceFailed as error:
            raise CannotStart(str(error)) from None
        self.prompts = PromptCache(voice, settings.data / "prompts", fallbacks=stand_ins)
        self.exchange = LocalExchange(settings)
        self.line: CallControl = call_control(settings, self.exchange)
        self._background: set[asyncio.Task[Any]] = set()
        self.engine = self._open_database()
        self.records = Records(self.engine, settings.data / "spool")
        names = data.names()
        self.editions = Editions()
        sound = SoundFiles(settings.data / "sound")
        self.duty = DutyRinger(self.line, self.records, settings.duty_numbers, names["signs"])
        self.follow_up = FollowUp(self.records, self.care, self.duty)
        self.switchboard = Switchboard(
            served=self.editions.current,
            line=self.line,
            records=self.records,
            ears=self.ears,
            pieces=self.prompts.pieces,
            follow_up=self.follow_up,
            duty=self.duty,
            confirm=TextSender(self.records, self.line).send,
            capacity=Capacity(most_calls(settings.most_calls, settings.hearing_threads), self.ears.waited_s),
            sound=sound if settings.record_calls else None,
        )
        stage = LiveStage(
            settings, self._serve, self.editions, self.switchboard, self.prompts, self._went_over
        )
        self.studio = Studio.of(
            settings, stage, SqlAuditEvents(self.engine).record, self._letters_per_s, apart=True
        )
        sound_of_drafts = Sound(self.ears, self.prompts.pieces)
        imported = partial(imported_entries, self.engine)
        phone = Phone(self.exchange, sound_of_drafts, settings.duty_numbers, imported)
        self.rehearsals = OnTheLine(settings, phone, self._draft_now)
        self.exchange.drafts = self.rehearsals
        self.lines = Lines(self.switchboard, self.rehearsals)
        self.workshop = StudioDesk(
            self.studio,
            self.rehearsals,
            self._spoken,
            learns=settings.learn_from_calls,
            voices=self.prompts.voices,
            may_ring=lambda request: settings.softphone_enabled and is_welcome(request, settings),
        )
        self.desk = Desk(
            self.engine,
            names=names,
            directory=lambda: self.care().directory,
            live=self.switchboard,
            sound=sound,
            phone=staff_phone(settings),
            practice=not settings.has_twilio,
            open_id=open_id(settings),
            studio=self.workshop,
        )

    def _draft_now(self, name: str) -> str | None:
        try:
            return self.workshop.looks.of(name).key
        except NoSuchDraft:
            return None

    def care(self) -> Care:
        """The county's directory and signs of danger, as new calls have them."""
        return self.editions.current().care

    async def start(self) -> None:
        """Start every part. Raises CannotStart with a line that names the part or the setting."""
        try:
            served = await asyncio.to_thread(self._first_served)
            self.editions.go_over(served)
            await asyncio.to_thread(self._prepare_records, served)
            prompts = self._in_background(
                self.prompts.prepare(list(served.texts.fixed()), served.pronunciation)
            )
            await asyncio.gather(self.processes.start(), served.start(), self.prompts.warm_up())
            await prompts
            await self.duty.resume()
            await self.follow_up.run()
        except RecordsFailed as error:
            raise CannotStart(f"LUURI_DATABASE_URL: {error}") from None
        except (
            DirectoryError,
            IntakeError,
            PronunciationError,
            RedFlagError,
            VoiceFailed,
            ProgramFailed,
            TrainingFailed,
        ) as error:
            raise CannotStart(str(error)) from None
        self._in_background(self._replay_now_and_then())
        self._in_background(self._retain_every_night())
        self._write_whereabouts()

    async def stop(self) -> None:
        """Stop every part; what is known of the calls in progress is kept."""
        with suppress(FileNotFoundError):
            whereabouts(self.settings).unlink()
        for task in self._background:
            task.cancel()
        await self.exchange.close()
        await self.switchboard.close()
        await self.duty.close()
        await self.workshop.jobs.stop()
        await self.rehearsals.close()
        await self.studio.publisher.stop()
        await self.editions.stop()
        await self.processes.stop()
        end_children()
        await self.ears.aclose()
        self.prompts.close()
        self.engine.dispose()

    async def health(self) -> dict[str, Any]:
        """Each part and whether it can serve."""
        served = self.editions.current()
        parts = await self.processes.ready() | await served.processes.ready()
        parts["records"] = await asyncio.to_thread(self._records_answer)
        calls = self.switchboard.calls_in_progress
        return {"ready": all(parts.values()), "parts": parts, "calls": calls, "edition": served.edition.id}

    def _open_database(self) -> Any:
        try:
            return open_database(self.settings.sqlalchemy_url)
        except (RecordsFailed, ValueError) as error:
            raise CannotStart(f"LUURI_DATABASE_URL: {error}") from None

    def _first_served(self) -> Served:
        """The live release; the working tree, kept as release 0, where nothing was ever published."""
        edition = self.studio.at_start()
        logger.info("{} is live", edition.id)
        return self._serve(edition)

    def _serve(self, edition: Edition) -> Served:
        return Served(self.settings, edition, imported_entries(self.engine))

    def _prepare_records(self, served: Served) -> None:
        self.records.replay()
        closed = self.records.calls.close_unfinished(datetime.now(UTC), "the service stopped during the call")
        for call_sid in closed:
            self._audit("call.closed_after_crash", f"call:{call_sid}", {})
        if closed:
            logger.warning("{} calls were left open by the last run and are closed", len(closed))
        self._read_from(served)
        if missing := unchecked(served.care.directory, self.settings):
            raise CannotStart(
                "LUURI_TRANSFER_NUMBERS: real calls need checked transfer numbers for " + ", ".join(missing)
            )
        if self.settings.has_twilio and not self.settings.duty_numbers:
            raise CannotStart(
                "LUURI_DUTY_NUMBERS: real calls need somebody to ring when a caller in danger is cut off"
            )

    def _read_from(self, served: Served) -> None:
        """What the service tells of calls and services, it tells in this edition's words."""
        names = data.names(served.edition.names)
        this_process_serves(served.edition)
        self.desk.names, self.duty.sign_names = names, names["signs"]
        changes = import_directory(
            self.engine, served.services, f"{served.edition.id}: dialogues/services.yml"
        )
        if changes.added or changes.changed or changes.removed:
            detail = {"added": changes.added, "changed": changes.changed, "removed": changes.removed}
            self._audit("directory.imported", f"directory:{changes.version[:12]}", detail)

    def _went_over(self, served: Served) -> None:
        """Another edition takes the new calls."""
        self._write_whereabouts()
        self._read_from(served)

    def _letters_per_s(self) -> float:
        """How fast the voice speaks, by its greeting; the usual rate where that was not spoken yet."""
        served = self.editions.current()
        text = served.texts.text(Prompt(GREETING))
        samples = self.prompts.samples(text, served.pronunciation)
        return len(text) * LINE_HZ / samples if samples else LETTERS_PER_S

    async def _spoken(self, text: str, words: Pronunciation, voice: str) -> bytes:
        """The text in a voice as a WAV file; "" is the voice that callers hear. Raises VoiceFailed, KeyError."""
        made = self.prompts.in_voice(text, voice, words) if voice else self.prompts.audio(text, words)
        return wav(from_bytes(await made), LINE_HZ)

    def _audit(self, action: str, subject: str, detail: dict[str, Any]) -> None:
        SqlAuditEvents(self.engine).record(
            AuditEvent(datetime.now(UTC), "luuri:service", action, subject, detail)
        )

    def _records_answer(self) -> bool:
        try:
            self.records.calls.recent(1)
        except RecordsFailed:
            return False
        return True

    async def _replay_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(REPLAY_EVERY_S)
            with suppress(RecordsFailed):
                await asyncio.to_thread(self.records.replay)
                await self.follow_up.run()
            await self.switchboard.sweep()

    async def _retain_every_night(self) -> None:
        """Remove what is past its time, once in the hour when fewest call."""
        while True:
            now = datetime.now(UTC)
            if local(now).hour == RETENTION_HOUR:
                try:
                    await asyncio.to_thread(self.desk.retention.run, "luuri:service", now)
                except RecordsFailed as error:
                    logger.error("retention was not run: {}", error)
            await asyncio.sleep(3600)

    def _write_whereabouts(self) -> None:
        """Where this run can be found by `luuri` on the same machine; readable by its owner alone."""
        path = whereabouts(self.settings)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(
            json.dumps(
                {
                    "pid": os.getpid(),
                    "url": f"http://127.0.0.1:{self.settings.port}",
                    "rasa": self.editions.current().rasa_url,
                }
            )
        )

    def _in_background(self, work: Any) -> "asyncio.Task[Any]":
        task: asyncio.Task[Any] = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
        return task


def whereabouts(settings: Settings) -> Path:
    return settings.data / "run" / "service.json"


def create_app(service: Service) -> FastAPI:
    """The HTTP doors of a service that has been started."""
    settings = service.settings
    app = FastAPI(title="Luuri", docs_url=None, redoc_url=None, openapi_url=None)
    tokens = StreamTokens(settings.secret)
    app.include_router(twilio_router(service.lines, settings, tokens))
    app.include_router(media_router(service.lines, tokens))
    app.include_router(service.exchange.router())
    app.include_router(softphone_router(settings))
    app.include_router(studio_router(service.studio, settings))
    app.mount("/console", console_app(service.desk))

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> Response:
        health = await service.health()
        return JSONResponse(health, status_code=200 if health["ready"] else 503)

    @app.get("/exchange/calls/{call_sid}", include_in_schema=False)
    async def local_call(call_sid: str, request: Request) -> Response:
        """What was recorded of a call that rang on this machine."""
        if not is_welcome(request, settings) or not service.exchange.knows(call_sid):
            return Response(status_code=404)
        records = service.rehearsals.records(call_sid) or service.records
        try:
            return JSONResponse(await asyncio.to_thread(report, records, call_sid))
        except KeyError:
            return Response(status_code=404)

    return app
