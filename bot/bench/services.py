"""The two services of a bench, each in processes of its own: Luuri, and stock pipecat on the same Rasa.

They keep their state in a temporary folder that shares the models, voices and prepared prompts of the data
folder. The bench's calls never reach the real records, and a service that runs is left alone.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from bot.bench.stock import TOKEN_VARIABLE
from bot.commands.running import details
from bot.dialogue.server import dialogue_token
from bot.processes import Processes, Program, answers, free_port
from bot.records.database import open_database
from bot.settings import ROOT, Settings

SHARED = ("models", "voices", "prompts")
READY_WITHIN_S = 300.0
MOST_CALLS = 1000  # what happens under load is measured, not turned away


@dataclass(frozen=True)
class BenchServices:
    """URLs and process ids of the two, and the records that both write to."""

    luuri_url: str
    stock_url: str
    records: Engine
    luuri_pid: int
    stock_pid: int | None


@asynccontextmanager
async def bench_services(settings: Settings, *, stock_too: bool = True) -> AsyncIterator[BenchServices]:
    """Start both and stop them again. Raises ProgramFailed, which names the log of what did not start."""
    with TemporaryDirectory(prefix="luuri-bench-") as folder:
        own = own_settings(settings, Path(folder))
        env = environment(own)
        luuri_url = f"http://127.0.0.1:{own.port}"
        stock_port = free_port()
        stock_url = f"http://127.0.0.1:{stock_port}"
        logs = settings.data / "logs"
        for name in ("bench-luuri", "bench-stock"):
            with suppress(FileNotFoundError):
                (logs / f"{name}.log").unlink()
        serve = [sys.executable, "-m", "bot", "serve"]
        luuri = Processes(
            [Program("bench-luuri", serve, answers(f"{luuri_url}/healthz"), env, own.data)], logs
        )
        await luuri.start(READY_WITHIN_S)
        try:
            rasa_url = str(details(own)["rasa"])
            stock_env = env | {TOKEN_VARIABLE: dialogue_token(own)}
            serve = [
                sys.executable, "-m", "bot.bench.stock", "--port", str(stock_port), "--rasa", rasa_url
            ]  # fmt: skip
            programs = [Program("bench-stock", serve, answers(f"{stock_url}/healthz"), stock_env, own.data)]
            stock = Processes(programs if stock_too else [], logs)
            await stock.start(READY_WITHIN_S)
            engine = await asyncio.to_thread(open_database, own.sqlalchemy_url)
            try:
                yield BenchServices(
                    luuri_url,
                    stock_url,
                    engine,
                    luuri.watched["bench-luuri"].pid or 0,
                    stock.watched["bench-stock"].pid if stock_too else None,
                )
            finally:
                engine.dispose()
                await stock.stop()
        finally:
            await luuri.stop()


def own_settings(settings: Settings, folder: Path) -> Settings:
    """The same hearing and voice; everything else as a fresh installation has it."""
    for name in SHARED:
        (settings.data / name).mkdir(parents=True, exist_ok=True)
        (folder / name).symlink_to(settings.data / name, target_is_directory=True)
    return Settings(
        _env_file=None,
        data=folder,
        database_url="",
        host="127.0.0.1",
        port=free_port(),
        public_url="",
        softphone=None,
        whisper_model=settings.whisper_model,
        hearing_threads=settings.hearing_threads,
        most_calls=MOST_CALLS,
        voice=settings.voice,
        piper_model=settings.piper_model,
        twilio_account_sid="",
        twilio_auth_token="",
        twilio_number="",
        sms_confirmation=False,
    )


def environment(own: Settings) -> dict[str, str]:
    """The environment that reads back as `own`; an empty variable counts as none."""
    inherited = {name: "" for name in os.environ if name.startswith(("LUURI_", "TWILIO_"))}
    return inherited | {
        "LUURI_DATA": str(own.data),
        "LUURI_PORT": str(own.port),
        "LUURI_WHISPER_MODEL": own.whisper_model,
        "LUURI_HEARING_THREADS": str(own.hearing_threads),
        "LUURI_MOST_CALLS": str(own.most_calls),
        "LUURI_VOICE": own.voice,
        "LUURI_PIPER_MODEL": str(own.piper_model or ""),
        "PYTHONPATH": str(ROOT),
    }
