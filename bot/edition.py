"""An edition: everything that an administrator can change, read from one folder."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.settings import ROOT

VARIABLE = "LUURI_EDITION"
"""The root folder of the edition that a program of the service's own serves."""
_NOT_EDITED = frozenset({"dialogues/endpoints.yml", "dialogues/credentials.yml"})
_FOLDERS = ("dialogues/domain", "dialogues/rules", "nlu_data")
_SETS = ("tests/care/red_flags", "tests/understanding")


@dataclass(frozen=True)
class Edition:
    """`root` is laid out as the repository is. `models`: a folder with models of its own, beside the data folder's."""

    root: Path
    id: str
    models: Path | None = None

    @property
    def config(self) -> Path:
        return self.root / "config.yml"

    @property
    def domain(self) -> Path:
        return self.root / "dialogues" / "domain"

    @property
    def rules(self) -> Path:
        return self.root / "dialogues" / "rules"

    @property
    def services(self) -> Path:
        return self.root / "dialogues" / "services.yml"

    @property
    def intake(self) -> Path:
        return self.root / "dialogues" / "intake.yml"

    @property
    def pronunciation(self) -> Path:
        return self.root / "dialogues" / "pronunciation.yml"

    @property
    def nlu_data(self) -> Path:
        return self.root / "nlu_data"

    @property
    def names(self) -> Path:
        return self.nlu_data / "names.yml"

    @property
    def needs(self) -> Path:
        return self.nlu_data / "needs"

    @property
    def answers(self) -> Path:
        return self.nlu_data / "answers"

    @property
    def heard(self) -> Path:
        return self.nlu_data / "heard"

    @property
    def red_flags(self) -> Path:
        return self.nlu_data / "red_flags"

    @property
    def fingerprint(self) -> str:
        """A hash of all that can be edited."""
        return fingerprint(self.root, (self.root / name for name in self.files()))

    def files(self) -> list[str]:
        """Every file that can be edited, by its path from the root."""
        return sorted(name for name in _yaml(self.root, ("dialogues", *_FOLDERS)) if is_edited(name))

    def sets(self) -> list[str]:
        """The sets of utterances by which a draft that follows this edition is judged."""
        return sorted(_yaml(self.root, _SETS))


WORKING_TREE = Edition(ROOT, "working tree")
_serving: list[Edition] = []


def is_edited(name: str) -> bool:
    """Whether the path from the root names a file that an administrator may change."""
    parts = name.split("/")
    if not name.endswith(".yml") or any(part in ("", ".", "..") or part.startswith(".") for part in parts):
        return False
    in_folder = any(name.startswith(f"{folder}/") for folder in _FOLDERS)
    beside = len(parts) == 2 and parts[0] == "dialogues" and name not in _NOT_EDITED
    return name == "config.yml" or in_folder or beside


def of_this_process() -> Edition:
    """The edition that this program serves or was started for; the working tree where there is none."""
    if _serving:
        return _serving[-1]
    root = os.environ.get(VARIABLE)
    return Edition(Path(root), Path(root).name) if root else WORKING_TREE


def this_process_serves(edition: Edition) -> None:
    """What this program reads of no certain call, it reads from this edition from now on."""
    _serving[:] = [edition]


def fingerprint(root: Path, paths: Iterable[Path]) -> str:
    """A hash of files, and of their paths from `root`."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(root)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def mixed(*fingerprints: str) -> str:
    """One fingerprint of several."""
    return hashlib.sha256(" ".join(fingerprints).encode()).hexdigest()[:16]


def _yaml(root: Path, folders: Iterable[str]) -> set[str]:
    found = {"config.yml"} if (root / "config.yml").is_file() and "dialogues" in folders else set()
    for folder in folders:
        paths = (root / folder).glob("*.yml") if folder == "dialogues" else (root / folder).rglob("*.yml")
        found |= {path.relative_to(root).as_posix() for path in paths}
    return found
