"""An administrator publishes while residents are on twenty lines: none of them hears anything of it."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.dialogue.rasa import RasaDialogue
from bot.dialogue.server import dialogue_token
from bot.records.database import open_database
from bot.records.staff import SqlStaff, Staff
from bot.settings import Settings
from bot.studio.drafts import Drafts
from bot.studio.releases import Releases
from console.access.passwords import hashed
from tests.calls.keypad import FRIDAY_EVENING, Held, Lines, ring_by_keys
from tests.calls.publishing import CALLBACK, ask, health
from tests.console.office import PASSWORD
from tests.console.test_console_browser import pictured, signed_in
from tests.console.test_studio_browser import TRAVEL, begin, without_chest_pain
from tests.service import LiveService
from tests.telephony.test_softphone import chromium

pytestmark = [pytest.mark.long, pytest.mark.timeout(2400)]

LINES = 20
APART_S = 3.0
GREETED = ("Miten voin auttaa?", "Mitä asiasi koskee?")
ASKED = ("Milloin sinulle sopii, että soitamme?", "Mihin aikaan sinulle sopii, että soitamme?")
WITHIN_MS = 900_000
NEED = "matkailijan neuvonta"


@pytest.fixture(scope="module")
def publishing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    live = LiveService(Path(tmp_path_factory.mktemp("publishing")))
    live.start()
    yield live
    live.stop()


@asynccontextmanager
async def administrator(service: LiveService, errors: list[str]) -> AsyncIterator[Page]:
    """Anna at her computer, at the running service."""
    engine = open_database(Settings(data=service.data).sqlalchemy_url)
    staff = SqlStaff(engine)
    if staff.get("anna") is None:
        staff.add(Staff("anna", "administrator", hashed(PASSWORD), datetime.now(UTC)), "shell:test")
    engine.dispose()
    async with (
        chromium(service.data / "no-microphone.wav") as browser,
        signed_in(browser, service.url, "anna", errors) as page,
    ):
        yield page


def edition_of(call: Held) -> int:
    """0: every word was the earlier edition's, 1: the later one's. Fails where a call heard of both."""
    said = " ".join(call.said)
    heard = [[words in said for words in prompt] for prompt in (GREETED, ASKED)]
    assert heard in ([[True, False]] * 2, [[False, True]] * 2), call.said
    return int(heard[0][1])


def went_well(call: Held) -> None:
    record = call.record
    outcome = (record["disposition"], record["service"], record["need"], record["failures"], record["why"])
    assert outcome == ("callback", "ensilinja", "mental_health", [], None), record
    assert record["callback_request"]["preferred_time"] is not None, record


async def understood(service: LiveService, text: str) -> str | None:
    """The need in the text, as the calls' own Rasa understands it now."""
    where = json.loads((service.data / "run" / "service.json").read_text())
    dialogue = RasaDialogue(where["rasa"], dialogue_token(Settings(data=service.data)), timeout_s=20)
    need = (await dialogue.parse(text)).need
    await dialogue.close()
    return need


async def draft_of_everything(page: Page, service: LiveService) -> str:
    """A prompt that the call says, one that the dialogue says, an opening hour and a need; the draft's address."""
    draft = await begin(page, service.url, "Kesän muutokset")
    for prompt, (old, new) in (("utter_ask_open", GREETED), ("utter_ask_time", ASKED)):
        await page.goto(f"{draft}/prompts/{prompt}")
        await expect(page.get_by_label("Tavallinen sanamuoto")).to_have_value(re.compile(re.escape(old)))
        await page.get_by_label("Tavallinen sanamuoto").fill(new)
        await page.get_by_role("button", name="Tallenna luonnokseen").click()
        await expect(page.locator(".told")).to_contain_text("tallennettu luonnokseen")
    await page.goto(f"{draft}/services/ensilinja")
    await page.get_by_label("Perjantai").fill("8-18")
    await page.get_by_role("button", name="Tallenna luonnokseen").click()
    await page.goto(f"{draft}/needs")
    await page.get_by_role("textbox", name="Nimi", exact=True).fill(NEED.capitalize())
    await page.get_by_label("Miten Luuri sanoo asian").fill("matkailijan terveyttä")
    await page.get_by_label("Ikä", exact=True).check()
    await page.get_by_label("Miten soittaja sanoo asian").fill(TRAVEL)
    await page.get_by_role("button", name="Lisää tarve").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(NEED)
    return draft


async def rehearsed(page: Page, draft: str) -> None:
    """The page's own rehearsal, to its end."""
    began = time.monotonic()
    await page.goto(draft)
    await page.get_by_role("button", name="Harjoittele").click()
    await expect(page.locator("#rehearsed")).to_be_visible(timeout=WITHIN_MS)
    print(f"\nThe rehearsal took {time.monotonic() - began:.0f} s.")
    await expect(page.locator("#found")).to_contain_text("Vaara huomataan")
    await page.goto(f"{draft}/rehearsal")
    await expect(page.locator("main")).to_contain_text(ASKED[1])
    await pictured(page, "rehearsed")


