"""Whatever is recognised, every reading gives a well-formed value or none, and never fails."""

import re
from datetime import datetime
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.answers import age, choice, number, personal_id, since, time, yes_no
from bot.care.answers.answer import Answer

NOW = datetime(2026, 3, 4, 9, 30)
VOCABULARY = (
    "nolla yks kaks kolme neljäkyt viis kymmentä sataa sata tuhat toista tupla tripla kertaa 0 1 2 30 040 "
    "1950 2026 "
    "+358 puol puoli puolitoista pari muutama vartin vaille yli jälkeen ennen ja tai ei joo ku eiku kello "
    "klo aamulla "
    "illalla yöllä huomenna tiistaina eilen viime ensi viikolla viikon vuotta vuotias kuinen päivää tuntia "
    "päästä "
    "syntynyt vuonna maaliskuuta viides päivä viiva A tee 14.30 12-14 15.3. - , . kymppinen heti takaisin"
).split()
anything = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(VOCABULARY), max_size=14).map(" ".join))

MOMENT = r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?"
DURATION = r"P(?=.)(\d+(\.5)?[YMWD])*(T(\d+[HM])+)?"


def check(answer: Answer | None, pattern: str) -> None:
    if answer is not None:
        assert isinstance(answer.value, str)
        assert re.fullmatch(pattern, answer.value), answer.value
        assert 0 < answer.confidence <= 1


@given(anything)
def test_numbers(text: str) -> None:
    check(number.read(text, now=NOW), r"\+\d{6,15}|\d{3,6}")


@given(anything)
def test_ages(text: str) -> None:
    answer = age.read(text, now=NOW)
    check(answer, DURATION)
    if answer is not None:
        assert 0 <= age.years(str(answer.value)) <= 200


@given(anything)
def test_lengths(text: str) -> None:
    check(since.read(text, now=NOW), rf"{DURATION}|{MOMENT}|\d{{4}}(-\d{{2}})?")


@given(anything)
def test_times(text: str) -> None:
    check(time.read(text, now=NOW), rf"{MOMENT}|({MOMENT}|\.\.)/({MOMENT}|\.\.)")


@given(anything)
def test_identities(text: str) -> None:
    check(personal_id.read(text, now=NOW), r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]")


@given(anything)
def test_yes_no_and_choice(text: str) -> None:
    answer = yes_no.read(text)
    assert answer is None or isinstance(answer.value, bool)
    check(choice.read(text), "now|callback")


@pytest.mark.parametrize(
    "said",
    ["haluan kuolla", "yhdistä", "kuumeinen lapsi", "mulla on kova yskä", "käsi meni tunnottomaksi",
     "en viitsi sanoa",
     "pyydän soittamaan", "kerro vitsi", "resepti pitäis uusia"],
)  # fmt: skip
def test_likeness_by_chance_is_no_answer(said: str) -> None:
    for topic in (number, age, since, time, personal_id):
        assert topic.read(said, now=NOW) is None, topic.__name__


@pytest.mark.parametrize(
    ("topic", "heard", "meant"),
    [
        (age, "Kormekulinen.", "P3M"),
        (age, "Neljaklimmentavisiin.", "P45Y"),
        (age, "7,30 vuotta.", None),
        (age, "äiti on seitkyt viis vuotias", "P75Y"),
        (time, "Homenna aamupalvelle.", "2026-03-05T09:00/2026-03-05T12:00"),
        (time, "Puli kolmeuta.", "2026-03-04T14:30"),
        (time, "Kahten jälkeen.", "2026-03-04T14:00/.."),
        (time, "Tistäin akello kylmenen.", "2026-03-10T10:00"),
        (since, "Pari viitkoa.", "P2W"),
        (yes_no, "Kulla.", True),
        (choice, "Vyfystä palvustuksen.", "now"),
        (choice, "Jättetään soittapyynne.", "callback"),
        (number, "0,4,1,2,3,4,5,6,7", None),
        (number, "Nolla neljä toista, kaksi kuulsi kuulsi, nolla yksi neljä isteksan.", None),
    ],
)
def test_what_a_recogniser_made_of_speech(topic: ModuleType, heard: str, meant: str | bool | None) -> None:
    answer = topic.read(heard, now=NOW)
    assert (answer.value if answer else None) == meant
