"""Memory and processor time of a service's processes, read from /proc. Linux only."""

import os
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_PARTS = (
    ("actions", "bot.dialogue.action_server"),
    ("rasa", "rasa"),
    ("hearing", "bot.speech.ears_server"),
    ("voice", "festival"),
)
_DIALOGUE = ("actions", "rasa")
_CPU_OF = {"hearing": "hearing", **dict.fromkeys(_DIALOGUE, "dialogue")}  # all else is the line's


@dataclass(frozen=True)
class Usage:
    """Resident memory of each part that runs: `service`, `hearing`, `voice`, `rasa` and `actions`.

    The rest is processor time since their start: of the dialogue, of the ears' own process, and of what is left.
    """

    mb_of: dict[str, float]
    line_cpu_s: float
    hearing_cpu_s: float
    dialogue_cpu_s: float

    @property
    def rss_mb(self) -> float:
        """Of the voice side: all but Rasa and its actions."""
        return round(sum(mb for part, mb in self.mb_of.items() if part not in _DIALOGUE), 1)

    @property
    def dialogue_rss_mb(self) -> float:
        return round(sum(self.mb_of.get(part, 0.0) for part in _DIALOGUE), 1)

    @property
    def cpu_s(self) -> float:
        return self.line_cpu_s + self.hearing_cpu_s + self.dialogue_cpu_s


def usage(pid: int) -> Usage:
    """Of the process and everything that it has started; what has ended meanwhile counts nothing."""
    mb_of: dict[str, float] = {}
    cpu = {"line": 0.0, "hearing": 0.0, "dialogue": 0.0}
    for each in family(pid):
        part = _part(_read(each, "cmdline").replace("\0", " ")) if each != pid else "service"
        mb_of[part] = round(mb_of.get(part, 0.0) + _rss_bytes(each) / 2**20, 1)
        cpu[_CPU_OF.get(part, "line")] += _cpu_s(each)
    return Usage(mb_of, *(round(cpu[side], 2) for side in ("line", "hearing", "dialogue")))


def _part(command: str) -> str:
    return next((part for part, word in _PARTS if word in command), "service")


def family(pid: int) -> list[int]:
    """The process and its descendants."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    found, left = [], [pid]
    while left:
        found.append(left.pop())
        left += children.get(found[-1], [])
    return found


def _stat(pid: int) -> list[str]:
    """The fields after the command's name, which may hold anything: state, parent, ..."""
    return _read(pid, "stat").rpartition(")")[2].split()


def _rss_bytes(pid: int) -> int:
    fields = _read(pid, "statm").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") if fields else 0


def _cpu_s(pid: int) -> float:
    stat = _stat(pid)
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK") if stat else 0.0


def _read(pid: int, name: str) -> str:
    try:
        return (_PROC / str(pid) / name).read_text()
    except OSError:
        return ""
