"""What every bench tells beside its figures, and where its report is kept for the plots."""

import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.settings import Settings


def folder(settings: Settings) -> Path:
    return settings.data / "bench"


def keep(settings: Settings, name: str, report: Mapping[str, Any]) -> None:
    """Keep the newest report of this bench, as JSON."""
    folder(settings).mkdir(parents=True, exist_ok=True)
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (folder(settings) / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def kept(settings: Settings, name: str) -> dict[str, Any] | None:
    """The newest report of this bench; None where there is none."""
    try:
        report = json.loads((folder(settings) / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return report if isinstance(report, dict) else None


def machine() -> dict[str, Any]:
    """Processor, cores that this process may use, memory, system; how busy all of it is just now, and when."""
    processor = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        processor = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    cores = len(os.sched_getaffinity(0))
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "machine": f"{processor}, {cores} cores, {memory_gib:.0f} GiB, {platform.system()} {platform.machine()}",
        "load": [round(load, 1) for load in os.getloadavg()],
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
