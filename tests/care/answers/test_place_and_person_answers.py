"""Places, persons, severity, birth dates and languages, as they are said."""

from datetime import datetime

import pytest

from bot.care.answers import birth_date, for_whom, language, municipality, severity

NOW = datetime(2026, 11, 24, 10)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Karstulasta", "Karstula"), ("Laakaalta", "Laukaa"), ("Jyväskyläm", "Jyväskylä"),
        ("palokan aseman alueella", "Jyväskylä"), ("oon Tikkakoskelta", "Jyväskylä"), ("korpilahti", "Jyväskylä"),
        ("jyväs kylästä", "Jyväskylä"), ("asun Lievestuoreella", "Laukaa"), ("saari järveltä", "Saarijärvi"),
        ("Pihtiputaalta", "Pihtipudas"), ("Petäjävedeltä", "Petäjävesi"), ("uuraisilta", "Uurainen"),
        ("multialta", "Multia"), ("Hankasalmelta", "Hankasalmi"), ("Keuruulta", "Keuruu"), ("Tampereelta", "Tampere"),
        ("väskylässä", "Jyväskylä"), ("arijärvellä", "Saarijärvi"), ("tässä kylässä", None), ("talvikylä", None),
        ("Jämsästä eiku Muuramesta", "Muurame"), ("Kuhmoisista", None), ("en tiedä", None), ("multaa", None),
        ("kotona", None),
    ],
)  # fmt: skip
def test_places_in_local_cases(text: str, place: str | None) -> None:
    found = municipality.read(text)
    assert (found.value if found else None) == place


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("ihan itselleni", "self"), ("mun oma asia", "self"), ("äidille", "äiti"), ("meijän pojalla", "poika"),
        ("kaverin puolesta soitan", "ystävä"), ("vaimoni", "vaimo"), ("jonkun toisen", "toinen"),
        ("tyttärellä", "tytär"), ("isästä", "isä"), ("lapsenlapselle", "lapsenlapsi"),
    ],
)  # fmt: skip
def test_whom_it_concerns(text: str, whom: str) -> None:
    found = for_whom.read(text)
    assert found is not None
    assert (found.value, found.confidence >= 0.7) == (whom, True)


@pytest.mark.parametrize(
    ("text", "value"),
    [("kahdeksan", "8"), ("8/10", "8"), ("kahdeksan kymmenestä", "8"), ("kymppi", "10"), ("aika kova", "aika kova"),
     ("kolme päivää", None), ("sata", None)],
)  # fmt: skip
def test_how_bad_it_is(text: str, value: str | None) -> None:
    found = severity.read(text)
    assert (found.value if found else None) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5.3.1958", "1958-03-05"), ("050358", "1958-03-05"), ("viides kolmatta viiskytkaheksan", "1958-03-05"),
        ("kahdeskymmenes viides toukokuuta 1960", "1960-05-25"),
        ("kakskyt kolmas kahdettatoista kaheksankytyks", "1981-12-23"),
        ("31.2.1980", None), ("eilen", None),
    ],
)  # fmt: skip
def test_birth_dates(text: str, value: str | None) -> None:
    found = birth_date.read(text, now=NOW)
    assert (found.value if found else None) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("do you speak english", "en"), ("spiik inglis", "en"), ("pratar ni svenska", "sv"), ("ruski", "ru"),
        ("palveletteko ruotsiksi", "sv"), ("puhutteko venäjää", "ru"), ("kas te räägite eesti keelt", "et"),
        ("kävin ruotsissa", None), ("mulla on kuumetta", None), ("haluan lääkärin", None),
        ("äiti puhuu vain arabiaa", None),
    ],
)  # fmt: skip
def test_other_languages_are_recognised(text: str, code: str | None) -> None:
    assert language.spoken(text) == code


def test_a_need_for_an_interpreter_is_no_change_of_language() -> None:
    assert language.interpreter("äiti puhuu vain arabiaa") == "arabia"
