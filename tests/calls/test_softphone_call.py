"""A person's call from the browser, with a resident's voice as its microphone, to the real Luuri."""

from pathlib import Path

import numpy as np
import pytest

from bot.speech.telephone import from_bytes, resample, write_wav
from tests.calls.test_lines import OPENING
from tests.service import LiveService
from tests.telephony.test_softphone import chromium, open_page

pytestmark = pytest.mark.slow

MICROPHONE_HZ = 48_000


@pytest.fixture
def resident(tmp_path: Path) -> Path:
    """Silence for the greeting, the resident's fever, and silence to listen in."""
    spoken = resample(from_bytes(OPENING), 8_000, MICROPHONE_HZ)
    path = tmp_path / "resident.wav"
    quiet = np.zeros(14 * MICROPHONE_HZ, dtype=np.int16)
    write_wav(path, np.concatenate([quiet, spoken, quiet, quiet]), MICROPHONE_HZ)
    return path


async def test_luuri_hears_the_browsers_microphone_and_answers(service: LiveService, resident: Path) -> None:
    errors: list[str] = []
    async with chromium(resident) as browser:
        page = await open_page(browser, service.url, errors)
        await page.goto(service.url)
        await page.get_by_role("button", name="Soita", exact=True).click()
        await page.locator(".bubble.luuri", has_text="tekoäly").wait_for(timeout=20_000)
        await page.locator(".bubble.hearing", has_text="kuume").wait_for(timeout=60_000)
        answer = page.locator(".bubble.luuri").nth(1)
        await answer.wait_for(timeout=20_000)
        assert "soit" in (await answer.inner_text()).lower()
        whole = page.locator(".bubble.caller")
        assert await whole.count() == 1
        assert "kuume" in await whole.inner_text()
        assert await page.locator(".bubble.hearing").count() == 0
    assert errors == []
