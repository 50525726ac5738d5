"""Numbers as people say them on the telephone, for the letter head: telephone numbers, identity codes, ages, hours.

Made by chance from the digits' own forms; no number of a person is among them but by accident.
"""

import random

_DIGITS = (
    ("nolla", "nolla"),
    ("yksi", "yks", "yksi"),
    ("kaksi", "kaks", "kaksi"),
    ("kolme", "kolme"),
    ("neljä", "neljä", "nel"),
    ("viisi", "viis", "viisi"),
    ("kuusi", "kuus", "kuusi"),
    ("seitsemän", "seittemän"),
    ("kahdeksan", "kaheksan"),
    ("yhdeksän", "yheksän"),
)
_LEADS = ("", "", "", "se on ", "mun numero on ", "numero on ", "juu ", "no se on tota ", "oma numero ")
_CHECKS = "a b c d e f h j k l m n p r s t u v w x y".split()
_MARKS = ("viiva", "väliviiva", "aa", "miinus")
_AGES = ("vuotta", "vee", "vuotias", "vuotiaalle", "kuukautta", "viikkoa")
_HOURS = ("kello {}", "puoli {}", "{} jälkeen", "ennen {}", "joskus {} aikaan", "{} ja {} välillä")


def numbers(count: int, seed: int = 0) -> list[str]:
    """So many answers with a number, always the same."""
    chance = random.Random(seed)
    return [spoken_number(chance) for _ in range(count)]


def spoken_number(chance: random.Random) -> str:
    """One answer with a number in words."""
    draw = chance.random()
    if draw < 0.55:
        return chance.choice(_LEADS) + _telephone(chance)
    if draw < 0.75:
        return _identity(chance)
    if draw < 0.88:
        return f"{_below_hundred(chance.randint(1, 99), chance)} {chance.choice(_AGES)}"
    hour = _below_hundred(chance.randint(1, 20), chance)
    return chance.choice(_HOURS).format(hour, _below_hundred(chance.randint(1, 20), chance))


def _telephone(chance: random.Random) -> str:
    lead = chance.choice(("040", "050", "044", "045", "041", "0400", "014", "+358 40"))
    rest = "".join(str(chance.randint(0, 9)) for _ in range(chance.randint(6, 7)))
    if lead.startswith("+"):
        return f"plus {_grouped('35840', chance)} {_grouped(rest, chance)}"
    return f"{_grouped(lead, chance)} {_grouped(rest, chance)}"


def _identity(chance: random.Random) -> str:
    day, month, year = chance.randint(1, 31), chance.randint(1, 12), chance.randint(0, 99)
    born = _grouped(f"{day:02}{month:02}{year:02}", chance)
    return (
        f"{born} {chance.choice(_MARKS)} {_grouped(f'9{chance.randint(0, 99):02}', chance)} {_check(chance)}"
    )


def _check(chance: random.Random) -> str:
    names = {
        "f": "äf", "h": "hoo", "j": "jii", "k": "koo", "l": "äl", "m": "äm", "n": "än", "r": "är", "s": "äs",
        "x": "äks", "a": "aa", "u": "uu", "y": "yy", "v": "vee", "w": "kaksoisvee",
    }  # fmt: skip
    letter = chance.choice(_CHECKS)
    return names.get(letter, letter + "ee") if chance.random() < 0.6 else chance.choice(_DIGITS)[0]


def _grouped(digits: str, chance: random.Random) -> str:
    said = []
    while digits:
        size = min(len(digits), chance.choice((1, 1, 1, 1, 2, 2, 3)))
        group, digits = digits[:size], digits[size:]
        if size == 2 and group[0] == group[1] and chance.random() < 0.5:
            said.append("tupla" + chance.choice(_DIGITS[int(group[0])]))
        elif size == 2 and group[0] != "0" and chance.random() < 0.7:
            said.append(_below_hundred(int(group), chance))
        elif size == 3 and group[0] != "0" and chance.random() < 0.5:
            hundreds = "sata" if group[0] == "1" else chance.choice(_DIGITS[int(group[0])]) + "sataa"
            said.append(hundreds + (_below_hundred(int(group[1:]), chance) if int(group[1:]) else ""))
        else:
            said += [chance.choice(_DIGITS[int(digit)]) for digit in group]
    return (", " if chance.random() < 0.3 else " ").join(said)


def _below_hundred(value: int, chance: random.Random) -> str:
    tens, unit = divmod(value, 10)
    if tens == 0:
        return chance.choice(_DIGITS[unit])
    if value == 10:
        return chance.choice(("kymmenen", "kymppi"))
    if tens == 1:
        return chance.choice(_DIGITS[unit]) + "toista"
    ten = chance.choice(_DIGITS[tens]) + chance.choice(("kymmentä", "kymmentä", "kyt"))
    return ten + (chance.choice(_DIGITS[unit]) if unit else "")
