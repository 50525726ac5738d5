"""Memory and processor time of a service's processes, read from /proc. Linux only."""

import os
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_DIALOGUE = ("rasa", "bot.dialogue.action_server")
_HEARING = ("bot.speech.ears_server",)


@dataclass(frozen=True)
class Usage:
    """`rss_mb`: resident memory of the voice side (all but Rasa and its actions), `dialogue_rss_mb` of those.

    The rest is processor time since their start, of the dialogue, of the ears' own process, and of what is left.
    """

    rss_mb: float
    dialogue_rss_mb: float
    line_cpu_s: float
    hearing_cpu_s: float
    dialogue_cpu_s: float

    @property
    def cpu_s(self) -> float:
        return self.line_cpu_s + self.hearing_cpu_s + self.dialogue_cpu_s


def usage(pid: int) -> Usage:
    """Of the process and everything that it has started; what has ended meanwhile counts nothing."""
    rss = {"line": 0, "hearing": 0, "dialogue": 0}
    cpu = dict.fromkeys(rss, 0.0)
    for each in family(pid):
        part = _part(_read(each, "cmdline").replace("\0", " ")) if each != pid else "line"
        rss[part] += _rss_bytes(each)
        cpu[part] += _cpu_s(each)
    return Usage(
        round((rss["line"] + rss["hearing"]) / 2**20, 1),
        round(rss["dialogue"] / 2**20, 1),
        *(round(cpu[part], 2) for part in ("line", "hearing", "dialogue")),
    )


def _part(command: str) -> str:
    for part, words in (("dialogue", _DIALOGUE), ("hearing", _HEARING)):
        if any(word in command for word in words):
            return part
    return "line"


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
