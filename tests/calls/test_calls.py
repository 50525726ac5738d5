"""Residents' calls, end to end: real sound, real ears, real Rasa, a real database. They ring side by side."""

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from bot.speech.voices.voice import VoiceFailed
from tests.calls.residents import FEVER, Resident, ring, settings_for
from tests.calls.scenario_calls import SCENARIOS, is_spoken, ring_scenario
from tests.service import LiveService

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

AT_ONCE = 10
NIGHT = "2026-11-23T22:00"
RESIDENTS = {
    "fever": FEVER,
    "silence in hours": Resident(),
    "silence at night": Resident(at=NIGHT),
    "silence at night, number withheld": Resident(at=NIGHT, number=None),
}
SPOKEN = (
    "Reseptin uusija vastaa kahteen kysymykseen eikä häneltä kysytä oireita",
    "Laboratoriotuloksia kysyvä saa soiton eikä tulkintaa",
    "Resepti pitää uusia ja asia kirjataan sanoineen",
    "Varattu aika pitää siirtää",
    "Raskaana oleva pyytää neuvolaan aikaa",
    "Kukaan ei vastaa päivällä ja ihmistä pyytänyt saa soittopyynnön",
    "Flunssainen soittaa yöllä ja haluaa puhua jollekin heti",
    "Ihminen yöllä valinnan kohdalla",
    "Yöllä ihmistä pyytävä valitsee päivystysavun",
    "Heti alussa ihmistä pyytävä saa ihmisen",
    "Ahdistunut aikuinen yhdistetään Ensilinjaan iän jälkeen",
    "Ensilinjaan soittavalta kysytään suoraan turvallisuudesta",
    "Itsetuhoinen yöllä pääsee kriisipuhelimeen",
    "Lapsi soittaa kun äiti ei herää",
    "Puoliso ei herää ja soittaja kuulee heti 112",
    "Rintakipu yöllä ja päivystysapu soi",
    "Myrkytystä pelkäävä vanhempi ei saa ohjeita vaan avun",
)
"""Scenarios whose words the installed voices say clearly enough for the ears; the longest calls first."""


class Calls(dict[str, Any]):
    """Every call by its resident. One that could not be held fails those who look at it, and no other."""

    def __getitem__(self, who: str) -> Any:
        held = super().__getitem__(who)
        if isinstance(held, VoiceFailed):
            pytest.skip("the Finnish voice Suopuhe (festvox-suopuhe-mv) is not installed")
        if isinstance(held, BaseException):
            raise held
        return held

    def held(self) -> list[dict[str, Any]]:
        return [call for call in self.values() if isinstance(call, dict)]


@pytest.fixture(scope="module")
def calls(service: LiveService) -> Calls:
    settings = settings_for(service.data)

    async def ring_all() -> list[Any]:
        lines = asyncio.Semaphore(AT_ONCE)

        async def on_a_line(call: Awaitable[dict[str, Any]]) -> dict[str, Any]:
            async with lines:
                return await call

        residents = (ring(service.url, resident, settings) for resident in RESIDENTS.values())
        scenarios = (ring_scenario(service.url, SCENARIOS[name], settings) for name in SPOKEN)
        ringing = map(on_a_line, (*residents, *scenarios))
        return await asyncio.gather(*ringing, return_exceptions=True)

    return Calls(zip((*RESIDENTS, *SPOKEN), asyncio.run(ring_all()), strict=True))


def said(call: dict[str, Any]) -> str:
    return " ".join(turn["text"] for turn in call["turns"] if turn["speaker"] == "luuri")


def transcript(call: dict[str, Any]) -> str:
    return "\n".join(f"{turn['speaker']}: {turn['text']} | {turn.get('heard')}" for turn in call["turns"])


@pytest.mark.parametrize("name", SPOKEN)
def test_a_scenario_as_a_call(calls: Calls, name: str) -> None:
    call, expected = calls[name], SCENARIOS[name].expect
    assert is_spoken(SCENARIOS[name])
    assert call["failures"] == []
    assert call["disposition"] in expected.dispositions, transcript(call)
    if isinstance(expected.service, str):
        assert call["service"] == expected.service
    assert set(expected.red_flags) <= set(call["red_flags"])
    assert (call["callback_request"] is not None) == (call["disposition"] == "callback")


def test_a_fever_ends_in_a_callback_request_with_the_callers_own_words(calls: Calls) -> None:
    call = calls["fever"]
    assert call["disposition"] == "callback"
    assert call["need"] == "infection_symptoms"
    row = call["callback_request"]
    assert row["service"] == "terveysasema"
    assert row["number"] == "+358401234567"
    assert "kuume" in row["concern"]
    assert row["deadline"] == "2026-11-23T16:00:00+02:00"
    assert row["simulated"] is True
    told = {line["topic"]: line["text"] for line in call["answers"]}
    assert (told["for_whom"], told["age"], told["since"]) == ("soittaja itse", "60 vuotta", "3 päivää sitten")
    assert told["municipality"] == "Jyväskylä"
    assert "60 vuotta [vuoro " in call["summary"]


def test_the_greeting_says_what_answers_and_how_to_reach_a_person_and_112(calls: Calls) -> None:
    first = calls["silence in hours"]["turns"][0]["text"]
    assert "tekoäly" in first
    assert "nolla" in first
    assert "112" in first


def test_who_says_nothing_reaches_a_person_or_leaves_a_request(calls: Calls) -> None:
    assert calls["silence in hours"]["disposition"] == "transfer"
    assert calls["silence at night"]["disposition"] == "callback"
    assert calls["silence at night, number withheld"]["service"] == "paivystysapu"


@pytest.mark.parametrize(
    "name", [name for name in SPOKEN if SCENARIOS[name].expect.dispositions == ("emergency_112",)]
)
def test_danger_to_life_is_told_112_in_the_same_turn(calls: Calls, name: str) -> None:
    spoken = [turn for turn in calls[name]["turns"][1:] if turn["speaker"] == "luuri"]
    told = next(index for index, turn in enumerate(spoken) if "112" in turn["text"])
    # Heard for sure, it is told at once; half heard, after one question about it and its yes.
    assert told == 0 or (told == 1 and spoken[0]["text"].endswith("?"))


def test_answers_come_with_their_response_times(calls: Calls) -> None:
    answered = [turn for call in calls.held() for turn in call["turns"] if turn["response_ms"] is not None]
    assert len(answered) >= 20
