"""A real service for tests: its own data folder and port, the models of this checkout, real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

from bot.processes import free_port
from bot.settings import ROOT

READY_WITHIN_S = 300


class LiveService:
    """`luuri serve` in a process of its own. `kill(name)` ends one of its programs as a crash would."""

    def __init__(self, data: Path, env: Mapping[str, str] | None = None) -> None:
        data.mkdir(parents=True, exist_ok=True)
        for shared in ("models", "prompts"):
            if not (data / shared).exists():
                (data / shared).symlink_to(ROOT / "var" / shared)
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data / "serve.log"
        self._env = {**os.environ, "LUURI_DATA": str(data), "LUURI_PORT": str(self.port), **(env or {})}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=self._env, stdout=output, stderr=output
            )
        self.until_ready()

    def until_ready(self) -> None:
        """Wait until every part serves. Raises AssertionError with the log's end when it does not."""
        until = time.monotonic() + READY_WITHIN_S
        while not self.is_ready():
            running = self._process is not None and self._process.poll() is None
            assert running, self.log.read_text()[-3000:]
            assert time.monotonic() < until, self.log.read_text()[-3000:]
            time.sleep(0.2)

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", timeout=10, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def kill(self, name: str) -> None:
        """SIGKILL the program whose command line holds `name`."""
        for pid in self._children():
            if name in _command_line(pid):
                os.kill(pid, signal.SIGKILL)
                return
        raise AssertionError(f"no program {name} runs")

    def crash(self) -> None:
        """SIGKILL the service itself, as a power cut would end it."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def family(self) -> list[int]:
        """Process ids of all that it has started, and of what they have."""
        found, latest = [], self._children()
        while latest:
            found += latest
            latest = [pid for parent in latest for pid in _children_of(parent)]
        return found

    def count(self, name: str) -> int:
        """How many of its programs have a command line that holds `name`."""
        return sum(name in _command_line(pid) for pid in self._children())

    def resident_bytes(self) -> int:
        """Memory of the service and all its programs."""
        assert self._process is not None
        return sum(_resident_bytes(pid) for pid in (self._process.pid, *self._children()))

    def record(self, call_sid: str) -> dict[str, object]:
        """What is recorded of a call."""
        answer = httpx.get(f"{self.url}/exchange/calls/{call_sid}", timeout=10, trust_env=False)
        answer.raise_for_status()
        return dict(answer.json())

    def stop(self) -> int:
        """End it as Ctrl-C would; returns its exit status."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        try:
            return self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise

    def _children(self) -> list[int]:
        assert self._process is not None
        return _children_of(self._process.pid)


def _children_of(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        if parent == pid:
            found.append(int(stat.parent.name))
    return found


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _resident_bytes(pid: int) -> int:
    """The proportional set: memory that processes share is counted once."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith("Pss:"))
