"""From the encoder's frames to letters: a small network, trained by `luuri harden --letters`."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Frames = NDArray[np.float32]
_STEPS = 127.0


@dataclass(frozen=True, eq=False)
class Head:
    """A layer on each frame, one over neighbouring frames beside it, and one score for each label.

    mean, deviation: of the encoder's frames. weights: (inputs, units), (neighbours, units, units), (units, labels).
    """

    mean: Frames
    deviation: Frames
    weights: tuple[Frames, ...]
    biases: tuple[Frames, ...]

    def shares(self, frames: Frames) -> Frames:
        """(frames, labels) for the encoder's (frames, 512): how likely each label is, each frame's sum 1."""
        inward, across, outward = self.weights
        told = np.maximum((frames - self.mean) / self.deviation @ inward + self.biases[0], 0)
        near, units, _ = across.shape
        padded = np.pad(told, ((near // 2, near // 2), (0, 0)))
        windows = (
            sliding_window_view(padded, near, axis=0).transpose(0, 2, 1).reshape(len(told), near * units)
        )
        told = told + np.maximum(windows @ across.reshape(near * units, units) + self.biases[1], 0)
        scores = told @ outward + self.biases[2]
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float32)

    def save(self, path: Path) -> None:
        """Weights in single bytes, with a scale for each column."""
        held: dict[str, NDArray[np.generic]] = {
            "mean": self.mean.astype(np.float16),
            "deviation": self.deviation.astype(np.float16),
        }
        for i, (weights, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            scale = np.abs(weights).max(axis=tuple(range(weights.ndim - 1))) / _STEPS
            held[f"weights{i}"] = np.round(weights / scale).astype(np.int8)
            held[f"scale{i}"] = scale.astype(np.float32)
            held[f"bias{i}"] = bias.astype(np.float32)
        np.savez_compressed(path, allow_pickle=False, **held)

    @classmethod
    def load(cls, path: Path) -> "Head":
        """Raises OSError, ValueError, KeyError."""
        with np.load(path, allow_pickle=False) as held:
            layers = range(3)
            return cls(
                mean=held["mean"].astype(np.float32),
                deviation=held["deviation"].astype(np.float32),
                weights=tuple(held[f"weights{i}"].astype(np.float32) * held[f"scale{i}"] for i in layers),
                biases=tuple(held[f"bias{i}"] for i in layers),
            )
