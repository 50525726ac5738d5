"""Connectionist temporal classification (Graves et al. 2006): how wrong frames of letters are about a text, and why."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
_LEAST = 1e-30
_LEAST_SHARE = 1e-6  # a text that seems impossible is still led towards


def ctc(shares: Array, lengths: Sequence[int], texts: Sequence[Sequence[int]]) -> tuple[float, Array]:
    """Mean negative log likelihood of the texts, and each frame's share of every label on the ways to its text.

    shares: (batch, frames, labels), each frame sums to one, label 0 is blank. lengths: frames of each.
    texts: labels without blanks. `shares - owed` is the gradient by the scores that made the shares.
    """
    batch, frames, labels = shares.shape
    states = 2 * max(map(len, texts)) + 1
    path = np.zeros((batch, states), dtype=np.int64)
    for row, text in enumerate(texts):
        path[row, 1 : 2 * len(text) : 2] = text
    skips = np.zeros((batch, states))
    skips[:, 2:] = (path[:, 2:] != 0) & (path[:, 2:] != path[:, :-2])
    at = np.arange(batch)
    ends = np.array([2 * len(text) for text in texts])
    # One frame more than the longest has: whatever is past its sound is blank.
    emitted = np.zeros((frames + 1, batch, states))
    emitted[:frames] = np.take_along_axis(shares, path[:, None, :], axis=2).transpose(1, 0, 2)
    np.maximum(emitted, _LEAST_SHARE, out=emitted)
    past = np.arange(frames + 1)[:, None] >= np.asarray(lengths)[None, :]
    emitted[past] = (path == 0)[np.nonzero(past)[1]]

    forward = np.zeros((frames + 1, batch, states))
    forward[0, :, :2] = emitted[0, :, :2]
    log_likelihood = np.zeros(batch)
    for t in range(frames + 1):
        if t:
            before = forward[t - 1]
            forward[t] = before
            forward[t, :, 1:] += before[:, :-1]
            forward[t, :, 2:] += before[:, :-2] * skips[:, 2:]
            forward[t] *= emitted[t]
        whole = forward[t].sum(axis=1, keepdims=True) + _LEAST
        forward[t] /= whole
        log_likelihood += np.log(whole[:, 0])
    log_likelihood += np.log(forward[-1, at, ends] + _LEAST)

    owed = np.zeros_like(shares)
    backward = np.zeros((batch, states))
    backward[at, ends] = 1.0
    one_hot = np.zeros((batch, states, labels), dtype=np.float32)
    one_hot[at[:, None], np.arange(states)[None, :], path] = 1.0
    held = np.zeros((frames, batch, states), dtype=np.float32)
    for t in range(frames, -1, -1):
        if t < frames:
            after = backward * emitted[t + 1]
            backward = after.copy()
            backward[:, :-1] += after[:, 1:]
            backward[:, :-2] += after[:, 2:] * skips[:, 2:]
            backward /= backward.sum(axis=1, keepdims=True) + _LEAST
            both = forward[t] * backward
            held[t] = both / (both.sum(axis=1, keepdims=True) + _LEAST)
    owed = np.matmul(held.transpose(1, 0, 2), one_hot)
    return float(-log_likelihood.mean()), owed
