"""A mark from 1 to 5: keyed, as a number or as its noun ("nelonen", "vitosen")."""

from bot.care.answers.answer import Answer
from bot.care.answers.numerals import number_at
from bot.care.answers.words import words

_NOUNS = {"ykkö": "1", "kakko": "2", "kolmo": "3", "nelo": "4", "vito": "5", "viito": "5"}


def read(text: str) -> Answer | None:
    """ "1" to "5"; None where no such mark is said."""
    said = words(text)
    for at, word in enumerate(said):
        for beginning, mark in _NOUNS.items():
            if word.startswith(beginning):
                return Answer(mark, 0.95)
        number = number_at(said, at)
        if number is not None:
            return Answer(str(number[0]), 0.9) if 1 <= number[0] <= 5 else None
    return None
