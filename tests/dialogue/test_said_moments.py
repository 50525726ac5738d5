"""Moments and numbers as Luuri writes them."""

from datetime import datetime

import pytest

from bot.dialogue import spoken
from bot.dialogue.spoken import HELSINKI

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=HELSINKI)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HELSINKI)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(24, 16), "tänään kello 16"),
        (at(25, 8), "huomenna kello 8"),
        (at(27, 8, 30), "perjantaina kello 8.30"),
        (at(30, 8), "maanantaina kello 8"),
        (datetime(2026, 12, 7, 8, 0, tzinfo=HELSINKI), "maanantaina 7. joulukuuta kello 8"),
    ],
)
def test_an_opening_is_told_as_people_say_it(moment: datetime, said: str) -> None:
    assert spoken.opening(moment, TUESDAY) == said


def test_a_deadline_says_by_when() -> None:
    assert spoken.deadline(at(24, 16), TUESDAY) == "tänään viimeistään kello 16"


def test_a_wish_for_a_later_time_is_what_is_promised() -> None:
    assert spoken.callback("2026-11-25T10:00", at(24, 16), TUESDAY) == "huomenna toivomaasi aikaan"
    assert (
        spoken.callback("2026-11-25T09:00/2026-11-25T12:00", at(24, 16), TUESDAY)
        == "huomenna toivomaasi aikaan"
    )
    assert spoken.callback("2026-11-24T14:00", at(24, 16), TUESDAY) == "tänään viimeistään kello 16"
    assert spoken.callback("../..", at(24, 16), TUESDAY) == "tänään viimeistään kello 16"
    assert spoken.callback("milloin vaan", at(24, 16), TUESDAY) == "tänään viimeistään kello 16"


def test_a_wish_for_a_time_at_which_nobody_works_is_not_promised() -> None:
    def office_hours(moment: datetime) -> bool:
        return moment.weekday() < 5 and 8 <= moment.hour < 16

    by = at(24, 16)
    assert spoken.callback("2026-11-28T00:00/2026-11-28T23:59", by, TUESDAY, office_hours) == (
        "tänään viimeistään kello 16"
    )
    assert spoken.callback("2026-11-25T03:00", by, TUESDAY, office_hours) == "tänään viimeistään kello 16"
    assert spoken.callback("2026-11-25T12:00/2026-11-25T17:00", by, TUESDAY, office_hours) == (
        "huomenna toivomaasi aikaan"
    )


@pytest.mark.parametrize(
    ("e164", "said"),
    [
        ("+358401234567", "040 123 4567"),
        ("+35850123456", "050 123 456"),
        ("+358142663020", "014 266 3020"),
        ("+46701234567", "+46 70 123 45 67"),
    ],
)
def test_numbers_are_grouped(e164: str, said: str) -> None:
    assert spoken.phone(e164) == said
