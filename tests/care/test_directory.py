"""The service directory and its data file."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from directories import SERVICES_YML, real_directory, small
from hypothesis import given
from hypothesis import strategies as st

from bot.care.directory import Directory, DirectoryError
from bot.care.hours import HELSINKI

TRANSFERRED = ("terveysasema", "ensilinja", "nuorten_mielenterveys", "paivystysapu", "kriisipuhelin",
               "sosiaali_ja_kriisipaivystys")  # fmt: skip
moments = st.datetimes(datetime(2025, 1, 1), datetime(2031, 1, 1)).map(lambda at: at.replace(tzinfo=HELSINKI))


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HELSINKI)


@pytest.fixture(scope="module")
def directory() -> Directory:
    return real_directory()


def test_every_service_that_calls_are_transferred_to_has_a_number(directory: Directory) -> None:
    assert all(directory.get(service_id).transfer_number for service_id in TRANSFERRED)


def test_an_invented_number_is_never_checked_and_never_told(directory: Directory) -> None:
    for service in directory.services.values():
        if (service.transfer_number or "").startswith("+35814000"):
            assert not service.checked
            assert service.phone is None


def test_every_entry_names_its_source(directory: Directory) -> None:
    assert all(service.source for service in directory.services.values())


def test_the_file_holds_all_22_municipalities(directory: Directory) -> None:
    assert len(directory.municipalities) == 22


@pytest.mark.parametrize(
    ("need", "age", "expected"),
    [
        ("mental_health", None, "ensilinja"),
        ("mental_health", 23, "ensilinja"),
        ("mental_health", 22.9, "nuorten_mielenterveys"),
        ("substance_use", 17, "nuorten_mielenterveys"),
        ("youth_mental_health", None, "nuorten_mielenterveys"),
        ("infection_symptoms", 3, "terveysasema"),
        ("something_unknown", None, "terveysasema"),
        (None, None, "terveysasema"),
        ("dental", None, "suun_terveydenhuolto"),
        ("senior_services", 70, "seniorin_hyvinvointineuvola"),
    ],
)
def test_a_need_finds_its_service(
    directory: Directory, need: str | None, age: float | None, expected: str
) -> None:
    assert directory.for_need(need, age=age).id == expected


def test_the_adult_age_is_data() -> None:
    data = small(needs=["mental_health"], min_age="adult") | {"adult_age": 18}
    assert Directory.from_data(data).get("terveysasema").min_age == 18


def test_the_northern_stations_share_a_number(directory: Directory) -> None:
    station = directory.get("terveysasema")
    assert {
        station.number_in(place).transfer_number for place in ("Kinnula", "Pihtipudas", "Viitasaari")
    } == {"+358142663020"}
    assert station.number_in("Jyväskylä").transfer_number == station.transfer_number
    assert station.number_in(None).transfer_number == station.transfer_number


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (at(2026, 3, 4, 7, 59), False),
        (at(2026, 3, 4, 8), True),
        (at(2026, 3, 4, 15, 59), True),
        (at(2026, 3, 4, 16), False),
        (at(2026, 3, 6, 14, 59), True),
        (at(2026, 3, 6, 15), False),
        (at(2026, 3, 7, 10), False),
        (at(2026, 4, 3, 10), False),  # pitkäperjantai
        (at(2026, 6, 19, 10), False),  # juhannusaatto
        (at(2026, 12, 24, 10), False),  # jouluaatto
    ],
)
def test_ensilinja_is_open_on_weekdays(directory: Directory, moment: datetime, is_open: bool) -> None:
    assert directory.is_open(directory.get("ensilinja"), moment) is is_open


def test_the_next_opening_skips_weekends_and_holidays(directory: Directory) -> None:
    ensilinja = directory.get("ensilinja")
    assert directory.next_opening(ensilinja, at(2026, 4, 2, 17)) == at(2026, 4, 7, 8)
    assert directory.closes_at(ensilinja, at(2026, 3, 6, 10)) == at(2026, 3, 6, 15)
    assert directory.closes_at(ensilinja, at(2026, 3, 7, 10)) is None
    assert directory.next_opening(directory.get("paivystysapu"), at(2026, 4, 2, 17)) is None


def test_hours_follow_the_clock_on_the_wall_when_clocks_change(directory: Directory) -> None:
    station = directory.get("terveysasema")
    opening = directory.next_opening(station, at(2026, 3, 28, 12))
    assert opening == at(2026, 3, 30, 8)
    assert opening.utcoffset() == timedelta(hours=3)
    assert directory.is_open(station, datetime.fromisoformat("2026-03-27T06:00+00:00"))
    assert directory.is_open(station, datetime.fromisoformat("2026-03-30T05:00+00:00"))
    assert not directory.is_open(station, datetime.fromisoformat("2026-03-30T04:59+00:00"))


def test_several_spans_exceptions_and_extra_closed_dates() -> None:
    hours = {"mon": ["8-11", "12.30-16"], "tue": "8-16"}
    data = small(hours=hours, exceptions={"2026-03-10": "9-10", date(2026, 3, 17): []}) | {
        "holidays": ["2026-03-16"]
    }
    directory = Directory.from_data(data)
    station = directory.get("terveysasema")
    assert directory.is_open(station, at(2026, 3, 9, 10, 59))
    assert not directory.is_open(station, at(2026, 3, 9, 11, 30))
    assert directory.next_opening(station, at(2026, 3, 9, 11, 30)) == at(2026, 3, 9, 12, 30)
    assert directory.closes_at(station, at(2026, 3, 10, 9, 30)) == at(2026, 3, 10, 10)
    assert directory.next_opening(station, at(2026, 3, 10, 12)) == at(2026, 3, 23, 8)


def test_an_entry_holds_between_its_dates() -> None:
    directory = Directory.from_data(small(valid_from="2026-03-09", valid_to="2026-03-11"))
    station = directory.get("terveysasema")
    assert not directory.is_open(station, at(2026, 3, 6, 10))
    assert directory.next_opening(station, at(2026, 3, 6, 10)) == at(2026, 3, 9, 8)
    assert directory.next_opening(station, at(2026, 3, 11, 10)) is None


def test_open_now_lists_services_in_order(directory: Directory) -> None:
    night = [service.id for service in directory.open_now(at(2026, 3, 7, 3))]
    assert night[:2] == ["paivystysapu", "kriisipuhelin"]
    assert "terveysasema" not in night


def test_a_naive_datetime_is_refused(directory: Directory) -> None:
    with pytest.raises(ValueError, match="time zone"):
        directory.is_open(directory.get("terveysasema"), datetime(2026, 3, 4, 10))


@given(moments)
def test_an_opening_opens_and_a_closing_closes(moment: datetime) -> None:
    directory = real_directory_once()
    service = directory.get("ensilinja")
    opening = directory.next_opening(service, moment)
    assert opening is not None
    assert opening > moment
    assert opening - moment < timedelta(days=8)
    assert directory.is_open(service, opening)
    assert not directory.is_open(service, opening - timedelta(minutes=1))
    closing = directory.closes_at(service, opening)
    assert closing is not None
    assert not directory.is_open(service, closing)
    assert directory.is_open(service, closing - timedelta(minutes=1))


_REAL = real_directory()


def real_directory_once() -> Directory:
    return _REAL


def test_an_operator_sets_transfer_numbers() -> None:
    directory = Directory.from_data(small(checked=False)).with_transfer_numbers(
        {"terveysasema": "+358141234567"}
    )
    assert directory.get("terveysasema").transfer_number == "+358141234567"
    assert directory.get("terveysasema").checked
    with pytest.raises(DirectoryError, match="nowhere: there is no such service"):
        directory.with_transfer_numbers({"nowhere": "+358141234567"})
    with pytest.raises(DirectoryError, match="not an E"):
        directory.with_transfer_numbers({"terveysasema": "014 123"})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"hours": {"mon": "16-8"}}, "service terveysasema: hours.mon: hours '16-8' do not run"),
        ({"hours": {"mon": "8 to 16"}}, "service terveysasema: hours.mon: hours must look like"),
        ({"hours": {"mon": ["8-12", "11-16"]}}, "service terveysasema: hours.mon: .* overlap"),
        ({"hours": {"monday": "8-16"}}, "service terveysasema: hours.monday: is not a weekday"),
        ({"hours": "8-16"}, "service terveysasema: hours: must be a mapping"),
        ({"always": True}, "service terveysasema: hours: cannot be given"),
        ({"name": None}, "service terveysasema: name: is missing"),
        ({"name": 7}, "service terveysasema: name: must be a text"),
        ({"phnoe": "014"}, "service terveysasema: phnoe: is not a known field"),
        ({"transfer_number": "014 266"}, "service terveysasema: transfer_number: must be an E.164"),
        ({"min_age": 30, "max_age": 20}, "service terveysasema: min_age: 30 is over max_age 20"),
        ({"min_age": "old"}, "service terveysasema: min_age: must be a whole number of years"),
        ({"checked": "yes"}, "service terveysasema: checked: must be true or false"),
        ({"valid_from": "2026-13-01"}, "service terveysasema: valid_from: must be a date"),
        (
            {"valid_from": "2026-03-02", "valid_to": "2026-03-01"},
            "service terveysasema: valid_from: .* is after",
        ),
        ({"municipalities": ["Tampere"]}, "service terveysasema: municipalities: 'Tampere' is not one of"),
        ({"needs": "dental"}, "service terveysasema: needs: must be a list of texts"),
        (
            {"exceptions": {"2026-03-01": "x"}},
            "service terveysasema: exceptions.2026-03-01: hours must look like",
        ),
        ({"numbers": [{"phone": "014"}]}, "service terveysasema: numbers: municipalities: is missing"),
        ({"id": "Terveysasema"}, "service Terveysasema: id: must be lower-case"),
        ({"id": "kriisipuhelin"}, "service kriisipuhelin: id: is there twice"),
        ({"id": "asema"}, "terveysasema is missing"),
    ],
)
def test_wrong_data_is_refused_with_the_entry_and_the_field(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(DirectoryError, match=message):
        Directory.from_data(small(**changes))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "services: must be a list"),
        ({"services": [1]}, "service 1: must be a mapping"),
        (small() | {"holidays": ["x"]}, "holidays: must be a date"),
        (small() | {"adult_age": -1}, "adult_age: must be a whole number"),
        (
            small() | {"services": small()["services"][:2]},
            "service kriisipuhelin: must be there, always open",
        ),
    ],
)
def test_a_wrong_file_is_refused(data: dict[str, Any], message: str) -> None:
    with pytest.raises(DirectoryError, match=message):
        Directory.from_data(data)


def test_the_data_file_says_which_numbers_are_not_confirmed() -> None:
    text = SERVICES_YML.read_text(encoding="utf-8")
    for number in re.findall(r'transfer_number: "(\+35814000\d+)"', text):
        after = text.split(number, 1)[1]
        assert after.lstrip('"\n ').startswith("checked: false"), number
