"""All words that the rules know, indexed so that a heard word finds them: exactly, by sound, or nearly."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.care.red_flags.spelling import distance, fold, sound

EXACT, NEARLY = 0, 1
_VOWELS = re.compile(r"[aeiouyäöå]+")
_SOUND_LETTERS = 5  # shorter words that only sound alike are other words
_INSIDE_LETTERS = 6  # a shorter stem inside a longer word is chance, not a compound
_ONE_SLIP_LETTERS, _TWO_SLIPS_LETTERS = 7, 10
_ENDING_LETTERS = 3  # an inflection may follow a misheard stem; what has more is another word


@dataclass(frozen=True, slots=True)
class Stem:
    """A word of a pattern: "rinna*" begins with, "*kipu*" holds, "=tuli" by the letter, "rinta" that word."""

    key: str
    begins: bool
    inside: bool
    literal: bool
    vowels: str  # of its first syllable
    written: str

    @classmethod
    def read(cls, text: str) -> Stem:
        if text.startswith("="):
            return cls(text[1:], False, False, True, "", text[1:])
        begins, inside = text.endswith("*"), text.startswith("*")
        word = text.strip("*")
        return cls(fold(word), begins, inside, False, _first_vowels(word), word)


@dataclass(frozen=True, slots=True)
class Match:
    """A stem that a word may be, and which of the word's folded letters make it."""

    stem: int
    grade: int
    begin: int
    end: int


def _dropped(word: str, times: int) -> set[str]:
    found = {word}
    layer = {word}
    for _ in range(times):
        layer = {w[:i] + w[i + 1 :] for w in layer for i in range(len(w))}
        found |= layer
    return found


def _first_vowels(word: str) -> str:
    """The first syllable's vowels, whose length tells words apart in every dialect: aamu, ammu."""
    found = _VOWELS.search(word)
    return found.group() if found and len(set(found.group())) == 1 else "" if found is None else "*"


@dataclass
class Lexicon:
    """Compiled once; `look_up` remembers what it has seen."""

    known: frozenset[str] = (
        frozenset()
    )  # ordinary words: never a misheard stem nor another word's dialect form
    stems: dict[Stem, int] = field(default_factory=dict)
    _whole: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _begins: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _inside: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _literal: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _sound_whole: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _sound_begins: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _near: dict[str, list[tuple[int, str, bool]]] = field(default_factory=lambda: defaultdict(list))
    _classes: dict[frozenset[int], int] = field(default_factory=dict)
    _members: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    denials: set[int] = field(default_factory=set)  # the classes that stand for "ei"
    _vowels: list[str] = field(default_factory=list)
    _written: list[str] = field(default_factory=list)
    _seen: dict[str, tuple[Match, ...]] = field(default_factory=dict)

    def add(self, text: str) -> int:
        """The number of a pattern word, new or known."""
        stem = Stem.read(text)
        if stem in self.stems:
            return self.stems[stem]
        number = self.stems[stem] = len(self.stems)
        self._vowels.append(stem.vowels)
        self._written.append(stem.written)
        if stem.literal:
            self._literal[stem.key].append(number)
            return number
        heard = sound(stem.key)
        (self._begins if stem.begins else self._whole)[stem.key].append(number)
        if stem.inside:
            self._inside[stem.key].append(number)
            if not stem.begins:
                return number
        elif stem.begins and len(stem.key) >= _INSIDE_LETTERS:
            self._inside[stem.key].append(number)
        if len(heard) >= _SOUND_LETTERS:
            (self._sound_begins if stem.begins else self._sound_whole)[heard].append(number)
        if len(heard) >= _ONE_SLIP_LETTERS:
            for shorter in _dropped(heard, 2 if len(heard) >= _TWO_SLIPS_LETTERS else 1):
                self._near[shorter].append((number, heard, stem.begins))
        return number

    def add_class(self, members: frozenset[int]) -> int:
        """One number that stands for any of these pattern words."""
        if members not in self._classes:
            number = self._classes[members] = -1 - len(self._classes)
            for member in members:
                self._members[member].append(number)
        return self._classes[members]

    def look_up(self, raw: str, key: str) -> tuple[Match, ...]:
        """Every stem that the word may be."""
        found = self._seen.get(raw)
        if found is None:
            if len(self._seen) > 50_000:
                self._seen.clear()
            found = self._seen[raw] = tuple(self._find(raw[:60], key[:60]))
        return found

    def _find(self, raw: str, key: str) -> Iterable[Match]:
        best: dict[int, Match] = {}
        vowels = _first_vowels(raw)

        trusted = raw in self.known

        def note(numbers: Iterable[int], grade: int, end: int, begin: int = 0) -> None:
            for number in numbers:
                if trusted and number >= 0 and self._written[number] not in raw:
                    continue
                if number not in best or best[number].grade > grade:
                    best[number] = Match(number, grade, begin, end)

        note(self._literal.get(raw, []), EXACT, len(raw))
        note(self._whole.get(key, []), EXACT, len(key))
        longest = len(key) if key in self._whole or raw in self._literal else 0
        for size in range(2, len(key) + 1):
            if key[:size] in self._begins:
                for number in self._begins[key[:size]]:
                    if self._vowels[number] == vowels:
                        note((number,), EXACT, size)
                        longest = max(longest, size)
                    elif size >= _ONE_SLIP_LETTERS:
                        note((number,), NEARLY, size)
        for start in range(3, len(key) - 2):
            for size in range(3, len(key) - start + 1):
                part = self._inside.get(key[start : start + size])
                if part:
                    note(part, EXACT, start + size, start)
                    longest = max(longest, size)
        if not trusted and longest < max(4, len(key) - 4):
            heard = sound(key)
            note(self._sound_whole.get(heard, []), NEARLY, len(heard))
            for size in range(_SOUND_LETTERS, len(heard) + 1):
                note(self._sound_begins.get(heard[:size], []), NEARLY, size)
            self._slips(heard, note)
        for found in list(best.values()):
            note(self._members.get(found.stem, []), found.grade, found.end, found.begin)
        return best.values()

    def _slips(self, heard: str, note: Callable[[Iterable[int], int, int], None]) -> None:
        """Stems that the start of the word misses by a letter, or by two when they are long."""
        tried: set[tuple[int, str]] = set()
        for size in range(max(_ONE_SLIP_LETTERS - 1, len(heard) - _ENDING_LETTERS), len(heard) + 1):
            part = heard[:size]
            for shorter in _dropped(part, 2 if _TWO_SLIPS_LETTERS - 2 <= size <= 16 else 1):
                for number, stem, begins in self._near.get(shorter, ()):
                    if (number, part) in tried or (not begins and size != len(heard)):
                        continue
                    tried.add((number, part))
                    most = 2 if len(stem) >= _TWO_SLIPS_LETTERS else 1
                    # The first letter carries the word: a slip there makes another word.
                    if part[0] == stem[0] and distance(part, stem, most) <= most:
                        note([number], NEARLY, size)
