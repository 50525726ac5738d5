"""Since when."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spoken_numerals import below_hundred

from bot.care.answers import since

NOW = datetime(2026, 3, 4, 9, 30)  # a Wednesday


def value(text: str) -> str | bool | None:
    answer = since.read(text, now=NOW)
    return None if answer is None else answer.value


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("toissapäivästä", "P2D"),
        ("pari viikkoo", "P2W"),
        ("parisen viikkoa", "P2W"),
        ("eilen", "P1D"),
        ("eilisestä", "P1D"),
        ("eilisillasta asti", "P1D"),
        ("tänään", "P0D"),
        ("aamusta", "P0D"),
        ("viikon", "P1W"),
        ("viikko sitten", "P1W"),
        ("päivän", "P1D"),
        ("kolme päivää", "P3D"),
        ("2 päivää", "P2D"),
        ("3 viikkoa", "P3W"),
        ("kolmatta päivää", "P3D"),
        ("puoli vuotta", "P6M"),
        ("puoltoista vuotta", "P1Y6M"),
        ("puolitoista tuntia", "PT1H30M"),
        ("kuus tuntia sitten", "PT6H"),
        ("viime viikosta", "P1W"),
        ("viime kuussa", "P1M"),
        ("viime vuonna", "P1Y"),
        ("toissaviikolla", "P2W"),
        ("maanantaista asti", "2026-03-02"),
        ("sunnuntaina", "2026-03-01"),
        ("1.3.", "2026-03-01"),
        ("1.3.2026", "2026-03-01"),
        ("viidestoista päivä", "2026-02-15"),
        ("kolmas maaliskuuta", "2026-03-03"),
        ("helmikuusta", "2026-02"),
        ("vuodesta 2019", "2019"),
        ("no se alko varmaan pari päivää sitten", "P2D"),
        ("lapsi on kolmevuotias ja kuume on ollut kaksi päivää", "P2D"),
        ("kaks päivää eiku kolme päivää", "P3D"),
    ],
)
def test_how_long_is_read(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    "said", ["", "moi", "en tiedä", "koko elämän", "vuosia", "jo päiviä", "kolmevuotias", "joo"]
)
def test_no_length_is_made_up(said: str) -> None:
    assert value(said) is None


UNITS = {
    "päivää": "P{}D",
    "päivii": "P{}D",
    "viikkoa": "P{}W",
    "viikkoo": "P{}W",
    "kuukautta": "P{}M",
    "vuotta": "P{}Y",
    "tuntia": "PT{}H",
    "minuuttia": "PT{}M",
}


@given(
    st.data(),
    st.integers(2, 59),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(["{}", "{} sitten", "jo {}", "no se on kestäny {}"]),
    st.sampled_from(["", " "]),
)
def test_any_length_comes_back(data: st.DataObject, amount: int, unit: str, frame: str, glue: str) -> None:
    said = frame.format(f"{data.draw(below_hundred(amount, glue))} {unit}")
    assert value(said) == UNITS[unit].format(amount)
