"""Words that a recogniser cut in pieces or ran together: "rinta kipu", "kouris taa", "eihengitä"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.care.red_flags.lexicon import EXACT, Lexicon, Match
from bot.care.red_flags.spelling import Token, fold, tokens

_MOST_PIECES = 3
_SURE_LETTERS = 6  # a shorter stem across a seam is chance
_LETTERS_BEYOND = 2  # of the stem in the last piece, or the whole piece
_GLUED_LETTERS = 6  # of a word that another one was glued to
_SCRAP_LETTERS = 4  # of a stem that scraps make together
_GLUE = ("eikä", "enkä", "ettei", "ei", "en")
# Words that stand by themselves however short they are.
_SMALL = frozenset(
    (*_GLUE, *"oo ole oon oot on ku kun mut se hän mä mää sä mun sun ja jo nyt niin vaan kai ois".split())
)


def joined(words: Sequence[Token], lexicon: Lexicon) -> Iterator[tuple[int, int, Match]]:
    """The stems that stand over the seams of neighbouring words: first word, last word, match."""
    for first in range(len(words)):
        raw = words[first].raw
        for last in range(first + 1, min(first + _MOST_PIECES, len(words))):
            if words[last].pause or len(raw) < 2:
                break
            before = fold(raw)
            raw += words[last].raw
            key = fold(raw)
            for match in lexicon.look_up(raw, key):
                beyond = match.end - len(before)
                enough = beyond >= _LETTERS_BEYOND or (
                    beyond == 1 and match.end - match.begin > _SURE_LETTERS
                )
                if (
                    match.grade == EXACT
                    and match.end - match.begin >= _SURE_LETTERS
                    and match.begin < len(words[first].key)
                    and enough
                ):
                    yield first, last, match


def unglued(words: Sequence[Token], lexicon: Lexicon) -> tuple[Token, ...]:
    """The words, with a denial taken off a known word that it was run together with."""
    found: list[Token] = []
    for word in words:
        glue = next(
            (one for one in _GLUE if word.raw.startswith(one) and _known(word, len(one), lexicon)), ""
        )
        if glue:
            seam = word.begin + len(glue)
            rest = word.raw[len(glue) :]
            found.append(replace(word, raw=glue, key=fold(glue), end=seam))
            found.append(replace(word, raw=rest, key=fold(rest), begin=seam, pause=0))
        else:
            found.append(word)
    return tuple(found)


def _known(word: Token, seam: int, lexicon: Lexicon) -> bool:
    """Whether the letters behind the seam begin with a stem, and the whole word with none."""
    rest = word.raw[seam:]
    if len(rest) < _GLUED_LETTERS or word.end - word.begin != len(word.raw):
        return False
    if any(match.grade == EXACT and match.begin == 0 for match in lexicon.look_up(word.raw, word.key)):
        return False
    return any(
        match.grade == EXACT and match.begin == 0 and match.end >= _GLUED_LETTERS - 1
        for match in lexicon.look_up(rest, fold(rest))
    )


def resewn(text: str, lexicon: Lexicon) -> str:
    """The text with scraps put together that make a stem: "veri suih kuaa"; the same text when there are none."""
    words = tokens((text,))
    pieces: list[str] = []
    at = last = 0
    while at < len(words):
        size = _scraps(words[at : at + _MOST_PIECES], lexicon)
        pieces.append(text[last : words[at].begin])
        pieces.extend(text[word.begin : word.end] for word in words[at : at + size])
        at += size
        last = words[at - 1].end
    return "".join(pieces) + text[last:]


def _scraps(words: Sequence[Token], lexicon: Lexicon) -> int:
    """How many of the words, from the first on, are pieces of one."""
    for size in range(len(words), 1, -1):
        pieces = words[:size]
        if any(word.pause for word in pieces[1:]) or any(word.raw in _SMALL for word in pieces):
            continue
        if all(_whole(word, lexicon) for word in pieces):
            continue
        raw = "".join(word.raw for word in pieces)
        before = len(fold("".join(word.raw for word in pieces[:-1])))
        for match in lexicon.look_up(raw, fold(raw)):
            if match.grade == EXACT and match.begin == 0 and match.end > max(before, _SCRAP_LETTERS - 1):
                return size
    return 1


def _whole(word: Token, lexicon: Lexicon) -> bool:
    """Whether the word is a stem, or nearly all of it is."""
    return any(
        match.grade == EXACT and match.begin == 0 and match.end >= max(3, len(word.key) - 3)
        for match in lexicon.look_up(word.raw, word.key)
    )
