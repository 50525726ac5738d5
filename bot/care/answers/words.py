"""Recognised text as the words and marks that the grammar reads."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_TOKEN = re.compile(r"\d+|[^\W\d_]+|[+\-.,:;/?!]")
_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-"})
_FOLD = str.maketrans("äöåé", "aoae")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")

FILLERS = frozenset(
    "no noh nii niin tota tuota noin niinku niinkun eli siis öö öh ööö mm hmm ee joo juu vaikka se on ois "
    "olis "
    "olisi oisko kai ihan että et sit sitten nyt toi tuo tää tämä tämmönen just sellanen semmonen".split()
)


def plain(text: str) -> str:
    """Lower case, composed letters, one kind of dash, and no letter three times in a row."""
    composed = unicodedata.normalize("NFC", text).lower().translate(_DASHES)
    return _STRETCHED.sub(r"\1\1", composed)


def fold(word: str) -> str:
    """The word without the dots of ä and ö, which recognisers drop or add."""
    return word.translate(_FOLD)


def tokens(text: str) -> list[str]:
    """Words, figures and marks in order."""
    return _TOKEN.findall(plain(text))


def words(text: str) -> list[str]:
    """Words and figures in order, marks dropped."""
    return [token for token in tokens(text) if token[0].isalnum()]


def is_figure(token: str) -> bool:
    return token.isascii() and token.isdigit()


def has_phrase(text_words: Sequence[str], phrases: Iterable[str]) -> bool:
    """Whether any of the phrases occurs as whole words."""
    line = f" {' '.join(text_words)} "
    return any(f" {phrase} " in line for phrase in phrases)


def after_correction(said: list[str]) -> list[str]:
    """The words after the last "eiku" or "ei kun": what the caller means instead. All words without one."""
    for index in range(len(said) - 2, -1, -1):
        if said[index] in ("eiku", "eikun"):
            return said[index + 1 :]
        if said[index : index + 2] in (["ei", "kun"], ["ei", "ku"]) and said[index + 2 :]:
            return said[index + 2 :]
    return said
