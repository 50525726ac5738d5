"""Staff's day in a real Chromium: from signing in to a finished request, two at once, by keyboard, for everybody."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Browser, Page, Route, expect

from bot.speech.telephone import LINE_HZ, wav
from console.live.events import Pulse
from console.ports import LiveCall
from tests.console.browser import fill
from tests.console.office import PASSWORD, Office
from tests.telephony.fake_line import serving
from tests.telephony.node_tools import npm_folder
from tests.telephony.test_softphone import NARROW, WIDE, chromium, passes_axe

pytestmark = pytest.mark.slow

ZOOMED = {"width": 640, "height": 430}
"""What a page has of a screen of 1280 by 860 at 200 %."""
PAGES = (
    "/callbacks", "/callbacks?view=closed", "/calls", "/calls/CA2", "/calls/CAold", "/live", "/insight", "/access",
    "/access/resident?number=0401230202", "/access/retention", "/access/people", "/password", "/phone", "/no/such",
)  # fmt: skip


@pytest.fixture
def silence(tmp_path: Path) -> Path:
    return tmp_path / "no-microphone.wav"


@pytest.fixture
def day(office: Office) -> Office:
    """A Monday's queue, a call that goes on, and one of last month."""
    fill(office)
    office.call("CAold", "selkä on ollut kipeä", minutes_ago=60 * 24 * 20)
    office.call("CAlive", "mulla on kova yskä", minutes_ago=1, ended=False, number="+358401239999")
    began = office.now - timedelta(minutes=1)
    office.live.calls = [
        LiveCall("CAlive", "+358401239999", began, False, "infection_symptoms", (), False, 3)
    ]
    return office


@asynccontextmanager
async def person(
    browser: Browser, url: str, office: Office, name: str, role: str, errors: list[str]
) -> AsyncIterator[Page]:
    """Somebody who works in the office, at a computer of their own, signed in."""
    if office.desk.staff.get(name) is None:
        office.add(name, role)  # type: ignore[arg-type]
    async with signed_in(browser, url, name, errors) as page:
        yield page


@asynccontextmanager
async def signed_in(browser: Browser, url: str, name: str, errors: list[str]) -> AsyncIterator[Page]:
    """A person's page of the console; what goes wrong in it is added to `errors`."""
    context = await browser.new_context(viewport=WIDE)  # type: ignore[arg-type]
    page = await context.new_page()
    page.on("console", lambda told: errors.append(told.text) if _is_error(told) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda asked: errors.append(asked.url) if not asked.url.startswith(url) else None)
    await page.goto(f"{url}/console/")
    await page.get_by_label("Käyttäjätunnus").fill(name)
    await page.get_by_label("Salasana").fill(PASSWORD)
    await page.get_by_role("button", name="Kirjaudu").click()
    await expect(page.get_by_role("heading", name="Soittopyynnöt", level=1)).to_be_visible()
    try:
        yield page
    finally:
        await context.close()


def _is_error(told) -> bool:  # type: ignore[no-untyped-def]
    """Answers other than 200 are told to the browser's console too, and tests ask for some."""
    return told.type == "error" and "the server responded with a status of" not in told.text


async def pictured(page: Page, name: str) -> None:
    folder = os.environ.get("LUURI_SCREENSHOTS")
    if folder:
        await page.screenshot(path=Path(folder) / f"console-{name}.png", full_page=True)


async def test_a_nurses_day_from_signing_in_to_a_finished_request(day: Office, silence: Path) -> None:
    errors: list[str] = []
    async with (
        serving(day.app) as url,
        chromium(silence) as browser,
        person(browser, url, day, "maija", "staff", errors) as page,
    ):
        await expect(page.get_by_role("alert")).to_have_text("Kuittaamaton hälytysmerkki")
        await pictured(page, "queue")
        await page.get_by_role("button", name="Kuittaa nähdyksi").click()
        await expect(page.get_by_role("alert")).to_have_count(0)
        first = page.locator(".request").first
        await expect(first).to_contain_text("rintakipu")
        await first.get_by_role("button", name="Ota työn alle").click()
        await expect(page.get_by_role("link", name="Numero 040 123 0202")).to_have_attribute(
            "href", "tel:+358401230202"
        )
        await pictured(page, "call")
        await page.locator(".to-turn").first.click()
        await expect(page.locator("#turn-1")).to_be_in_viewport()
        await page.get_by_label("Ohjattiin päivystykseen tai hätänumeroon").check()
        await page.get_by_role("button", name="Merkitse hoidetuksi").click()
        await expect(page.locator(".told")).to_have_text("Soittopyyntö on hoidettu ja kirjattu.")
        await expect(page.locator(".request")).to_have_count(5)
        entry = day.desk.queue.get("RCA2", day.now)
        assert entry is not None
        assert (entry.work.status, entry.work.closed_by, entry.work.outcome) == ("done", "maija", "emergency")
        async with person(browser, url, day, "esimies", "supervisor", errors) as page:
            await page.goto(f"{url}/console/access?number=040+1230202")
            await expect(
                page.get_by_role("row").filter(has_text="Merkitsi soittopyynnön hoidetuksi")
            ).to_contain_text("maija")
            await pictured(page, "access")
    assert errors == []


