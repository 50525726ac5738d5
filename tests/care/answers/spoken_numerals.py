"""Ways that people say digits and numbers, made apart from the grammar under test."""

from hypothesis import strategies as st

DIGITS = (
    ("nolla", "nolla"),
    ("yksi", "yks", "ykkönen"),
    ("kaksi", "kaks", "kakkonen"),
    ("kolme", "kol", "kolmonen"),
    ("neljä", "nel", "nelonen"),
    ("viisi", "viis", "vitonen"),
    ("kuusi", "kuus", "kutonen"),
    ("seitsemän", "seittemän", "seiska"),
    ("kahdeksan", "kaheksan", "kasi"),
    ("yhdeksän", "yheksän", "ysi"),
)
TEENS = ("toista", "toist")
TENS = ("kymmentä", "kyt", "kymment")
# Clipped heads that really stand before a suffix: nobody says "ykkönentoista".
HEADS = tuple(forms[:2] for forms in DIGITS)


@st.composite
def below_hundred(draw: st.DrawFn, value: int, glue: str = "") -> str:
    """A number of 1..99; `glue` parts its units, as recognisers do."""
    tens, unit = divmod(value, 10)
    if tens == 0:
        return draw(st.sampled_from(HEADS[unit]))
    if value == 10:
        return draw(st.sampled_from(("kymmenen", "kymppi")))
    if tens == 1:
        return draw(st.sampled_from(HEADS[unit])) + glue + draw(st.sampled_from(TEENS))
    said = draw(st.sampled_from(HEADS[tens])) + glue + draw(st.sampled_from(TENS))
    return said + (glue + draw(st.sampled_from(HEADS[unit])) if unit else "")


@st.composite
def group(draw: st.DrawFn, digits: str, glue: str = "") -> str:
    """One group of one to three digits."""
    one_by_one = " ".join(draw(st.sampled_from(DIGITS[int(digit)])) for digit in digits)
    ways = [st.just(one_by_one), st.just(digits)]
    if len(digits) == 2 and digits[0] != "0":
        ways.append(below_hundred(int(digits), glue))
    if len(digits) == 2 and digits[0] == digits[1]:
        ways.append(st.sampled_from(DIGITS[int(digits[0])]).map(lambda form: f"tupla{form}"))
        ways.append(st.sampled_from(DIGITS[int(digits[0])]).map(lambda form: f"tupla {form}"))
    if len(digits) == 3 and digits[0] != "0":
        hundreds = (
            "sata" if digits[0] == "1" else f"{draw(st.sampled_from(HEADS[int(digits[0])]))}{glue}sataa"
        )
        rest = int(digits[1:])
        ways.append(
            below_hundred(rest, glue).map(lambda low: hundreds + glue + low) if rest else st.just(hundreds)
        )
    return draw(st.one_of(ways))


@st.composite
def grouped(draw: st.DrawFn, digits: str, glue: str = "", separator: str = " ") -> str:
    """All digits in groups of one to three."""
    said: list[str] = []
    while digits:
        size = draw(st.integers(1, min(3, len(digits))))
        said.append(draw(group(digits[:size], glue)))
        digits = digits[size:]
    return separator.join(said)
