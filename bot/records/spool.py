"""A file for facts that the database could not take, until it can.

Facts are JSON lines in `facts.jsonl`. To replay, that file is set apart under a new name, so that calls go
on adding while the older facts go to the database; it is deleted when its last fact is there. A crash in
between replays it again from its start, so every fact must be one that may be repeated. Lines that cannot be
read, and facts that the database refuses, are moved to the folder `aside` and never deleted.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from json import JSONDecodeError, dumps, loads
from pathlib import Path
from time import time_ns
from typing import Any

from loguru import logger

from bot.records.failures import RecordsFailed

Fact = dict[str, Any]


class SpoolFailed(RecordsFailed):
    """The fact is kept nowhere: the database does not answer, and the disk is full or cannot be written."""


class Spool:
    """The facts that wait, oldest first. Processes may share the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def waiting(self) -> bool:
        """Whether any fact waits."""
        return next(self._folder.glob("*.jsonl"), None) is not None

    def add(self, fact: Fact) -> None:
        """Keep the fact on the disk. Raises SpoolFailed when the disk does not take it."""
        with self._locked():
            _append(self._folder / "facts.jsonl", dumps(fact, ensure_ascii=False).encode())

    def set_aside(self, fact: Fact) -> None:
        """Keep a fact that the database refuses, for a person to look at. Raises SpoolFailed."""
        with self._locked():
            _append(self._folder / "aside" / "refused.jsonl", dumps(fact, ensure_ascii=False).encode())

    def replay(self, apply: Callable[[Fact], None]) -> int:
        """Give every waiting fact to `apply`, oldest first; returns how many it took.

        Stops where `apply` raises RecordsFailed because the database does not answer, and raises it; that
        file's facts and later ones go on waiting.
        """
        taken = 0
        with _alone(self._folder / "replay.lock"):
            with self._locked():
                facts = self._folder / "facts.jsonl"
                if facts.exists():
                    facts.rename(self._folder / f"facts-{time_ns():020}.jsonl")
            for path in sorted(self._folder.glob("facts-*.jsonl")):
                taken += self._replay_file(path, apply)
        return taken

    def _replay_file(self, path: Path, apply: Callable[[Fact], None]) -> int:
        taken = 0
        corrupt, refused = [], []
        for line in path.read_bytes().splitlines():
            if not line.strip():
                continue
            try:
                fact = loads(line)
                apply(fact)
                taken += 1
            except (JSONDecodeError, UnicodeDecodeError, LookupError, TypeError, ValueError):
                corrupt.append(line)
            except RecordsFailed as error:
                if not error.refused:
                    raise
                refused.append(line)
        with self._locked():
            for name, lines in (("corrupt", corrupt), ("refused", refused)):
                for line in lines:
                    _append(self._folder / "aside" / f"{name}.jsonl", line)
            path.unlink()
            _sync_folder(self._folder)
        if corrupt or refused:
            logger.error(
                "spool: {} facts replayed, {} unreadable and {} refused set aside",
                taken,
                len(corrupt),
                len(refused),
            )
        return taken

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with _alone(self._folder / "spool.lock"):
            yield


def _append(path: Path, line: bytes) -> None:
    """Add the line and wait until the disk has it; a write that fails half-way leaves the file as it was."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        is_new = not path.exists()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            data = (b"\n" if torn else b"") + line + b"\n"
            try:
                if os.pwrite(descriptor, data, size) != len(data):
                    raise OSError("the disk is full")
                os.fsync(descriptor)
            except OSError:
                os.ftruncate(descriptor, size)
                raise
        finally:
            os.close(descriptor)
        if is_new:
            _sync_folder(path.parent)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SpoolFailed(f"neither the database nor the spool could keep a fact: {reason}") from None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    try:
        lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SpoolFailed(f"the spool's folder cannot be written: {error.strerror}") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
