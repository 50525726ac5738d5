"""What callers said, as they said it: a WAV file for each turn, kept only where the service records calls.

A folder for each call, readable by its owner alone. Files rather than rows: they are large, are kept for a shorter
time than what was understood of them, and stay out of the database's backups.
"""

import os
import re
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from bot.records.failures import RecordsFailed

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class SoundFiles:
    """The sound of calls in a folder, which need not be there. Methods raise RecordsFailed and may be repeated."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, call_sid: str, turn: int, wav: bytes) -> None:
        """Keep a turn's sound, or replace it."""
        try:
            folder = self._of(call_sid)
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = folder / f"{turn}.part"
            with open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
                file.write(wav)
            part.replace(folder / f"{turn}.wav")
        except OSError as error:
            raise RecordsFailed(f"the sound of a turn cannot be kept: {error.strerror}") from None

    def turns(self, call_sid: str) -> frozenset[int]:
        """The turns of the call that have sound."""
        return frozenset(int(path.stem) for path in self._of(call_sid).glob("*.wav"))

    def wav(self, call_sid: str, turn: int) -> bytes | None:
        try:
            return (self._of(call_sid) / f"{turn}.wav").read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise RecordsFailed(f"the sound of a turn cannot be read: {error.strerror}") from None

    def older(self, before: datetime) -> tuple[str, ...]:
        """The calls whose last sound was kept before the moment."""
        if not self._folder.is_dir():
            return ()
        folders = [path for path in self._folder.iterdir() if path.is_dir()]
        return tuple(sorted(path.name for path in folders if _changed(path) < before))

    def drop(self, call_sid: str, turn: int) -> None:
        """Forget one turn's sound."""
        try:
            (self._of(call_sid) / f"{turn}.wav").unlink(missing_ok=True)
        except OSError as error:
            raise RecordsFailed(f"the sound of a turn cannot be removed: {error.strerror}") from None

    def remove(self, call_sids: Iterable[str]) -> None:
        """Forget all sound of the calls."""
        for call_sid in call_sids:
            try:
                shutil.rmtree(self._of(call_sid))
            except FileNotFoundError:
                continue
            except OSError as error:
                raise RecordsFailed(f"the sound of a call cannot be removed: {error.strerror}") from None

    def _of(self, call_sid: str) -> Path:
        if not _NAME.fullmatch(call_sid):
            raise RecordsFailed("no call has such a name")
        return self._folder / call_sid


def _changed(folder: Path) -> datetime:
    return datetime.fromtimestamp(folder.stat().st_mtime, UTC)
