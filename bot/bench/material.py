"""What the bench's callers say: words in utterances.yml, sound in speech/ (8 kHz mu-law, a file a part)."""

from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import numpy as np

from bot.speech.telephone import LINE_HZ, read_wav, to_bytes
from bot.yaml_files import read_yaml

HERE = Path(__file__).resolve().parent
UTTERANCES = HERE / "utterances.yml"
SPEECH = HERE / "speech"


@dataclass(frozen=True)
class Utterance:
    """One turn: its parts in order, with `pause_s` of silence between them where there are two."""

    parts: tuple[str, ...]
    pause_s: float
    files: tuple[Path, ...]
    voice: str

    @property
    def text(self) -> str:
        return " ".join(self.parts)

    def sound(self) -> bytes:
        """s16le mono 8 kHz; the pause is exactly that long from the last voiced sample to the next one."""
        silence = np.zeros(int(self.pause_s * LINE_HZ), dtype=np.int16)
        pieces: list[np.ndarray] = []
        for path in self.files:
            samples, rate_hz = read_wav(path)
            if rate_hz != LINE_HZ:
                raise ValueError(f"{path} is not at {LINE_HZ} Hz")
            pieces += [silence, samples] if pieces else [samples]
        return to_bytes(np.concatenate(pieces))


Script = tuple[Utterance, ...]


def scripts() -> list[Script]:
    """The calls of utterances.yml, each a tuple of its turns. Raises ValueError when the file is wrong."""
    found: list[Script] = []
    number = 0
    for call in read_yaml(UTTERANCES):
        turns = []
        for turn in call["turns"]:
            number += 1
            parts = tuple(part.strip() for part in turn["say"].split("|"))
            pause_s = float(turn.get("pause_s", 0.0))
            if (len(parts) > 1) != (pause_s > 0) or len(parts) > 2:
                raise ValueError(f"{UTTERANCES}: one | goes with one pause_s: {turn['say']}")
            files = tuple(SPEECH / f"{number:02}{letter}.wav" for letter in "ab"[: len(parts)])
            turns.append(Utterance(parts, pause_s, files, call["voice"]))
        found.append(tuple(turns))
    return found


def plan(turns: int) -> list[Script]:
    """Calls with `turns` turns in all: the scripts in their order, again from the first when they run out."""
    planned: list[Script] = []
    left = turns
    for script in cycle(scripts()):
        if left <= 0:
            break
        planned.append(script[:left])
        left -= len(script)
    return planned
