"""No prompt keeps a caller waiting: each is said within a limit in the voices that Luuri chooses by herself."""

import re
from pathlib import Path

import pytest

from bot.dialogue import data
from bot.settings import Settings
from bot.speech.prompts import PromptCache
from bot.speech.telephone import LINE_HZ
from bot.speech.voices.choose import catalogue

pytestmark = pytest.mark.slow

LONGEST_S = 14.5
LONGEST_NUMBERS_S = 17.0  # three numbers to write down
NUMBERS = {"utter_numbers_in_danger"}
TYPICAL = {
    "opening": "huomenna kello 8",
    "service_name": "suun terveydenhuolto",
    "number_said": "040 123 4567",
    "calling_number": "040 123 4567",
    "deadline_said": "tänään viimeistään kello 16",
    "promised": "tänään viimeistään kello 16",
    "readback": "äitisi asia koskee hampaita tai suuta. Se alkoi 3 päivää sitten, ja hän on 82-vuotias",
    "born": "hänen syntymäaikansa",
    "about": max((each.get("about", "") for each in data.services()["services"]), key=len),
    "open_line": "Sosiaali- ja kriisipäivystys",
    "channel": "Omaolon oirearvio",
}
SHORT = 90
"""Texts up to this many letters are short in any voice."""


def filled(text: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda slot: TYPICAL.get(slot[1], "sinulla"), text)


def spoken() -> list[tuple[str, str]]:
    prompts = [(name, filled(text)) for name, texts in data.prompts().items() for text in texts]
    questions = [
        (str(each["category"]), str(each["question"]))
        for each in data.red_flag_categories()
        if "category" in each
    ]
    return [(name, text) for name, text in prompts + questions if len(text) > SHORT]


@pytest.mark.parametrize("voice", ["suopuhe-mv", "espeak-man"])
async def test_every_prompt_is_said_within_its_limit(voice: str, tmp_path: Path) -> None:
    listed = {entry.id: entry for entry in catalogue(Settings(data=tmp_path))}
    if not listed[voice].present:
        pytest.skip(f"{voice} is not installed")
    cache = PromptCache(listed[voice].voice, tmp_path)
    lasting = {text: (name, len(await cache.audio(text)) / 2 / LINE_HZ) for name, text in spoken()}
    cache.close()
    limits = {name: LONGEST_NUMBERS_S if name in NUMBERS else LONGEST_S for name, _ in lasting.values()}
    assert {text: lasts for text, (name, lasts) in lasting.items() if lasts > limits[name]} == {}
