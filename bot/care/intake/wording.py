"""Answers as Finns say and write them, and what was gathered read back in two short sentences."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.care.answers import for_whom, time
from bot.care.answers.not_telling import REFUSED, UNKNOWN
from bot.care.answers.words import plain
from bot.care.intake.questions import Answers, is_child, years_of
from bot.care.intake.told import NOTHING_MORE, UNHEARD, Told
from bot.care.summary import age_in_finnish

_MONTHS = tuple("tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu".split())
_UNITS = {
    "Y": ("vuosi", "vuotta", "vuotias"),
    "M": ("kuukausi", "kuukautta", "kuukautinen"),
    "W": ("viikko", "viikkoa", "viikkoinen"),
    "D": ("päivä", "päivää", "päiväinen"),
    "H": ("tunti", "tuntia", ""),
}
_HELD = {
    UNKNOWN: "ei tiedä", REFUSED: "ei halunnut kertoa", UNHEARD: "kysyttiin, vastaus ei selvinnyt",
    NOTHING_MORE: "ei ole", "yes": "kyllä", "no": "ei",
}  # fmt: skip
_FEW = 4
"""Words of a detail, such as a medicine's name, that are few enough to be read back."""
_SHORT = 8
"""Words that are short enough to be read back as they were said."""
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
# The relative, "on your ...".
_OWNED = {
    "äiti": "äidilläsi", "isä": "isälläsi", "mies": "miehelläsi", "puoliso": "puolisollasi",
    "avomies": "avomiehelläsi", "vaimo": "vaimollasi", "avovaimo": "avovaimollasi", "poika": "pojallasi",
    "tytär": "tyttärelläsi", "lapsi": "lapsella", "vauva": "vauvalla", "taapero": "lapsella",
    "kuopus": "lapsella", "esikoinen": "lapsella", "lapsenlapsi": "lapsenlapsellasi", "teini": "nuorella",
    "mummo": "mummollasi", "isoäiti": "isoäidilläsi", "pappa": "papallasi", "isoisä": "isoisälläsi",
    "sisko": "siskollasi", "veli": "veljelläsi", "anoppi": "anopillasi", "appi": "apellasi",
    "täti": "tädilläsi", "setä": "sedälläsi", "eno": "enollasi", "ystävä": "ystävälläsi",
    "naapuri": "naapurillasi", for_whom.SELF: "sinulla", "asiakas": "asiakkaalla", "oppilas": "oppilaalla",
    "potilas": "potilaalla", "asukas": "asukkaalla",
}  # fmt: skip
# "Your mother's matter": a nominative and its genitive are alike before the possessive.
_WHOSE = {
    "äiti": "äitisi", "isä": "isäsi", "mies": "miehesi", "puoliso": "puolisosi", "avomies": "avomiehesi",
    "vaimo": "vaimosi", "avovaimo": "avovaimosi", "poika": "poikasi", "tytär": "tyttäresi", "lapsi": "lapsen",
    "vauva": "vauvan", "taapero": "lapsen", "kuopus": "lapsen", "esikoinen": "lapsen",
    "lapsenlapsi": "lapsenlapsesi", "teini": "nuoren", "mummo": "mummosi", "isoäiti": "isoäitisi",
    "pappa": "pappasi", "isoisä": "isoisäsi", "sisko": "siskosi", "veli": "veljesi", "anoppi": "anoppisi",
    "appi": "appesi", "täti": "tätisi", "setä": "setäsi", "eno": "enosi", "ystävä": "ystäväsi",
    "naapuri": "naapurisi", "asiakas": "asiakkaan", "oppilas": "oppilaan", "potilas": "potilaan",
    "asukas": "asukkaan",
}  # fmt: skip


PERSONS: Mapping[str, Mapping[str, str]] = {
    "self": {"who_is": "olet", "who_has": "sinulla", "born": "syntymäaikasi", "who_lives": "asut"},
    "other": {
        "who_is": "hän on",
        "who_has": "hänellä",
        "born": "hänen syntymäaikansa",
        "who_lives": "hän asuu",
    },
    "child": {
        "who_is": "lapsi on",
        "who_has": "lapsella",
        "born": "lapsen syntymäaika",
        "who_lives": "lapsi asuu",
    },
}
"""How the questions speak of the person, by slot."""


