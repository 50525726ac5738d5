"""Releases: every edition that was ever live, kept as it was, and which of them is live."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from loguru import logger

from bot.edition import WORKING_TREE, Edition
from bot.studio.files import copy_files, digest, locked, sync_folder, write_json

NOT_YET_LIVE = "not-yet-live"
"""The file that marks a release which has been cut and has not gone live: a crash may leave it so."""
FIRST = 0
"""The release that is the working tree itself: live until something is published."""


@dataclass(frozen=True)
class Release:
    """`files`: hash of each file by its path. `figures`: what was measured before it was published."""

    number: int
    fingerprint: str
    at: str
    author: str
    reason: str
    approvers: tuple[str, ...] = ()
    draft: str = ""
    base: int = FIRST
    figures: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)


class NoSuchRelease(LookupError):
    """There is no whole release of that number."""


class Releases:
    """The folder data/releases: a folder for each release, `live.json`, and `history.jsonl`."""

    def __init__(self, folder: Path, source: Edition = WORKING_TREE) -> None:
        self.folder = folder
        self._source = source

    def all(self) -> list[Release]:
        """Every whole release that went live, the oldest first."""
        folders = [path for path in self.folder.glob("[0-9]*") if path.name.isdigit()]
        numbers = sorted(int(path.name) for path in folders if not (path / NOT_YET_LIVE).exists())
        found = (self._read(number) for number in numbers)
        return [release for release in found if release is not None]

    def get(self, number: int) -> Release:
        """Raises NoSuchRelease."""
        release = self._read(number)
        if release is None:
            raise NoSuchRelease(f"there is no release {number}")
        return release

    def edition(self, number: int) -> Edition:
        """The release as an edition that can be served. Raises NoSuchRelease."""
        self.get(number)
        folder = self.folder / str(number)
        return Edition(folder / "files", f"release {number}", folder / "models")

    def live_number(self) -> int:
        """What is live; the working tree, recorded now as release 0, where nothing was ever published.

        A release that is not whole is not served: the newest whole one that was live before it is.
        """
        if self._read(FIRST) is None:
            self.record_working_tree(datetime.now().astimezone())
        named = [self._live_named(), *(int(event["release"]) for event in reversed(self.history()))]
        for number in named:
            if number is not None and self._read(number) is not None:
                return number
            if number is not None:
                logger.error("release {} is not whole and is not served", number)
        return FIRST

    def live(self) -> Edition:
        return self.edition(self.live_number())

    def served(self) -> Edition:
        """What a service serves: the live release, or the working tree itself where nothing was ever published."""
        return self.live() if self._live_named() else self._source

    def previous_number(self) -> int | None:
        """What was live when that which is live now was published; None for the first."""
        live = self.live_number()
        before = self.get(live).base
        if live == FIRST:
            return None
        return before if self._read(before) is not None else FIRST

    def record_working_tree(
        self, at: datetime, models: Mapping[str, Path] | None = None, author: str = "luuri:service"
    ) -> bool:
        """Keep the working tree as release 0, with its models. Whether it differs from what was kept."""
        known = self._read(FIRST)
        held = {path.name for path in (self.folder / str(FIRST) / "models").glob("*")}
        same = known is not None and known.fingerprint == self._source.fingerprint
        if same and held >= set(models or {}):
            return False
        release = Release(
            FIRST, self._source.fingerprint, at.isoformat(timespec="seconds"), author, "the working tree"
        )
        self._place(release, self._source, models or {})
        return True

    def cut(self, release: Release, edition: Edition, models: Mapping[str, Path]) -> Release:
        """Keep an edition for good under the next free number, with its models by their file names.

        Raises OSError, and then leaves nothing behind.
        """
        with locked(self.folder / ".lock"):
            taken = [int(path.name) for path in self.folder.glob("[0-9]*") if path.name.isdigit()]
            numbers = [*taken, *(int(event["release"]) for event in self.history())]
            values = {each.name: getattr(release, each.name) for each in fields(release)}
            number = max(numbers, default=FIRST) + 1
            return self._place(Release(**values | {"number": number}), edition, models, live=False)

    def discard(self, number: int) -> None:
        """Take away a release that never went live."""
        shutil.rmtree(self.folder / str(number), ignore_errors=True)

    def discard_left(self) -> None:
        """Take away what a crash in mid-publish has left: releases that never went live, and half ones."""
        with locked(self.folder / ".lock"):
            left = [mark.parent for mark in self.folder.glob(f"[0-9]*/{NOT_YET_LIVE}")]
            for folder in (*left, *self.folder.glob(".*.unfinished")):
                shutil.rmtree(folder, ignore_errors=True)

    def set_live(self, number: int, event: Mapping[str, Any]) -> None:
        """From now on this release is served. Raises NoSuchRelease, OSError: then nothing has changed."""
        self.get(number)
        line = json.dumps({**event, "release": number}, ensure_ascii=False)
        with locked(self.folder / ".lock"):
            # The mark goes first: a live release that bore it would be taken away at the next start.
            (self.folder / str(number) / NOT_YET_LIVE).unlink(missing_ok=True)
            write_json(self.folder / "live.json", {"release": number})
            try:
                with (self.folder / "history.jsonl").open("a", encoding="utf-8") as file:
                    file.write(line + "\n")
            except OSError:
                logger.error("release {} is live, and its line in the history could not be kept", number)

    def history(self) -> list[dict[str, Any]]:
        """What went live when, by whom and why, the oldest first."""
        try:
            lines = (self.folder / "history.jsonl").read_text(encoding="utf-8").splitlines()
        except OSError:
            return []
        return [event for event in map(_event, lines) if event is not None]

    def _live_named(self) -> int | None:
        try:
            return int(json.loads((self.folder / "live.json").read_text())["release"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _read(self, number: int) -> Release | None:
        folder = self.folder / str(number)
        try:
            data = json.loads((folder / "release.json").read_text(encoding="utf-8"))
            release = Release(**data | {"approvers": tuple(data["approvers"])})
        except (OSError, ValueError, KeyError, TypeError):
            return None
        whole = all(digest(folder / "files" / name) == kept for name, kept in release.files.items())
        return release if whole else None

    def _place(
        self, release: Release, edition: Edition, models: Mapping[str, Path], *, live: bool = True
    ) -> Release:
        folder = self.folder / str(release.number)
        unfinished = self.folder / f".{release.number}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        names = [*edition.files(), *edition.sets()]
        try:
            copy_files(names, edition.root, unfinished / "files")
            for name, path in models.items():
                copy_files([path.name], path.parent, unfinished / "models")
                (unfinished / "models" / path.name).rename(unfinished / "models" / name)
            hashes = {name: digest(unfinished / "files" / name) or "" for name in names}
            values = {each.name: getattr(release, each.name) for each in fields(release)}
            kept = Release(**values | {"files": hashes, "fingerprint": edition.fingerprint})
            if not live:
                (unfinished / NOT_YET_LIVE).touch()
            write_json(unfinished / "release.json", asdict(kept))
            if folder.exists():
                shutil.rmtree(folder)
            unfinished.rename(folder)
            sync_folder(self.folder)
        except OSError:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        return kept


def each_step(_step: str, _detail: Mapping[str, Any]) -> None:
    """Progress that nobody follows."""


Progress = Callable[[str, Mapping[str, Any]], None]


def _event(line: str) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
        return event if isinstance(event, dict) and isinstance(event.get("release"), int) else None
    except ValueError:
        return None
