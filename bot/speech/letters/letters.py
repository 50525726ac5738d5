"""The letters' readings of a sound that Whisper's encoder has taken in."""

import lzma
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.speech.letters.head import Frames, Head
from bot.speech.letters.language import Language
from bot.speech.letters.search import Search
from bot.speech.weights import WeightsFailed

FOLDER = Path(__file__).parent
HEAD = FOLDER / "head.npz"
LANGUAGE = FOLDER / "language.npz"
_SEARCH = Search()
_SAID = 0.3  # the share of any letter from which on a frame is thought to hold one

_FINNISH = -2.6
"""The least likeness. Of 1,083 Finnish utterances of the development sets about one in two hundred is under it;
four sentences in English and Swedish are."""


@dataclass(frozen=True)
class Spelt:
    """texts: the likeliest first, in small letters without punctuation.

    sureness: 0..1, the mean of the letters'; 0.0 where the words are unlike Finnish.
    """

    texts: tuple[str, ...]
    sureness: float


@dataclass(frozen=True, eq=False)
class Letters:
    """May be shared by threads."""

    head: Head
    language: Language
    search: Search = _SEARCH

    @classmethod
    def load(cls) -> "Letters":
        """The trained ones. Raises WeightsFailed."""
        try:
            return cls(Head.load(HEAD), Language.load(LANGUAGE))
        except (OSError, ValueError, KeyError, lzma.LZMAError) as error:
            raise WeightsFailed(
                f"The letters' files in {FOLDER} are unusable: {type(error).__name__}: {error}"
            ) from error

    def read(self, frames: Frames, most: int) -> Spelt:
        """frames: (frames, inputs) of the encoder, those of the sound alone."""
        if not len(frames):
            return Spelt((), 0.0)
        shares = self.head.shares(frames)
        held = shares.max(axis=1)[shares[:, 1:].max(axis=1) > _SAID]
        texts = [text for text in self.search.texts(shares, self.language) if text][:most]
        sure = texts and len(held) and self.language.likeness(texts[0]) >= _FINNISH
        return Spelt(tuple(texts), float(np.mean(held)) if sure else 0.0)
