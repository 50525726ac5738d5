"""Whole numbers in Finnish words, in the cases that sentences on the phone need."""

from num2words import num2words

NOMINATIVE, GENITIVE, PARTITIVE, ILLATIVE = "nominative", "genitive", "partitive", "illative"
INESSIVE, ELATIVE, ADESSIVE, ABLATIVE, ALLATIVE = "inessive", "elative", "adessive", "ablative", "allative"

_FORMS = {
    NOMINATIVE: "nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen",
    GENITIVE: "nollan yhden kahden kolmen neljän viiden kuuden seitsemän kahdeksan yhdeksän kymmenen",
    PARTITIVE: "nollaa yhtä kahta kolmea neljää viittä kuutta seitsemää kahdeksaa yhdeksää kymmentä",
    ILLATIVE: "nollaan yhteen kahteen kolmeen neljään viiteen kuuteen seitsemään kahdeksaan "
    "yhdeksään kymmeneen",
    INESSIVE: "nollassa yhdessä kahdessa kolmessa neljässä viidessä kuudessa seitsemässä kahdeksassa "
    "yhdeksässä kymmenessä",
    ELATIVE: "nollasta yhdestä kahdesta kolmesta neljästä viidestä kuudesta seitsemästä kahdeksasta "
    "yhdeksästä kymmenestä",
    ADESSIVE: "nollalla yhdellä kahdella kolmella neljällä viidellä kuudella seitsemällä kahdeksalla "
    "yhdeksällä kymmenellä",
    ABLATIVE: "nollalta yhdeltä kahdelta kolmelta neljältä viideltä kuudelta seitsemältä kahdeksalta "
    "yhdeksältä kymmeneltä",
    ALLATIVE: "nollalle yhdelle kahdelle kolmelle neljälle viidelle kuudelle seitsemälle kahdeksalle "
    "yhdeksälle kymmenelle",
}
_UNITS = {case: words.split() for case, words in _FORMS.items()}

# What is written after a figure and a colon, as in "16:een".
ENDINGS = {
    "n": GENITIVE,
    **dict.fromkeys(("a", "ä", "ta", "tä"), PARTITIVE),
    **dict.fromkeys(("een", "ään", "aan", "iin", "hin"), ILLATIVE),
    **dict.fromkeys(("ssa", "ssä"), INESSIVE),
    **dict.fromkeys(("sta", "stä"), ELATIVE),
    **dict.fromkeys(("lla", "llä"), ADESSIVE),
    **dict.fromkeys(("lta", "ltä"), ABLATIVE),
    "lle": ALLATIVE,
}


def in_words(number: int, case: str = NOMINATIVE) -> str:
    """The number in words; from 100 on always in the nominative."""
    units = _UNITS[case]
    if 0 <= number <= 10:
        return units[number]
    if number < 20:
        return units[number - 10] + "toista"
    if number < 100:
        tens, rest = divmod(number, 10)
        kymmenen = "kymmentä" if case == NOMINATIVE else units[10]
        return units[tens] + kymmenen + (units[rest] if rest else "")
    return str(num2words(number, lang="fi"))


def ordinal(number: int) -> str:
    """5 -> "viides", 24 -> "kahdeskymmenesneljäs"."""
    return str(num2words(number, lang="fi", to="ordinal"))


def digit_by_digit(digits: str, case: str = NOMINATIVE) -> str:
    """Figures of "112" -> "yksi yksi kaksi"; another case bends the last digit alone."""
    figures = [int(digit) for digit in digits if digit.isdigit()]
    words = [_UNITS[NOMINATIVE][figure] for figure in figures]
    if words:
        words[-1] = _UNITS[case][figures[-1]]
    return " ".join(words)
