"""A small model of what a telephone and its recogniser do to Finnish words, made apart from the mending code.

After what Whisper base made of diphone voices at 8 kHz: stops change places, letters drop out, vowels move, an "l"
slips in, words are cut and run together.
"""

from random import Random

_STOPS = {"k": "pt", "p": "kt", "t": "kp"}
_VOWELS = {"y": "u", "u": "y", "ä": "a", "a": "ä", "e": "i", "i": "e", "ö": "o", "o": "u"}


def garble(said: str, chance: Random, changes: int) -> str:
    """The words with so many changes."""
    for _ in range(changes):
        said = chance.choice(_CHANGES)(said, chance)
    return " ".join(said.split())


def _swap_stop(said: str, chance: Random) -> str:
    return _swap(said, chance, _STOPS)


def _move_vowel(said: str, chance: Random) -> str:
    return _swap(said, chance, _VOWELS)


def _swap(said: str, chance: Random, others: dict[str, str]) -> str:
    places = [index for index, letter in enumerate(said) if letter in others]
    if not places:
        return said
    at = chance.choice(places)
    return said[:at] + chance.choice(others[said[at]]) + said[at + 1 :]


def _drop(said: str, chance: Random) -> str:
    places = [index for index, letter in enumerate(said) if letter.isalpha()]
    if len(places) < 5:
        return said
    at = chance.choice(places)
    return said[:at] + said[at + 1 :]


def _double(said: str, chance: Random) -> str:
    at = chance.choice([index for index, letter in enumerate(said) if letter.isalpha()])
    return said[:at] + said[at] + said[at:]


def _slip_in(said: str, chance: Random) -> str:
    at = chance.choice([index for index, letter in enumerate(said) if letter.isalpha()]) + 1
    return said[:at] + "l" + said[at:]


def _cut(said: str, chance: Random) -> str:
    at = chance.randrange(1, len(said))
    return said[:at] + " " + said[at:]


def _join(said: str, chance: Random) -> str:
    places = [index for index, letter in enumerate(said) if letter == " "]
    if not places:
        return said
    at = chance.choice(places)
    return said[:at] + said[at + 1 :]


_CHANGES = (_swap_stop, _move_vowel, _drop, _double, _slip_in, _cut, _join)
