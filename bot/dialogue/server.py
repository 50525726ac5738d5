"""How Rasa and its action server are started: (argv, env, cwd) for whoever watches processes."""

import hashlib
import hmac
import os
import sys
from pathlib import Path

from bot.dialogue.data import DIALOGUES
from bot.dialogue.training import rasa_environment, rasa_program, train
from bot.edition import VARIABLE, WORKING_TREE, Edition
from bot.settings import ROOT, Settings

Command = tuple[list[str], dict[str, str], Path]


def dialogue_token(settings: Settings) -> str:
    """The bearer token between the call, Rasa and the actions, made of the installation's secret."""
    return hmac.new(settings.secret.encode(), b"luuri dialogue", hashlib.sha256).hexdigest()


def rasa_command(settings: Settings, port: int, action_port: int, edition: Edition = WORKING_TREE) -> Command:
    """Rasa on loopback with our channel alone (its HTTP API stays off). Trains the model when it must."""
    argv = [
        str(rasa_program()), "run",
        "--model", str(train(settings, edition)),
        "--endpoints", str(DIALOGUES / "endpoints.yml"),
        "--credentials", str(DIALOGUES / "credentials.yml"),
        "--interface", "127.0.0.1",
        "--port", str(port),
    ]  # fmt: skip
    env = rasa_environment(settings) | {
        "LUURI_ACTIONS_URL": f"http://127.0.0.1:{action_port}/webhook",
        "LUURI_DIALOGUE_TOKEN": dialogue_token(settings),
        "LUURI_DOMAIN": str(edition.domain),
        "LOG_LEVEL": "WARNING",
        "LOG_LEVEL_LIBRARIES": "ERROR",
    }
    return argv, env, DIALOGUES


def action_command(settings: Settings, port: int, edition: Edition = WORKING_TREE) -> Command:
    """The action server on loopback, with the edition's own directory. The database must have been migrated."""
    argv = [sys.executable, "-m", "bot.dialogue.action_server", "--port", str(port)]
    env = dict(os.environ) | {
        "LUURI_DATA": str(settings.data),
        "LUURI_DATABASE_URL": settings.sqlalchemy_url,
        "LUURI_DIALOGUE_TOKEN": dialogue_token(settings),
        "LUURI_SMS_CONFIRMATION": str(settings.sms_confirmation).lower(),
        VARIABLE: str(edition.root),
    }
    return argv, env, ROOT
