"""Each part of the service is really killed in the middle of a call: the caller ends with a person."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.commands.call import line_from_wav
from telephony.caller import CallOver, SimulatedCaller
from tests.calls.residents import DEMO
from tests.postgres import Postgres, fresh_database, postgres_server
from tests.service import LiveService

__all__ = ["postgres_server"]

pytestmark = pytest.mark.slow

WORKDAY = datetime.fromisoformat("2026-11-23T10:00")
PARTS = {"dialogue": "rasa run", "actions": "action_server", "hearing": "ears_server"}


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory, postgres_server: Postgres) -> Iterator[LiveService]:
    """A service of its own on PostgreSQL, to break."""
    url = fresh_database(postgres_server, "fragile")
    live = LiveService(Path(tmp_path_factory.mktemp("fragile")), {"LUURI_DATABASE_URL": url})
    live.start()
    yield live
    live.stop()


async def _call_that_loses(service: LiveService, lose: Callable[[], None]) -> tuple[str, str, dict[str, Any]]:
    """Ring, lose a part while the caller first speaks; what Luuri said after that, the sid and the outcome."""
    async with SimulatedCaller(service.url, "+358401234567", at=WORKDAY, staff="answer") as call:
        await call.luuri_finished(60)
        losing = asyncio.create_task(asyncio.to_thread(lose))
        said = ""
        try:
            for wav in ("fever-opening.wav", "fever-number.wav", "fever-time.wav"):
                await call.say(line_from_wav(DEMO / wav).pcm)
                said += (await call.luuri_finished(60)).text
        except CallOver:
            pass
        outcome = await call.ended(60)
        await losing
    return said, call.call_sid, outcome


def _keep_killing(service: LiveService, name: str) -> None:
    """SIGKILL the program again and again for as long as the caller speaks, so that no restart saves the turn."""
    until = time.monotonic() + 8
    while time.monotonic() < until:
        with suppress(AssertionError):
            service.kill(name)
        time.sleep(0.1)


def _recorded(service: LiveService, call_sid: str) -> dict[str, Any]:
    """The call's record once its end is written, also after the database has come back."""
    until = time.monotonic() + 40
    while True:
        record: dict[str, Any] = dict(service.record(call_sid)) if service.is_ready() else {}
        if record.get("ended") and record.get("disposition") != "abandoned":
            return record
        assert time.monotonic() < until, record
        time.sleep(0.3)


@pytest.mark.parametrize("part", list(PARTS))
def test_a_killed_part_hands_the_caller_to_a_person(fragile: LiveService, part: str) -> None:
    fragile.until_ready()
    said, call_sid, outcome = asyncio.run(
        _call_that_loses(fragile, lambda: _keep_killing(fragile, PARTS[part]))
    )
    assert outcome["answered"], (said, outcome)
    assert "häiriö" in said
    fragile.until_ready()
    record = _recorded(fragile, call_sid)
    assert record["disposition"] == "transfer"
    assert record["why"] == f"failed:{'hearing' if part == 'hearing' else 'dialogue'}"


def test_a_killed_database_hands_the_caller_to_a_person_and_loses_nothing(
    fragile: LiveService, postgres_server: Postgres
) -> None:
    fragile.until_ready()
    said, call_sid, outcome = asyncio.run(_call_that_loses(fragile, postgres_server.kill))
    assert outcome["answered"], (said, outcome)
    assert not fragile.is_ready()
    postgres_server.restart()
    record = _recorded(fragile, call_sid)
    assert record["disposition"] == "transfer"
    assert str(record["why"]).startswith("failed:")
    assert any("kuume" in turn["text"] for turn in record["heard"])


def test_a_call_that_rings_while_the_database_is_away_reaches_a_person(
    fragile: LiveService, postgres_server: Postgres
) -> None:
    fragile.until_ready()
    postgres_server.kill()

    async def ring() -> dict[str, Any]:
        async with SimulatedCaller(fragile.url, "+358401234567", at=WORKDAY, staff="answer") as call:
            return await call.ended(60)

    outcome = asyncio.run(ring())
    postgres_server.restart()
    assert outcome["answered"], outcome


def test_ctrl_c_ends_the_service_and_all_its_programs(fragile: LiveService) -> None:
    fragile.until_ready()
    assert fragile.stop() == 0
    fragile.start()