async def published(page: Page, service: LiveService, draft: str, lines: Lines) -> tuple[float, float]:
    """The page's own publishing: between which moments the release went live."""
    await page.goto(draft)
    asked_at = time.monotonic()
    await page.get_by_role("button", name="Julkaise").click()
    told = page.locator("#work .told")
    async with asyncio.timeout(WITHIN_MS / 1000):
        while health(service)["edition"] == "release 0":
            lines.check()
            assert "Ei julkaistu" not in await page.locator("#work").inner_text()
            await asyncio.sleep(0.2)
    live_at = time.monotonic()
    await expect(told).to_contain_text("Julkaisu 1 on käytössä.", timeout=WITHIN_MS)
    print(f"\n{await told.inner_text()} From the button on it was {live_at - asked_at:.0f} s.")
    await pictured(page, "published-under-calls")
    return asked_at, live_at


async def test_an_administrator_publishes_during_twenty_calls_and_rolls_back(publishing: LiveService) -> None:
    service, errors = publishing, list[str]()
    friday = ("+358407654321", FRIDAY_EVENING)
    async with administrator(service, errors) as page:
        draft = await draft_of_everything(page, service)
        before, closed, _ = await asyncio.gather(
            ring_by_keys(service.url), ring_by_keys(service.url, *friday), rehearsed(page, draft)
        )
        went_well(before)
        assert edition_of(before) == 0
        assert (closed.record["disposition"], closed.record["service"]) == ("callback", "ensilinja")

        lines = Lines(service.url, LINES, APART_S)
        while health(service)["calls"] < LINES:
            lines.check()
            await asyncio.sleep(0.2)
        asked_at, live_at = await published(page, service, draft, lines)
        after, open_now, _ = await asyncio.gather(
            ring_by_keys(service.url), ring_by_keys(service.url, *friday), lines.stop()
        )
        in_progress = [call for call in lines.calls if call.began_at < asked_at < call.over_at]
        crossing = [call for call in lines.calls if call.began_at < live_at - 5 and call.over_at > live_at]
        print(f"{len(lines.calls)} calls, {len(crossing)} of them while the release went live.")
        went_well(after)
        assert edition_of(after) == 1
        for call in lines.calls:
            went_well(call)
            assert call.said == (before, after)[edition_of(call)].said, call.record["heard"]
        assert len(in_progress) == LINES
        assert len(crossing) >= LINES - 4
        assert {edition_of(call) for call in (*in_progress, *crossing)} == {0}
        assert {edition_of(call) for call in lines.calls if call.began_at > live_at} <= {1}
        assert await understood(service, TRAVEL.splitlines()[0]) == "matkailijan_neuvonta"
        assert (open_now.record["disposition"], open_now.record["service"]) == ("transfer", "ensilinja")

        await page.goto(f"{service.url}/console/studio")
        await page.get_by_role("button", name="Palauta: Asennuksen mukainen versio").click()
        await expect(page.locator("#releases .live-release")).to_contain_text(
            "Asennuksen mukainen versio", timeout=WITHIN_MS
        )
        # Somebody else: whoever rang before is told of their request.
        assert (await ring_by_keys(service.url, "+358407654322")).said == before.said
    until = time.monotonic() + 60
    while service.count("rasa run") > 1:
        assert time.monotonic() < until
        await asyncio.sleep(0.5)
    history = Releases(service.data / "releases").history()
    assert [(event["release"], event["actor"]) for event in history] == [(1, "staff:anna"), (0, "staff:anna")]
    assert errors == []


async def test_a_draft_that_removes_chest_pain_is_refused_with_its_reason(publishing: LiveService) -> None:
    errors: list[str] = []
    async with administrator(publishing, errors) as page:
        draft = await begin(page, publishing.url, "Rintakipu pois")
        await without_chest_pain(page, draft)
        await expect(page.locator("#work")).to_contain_text("Ei julkaistu.", timeout=WITHIN_MS)
        await expect(page.locator("#work")).to_contain_text("rintakip")
        await page.goto(draft)
        await expect(page.locator("#found")).to_contain_text("Vaaran merkki jäisi huomaamatta")
        await pictured(page, "chest-pain-refused")
    assert health(publishing)["edition"] == "release 0"
    assert errors == []


def test_a_broken_draft_is_refused_and_the_live_version_goes_on(publishing: LiveService) -> None:
    drafts = Drafts(publishing.data / "drafts", Releases(publishing.data / "releases"))
    drafts.create("rikki", "Anna Ahola", "kokeilu", datetime.now(UTC))
    drafts.write("rikki", CALLBACK, drafts.read("rikki", CALLBACK).replace("{deadline_said}.", "{outo}."))
    told = ask(publishing, "publish", draft="rikki", actor="Anna Ahola")
    assert "placeholder_unknown" in {reason["code"] for reason in told["refused"]}
    assert publishing.is_ready()
    assert drafts.get("rikki")


def test_nobody_publishes_without_the_installations_token(publishing: LiveService) -> None:
    assert ask(publishing, "publish", token="wrong", draft="rikki", actor="?") == {"status": 404}


def test_what_is_live_is_served_after_a_restart(publishing: LiveService) -> None:
    drafts = Drafts(publishing.data / "drafts", Releases(publishing.data / "releases"))
    drafts.create("tunnit", "Anna Ahola", "kokeilu", datetime.now(UTC))
    services = "dialogues/services.yml"
    drafts.write("tunnit", services, drafts.read("tunnit", services).replace('fri: "8-15"', 'fri: "9-15"', 1))
    number = ask(publishing, "publish", draft="tunnit", actor="Anna Ahola")["done"]["release"]
    assert publishing.stop() == 0
    publishing.start()
    assert health(publishing)["edition"] == f"release {number}"
