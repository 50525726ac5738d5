"""The letters of an answer cut into the words that a question expects, whatever the spaces.

A word that is left as it was heard costs by its length, so ordinary words stay themselves.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.care.answers.alike import added, changed, dropped, limit, sound
from bot.care.answers.numerals import segments
from bot.care.answers.ordinary import ORDINARY
from bot.care.answers.words import FILLERS, fold, is_figure

_WAYS = 24
_LEFT_PER_LETTER = 0.4
_LONGEST_WORD = 24
_BAND = 5
_FAR = 99.0
_SPLIT = 0.2
_JOINED = 0.3
_TOUCHED = 0.7
_BEAM = 3.0


@dataclass
class _Node:
    """A letter of the vocabulary's tree; `ends` are the written words that end here, each with its limit."""

    after: dict[str, "_Node"] = field(default_factory=dict)
    ends: dict[str, float] = field(default_factory=dict)
    depth: int = 0


@dataclass(frozen=True)
class Way:
    """One way to cut an answer: what it costs in letters, and its words."""

    cost: float
    words: tuple[str, ...]


class Vocabulary:
    """The words that a question expects, by how they may be said, each with how it is written for the grammar.

    `harmless` words, and those that `expected` knows, may stand in an answer and are never mended.
    """

    def __init__(
        self,
        forms: Mapping[str, str],
        harmless: Iterable[str] = (),
        expected: Callable[[str], bool] = lambda word: False,
        leeway: float = 1.0,
    ) -> None:
        self._leeway = leeway
        self._expected = expected
        self._written = frozenset(fold(word) for written in forms.values() for word in written.split())
        self._root = _Node()
        self._forms = frozenset(forms)
        self._harmless = frozenset(fold(word) for word in harmless)
        for form, written in forms.items():
            self._add(fold(form).replace(" ", ""), written)
        self._ways = lru_cache(maxsize=512)(self._cut)

    def _add(self, form: str, written: str) -> None:
        node = self._root
        for letter in sound(form):
            node = node.after.setdefault(letter, _Node(depth=node.depth + 1))
        node.ends[written] = max(self._leeway * limit(len(form)), node.ends.get(written, 0.0))

    def is_known(self, word: str) -> bool:
        """Whether a word may stand as it was heard."""
        bare = fold(word)
        return (
            len(word) <= 2
            or not word.isalpha()
            or word in self._forms
            or bare in self._harmless
            or bare in ORDINARY
            or word in FILLERS
            or segments(word) is not None
            or self._expected(word)
        )

    def answers(self, word: str) -> bool:
        """Whether a word is one that the question expects, rather than one that may stand anywhere."""
        return (
            is_figure(word)
            or fold(word) in self._written
            or segments(word) is not None
            or self._expected(word)
        )

    def strange(self, said: Sequence[str]) -> list[int]:
        """Where the words stand that nobody expects."""
        return [index for index, word in enumerate(said) if not self.is_known(word)]

    def ways(self, said: Sequence[str]) -> tuple[Way, ...]:
        """How the words may be cut, the cheapest first; the words as heard are among them."""
        return self._ways(tuple(said))

    def _cut(self, said: tuple[str, ...]) -> tuple[Way, ...]:
        letters, ends = "", {0}
        known: list[tuple[int, int, float]] = []
        edges: dict[int, list[tuple[int, str, float]]] = {}
        for word in said:
            heard = word if is_figure(word) else sound(fold(word))
            start, letters = len(letters), letters + heard
            ends.add(len(letters))
            expected = self.is_known(word)
            left = 0.0 if expected else _LEFT_PER_LETTER * len(heard)
            edges.setdefault(start, []).append((len(letters), word, left))
            if expected:
                known.append((start, len(letters), _TOUCHED if len(word) > 2 else _SPLIT))
        reached: list[dict[tuple[str, ...], float]] = [{} for _ in range(len(letters) + 1)]
        reached[0][()] = 0.0
        for at in range(len(letters)):
            if not reached[at]:
                continue
            here = sorted(reached[at].items(), key=lambda item: item[1])[:_WAYS]
            found = [*edges.get(at, ()), *self._found(letters, at, ends, known)]
            for sofar, cost in here:
                for end, written, more in found:
                    words = (*sofar, *written.split())
                    total = cost + more
                    if total < reached[end].get(words, 99.0):
                        reached[end][words] = total
        last = sorted(reached[len(letters)].items(), key=lambda item: item[1])
        cut = [Way(round(cost, 2), words) for words, cost in last[:_WAYS] if cost <= last[0][1] + _BEAM]
        as_heard = sum(more for row in edges.values() for _, _, more in row)
        return tuple(cut) if any(way.words == said for way in cut) else (*cut, Way(round(as_heard, 2), said))

    def _found(
        self, letters: str, start: int, ends: set[int], known: list[tuple[int, int, float]]
    ) -> list[tuple[int, str, float]]:
        """The expected words that may begin here: (where it ends, the word, its cost)."""
        heard = _Heard.of(letters[start : start + _LONGEST_WORD], letters[start - 1] if start else "")
        row = [0.0]
        for more in heard.added:
            row.append(row[-1] + more)
        best: dict[tuple[int, str], float] = {}
        self._follow(self._root, row, heard, start, best)
        found = []
        for (end, written), cost in best.items():
            if end == start:
                continue
            total = cost + (0.0 if end in ends else _JOINED)
            total += sum(_SPLIT for at in ends if start < at < end)
            if cost > 0 or end not in ends or start not in ends:
                total += sum(more for low, high, more in known if start <= low and high <= end)
            found.append((end, written, total))
        return found

    def _follow(
        self, node: _Node, above: list[float], heard: "_Heard", start: int, best: dict[tuple[int, str], float]
    ) -> None:
        for letter, child in node.after.items():
            missing, other_than = heard.missing(letter), heard.other_than(letter)
            low, high = max(0, child.depth - _BAND), min(len(heard.added), child.depth + _BAND)
            row = [_FAR] * len(above)
            if low == 0:
                row[0] = above[0] + missing[0]
            least = row[0]
            for at in range(max(1, low), high + 1):
                cost = above[at - 1] + other_than[at - 1]
                if (other := above[at] + missing[at]) < cost:
                    cost = other
                if (other := row[at - 1] + heard.added[at - 1]) < cost:
                    cost = other
                row[at] = cost
                if cost < least:
                    least = cost
            if least > self._leeway * (0.34 * child.depth + 1.2):
                continue
            for written, most in child.ends.items():
                for at in range(low, high + 1):
                    if row[at] <= most and row[at] < best.get((start + at, written), _FAR):
                        best[start + at, written] = row[at]
            self._follow(child, row, heard, start, best)


@dataclass(frozen=True)
class _Heard:
    """Letters from a place on, what each costs when nothing was said there, and the costs by a word's letter."""

    letters: str
    before: str
    added: tuple[float, ...]
    by_letter: dict[str, tuple[list[float], list[float]]] = field(default_factory=dict)

    @classmethod
    def of(cls, letters: str, before: str) -> "_Heard":
        earlier = before + letters if before else " " + letters
        return cls(letters, before, tuple(added(h, earlier[at], at) for at, h in enumerate(letters)))

    def missing(self, letter: str) -> list[float]:
        return self._costs(letter)[0]

    def other_than(self, letter: str) -> list[float]:
        return self._costs(letter)[1]

    def _costs(self, letter: str) -> tuple[list[float], list[float]]:
        if letter not in self.by_letter:
            missing = [dropped(letter, self.before), *(dropped(letter, heard) for heard in self.letters)]
            self.by_letter[letter] = missing, [changed(heard, letter) for heard in self.letters]
        return self.by_letter[letter]
