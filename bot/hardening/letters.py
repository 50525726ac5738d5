"""`luuri harden --letters`: trains the head that hears letters, and the letter n-grams beside it.

Plain numpy, one core: about half an hour to speak and hear what it learns from, and as long to learn.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from bot.hardening.ctc import ctc
from bot.hardening.letter_sounds import Spoken
from bot.speech.letters.head import Head
from bot.speech.letters.spelling import LETTERS

Array = NDArray[np.float32]

_BATCH = 16
_LARGEST_STEP = 5.0  # norm of a gradient
_FORGOTTEN = 0.1  # of the units in a sentence
_NOISE = 0.1
_HIDDEN = 0.7  # of the sentences lose some frames
_MOST_HIDDEN = 8
_LEAST_FRAMES = 1.4  # for a letter
_SEED = 0

Told = Callable[[int, int, float], None]


@dataclass(frozen=True)
class Course:
    """How the head is trained; the defaults made the one in use. `warm_up`: steps until the whole rate."""

    units: int = 160
    neighbours: int = 5
    rounds: int = 9
    rate: float = 1e-3
    warm_up: int = 200


@dataclass(frozen=True, eq=False)
class _Batch:
    """frames: (sentences, longest, inputs), each sentence's own number of frames, and its labels."""

    frames: Array
    lengths: list[int]
    labels: list[list[int]]