def person_words(answers: Answers) -> Mapping[str, str]:
    """The words for the person of these answers: the caller, until somebody else is named."""
    whom = answers.get("for_whom")
    if whom is None or not whom.is_told or whom.value == for_whom.SELF:
        return PERSONS["self"]
    return PERSONS["child" if is_child(answers) else "other"]


def spoken_value(topic: str, told: Told) -> str:
    """An answer as people write it; the caller's own words in quotes where they were not read further."""
    if told.value in _HELD:
        return _HELD[told.value]
    if topic == "for_whom":
        return {for_whom.SELF: "soittaja itse", for_whom.OTHER: "toinen ihminen"}.get(told.value, told.value)
    if topic == "age":
        return age_in_finnish(told.value)
    if topic == "since":
        return since_in_finnish(told.value)
    if topic == "birth_date":
        return _date(told.value) or told.value
    if topic == "time":
        return time_in_finnish(told.value)
    if topic == "municipality" or told.value.isdigit():
        return told.value
    return told.value if told.value != told.words.strip() else f"”{' '.join(told.value.split())}”"


def since_in_finnish(value: str) -> str:
    """ "3 päivää sitten", "24.11.2026", "tänään"; the caller's words as they are."""
    if value in ("P0D", "PT0H"):
        return "tänään"
    if value == "P1D":
        return "eilen"
    amounts = _amounts(value)
    if amounts:
        return f"{amounts} sitten"
    return _date(value) or (f"vuonna {value}" if value.isdigit() else value)


def _amounts(value: str) -> str:
    match = _DURATION.fullmatch(value)
    if match is None or value == "P":
        return ""
    names = ("Y", "M", "W", "D", "H")
    found = [(int(n), unit) for n, unit in zip(match.groups()[:5], names, strict=True) if n]
    minutes = match.group(6)
    said = [f"{n} {_UNITS[unit][n != 1]}" for n, unit in found]
    return " ".join([*said, *([f"{minutes} minuuttia"] if minutes else [])])


def _date(value: str) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        month = re.fullmatch(r"(\d{4})-(\d{2})", value)
        return f"{_MONTHS[int(month[2]) - 1]}kuussa {month[1]}" if month else ""
    return f"{day.day}.{day.month}.{day.year}"


def time_in_finnish(value: str) -> str:
    """A wished time: "26.11. klo 12–17", "25.11. klo 14 jälkeen", "milloin vain"; words as they are."""
    if value == time.ANYTIME:
        return "milloin vain"
    begins, ends = (_moment(part) for part in (value.partition("/")[0], value.partition("/")[2]))
    if "/" not in value:
        return value if begins is None else begins[0] + (f" klo {begins[1]}" if begins[1] else "")
    if begins is None and ends is None:
        return value
    if begins is None:
        return f"viimeistään {ends[0]}" + (f" klo {ends[1]}" if ends[1] else "") if ends else value
    if ends is None:
        return f"{begins[0]} klo {begins[1]} jälkeen" if begins[1] else f"{begins[0]} alkaen"
    if begins[0] == ends[0]:
        return f"{begins[0]} klo {begins[1]}–{ends[1]}"
    return f"{begins[0]}–{ends[0]}"


