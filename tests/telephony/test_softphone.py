"""The test phones in a real Chromium, with a WAV file as the microphone."""

import asyncio
import json
import os
import shutil
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from fastapi import WebSocket
from playwright.async_api import Browser, Page, async_playwright
from starlette.websockets import WebSocketDisconnect

from telephony.ports import StreamStart
from tests.telephony.fake_line import TARGETS, FakeSwitchboard, Line, make_line, serving
from tests.telephony.node_tools import npm_folder
from tests.telephony.talk import TONE, Talk

pytestmark = pytest.mark.slow

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]
SEEN_S = 1.0
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 390, "height": 844}


@pytest.fixture
def microphone(tmp_path: Path) -> Path:
    """Two seconds of silence and one of something like a vowel, as the browser repeats it."""
    seconds = np.arange(48_000) / 48_000
    vowel = sum(np.sin(2 * np.pi * 130 * harmonic * seconds) / harmonic for harmonic in range(1, 20))
    syllables = vowel * (0.55 + 0.45 * np.sin(2 * np.pi * 4 * seconds))
    sound = np.concatenate([np.zeros(96_000), 9000 * syllables]).clip(-32767, 32767).astype("<i2")
    path = tmp_path / "microphone.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(sound.tobytes())
    return path


@asynccontextmanager
async def chromium(microphone: Path) -> AsyncIterator[Browser]:
    """Debian's Chromium where it is installed, else Playwright's own."""
    path = os.environ.get("LUURI_CHROMIUM") or shutil.which("chromium")
    async with async_playwright() as playwright:
        if path is None and not Path(playwright.chromium.executable_path).exists():
            pytest.skip("no Chromium: install Debian's package or `playwright install chromium`")
        browser = await playwright.chromium.launch(
            executable_path=path, args=[*ARGUMENTS, f"--use-file-for-fake-audio-capture={microphone}"]
        )
        try:
            yield browser
        finally:
            await browser.close()


async def converse(switchboard: FakeSwitchboard, websocket: WebSocket, start: StreamStart) -> None:
    talk = Talk(websocket, start)
    await talk.speak("Hei, täällä Luuri. Olen tekoäly. Miten voin auttaa?", "open")
    await talk.mark()
    await talk.voice()
    await talk.send(event="luuri", kind="heard", text="kuume nousee", reopened=False)
    await talk.send(event="luuri", kind="hearing", stable="kuume", text="kuume nousee eikä")
    await asyncio.sleep(SEEN_S)
    await talk.send(event="luuri", kind="heard", text="kuume nousee eikä laske", reopened=True)
    await talk.speak("Ymmärsin. Haluatko, että hoitaja soittaa sinulle takaisin?", "callback")
    try:
        while True:
            message = json.loads(await websocket.receive_text())
            if message["event"] == "dtmf" and message["dtmf"]["digit"] == "0":
                targets = (TARGETS["ensilinja"], TARGETS["paivystysapu"])
                await switchboard.line.transfer(start.call_sid, targets)  # type: ignore[union-attr]
    except WebSocketDisconnect:
        pass


async def open_page(browser: Browser, url: str, errors: list[str]) -> Page:
    page = await browser.new_page(viewport=WIDE)
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda asked: errors.append(asked.url) if not asked.url.startswith(url) else None)
    return page


async def pictured(page: Page, name: str) -> None:
    """Screenshots, where a folder for them is given."""
    folder = os.environ.get("LUURI_SCREENSHOTS")
    if folder:
        for width, size in (("wide", WIDE), ("narrow", NARROW)):
            await page.set_viewport_size(size)
            await page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        await page.set_viewport_size(WIDE)


