"""A console over a hundred thousand calls: how long each page takes."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import Engine, insert, text

from bot.care.directory import Directory
from bot.dialogue import data
from bot.records.calls import SqlCalls
from bot.records.console_tables import CallbackWorkRow
from bot.records.database import writing
from bot.records.sessions import SqlSessions
from bot.records.sound import SoundFiles
from bot.records.staff import SqlStaff, Staff
from bot.records.tables import CallbackRequestRow, CallRow, TurnRow
from console import Desk, console_app
from console.access.passwords import hashed, one_time

PAGES = (
    "/callbacks",
    "/callbacks?order=deadline&service=terveysasema",
    "/callbacks?order=waiting&page=20",
    "/callbacks?view=closed",
    "/calls",
    "/calls?words=kuume",
    "/calls?words=norsu",
    "/calls?number=0400000042",
    "/calls?need=dental&disposition=callback",
    "/calls/{newest}",
    "/live",
    "/insight",
    "/access",
    "/access?number=0400000042",
    "/access/resident?number=0400000042",
    "/access/retention",
    "/api/callbacks?limit=50",
    "/api/fhir/Task",
)
_NEEDS = (
    "infection_symptoms",
    "prescription_renewal",
    "child_sick",
    "dental",
    "mental_health",
    "skin_or_wound",
)
_WORDS = (
    "mulla on ollut kuumetta kolme päivää",
    "reseptit pitäisi uusia",
    "lapsen korva on kipeä",
    "hammasta särkee",
    "haluaisin siirtää aikaa",
    "polveen sattuu kun kävelen",
)
_PART = 2000
_TURNS = 6
DAYS = 365


class NoLive:
    """A line on which nobody rings."""

    def in_progress(self) -> tuple[()]:
        return ()

    async def take_over(self, call_sid: str, number: str) -> None:
        raise AssertionError("nobody rings")


@dataclass(frozen=True)
class Timing:
    """How long a page takes, in milliseconds: the median and the longest of its tries, and the median of
    processor time, which other work on the machine does not lengthen."""

    page: str
    processor_ms: float
    median_ms: float
    longest_ms: float


def fill(engine: Engine, calls: int, open_requests: int, now: datetime, chance: random.Random) -> None:
    """Calls of a year, six turns each, half of them with a callback request; the newest wait to be rung."""
    for first in range(0, calls, _PART):
        numbers = range(first, min(first + _PART, calls))
        rows = [_call(number, calls, now, chance) for number in numbers]
        asked = [
            row
            for number, row in zip(numbers, rows, strict=True)
            if number % 2 or number > calls - open_requests
        ]
        with writing(engine) as connection:
            connection.execute(insert(CallRow), rows)
            connection.execute(insert(TurnRow), [turn for row in rows for turn in _turns(row, chance)])
            requests = [_request(row, calls - open_requests, chance) for row in asked]
            connection.execute(insert(CallbackRequestRow), requests)
            closed = [_closed(request) for request in requests if request["status"] == "done"]
            if closed:
                connection.execute(insert(CallbackWorkRow), closed)
    if engine.dialect.name == "postgresql":
        with writing(engine) as connection:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text("ANALYZE"))  # as a server does by itself, but for a table a moment old


def _call(number: int, calls: int, now: datetime, chance: random.Random) -> dict[str, Any]:
    started = now - timedelta(days=DAYS) * (1 - number / calls) - timedelta(seconds=chance.randrange(60))
    flagged = chance.random() < 0.01 and number < calls * 0.97
    return {
        "call_sid": f"CAbench{number}",
        "caller_number": f"+3584{chance.randrange(calls // 3):08d}",
        "started_at": started,
        "ended_at": started + timedelta(minutes=2),
        "need": chance.choice(_NEEDS),
        "red_flags": ["stroke"] if flagged else [],
        "disposition": chance.choice(("callback", "callback", "information", "transfer", "abandoned")),
        "service": "terveysasema",
    }


def _turns(call: dict[str, Any], chance: random.Random) -> Iterator[dict[str, Any]]:
    for index in range(_TURNS):
        yield {
            "call_sid": call["call_sid"],
            "index": index,
            "speaker": "caller" if index % 2 else "luuri",
            "text": chance.choice(_WORDS) if index % 2 else "Selvä. Soitammeko takaisin tähän numeroon?",
            "heard_at": call["started_at"] + timedelta(seconds=10 * index),
            "confidence": 0.9,
        }


def _request(call: dict[str, Any], first_open: int, chance: random.Random) -> dict[str, Any]:
    is_open = int(call["call_sid"].removeprefix("CAbench")) > first_open
    return {
        "id": f"R{call['call_sid']}",
        "call_sid": call["call_sid"],
        "service": "terveysasema",
        "need": call["need"],
        "concern": chance.choice(_WORDS),
        "number": call["caller_number"],
        "language": "fi",
        "created_at": call["started_at"],
        "deadline": call["started_at"] + timedelta(hours=5),
        "status": "open" if is_open else "done",
        "simulated": False,
    }


def _closed(request: dict[str, Any]) -> dict[str, Any]:
    at = request["created_at"] + timedelta(hours=1)
    return {
        "request_id": request["id"],
        "version": 2,
        "changed_at": at,
        "claimed_by": "bench",
        "outcome": "handled",
        "closed_by": "bench",
        "closed_at": at,
    }


async def measure(engine: Engine, sound: SoundFiles, tries: int) -> list[Timing]:
    """Every page as an administrator asks for it, one after another, through the whole application."""
    directory = Directory.from_data(data.services())
    desk = Desk(engine, data.names(), lambda: directory, NoLive(), sound)
    now = datetime.now(UTC)
    name = f"bench-{one_time()[:5]}"
    SqlStaff(engine).add(Staff(name, "administrator", hashed(one_time()), now), "shell:bench")
    token = SqlSessions(engine).begin(name, now, practice=False)
    newest = SqlCalls(engine).recent(1)[0].call_sid
    app = FastAPI()
    app.mount("/console", console_app(desk))
    found = []
    transport = httpx.ASGITransport(app=app)
    cookies = {"luuri_console": token}
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", cookies=cookies) as client:
        for page in (each.format(newest=newest) for each in PAGES):
            times, busy = [], []
            for _ in range(tries):
                began, worked = time.perf_counter(), time.process_time()
                answer = await client.get(f"/console{page}")
                times.append(1000 * (time.perf_counter() - began))
                busy.append(1000 * (time.process_time() - worked))
                if answer.status_code != 200:
                    raise RuntimeError(f"{page}: {answer.status_code}")
            found.append(Timing(page, median(busy), median(times), max(times)))
    return found
