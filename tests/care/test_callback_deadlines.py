"""The moment by which a callback request must have been answered."""

from datetime import datetime, timedelta

import pytest
from directories import real_directory
from hypothesis import given
from hypothesis import strategies as st

from bot.care.callback_requests import deadline
from bot.care.hours import HELSINKI

REAL = real_directory()
moments = st.datetimes(datetime(2025, 1, 1), datetime(2041, 1, 1)).map(lambda at: at.replace(tzinfo=HELSINKI))


def due(service: str, at: str) -> str:
    moment = datetime.fromisoformat(at).replace(tzinfo=HELSINKI)
    return deadline(REAL, REAL.get(service), moment).isoformat(timespec="minutes")[:16]


@pytest.mark.parametrize(
    ("service", "at", "expected"),
    [
        ("terveysasema", "2026-03-04T10:00", "2026-03-04T16:00"),
        ("terveysasema", "2026-03-04T06:00", "2026-03-04T16:00"),
        ("terveysasema", "2026-03-04T15:59", "2026-03-04T16:00"),
        ("terveysasema", "2026-03-04T16:00", "2026-03-05T16:00"),
        ("terveysasema", "2026-03-06T20:00", "2026-03-09T16:00"),
        ("ensilinja", "2026-03-05T20:00", "2026-03-06T15:00"),
        ("ensilinja", "2026-04-02T17:00", "2026-04-07T16:00"),
        ("ensilinja", "2026-12-23T17:00", "2026-12-28T16:00"),
        ("suun_terveydenhuolto", "2026-03-04T10:00", "2026-03-04T16:00"),
        ("paivystysapu", "2026-03-07T10:00", "2026-03-09T16:00"),
    ],
)
def test_a_deadline_is_todays_close_or_the_next_opening_days(service: str, at: str, expected: str) -> None:
    assert due(service, at) == expected


@given(moments, st.sampled_from(sorted(REAL.services)))
def test_a_deadline_is_ahead_within_a_week_when_the_service_has_just_been_open(
    at: datetime, service_id: str
) -> None:
    found = deadline(REAL, REAL.get(service_id), at)
    assert timedelta(0) < found - at < timedelta(days=8)
    assert found.weekday() < 5
    service = REAL.get(service_id)
    keeper = service if service.hours.weekdays else REAL.get("terveysasema")
    assert REAL.is_open(keeper, found - timedelta(minutes=1))
    assert not REAL.is_open(keeper, found)
