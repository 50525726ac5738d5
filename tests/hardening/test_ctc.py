"""The loss over all ways to a text, against every way written out."""

from itertools import groupby, product

import numpy as np
import pytest

from bot.hardening.ctc import ctc

LENGTHS = [5, 3]
TEXTS = [[1, 1], [2]]


def scores() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((2, 5, 3))


def shares(of: np.ndarray) -> np.ndarray:
    raised = np.exp(of)
    return np.asarray(raised / raised.sum(axis=2, keepdims=True))


def by_hand(of: np.ndarray) -> float:
    loss = 0.0
    for frames, length, text in zip(shares(of), LENGTHS, TEXTS, strict=True):
        ways = product(range(3), repeat=length)
        right = (way for way in ways if [label for label, _ in groupby(way) if label] == text)
        loss -= np.log(sum(np.prod([frames[t, label] for t, label in enumerate(way)]) for way in right))
    return loss / len(TEXTS)


def test_the_loss_is_that_of_all_ways_together() -> None:
    assert ctc(shares(scores()), LENGTHS, TEXTS)[0] == pytest.approx(by_hand(scores()))


def test_what_is_owed_gives_the_gradient() -> None:
    _, owed = ctc(shares(scores()), LENGTHS, TEXTS)
    gradient = (shares(scores()) - owed) / len(TEXTS)
    for place in ((0, 1, 1), (0, 4, 0), (1, 0, 2), (1, 2, 1)):
        step = np.zeros_like(scores())
        step[place] = 1e-5
        slope = (by_hand(scores() + step) - by_hand(scores() - step)) / 2e-5
        assert gradient[place] == pytest.approx(slope, abs=1e-6)
