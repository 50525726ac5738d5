"""Changing how words are said, in the file that holds it."""

from typing import Any

from bot.speech.pronunciation import Pronunciation, Respelling
from bot.studio.contents import Contents, parsed
from bot.studio.yaml_text import appended, put, removed

PATH = "dialogues/pronunciation.yml"
EMPTY = "words: []\n"
"""The file of an edition that respells nothing yet."""


def of(contents: Contents) -> Pronunciation:
    """The respellings of an edition whose files are whole."""
    return Pronunciation.from_data(contents.documents.get(PATH) or {})


def with_word(text: str, one: Respelling, at: int | None = None) -> str:
    """The file with the respelling at its place, or as a new one at the end. Raises EditFailed, IndexError."""
    row = _row(one)
    if at is None:
        return appended(text, ["words"], row)
    known = parsed(text)["words"][at]
    for key in known:
        if key not in row:
            text = removed(text, ["words", at, key])
    for key, value in row.items():
        if known.get(key) != value:
            text = put(text, ["words", at, key], value)
    return text


def without_word(text: str, at: int) -> str:
    """Raises EditFailed, IndexError."""
    return removed(text, ["words", at])


def _row(one: Respelling) -> dict[str, Any]:
    """What is written of a respelling: nothing that is so unless told otherwise."""
    row: dict[str, Any] = {"word": one.word, "said": one.said}
    row |= {"voice": one.voice} if one.voice else {}
    row |= {"endings": True} if one.endings else {}
    return row | ({"source": one.source} if one.source else {})
