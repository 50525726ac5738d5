"""Phone numbers, said and keyed."""

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from spoken_numerals import grouped

from bot.care.answers import number


def value(text: str) -> str | bool | None:
    answer = number.read(text)
    return None if answer is None else answer.value


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("nolla neljäkyt yks kaks kolme neljäkytviis kuuskytseittemän", "+358401234567"),
        ("040 123 4567", "+358401234567"),
        ("0401234567", "+358401234567"),
        ("0401234567#", "+358401234567"),
        ("040-1234567", "+358401234567"),
        ("joo se on nolla neljä nolla, kolme nollaa, yks kaks kolme neljä", "+358400001234"),
        ("nolla viiskyt tuplaviis kuus seiska kasi ysi nolla", "+358505567890"),
        ("nol nel nol yks kaks kol nel viis kuus seittemän", "+358401234567"),
        (
            "plus kolme viisi kahdeksan neljäkymmentä yksi kaksi kolme neljä viisi kuusi seitsemän",
            "+358401234567",
        ),
        ("+358 40 123 4567", "+358401234567"),
        ("+358 (0)40 123 4567", "+358401234567"),
        ("00358401234567", "+358401234567"),
        ("0457 123 4567", "+3584571234567"),
        ("014 266 0149", "+358142660149"),
        ("nolla neljätoista kaks kuuskytkuus nolla sata neljäkytyheksän", "+358142660149"),
        ("09 2525 0111", "+358925250111"),
        ("nolla kahdeksan tuplanolla sata neljäkytseitsemän sata yksitoista", "+358800147111"),
        ("+46 70 123 45 67", "+46701234567"),
        ("112", "112"),
        ("yks yks kaks", "112"),
        ("116117", "116117"),
        ("sata kuusitoista sata seitsemäntoista", "116117"),
        ("yks yks kuus yks yks seittemän", "116117"),
        ("040 999 eiku 040 123 4567", "+358401234567"),
        ("040 9999999 ei kun 040 123 4567", "+358401234567"),
        ("nolla neljä nolla seitsimän viisii kuus yksi kaksi kolme neljä", "+358407561234"),
        ("040 123 4567 kiitos", "+358401234567"),
        ("nolla 40 12 34 567", "+358401234567"),
        ("nolla nel kymmentä viisi yksi kaksi kolme neljä viisi kuusi seitsemän", "+358451234567"),
        ("oon kolmekymmentä ja numero on 040 123 4567", "+358401234567"),
        ("nolla neljäkytneljä kaksi kertaa viis kolme kertaa yks kuus seiska", "+358445511167"),
    ],
)
def test_a_number_is_read_however_it_is_grouped(said: str, expected: str) -> None:
    assert value(said) == expected


@pytest.mark.parametrize(
    "said",
    ["", "moi", "123", "1234567", "en muista", "nolla neljäkyt", "kakskytviis", "040 12",
     "999999999999999999999999",
     "soitan myöhemmin", "040 123 4567 ei kun 9876", "040 123 4567 ei kun",
     "nolla neljäkyt yks kaks kolme hirvee meteli neljä viis kuus", "kello kaksitoista",
     "yks kaks kolme neljä"],
)  # fmt: skip
def test_nothing_is_made_of_what_is_no_whole_number(said: str) -> None:
    assert value(said) is None


mobile = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["040", "041", "043", "044", "045", "046", "050"]),
        st.text("0123456789", min_size=7, max_size=7),
    ),
).filter(lambda digits: not digits.startswith("0457"))


@given(st.data(), mobile)
def test_a_mobile_number_comes_back_from_any_grouping(data: st.DataObject, digits: str) -> None:
    said = data.draw(grouped(digits), label="said")
    assert value(said) == f"+358{digits[1:]}"


@given(st.data(), mobile)
def test_a_mobile_number_in_split_words_is_read_right_or_not_at_all(data: st.DataObject, digits: str) -> None:
    said = data.draw(grouped(digits, glue=" "), label="said")
    assert value(said) in (f"+358{digits[1:]}", None)


@given(mobile, st.sampled_from(["{}", "joo se on {}", "no {}", "mun numero on {} kiitos", "öö {}"]))
def test_a_keyed_number_is_always_right(digits: str, frame: str) -> None:
    answer = number.read(frame.format(digits))
    assert answer is not None
    assert answer.value == f"+358{digits[1:]}"


@given(st.data(), st.text("0123456789", min_size=5, max_size=6), st.sampled_from("2345678"))
def test_a_landline_is_read_right_or_not_at_all(data: st.DataObject, rest: str, first: str) -> None:
    digits = f"014{first}{rest}"
    said = data.draw(grouped(digits), label="said")
    assert value(said) in (f"+358{digits[1:]}", None)


@given(mobile)
@example("0401234567")
def test_what_is_read_is_a_number_of_the_finnish_plan(digits: str) -> None:
    answer = value(digits)
    assert isinstance(answer, str)
    assert phonenumbers.is_possible_number(phonenumbers.parse(answer))
