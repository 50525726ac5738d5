"""An administrator rings a draft from the test phone: real sound, real ears, the draft's own dialogue."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from bot.records.database import open_database
from bot.records.staff import SqlStaff, Staff
from bot.settings import Settings
from console.access.passwords import hashed
from tests.calls.residents import FEVER, Resident, ring
from tests.calls.test_softphone_call import resident
from tests.console.office import PASSWORD
from tests.service import LiveService
from tests.telephony.test_softphone import chromium, open_page, pictured

__all__ = ["resident"]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # the gate and a training, on a busy machine

LIVE, DRAFT = "Miten voin auttaa?", "Mitä asiasi tänään koskee?"
OPENS_WITHIN_S = 240


class Administrator:
    """Somebody signed in to the console of a real service."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self._csrf = ""

    @classmethod
    async def of(cls, service: LiveService, name: str) -> "Administrator":
        engine = open_database(Settings(data=service.data).sqlalchemy_url)
        if SqlStaff(engine).get(name) is None:
            SqlStaff(engine).add(
                Staff(name, "administrator", hashed(PASSWORD), datetime.now(UTC), must_change=False),
                "shell:test",
            )
        engine.dispose()
        client = httpx.AsyncClient(base_url=service.url, trust_env=False, timeout=60)
        await client.post("/console/sign-in", data={"name": name, "password": PASSWORD})
        return cls(client)

    async def page(self, path: str) -> str:
        answer = await self.client.get(f"/console/studio{path}")
        answer.raise_for_status()
        self._csrf = re.findall(r'data-csrf="([^"]+)"', answer.text)[0]
        return answer.text

    async def send(self, path: str, **form: object) -> httpx.Response:
        if not self._csrf:
            await self.page("")
        return await self.client.post(f"/console/studio{path}", data={"csrf": self._csrf, **form})

    async def puts_on_the_line(self, draft: str) -> str:
        """Start the draft; returns the address of the phone that rings it."""
        await self.send(f"/drafts/{draft}/talk/open")
        async with asyncio.timeout(OPENS_WITHIN_S):
            while not (
                found := re.findall(r'href="(/draft-phone#[\w-]+)"', await self.page(f"/drafts/{draft}/talk"))
            ):
                await asyncio.sleep(0.5)
        return str(found[0])


@pytest_asyncio.fixture
async def anna(service: LiveService) -> AsyncIterator[Administrator]:
    """An administrator with a draft whose open question is another than the live one."""
    someone = await Administrator.of(service, "anna")
    if "Toinen kysymys" not in await someone.page(""):
        await someone.send("/drafts", reason="Toinen kysymys")
        await someone.send("/drafts/toinen-kysymys/prompts/utter_ask_open", wording=[DRAFT, ""])
    yield someone
    await someone.client.aclose()


def rows(data: Path) -> dict[str, int]:
    """How many rows the service's own database holds of calls and what comes of them."""
    with sqlite3.connect(f"file:{data / 'luuri.db'}?mode=ro", uri=True) as database:
        return {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("calls", "turns", "callback_requests", "handoffs", "intake_answers", "duty_alerts")
        }


async def test_a_draft_answers_with_its_own_words_and_leaves_nothing_behind(
    service: LiveService, anna: Administrator
) -> None:
    settings = Settings(data=service.data)
    before = rows(service.data)
    address = await anna.puts_on_the_line("toinen-kysymys")
    ticket = address.partition("#")[2]
    anxiety = Resident(
        says=("anxiety-opening.wav",), answers={"safety": "anxiety-safety.wav", "age": "anxiety-age.wav"}
    )
    told, transferred = await asyncio.gather(
        *(ring(service.url, each, settings, draft=ticket) for each in (FEVER, anxiety))
    )
    said = " ".join(turn["text"] for turn in told["turns"] if turn["speaker"] == "luuri")
    assert DRAFT in said
    assert LIVE not in said
    assert told["disposition"] == "callback", told
    assert told["callback_request"] is not None
    assert (transferred["disposition"], transferred["service"]) == ("transfer", "ensilinja"), transferred
    assert rows(service.data) == before
    live = httpx.get(f"{service.url}/healthz", timeout=20, trust_env=False).json()
    assert (live["ready"], live["calls"]) == (True, 0)

    told = await ring(service.url, Resident(says=("goodbye.wav",)), settings)
    assert LIVE in " ".join(turn["text"] for turn in told["turns"] if turn["speaker"] == "luuri")
    assert rows(service.data)["calls"] == before["calls"] + 1


async def test_the_phone_tells_which_draft_it_rings_and_when_it_can_no_more(
    service: LiveService, anna: Administrator, resident: Path
) -> None:
    address = await anna.puts_on_the_line("toinen-kysymys")
    errors: list[str] = []
    async with chromium(resident) as browser:
        page = await open_page(browser, service.url, errors)
        await page.goto(service.url + address)
        await page.locator("#draft-name", has_text="Toinen kysymys").wait_for()
        await page.get_by_role("button", name="Soita", exact=True).click()
        await page.locator(".bubble.luuri", has_text=DRAFT).wait_for(timeout=30_000)
        await page.locator(".bubble.caller:not(.hearing)", has_text="kuume").wait_for(timeout=60_000)
        await pictured(page, "draft-phone-talking")
        await page.get_by_role("button", name="Lopeta").click()
        await anna.send("/drafts/toinen-kysymys/prompts/utter_ask_open", wording=["Mistä on kyse?", ""])
        await page.evaluate("dispatchEvent(new Event('focus'))")
        await page.locator("#draft-state", has_text="on muuttunut").wait_for()
        await pictured(page, "draft-phone-older")
        await anna.puts_on_the_line("toinen-kysymys")
        said = await page.locator(".bubble").count()
        await page.get_by_role("button", name="Soita", exact=True).click()
        await page.get_by_role("alert").filter(has_text="ei ole enää linjalla").wait_for()
        await pictured(page, "draft-phone-closed")
        assert await page.locator(".bubble").count() == said
    assert [error for error in errors if "404" not in error] == []


async def test_only_an_administrator_sees_how_a_draft_is_rung(
    service: LiveService, anna: Administrator
) -> None:
    await anna.page("")
    engine = open_database(Settings(data=service.data).sqlalchemy_url)
    SqlStaff(engine).add(
        Staff("maija", "supervisor", hashed(PASSWORD), datetime.now(UTC), must_change=False), "shell:test"
    )
    engine.dispose()
    async with httpx.AsyncClient(base_url=service.url, trust_env=False) as client:
        signed_in = await client.post("/console/sign-in", data={"name": "maija", "password": PASSWORD})
        assert signed_in.status_code == 303
        assert (await client.get("/console/studio/drafts/toinen-kysymys/talk")).status_code == 404
    answer = httpx.post(
        f"{service.url}/exchange/calls", json={"from": None, "draft": "arvaus"}, trust_env=False
    )
    assert answer.status_code == 409
