"""Trains Rasa's model in the dialogue project's own environment, when what it is made of has changed."""

import os
import subprocess
from pathlib import Path

from bot.dialogue.data import DIALOGUES
from bot.edition import WORKING_TREE, Edition, fingerprint, mixed
from bot.settings import ROOT, Settings

TRAINING_TIMEOUT_S = 1800
"""Two minutes of a processor core. It works behind calls, so on a busy machine it takes several times that."""
MODELS_KEPT = 6
BEHIND_CALLS = 10
"""How nice a program is that works while calls go on."""


class TrainingFailed(Exception):
    """The message holds the end of Rasa's own output."""


def train(settings: Settings, edition: Edition = WORKING_TREE) -> Path:
    """The model's file, the edition's own or in the data folder; trained now unless the same inputs were before.

    Raises TrainingFailed.
    """
    folder = settings.data / "models" / "rasa"
    name = f"luuri-{model_fingerprint(edition)}"
    model = folder / f"{name}.tar.gz"
    own = edition.models / model.name if edition.models else model
    if own.exists():
        return own
    if model.exists():
        model.touch()
        return model
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        # Forced: Rasa's own cache does not see that a component of ours has changed.
        str(rasa_program()), "train", "--skip-validation", "--force",
        "--config", str(edition.config),
        "--domain", str(edition.domain),
        "--data", str(edition.needs), str(edition.answers), str(edition.rules),
        "--out", str(folder),
        "--fixed-model-name", name,
    ]  # fmt: skip
    try:
        result = subprocess.run(
            command,
            cwd=DIALOGUES,
            env=rasa_environment(settings) | {"LUURI_HEARD": str(edition.heard)},
            preexec_fn=_behind_calls,
            capture_output=True,
            text=True,
            timeout=TRAINING_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TrainingFailed(f"the training took longer than {TRAINING_TIMEOUT_S} s") from None
    if result.returncode != 0 or not model.exists():
        raise TrainingFailed((result.stdout + result.stderr)[-2000:])
    forget_old(folder, "luuri-*.tar.gz")
    return model


def _behind_calls() -> None:
    os.nice(BEHIND_CALLS)


def forget_old(folder: Path, pattern: str) -> None:
    """Keep the models that were used last. Those of releases are kept with them."""
    models = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in models[MODELS_KEPT:]:
        old.unlink(missing_ok=True)


def model_fingerprint(edition: Edition = WORKING_TREE) -> str:
    """A hash of every file that the model is made of."""
    edited = [edition.config]
    for folder in (edition.needs, edition.answers, edition.heard, edition.rules, edition.domain):
        edited += sorted(folder.rglob("*.yml"))
    code = [DIALOGUES / "uv.lock", *sorted((DIALOGUES / "components").glob("*.py"))]
    return mixed(fingerprint(edition.root, edited), fingerprint(ROOT, code))


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
