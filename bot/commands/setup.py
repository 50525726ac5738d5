"""`luuri setup`: everything that the service needs before it can start, each part made once."""

import asyncio
import time
from collections.abc import Callable

from bot.commands.output import say
from bot.dialogue.training import TrainingFailed, train
from bot.edition import Edition
from bot.prompt_texts import PromptTexts
from bot.records.database import open_database
from bot.records.failures import RecordsFailed
from bot.settings import Settings
from bot.speech.prompts import PromptCache
from bot.speech.pronunciation import Pronunciation
from bot.speech.voices.choose import choose
from bot.speech.voices.voice import VoiceFailed
from bot.speech.weights import WeightsFailed, model_for
from bot.studio.releases import Releases
from bot.understanding import training as danger
from bot.understanding.examples import ExamplesError


def set_up(settings: Settings) -> int:
    """Make what is missing, with progress. Returns 0, or 1 with one line that says what cannot be made."""
    edition = Releases(settings.data / "releases").served()
    parts: list[tuple[str, Callable[[], object]]] = [
        ("speech model", lambda: model_for(settings.whisper_model, settings.data)),
        ("database", lambda: open_database(settings.sqlalchemy_url).dispose()),
        ("dialogue", lambda: train(settings, edition)),
        ("detector", lambda: danger.train(settings, edition)),
        ("prompts", lambda: _speak_prompts(settings, edition)),
    ]
    for name, make in parts:
        began = time.monotonic()
        try:
            make()
        except (WeightsFailed, TrainingFailed, ExamplesError, VoiceFailed) as error:
            say(f"luuri: {error}")
            return 1
        except (RecordsFailed, ValueError) as error:
            say(f"luuri: LUURI_DATABASE_URL: {error}")
            return 1
        seconds = time.monotonic() - began
        if seconds > 0.5:
            say(f"  {name:<14} {seconds:5.1f} s")
    return 0


def _speak_prompts(settings: Settings, edition: Edition) -> None:
    voice, *stand_ins = choose(settings)
    cache = PromptCache(voice, settings.data / "prompts", fallbacks=stand_ins)
    try:
        words = Pronunciation.read(edition.pronunciation)
        asyncio.run(cache.prepare(PromptTexts.read(edition).fixed(), words))
    finally:
        cache.close()
