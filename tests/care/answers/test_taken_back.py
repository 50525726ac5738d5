"""Answers of which something is taken back, left out or said in other words: read right, or not at all."""

from datetime import date, datetime, timedelta
from random import Random

import pytest
from spoken_numerals import DIGITS, HEADS

from bot.care.answers import age, number, personal_id, since, time

NOW = datetime(2026, 3, 4, 9, 30)
SPOKEN = 400
MARKS = ("eiku", "ei vaan", "ei kun", "ei ku", "eikun", "korjaan", "tai siis", "anteeksi")


def signs(row: str, chance: Random) -> str:
    """Digits one by one, as pairs, or in figures; dialect and names of the digits among them."""
    way = chance.random()
    if way < 0.3:
        return row
    if way < 0.5 and len(row) == 2 and row[0] not in "01":
        tens, low = (HEADS[int(sign)] for sign in row)
        return chance.choice(tens) + "kyt" + (chance.choice(low) if row[1] != "0" else "")
    return " ".join(chance.choice(DIGITS[int(sign)]) for sign in row)


def groups(digits: str, chance: Random) -> list[str]:
    found = []
    while digits:
        size = chance.choice((2, 2, 3))
        found.append(digits[:size])
        digits = digits[size:]
    return found


def other(group: str, chance: Random) -> str:
    """The group with one digit changed, the first one kept."""
    at = chance.randrange(1, len(group))
    return group[:at] + chance.choice([sign for sign in "0123456789" if sign != group[at]]) + group[at + 1 :]


def mobile(chance: Random) -> str:
    return chance.choice(("040", "041", "044", "045", "050")) + "".join(chance.choices("0123456", k=7))


def taken_back(chance: Random, pause: str, lost: bool = False) -> tuple[str, str]:
    """(what was meant, what was said): one group said wrong and said again, with a digit lost if so."""
    digits = mobile(chance)
    row = [digits[:3], *groups(digits[3:], chance)]
    if len(row[-1]) == 1:
        row[-2:] = [row[-2] + row[-1]]
    at = chance.randrange(1, len(row))
    wrong = other(row[at], chance)
    said = [*row[:at], wrong, *row[at:]]
    if lost:
        place = chance.randrange(1, len(said))
        drop = chance.randrange(len(said[place]))
        said[place] = said[place][:drop] + said[place][drop + 1 :]
    spoken = [signs(group, chance) for group in said if group]
    before, after = spoken[: at + 1], spoken[at + 1 :]
    return digits, f"{pause.join(before)}{pause}{chance.choice(MARKS)} {pause.join(after)}"


@pytest.mark.parametrize(("pause", "least_right"), [(", ", 0.9), (" ", 0.6)])
def test_a_number_with_a_group_said_again_is_read_right_or_not_at_all(pause: str, least_right: float) -> None:
    chance, right, wrong = Random(4), 0, []
    for _ in range(SPOKEN):
        digits, said = taken_back(chance, pause)
        answer = number.read(said)
        right += answer is not None and answer.value == f"+358{digits[1:]}"
        if answer is not None and answer.value != f"+358{digits[1:]}":
            wrong.append((said, digits, answer))
    assert len(wrong) <= 0.005 * SPOKEN, wrong
    assert right >= least_right * SPOKEN, right


@pytest.mark.parametrize("pause", [", ", " "])
def test_a_digit_lost_beside_a_correction_makes_no_sure_number(pause: str) -> None:
    chance, wrong = Random(5), []
    for _ in range(SPOKEN):
        digits, said = taken_back(chance, pause, lost=True)
        answer = number.read(said)
        if answer is not None and answer.value != f"+358{digits[1:]}":
            wrong.append((said, digits, answer))
    sure = [miss for miss in wrong if miss[2].confidence > 0.6]
    assert len(sure) <= 0.005 * SPOKEN, sure
    assert len(wrong) <= 0.08 * SPOKEN, wrong


@pytest.mark.parametrize("noise", ["", "mikäse", "krhm", "siinä tota mikä"])
def test_a_mobile_number_with_a_digit_lost_is_no_number(noise: str) -> None:
    chance, wrong = Random(6), []
    for _ in range(SPOKEN):
        digits = mobile(chance)
        at = chance.randrange(1, 10)
        said = [chance.choice(DIGITS[int(sign)]) for sign in digits]
        said[at] = noise
        answer = number.read(" ".join(said))
        if answer is not None and answer.confidence > 0.6:
            wrong.append((" ".join(said), digits, answer))
    assert not wrong


@pytest.mark.parametrize("separator", [" ", ", ", "-", ". "])
def test_digits_and_words_mixed_come_back(separator: str) -> None:
    chance = Random(7)
    for _ in range(SPOKEN):
        digits = mobile(chance)
        row = ["0", *groups(digits[1:], chance)] if chance.random() < 0.5 else list(digits)
        said = separator.join(
            group if chance.random() < 0.5 else " ".join(chance.choice(DIGITS[int(sign)]) for sign in group)
            for group in row
        )
        answer = number.read(said)
        assert answer is not None, said
        assert answer.value == f"+358{digits[1:]}", said