async def test_a_person_talks_to_luuri_and_to_a_person_in_the_browser(
    local_line: Line, microphone: Path
) -> None:
    local_line.switchboard.converse = converse
    errors: list[str] = []
    async with serving(local_line.app) as url, chromium(microphone) as browser:
        staff = await open_page(browser, url, errors)
        await staff.goto(f"{url}/staff-phone")
        await pictured(staff, "staff-closed")
        await staff.get_by_role("button", name="Ota puhelin käyttöön").click()
        await staff.locator("#state", has_text="Odottaa puhelua").wait_for()

        caller = await open_page(browser, url, errors)
        await caller.goto(url)
        await pictured(caller, "caller-idle")
        await caller.get_by_role("button", name="Soita", exact=True).click()
        await caller.locator(".bubble.luuri", has_text="Olen tekoäly").wait_for(timeout=10_000)
        newest = caller.locator(".bubble.hearing span")
        await newest.wait_for(timeout=20_000)
        assert (await newest.inner_text()).strip() == "nousee eikä…"
        await pictured(caller, "caller-hearing")
        await caller.locator(".bubble.caller", has_text="eikä laske").wait_for()
        assert await caller.locator(".bubble.caller").count() == 1
        await caller.locator(".bubble.luuri", has_text="soittaa sinulle takaisin").wait_for()
        await pictured(caller, "caller-talking")

        await caller.get_by_role("button", name="0, puhu ihmiselle").click()
        await staff.locator("#state", has_text="Puhelin soi").wait_for(timeout=10_000)
        await pictured(staff, "staff-ringing")
        await staff.get_by_role("button", name="Vastaa", exact=True).click()
        await staff.locator("#announcement", has_text="painamalla yksi").wait_for()
        await pictured(staff, "staff-taking")
        await staff.get_by_role("button", name="Paina 1").click()
        await staff.locator("#state", has_text="Puhut soittajan kanssa").wait_for()
        await caller.locator("#state", has_text="Puhut ihmisen kanssa").wait_for()
        await pictured(staff, "staff-talking")
        await staff.get_by_role("button", name="Lopeta puhelu").click()
        await caller.locator("#state", has_text="Puhelu ihmisen kanssa päättyi").wait_for()
        await pictured(caller, "caller-over")
    assert errors == []
    assert [outcome[2] for outcome in local_line.switchboard.outcomes] == ["answered", "answered"]
    assert len(local_line.switchboard.ended) == 1


async def test_luuris_sound_is_heard_and_stops_when_it_is_cleared(local_line: Line, microphone: Path) -> None:
    came_back: dict[str, float] = {}

    async def speak_long(_board: FakeSwitchboard, websocket: WebSocket, start: StreamStart) -> None:
        talk, loop = Talk(websocket, start), asyncio.get_running_loop()
        await talk.speak("short")
        began = loop.time()
        await talk.mark()
        came_back["played"] = loop.time() - began
        await talk.speak("long", tone=np.tile(TONE, 40))
        began = loop.time()
        await asyncio.sleep(0.5)
        await talk.send(event="clear")
        await talk.mark()
        came_back["cleared"] = loop.time() - began

    local_line.switchboard.converse = speak_long
    async with serving(local_line.app) as url, chromium(microphone) as browser:
        page = await open_page(browser, url, [])
        await page.goto(url)
        await page.get_by_role("button", name="Soita", exact=True).click()
        async with asyncio.timeout(20):
            while "cleared" not in came_back:
                await asyncio.sleep(0.05)
    assert 0.25 < came_back["played"] < 1.5  # 0.3 s of sound
    assert came_back["cleared"] < 2.0  # 12 s of sound


async def test_the_phones_work_by_keyboard_and_pass_axe(local_line: Line, microphone: Path) -> None:
    axe = (npm_folder("axe-core@4.10.3") / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    local_line.switchboard.converse = converse
    errors: list[str] = []
    async with serving(local_line.app) as url, chromium(microphone) as browser:
        page = await open_page(browser, url, errors)
        for address in ("/", "/staff-phone"):
            await page.goto(url + address)
            for size in (WIDE, NARROW):
                await page.set_viewport_size(size)
                await passes_axe(page, axe)
                assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await page.goto(url)
        await page.locator("summary").click()
        await passes_axe(page, axe)
        await page.locator("#call").focus()
        await page.keyboard.press("Enter")
        await page.locator(".bubble.hearing").wait_for(timeout=20_000)
        await passes_axe(page, axe)
        await page.locator("#call").focus()
        await page.keyboard.press("Enter")
        await page.locator("#state", has_text="Lopetit puhelun").wait_for()
        await passes_axe(page, axe)
    assert errors == []


async def passes_axe(page: Page, axe: str) -> None:
    await page.evaluate(axe)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
    report = await page.evaluate("(tags) => axe.run({runOnly: tags})", tags)
    assert [(found["id"], [node["html"] for node in found["nodes"]]) for found in report["violations"]] == []


async def test_the_softphone_is_not_there_unless_it_is_enabled(tmp_path: Path) -> None:
    for settings, base in (
        ({"softphone": False}, "http://127.0.0.1:8000"),
        ({"host": "0.0.0.0"}, "http://127.0.0.1:8000"),
        ({}, "http://luuri.example"),
    ):
        line = make_line(tmp_path, **settings)
        async with line.client(base) as client:
            for path in ("/", "/staff-phone", "/softphone/caller.js"):
                assert (await client.get(path)).status_code == 404
    line = make_line(tmp_path, softphone=True)
    async with line.client("http://luuri.example") as client:
        page = await client.get("/")
        assert page.status_code == 200
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert (await client.get("/softphone/..%2fpages.py")).status_code == 404
