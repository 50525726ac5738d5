"""Trains the danger detector when what it is made of has changed: under a minute, no accelerator, no chance."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from loguru import logger
from numpy.typing import NDArray

from bot.edition import WORKING_TREE, Edition, fingerprint, mixed
from bot.settings import ROOT, Settings
from bot.understanding import examples
from bot.understanding.corpus import Corpus
from bot.understanding.danger import DangerDetector, Model, ModelUnusable
from bot.understanding.examples import UNNAMED, Example

NEEDLESS = 0.06  # of alarming but harmless words, the share that may be asked about
NEEDLESS_HEARD = 0.08  # the same of what the ears made of them
_FOLDS = 4
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
    corpus = Corpus.of(examples.read(edition.nlu_data), examples.read_heard(edition.nlu_data))
    fit(corpus, judge(corpus).thresholds).save(path)
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
    """Each example with the probability of danger that a model gave which had not seen its like.

    `heard`: the same of what the ears made of it, where that is known, else of what they might have made.
    """

    examples: tuple[Example, ...]
    danger: NDArray[np.float64]
    heard: NDArray[np.float64]

    @property
    def thresholds(self) -> tuple[float, float]:
        """From which probability on to ask about written words, and about heard ones."""
        hard = np.array([one.hard for one in self.examples], dtype=bool)
        return _exceeded_by(self.danger[hard], NEEDLESS), _exceeded_by(self.heard[hard], NEEDLESS_HEARD)


def judge(corpus: Corpus) -> Judged:
    """Every example judged by a model trained without it and its like."""
    from sklearn.model_selection import StratifiedGroupKFold

    dangerous = np.array([one.category is not None for one in corpus.examples])
    danger, heard = np.zeros(len(dangerous)), np.zeros(len(dangerous))
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=0)
    for seen, unseen in folds.split(dangerous, dangerous, corpus.alike()):
        weights, bias = corpus.column(seen, dangerous[seen])
        danger[unseen] = _logistic(corpus.said[unseen] @ weights + bias)
        readings = [matrix[unseen] @ weights + bias for matrix in corpus.heard]
        heard[unseen] = _logistic(np.mean(readings, axis=0))
    return Judged(corpus.examples, danger, heard)


def fit(corpus: Corpus, thresholds: tuple[float, float]) -> Model:
    """A model of the examples as they were written and as they are heard."""
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
        *thresholds,
    )


def _exceeded_by(values: NDArray[np.float64], share: float) -> float:
    return float(np.sort(values)[::-1][int(len(values) * share)]) if len(values) else 0.5


def _logistic(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-scores)))
