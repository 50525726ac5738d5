"""The danger detector: a linear model over pieces of words, read from a file that training wrote."""

import math
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.care.red_flags.detector import Suspicion
from bot.understanding.features import pieces

MOST_LETTERS = 2_000
_MOST_READINGS = 8
_ALSO = 0.3  # a second category is named from this share of the danger on


class ModelUnusable(Exception):
    """The model's file is absent or no model."""


@dataclass(frozen=True, eq=False)
class Model:
    """`weights`, `biases`: a column for danger, then one for each category. `rarity` weighs each piece.

    `threshold`: the danger to ask about from on; `heard_threshold`: where a recogniser gave several readings.
    """

    known: dict[str, int]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    biases: NDArray[np.float32]
    categories: tuple[str, ...]
    threshold: float
    heard_threshold: float

    def save(self, path: Path) -> None:
        """One file of plain arrays; it appears whole or not at all."""
        partial = path.with_suffix(".partial.npz")
        np.savez_compressed(
            partial,
            known=np.frombuffer("\n".join(self.known).encode(), dtype=np.uint8),
            rarity=self.rarity,
            weights=self.weights.astype(np.float16),
            biases=self.biases,
            categories=np.array(self.categories),
            thresholds=np.array([self.threshold, self.heard_threshold]),
        )
        partial.replace(path)

    @classmethod
    def load(cls, path: Path) -> "Model":
        """Raises ModelUnusable. Plain arrays are read: nothing in the file is run."""
        try:
            with np.load(path, allow_pickle=False) as held:
                names: list[str] = held["known"].tobytes().decode().split("\n")
                return cls(
                    known={name: number for number, name in enumerate(names)},
                    rarity=held["rarity"],
                    weights=held["weights"].astype(np.float32),
                    biases=held["biases"],
                    categories=tuple(str(name) for name in held["categories"]),
                    threshold=float(held["thresholds"][0]),
                    heard_threshold=float(held["thresholds"][1]),
                )
        except (OSError, EOFError, ValueError, KeyError, IndexError, zipfile.BadZipFile) as error:
            raise ModelUnusable(f"{path.name}: {type(error).__name__}") from None


class DangerDetector:
    """A `bot.care.red_flags.Detector`. May be shared by threads."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def danger(self, text: str, alternatives: Sequence[str] = ()) -> float:
        """How likely the words tell of danger, 0..1."""
        return _logistic(float(self._scores(text, alternatives)[0]))

    def suspects(self, text: str, alternatives: Sequence[str] = ()) -> tuple[Suspicion, ...]:
        """The likeliest category and a close second where danger is likely enough to ask about; else empty."""
        scores = self._scores(text, alternatives)
        danger = _logistic(float(scores[0]))
        if danger < (self._model.heard_threshold if alternatives else self._model.threshold):
            return ()
        shares = np.exp(scores[1:] - scores[1:].max())
        shares /= shares.sum()
        best = np.argsort(-shares, kind="stable")[:2]
        return tuple(
            Suspicion(self._model.categories[at], danger * float(shares[at]))
            for place, at in enumerate(best)
            if place == 0 or shares[at] >= _ALSO
        )

    def _scores(self, text: str, alternatives: Sequence[str]) -> NDArray[np.float32]:
        """The model's columns, the mean of every reading of the words."""
        readings = (text, *(one for one in alternatives[:_MOST_READINGS] if one.strip()))
        scores = np.zeros_like(self._model.biases)
        for reading in readings:
            at, values = weighed(reading, self._model.known, self._model.rarity)
            scores += values @ self._model.weights[at] + self._model.biases
        return scores / np.float32(len(readings))


def weighed(
    text: str, known: dict[str, int], rarity: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The text's known pieces and their weights, a vector of length one."""
    found = [(known[piece], count) for piece, count in pieces(text[:MOST_LETTERS]).items() if piece in known]
    at = np.array([number for number, _ in found], dtype=np.int32)
    values = np.array([1 + math.log(count) for _, count in found], dtype=np.float32) * rarity[at]
    return at, values / max(float(np.linalg.norm(values)), 1e-9)


def _logistic(score: float) -> float:
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, score))))
