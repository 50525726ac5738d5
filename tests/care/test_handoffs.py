"""Who is rung when a caller needs a person."""

from datetime import datetime

import pytest
from directories import real_directory, small
from hypothesis import given
from hypothesis import strategies as st

from bot.care import handoffs
from bot.care.directory import Directory
from bot.care.hours import HELSINKI

DAY = datetime(2026, 3, 4, 10, tzinfo=HELSINKI)
NIGHT = datetime(2026, 3, 4, 22, tzinfo=HELSINKI)
REAL = real_directory()
moments = st.datetimes(datetime(2025, 1, 1), datetime(2031, 1, 1)).map(lambda at: at.replace(tzinfo=HELSINKI))
ages = st.none() | st.floats(0, 110)
needs = st.sampled_from(
    [None, "mental_health", "substance_use", "infection_symptoms", "dental", "suicide_risk", "x"]
)
places = st.none() | st.sampled_from(sorted(REAL.municipalities))


def ids(chain: handoffs.Chain) -> list[str]:
    return [target.service_id for target in chain]


@pytest.mark.parametrize("chain", [handoffs.urgent, handoffs.emergency])
def test_by_day_the_station_is_rung_first_and_the_night_line_next(chain: object) -> None:
    assert callable(chain)
    assert ids(chain(REAL, DAY)) == ["terveysasema", "paivystysapu"]
    assert ids(chain(REAL, NIGHT)) == ["paivystysapu"]


def test_a_caller_of_the_north_is_handed_to_the_northern_stations() -> None:
    assert handoffs.urgent(REAL, DAY, "Kinnula")[0].number == "+358142663020"
    assert handoffs.urgent(REAL, DAY, "Kinnula")[0].spoken_number == "014 266 3020"


def test_a_crisis_goes_to_ensilinja_in_hours_and_then_to_the_crisis_line() -> None:
    assert ids(handoffs.crisis(REAL, DAY)) == ["ensilinja", "kriisipuhelin", "paivystysapu"]
    assert ids(handoffs.crisis(REAL, DAY, 45)) == ["ensilinja", "kriisipuhelin", "paivystysapu"]
    assert ids(handoffs.crisis(REAL, DAY, 17)) == ["nuorten_mielenterveys", "kriisipuhelin", "paivystysapu"]
    assert ids(handoffs.crisis(REAL, NIGHT, 17)) == ["kriisipuhelin", "paivystysapu"]


def test_a_person_is_whoever_is_on_duty_or_nobody() -> None:
    assert ids(handoffs.person(REAL, DAY)) == ["terveysasema"]
    assert ids(handoffs.person(REAL, DAY, "mental_health")) == ["ensilinja", "terveysasema"]
    assert ids(handoffs.person(REAL, DAY, "mental_health", 20)) == ["nuorten_mielenterveys", "terveysasema"]
    assert ids(handoffs.person(REAL, DAY, "dental")) == ["terveysasema"]
    assert handoffs.person(REAL, NIGHT) == ()


def test_a_failure_ends_at_a_line_that_is_open_day_and_night() -> None:
    assert ids(handoffs.failure(REAL, DAY)) == ["terveysasema", "paivystysapu"]
    assert ids(handoffs.failure(REAL, NIGHT)) == ["paivystysapu"]
    assert ids(handoffs.failure(REAL, NIGHT, "mental_health")) == ["kriisipuhelin", "paivystysapu"]


def test_a_service_without_a_number_is_passed_over() -> None:
    assert ids(handoffs.urgent(Directory.from_data(small(transfer_number=None)), DAY)) == ["paivystysapu"]


def test_a_number_is_rung_once() -> None:
    directory = Directory.from_data(small(transfer_number="+358116117"))
    assert ids(handoffs.urgent(directory, DAY)) == ["terveysasema"]


@given(moments, ages, needs, places)
def test_no_chain_is_empty_or_repeats_itself(
    at: datetime, age: float | None, need: str | None, place: str | None
) -> None:
    chains = (
        handoffs.emergency(REAL, at, place),
        handoffs.urgent(REAL, at, place),
        handoffs.crisis(REAL, at, age, place),
        handoffs.failure(REAL, at, need, age, place),
    )
    for chain in chains:
        assert chain
        assert chain[-1].service_id == "paivystysapu"
    for chain in (*chains, handoffs.person(REAL, at, need, age, place)):
        numbers = [target.number for target in chain]
        assert len(numbers) == len(set(numbers))
        assert "112" not in numbers
        assert all(REAL.is_open(REAL.get(target.service_id), at) for target in chain)
