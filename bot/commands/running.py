"""The service that a command needs: the one that runs, or one that is started for as long as it is needed."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from bot.app import whereabouts
from bot.commands.output import say
from bot.settings import ROOT, Settings

START_WITHIN_S = 300.0


class NoService(Exception):
    """No service runs and none could be started. The message is for the person at the terminal."""


def base_url(settings: Settings) -> str:
    return f"http://127.0.0.1:{settings.port}"


def is_ready(settings: Settings) -> bool:
    try:
        return httpx.get(f"{base_url(settings)}/healthz", timeout=5, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def details(settings: Settings) -> dict[str, Any]:
    """What the running service wrote of itself: pid, url, rasa's url. Raises NoService."""
    try:
        return dict(json.loads(whereabouts(settings).read_text()))
    except (OSError, ValueError):
        raise NoService(f"no service of LUURI_DATA={settings.data} runs") from None


@contextmanager
def running_service(settings: Settings) -> Iterator[str]:
    """The URL of a service that is ready. One started here lives until the last command that uses it ends."""
    folder = settings.data / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "users.lock").open("w") as users, (folder / "start.lock").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            if not is_ready(settings):
                _start(settings)
        finally:
            fcntl.flock(starting, fcntl.LOCK_UN)
        try:
            yield base_url(settings)
        finally:
            _stop_if_last(settings, users)


def _start(settings: Settings) -> None:
    log = settings.data / "logs" / "service.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    say("Luuri käynnistyy (the service starts; this takes some ten seconds)…")
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    until = time.monotonic() + START_WITHIN_S
    while not is_ready(settings):
        if process.poll() is not None or time.monotonic() > until:
            process.terminate()
            raise NoService(f"the service did not start; see {log}")
        time.sleep(0.3)
    (settings.data / "run" / "started-for-command").write_text(str(process.pid))


def _stop_if_last(settings: Settings, users: Any) -> None:
    marker = settings.data / "run" / "started-for-command"
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    if not marker.exists():
        return
    pid = int(marker.read_text())
    marker.unlink()
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return
    until = time.monotonic() + 15
    while time.monotonic() < until and _lives(pid):
        time.sleep(0.1)


def _lives(pid: int) -> bool:
    try:
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return False
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
