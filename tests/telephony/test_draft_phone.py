"""The test phone that rings a draft, in a real Chromium: it tells what it rings, and rings nothing else."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from telephony.ports import DraftOnLine
from tests.telephony.fake_line import Line, serving
from tests.telephony.node_tools import npm_folder
from tests.telephony.test_softphone import (
    NARROW,
    WIDE,
    chromium,
    converse,
    microphone,
    open_page,
    passes_axe,
    pictured,
)

__all__ = ["microphone"]
pytestmark = pytest.mark.slow


async def test_the_phone_tells_which_draft_it_rings_and_rings_no_other(
    local_line: Line, microphone: Path
) -> None:
    axe = (npm_folder("axe-core@4.10.3") / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    local_line.switchboard.converse = converse
    drafts = local_line.drafts.open
    drafts["lippu"] = DraftOnLine("Joulun ajat ja uusi tervehdys", "now")
    errors: list[str] = []
    async with serving(local_line.app) as url, chromium(microphone) as browser:
        page = await open_page(browser, url, errors)
        await page.goto(f"{url}/draft-phone#lippu")
        await expect(page.locator("#draft-name")).to_have_text("Joulun ajat ja uusi tervehdys")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Soita luonnokselle")
        await pictured(page, "draft-phone")
        for size in (NARROW, WIDE):
            await page.set_viewport_size(size)  # type: ignore[arg-type]
            await passes_axe(page, axe)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.get_by_role("button", name="Soita", exact=True).click()
        await page.locator(".bubble.luuri", has_text="Olen tekoäly").wait_for(timeout=10_000)
        assert [ring.draft for ring in local_line.switchboard.rings] == ["lippu"]
        drafts["lippu"] = DraftOnLine("Joulun ajat ja uusi tervehdys", "older")
        await page.get_by_role("button", name="Lopeta").click()
        await expect(page.locator("#draft-state")).to_contain_text("on muuttunut")
        await pictured(page, "draft-phone-changed")
        await passes_axe(page, axe)
        del drafts["lippu"]
        await page.get_by_role("button", name="Soita", exact=True).click()
        await expect(page.get_by_role("alert")).to_contain_text("ei ole enää linjalla")
        await pictured(page, "draft-phone-gone")
        await passes_axe(page, axe)
        await page.goto(f"{url}/draft-phone")
        await page.reload()
        await page.get_by_role("button", name="Soita", exact=True).click()
        await expect(page.get_by_role("alert")).to_contain_text("ei ole enää linjalla")
    assert len(local_line.switchboard.rings) == 1
    assert [error for error in errors if "404" not in error] == []


async def test_the_ordinary_phone_rings_the_live_version(local_line: Line, microphone: Path) -> None:
    local_line.switchboard.converse = converse
    local_line.drafts.open["lippu"] = DraftOnLine("Joulun ajat", "now")
    async with serving(local_line.app) as url, chromium(microphone) as browser:
        page = await open_page(browser, url, [])
        await page.goto(f"{url}/#lippu")
        await expect(page.locator("#draft")).to_be_hidden()
        await page.get_by_role("button", name="Soita", exact=True).click()
        await page.locator(".bubble.luuri").first.wait_for(timeout=10_000)
    assert [ring.draft for ring in local_line.switchboard.rings] == [""]
