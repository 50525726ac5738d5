"""A console over a database of its own, with people in it and calls to work with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import Engine

from bot.care.callback_requests import CallbackRequest
from bot.care.directory import Directory
from bot.dialogue import data
from bot.records.audit import SqlAuditEvents
from bot.records.callback_requests import SqlCallbackRequests
from bot.records.calls import CallRecord, SqlCalls, TurnRecord
from bot.records.sound import SoundFiles
from bot.records.staff import Role, SqlStaff, Staff
from bot.settings import Settings
from bot.studio.publisher import NoService
from bot.studio.studio import Studio
from console import Desk, StudioDesk, console_app
from console.access.passwords import hashed
from console.app import furnish
from console.ports import LiveCall, NotPossible
from tests.databases import sqlite_engine

NOW = datetime(2026, 11, 23, 10, 40, tzinfo=UTC)  # a Monday, 12.40 in Helsinki
PASSWORD = "hyvä pitkä salasana"
URL = "http://127.0.0.1:8000"


@cache
def _directory() -> Directory:
    return Directory.from_data(data.services())


_names = cache(data.names)
_consoles: list[FastAPI] = []


def _console(desk: Desk) -> FastAPI:
    """The process's one console over this desk: its routes take longer to make than a test does."""
    if not _consoles:
        _consoles.append(console_app(desk))
    furnish(_consoles[0], desk)
    return _consoles[0]


@dataclass
class FakeLive:
    """Calls in progress as a test wants them; remembers who took which."""

    calls: list[LiveCall] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)

    def in_progress(self) -> Sequence[LiveCall]:
        return tuple(self.calls)

    async def take_over(self, call_sid: str, number: str) -> None:
        if call_sid not in [call.call_sid for call in self.calls]:
            raise NotPossible("the call is over")
        self.taken.append((call_sid, number))


@dataclass
class FakePhone:
    can_call: bool = True
    rung: list[tuple[str, str]] = field(default_factory=list)

    async def connect(self, staff_number: str, number: str) -> None:
        self.rung.append((staff_number, number))


class Office:
    """The console's app, with a clock that tests move."""

    def __init__(self, folder: Path, engine: Engine | None = None, studio: StudioDesk | None = None) -> None:
        self.engine = engine or sqlite_engine(folder)
        self.now = NOW
        self.live = FakeLive()
        self.phone = FakePhone()
        self.desk = Desk(
            self.engine,
            names=_names(),
            directory=_directory,
            live=self.live,
            sound=SoundFiles(folder / "sound"),
            phone=self.phone,
            now=lambda: self.now,
            studio=studio
            or StudioDesk(Studio.of(Settings(data=folder), NoService(), SqlAuditEvents(self.engine).record)),
        )
        self.console = _console(self.desk)
        self.app = FastAPI()
        self.app.mount("/console", self.console)

    def add(self, name: str, role: Role = "staff", *, must_change: bool = False) -> None:
        SqlStaff(self.engine).add(
            Staff(name, role, hashed(PASSWORD), self.now, must_change=must_change), "shell:test"
        )

    def stranger(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(transport=transport, base_url=URL, follow_redirects=False)

    async def signed_in(self, name: str, role: Role = "staff") -> "Person":
        """A person's browser after signing in; the person is added if they are not there yet."""
        if self.desk.staff.get(name) is None:
            self.add(name, role)
        client = self.stranger()
        answer = await client.post("/console/sign-in", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        visitor = self.desk.sessions.visitor(client.cookies["luuri_console"], self.now)
        assert visitor is not None
        return Person(client, visitor.csrf)

    def call(self, call_sid: str, *words: str, minutes_ago: float = 30, **facts: Any) -> CallRecord:
        """A finished call in which the caller said `words`, a turn each."""
        calls = SqlCalls(self.engine)
        at = self.now - timedelta(minutes=minutes_ago)
        signs = facts.pop("signs", ())
        need = facts.pop("need", "infection_symptoms")
        ended = facts.pop("ended", True)
        confidence = facts.pop("confidence", 0.9)
        alternatives = facts.pop("alternatives", ())
        record = CallRecord(call_sid, facts.pop("number", "+358401234567"), at, **facts)
        calls.start(record)
        greeting = "Hei, olen tekoäly ja autan eteenpäin. Miten voin auttaa?"
        calls.add_turn(TurnRecord(call_sid, 0, "luuri", greeting, at, topic="concern"))
        for place, text in enumerate(words):
            heard = at + timedelta(seconds=20 * place + 12)
            marks = tuple(
                {"category": sign, "action": "transfer", "words": text} for sign in signs if place == 0
            )
            calls.add_turn(
                TurnRecord(
                    call_sid,
                    2 * place + 1,
                    "caller",
                    text,
                    heard,
                    confidence,
                    tuple(alternatives) if place == 0 else (),
                    marks,
                )
            )
            answer = "Selvä. Soitammeko takaisin tähän numeroon?"
            calls.add_turn(
                TurnRecord(
                    call_sid, 2 * place + 2, "luuri", answer, heard + timedelta(seconds=3), topic="number"
                )
            )
        calls.note_need(call_sid, need, 0.9, at)
        if signs:
            calls.note_red_flags(call_sid, at, red_flags=signs)
        if ended:
            calls.finish(call_sid, at + timedelta(minutes=2, seconds=10))
        return record

    def request(self, call_sid: str, *words: str, hours_left: float = 3.3, **facts: Any) -> str:
        """A call that made a callback request; returns the request's id."""
        service = facts.pop("service", "terveysasema")
        wished = facts.pop("wished", ("", ""))
        flags, language = facts.pop("flags", ()), facts.get("language", "fi")
        about = facts.pop("about", (None, None))
        call = self.call(call_sid, *(words or ("mulla on ollut kuumetta kolme päivää",)), **facts)
        booked = SqlCallbackRequests(self.engine).book(
            CallbackRequest(
                id=f"R{call_sid}",
                call_sid=call_sid,
                service=service,
                need=facts.get("need", "infection_symptoms"),
                concern=words[0] if words else "mulla on ollut kuumetta kolme päivää",
                number=call.caller_number,
                preferred_time=wished[0],
                preferred_time_words=wished[1],
                language=language,
                created_at=call.started_at + timedelta(minutes=2),
                deadline=self.now + timedelta(hours=hours_left),
                simulated=call.simulated,
                dropped="dropped" in [kind for kind, _ in flags],
                flags=flags,
            )
        )
        self.desk.calls.note_caller(call_sid, *about)
        return booked.id


@dataclass
class Person:
    """Somebody signed in: forms carry their session's token."""

    client: httpx.AsyncClient
    csrf: str

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(f"/console{path}")

    async def post(self, path: str, **form: object) -> httpx.Response:
        return await self.client.post(f"/console{path}", data={"csrf": self.csrf, **form})
