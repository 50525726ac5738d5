"""Answers as Finns say and write them, and what was gathered read back in two short sentences."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from bot.care.answers import for_whom
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
_SHORT = 8
"""Words that are short enough to be read back as they were said."""
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
# The relative, "on your ...", and "your ...".
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


PERSONS: Mapping[str, Mapping[str, str]] = {
    "self": {"who_is": "olet", "who_has": "sinulla", "whose": "oman", "who_lives": "asut"},
    "other": {"who_is": "hän on", "who_has": "hänellä", "whose": "hänen", "who_lives": "hän asuu"},
    "child": {"who_is": "lapsi on", "who_has": "lapsella", "whose": "lapsen", "who_lives": "lapsi asuu"},
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
    return _date(value) or (value if not value.isdigit() else f"vuonna {value}")


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


# -- the read-back -------------------------------------------------------------------------------------------


def read_back(matter: str | None, answers: Answers, symptoms: Mapping[str, str]) -> str:
    """What was gathered, as the end of "Kirjasin, että ...": one sentence without its full stop.

    `matter` is what the need concerns, in the partitive ("hampaita"); `symptoms` how symptoms are told back.
    """
    told = [part for part in (_matter(matter, answers, symptoms), _age(answers), _detail(answers)) if part]
    return " ja ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def _matter(matter: str | None, answers: Answers, symptoms: Mapping[str, str]) -> str:
    whom, since = answers.get("for_whom"), answers.get("since")
    owner = _OWNED.get(whom.value, "hänellä") if whom is not None and whom.is_told else "sinulla"
    begun = since.value if since is not None and since.is_told else None
    said = _symptoms(answers, symptoms)[:2]
    if said:
        lasted = _lasted(begun) if begun else ""
        return f"{owner} on {'ollut ' if lasted else ''}{' ja '.join(said)}{lasted}"
    about = f"asia, joka koskee {matter}" if matter else _in_their_words(answers)
    return f"{owner} on {about}" + (f", alkanut {since_in_finnish(begun)}" if begun else "")


def _in_their_words(answers: Answers) -> str:
    """A matter that no need names, told back as the caller told it, where that is short."""
    concern = answers.get("concern")
    told = concern.words.strip(" .!") if concern is not None else ""
    return f"asia: {told}" if told and len(told.split()) <= _SHORT else "asia"


def _symptoms(answers: Answers, symptoms: Mapping[str, str]) -> Sequence[str]:
    """The symptoms of the concern, as they are told back; what was denied is left out."""
    concern = answers.get("concern")
    said: list[str] = []
    if concern is None or re.search(r"\bei(?:kä)? ", plain(concern.words)):
        return said
    for word in re.findall(r"\w+", plain(concern.words)):
        stems = [stem for stem in symptoms if word.startswith(stem)]
        named = symptoms[max(stems, key=len)] if stems else ""
        if named and named not in said:
            said.append(named)
    return said


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


def _detail(answers: Answers) -> str:
    """The one thing more that an administrative matter turns on, in the caller's words."""
    for topic, named in (("medicine", "lääkkeestä"), ("test", "tutkimuksesta"), ("appointment", "ajasta")):
        told = answers.get(topic)
        if told is not None and told.is_told and told.value != NOTHING_MORE and len(told.value.split()) <= 4:
            return f"sanoit {named}: {told.value.strip(' .')}"
    return ""
