"""Trains the danger detector when what it is made of has changed: about half a minute, no accelerator, no chance."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from loguru import logger
from numpy.typing import NDArray

from bot.edition import WORKING_TREE, Edition, fingerprint, mixed
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
DETECTOR = "danger.npz"  # its name in an edition that keeps its own
MODELS_KEPT = 6


def model_path(settings: Settings, edition: Edition = WORKING_TREE) -> Path:
    """Where the model of the edition's examples is kept: with the edition, or in the data folder."""
    kept = edition.models / DETECTOR if edition.models else None
    if kept is not None and kept.exists():
        return kept
    return settings.data / "models" / "danger" / f"danger-{model_fingerprint(edition)}.npz"


def train(settings: Settings, edition: Edition = WORKING_TREE) -> Path:
    """The model's file, trained now unless the same examples were trained before. Raises ExamplesError, OSError."""
    path = model_path(settings, edition)
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    corpus = Corpus.of(examples.read(edition.nlu_data))
    fit(corpus, judge(corpus).threshold).save(path)
    for old in sorted(path.parent.glob("danger-*.npz"), key=lambda one: -one.stat().st_mtime)[MODELS_KEPT:]:
        old.unlink(missing_ok=True)
    return path


def detector(settings: Settings, edition: Edition = WORKING_TREE) -> DangerDetector | None:
    """The trained detector; None, with a line in the log, when there is none: the rules watch alone."""
    try:
        return DangerDetector(Model.load(model_path(settings, edition)))
    except ModelUnusable as error:
        logger.warning("no danger detector, the rules watch alone: {}", error)
        return None


def model_fingerprint(edition: Edition = WORKING_TREE) -> str:
    """A hash of the examples and of the code that learns from them."""
    code = (*sorted(Path(__file__).parent.glob("*.py")), ROOT / "bot/care/red_flags/spelling.py")
    learned = fingerprint(edition.root, examples.sources(edition.nlu_data))
    return mixed(learned, fingerprint(ROOT, code))


@dataclass(frozen=True, eq=False)
class Judged:
    """Each example with the probability of danger that a model gave which had not seen its like."""

    examples: tuple[Example, ...]
    danger: NDArray[np.float64]
    threshold: float


def judge(corpus: "Corpus") -> Judged:
    """Every example judged by a model trained without it and its like, and the threshold that follows."""
    from sklearn.model_selection import StratifiedGroupKFold

    dangerous = np.array([one.category is not None for one in corpus.examples])
    danger = np.zeros(len(dangerous))
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=0)
    for seen, unseen in folds.split(dangerous, dangerous, corpus.alike()):
        weights, bias = corpus.column(seen, dangerous[seen])
        danger[unseen] = 1 / (1 + np.exp(-(corpus.said[unseen] @ weights + bias)))
    hard = np.sort(danger[np.array([one.hard for one in corpus.examples], dtype=bool)])[::-1]
    threshold = float(hard[int(len(hard) * NEEDLESS)]) if len(hard) else 0.5
    return Judged(corpus.examples, danger, threshold)


def fit(corpus: "Corpus", threshold: float) -> Model:
    """A model of the examples and of their garbled copies."""
    labels = [one.category for one in corpus.examples]
    columns = [corpus.column(np.arange(len(labels)), np.array([label is not None for label in labels]))]
    named = sorted({label for label in labels if label is not None and label != UNNAMED})
    rows = np.array([i for i, label in enumerate(labels) if label in named], dtype=np.int64)
    for name in named if len(named) > 1 else ():
        columns.append(corpus.column(rows, np.array([labels[i] == name for i in rows])))
    while len(columns) < 1 + len(named):
        columns.append((np.zeros(len(corpus.known), np.float32), 0.0))
    return Model(
        corpus.known,
        corpus.rarity,
        np.stack([weights for weights, _ in columns], axis=1),
        np.array([bias for _, bias in columns], dtype=np.float32),
        tuple(named),
        threshold,
    )


@dataclass(frozen=True, eq=False)
class Corpus:
    """The examples as sparse rows of weighed pieces: as they were written, and as a telephone garbles them."""

    examples: tuple[Example, ...]
    known: dict[str, int]
    rarity: NDArray[np.float32]
    said: Any
    garbled: Any

    @classmethod
    def of(cls, read: Sequence[Example]) -> "Corpus":
        known, rarity = _pieces_known(read)
        said = _matrix([one.text for one in read], known, rarity)
        heard = _matrix([garbled(one.text, "1") for one in read], known, rarity)
        return cls(tuple(read), known, rarity, said, heard)

    def column(self, rows: NDArray[Any], labels: NDArray[np.bool_]) -> tuple[NDArray[np.float32], float]:
        """Weights and bias of one yes/no question, learned from `rows`."""
        from scipy.sparse import vstack
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(C=_LOOSENESS, class_weight="balanced", solver="liblinear", max_iter=300)
        weights = np.repeat([1.0, _GARBLED_WEIGHT], len(rows))
        held = vstack([self.said[rows], self.garbled[rows]])
        model.fit(held, np.tile(labels, 2), sample_weight=weights)
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
