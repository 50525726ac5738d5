"""A wish to do something about a request that was left earlier: add, number, time or cancel."""

import re

from bot.care.answers.answer import Answer
from bot.care.answers.words import plain

ADD, NUMBER, TIME, CANCEL = "add", "number", "time", "cancel"
_KEYS = {"1": ADD, "2": NUMBER, "3": TIME, "4": CANCEL}
_REQUEST = re.compile(r"\w*pyyn(?:tö|nö|to|no|nä)\w*|\w*pyytö\w*|takaisinsoit\w*")
_EARLIER = re.compile(r"(?:vanha|aiem|aikaisem|edelli|äskei|entis)\w*")
_WISH = re.compile(r"(?:peru|muut|vaih|lisä|siir|korja|poist|täyden)\w*")
_CHOICES = (
    (CANCEL, re.compile(r"(?:peru|poist|en tarvi|ei tarvi)\w*")),
    (NUMBER, re.compile(r"(?:puhelin)?nume?ro\w*")),
    (TIME, re.compile(r"(?:soitto)?ai(?:ka|kaa|kaan|an|ja)\b|ajan\w*|kellon\w*|päiv(?:ä|än|ää)\b|siir\w*")),
    (ADD, re.compile(r"(?:lisä|täyden|kert(?:o|oa|oisin)|unoh|oire)\w*")),
)


def asks(text: str) -> bool:
    """Whether the words, said at any moment, ask to change or cancel a request that stands."""
    line = plain(text)
    if _REQUEST.search(line) is None:
        return False
    return _WISH.search(line) is not None or _EARLIER.search(line) is not None


def read(text: str) -> Answer | None:
    """What is to be done with the request: ADD, NUMBER, TIME or CANCEL."""
    line = plain(text).strip()
    if line in _KEYS:
        return Answer(_KEYS[line], 1.0)
    for value, pattern in _CHOICES:
        if pattern.search(line):
            return Answer(value, 0.9)
    return None
