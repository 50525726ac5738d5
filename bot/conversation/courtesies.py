"""Words of courtesy that tell nothing of the matter: a greeting, a goodbye, the question whether Luuri is a machine."""

import re

from bot.care.answers.words import FILLERS, has_phrase, words

_GREETINGS = frozenset(
    "hei heippa moi moikka moro terve tervepä haloo halo hyvää huomenta huomenia aamua päivää iltaa iltapäivää yötä "
    "kuuleeko kuuleeks kuuluuko kuuluuks tää täällä siellä tässä onko onks kukaan ketään luuri kiitos".split()
)
_GOODBYES = (
    "kiitos hei",
    "kiitos moi",
    "kiitos moikka",
    "kiitos heippa",
    "kiitti moi",
    "kiitti hei",
    "hei hei",
    "heihei",
    "hei sitten",
    "hei sitte",
    "hei vaan",
    "moi moi",
    "moimoi",
    "moi sitten",
    "näkemiin",
    "kuulemiin",
    "kuulemisiin",
    "hyvästi",
    "väärä numero",
    "väärään numeroon",
    "vahingossa soitin",
    "soitin vahingossa",
    "lopetetaan",
    "lopetellaan",
    "lopetan",
    "lopeta puhelu",
    "suljen",
    "ei mitään",
    "ei muuta",
    "ei mitään asiaa",
    "ei ollut mitään asiaa",
    "siinä kaikki",
    "se oli siinä",
    "päivänjatkoa",
    "palataan asiaan",
    "soitan myöhemmin",
    "soittelen myöhemmin",
)
_INTRODUCING = frozenset(
    "täällä tässä täälä tääl on olen oon soittaa soittelee puhuu nimi nimeni minä mä".split()
)
_SURNAME = re.compile(r".+(?:[ln]en|sen|[lm][aä]|nnes)")
_NO_NAME = ("apu", "hät", "kip", "kuum", "sair")
_MOST_NAMES = 3
_ASKS = frozenset("oletko ootko ootsä oletsä oletteko oleks ooks onko onks puhunko puhunks".split())
_MACHINE = ("robot", "kone", "tekoäly", "ihminen", "automaat", "nauhuri", "nauha")
_PERSON = ("ihminen", "ihmise", "hoitaja", "lääkäri", "ammattilai")
_MOST_WORDS_ABOUT_LUURI = 7


def only_greets(text: str) -> bool:
    """Whether the words greet and say nothing else: "no päivää"."""
    said = [word for word in words(text) if word not in FILLERS]
    return bool(said) and all(word in _GREETINGS for word in said) and not takes_leave(text)


def only_introduces(text: str) -> bool:
    """Whether the words tell a name, perhaps with a greeting, and nothing else: "Matti Meikäläinen täällä päivää"."""
    said = [word for word in words(text) if word not in FILLERS and word not in _GREETINGS - _INTRODUCING]
    names = [word for word in said if word not in _INTRODUCING]
    if len(said) == len(names) or not 0 < len(names) <= _MOST_NAMES:
        return False
    if any(word.startswith(_NO_NAME) for word in names):
        return False
    capital = all(f" {word.capitalize()}" in f" {text}" for word in names)
    return capital or any(_SURNAME.fullmatch(word) for word in names)


def takes_leave(text: str) -> bool:
    """Whether the words end the call for sure. A lone "hei" or "moi" may as well begin it."""
    return has_phrase(words(text), _GOODBYES)


def asks_what_luuri_is(text: str) -> bool:
    """Whether the caller asks if this is a machine: "ootko sä robotti vai ihminen"."""
    said = words(text)
    if not said or len(said) > _MOST_WORDS_ABOUT_LUURI or not _ASKS.intersection(said[:3]):
        return False
    # "Onko siellä ketään ihmistä" wants one.
    return any(word.startswith(_MACHINE) for word in said) and "siellä" not in said and "pakko" not in said


def asks_for_person(text: str) -> bool:
    """Whether a short answer asks for a person instead: "anna ihminen"."""
    said = words(text)
    return len(said) <= _MOST_WORDS_ABOUT_LUURI and any(word.startswith(_PERSON) for word in said)
