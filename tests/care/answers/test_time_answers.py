"""When it suits."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spoken_numerals import below_hundred

from bot.care.answers import time
from bot.care.hours import HELSINKI

NOW = datetime(2026, 3, 4, 9, 30)  # a Wednesday

FORMS = {
    1: ("yksi", "yks"),
    2: ("kaksi", "kaks"),
    3: ("kolme",),
    4: ("neljä",),
    5: ("viisi", "viis"),
    6: ("kuusi", "kuus"),
    7: ("seitsemän", "seittemän"),
    8: ("kahdeksan", "kaheksan"),
    9: ("yhdeksän", "yheksän"),
    10: ("kymmenen",),
    11: ("yksitoista", "ykstoista"),
    12: ("kaksitoista", "kakstoist"),
}
GENITIVES = {
    1: "yhden",
    2: "kahden",
    3: "kolmen",
    4: "neljän",
    5: "viiden",
    6: "kuuden",
    7: "seitsemän",
    8: "kahdeksan",
    9: "yhdeksän",
    10: "kymmenen",
    11: "yhdentoista",
    12: "kahdentoista",
}


def value(text: str, now: datetime = NOW) -> str | bool | None:
    answer = time.read(text, now=now)
    return None if answer is None else answer.value


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("huomenna aamupäivällä", "2026-03-05T09:00/2026-03-05T12:00"),
        ("huomena aamupäivällä", "2026-03-05T09:00/2026-03-05T12:00"),
        ("puol kolme", "2026-03-04T14:30"),
        ("puoli kolmelta", "2026-03-04T14:30"),
        ("puol kolmen jälkeen", "2026-03-04T14:30/.."),
        ("puoli viisitoista", "2026-03-04T14:30"),
        ("kahden jälkeen", "2026-03-04T14:00/.."),
        ("huomenna kahden jälkeen", "2026-03-05T14:00/.."),
        ("16 jälkeen", "2026-03-04T16:00/.."),
        ("kello neljästä eteenpäin", "2026-03-04T16:00/.."),
        ("ennen kahta", "../2026-03-04T14:00"),
        ("neljään mennessä", "../2026-03-04T16:00"),
        ("huomenna ennen kymmentä", "../2026-03-05T10:00"),
        ("kello kymmenen", "2026-03-04T10:00"),
        ("kymmeneltä", "2026-03-04T10:00"),
        ("kahdeltatoista", "2026-03-04T12:00"),
        ("varttia vaille kolme", "2026-03-04T14:45"),
        ("vartin yli kaksi", "2026-03-04T14:15"),
        ("viittä vaille kaks", "2026-03-04T13:55"),
        ("kymmenen yli kaksi", "2026-03-04T14:10"),
        ("14.30", "2026-03-04T14:30"),
        ("14:30", "2026-03-04T14:30"),
        ("klo 14", "2026-03-04T14:00"),
        ("kello 14 30", "2026-03-04T14:30"),
        ("neljätoista kolmekymmentä", "2026-03-04T14:30"),
        ("neljätoista nolla nolla", "2026-03-04T14:00"),
        ("huomenna klo 8.15", "2026-03-05T08:15"),
        ("kahden ja neljän välillä", "2026-03-04T14:00/2026-03-04T16:00"),
        ("kahdesta neljään", "2026-03-04T14:00/2026-03-04T16:00"),
        ("kymmenestä kahteen", "2026-03-04T10:00/2026-03-04T14:00"),
        ("kymmenen ja kahdentoista välillä", "2026-03-04T10:00/2026-03-04T12:00"),
        ("kello 12-14", "2026-03-04T12:00/2026-03-04T14:00"),
        ("12.30-14", "2026-03-04T12:30/2026-03-04T14:00"),
        ("aamulla", "2026-03-04T06:00/2026-03-04T10:00"),
        ("iltapäivällä", "2026-03-04T12:00/2026-03-04T17:00"),
        ("illalla", "2026-03-04T17:00/2026-03-04T22:00"),
        ("yöllä", "2026-03-04T22:00/2026-03-05T06:00"),
        ("tänä iltana", "2026-03-04T17:00/2026-03-04T22:00"),
        ("huomisaamuna", "2026-03-05T06:00/2026-03-05T10:00"),
        ("perjantai-iltana", "2026-03-06T17:00/2026-03-06T22:00"),
        ("maanantaiaamuna", "2026-03-09T06:00/2026-03-09T10:00"),
        ("torstai aamupäivä", "2026-03-05T09:00/2026-03-05T12:00"),
        ("huomenaamulla kaheksalta", "2026-03-05T08:00"),
        ("aamukaheksalta", "2026-03-04T08:00"),
        ("seittemältä illalla", "2026-03-04T19:00"),
        ("viideltä aamulla", "2026-03-04T05:00"),
        ("iltapäivällä kolmen jälkeen", "2026-03-04T15:00/.."),
        ("kello kolme iltapäivällä", "2026-03-04T15:00"),
        ("keskipäivällä", "2026-03-04T12:00"),
        ("puolilta päivin", "2026-03-04T12:00"),
        ("huomenna", "2026-03-05"),
        ("ylihuomenna", "2026-03-06"),
        ("tänään", "2026-03-04"),
        ("tiistaina", "2026-03-10"),
        ("keskiviikkona", "2026-03-11"),
        ("torstaina puol yheksältä", "2026-03-05T08:30"),
        ("tiistaina kello kymmenen", "2026-03-10T10:00"),
        ("maanantaina tai tiistaina", "2026-03-09/2026-03-10"),
        ("ensi viikolla", "2026-03-09/2026-03-15"),
        ("ensi viikon tiistaina", "2026-03-10"),
        ("ens viikon perjantaina", "2026-03-13"),
        ("viikonloppuna", "2026-03-07/2026-03-08"),
        ("15.3.", "2026-03-15"),
        ("15.3. kello 9", "2026-03-15T09:00"),
        ("viidestoista päivä maaliskuuta", "2026-03-15"),
        ("kolmas päivä huhtikuuta kello yhdeksän", "2026-04-03T09:00"),
        ("viidestoista päivä", "2026-03-15"),
        ("tunnin päästä", "2026-03-04T10:30"),
        ("kahden päivän päästä", "2026-03-06"),
        ("milloin vain", "../.."),
        ("ihan sama", "../.."),
    ],
)
def test_a_time_is_read(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    "said", ["", "moi", "en tiedä", "mulla on kuumetta", "ei", "joo", "040 123 4567", "ei käy aamulla"]
)
def test_no_time_is_made_up(said: str) -> None:
    assert value(said) is None


@pytest.mark.parametrize("said", ["milloin vain", "ihan sama", "en tiedä", "ei oo väliä", "emmä tiiä"])
def test_a_caller_may_leave_the_time_to_us(said: str) -> None:
    assert time.is_anytime(said)


def test_a_part_of_the_day_that_is_over_is_tomorrow() -> None:
    assert value("aamulla", datetime(2026, 3, 4, 15)) == "2026-03-05T06:00/2026-03-05T10:00"


def test_today_is_the_day_in_helsinki() -> None:
    late_in_utc = datetime(2026, 3, 5, 0, 30, tzinfo=HELSINKI)
    assert value("huomenna", late_in_utc) == "2026-03-06"


@given(st.data(), st.integers(1, 12), st.sampled_from(["kello {}", "{}", "klo {}", "tasan {}", "vaikka {}"]))
def test_a_bare_clock_time_is_today_with_one_to_six_in_the_afternoon(
    data: st.DataObject, hour: int, frame: str
) -> None:
    said = frame.format(data.draw(st.sampled_from(FORMS[hour])))
    assert value(said) == f"2026-03-04T{hour + 12 if hour <= 6 else hour:02d}:00"


@given(st.data(), st.integers(1, 12), st.sampled_from(["puol", "puoli"]))
def test_half_is_half_an_hour_before(data: st.DataObject, hour: int, half: str) -> None:
    said = f"{half} {data.draw(st.sampled_from(FORMS[hour]))}"
    earlier = hour - 1
    assert value(said) == f"2026-03-04T{earlier + 12 if earlier <= 6 else earlier:02d}:30"


@given(st.data(), st.integers(13, 23), st.integers(10, 59))
def test_hours_and_minutes(data: st.DataObject, hour: int, minute: int) -> None:
    said = f"{data.draw(below_hundred(hour))} {data.draw(below_hundred(minute))}"
    assert value(said) == f"2026-03-04T{hour}:{minute:02d}"


@given(st.integers(1, 12))
def test_after_leaves_the_end_open(hour: int) -> None:
    start = f"2026-03-04T{hour + 12 if hour <= 6 else hour:02d}:00"
    assert value(f"{GENITIVES[hour]} jälkeen") == f"{start}/.."


@given(st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_the_next_one(now: datetime, weekday: int) -> None:
    name = (
        "maanantaina",
        "tiistaina",
        "keskiviikkona",
        "torstaina",
        "perjantaina",
        "lauantaina",
        "sunnuntaina",
    )[weekday]
    found = value(name, now)
    assert isinstance(found, str)
    day = datetime.fromisoformat(found).date()
    assert day.weekday() == weekday
    assert timedelta(0) < day - now.date() <= timedelta(days=7)
