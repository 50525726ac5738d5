"""Scenarios held as real calls, side by side: a voice says them, the ears hear them, and the same comes of them."""

import asyncio
from typing import Any

import pytest

from bot.speech.voices.voice import VoiceFailed
from tests.calls.residents import settings_for
from tests.calls.scenario_calls import SCENARIOS, is_spoken, ring_scenario
from tests.service import LiveService

pytestmark = pytest.mark.long

AT_ONCE = 8
CLEAR = (
    "Heti alussa ihmistä pyytävä saa ihmisen",
    "Ihminen yöllä valinnan kohdalla",
    "Yöllä ihmistä pyytävä valitsee päivystysavun",
    "Ahdistunut aikuinen yhdistetään Ensilinjaan iän jälkeen",
    "Ensilinjaan soittavalta kysytään suoraan turvallisuudesta",
    "Lapsi soittaa kun äiti ei herää",
    "Puoliso ei herää ja soittaja kuulee heti 112",
    "Raskaana oleva pyytää neuvolaan aikaa",
    "Flunssainen soittaa yöllä ja haluaa puhua jollekin heti",
    "Varattu aika pitää siirtää",
    "Laboratoriotuloksia kysyvä saa soiton eikä tulkintaa",
    "Resepti pitää uusia ja asia kirjataan sanoineen",
)
"""Scenarios whose words the installed voices say clearly enough for the ears."""


@pytest.fixture(scope="module")
def calls(service: LiveService) -> dict[str, Any]:
    """Every call, or what kept it from being held, by the scenario's name."""
    settings, lines = settings_for(service.data), asyncio.Semaphore(AT_ONCE)

    async def ring(name: str) -> dict[str, Any]:
        async with lines:
            return await ring_scenario(service.url, SCENARIOS[name], settings)

    async def ring_all() -> list[Any]:
        return await asyncio.gather(*map(ring, CLEAR), return_exceptions=True)

    return dict(zip(CLEAR, asyncio.run(ring_all()), strict=True))


@pytest.mark.parametrize("name", CLEAR)
def test_a_scenario_as_a_call(calls: dict[str, Any], name: str) -> None:
    call, expected = calls[name], SCENARIOS[name].expect
    if isinstance(call, VoiceFailed):
        pytest.skip("the Finnish voice Suopuhe (festvox-suopuhe-mv) is not installed")
    assert is_spoken(SCENARIOS[name])
    assert isinstance(call, dict), call
    assert call["failures"] == []
    assert call["disposition"] in expected.dispositions
    if isinstance(expected.service, str):
        assert call["service"] == expected.service
    assert set(expected.red_flags) <= set(call["red_flags"])
    assert (call["callback_request"] is not None) == (call["disposition"] == "callback")
