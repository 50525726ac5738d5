"""What a line may do to a call: interruptions, keys, music, a caller who rings for twenty minutes."""

import time
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from bot.bench.material import scripts
from bot.commands.call import line_from_wav
from bot.speech.telephone import LINE_HZ, to_bytes
from telephony.caller import CallOver, SimulatedCaller
from tests.calls.residents import DEMO
from tests.service import LiveService

pytestmark = pytest.mark.slow

WORKDAY = datetime.fromisoformat("2026-11-23T10:00")
OPENING = line_from_wav(DEMO / "fever-opening.wav").pcm
RENEWAL, SKIP = scripts()[0][:2]
"""A prescription is renewed without many questions."""


def caller(service: LiveService, **options: Any) -> SimulatedCaller:
    return SimulatedCaller(service.url, "+358401234567", at=WORKDAY, **options)


def music(seconds: float) -> bytes:
    """A chord that swells and fades, as a line on hold plays it."""
    at = np.arange(int(seconds * LINE_HZ)) / LINE_HZ
    tones = sum(np.sin(2 * np.pi * hertz * at) for hertz in (262, 330, 392, 523))
    swell = 0.5 + 0.5 * np.sin(2 * np.pi * 0.4 * at)
    return to_bytes((1500 * tones * swell).astype(np.int16))


async def test_luuri_stops_when_the_caller_interrupts_and_hears_the_turn(service: LiveService) -> None:
    async with caller(service) as call:
        await call.luuri_is_speaking(30)
        interruption = await call.interrupt(OPENING)
        assert interruption.stopped_after_ms is not None
        answer = await call.luuri_finished(30)
    assert answer.topic == "age"


async def test_zero_reaches_a_person_at_any_moment(service: LiveService) -> None:
    async with caller(service) as call:
        await call.luuri_is_speaking(30)
        await call.press("0")
        outcome = await call.ended(60)
    assert outcome["answered"]
    assert outcome["service"] == "terveysasema"


async def test_a_number_can_be_keyed(service: LiveService) -> None:
    async with caller(service) as call:
        await call.luuri_finished(30)
        await call.say(RENEWAL.sound())
        assert (await call.luuri_finished(30)).topic == "birth_date"
        await call.say(SKIP.sound())
        assert (await call.luuri_finished(30)).topic == "number_ok"
        await call.press("2")
        assert (await call.luuri_finished(30)).topic == "number"
        await call.press("0509876543#")
        answer = await call.luuri_finished(30)
        assert answer.topic == "time"
        await call.say(line_from_wav(DEMO / "fever-time.wav").pcm)
        assert (await call.luuri_finished(30)).topic == "summary_ok"
        await call.press("1")
        assert "050 987 6543" in (await call.luuri_finished(30)).text
    assert _settled(service, call.call_sid)["callback_request"]["number"] == "+358509876543"


async def test_music_on_the_line_makes_no_words_and_ends_with_a_person(service: LiveService) -> None:
    async with caller(service) as call:
        try:
            for _ in range(6):
                await call.luuri_finished(60)
                await call.say(music(8))
        except CallOver:
            pass
        outcome = await call.ended(90)
    assert outcome["answered"]
    assert [note["text"] for note in call.heard] == []


async def test_a_caller_who_hangs_up_leaves_a_closed_record(service: LiveService) -> None:
    async with caller(service) as call:
        await call.luuri_finished(30)
    assert _settled(service, call.call_sid)["disposition"] == "abandoned"


@pytest.mark.long
@pytest.mark.timeout(1800)
async def test_a_call_of_twenty_minutes_is_answered_to_its_end(service: LiveService) -> None:
    began, warm = time.monotonic(), 0
    when = line_from_wav(DEMO / "fever-time.wav").pcm
    async with caller(service) as call:
        while time.monotonic() - began < 20 * 60:
            asked = await call.luuri_finished(30)
            assert asked.text
            assert asked.listening
            if asked.topic in ("number_ok", "summary_ok"):
                await call.press("1")
            else:
                await call.say(when if asked.topic == "time" else OPENING)
            if not warm and time.monotonic() - began > 5 * 60:
                warm = service.resident_bytes()  # models and stores fill at first
    assert warm
    assert service.resident_bytes() - warm < 20e6


def _settled(service: LiveService, call_sid: str) -> dict[str, Any]:
    until = time.monotonic() + 20
    while not (record := dict(service.record(call_sid)))["ended"]:
        assert time.monotonic() < until
        time.sleep(0.2)
    return record
