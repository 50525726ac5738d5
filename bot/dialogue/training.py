"""Trains Rasa's model in the dialogue project's own environment, when what it is made of has changed."""

import hashlib
import os
import subprocess
from pathlib import Path

from bot.dialogue.data import DIALOGUES, NLU_DATA
from bot.settings import ROOT, Settings

TRAINING_TIMEOUT_S = 600


class TrainingFailed(Exception):
    """The message holds the end of Rasa's own output."""


def train(settings: Settings) -> Path:
    """The model's file in the data folder, trained now unless the same inputs were trained before.

    Raises TrainingFailed.
    """
    folder = settings.data / "models" / "rasa"
    name = f"luuri-{fingerprint()}"
    model = folder / f"{name}.tar.gz"
    if model.exists():
        return model
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        # Forced: Rasa's own cache does not see that a component of ours has changed.
        str(rasa_program()), "train", "--skip-validation", "--force",
        "--config", str(ROOT / "config.yml"),
        "--domain", str(DIALOGUES / "domain"),
        "--data", str(NLU_DATA / "needs"), str(NLU_DATA / "answers"), str(DIALOGUES / "rules"),
        "--out", str(folder),
        "--fixed-model-name", name,
    ]  # fmt: skip
    result = subprocess.run(
        command,
        cwd=DIALOGUES,
        env=rasa_environment(settings),
        capture_output=True,
        text=True,
        timeout=TRAINING_TIMEOUT_S,
        check=False,
    )
    if result.returncode != 0 or not model.exists():
        raise TrainingFailed((result.stdout + result.stderr)[-2000:])
    for old in folder.glob("luuri-*.tar.gz"):
        if old != model:
            old.unlink(missing_ok=True)
    return model


def fingerprint() -> str:
    """A hash of every file that the model is made of."""
    files = [ROOT / "config.yml", DIALOGUES / "uv.lock"]
    for folder in (NLU_DATA / "needs", NLU_DATA / "answers", DIALOGUES / "rules", DIALOGUES / "domain"):
        files += sorted(folder.rglob("*.yml"))
    files += sorted((NLU_DATA / "heard").rglob("*.yml"))
    files += sorted((DIALOGUES / "components").glob("*.py"))
    digest = hashlib.sha256()
    for path in files:
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


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
        "RASA_CACHE_DIRECTORY": str(settings.data / "models" / "rasa-cache"),
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
        "OMP_NUM_THREADS": "1",
        "MPLCONFIGDIR": str(settings.data / "models"),
    }
