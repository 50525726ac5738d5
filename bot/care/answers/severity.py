"""How bad it is, on a scale of one to ten, or in words such as "aika kova"."""

import re
from datetime import datetime

from bot.care.answers.answer import Answer
from bot.care.answers.garbled import DOUBTFUL, mended
from bot.care.answers.numerals import number_at, spoken_units
from bot.care.answers.vocabulary import Vocabulary
from bot.care.answers.words import after_correction, is_figure, words

_DESCRIBED = re.compile(
    r"lievä\w*|lieviä|kova\w*|kovi\w*|paha\w*|pahe\w*|hirve\w*|kauhe\w*|järkyttäv\w*|sietämät\w*|siedettäv\w*|"
    r"kohtalai\w*|keskinkertai\w*|vähäi\w*|vähän|pien\w*|voimak\w*|hankal\w*|hirmui\w*|kestä\w*|inhottav\w*"
)
_KYMPPI = re.compile(r"kymppi\w*|kympi\w*")
_OF_TEN = frozenset("asteikolla kautta väliltä".split())
# "kolme päivää" tells how long, not how bad.
_OTHER_UNIT = re.compile(r"vuo\w+|päiv\w*|viik\w*|tun\w*|kuuk\w*|astetta|aste|kertaa|minuut\w*")

_VOCABULARY = Vocabulary(spoken_units(), harmless="sanoisin että kipu kivun numero olisi vaikka".split())
_LONGEST_GARBLED = 4


def read(text: str, *, now: datetime | None = None) -> Answer | None:
    """ "1".."10" on the scale; the caller's words when they describe it; else None."""
    said = after_correction(words(text))
    exact = _read(text, said)
    # Only a short answer may be a garbled number: a story's words are its own.
    if exact is not None or len(said) > _LONGEST_GARBLED:
        return exact
    answer = mended(said, None, _VOCABULARY, lambda row: _read("", row))
    return answer if answer is not None and answer.confidence >= DOUBTFUL else None


def _read(text: str, said: list[str]) -> Answer | None:
    numbers = _numbers(said)
    # "kahdeksan kymmenestä" and "8/10" name the scale after the number.
    if len(numbers) == 2 and (numbers[1] == 10 or _OF_TEN & set(said)):
        numbers = numbers[:1] if numbers[1] == 10 else numbers
    if len(numbers) == 1 and 1 <= numbers[0] <= 10:
        return Answer(str(numbers[0]), 0.95 if len(said) <= 5 else 0.85)
    if not numbers and any(_KYMPPI.fullmatch(word) for word in said):
        return Answer("10", 0.85)
    if len(numbers) == 2 and all(1 <= number <= 10 for number in numbers) and numbers[1] - numbers[0] == 1:
        return Answer(str(numbers[1]), 0.7)
    if text and any(_DESCRIBED.fullmatch(word) for word in said) and len(said) <= 8:
        return Answer(text.strip(), 0.7)
    return None


def _numbers(said: list[str]) -> list[int]:
    found: list[int] = []
    index = 0
    while index < len(said):
        word = said[index].replace("kymmenestä", "kymmenen")
        row = [*said[:index], word, *said[index + 1 :]]
        read = (int(word), index + 1) if is_figure(word) else number_at(row, index)
        if read is None:
            index += 1
            continue
        after = said[read[1]] if read[1] < len(said) else ""
        if not _OTHER_UNIT.fullmatch(after):
            found.append(read[0])
        index = read[1]
    return found
