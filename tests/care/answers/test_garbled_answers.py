"""Answers as telephone recognition garbles them: never surely wrong, and mostly mended."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from types import ModuleType

import pytest
from garbling import garble
from spoken_numerals import HEADS

from bot.care.answers import age, since, time, yes_no

NOW = datetime(2026, 3, 4, 9, 30)
SPOKEN = 300
CHANGES = (1, 2, 3)


TOMORROW_FORENOON = "2026-03-05T09:00/2026-03-05T12:00"


@pytest.mark.parametrize(
    ("topic", "heard", "meant"),
    [
        (age, "Olemme kolme kylmentavisi vuotta", "P35Y"),
        (age, "kolme pymmentä viisi.", "P35Y"),
        (age, "Kolme klummentavisi.", "P35Y"),
        (age, "kolme kymmentävisi", "P35Y"),
        (age, "Olin neljä kymmentää kaksi vuotta", "P42Y"),
        (age, "4 kymmentää kaksi", "P42Y"),
        (age, "Mä oon ne liaklimmentäyksi.", "P41Y"),
        (age, "Se itsemän kyt kaheksan vuotias.", "P78Y"),
        (age, "Olemryheksen toista vuolotta.", "P19Y"),
        (age, "Olen 20-3 vuotta.", "P23Y"),
        (time, "Holamennamupäivällä", TOMORROW_FORENOON),
        (time, "Huomennoa muuttavalla", TOMORROW_FORENOON),
        (time, "Huomennat aamutayvälä", TOMORROW_FORENOON),
        (time, "Huomennaamutayvälä", TOMORROW_FORENOON),
        (time, "Huomenna aamu päivällä", TOMORROW_FORENOON),
        (time, "aamukayvällä kello kymmenen", "2026-03-04T10:00"),
        (time, "Huomenna kello pymmenen", "2026-03-05T10:00"),
        (time, "Tänään iltapäivä ole", "2026-03-04T12:00/2026-03-04T17:00"),
        (time, "Iltokkaivala", "2026-03-04T12:00/2026-03-04T17:00"),
        (time, "Manantai naamulla.", "2026-03-09T06:00/2026-03-09T10:00"),
        (time, "midloin krain", "../.."),
        (time, "Mietloin vain", "../.."),
        (time, "Milloin vaihe?", "../.."),
        (since, "Kolme kylmentavisi palvea.", "P35D"),
        (since, "kolme kylmentä päivää", "P30D"),
        (since, "Katsi velkko.", "P2W"),
        (yes_no, "Pylä sopii", True),
        (yes_no, "Pyläsiin numeroon", True),
        (yes_no, "Pylää siitä numeroon", True),
        (yes_no, "Glulla", True),
        (yes_no, "Jo", True),
        (yes_no, "En haluat.", False),
    ],
)
def test_what_was_heard_is_mended(topic: ModuleType, heard: str, meant: str | bool) -> None:
    answer = topic.read(heard, now=NOW)
    assert answer is not None
    assert answer.value == meant
    assert answer.confidence >= 0.5


@pytest.mark.parametrize(
    ("topic", "heard"),
    [
        (age, "Olemme 40-20 vuotta"),
        (age, "Olemme hylsäksiä klimmentat kaksi."),
        (age, "Kolme kylmmentalseksiin."),
        (age, "Olemme 9.3 vuotta."),
        (age, "Vuheksan kuitennelläjää."),
        (time, "Huomenna kello blörgh"),
        (since, "Riiri kuukautta."),
        (yes_no, "ja jolle oikein."),
        (yes_no, "ee"),
        (yes_no, "kylmä"),
        (yes_no, "tulla"),
    ],
)
def test_what_is_lost_is_not_made_up(topic: ModuleType, heard: str) -> None:
    answer = topic.read(heard, now=NOW)
    assert answer is None or answer.confidence < 0.5


@pytest.mark.parametrize(
    ("heard", "at_most", "at_least"),
    [
        ("Kolme.", 0.6, 0.5),
        ("kolme vuotta", 0.6, 0.5),
        ("kolmevuotias", 1.0, 0.7),
        ("lapsi on kolme vuotta", 1.0, 0.7),
        ("kolme kuukautta", 1.0, 0.7),
        ("5", 1.0, 0.7),
        ("kolmekymmentäyksi", 1.0, 0.7),
        ("kolmekymmentäysi", 0.6, 0.5),
        ("kolkytysi", 1.0, 0.7),
    ],
)
def test_a_small_age_needs_a_sign_of_a_child(heard: str, at_most: float, at_least: float) -> None:
    answer = age.read(heard, now=NOW)
    assert answer is not None
    assert at_least <= answer.confidence <= at_most


@dataclass
class Count:
    right: int = 0
    wrong: int = 0
    surely_wrong: int = 0
    accepted_wrong: int = 0
    examples: tuple[str, ...] = ()

    def add(self, topic: ModuleType, heard: str, meant: str) -> None:
        answer = topic.read(heard, now=NOW)
        if answer is None or answer.confidence < 0.5:
            return
        if answer.value == meant:
            self.right += 1
            return
        self.wrong += 1
        self.surely_wrong += answer.confidence > 0.7
        self.accepted_wrong += answer.confidence >= 0.7
        self.examples += (f"{heard!r} {meant} {answer}",)


def number(value: int, chance: Random) -> str:
    """A number of 1..99 as Finns say it in one way throughout."""
    short = chance.random() < 0.4
    tens, unit = divmod(value, 10)
    heads = [forms[int(short and len(forms) > 1)] for forms in HEADS]
    if value < 10:
        return heads[value]
    if value == 10:
        return "kymmenen"
    if tens == 1:
        return heads[unit] + ("toist" if short else "toista")
    return heads[tens] + ("kyt" if short else "kymmentä") + (heads[unit] if unit else "")


def ages(frames: tuple[str, ...], values: range, changes: int, seed: int) -> Count:
    chance, count = Random(seed), Count()
    for _ in range(SPOKEN):
        value = chance.choice(values)
        said = chance.choice(frames).format(number(value, chance))
        count.add(age, garble(said, chance, changes), f"P{value}Y")
    return count


@pytest.mark.long
@pytest.mark.parametrize(("changes", "least_right"), [(1, 0.92), (2, 0.78), (3, 0.7)])
def test_a_garbled_age_is_hardly_ever_surely_wrong(changes: int, least_right: float) -> None:
    frames = ("{}", "olen {}", "{} vuotta", "mä oon {}", "olen {} vuotta", "{} vuotias")
    count = ages(frames, range(10, 100), changes, seed=35 + changes)
    assert count.surely_wrong <= 0.005 * SPOKEN, count.examples
    assert count.accepted_wrong <= 0.015 * SPOKEN, count.examples
    assert count.right >= least_right * SPOKEN, count


@pytest.mark.long
def test_a_garbled_young_age_is_never_surely_wrong() -> None:
    count = ages(("{}vuotias poika", "tyttö on {} vuotta"), range(2, 10), 1, seed=7)
    assert count.surely_wrong <= 0.005 * SPOKEN, count.examples


HOURS = {
    8: "kahdeksan",
    9: "yhdeksän",
    10: "kymmenen",
    11: "yksitoista",
    12: "kaksitoista",
    13: "kolmetoista",
}
PARTS = {"aamupäivällä": ("09:00", "12:00"), "iltapäivällä": ("12:00", "17:00")}


@pytest.mark.long
@pytest.mark.parametrize(("changes", "least_right"), [(1, 0.94), (2, 0.88)])
def test_a_garbled_time_is_hardly_ever_surely_wrong(changes: int, least_right: float) -> None:
    chance, count = Random(10 + changes), Count()
    for _ in range(SPOKEN // 2):
        hour = chance.choice(list(HOURS))
        count.add(time, garble(f"huomenna kello {HOURS[hour]}", chance, changes), f"2026-03-05T{hour:02d}:00")
        part = chance.choice(list(PARTS))
        start, end = (f"2026-03-05T{at}" for at in PARTS[part])
        count.add(time, garble(f"huomenna {part}", chance, changes), f"{start}/{end}")
    assert count.surely_wrong <= 0.01 * SPOKEN, count.examples
    assert count.right >= least_right * SPOKEN, count


@pytest.mark.long
def test_a_garbled_length_is_hardly_ever_surely_wrong() -> None:
    chance, count = Random(21), Count()
    for _ in range(SPOKEN):
        days = chance.randrange(2, 60)
        count.add(since, garble(f"{number(days, chance)} päivää", chance, 1), f"P{days}D")
    assert count.surely_wrong <= 0.01 * SPOKEN, count.examples
    assert count.right >= 0.88 * SPOKEN, count


@pytest.mark.parametrize("changes", [1, 2])
def test_a_garbled_yes_or_no_is_never_the_other(changes: int) -> None:
    chance = Random(3)
    lines = {
        True: ("kyllä", "joo", "kyllä sopii", "kyllä siihen numeroon", "kyllä kiitos", "joo se on oikein"),
        False: ("ei sovi", "ei ole oikein", "en halua", "ei kiitos", "ei käy", "ei toiseen numeroon"),
    }
    wrong = []
    for meant, said in lines.items():
        for _ in range(SPOKEN // 2):
            heard = garble(chance.choice(said), chance, changes)
            answer = yes_no.read(heard)
            if answer is not None and answer.value is not meant:
                wrong.append((heard, meant))
    assert len(wrong) <= 0.005 * SPOKEN, wrong
