import errno
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.speech import weights


@pytest.fixture
def packaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two tiny packages in place of the real ones, with their right size and checksum."""
    packages = tmp_path / "packages" / "data"
    packages.mkdir(parents=True)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (packages / name).write_text(name)
    (packages / "model.bin.part1").write_bytes(b"first half, ")
    (packages / "model.bin.part2").write_bytes(b"second half")
    monkeypatch.setattr(weights, "_package_file", lambda _, name: packages / name)
    monkeypatch.setattr(weights, "MODEL_BYTES", 23)
    monkeypatch.setattr(weights, "MODEL_SHA256", hashlib.sha256(b"first half, second half").hexdigest())
    return packages


def test_the_halves_are_joined_once(packaged: Path, tmp_path: Path) -> None:
    folder = weights.packaged_model(tmp_path / "var")
    assert (folder / "model.bin").read_bytes() == b"first half, second half"
    first = (folder / "model.bin").stat()
    assert weights.packaged_model(tmp_path / "var") == folder
    assert (folder / "model.bin").stat().st_mtime_ns == first.st_mtime_ns
    assert sorted(path.name for path in folder.iterdir()) == [
        "config.json",
        "model.bin",
        "tokenizer.json",
        "vocabulary.txt",
    ]


def test_a_damaged_joined_file_is_made_again(packaged: Path, tmp_path: Path) -> None:
    model = weights.packaged_model(tmp_path / "var") / "model.bin"
    model.write_bytes(b"first half, second HALF")
    weights.packaged_model(tmp_path / "var")
    assert model.read_bytes() == b"first half, second half"


def test_a_damaged_package_is_said_so_and_leaves_nothing(packaged: Path, tmp_path: Path) -> None:
    (packaged / "model.bin.part2").write_bytes(b"second HALF")
    with pytest.raises(weights.WeightsFailed, match="checksum"):
        weights.packaged_model(tmp_path / "var")
    assert not list((tmp_path / "var").rglob("*model.bin*"))


def test_a_full_disk_is_said_so_and_leaves_nothing(
    packaged: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*parts: Path) -> Iterator[bytes]:
        yield b"first"
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(weights, "_read_parts", full)
    with pytest.raises(weights.WeightsFailed, match=r"No space left on device.*MB free.*LUURI_DATA"):
        weights.packaged_model(tmp_path / "var")
    assert not list((tmp_path / "var").rglob("*model.bin*"))


def test_other_names_go_to_faster_whisper_as_they_are(tmp_path: Path) -> None:
    assert weights.model_for("large-v3-turbo", tmp_path) == "large-v3-turbo"
    assert weights.model_for("org/finnish-whisper", tmp_path) == "org/finnish-whisper"
