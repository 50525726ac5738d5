"""Ages."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spoken_numerals import below_hundred

from bot.care.answers import age

NOW = datetime(2026, 3, 4, 9, 30)


def value(text: str) -> str | bool | None:
    answer = age.read(text, now=NOW)
    return None if answer is None else answer.value


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("kolmekuinen", "P3M"),
        ("kolmen kuukauden ikäinen", "P3M"),
        ("yheksänkymppinen", "P90Y"),
        ("olen nelikymppinen", "P40Y"),
        ("yheksän kymppinen", "P90Y"),
        ("kuuskymppinen mies", "P60Y"),
        ("parikymppinen", "P20Y"),
        ("oon 45", "P45Y"),
        ("45-vuotias", "P45Y"),
        ("75 v", "P75Y"),
        ("puoltoista vuotta", "P1Y6M"),
        ("puolitoistavuotias", "P1Y6M"),
        ("puol toista vuotta", "P1Y6M"),
        ("puolivuotias", "P6M"),
        ("kaks ja puol vuotta", "P2Y6M"),
        ("kaksi ja puolivuotias", "P2Y6M"),
        ("kahden viikon ikäinen", "P2W"),
        ("kuusi viikkoa vanha", "P6W"),
        ("vuoden ja kolme kuukautta", "P1Y3M"),
        ("vuoden ja kolmen kuukauden ikäinen", "P1Y3M"),
        ("kolme vuotta ja kaksi kuukautta", "P3Y2M"),
        ("vuoden ikäinen", "P1Y"),
        ("vuoden vanha", "P1Y"),
        ("vastasyntynyt", "P0D"),
        ("neljän päivän ikäinen vauva", "P4D"),
        ("vuonna 58 syntynyt", "P68Y"),
        ("oon syntyny viiskytkaheksan", "P68Y"),
        ("syntynyt vuonna 2020", "P6Y"),
        ("syntynyt tuhat yhdeksänsataa viisikymmentäkahdeksan", "P68Y"),
        ("syntynyt 4.5.1958", "P67Y"),
        ("neljäkyt viisvuotias", "P45Y"),
        ("kolme kymmentä viisi", "P35Y"),
        ("täytän ens kuussa kaheksankymmentä", "P79Y"),
        ("kolmevuotias poika jolla kuumetta kaksi päivää", "P3Y"),
        ("kuumetta on ollut kaksi päivää ja poika on kolmevuotias", "P3Y"),
        ("tyttö on viis vee", "P5Y"),
        ("sataneljä", "P104Y"),
        ("neljäkytneljä eiku neljäkytviis", "P45Y"),
        ("äiti on kaheksankytkaks ja puoli", "P82Y6M"),
        ("mulla on ikää seittemänkytyks", "P71Y"),
        ("vauva on nyt kaks kuukautta", "P2M"),
        ("18", "P18Y"),
        ("kahdeksantoista", "P18Y"),
    ],
)
def test_an_age_is_read(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    "said", ["", "moi", "en kerro", "aikuinen", "040 123 4567", "kello kaksi", "vuosi sitten", "200"]
)
def test_no_age_is_made_up(said: str) -> None:
    assert value(said) is None


def test_a_birth_year_needs_a_clock() -> None:
    assert age.read("vuonna 58 syntynyt") is None


@pytest.mark.parametrize(("duration", "expected"), [("P3M", 0.25), ("P45Y", 45), ("P1Y6M", 1.5), ("P0D", 0)])
def test_a_duration_in_years(duration: str, expected: float) -> None:
    assert age.years(duration) == pytest.approx(expected)


def test_years_refuses_what_is_no_duration() -> None:
    with pytest.raises(ValueError, match="not an ISO 8601 duration"):
        age.years("kolme")


@given(st.data(), st.integers(1, 99), st.sampled_from(["", " "]))
def test_any_age_comes_back_from_any_way_of_saying_it(data: st.DataObject, years: int, glue: str) -> None:
    said = data.draw(below_hundred(years, glue), label="said")
    frame = data.draw(
        st.sampled_from(
            [
                "{}",
                "oon {}",
                "{} vuotta",
                "{}vuotias",
                "mä oon {} vuotias",
                "no {} vuotta täytin viime kuussa",
            ]
        )
    )
    assert value(frame.format(said)) == f"P{years}Y"


@given(
    st.data(), st.integers(1, 23), st.sampled_from(["{}kuinen", "{} kuukautta", "{} kuukautinen", "{} kk"])
)
def test_months_come_back(data: st.DataObject, months: int, frame: str) -> None:
    said = frame.format(data.draw(below_hundred(months), label="said"))
    assert value(said) == f"P{months}M"
