"""Drafts: changes to the live version, kept apart from it until they are published."""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from bot.care.faults import Fault
from bot.edition import Edition, is_edited
from bot.studio.files import copy_files, digest, locked, write_json, write_whole
from bot.studio.releases import Releases
from bot.studio.schema import Problem, problems_of_text

_NAME = re.compile(r"[a-z0-9åäö][a-z0-9åäö-]{0,59}")


class NoSuchDraft(LookupError):
    """There is no draft of that name."""


class DraftRefused(Fault):
    """The change is not made."""


class Unacceptable(DraftRefused):
    """The text cannot be what the file must hold; `problems` say where and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        fault = problems[0].fault
        super().__init__(fault.code, fault.at, fault.where, **fault.params)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "; ".join(str(problem) for problem in self.problems)


@dataclass(frozen=True)
class Draft:
    """`touched`: each changed file with the hash that the live one had when it was first changed (None: no file).

    `removed`: those of them that the draft takes away.
    """

    name: str
    author: str
    reason: str
    created_at: str
    base: int
    touched: Mapping[str, str | None] = field(default_factory=dict)
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """A file that both the draft and a later release changed. None: the file is not there."""

    path: str
    live: str | None
    draft: str | None


class Drafts:
    """The folder data/drafts: for each draft `draft.json` and, in `files`, what it changes."""

    def __init__(self, folder: Path, releases: Releases) -> None:
        self._folder = folder
        self._releases = releases

    def all(self) -> list[Draft]:
        """Every draft, the newest first."""
        names = [path.parent.name for path in self._folder.glob("*/draft.json")]
        return sorted(map(self.get, names), key=lambda draft: draft.created_at, reverse=True)

    def get(self, name: str) -> Draft:
        """Raises NoSuchDraft."""
        if not _NAME.fullmatch(name):
            raise NoSuchDraft(f"there is no draft {name}")
        try:
            data = json.loads((self._folder / name / "draft.json").read_text(encoding="utf-8"))
            return Draft(**data | {"removed": tuple(data["removed"])})
        except FileNotFoundError:
            raise NoSuchDraft(f"there is no draft {name}") from None

    def create(self, name: str, author: str, reason: str, at: datetime) -> Draft:
        """A draft that changes nothing yet. Raises DraftRefused, OSError."""
        if not _NAME.fullmatch(name):
            raise DraftRefused("draft_name", name=name)
        if not author.strip() or not reason.strip():
            raise DraftRefused("draft_facts")
        draft = Draft(name, author, reason, at.isoformat(timespec="seconds"), self._releases.live_number())
        with self._lock(name):
            if (self._folder / name / "draft.json").exists():
                raise DraftRefused("draft_taken", name=name)
            self._keep(draft)
        return draft

    def create_from(self, tree: Edition, name: str, author: str, reason: str, at: datetime) -> Draft:
        """A draft that holds every way in which `tree` differs from the live version. Raises as `create`, `write`."""
        draft = self.create(name, author, reason, at)
        live = self._releases.live()
        try:
            for path in sorted({*tree.files(), *live.files()}):
                if digest(tree.root / path) == digest(live.root / path):
                    continue
                there = (tree.root / path).is_file()
                draft = (
                    self.write(name, path, (tree.root / path).read_text("utf-8"), check=False)
                    if there
                    else self.remove(name, path)
                )
        except BaseException:
            self.delete(name)
            raise
        return draft

    def delete(self, name: str) -> None:
        """Raises NoSuchDraft."""
        self.get(name)
        with self._lock(name):
            shutil.rmtree(self._folder / name)

    def read(self, name: str, path: str) -> str:
        """The file as the draft has it. Raises NoSuchDraft, FileNotFoundError."""
        draft = self.get(name)
        if path in draft.removed or not is_edited(path):
            raise FileNotFoundError(path)
        root = self._files(name) if path in draft.touched else self._releases.live().root
        return (root / path).read_text(encoding="utf-8")

    def write(self, name: str, path: str, text: str, *, check: bool = True) -> Draft:
        """Make this the file's content. Raises NoSuchDraft, DraftRefused, Unacceptable with lines, OSError."""
        return self.write_all(name, {path: text}, check=check)

    def write_all(self, name: str, texts: Mapping[str, str], *, check: bool = True) -> Draft:
        """Make these the contents of files, by path; all of them are checked first. Raises as `write` does."""
        for path in texts:
            if not is_edited(path):
                raise DraftRefused("not_editable", path=path)
        if check and (found := [each for item in texts.items() for each in problems_of_text(*item)]):
            raise Unacceptable(found)
        with self._lock(name):
            draft = self.get(name)
            for path, text in texts.items():
                draft = self._touch(draft, path)
                write_whole(self._files(name) / path, text.encode())
            return self._keep(replace(draft, removed=tuple(one for one in draft.removed if one not in texts)))

    def remove(self, name: str, path: str) -> Draft:
        """Take the file away. Raises NoSuchDraft, DraftRefused."""
        with self._lock(name):
            draft = self._touch(self.get(name), path)
            if not is_edited(path):
                raise DraftRefused("not_editable", path=path)
            return self._keep(replace(draft, removed=tuple(sorted({*draft.removed, path}))))

    def restore(self, name: str, path: str) -> Draft:
        """Take the live version's file again, whatever the draft made of it."""
        with self._lock(name):
            draft = self.get(name)
            touched = {one: base for one, base in draft.touched.items() if one != path}
            removed = tuple(one for one in draft.removed if one != path)
            return self._keep(replace(draft, touched=touched, removed=removed))

    def conflicts(self, name: str) -> list[Conflict]:
        """Files that a release changed after the draft did, otherwise than the draft."""
        draft, live = self.get(name), self._releases.live()
        found = []
        for path, base in draft.touched.items():
            now = digest(live.root / path)
            mine = None if path in draft.removed else digest(self._files(name) / path)
            if now not in (base, mine):
                own = None if mine is None else self.read(name, path)
                theirs = None if now is None else (live.root / path).read_text(encoding="utf-8")
                found.append(Conflict(path, theirs, own))
        return found

    def settle(self, name: str, path: str, take: Literal["draft", "live"]) -> Draft:
        """End a conflict: the draft's version stands over the live one, or gives way to it."""
        if take == "live":
            return self.restore(name, path)
        with self._lock(name):
            draft = self.get(name)
            now = digest(self._releases.live().root / path)
            return self._keep(replace(draft, touched={**draft.touched, path: now}))

    def version(self, name: str) -> tuple[int, int]:
        """What changes with every change of the draft, or of what is live. Raises NoSuchDraft."""
        self.get(name)
        changed = (self._folder / name / "draft.json").stat().st_mtime_ns
        return self._releases.live_number(), changed

    def keep_result(self, name: str, kind: str, result: Mapping[str, Any]) -> None:
        """Keep what was found out of the draft, such as its rehearsal, in its folder. Raises NoSuchDraft, OSError."""
        self.get(name)
        write_json(self._folder / name / f"{kind}.json", result)

    def result(self, name: str, kind: str) -> dict[str, Any] | None:
        """What was kept last; None where nothing was. Raises NoSuchDraft."""
        self.get(name)
        try:
            found: dict[str, Any] = json.loads((self._folder / name / f"{kind}.json").read_text("utf-8"))
            return found
        except (FileNotFoundError, ValueError):
            return None

    def edition(self, name: str, into: str = "whole") -> Edition:
        """The live version with the draft's changes, laid out anew in its folder. Raises NoSuchDraft, OSError."""
        draft, live = self.get(name), self._releases.live()
        with self._lock(name):
            root = self._folder / name / into
            shutil.rmtree(root, ignore_errors=True)
            kept = [path for path in live.files() if path not in draft.touched]
            own = [path for path in draft.touched if path not in draft.removed]
            copy_files([*kept, *live.sets()], live.root, root, durable=False)
            copy_files(own, self._files(name), root, durable=False)
        return Edition(root, f"draft {name}")

    def _touch(self, draft: Draft, path: str) -> Draft:
        if path in draft.touched:
            return draft
        return replace(draft, touched={**draft.touched, path: digest(self._releases.live().root / path)})

    def _keep(self, draft: Draft) -> Draft:
        write_json(self._folder / draft.name / "draft.json", asdict(draft))
        return draft

    def _files(self, name: str) -> Path:
        return self._folder / name / "files"

    def _lock(self, name: str):  # type: ignore[no-untyped-def]
        return locked(self._folder / f".{name}.lock")