def _moment(value: str) -> tuple[str, str] | None:
    """The day "26.11." and the clock "14.30", "" where only the day was told."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    clock = f"{moment.hour}.{moment.minute:02d}" if moment.minute else str(moment.hour)
    return f"{moment.day}.{moment.month}.", clock if "T" in value else ""


# -- the read-back -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToldBack:
    """How things are told back, by the beginnings of the caller's words: `symptoms` that one has ("kuumetta") and
    `subjects` that a matter concerns ("polvea").
    """

    symptoms: Mapping[str, str]
    subjects: Mapping[str, str]


def read_back(matter: str | None, answers: Answers, told_back: ToldBack) -> str:
    """What was gathered, as the end of "Kirjasin, että ...": one sentence or two, without the last full stop.

    `matter` is what the need concerns, in the partitive ("hampaita").
    """
    first, lasted = _matter(matter, answers, told_back)
    since = answers.get("since")
    begun = since.value if since is not None and since.is_told and not lasted else ""
    more = [part for part in (f"se alkoi {_begun(begun)}" if begun else "", _age(answers)) if part]
    if len(more) < 2:
        first, more = ", ja ".join([first, *more]), []
    sentences = [first, *([", ja ".join(more)] if more else []), *_detail(answers)]
    return ". ".join(each if at == 0 else each[0].upper() + each[1:] for at, each in enumerate(sentences))


def _matter(matter: str | None, answers: Answers, told_back: ToldBack) -> tuple[str, bool]:
    """The first part, and whether it tells how long the matter has lasted."""
    whom, since = answers.get("for_whom"), answers.get("since")
    owner = whom.value if whom is not None and whom.is_told else for_whom.SELF
    said = _named(answers, told_back.symptoms)[:2] if not _denies(answers) else []
    if said:
        lasted = _lasted(since.value) if since is not None and since.is_told else ""
        has = _OWNED.get(owner, "hänellä")
        return f"{has} on {'ollut ' if lasted else ''}{' ja '.join(said)}{lasted}", bool(lasted)
    subject = next(iter(_named(answers, told_back.subjects)), "")
    if not matter and not subject:
        return f"{_OWNED.get(owner, 'hänellä')} on {_in_their_words(answers)}", False
    whose = "asiasi" if owner == for_whom.SELF else f"{_WHOSE.get(owner, 'hänen')} asia"
    return f"{whose} koskee {subject or matter}", False


def _in_their_words(answers: Answers) -> str:
    """A matter that no need names, told back as the caller told it, where that is short."""
    concern = answers.get("concern")
    told = concern.words.strip(" .!") if concern is not None else ""
    return f"asia: {told}" if told and len(told.split()) <= _SHORT else "asia"


def _denies(answers: Answers) -> bool:
    """A concern with a denial in it: which of its words it denies is not told back."""
    concern = answers.get("concern")
    return concern is None or re.search(r"\bei(?:kä)? ", plain(concern.words)) is not None


def _named(answers: Answers, by_beginning: Mapping[str, str]) -> list[str]:
    """What the words of the concern name, in their order."""
    concern = answers.get("concern")
    found: list[str] = []
    for word in re.findall(r"\w+", plain(concern.words)) if concern is not None else ():
        stems = [stem for stem in by_beginning if word.startswith(stem) and "lääk" not in word]
        named = by_beginning[max(stems, key=len)] if stems else ""
        if named and named not in found:
            found.append(named)
    return found


def _begun(value: str) -> str:
    """A beginning as it is spoken: "viikko sitten", "23. marraskuuta"."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return since_in_finnish(value).removeprefix("1 ")
    return f"{day.day}. {_MONTHS[day.month - 1]}kuuta"


def _lasted(value: str) -> str:
    amounts = _amounts(value)
    if value == "P1D":
        return " eilisestä"
    if amounts and value not in ("P0D", "PT0H"):
        return f" {amounts}"
    return " tänään" if value == "P0D" else ""


def _age(answers: Answers) -> str:
    told = answers.get("age")
    if told is None or not told.value.startswith("P"):
        return ""
    years = years_of(answers)
    words = person_words(answers)
    match = _DURATION.fullmatch(told.value)
    if years is None or match is None:
        return ""
    for amount, unit in zip(match.groups()[:4], "YMWD", strict=True):
        if amount:
            return f"{words['who_is']} {amount}-{_UNITS[unit][2]}"
    return ""


def _detail(answers: Answers) -> list[str]:
    """The one thing more that an administrative matter turns on, in the caller's words."""
    for topic, named in (("medicine", "lääkkeeksi"), ("test", "tutkimukseksi"), ("appointment", "ajasta")):
        told = answers.get(topic)
        if (
            told is not None
            and told.is_told
            and told.value != NOTHING_MORE
            and len(told.value.split()) <= _FEW
        ):
            return [f"{named} sanoit: {told.value.strip(' .')}"]
    return []
