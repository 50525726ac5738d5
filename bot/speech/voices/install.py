"""Installing Piper's Finnish voices, which are published on a model hub."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

from piper import download_voices

from bot.speech.voices.voice import VoiceFailed

FINNISH = ("fi_FI-harri-medium", "fi_FI-harri-low")

Progress = Callable[[str, int, int], None]
"""Told the file's name, the bytes that have come and the bytes in all (0 when unknown)."""

_READ_BYTES = 256 * 1024
_SILENT_FOR_S = 30.0


def install(
    data: Path, voice: str = FINNISH[0], progress: Progress = lambda *_: None, url_format: str | None = None
) -> Path:
    """Download a Piper voice into `data`/voices and return its .onnx file.

    A voice that is already whole is not downloaded again. url_format: as Piper's own, for a mirror.
    Raises VoiceFailed: offline, unknown voice, disk full.
    """
    match = download_voices.VOICE_PATTERN.match(voice)
    if match is None:
        raise VoiceFailed(f"{voice} is not a Piper voice name such as {FINNISH[0]}")
    parts = {
        "lang_family": match["lang_family"],
        "lang_code": f"{match['lang_family']}_{match['lang_region']}",
        "voice_name": match["voice_name"],
        "voice_quality": match["voice_quality"],
    }
    folder = data / "voices"
    model, settings = folder / f"{voice}.onnx", folder / f"{voice}.onnx.json"
    for path, extension in ((settings, ".onnx.json"), (model, ".onnx")):
        if path.is_file() and path.stat().st_size:
            continue
        url = (url_format or download_voices.URL_FORMAT).format(extension=extension, **parts)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _download(url, path, progress)
        except (OSError, ValueError) as error:
            path.with_suffix(".part").unlink(missing_ok=True)
            reason = getattr(error, "reason", None) or error
            raise VoiceFailed(
                f"{path.name} cannot be downloaded ({reason}). Without a network, copy {voice}.onnx and "
                f"{voice}.onnx.json into {folder}, or set LUURI_PIPER_MODEL."
            ) from error
    return model


def _download(url: str, path: Path, progress: Progress) -> None:
    """Fetch a file whole or not at all. Raises OSError, or ValueError when it is not what it should be."""
    unfinished = path.with_suffix(".part")
    with urlopen(url, timeout=_SILENT_FOR_S) as answer, unfinished.open("wb") as file:
        total = int(answer.headers.get("Content-Length") or 0)
        come = 0
        while block := answer.read(_READ_BYTES):
            file.write(block)
            come += len(block)
            progress(path.name, come, total)
    if come == 0 or (total and come != total):
        raise ValueError(f"only {come} of {total} bytes came")
    if path.suffix == ".json":
        json.loads(unfinished.read_text(encoding="utf-8"))
    shutil.move(unfinished, path)
