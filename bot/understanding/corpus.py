"""The danger detector's examples as numbers: what was written, and what a telephone line makes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.danger import MOST_LETTERS
from bot.understanding.examples import Example, same
from bot.understanding.features import pieces
from bot.understanding.garble import Line

_READINGS = 2  # of each example as it is heard
_LEAST_EXAMPLES = 2  # a piece is learned when so many examples hold it
_LOOSENESS = 20.0
_ALIKE = 0.7  # cosine from which two examples are one utterance in two spellings
_HEARD_WEIGHT = 0.5
_TOLERANCE = 0.01


@dataclass(frozen=True, eq=False)
class Corpus:
    """The examples as sparse rows of weighed pieces. `heard`: matrices like `said`, one for each reading.

    A reading is what the ears made of the example where that is known, else what the line they show would make.
    """

    examples: tuple[Example, ...]
    known: dict[str, int]
    rarity: NDArray[np.float32]
    said: Any
    heard: tuple[Any, ...]

    @classmethod
    def of(cls, read: Sequence[Example], heard: Mapping[str, Sequence[str]] | None = None) -> "Corpus":
        """`heard`: the readings of examples that went through the ears, by `same(text)`."""
        heard = heard or {}
        line = Line.learned((said, one) for said, readings in heard.items() for one in readings[:_READINGS])
        texts = [one.text for one in read]
        counts, names = _counted(texts, {})
        holding = np.bincount(counts.indices, minlength=len(names))
        kept = np.array(
            [at for _, at in sorted(names.items()) if holding[at] >= _LEAST_EXAMPLES], dtype=np.int64
        )
        pieces_by_number = list(names)
        known = {pieces_by_number[at]: i for i, at in enumerate(kept)}
        rarity = (np.log((1 + len(texts)) / (1 + holding[kept])) + 1).astype(np.float32)

        def reading(one: Example, number: int) -> str:
            readings = heard.get(same(one.text), ())
            return readings[number % len(readings)] if readings else line.garbled(one.text, str(number))

        over_the_line = (
            _weighed(_counted([reading(one, number) for one in read], known, closed=True)[0], rarity)
            for number in range(_READINGS if line.is_known else 0)
        )
        return cls(tuple(read), known, rarity, _weighed(counts[:, kept], rarity), tuple(over_the_line))

    def column(self, rows: NDArray[Any], labels: NDArray[np.bool_]) -> tuple[NDArray[np.float32], float]:
        """Weights and bias of one yes/no question, learned from `rows`."""
        from scipy.sparse import vstack
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(C=_LOOSENESS, class_weight="balanced", solver="liblinear", tol=_TOLERANCE)
        versions = [self.said, *self.heard]
        weights = np.repeat([1.0, *(_HEARD_WEIGHT for _ in self.heard)], len(rows))
        held = vstack([version[rows] for version in versions])
        model.fit(held, np.tile(labels, len(versions)), sample_weight=weights)
        return model.coef_[0].astype(np.float32), float(model.intercept_[0])

    def alike(self) -> NDArray[np.int64]:
        """A number for each example, the same for those that are nearly the same words."""
        from sklearn.preprocessing import normalize

        letters = np.array([name.startswith("~") for name in self.known])
        rows = normalize(self.said[:, np.flatnonzero(letters)])
        group = list(range(len(self.examples)))

        def first(i: int) -> int:
            while group[i] != i:
                group[i] = group[group[i]]
                i = group[i]
            return i

        for begin in range(0, len(group), 500):
            near = (rows[begin : begin + 500] @ rows.T).tocoo()
            close = near.data > _ALIKE
            for i, j in zip(near.row[close], near.col[close], strict=True):
                group[first(begin + int(i))] = first(int(j))
        return np.array([first(i) for i in range(len(group))], dtype=np.int64)


def _counted(texts: Sequence[str], names: dict[str, int], closed: bool = False) -> tuple[Any, dict[str, int]]:
    """Sparse counts of pieces, a row for each text; unless `closed`, new pieces are given a number."""
    from scipy.sparse import csr_matrix

    at: list[int] = []
    counts: list[int] = []
    ends = [0]
    for text in texts:
        for piece, count in pieces(text[:MOST_LETTERS]).items():
            number = names.get(piece) if closed else names.setdefault(piece, len(names))
            if number is not None:
                at.append(number)
                counts.append(count)
        ends.append(len(at))
    held = (np.array(counts, dtype=np.float32), np.array(at, dtype=np.int32), np.array(ends))
    return csr_matrix(held, shape=(len(texts), len(names))), names


def _weighed(counts: Any, rarity: NDArray[np.float32]) -> Any:
    """Rows of length one, as `danger.weighed` gives them."""
    from scipy.sparse import diags_array
    from sklearn.preprocessing import normalize

    counts = counts.tocsr().copy()
    counts.data = 1 + np.log(counts.data)
    return normalize(counts @ diags_array(rarity))
