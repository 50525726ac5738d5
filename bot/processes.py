"""The service's other processes: started together, watched, restarted when they die, stopped together."""

import asyncio
import ctypes
import os
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx
from loguru import logger

STOP_GRACE_S = 5.0
FIRST_BACKOFF_S, LONGEST_BACKOFF_S = 0.5, 15.0
STEADY_AFTER_S = 30.0
LARGEST_LOG_BYTES = 20_000_000
BEHIND_CALLS = 10
"""How nice a program is that works while calls go on."""
PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)  # loaded before any fork


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(url: str) -> Callable[[], Awaitable[bool]]:
    """Whether `url` answers 200 just now."""

    async def ask() -> bool:
        try:
            async with httpx.AsyncClient(timeout=2.0, trust_env=False) as client:
                return (await client.get(url)).status_code == 200
        except httpx.HTTPError:
            return False

    return ask


@dataclass(frozen=True)
class Program:
    """What to run. `ready` answers whether the program can serve; it never raises."""

    name: str
    argv: Sequence[str]
    ready: Callable[[], Awaitable[bool]]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path | None = None

    @classmethod
    def of(
        cls, name: str, command: tuple[list[str], dict[str, str], Path], ready: Callable[[], Awaitable[bool]]
    ) -> "Program":
        """A program of a command line, its environment and its folder."""
        argv, env, cwd = command
        return cls(name, argv, ready, env, cwd)


class ProgramFailed(Exception):
    """A program did not become ready. The message names it and its log."""


def _die_with_parent() -> None:
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def behind_calls() -> None:
    """For a child at its start: it gives way to the calls, and ends with the thread of ours that started it."""
    os.nice(BEHIND_CALLS)
    _die_with_parent()


def end_children() -> None:
    """End every child that still runs, so that no thread of ours waits for it: a check or a training takes minutes."""
    for children in Path("/proc/self/task").glob("*/children"):
        for pid in children.read_text().split():
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGTERM)


class Watched:
    """One program, kept running until `stop`."""

    def __init__(self, program: Program, log: Path) -> None:
        self.program = program
        self.restarts = 0
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._watching: asyncio.Task[None] | None = None
        self._stopping = False

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        await self._spawn()
        self._watching = asyncio.create_task(self._watch())

    async def until_ready(self, timeout_s: float) -> None:
        """Returns when the program serves. Raises ProgramFailed after `timeout_s` seconds."""
        until = time.monotonic() + timeout_s
        while not await self.program.ready():
            if time.monotonic() > until or self.restarts > 3:
                raise ProgramFailed(f"{self.program.name} does not start; see {self._log}")
            await asyncio.sleep(0.2)

    async def stop(self) -> None:
        self._stopping = True
        process = self._process
        if process is not None and process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_GRACE_S)
            except TimeoutError:
                process.kill()
                await process.wait()
        if self._watching is not None:
            self._watching.cancel()

    async def _spawn(self) -> None:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        if self._log.exists() and self._log.stat().st_size > LARGEST_LOG_BYTES:
            self._log.replace(self._log.with_suffix(".old.log"))
        output: IO[bytes]
        with self._log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *self.program.argv,
                env={**os.environ, **self.program.env},
                cwd=self.program.cwd,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=_die_with_parent,
            )
        logger.info("started {} as process {}", self.program.name, self._process.pid)

    async def _watch(self) -> None:
        backoff_s = FIRST_BACKOFF_S
        while True:
            assert self._process is not None
            began = time.monotonic()
            code = await self._process.wait()
            if self._stopping:
                return
            if time.monotonic() - began > STEADY_AFTER_S:
                backoff_s = FIRST_BACKOFF_S
            logger.error("{} ended with {}; it starts again in {} s", self.program.name, code, backoff_s)
            await asyncio.sleep(backoff_s)
            backoff_s = min(2 * backoff_s, LONGEST_BACKOFF_S)
            self.restarts += 1
            try:
                await self._spawn()
            except OSError as error:
                logger.error("{} cannot be started: {}", self.program.name, error)


class Processes:
    """All programs of the service."""

    def __init__(self, programs: Sequence[Program], logs: Path) -> None:
        self.watched = {program.name: Watched(program, logs / f"{program.name}.log") for program in programs}

    async def start(self, timeout_s: float = 240.0) -> None:
        """Start all side by side and wait until each serves. Raises ProgramFailed, with all stopped again."""
        for watched in self.watched.values():
            await watched.start()
        try:
            await asyncio.gather(*(watched.until_ready(timeout_s) for watched in self.watched.values()))
        except BaseException:
            await self.stop()
            raise

    async def ready(self) -> dict[str, bool]:
        """Which programs can serve now, by name."""
        names = list(self.watched)
        answers = await asyncio.gather(*(self.watched[name].program.ready() for name in names))
        return dict(zip(names, answers, strict=True))

    async def stop(self) -> None:
        await asyncio.gather(*(watched.stop() for watched in self.watched.values()))
