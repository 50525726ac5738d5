"""An administrator in a real Chromium: a draft from its first change to its publishing, and one that is refused."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.records.audit import SqlAuditEvents
from bot.settings import Settings
from bot.speech.pronunciation import Pronunciation
from bot.speech.telephone import from_bytes, wav
from bot.studio import publisher as publishers
from bot.studio.drafts import Drafts
from bot.studio.gate import Gate
from bot.studio.publisher import NoService, Publisher
from bot.studio.releases import Releases
from bot.studio.studio import Studio
from console import StudioDesk
from tests.console.office import Office
from tests.console.test_console_browser import person, pictured
from tests.databases import sqlite_engine
from tests.studio.conftest import county, drafts, gate, releases, settings, tree
from tests.telephony.fake_line import serving
from tests.telephony.node_tools import npm_folder
from tests.telephony.test_softphone import NARROW, WIDE, chromium, passes_axe

__all__ = ["county", "drafts", "gate", "releases", "settings", "tree"]
pytestmark = pytest.mark.slow

COUNTRIES = "kreikkaan espanjaan thaimaahan italiaan keniaan intiaan japaniin turkkiin kyprokselle vietnamiin"
TRAVEL = "\n".join(f"lähen {where} ja tarttisin rokotusneuvoja" for where in COUNTRIES.split())
PAGES = (
    "", "/prompts?q=takaisin", "/prompts/utter_callback_begins_elsewhere", "/needs", "/needs/dental", "/services",
    "/services/terveysasema", "/questions", "/questions/infection_symptoms", "/flags?q=rinnasta+puristaa",
    "/flags/sudden_severe_headache", "/flow", "/flow/mental_health", "/files", "/files/dialogues/services.yml", "/talk",
)  # fmt: skip
OTHERS = ("/studio", "/studio/history", "/studio/notices", "/studio/suggestions")


async def spoken(_text: str, _words: Pronunciation, _voice: str) -> bytes:
    """A tenth of a second of silence."""
    return wav(from_bytes(bytes(1600)), 8000)


@pytest.fixture
def county_office(
    tmp_path: Path,
    settings: Settings,
    releases: Releases,
    drafts: Drafts,
    gate: Gate,
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    """A console over a small county of its own, where nothing is trained."""
    model = settings.data / "luuri-1.tar.gz"
    model.parent.mkdir(parents=True, exist_ok=True)
    model.write_bytes(b"model")
    (settings.data / "no-model.npz").write_bytes(b"none")
    monkeypatch.setattr(publishers.training, "train", lambda *_: model)
    engine = sqlite_engine(tmp_path)
    audit = SqlAuditEvents(engine).record
    publisher = Publisher(settings, releases, drafts, gate, NoService(), audit)
    studio = StudioDesk(Studio(settings, releases, drafts, gate, publisher), voice=spoken, learns=True)
    return Office(tmp_path, engine, studio)


async def begin(page: Page, url: str, reason: str) -> str:
    """A new draft; returns its address."""
    await page.goto(f"{url}/console/studio")
    await page.get_by_label("Mitä muutat ja miksi?").fill(reason)
    await page.get_by_role("button", name="Aloita luonnos").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(reason)
    return page.url.split("?")[0]


async def without_chest_pain(page: Page, draft: str) -> None:
    """Every rule of chest pain is taken out of the draft, and its publishing is asked for."""
    await page.goto(f"{draft}/flags/cardiac_chest_pain")
    rules = page.locator(".rules > li").filter(has_text="rintakip")
    assert await rules.count() > 0
    for rule in await rules.all():
        await rule.get_by_role("checkbox").check()
    await page.get_by_role("button", name="Tallenna luonnokseen").click()
    await page.goto(draft)
    await page.get_by_role("button", name="Julkaise").click()


async def test_an_administrator_changes_checks_publishes_and_rolls_back(
    county_office: Office, tmp_path: Path
) -> None:
    errors: list[str] = []
    studio = county_office.desk.studio
    assert studio is not None
    async with (
        serving(county_office.app) as url,
        chromium(tmp_path / "none.wav") as browser,
        person(browser, url, county_office, "anna", "administrator", errors) as page,
    ):
        await page.get_by_role("link", name="Studio").click()
        draft = await begin(page, url, "Kesän muutokset")
        await page.goto(f"{draft}/prompts?q=miten+voin")
        await page.get_by_role("link", name="Miten voin auttaa?", exact=True).click()
        await page.get_by_label("Tavallinen sanamuoto").fill("Mitä asiasi koskee?")
        await page.get_by_role("button", name="Kuuntele").click()
        await expect(page.locator("[data-heard]")).to_have_count(1)
        await page.get_by_role("button", name="Tallenna luonnokseen").click()
        await expect(page.locator(".told")).to_contain_text("tallennettu luonnokseen")
        await page.goto(f"{draft}/services/ensilinja")
        await page.get_by_label("Perjantai").fill("8-18")
        await page.get_by_role("button", name="Tallenna luonnokseen").click()
        await page.goto(f"{draft}/needs")
        await page.get_by_role("textbox", name="Nimi", exact=True).fill("Matkailijan neuvonta")
        await page.get_by_label("Miten Luuri sanoo asian").fill("matkailijan terveyttä")
        await page.get_by_label("Ikä", exact=True).check()
        await page.get_by_label("Miten soittaja sanoo asian").fill(TRAVEL)
        await page.get_by_role("button", name="Lisää tarve").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("matkailijan neuvonta")
        await page.goto(draft)
        await expect(page.locator("#changes-title + *")).to_be_visible()
        await expect(page.locator("main")).to_contain_text("Uusi tarve matkailijan neuvonta, 10 esimerkkiä")
        await page.get_by_role("button", name="Tarkista").click()
        await expect(page.locator("#found")).to_contain_text("Luonnos läpäisee tarkistuksen.", timeout=60_000)
        await pictured(page, "studio-checked")
        await page.get_by_role("button", name="Julkaise").click()
        await expect(page.locator("#work")).to_contain_text("Julkaisu 1 on käytössä.", timeout=60_000)
        await pictured(page, "studio-published")
        assert studio.releases.live_number() == 1
        call = (studio.releases.live().root / "dialogues/domain/call.yml").read_text(encoding="utf-8")
        assert "Mitä asiasi koskee?" in call
        assert "8-18" in (studio.releases.live().root / "dialogues/services.yml").read_text(encoding="utf-8")
        await page.get_by_role("link", name="Studioon").click()
        await page.get_by_role("button", name="Palauta: Asennuksen mukainen versio").click()
        await expect(page.locator("#releases .live-release")).to_contain_text(
            "Asennuksen mukainen versio", timeout=30_000
        )
        assert studio.releases.live_number() == 0
        await studio.publisher.stop()
    assert errors == []


async def test_a_draft_that_removes_chest_pain_is_refused_until_two_people_approve(
    county_office: Office, tmp_path: Path
) -> None:
    errors: list[str] = []
    studio = county_office.desk.studio
    assert studio is not None
    async with (
        serving(county_office.app) as url,
        chromium(tmp_path / "none.wav") as browser,
        person(browser, url, county_office, "anna", "administrator", errors) as page,
    ):
        draft = await begin(page, url, "Rintakipu pois")
        await without_chest_pain(page, draft)
        await expect(page.locator("#work")).to_contain_text("Ei julkaistu.", timeout=60_000)
        await expect(page.locator("#work")).to_contain_text("”mulla on kova rintakipu”")
        await pictured(page, "studio-refused")
        assert studio.releases.live_number() == 0
        await page.get_by_role("link", name="Luonnokseen").click()
        await expect(page.locator("#found")).to_contain_text("Vaaran merkki jäisi huomaamatta")
        await page.get_by_role("button", name="Hyväksyn heikentämisen").click()
        await expect(page.locator("#acts")).to_contain_text("Tarvitaan vielä toinen henkilö.")
        await pictured(page, "studio-approving")
        async with person(browser, url, county_office, "pekka", "administrator", errors) as other:
            await other.goto(draft)
            await other.get_by_role("button", name="Hyväksyn heikentämisen").click()
            await expect(other.locator("#acts")).to_contain_text("Hyväksynyt: anna, pekka")
        await page.goto(draft)
        await page.get_by_role("button", name="Julkaise").click()
        await expect(page.locator("#work")).to_contain_text("Julkaisu 1 on käytössä.", timeout=60_000)
        assert set(studio.releases.get(1).approvers) == {"staff:anna", "staff:pekka"}
        await studio.publisher.stop()
        await asyncio.sleep(0)
    assert errors == []


async def test_every_page_of_the_studio_is_for_everybody(county_office: Office, tmp_path: Path) -> None:
    axe = (npm_folder("axe-core@4.10.3") / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    errors: list[str] = []
    studio = county_office.desk.studio
    assert studio is not None
    studio.learns = True
    county_office.call("CA1", "purukalusto reistaa", need="musculoskeletal")
    [turn] = [each for each in county_office.desk.calls.turns("CA1") if each.speaker == "caller"]
    county_office.desk.calls.add_turn(replace(turn, misunderstood=True))
    county_office.desk.sound.keep("CA1", turn.index, b"RIFF")
    async with (
        serving(county_office.app) as url,
        chromium(tmp_path / "none.wav") as browser,
        person(browser, url, county_office, "anna", "administrator", errors) as page,
    ):
        draft = await begin(page, url, "Kesän muutokset")
        for address in (*(draft + path for path in PAGES), *(f"{url}/console{path}" for path in OTHERS)):
            await page.goto(address)
            for folded in await page.locator("main details > summary").all():
                await folded.evaluate("each => each.parentElement.open = true")
            await passes_axe(page, axe)
            for size in (NARROW, WIDE):
                await page.set_viewport_size(size)  # type: ignore[arg-type]
                wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert wide <= 0, (address, size, wide)
                await pictured(page, f"{address.rpartition('/')[2]}-{size['width']}")
        await page.goto(f"{draft}/files/dialogues/services.yml")
        await page.locator("#text").fill("services: [\n  - id")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("rivi 2")
    assert errors == []
