"""The greeting is over within ten seconds in the voices that Luuri chooses by herself."""

from pathlib import Path

import pytest

from bot.conversation.effects import Prompt
from bot.prompt_texts import PromptTexts
from bot.settings import Settings
from bot.speech.prompts import PromptCache
from bot.speech.telephone import LINE_HZ
from bot.speech.voices.choose import catalogue


@pytest.mark.parametrize("voice", ["suopuhe-mv", "suopuhe-lj", "espeak-man"])
async def test_the_greeting_takes_under_ten_seconds(voice: str, tmp_path: Path) -> None:
    listed = {entry.id: entry for entry in catalogue(Settings(data=tmp_path))}
    if not listed[voice].present:
        pytest.skip(f"{voice} is not installed")
    cache = PromptCache(listed[voice].voice, tmp_path)
    greeting = await cache.audio(PromptTexts.read().text(Prompt("utter_greeting")))
    cache.close()
    assert len(greeting) / 2 / LINE_HZ < 10.0
