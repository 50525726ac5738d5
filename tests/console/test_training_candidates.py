"""Corrections as candidates for training: nobody can be known by them."""

import json

import pytest

from bot.dialogue.data import words
from console.insight.masking import MASK, masked
from tests.console.office import Office


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("mun nimi on Matti Virtanen ja hammas särkee", ("matti", "virtanen")),
        ("nimeni on kova kipu", ("kova",)),
        ("soitan numerosta 040 123 4567", ("040", "123", "4567")),
        ("tunnus on 131052-308T", ("131052", "308t")),
        ("numero on nolla neljä nolla yksi kaksi", ("nolla", "neljä", "kaksi")),
        ("kipu alkoi maanantaina kolmas toukokuuta", ("maanantaina", "kolmas", "toukokuuta")),
        ("asun Jämsässä ja lääkäri Kipu sanoi", ("jämsässä", "kipu ")),
        ("maija.meikalainen@example.fi", ("maija", "meikalainen")),
    ],
)
def test_numbers_names_dates_and_places_are_masked(text: str, hidden: tuple[str, ...]) -> None:
    told = masked(text, words()).lower() + " "
    assert MASK in told
    for each in hidden:
        assert each not in told


def test_what_helps_training_is_kept() -> None:
    assert masked("hammas särkee ja on kipeä", words()) == "hammas särkee ja on kipeä"


async def test_the_file_holds_corrections_and_nothing_of_whose_they_are(office: Office) -> None:
    office.request("CA1", "hammas särköö ja Virtasen Matti soittaa")
    maija = await office.signed_in("maija")
    right = "hammas särkee ja Virtasen Matti soittaa"
    await maija.post("/calls/CA1/corrections", kind="turn", place="1", corrected=right)
    await maija.post("/calls/CA1/corrections", kind="need", corrected="dental")
    await maija.post("/calls/CA1/corrections", kind="field", place="number", corrected="040 765 4321")
    chief = await office.signed_in("chief", "supervisor")
    answer = await chief.get("/insight/candidates.jsonl")
    found = [json.loads(line) for line in answer.text.splitlines()]
    assert {each["kind"] for each in found} == {"turn", "need"}
    [need] = [each for each in found if each["kind"] == "need"]
    assert (need["understood"], need["right"]) == ("infection_symptoms", "dental")
    for detail in ("Virtasen", "Matti", "765", "CA1", "maija", "2026"):
        assert detail not in answer.text
    assert "särkee" in answer.text
    [event] = office.desk.audit.of_subject("insight:corrections")
    assert (event.actor, event.action) == ("staff:chief", "corrections.exported")
