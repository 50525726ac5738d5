"""Trains Rasa's model in the dialogue project's own environment, when what it is made of has changed.

What is said is no part of it: Rasa reads the wordings of the edition that it serves (components/wordings.py).
"""

import hashlib
import os
import shutil
import subprocess
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from bot.dialogue.data import DIALOGUES
from bot.edition import WORKING_TREE, Edition, fingerprint, mixed
from bot.processes import behind_calls
from bot.settings import ROOT, Settings

TRAINING_TIMEOUT_S = 1800
"""Half a minute of a processor core. It works behind calls, so on a busy machine it takes several times that."""
MODELS_KEPT = 6
UNFINISHED = ".training-"
"""How the folder begins in which a model is made."""


class TrainingFailed(Exception):
    """The message holds the end of Rasa's own output."""


def train(settings: Settings, edition: Edition = WORKING_TREE) -> Path:
    """The model's file, the edition's own or in the data folder; trained now unless the same inputs were before.

    Raises TrainingFailed.
    """
    folder = settings.data / "models" / "rasa"
    try:
        name = f"luuri-{model_fingerprint(edition)}"
    except ValueError as error:
        raise TrainingFailed(str(error)) from None
    model = folder / f"{name}.tar.gz"
    own = edition.models / model.name if edition.models else model
    if own.exists():
        return own
    if model.exists():
        model.touch()
        return model
    folder.mkdir(parents=True, exist_ok=True)
    # Rasa writes the archive in its place, bit by bit: a half one must not be taken for a model after a crash.
    with TemporaryDirectory(prefix=UNFINISHED, dir=folder) as unfinished:
        _train(settings, edition, Path(unfinished), name)
        os.replace(Path(unfinished) / model.name, model)
    _forget_old(folder)
    return model


def _train(settings: Settings, edition: Edition, out: Path, name: str) -> None:
    """Raises TrainingFailed."""
    command = [
        # Forced: whether to train has been decided, and Rasa keeps nothing to compare with.
        str(rasa_program()), "train", "--skip-validation", "--force",
        "--config", str(edition.config),
        "--domain", str(edition.domain),
        "--data", str(edition.needs), str(edition.answers), str(edition.rules),
        "--out", str(out),
        "--fixed-model-name", name,
    ]  # fmt: skip
    try:
        result = subprocess.run(
            command,
            cwd=DIALOGUES,
            env=rasa_environment(settings) | {"LUURI_HEARD": str(edition.heard)},
            preexec_fn=behind_calls,
            capture_output=True,
            text=True,
            timeout=TRAINING_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TrainingFailed(f"the training took longer than {TRAINING_TIMEOUT_S} s") from None
    if result.returncode != 0 or not (out / f"{name}.tar.gz").exists():
        raise TrainingFailed((result.stdout + result.stderr)[-2000:])


def _forget_old(folder: Path) -> None:
    """Keep the models that were used last, and no training that a crash has cut. Releases keep their own."""
    models = sorted(folder.glob("luuri-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in models[MODELS_KEPT:]:
        old.unlink(missing_ok=True)
    for left in folder.glob(f"{UNFINISHED}*"):
        if time.time() - left.stat().st_mtime > TRAINING_TIMEOUT_S:
            shutil.rmtree(left, ignore_errors=True)


def model_fingerprint(edition: Edition = WORKING_TREE) -> str:
    """A hash of all that the model is made of. Raises ValueError: the domain cannot be read."""
    edited = [edition.config]
    for folder in (edition.needs, edition.answers, edition.heard, edition.rules):
        edited += sorted(folder.rglob("*.yml"))
    code = [DIALOGUES / "uv.lock", *sorted((DIALOGUES / "components").glob("*.py"))]
    return mixed(
        fingerprint(edition.root, edited), _domain_fingerprint(edition.domain), fingerprint(ROOT, code)
    )


def _domain_fingerprint(folder: Path) -> str:
    """A hash of everything in the domain's files but what the responses say: a model knows them by their names."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yml")):
        text = path.read_text(encoding="utf-8")
        # As meant and as written: this parser takes `yes` for `true`, and Rasa's does not.
        for loader in (yaml.CSafeLoader, yaml.CBaseLoader):
            try:
                data = yaml.load(text, loader) or {}
            except yaml.YAMLError as error:
                raise ValueError(f"{path}: {' '.join(str(error).split())}") from None
            if not isinstance(data, dict) or not isinstance(data.get("responses") or {}, dict):
                raise ValueError(f"{path}: a mapping is expected")
            learned = data | {"responses": sorted(map(str, data.get("responses") or ()))}
            digest.update(repr((path.relative_to(folder).as_posix(), learned)).encode())
    return digest.hexdigest()


def rasa_program() -> Path:
    return DIALOGUES / ".venv" / "bin" / "rasa"


def rasa_environment(settings: Settings) -> dict[str, str]:
    """The environment of every Rasa process: telemetry off, our component and channel on its path."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "TMPDIR") if key in os.environ}
    return kept | {
        "PYTHONPATH": str(DIALOGUES),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_MAX_CACHE_SIZE": "0",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
        "OMP_NUM_THREADS": "1",
        "MPLCONFIGDIR": str(settings.data / "models"),
    }
