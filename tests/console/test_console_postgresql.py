"""The console over PostgreSQL: every page, and two nurses who press the same button at once."""

import asyncio
from pathlib import Path

import pytest

from bot.records.database import open_database
from tests.console.browser import fill
from tests.console.office import Office
from tests.postgres import Postgres, fresh_database, postgres_server

__all__ = ["postgres_server"]

pytestmark = pytest.mark.slow
PAGES = (
    "/callbacks", "/callbacks?order=deadline", "/callbacks?order=waiting", "/callbacks?view=closed", "/calls",
    "/calls?words=korva&number=0404", "/calls/CA2", "/live", "/insight", "/insight/figures.csv", "/access",
    "/access?number=0401230202", "/access/log.csv", "/access/resident?number=0401230202", "/access/retention",
    "/access/people", "/api/callbacks", "/api/fhir/Task", "/alarms",
)  # fmt: skip


@pytest.fixture
def over_postgresql(tmp_path: Path, postgres_server: Postgres) -> Office:
    return Office(tmp_path, open_database(fresh_database(postgres_server, "console")))


async def test_the_console_works_over_postgresql(over_postgresql: Office) -> None:
    office = over_postgresql
    fill(office)
    chief, maija = await office.signed_in("chief", "administrator"), await office.signed_in("maija")
    for page in PAGES:
        assert (await chief.get(page)).status_code == 200, page
    for _ in range(5):
        answers = await asyncio.gather(
            chief.post("/callbacks/RCA1/claim", version=0), maija.post("/callbacks/RCA1/claim", version=0)
        )
        assert sorted(answer.status_code for answer in answers) in ([303, 409], [409, 409])
    assert (await chief.post("/alarms/CA2/acknowledge")).status_code == 303
    assert 'data-alarms="0"' in (await chief.get("/callbacks")).text
    assert (await chief.post("/access/retention/run")).status_code == 303
    form = {"kind": "turn", "place": "1", "corrected": "oikein"}
    assert (await chief.post("/calls/CA2/corrections", **form)).status_code == 303
    office.engine.dispose()
