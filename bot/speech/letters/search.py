"""The likeliest texts of a row of frames: prefix beam search (Hannun et al. 2014) with letter n-grams.

The n-grams weigh what the sounds leave open; they can add no letter that no frame holds.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.speech.letters.head import Frames
from bot.speech.letters.language import Language
from bot.speech.letters.spelling import LETTERS

_SPACE = " "
_LABEL_OF_SPACE = len(LETTERS)


@dataclass(frozen=True)
class Search:
    """`weight` of the n-grams, and `bonus` for each letter, which their weight makes dear.

    `least`: the share from which on a label counts in a frame. Words begin where the n-grams will have it:
    `seam` is the share of a space that no frame holds, and `no_seam` of one that is not believed.
    """

    width: int = 12
    weight: float = 0.5
    bonus: float = 1.0
    least: float = 0.01
    seam: float = 0.03
    no_seam: float = 0.3

    def texts(self, shares: Frames, language: Language) -> list[str]:
        """The likeliest texts, best first; [""] where nothing was said."""
        ways = {"": (1.0, 0.0)}
        worth = {"": 0.0}
        for frame, holds in zip(shares, shares[:, 1:].max(axis=1) > self.least, strict=True):
            if holds:
                ways = self._kept(self._onward(ways, worth, frame, language), worth)
            else:
                ways = {text: (in_blank + in_letter, 0.0) for text, (in_blank, in_letter) in ways.items()}
        last = {text: self.weight * language.after(text, _SPACE) for text in ways}
        order = sorted(ways, key=lambda text: -(_log(sum(ways[text])) + worth[text] + last[text]))
        return list(dict.fromkeys(text.strip() for text in order))

    def _onward(
        self,
        ways: Mapping[str, tuple[float, float]],
        worth: dict[str, float],
        frame: Frames,
        language: Language,
    ) -> dict[str, list[float]]:
        """Each text's share of ending in a blank and in its own last letter, one frame later."""
        said = [(LETTERS[i], float(frame[i + 1])) for i in np.flatnonzero(frame[1:] > self.least)]
        blank = float(frame[0] + self.no_seam * frame[_LABEL_OF_SPACE])
        found: dict[str, list[float]] = {}
        for text, (in_blank, in_letter) in ways.items():
            both, last = in_blank + in_letter, text[-1:]
            here = found.setdefault(text, [0.0, 0.0])
            here[0] += both * blank
            for letter, share in said:
                if letter == last:
                    here[1] += in_letter * share
                more = (in_blank if letter == last else both) * share
                if more <= 0 or (letter == _SPACE and last in (_SPACE, "")):
                    continue
                for longer, part in ((letter, 1.0), (_SPACE + letter, self.seam)):
                    if len(longer) == 2 and (letter == _SPACE or last in (_SPACE, "")):
                        continue
                    grown = text + longer
                    if grown not in worth:
                        worth[grown] = worth[text] + self._worth(text, longer, language)
                    found.setdefault(grown, [0.0, 0.0])[1] += more * part
        return found

    def _worth(self, text: str, longer: str, language: Language) -> float:
        """What the n-grams think of the letters that make the text longer."""
        said = 0.0
        for letter in longer:
            said += self.weight * language.after(text, letter) + self.bonus
            text += letter
        return said

    def _kept(
        self, found: dict[str, list[float]], worth: Mapping[str, float]
    ) -> dict[str, tuple[float, float]]:
        best = sorted(found, key=lambda text: -(_log(sum(found[text])) + worth[text]))[: self.width]
        whole = sum(sum(found[text]) for text in best) or 1.0
        return {text: (found[text][0] / whole, found[text][1] / whole) for text in best}


def _log(share: float) -> float:
    return math.log(share + 1e-300)
