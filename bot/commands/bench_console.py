"""`luuri bench console`: every page over a hundred thousand calls, on SQLite or the PostgreSQL given."""

import asyncio
import random
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from bot.bench.console import fill, measure
from bot.commands.output import print_json, say
from bot.records.calls import SqlCalls
from bot.records.database import open_database
from bot.records.sound import SoundFiles

PROMISED_MS = 300.0


def measure_console(calls: int, open_requests: int, url: str, tries: int, as_json: bool) -> int:
    """Fill a database that nothing else uses, and time the pages. Returns 0 when every median keeps the promise."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(url or f"sqlite:///{Path(folder) / 'bench.db'}")
        if SqlCalls(engine).recent(1, include_simulated=True):
            say("luuri: --database: the database holds calls; the bench fills an empty one")
            return 2
        began = time.perf_counter()
        fill(engine, calls, open_requests, datetime.now(UTC), random.Random(5))
        say(f"{calls} calls, {open_requests} open requests, in {time.perf_counter() - began:.0f} s")
        timings = asyncio.run(measure(engine, SoundFiles(Path(folder) / "sound"), tries))
        engine.dispose()
    if not as_json:
        print("  median      longest    processor  page")
    for timing in timings:
        if as_json:
            print_json(asdict(timing))
        else:
            told = f"{timing.median_ms:8.0f} ms {timing.longest_ms:8.0f} ms {timing.processor_ms:8.0f} ms"
            print(f"{told}  {timing.page}")
    return 0 if all(timing.median_ms < PROMISED_MS for timing in timings) else 1