async def test_two_nurses_see_each_others_work_without_a_reload(
    day: Office, silence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.live.events.LOOKED_EVERY_S", 0.2)
    errors: list[str] = []
    async with (
        serving(day.app) as url,
        chromium(silence) as browser,
        person(browser, url, day, "maija", "staff", errors) as hers,
        person(browser, url, day, "pekka", "staff", errors) as his,
    ):
        await expect(his.locator(".request")).to_have_count(6)
        await hers.locator("#claim-RCA4").click()
        await expect(his.locator(".request")).to_have_count(5)
        await expect(his.locator("#views")).to_contain_text("Muilla 1")
        day.request("CAnew", "mulla on huimausta", minutes_ago=2, number="+358401230606")
        await expect(his.locator("#request-RCAnew")).to_be_visible()
        day.desk.calls.note_red_flags("CA1", day.now, red_flags=["stroke"])
        await expect(his.get_by_role("alert")).to_have_text("Kuittaamattomia hälytysmerkkejä 2")
        await his.locator("body").click(position={"x": 5, "y": 400})
        await his.wait_for_function("document.documentElement.dataset.rang === '1'")
        # His page lags behind hers, and both press the same button.
        await his.route("**/callbacks*", refused_when_renewing)
        await hers.goto(f"{url}/console/callbacks")
        await hers.locator("#claim-RCA5").click()
        await expect(hers.get_by_role("heading", name="Koonti")).to_be_visible()
        await his.locator("#claim-RCA5").click()
        await expect(his.get_by_role("heading", level=1)).to_have_text("Soittopyyntö on jo toisella")
        await pictured(his, "conflict")
    assert errors == []
    entry = day.desk.queue.get("RCA5", day.now)
    assert entry is not None
    assert entry.work.claimed_by == "maija"


async def refused_when_renewing(route: Route) -> None:
    if route.request.resource_type == "fetch":
        await route.fulfill(status=503)
    else:
        await route.continue_()


async def test_every_page_is_for_everybody(day: Office, silence: Path) -> None:
    axe = (npm_folder("axe-core@4.10.3") / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    errors: list[str] = []
    async with serving(day.app) as url, chromium(silence) as browser:
        stranger = await browser.new_page(viewport=WIDE)  # type: ignore[arg-type]
        await stranger.goto(f"{url}/console/callbacks")
        await passes_axe(stranger, axe)
        await pictured(stranger, "sign-in")
        async with person(browser, url, day, "chief", "administrator", errors) as page:
            for address in PAGES:
                await page.goto(f"{url}/console{address}")
                await passes_axe(page, axe)
                name = address.strip("/").partition("?")[0].replace("/", "-")
                for size, shape in ((NARROW, "narrow"), (ZOOMED, "zoomed"), (WIDE, "wide")):
                    await page.set_viewport_size(size)  # type: ignore[arg-type]
                    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
                    assert wide <= 0, (address, shape, wide)
                    await pictured(page, f"{name}-{shape}")
                for folded in await page.locator("details > summary").all():
                    await folded.evaluate("each => each.parentElement.open = true")
                await passes_axe(page, axe)
    assert errors == []


@pytest.mark.parametrize(("language", "own_name"), [("sv", "Svenska"), ("en", "English")])
async def test_another_language_is_chosen_from_the_menu(
    day: Office, silence: Path, language: str, own_name: str
) -> None:
    axe = (npm_folder("axe-core@4.10.3") / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    errors: list[str] = []
    async with (
        serving(day.app) as url,
        chromium(silence) as browser,
        person(browser, url, day, "maija", "staff", errors) as page,
    ):
        await page.locator(".account summary").click()
        await pictured(page, "menu")
        await page.get_by_role("button", name=own_name).click()
        await expect(page.locator("html")).to_have_attribute("lang", language)
        for address in ("/callbacks", "/calls/CA2", "/live"):
            await page.goto(f"{url}/console{address}")
            await passes_axe(page, axe)
            for size in (NARROW, ZOOMED, WIDE):
                await page.set_viewport_size(size)  # type: ignore[arg-type]
                assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
            await pictured(page, f"{address.strip('/').replace('/', '-')}-{language}")
    assert errors == []


async def test_a_turn_is_listened_to_on_its_page(day: Office, silence: Path) -> None:
    tone = (8000 * np.sin(2 * np.pi * 440 * np.arange(LINE_HZ // 2) / LINE_HZ)).astype(np.int16)
    day.desk.sound.keep("CA2", 1, wav(tone, LINE_HZ, mulaw=True))
    errors: list[str] = []
    async with (
        serving(day.app) as url,
        chromium(silence) as browser,
        person(browser, url, day, "maija", "staff", errors) as page,
    ):
        await page.goto(f"{url}/console/calls/CA2")
        link = page.locator("#turn-1 .listen")
        await pictured(page, "call-sound")
        await link.click()
        await expect(link).to_contain_text("Lopeta")
        await expect(link).to_contain_text("Kuuntele")  # it has played to its end
    assert errors == []
    assert [event.action for event in day.desk.audit.of_subject("call:CA2")].count("call.listened") >= 1


async def test_a_request_is_finished_by_keyboard_alone(day: Office, silence: Path) -> None:
    errors: list[str] = []
    async with (
        serving(day.app) as url,
        chromium(silence) as browser,
        person(browser, url, day, "maija", "staff", errors) as page,
    ):
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Siirry sisältöön")).to_be_focused()
        await page.keyboard.press("Enter")
        await tab_to(page, "#open-RCA2")
        await page.keyboard.press("ArrowDown")
        await expect(page.locator("#open-RCA4")).to_be_focused()
        await tab_to(page, "#claim-RCA4")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="Koonti")).to_be_visible()
        await tab_to(page, "input[name=outcome]")
        await page.keyboard.press("Space")
        await page.keyboard.press("ArrowDown")
        await tab_to(page, ".finish button")
        await page.keyboard.press("Enter")
        await expect(page.locator(".told")).to_have_text("Soittopyyntö on hoidettu ja kirjattu.")
    entry = day.desk.queue.get("RCA4", day.now)
    assert entry is not None
    assert entry.work.outcome == "appointment"
    assert errors == []


async def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what `selector` names has the focus."""
    for _ in range(80):
        await page.keyboard.press("Tab")
        if await page.evaluate("chosen => document.activeElement.matches(chosen)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")


async def test_a_printed_call_holds_the_call_and_nothing_to_press(day: Office, silence: Path) -> None:
    errors: list[str] = []
    async with (
        serving(day.app) as url,
        chromium(silence) as browser,
        person(browser, url, day, "maija", "staff", errors) as page,
    ):
        await page.goto(f"{url}/console/calls/CA2")
        await page.emulate_media(media="print")
        await expect(page.get_by_role("heading", name="Koonti")).to_be_visible()
        await expect(page.locator("#turn-1")).to_be_visible()
        for hidden in (".top", "#alarms", "button >> nth=0", ".fix >> nth=0", ".side"):
            await expect(page.locator(hidden)).to_be_hidden()
        await pictured(page, "call-printed")
    assert errors == []


async def test_a_call_that_goes_on_is_taken_over(day: Office, silence: Path) -> None:
    errors: list[str] = []
    async with (
        serving(day.app) as url,
        chromium(silence) as browser,
        person(browser, url, day, "maija", "staff", errors) as page,
    ):
        await page.goto(f"{url}/console/phone")
        await page.get_by_label("Puhelinnumero").fill("040 765 4321")
        await page.get_by_role("button", name="Tallenna").click()
        await page.goto(f"{url}/console/live")
        await expect(page.locator(".live-call")).to_contain_text("mulla on kova yskä")
        await page.get_by_role("button", name="Ota puhelu numeroon 040 765 4321").click()
        await expect(page.locator(".told")).to_have_text("Puhelu siirtyy antamaasi numeroon.")
    assert day.live.taken == [("CAlive", "+358407654321")]
    assert errors == []


async def test_the_news_stop_when_the_session_does(day: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.live.events.ALIVE_EVERY_S", 0.1)
    pulse = Pulse(day.desk)
    beats = pulse.beats()
    assert await anext(beats) is False
    await beats.aclose()
