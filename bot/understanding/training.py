"""Trains the danger detector when what it is made of has changed: about half a minute, no accelerator, no chance."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from loguru import logger
from numpy.typing import NDArray

from bot.settings import ROOT, Settings
from bot.understanding import examples
from bot.understanding.danger import DangerDetector, Model, ModelUnusable, weighed
from bot.understanding.examples import UNNAMED, Example
from bot.understanding.features import pieces
from bot.understanding.garble import garbled

NEEDLESS = 0.05  # of alarming but harmless words, the share that may be asked about
_FOLDS = 5
_LEAST_EXAMPLES = 2  # a piece is learned when so many examples hold it
_LOOSENESS = 20.0
_ALIKE = 0.7  # cosine from which two examples are one utterance in two spellings
_GARBLED_WEIGHT = 0.5


@dataclass(frozen=True, eq=False)
class Judged:
    """Each example with the probability of danger that a model gave which had not seen its like."""

    examples: tuple[Example, ...]
    danger: NDArray[np.float64]
    threshold: float


def model_path(settings: Settings) -> Path:
    """Where the model of today's examples is kept."""
    return settings.data / "models" / "danger" / f"danger-{fingerprint()}.npz"


def train(settings: Settings) -> Path:
    """The model's file, trained now unless the same examples were trained before. Raises ExamplesError, OSError."""
    path = model_path(settings)
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    read = examples.read()
    fit(read, judge(read).threshold).save(path)
    for old in path.parent.glob("danger-*.npz"):
        if old != path:
            old.unlink(missing_ok=True)
    return path


def detector(settings: Settings) -> DangerDetector | None:
    """The trained detector; None, with a line in the log, when there is none: the rules watch alone."""
    try:
        return DangerDetector(Model.load(model_path(settings)))
    except ModelUnusable as error:
        logger.warning("no danger detector, the rules watch alone: {}", error)
        return None


def fingerprint() -> str:
    """A hash of the examples and of the code that learns from them."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for path in (*examples.sources(), *sorted(here.glob("*.py")), ROOT / "bot/care/red_flags/spelling.py"):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def judge(read: Sequence[Example]) -> Judged:
    """Every example judged by a model trained without it and its like, and the threshold that follows."""
    from sklearn.model_selection import StratifiedGroupKFold

    corpus = Corpus.of(read)
    dangerous = np.array([one.category is not None for one in read])
    danger = np.zeros(len(read))
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=0)
    for seen, unseen in folds.split(dangerous, dangerous, _alike([one.text for one in read])):
        weights, bias = corpus.column(seen, dangerous[seen])
        danger[unseen] = 1 / (1 + np.exp(-(corpus.said[unseen] @ weights + bias)))
    hard = np.sort(danger[np.array([one.hard for one in read], dtype=bool)])[::-1]
    threshold = float(hard[int(len(hard) * NEEDLESS)]) if len(hard) else 0.5
    return Judged(tuple(read), danger, threshold)


def fit(read: Sequence[Example], threshold: float) -> Model:
    """A model of these examples and of garbled copies of them."""
    corpus = Corpus.of(read)
    everywhere = np.arange(len(read))
    columns = [corpus.column(everywhere, np.array([one.category is not None for one in read]))]
    named = sorted({one.category for one in read if one.category not in (None, UNNAMED)}, key=str)
    rows = np.array([i for i, one in enumerate(read) if one.category in named], dtype=np.int64)
    for name in named if len(named) > 1 else ():
        columns.append(corpus.column(rows, np.array([read[i].category == name for i in rows])))
    while len(columns) < 1 + len(named):
        columns.append((np.zeros(len(corpus.known), np.float32), 0.0))
    return Model(
        corpus.known,
        corpus.rarity,
        np.stack([weights for weights, _ in columns], axis=1),
        np.array([bias for _, bias in columns], dtype=np.float32),
        tuple(str(name) for name in named),
        threshold,
    )


@dataclass(frozen=True, eq=False)
class Corpus:
    """The examples as sparse rows of weighed pieces: as they were written, and as a telephone garbles them."""

    known: dict[str, int]
    rarity: NDArray[np.float32]
    said: Any
    garbled: Any

    @classmethod
    def of(cls, read: Sequence[Example]) -> "Corpus":
        known, rarity = _pieces_known(read)
        said = _matrix([one.text for one in read], known, rarity)
        return cls(known, rarity, said, _matrix([garbled(one.text, "1") for one in read], known, rarity))

    def column(self, rows: NDArray[Any], labels: NDArray[np.bool_]) -> tuple[NDArray[np.float32], float]:
        """Weights and bias of one yes/no question, learned from `rows`."""
        from scipy.sparse import vstack
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(C=_LOOSENESS, class_weight="balanced", solver="liblinear", max_iter=300)
        weights = np.repeat([1.0, _GARBLED_WEIGHT], len(rows))
        held = vstack([self.said[rows], self.garbled[rows]])
        model.fit(held, np.tile(labels, 2), sample_weight=weights)
        return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def _pieces_known(read: Sequence[Example]) -> tuple[dict[str, int], NDArray[np.float32]]:
    holding: Counter[str] = Counter()
    for one in read:
        holding.update(pieces(one.text).keys())
    names = sorted(piece for piece, count in holding.items() if count >= _LEAST_EXAMPLES)
    rarity = [np.log((1 + len(read)) / (1 + holding[name])) + 1 for name in names]
    return {name: i for i, name in enumerate(names)}, np.array(rarity, dtype=np.float32)


def _matrix(texts: Sequence[str], known: dict[str, int], rarity: NDArray[np.float32]) -> Any:
    """Sparse, a row for each text."""
    from scipy.sparse import csr_matrix

    rows = [weighed(text, known, rarity) for text in texts]
    ends = np.concatenate([[0], np.cumsum([len(at) for at, _ in rows])])
    held = (np.concatenate([values for _, values in rows]), np.concatenate([at for at, _ in rows]), ends)
    return csr_matrix(held, shape=(len(texts), len(known)))


def _alike(texts: Sequence[str]) -> NDArray[np.int64]:
    """A number for each text, the same for those that are nearly the same text."""
    known, rarity = _pieces_known([Example(text, None) for text in texts])
    letters = np.array([name.startswith("~") for name in known])
    matrix = _matrix(texts, known, np.where(letters, np.float32(1), np.float32(0)))
    group = list(range(len(texts)))

    def first(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for begin in range(0, len(texts), 500):
        near = (matrix[begin : begin + 500] @ matrix.T).tocoo()
        for i, j, cosine in zip(near.row, near.col, near.data, strict=True):
            if cosine > _ALIKE:
                group[first(begin + int(i))] = first(int(j))
    return np.array([first(i) for i in range(len(texts))], dtype=np.int64)
