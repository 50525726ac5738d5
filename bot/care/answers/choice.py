"""help_choice: help now, or a callback request. By voice or by key (1 now, 2 callback)."""

from datetime import datetime

from bot.care.answers.answer import Answer
from bot.care.answers.mending import MENDED_CONFIDENCE, lexicon
from bot.care.answers.words import words

NOW = "now"
CALLBACK = "callback"

_NOW_STEMS = (
    "nyt", "heti", "päivysty", "yhdis", "yhist", "kiireelli", "kiire", "hätä", "kriisi", "välittömä",
    "saman tien",
    "samantien", "puhelu siirt", "siirr", "ensimmäi", "eka", "ykkö", "apua",
)  # fmt: skip
_CALLBACK_STEMS = (
    "soittopyyn", "takaisin", "takasin", "takas", "soitta", "soitel", "soitto", "soita", "soittele",
    "pyynt", "pyytö",
    "myöhemmin", "myöhempi", "huomen", "odot", "toinen", "toise", "kakko", "jätä", "jätet", "jätän",
    "aamulla",
    "maanantai", "jälkimmäi", "kun aukeaa", "ku aukee",
)  # fmt: skip
_KEYS = {"1": NOW, "yksi": NOW, "yks": NOW, "2": CALLBACK, "kaksi": CALLBACK, "kaks": CALLBACK}
# Denying one of these asks for the other; denying "apua" or "soittanu" asks for nothing.
_DENIABLE = ("päivysty", "kiire", "soittopyyn", "takaisin", "odot")
_LEXICON = lexicon(
    "päivystykseen päivystys yhdistä yhdistäkää heti kriisipuhelin soittopyyntö soittopyynnön soittakaa "
    "takaisin huomenna"
)
_DENIALS = frozenset("ei en eikä enkä emmä älä älkää".split())


def read(text: str, *, now: datetime | None = None) -> Answer | None:
    """ "now" or "callback"; None when neither or both were said."""
    said = words(text)
    if len(said) == 1 and said[0] in _KEYS:
        return Answer(_KEYS[said[0]], 1.0)
    answer = _read(said)
    if answer is None and (mended := _LEXICON.mend(said)) is not None:
        answer = _read(mended)
        answer = None if answer is None else Answer(answer.value, min(answer.confidence, MENDED_CONFIDENCE))
    return answer


def _read(said: list[str]) -> Answer | None:
    wanted = {NOW: 0, CALLBACK: 0}
    denied = {NOW: 0, CALLBACK: 0}
    negative = 0
    for index, word in enumerate(said):
        if word in _DENIALS:
            negative = 4
            continue
        pair = f"{word} {said[index + 1]}" if index + 1 < len(said) else word
        for choice, stems in ((CALLBACK, _CALLBACK_STEMS), (NOW, _NOW_STEMS)):
            if any(word.startswith(stem) or (" " in stem and pair.startswith(stem)) for stem in stems):
                if negative <= 0:
                    wanted[choice] += 1
                elif word.startswith(_DENIABLE):
                    denied[choice] += 1
                break
        negative -= 1
        if word in ("vaan", "mutta", "mut", "vaikka"):
            negative = 0
    if bool(wanted[NOW]) != bool(wanted[CALLBACK]):
        return Answer(NOW if wanted[NOW] else CALLBACK, 0.9)
    if wanted[NOW] and wanted[CALLBACK]:
        return _both(said)
    if bool(denied[NOW]) != bool(denied[CALLBACK]):
        return Answer(CALLBACK if denied[NOW] else NOW, 0.6)
    return None


def _both(said: list[str]) -> Answer | None:
    """ "soittakaa heti takaisin" names both, and asks for a callback; "nyt heti päivystykseen" is now."""
    line = " ".join(said)
    if "takai" in line or "takas" in line or "pyyn" in line:
        return Answer(CALLBACK, 0.6)
    if "päivysty" in line or "yhdis" in line or "yhist" in line:
        return Answer(NOW, 0.6)
    return None
