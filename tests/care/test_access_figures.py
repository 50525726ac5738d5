"""Care-access figures: medians and counts by group, and no group so small that it points to a person."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.care.figures import Contact, Row, figures
from bot.care.hours import HELSINKI

AT = datetime(2026, 11, 23, 9, 30, tzinfo=HELSINKI)
FEVER = Contact(
    AT,
    answered_at=AT + timedelta(seconds=2),
    requested_at=AT + timedelta(minutes=3),
    deadline=AT + timedelta(hours=6),
    resolved_at=AT + timedelta(hours=2),
    need="infection_symptoms",
    municipality="Jämsä",
    age_years=70.5,
    disposition="callback",
)
DENTAL = Contact(AT, need="dental", disposition="transfer")


def test_a_group_has_its_counts_and_medians() -> None:
    [row] = figures([FEVER] * 6, "municipality")
    assert row == Row("Jämsä", 6, 6, 0, 0, 2.0, 3.0, 120.0, 6)


@pytest.mark.parametrize(
    ("by", "group"), [("need", "infection_symptoms"), ("age_group", "65–74"), ("hour", "09")]
)
def test_the_groups_are_those_asked_for(by: str, group: str) -> None:
    assert [row.group for row in figures([FEVER] * 5, by)] == [group]


def test_an_unknown_grouping_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        figures([FEVER], "colour")


def test_a_small_group_hides_and_takes_the_next_smallest_with_it() -> None:
    contacts = [FEVER] * 9 + [DENTAL] * 4 + [replace(DENTAL, need="vaccination")] * 6
    calls = {row.group: row.calls for row in figures(contacts, "need")}
    assert calls == {"infection_symptoms": 9, "dental": None, "vaccination": None}


def test_a_small_count_within_a_group_hides_and_none_is_told() -> None:
    [row] = figures([FEVER] * 4 + [replace(FEVER, requested_at=None, disposition=None)] * 4, "need")
    assert (row.calls, row.requests, row.transfers) == (8, None, 0)
    assert row.requested_min is None


@pytest.mark.parametrize(
    ("years", "group"),
    [
        (0.2, "0–6"),
        (7, "7–17"),
        (17.9, "7–17"),
        (22.5, "18–22"),
        (23, "23–64"),
        (75, "75–"),
        (None, "ei kerrottu"),
    ],
)
def test_age_groups_follow_childhood_the_law_and_retirement(years: float | None, group: str) -> None:
    assert replace(FEVER, age_years=years).age_group == group