def test_so_many_of_a_digit_come_back() -> None:
    chance = Random(8)
    named = "nollaa ykköstä kakkosta kolmosta nelosta vitosta kutosta seiskaa kasia ysiä".split()
    counted = {2: ("kaks", "kaksi"), 3: ("kolme",), 4: ("neljä",)}
    for _ in range(SPOKEN):
        digit, count = chance.randrange(10), chance.choice((2, 3, 4))
        rest = "".join(chance.choice([s for s in "0123456789" if s != str(digit)]) for _ in range(7 - count))
        said = f"nolla neljä nolla {chance.choice(counted[count])} {named[digit]} " + " ".join(
            chance.choice(DIGITS[int(sign)][:2]) for sign in rest
        )
        answer = number.read(said)
        assert answer is not None, said
        assert answer.value == f"+35840{str(digit) * count}{rest}", said


def test_a_spoken_landline_or_swedish_number_comes_back_among_other_words() -> None:
    chance = Random(9)
    for _ in range(SPOKEN):
        rest = "".join(chance.choices("0123456789", k=6))
        said = " ".join(chance.choice(DIGITS[int(sign)]) for sign in f"014{chance.choice('234567')}{rest}")
        answer = number.read(f"lankapuhelin on {said}")
        assert answer is not None, said
        assert str(answer.value).startswith("+35814")
        assert str(answer.value).endswith(rest), said
        swedish = f"467{chance.choice('0236')}{rest}{chance.randrange(10)}"
        said = " ".join(chance.choice(DIGITS[int(sign)]) for sign in swedish)
        answer = number.read(f"ruotsin numero plus {said}")
        assert answer is not None, said
        assert answer.value == f"+{swedish}", said
        shorter = " ".join(chance.choice(DIGITS[int(sign)]) for sign in swedish[:-1])
        assert number.read(f"plus {shorter}") is None


def identity(chance: Random) -> str:
    born = date(1930, 1, 1) + timedelta(days=chance.randrange(25_000))
    number_part = f"{chance.randrange(900, 1000)}"
    day = f"{born:%d%m%y}"
    return f"{day}-{number_part}{personal_id.check_character(day + number_part)}"


LETTERS = {
    "A": "iso aa", "B": "bee", "C": "see", "D": "dee", "E": "e niinku eemeli", "F": "äffä", "H": "hoo", "J": "jii",
    "K": "koo", "L": "äl", "M": "äm niinku matti", "N": "än", "P": "pee", "R": "är", "S": "äs", "T": "iso tee",
    "U": "uu", "V": "vee", "W": "kaksoisvee", "X": "äksä", "Y": "yy", "-": "viiva ja sitten",
}  # fmt: skip


def said_signs(row: str, chance: Random) -> str:
    return " ".join(LETTERS.get(sign) or chance.choice(DIGITS[int(sign)]) for sign in row)


def test_an_identity_with_signs_said_again_is_read_right_or_not_at_all() -> None:
    chance, right = Random(10), 0
    for _ in range(SPOKEN):
        whole = identity(chance)
        start, end = chance.choice(((0, 2), (2, 4), (4, 6), (7, 10)))
        said = (
            f"{said_signs(whole[:start] + other(whole[start:end], chance), chance)}, {chance.choice(MARKS)} "
            f"{said_signs(whole[start:], chance)}"
        )
        answer = personal_id.read(said)
        assert answer is None or answer.value == whole, said
        right += answer is not None
    assert right >= 0.7 * SPOKEN, right


def test_an_identity_with_a_sign_lost_or_changed_is_none() -> None:
    chance, wrong = Random(11), 0
    for _ in range(SPOKEN):
        whole = identity(chance)
        at = chance.choice((0, 1, 2, 3, 4, 5, 7, 8, 9))
        lost = whole[:at] + whole[at + 1 :]
        wrong += personal_id.read(said_signs(lost, chance)) is not None
        changed = whole[:at] + chance.choice("0123456789".replace(whole[at], "")) + whole[at + 1 :]
        answer = personal_id.read(said_signs(changed, chance))
        assert answer is None, changed
    assert wrong == 0


def spoken(value: int, chance: Random) -> str:
    heads = [chance.choice(forms) for forms in HEADS]
    tens, low = divmod(value, 10)
    if value < 10:
        return heads[value]
    if value == 10:
        return "kymmenen"
    if tens == 1:
        return heads[low] + chance.choice(("toista", "toist"))
    return heads[tens] + chance.choice(("kymmentä", "kyt")) + (heads[low] if low else "")


