"""Finnish holidays, against an independent calendar."""

from datetime import date

import holidays
import pytest

from bot.care.holidays import finnish_holidays


@pytest.mark.parametrize("year", range(2020, 2061))
def test_holidays_agree_with_an_independent_calendar(year: int) -> None:
    assert finnish_holidays(year) == set(holidays.country_holidays("FI", years=year))


def test_the_eves_are_days_off() -> None:
    days = finnish_holidays(2026)
    assert {date(2026, 6, 19), date(2026, 6, 20), date(2026, 10, 31), date(2026, 12, 24)} <= days
    assert date(2026, 4, 2) not in days
