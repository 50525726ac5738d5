"""Which letter follows which in what callers say: letter n-grams with Witten-Bell smoothing."""

import lzma
import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bot.speech.letters.spelling import LETTERS

LONGEST = 6
_LEAST_SEEN = 2
_LEAST_GAIN = 4.0  # of likelihood over all that was seen, in natural logarithms, to keep an n-gram
_MOST_KNOWN = 10_000  # n-grams that are remembered, some 2 MB: a call needs few, and no two say the same
_EDGE = "  "
_ENCODING = "latin-1"
_STEPS = 8.0  # of a natural logarithm, in the file


@dataclass(frozen=True, eq=False)
class Language:
    """`follows`: the natural logarithm of an n-gram's last letter after the others.

    `unlike`: of a beginning, that another letter follows than those known after it.
    """

    follows: dict[str, float]
    unlike: dict[str, float]
    _known: dict[str, float] = field(default_factory=dict, repr=False)

    def after(self, before: str, letter: str) -> float:
        """The natural logarithm of how likely `letter` comes after `before`, which begins where speech does."""
        ngram = (_EDGE + before)[1 - LONGEST :] + letter
        known = self._known.get(ngram)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[ngram] = self._after(ngram)
        return known

    def likeness(self, text: str) -> float:
        """The mean natural logarithm of the text's letters: about -1.5 for what callers say."""
        line = text + " "
        return sum(self.after(line[:at], letter) for at, letter in enumerate(line)) / len(line)

    def _after(self, ngram: str) -> float:
        left = 0.0
        while len(ngram) > 1 and ngram not in self.follows:
            left += self.unlike.get(ngram[:-1], 0.0)
            ngram = ngram[1:]
        return left + self.follows.get(ngram, -9.0)

    @classmethod
    def learned(cls, texts: Iterable[str]) -> "Language":
        """From texts as `spelt` writes them."""
        counts: list[Counter[str]] = [Counter() for _ in range(LONGEST)]
        for text in texts:
            line = f"{_EDGE}{text} "
            for at in range(len(_EDGE), len(line)):
                for size in range(min(LONGEST, at + 1)):
                    counts[size][line[at - size : at + 1]] += 1
        shares: dict[str, float] = {}
        unlike: dict[str, float] = {}
        for size, grams in enumerate(counts):
            following: dict[str, list[int]] = defaultdict(list)
            for gram, count in grams.items():
                following[gram[:-1]].append(count)
            others = {before: len(found) / (len(found) + sum(found)) for before, found in following.items()}
            for gram, count in grams.items():
                before, whole = gram[:-1], sum(following[gram[:-1]])
                shorter = shares.get(gram[1:], 1e-3) if size else 1 / len(LETTERS)
                share = (1 - others[before]) * count / whole + others[before] * shorter
                gain = count * math.log(share / (others[before] * shorter))
                if not size or (count >= _LEAST_SEEN and gain >= _LEAST_GAIN):
                    shares[gram] = share
                    unlike[before] = math.log(others[before])
        return cls({gram: math.log(share) for gram, share in shares.items()}, unlike)

    def save(self, path: Path) -> None:
        """One file of plain arrays."""
        held = {}
        for name, grams in (("follows", self.follows), ("unlike", self.unlike)):
            written = sorted(grams)
            packed = lzma.compress("\n".join(written).encode(_ENCODING))
            logs = bytes(min(255, round(-grams[gram] * _STEPS)) for gram in written)
            held[name] = np.frombuffer(packed, dtype=np.uint8)
            held[f"{name}_logs"] = np.frombuffer(lzma.compress(logs), dtype=np.uint8)
        np.savez(path, allow_pickle=False, **held)

    @classmethod
    def load(cls, path: Path) -> "Language":
        """Raises OSError, ValueError, KeyError, LZMAError."""
        with np.load(path, allow_pickle=False) as held:
            read = []
            for name in ("follows", "unlike"):
                grams = lzma.decompress(held[name].tobytes()).decode(_ENCODING).split("\n")
                logs = lzma.decompress(held[f"{name}_logs"].tobytes())
                read.append({gram: -step / _STEPS for gram, step in zip(grams, logs, strict=True)})
        return cls(*read)
