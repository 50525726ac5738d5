"""Hears the lines that are new or changed and keeps what was heard; what is kept is not heard again."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.hardening.lines import NLU_DATA, HeardLine, heard_path, lines_of, read_heard, sources, write_heard
from bot.speech.errors import character_error
from bot.speech.heard import Heard
from bot.speech.spoken import for_voice

HOPELESS_CER = 0.6
"""A reading that has lost more than this share of its letters teaches nothing."""
MOST_READINGS = 3
TAKES = 1
_SAVED_EVERY = 25

Speak = Callable[[str, int], bytes]
Hear = Callable[[bytes], Heard]


@dataclass(frozen=True)
class Hardened:
    """lines: all that are spoken; new: those heard in this run; hopeless: those of which nothing was kept."""

    lines: int
    new: int
    hopeless: int


def harden(
    speak: Speak, hear: Hear, told: Callable[[int, int], None], folder: Path = NLU_DATA, takes: int = TAKES
) -> Hardened:
    """Bring every heard file up to date. `told(done, all)` after each new line.

    An interrupted run loses little: files are written as it goes, and the next run goes on. Raises VoiceFailed,
    ValueError, OSError.
    """
    plans = [_Plan.of(source, folder, takes) for source in sources(folder)]
    missing = sum(len(plan.missing) for plan in plans)
    done = 0
    for plan in plans:
        kept = list(plan.kept)
        for said, take in plan.missing:
            kept.append(HeardLine(said, readings(said, hear(speak(said, take)))))
            done += 1
            told(done, missing)
            if done % _SAVED_EVERY == 0:
                write_heard(plan.path, plan.ordered(kept))
        if plan.missing or plan.outdated:
            write_heard(plan.path, plan.ordered(kept))
    entries = [entry for plan in plans for entry in read_heard(plan.path)]
    return Hardened(len(entries), missing, sum(not entry.heard for entry in entries))


def readings(said: str, heard: Heard) -> tuple[str, ...]:
    """The readings worth learning from, the best first, those alike but for case and punctuation once."""
    found: dict[str, str] = {}
    for reading in (heard.text, *heard.alternatives):
        key = "".join(letter for letter in reading.lower() if letter.isalnum())
        if key and _cer(said, reading) <= HOPELESS_CER:
            found.setdefault(key, reading)
    return tuple(found.values())[:MOST_READINGS]


def _cer(said: str, reading: str) -> float:
    """Against the line as it is written or as a voice reads its figures out, whichever is nearer."""
    errors = (character_error(one, reading) for one in {said, for_voice(said)})
    return min(wrong / max(1, letters) for wrong, letters in errors)


@dataclass(frozen=True)
class _Plan:
    path: Path
    lines: Sequence[str]
    kept: Sequence[HeardLine]
    missing: Sequence[tuple[str, int]]
    outdated: bool

    @classmethod
    def of(cls, source: Path, folder: Path, takes: int) -> "_Plan":
        lines = lines_of(source)
        path = heard_path(source, folder)
        before = read_heard(path)
        wanted = frozenset(lines)
        kept = [entry for entry in before if entry.said in wanted]
        have = Counter(entry.said for entry in kept)
        missing = [(line, take) for take in range(takes) for line in lines if have[line] <= take]
        return cls(path, lines, kept, missing, outdated=len(kept) < len(before))

    def ordered(self, entries: Sequence[HeardLine]) -> list[HeardLine]:
        """In the order of the source's lines, so that a change shows as a small one."""
        place = {line: at for at, line in enumerate(self.lines)}
        return sorted(entries, key=lambda entry: place[entry.said])
