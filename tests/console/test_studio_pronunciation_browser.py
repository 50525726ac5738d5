"""An administrator respells a word in Chromium and hears it first; the studio's pages in the console's languages."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.console.office import Office
from tests.console.test_console_browser import person, pictured
from tests.console.test_studio_browser import (
    begin,
    county,
    county_office,
    drafts,
    gate,
    releases,
    settings,
    tree,
)
from tests.telephony.fake_line import serving
from tests.telephony.node_tools import npm_folder
from tests.telephony.test_softphone import NARROW, WIDE, chromium, passes_axe

__all__ = ["county", "county_office", "drafts", "gate", "releases", "settings", "tree"]
pytestmark = pytest.mark.slow


async def test_a_word_is_heard_respelt_and_seen_among_the_changes(
    county_office: Office, tmp_path: Path
) -> None:
    axe = (npm_folder("axe-core@4.10.3") / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    errors: list[str] = []
    studio = county_office.desk.studio
    assert studio is not None
    studio.voices = ("suopuhe-mv", "espeak-man")
    async with (
        serving(county_office.app) as url,
        chromium(tmp_path / "none.wav") as browser,
        person(browser, url, county_office, "anna", "administrator", errors) as page,
    ):
        draft = await begin(page, url, "Nimet oikein")
        await page.get_by_role("link", name="Ääntäminen").click()
        new = page.get_by_role("region", name="Uusi sana")
        await new.get_by_label("Sana, niin kuin se kirjoitetaan").fill("HYVAKS")
        await new.get_by_label("Niin kuin se sanotaan").fill("hvks")
        await new.get_by_label("Ääni", exact=True).select_option("espeak-man")
        for button in ("Kuuntele kirjoitettuna", "Kuuntele sanottuna"):
            await new.get_by_role("button", name=button).click()
        await expect(page.locator("[data-heard]")).to_have_count(2)
        await new.get_by_role("button", name="Tallenna luonnokseen").click()
        await expect(page.get_by_role("alert")).to_contain_text("ei ole vokaalia")
        await pictured(page, "studio-pronunciation-wrong")
        await new.get_by_label("Niin kuin se sanotaan").fill("hyväks")
        await new.get_by_role("button", name="Tallenna luonnokseen").click()
        await expect(page.locator(".told")).to_contain_text("tallennettu luonnokseen")
        for size in (NARROW, WIDE):
            await page.set_viewport_size(size)  # type: ignore[arg-type]
            await passes_axe(page, axe)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await pictured(page, "studio-pronunciation")
        await page.goto(draft)
        await expect(page.locator("main")).to_contain_text("Uusi ääntäminen: HYVAKS")
    assert [error for error in errors if "422" not in error] == []


@pytest.mark.parametrize(("language", "wrong"), [("sv", "rad 2"), ("en", "line 2")])
async def test_what_is_wrong_with_a_file_is_told_in_the_consoles_language(
    county_office: Office, language: str, wrong: str
) -> None:
    anna = await county_office.signed_in("anna", "administrator")
    await anna.post("/studio/drafts", reason="Kokeilu")
    await anna.post("/language", language=language, address="/console/studio")
    answer = await anna.post(
        "/studio/drafts/kokeilu/files/dialogues/services.yml", text="services:\n\t- id: x\n"
    )
    assert answer.status_code == 422
    assert wrong in answer.text
    assert "sarkain" not in answer.text
    answer = await anna.get("/studio/drafts/kokeilu")
    assert f'<html lang="{language}">' in answer.text
