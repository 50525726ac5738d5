"""Henkilötunnus."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spoken_numerals import DIGITS, grouped

from bot.care.answers import personal_id

NAMES = {
    "-": ["viiva", "miinus", "väliviiva"],
    "+": ["plus"],
    "A": ["aa", "a", "A niinku Aarne"],
    "B": ["bee"],
    "C": ["see"],
    "D": ["dee"],
    "E": ["ee"],
    "F": ["äf", "äffä"],
    "H": ["hoo"],
    "J": ["jii"],
    "K": ["koo"],
    "L": ["äl"],
    "M": ["äm"],
    "N": ["än", "ännä"],
    "P": ["pee"],
    "R": ["är"],
    "S": ["äs", "ässä"],
    "T": ["tee", "T niinku Tyyne"],
    "U": ["uu"],
    "V": ["vee"],
    "W": ["tuplavee", "kaksoisvee"],
    "X": ["äks"],
    "Y": ["yy"],
}
CENTURIES = {1800: "+", 1900: "-YXWVU", 2000: "ABCDEF"}


def value(text: str) -> str | bool | None:
    answer = personal_id.read(text)
    return None if answer is None else answer.value


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("131052-308T", "131052-308T"),
        ("131052–308t", "131052-308T"),
        ("131052 viiva 308 tee", "131052-308T"),
        ("se on 131052 Y 308 T", "131052Y308T"),
        ("yksi kolme yksi nolla viisi kaksi viiva kolme nolla kahdeksan tee", "131052-308T"),
        ("kolmetoista kymmenen viiskytkaks viiva kolmesataakahdeksan tee", "131052-308T"),
        ("kolmetoista kymmenen viisikymmentäkaksi viiva kolme nolla kaheksan t niinku tyyne", "131052-308T"),
        ("131052-902Y", "131052-902Y"),  # 900-999: temporary
        ("131052308T", None),
        ("131052-308R", None),
        ("320152-3081", None),
        ("moi", None),
        ("", None),
        ("040 123 4567", None),
    ],
)
def test_an_identity_code_is_read_only_when_its_check_character_holds(
    said: str, expected: str | None
) -> None:
    assert value(said) == expected


def test_a_birth_in_the_future_is_no_identity() -> None:
    assert personal_id.read("131052A308T", now=datetime(2026, 3, 4)) is None


@st.composite
def identities(draw: st.DrawFn) -> str:
    century = draw(st.sampled_from(sorted(CENTURIES)))
    born = draw(st.dates(date(century, 1, 1), date(min(century + 99, 2026), 12, 31)))
    number = f"{draw(st.integers(2, 999)):03d}"
    day = f"{born:%d%m}{born.year % 100:02d}"
    separator = draw(st.sampled_from(CENTURIES[century]))
    return day + separator + number + personal_id.check_character(day + number)


@given(identities(), st.booleans())
def test_a_written_identity_comes_back_with_its_separator(identity: str, lower: bool) -> None:
    assert value(identity.lower() if lower else identity) == identity


@given(st.data(), identities())
def test_a_spoken_identity_comes_back_right_or_not_at_all(data: st.DataObject, identity: str) -> None:
    check = identity[-1]
    spoken_check = data.draw(st.sampled_from(DIGITS[int(check)] if check.isdigit() else NAMES[check]))
    said = " ".join(
        [
            data.draw(grouped(identity[:6])),
            data.draw(st.sampled_from(NAMES.get(identity[6], [identity[6]]))),
            data.draw(grouped(identity[7:10])),
            spoken_check,
        ]
    )
    assert value(said) in (identity, None)


@given(st.data(), identities())
def test_an_identity_spoken_digit_by_digit_comes_back(data: st.DataObject, identity: str) -> None:
    said = " ".join(
        data.draw(st.sampled_from(DIGITS[int(sign)][:2] if sign.isdigit() else NAMES[sign]))
        for sign in identity
    )
    assert value(said) == identity


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("tunnus on 131052-308T kiitos", "tunnus on [henkilötunnus] kiitos"),
        ("kolmetoista kymmenen viiskytkaks viiva kolme nolla kaheksan tee", "[henkilötunnus]"),
        ("numero on 0401234567", "numero on 0401234567"),
    ],
)
def test_an_identity_is_masked_where_words_are_kept(text: str, kept: str) -> None:
    assert personal_id.masked(text) == kept
