"""Digital channels and the service tray: offered when they fit, never for danger, made-up ones never for real."""

from typing import Any

import pytest

from bot.care.directory import Directory, DirectoryError
from bot.care.offers import channels_for, offers_in
from tests.care.directories import real_directory, small

REAL = real_directory()
CHANNEL = {"id": "omaolo", "name": "Omaolo", "link": "https://www.omaolo.fi", "needs": ["infection_symptoms"]}


def ids(need: str | None, said: str) -> list[str]:
    return [channel.id for channel in channels_for(REAL.channels, need, said)]


@pytest.mark.parametrize(
    ("need", "said", "expected"),
    [
        ("infection_symptoms", "mulla on kurkku kipee", ["omaolo_kurkkukipu", "omaks"]),
        ("infection_symptoms", "pissatessa kirvelee", ["omaolo_virtsatie", "omaks"]),
        ("musculoskeletal", "alaselkä jumissa", ["omaolo_alaselka", "digihoitopolku_alaselka", "omaks"]),
        ("chronic_care", "mulla on diabetes", ["digihoitopolku_diabetes", "omaks"]),
        ("prescription_renewal", "reseptit loppu", ["omakanta"]),
        ("mental_health", "ahdistaa ja kurkkua kuristaa", []),
        ("emergency", "yskin verta", []),
        (None, "yskittää", []),
    ],
)
def test_channels_follow_the_need_and_the_callers_words(
    need: str | None, said: str, expected: list[str]
) -> None:
    assert ids(need, said) == expected


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"needs": ["emergency"]}, "needs"),
        ({"needs": ["suicide_risk"]}, "needs"),
        ({"link": "http://omaolo.fi"}, "link"),
        ({"service": "nowhere"}, "service"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_channel_that_must_not_be_is_refused_with_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(DirectoryError, match=f"channels omaolo: {field}"):
        Directory.from_data(small() | {"channels": [CHANNEL | changes]})


def test_made_up_offers_are_told_only_where_examples_are_asked_for() -> None:
    assert offers_in(REAL.offers, "Jyväskylä") == ()
    found = offers_in(REAL.offers, "Jyväskylä", "sport", examples=True)
    assert [offer.name for offer in found] == ["Tuolijumppa", "Kävelyryhmä aloittelijoille"]
    assert all(offer.example for offer in REAL.offers)


def test_an_imported_offer_is_told() -> None:
    offer = {"name": "Uinti", "kind": "sport", "municipality": "Kinnula"}
    directory = Directory.from_data(small() | {"offers": [offer]})
    assert [each.name for each in offers_in(directory.offers, "Kinnula")] == ["Uinti"]
    with pytest.raises(DirectoryError, match="kind"):
        Directory.from_data(small() | {"offers": [offer | {"kind": "opera"}]})


def test_every_service_of_the_programme_has_its_entry() -> None:
    programme = (
        "terveysasema ensilinja nuorten_mielenterveys omaks omaolo seniorin_hyvinvointineuvola "
        "ikaantyneen_huolipuhelin tyottomien_terveystarkastus ips etadiagnostiikka farmaseutti "
        "fysioterapeutin_suoravastaanotto suun_terveydenhuolto neuvola sosiaaliasema hyvinvointilahete "
        "sosiaali_ja_kriisipaivystys kiirevastaanotto kiirevastaanotto_nova"
    ).split()
    assert set(programme) <= REAL.services.keys()