def test_an_age_said_again_is_the_later_one() -> None:
    chance = Random(12)
    frames = ("{0}, {2} {1}", "{0} vuotta, {2} {1}", "oon {0}, {2} {1} vuotta", "{0}vuotias, {2} {1}vuotias")
    for _ in range(SPOKEN):
        first, second = chance.sample(range(12, 100), 2)
        said = chance.choice(frames).format(
            spoken(first, chance), spoken(second, chance), chance.choice(MARKS)
        )
        answer = age.read(said, now=NOW)
        assert answer is not None, said
        assert answer.value == f"P{second}Y", said


UNITS = {
    "D": ("päivää", "P{}D"), "W": ("viikkoo", "P{}W"), "M": ("kuukautta", "P{}M"), "Y": ("vuotta", "P{}Y"),
    "H": ("tuntia", "PT{}H"), "MIN": ("minuuttia", "PT{}M"),
}  # fmt: skip


def test_a_length_said_again_keeps_its_unit() -> None:
    chance = Random(13)
    for _ in range(SPOKEN):
        unit, (word, form) = chance.choice(list(UNITS.items()))
        first, second = chance.sample(range(2, 20), 2)
        again = chance.choice(("", f" {word}"))
        said = f"{spoken(first, chance)} {word}, {chance.choice(MARKS)} {spoken(second, chance)}{again}"
        answer = since.read(said, now=NOW)
        assert answer is not None, said
        assert answer.value == form.format(second), (unit, said)


NTH = ("ensimmäinen toinen kolmas neljäs viides kuudes seitsemäs kahdeksas yhdeksäs kymmenes yhdestoista kahdestoista "
       "kolmastoista neljästoista viidestoista kuudestoista seitsemästoista kahdeksastoista yhdeksästoista "
       "kahdeskymmenes").split()  # fmt: skip
SHORT_NTH = ("eka toka kolmas neljäs viies kuues seittemäs kaheksas yheksäs kymmenes yhestoista kahestoista "
             "kolmastoista neljästoista viiestoista kuuestoista seittemästoista kaheksastoista yheksästoista "
             "kaheskymmenes").split()  # fmt: skip
NTH_MONTHS = ("ensimmäistä toista kolmatta neljättä viidettä kuudetta seitsemättä kahdeksatta yhdeksättä kymmenettä "
              "yhdettätoista kahdettatoista").split()  # fmt: skip
SHORT_NTH_MONTHS = ("ekaa toista kolmatta neljättä viiettä kuuetta seittemättä kaheksatta yheksättä kymmenettä "
                    "yhettätoista kahettatoista").split()  # fmt: skip
MONTHS = (
    "tammi",
    "helmi",
    "maalis",
    "huhti",
    "touko",
    "kesä",
    "heinä",
    "elo",
    "syys",
    "loka",
    "marras",
    "joulu",
)


def nth(day: int, short: bool) -> str:
    forms = SHORT_NTH if short else NTH
    if day <= 20:
        return forms[day - 1]
    if day == 30:
        return "kolmaskymmenes"
    low = ("ensimmäinen", *forms[1:])[day % 10 - 1] if not short else forms[day % 10 - 1]
    return ("kahdeskymmenes" if day < 30 else "kolmaskymmenes") + low


@pytest.mark.parametrize("short", [False, True])
def test_every_day_of_a_year_comes_back_from_its_names(short: bool) -> None:
    months = SHORT_NTH_MONTHS if short else NTH_MONTHS
    for days in range(1, 365):
        past, ahead = NOW.date() - timedelta(days=days), NOW.date() + timedelta(days=days)
        for day, reader in ((past, since), (ahead, time)):
            named = nth(day.day, short)
            for said in (
                f"{named} {months[day.month - 1]}",
                f"{named} päivä {MONTHS[day.month - 1]}kuuta",
                f"{MONTHS[day.month - 1]}kuun {named} päivä",
            ):
                answer = reader.read(said, now=NOW)
                assert answer is not None, said
                assert answer.value == day.isoformat(), said


def test_a_new_clock_time_keeps_the_day_that_was_said() -> None:
    hours = {
        8: "kaheksalta",
        9: "yheksältä",
        10: "kymmeneltä",
        11: "yheltätoista",
        12: "kaheltatoista",
        14: "kahelta",
    }
    days = {"huomenna": 1, "ylihuomenna": 2, "perjantaina": 2, "maanantaina": 5}
    chance = Random(14)
    for day, offset in days.items():
        for hour, said in hours.items():
            first = chance.choice([form for other_hour, form in hours.items() if other_hour != hour])
            heard = f"{day} {first}, {chance.choice(MARKS)} {said}"
            answer = time.read(heard, now=NOW)
            assert answer is not None, heard
            expected = datetime(2026, 3, 4) + timedelta(days=offset, hours=hour)
            assert answer.value == expected.isoformat(timespec="minutes"), heard
