"""The real Rasa and the real action server, on free ports and a database of their own."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import Engine

from bot.dialogue import data
from bot.dialogue.server import Command, action_command, dialogue_token, rasa_command
from bot.processes import free_port
from bot.records.database import open_database
from bot.records.directory import import_directory
from bot.settings import ROOT, Settings

READY_S = 120


@dataclass(frozen=True)
class DialogueServers:
    url: str
    token: str
    engine: Engine
    actions: subprocess.Popen[bytes]
    rasa: subprocess.Popen[bytes]
    settings: Settings
    action_port: int
    folder: Path
    revived: list[subprocess.Popen[bytes]] = field(default_factory=list)


@contextmanager
def dialogue_servers(folder: Path) -> Iterator[DialogueServers]:
    """Both servers, ready; stopped at the end. They use the models of this checkout and a data folder of their own."""
    data_folder = folder / "data"
    data_folder.mkdir()
    (data_folder / "models").symlink_to(ROOT / "var" / "models")
    settings = Settings(data=data_folder, database_url=f"sqlite:///{folder / 'luuri.db'}")
    engine = open_database(settings.sqlalchemy_url)
    import_directory(engine, data.services(), source="test")
    rasa_port, action_port = free_port(), free_port()
    rasa = start(rasa_command(settings, rasa_port, action_port), folder / "rasa.log")
    actions = start(action_command(settings, action_port), folder / "actions.log")
    others: list[subprocess.Popen[bytes]] = []
    try:
        wait_for(f"http://127.0.0.1:{action_port}/health", actions, folder / "actions.log")
        wait_for(f"http://127.0.0.1:{rasa_port}/webhooks/luuri/", rasa, folder / "rasa.log")
        running = DialogueServers(
            url=f"http://127.0.0.1:{rasa_port}",
            token=dialogue_token(settings),
            engine=engine,
            actions=actions,
            rasa=rasa,
            settings=settings,
            action_port=action_port,
            folder=folder,
        )
        others = running.revived
        yield running
    finally:
        for process in (rasa, actions, *others):
            process.kill()
            process.wait()
        engine.dispose()


def start(command: Command, log: Path) -> subprocess.Popen[bytes]:
    argv, env, cwd = command
    with log.open("ab") as out:
        return subprocess.Popen(argv, env=env, cwd=cwd, stdout=out, stderr=subprocess.STDOUT)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{url} ended at start:\n{log.read_text()[-3000:]}")
        try:
            if httpx.get(url, timeout=2, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise RuntimeError(f"{url} was not ready in {READY_S} s:\n{log.read_text()[-3000:]}")
