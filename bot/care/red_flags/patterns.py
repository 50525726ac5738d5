"""The rules' little language: "<rinta> + puristaa*/painaa*", and where its parts stand in what was said.

Between "+" stand the parts that must all be said, in any order, within a window of words. A part lists
alternatives with "/"; an alternative is a word, a row of words in that order (up to two other words may come
between each), or a <concept> from the concept lists. "(a/b)" inside a row is one word of several.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.care.faults import Fault
from bot.care.red_flags.lexicon import EXACT, NEARLY, Lexicon
from bot.care.red_flags.seams import joined
from bot.care.red_flags.spelling import Token

GAP_WORDS = 2
_MOST_HITS = 12


class RedFlagError(Fault):
    """The red-flag data cannot be used; the message names the file's category or concept."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A part found in the words: which ones, and whether letter by letter or only nearly."""

    at: tuple[int, ...]
    grade: int
    verb: bool
    context: bool


@dataclass(frozen=True, slots=True)
class Alternative:
    stems: tuple[int, ...]
    gap: int
    verb: bool
    context: bool
    denial: bool = False  # begins with a denial, which does not reach over "ja" or a comma


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What one "+" of a rule lets be said, by the first word of each alternative."""

    alternatives: tuple[Alternative, ...]
    by_first: Mapping[int, tuple[Alternative, ...]]

    @classmethod
    def of(cls, alternatives: Sequence[Alternative]) -> Part:
        by_first: dict[int, tuple[Alternative, ...]] = {}
        for one in dict.fromkeys(alternatives):
            by_first[one.stems[0]] = (*by_first.get(one.stems[0], ()), one)
        return cls(tuple(dict.fromkeys(alternatives)), by_first)


# Where the reach of a denial ends: "ei kuumetta ja syö hyvin" does not say "ei syö".
_BREAKS = frozenset("ja mutta mut mutku vaan kun ku koska vaikka sit sitten jos että".split())
_DENIALS = frozenset({"ei", "en", "eikä", "enkä", "eivät"})


def _split(text: str) -> list[str]:
    """The alternatives, "/" inside brackets left alone."""
    return re.split(r"/(?![^()]*\))", text)


def _words(piece: str) -> list[str]:
    return re.findall(r"\([^)]*\)|\S+", piece)


class Heard:
    """One utterance (with the turns before it) laid out for the patterns."""

    def __init__(self, words: Sequence[Token], lexicon: Lexicon) -> None:
        self.words = words
        self.hits: dict[int, list[tuple[int, int, int]]] = {}  # stem -> (first word, last word, grade)
        self._parts: dict[int, list[Hit]] = {}
        for i, word in enumerate(words):
            for match in lexicon.look_up(word.raw, word.key):
                self.hits.setdefault(match.stem, []).append((i, i, match.grade))
        for first, last, match in joined(words, lexicon):
            self.hits.setdefault(match.stem, []).append((first, last, match.grade))

    def find(self, part: Part) -> list[Hit]:
        """Every place where one of the alternatives is said."""
        known = self._parts.get(id(part))
        if known is not None:
            return known
        found: dict[tuple[int, ...], Hit] = {}
        for first in part.by_first.keys() & self.hits.keys():
            for alternative in part.by_first[first]:
                if len(alternative.stems) > 1 and any(stem not in self.hits for stem in alternative.stems):
                    continue
                for at, grade in self._rows(alternative):
                    if at not in found or found[at].grade > grade:
                        found[at] = Hit(at, grade, alternative.verb, alternative.context)
        hits = sorted(found.values(), key=lambda h: (h.grade, h.at))[: _MOST_HITS * 2]
        self._parts[id(part)] = hits
        return hits

    def _rows(self, alternative: Alternative) -> list[tuple[tuple[int, ...], int]]:
        rows: list[tuple[tuple[int, ...], int]] = [((), EXACT)]
        for stem in alternative.stems:
            longer: list[tuple[tuple[int, ...], int]] = []
            for at, grade in rows:
                for first, last, slip in self.hits[stem]:
                    if at and not 0 < first - at[-1] <= alternative.gap + 1:
                        continue
                    if at and any(self.words[i].pause >= 2 for i in range(at[-1] + 1, first + 1)):
                        continue
                    if at and self._cut(alternative.denial, at[-1] + 1, first):
                        continue
                    longer.append(((*at, *range(first, last + 1)), max(grade, slip)))
            rows = longer[:_MOST_HITS]
        return rows

    def _cut(self, denial: bool, start: int, end: int) -> bool:
        """Whether the row is torn: a denial's by a new clause, another's by a denial in the middle."""
        if denial:
            return any(self.words[i].pause or self.words[i].raw in _BREAKS for i in range(start, end + 1))
        return any(self.words[i].raw in _DENIALS for i in range(start, end))


class Reader:
    """Turns pattern text into parts, knowing the concept lists."""

    def __init__(self, concepts: Mapping[str, object], lexicon: Lexicon) -> None:
        self._concepts = concepts
        self._lexicon = lexicon
        self._read: dict[str, Part] = {}

    def parts(self, text: object, where: str) -> tuple[Part, ...]:
        if not isinstance(text, str) or not text.strip():
            raise RedFlagError("pattern_not_text", where, value=text)
        return tuple(self.part(piece, where) for piece in text.split(" + "))

    def part(self, text: str, where: str, trail: tuple[str, ...] = ()) -> Part:
        text = text.strip()
        if text in self._read:
            return self._read[text]
        found: list[Alternative] = []
        for piece in _split(text):
            piece = piece.strip()
            if not piece:
                raise RedFlagError("alternative_empty", where, text=text)
            if piece.startswith("<") and piece.endswith(">") and piece.count("<") == 1:
                found.extend(self._concept(piece[1:-1], where, trail))
            else:
                found.extend(self._row(piece, where, trail))
        part = self._read[text] = Part.of(found)
        return part

    def _row(self, piece: str, where: str, trail: tuple[str, ...]) -> list[Alternative]:
        """A row of words; a <concept> of single words inside it stands for each of them."""
        rows: list[tuple[int, ...]] = [()]
        for word in _words(piece):
            if word.startswith("("):
                choices = [(self._one_of(word[1:-1], where),)]
            elif word.startswith("<"):
                inner = self._concept(word[1:-1], where, trail)
                if any(len(a.stems) != 1 for a in inner):
                    raise RedFlagError("concept_of_rows", where, word=word)
                one = self._lexicon.add_class(frozenset(a.stems[0] for a in inner))
                if word == "<ei>":
                    self._lexicon.denials.add(one)
                choices = [(one,)]
            else:
                bare = word.strip("*=")
                if len(bare) < 2 and not bare.isdigit():
                    raise RedFlagError("word_too_short", where, word=word)
                choices = [(self._lexicon.add(word),)]
            rows = [(*row, *choice) for row in rows for choice in choices]
        denies = self._lexicon.denials
        return [
            Alternative(row, GAP_WORDS + (row[0] in denies), False, False, len(row) > 1 and row[0] in denies)
            for row in rows
        ]

    def _one_of(self, text: str, where: str) -> int:
        """ "(syö*/juo*)" inside a row: any one of these words."""
        words = [word.strip() for word in text.split("/")]
        if any(not word or " " in word or word.startswith(("<", "(")) for word in words):
            raise RedFlagError("single_words_only", where, text=text)
        return self._lexicon.add_class(frozenset(self._lexicon.add(word) for word in words))

    def _concept(self, name: str, where: str, trail: tuple[str, ...]) -> list[Alternative]:
        if name not in self._concepts:
            raise RedFlagError("no_concept", where, name=name)
        if name in trail:
            raise RedFlagError("concept_loop", where, name=name)
        entry = self._concepts[name]
        verb = context = False
        if isinstance(entry, Mapping):
            verb, context = bool(entry.get("verb")), bool(entry.get("context"))
            entry = entry.get("words")
        if not isinstance(entry, str):
            raise RedFlagError("concept_not_text", f"concept <{name}>")
        part = self.part(entry, f"concept <{name}>", (*trail, name))
        return [replace(a, verb=a.verb or verb, context=a.context or context) for a in part.alternatives]


__all__ = ["EXACT", "NEARLY", "Alternative", "Heard", "Hit", "Part", "Reader", "RedFlagError"]