def learned(
    said: Sequence[Spoken], told: Told = lambda done, of, loss: None, course: Course = Course()
) -> Head:
    """A head that spells what was said. `told(round, rounds, loss)` after each round. Always the same for the same."""
    chance = np.random.default_rng(_SEED)
    kept = [one for one in said if len(one.letters) * _LEAST_FRAMES < len(one.frames)]
    some = np.concatenate([one.frames[::5] for one in kept]).astype(np.float32)
    network = _Network.new(some.mean(axis=0), some.std(axis=0) + 1e-3, course, chance)
    steps = _Adam(network.parts, course, course.rounds * -(-len(kept) // _BATCH))
    for done in range(1, course.rounds + 1):
        losses = []
        for batch in _batches(kept, network, chance):
            loss, slopes = network.slopes(batch, chance)
            steps.take(slopes)
            losses.append(loss)
        told(done, course.rounds, float(np.mean(losses)))
    return network.head()


def _batches(kept: Sequence[Spoken], network: "_Network", chance: np.random.Generator) -> Iterator[_Batch]:
    """Sentences of about one length together, the batches in any order, noise over every frame."""
    by_length = sorted(range(len(kept)), key=lambda i: len(kept[i].frames))
    starts = np.arange(0, len(kept), _BATCH)
    for start in chance.permutation(starts):
        some = [kept[i] for i in by_length[start : start + _BATCH]]
        lengths = [len(one.frames) for one in some]
        frames = np.zeros((len(some), max(lengths), len(network.mean)), dtype=np.float32)
        for row, one in enumerate(some):
            told = (one.frames.astype(np.float32) - network.mean) / network.deviation
            if chance.random() < _HIDDEN:
                first = chance.integers(0, len(told))
                told[first : first + chance.integers(0, _MOST_HIDDEN)] = 0
            frames[row, : len(told)] = told
        frames += chance.standard_normal(frames.shape, dtype=np.float32) * _NOISE
        yield _Batch(frames, lengths, [[LETTERS.index(c) + 1 for c in one.letters] for one in some])


@dataclass(frozen=True, eq=False)
class _Network:
    """Head's layers while they learn. `parts`: weights and biases by turns, changed in place."""

    mean: Array
    deviation: Array
    parts: list[Array]

    @classmethod
    def new(cls, mean: Array, deviation: Array, course: Course, chance: np.random.Generator) -> "_Network":
        labels = len(LETTERS) + 1
        units = course.units
        shapes = ((len(mean), units), (course.neighbours, units, units), (units, labels))
        parts: list[Array] = []
        for shape in shapes:
            inputs = int(np.prod(shape[:-1]))
            parts.append((chance.standard_normal(shape) * np.sqrt(2 / inputs)).astype(np.float32))
            parts.append(np.zeros(shape[-1], dtype=np.float32))
        parts[4] *= 0.5
        parts[5][0] = 1.0
        return cls(mean, deviation, parts)

    def head(self) -> Head:
        return Head(self.mean, self.deviation, tuple(self.parts[::2]), tuple(self.parts[1::2]))

    def slopes(self, batch: _Batch, chance: np.random.Generator) -> tuple[float, list[Array]]:
        """The batch's loss, and its gradient by every part."""
        inward, inward_bias, across, across_bias, outward, outward_bias = self.parts
        near, units, _ = across.shape
        sentences, longest, inputs = batch.frames.shape
        rows = sentences * longest
        first = np.maximum(batch.frames @ inward + inward_bias, 0)
        remembered = chance.random((sentences, 1, units), dtype=np.float32) >= _FORGOTTEN
        mask = (remembered / (1 - _FORGOTTEN)).astype(np.float32)
        told = first * mask
        padded = np.pad(told, ((0, 0), (near // 2, near // 2), (0, 0)))
        windows = sliding_window_view(padded, near, axis=1).transpose(0, 1, 3, 2).reshape(rows, near * units)
        second = np.maximum(windows @ across.reshape(near * units, units) + across_bias, 0)
        both = told.reshape(rows, units) + second
        scores = (both @ outward + outward_bias).reshape(sentences, longest, -1)
        shares = np.exp(scores - scores.max(axis=2, keepdims=True))
        shares /= shares.sum(axis=2, keepdims=True)

        loss, owed = ctc(shares, batch.lengths, batch.labels)
        wrong = (shares - owed) / sentences
        for row, length in enumerate(batch.lengths):
            wrong[row, length:] = 0
        wrong = wrong.reshape(rows, -1)

        to_both = wrong @ outward.T
        to_second = to_both * (second > 0)
        to_windows = to_second @ across.reshape(near * units, units).T
        spread = to_windows.reshape(sentences, longest, near, units)
        to_padded = np.zeros_like(padded)
        for k in range(near):
            to_padded[:, k : k + longest] += spread[:, :, k]
        to_told = to_both.reshape(told.shape) + to_padded[:, near // 2 : near // 2 + longest]
        to_first = (to_told * mask * (first > 0)).reshape(rows, units)
        return loss, [
            batch.frames.reshape(rows, inputs).T @ to_first,
            to_first.sum(axis=0),
            (windows.T @ to_second).reshape(across.shape),
            to_second.sum(axis=0),
            both.T @ wrong,
            wrong.sum(axis=0),
        ]


class _Adam:
    """Adam (Kingma and Ba 2015), the rate falling along half a cosine. Changes the parts that it was given."""

    def __init__(self, parts: list[Array], course: Course, steps: int) -> None:
        self._parts = parts
        self._course = course
        self._steps = steps
        self._taken = 0
        self._means = [np.zeros_like(part) for part in parts]
        self._squares = [np.zeros_like(part) for part in parts]

    def take(self, slopes: list[Array]) -> None:
        self._taken += 1
        size = float(np.sqrt(sum(float(np.square(slope).sum()) for slope in slopes)))
        scale = min(1.0, _LARGEST_STEP / max(size, 1e-9))
        fall = 0.5 * (1 + np.cos(np.pi * self._taken / self._steps)) + 0.01
        rate = self._course.rate * min(1.0, self._taken / self._course.warm_up) * fall
        for part, mean, square, slope in zip(self._parts, self._means, self._squares, slopes, strict=True):
            mean += 0.1 * (slope * scale - mean)
            square += 0.001 * (np.square(slope * scale) - square)
            part -= (
                rate * (mean / (1 - 0.9**self._taken)) / (np.sqrt(square / (1 - 0.999**self._taken)) + 1e-6)
            )
