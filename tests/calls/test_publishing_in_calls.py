"""A release goes live while residents are on the line: none of them hears anything of it."""

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.dialogue.training import train
from bot.settings import Settings
from bot.studio.drafts import Drafts
from bot.studio.releases import Releases
from bot.studio_doors import studio_token
from tests.calls.residents import FEVER, ring
from tests.service import LiveService

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]

CALLBACK = "dialogues/domain/callback.yml"
OLD, NEW = "Milloin sinulle sopii, että soitamme?", "Mihin aikaan sinulle sopii, että soitamme?"
CALLS = 3


@pytest.fixture(scope="module")
def publishing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    live = LiveService(Path(tmp_path_factory.mktemp("publishing")))
    live.start()
    yield live
    live.stop()


def ask(service: LiveService, what: str, token: str | None = None, **body: Any) -> dict[str, Any]:
    """The last line of what the service answers."""
    right = studio_token(Settings(data=service.data))
    headers = {"Authorization": f"Bearer {token or right}"}
    url = f"{service.url}/dialogue/{what}"
    answer = httpx.post(url, json=body, headers=headers, timeout=600, trust_env=False)
    return json.loads(answer.text.splitlines()[-1]) if answer.text else {"status": answer.status_code}


def asked_for_time(call: dict[str, Any]) -> set[str]:
    said = " ".join(turn["text"] for turn in call["turns"] if turn["speaker"] == "luuri")
    assert "häiriö" not in said, said
    assert call["disposition"] == "callback", call
    return {words for words in (OLD, NEW) if words in said}


async def test_calls_in_progress_end_on_what_they_began_with(publishing: LiveService) -> None:
    service = publishing
    settings = Settings(data=service.data)
    releases = Releases(service.data / "releases")
    drafts = Drafts(service.data / "drafts", releases)
    drafts.create("aika", "Anna Ahola", "selvempi kysymys", datetime.now(UTC))
    drafts.write("aika", CALLBACK, drafts.read("aika", CALLBACK).replace(OLD, NEW))
    await asyncio.to_thread(train, settings, drafts.edition("aika"))

    calls = [asyncio.create_task(ring(service.url, FEVER, settings)) for _ in range(CALLS)]
    while httpx.get(f"{service.url}/healthz", timeout=20, trust_env=False).json()["calls"] < CALLS:
        await asyncio.sleep(0.1)
    told = await asyncio.to_thread(ask, service, "publish", draft="aika", actor="Anna Ahola")
    assert told["done"]["release"] == 1, told
    after = await ring(service.url, FEVER, settings)
    assert [asked_for_time(call) for call in await asyncio.gather(*calls)] == [{OLD}] * CALLS
    assert asked_for_time(after) == {NEW}

    told = await asyncio.to_thread(ask, service, "rollback", actor="Anna Ahola", reason="takaisin")
    assert told == {"done": {"release": 0}}
    assert asked_for_time(await ring(service.url, FEVER, settings)) == {OLD}
    until = time.monotonic() + 30
    while service.count("rasa run") > 1:
        assert time.monotonic() < until
        await asyncio.sleep(0.5)
    assert [event["release"] for event in releases.history()] == [1, 0]


def test_a_broken_draft_is_refused_and_the_live_version_goes_on(publishing: LiveService) -> None:
    drafts = Drafts(publishing.data / "drafts", Releases(publishing.data / "releases"))
    drafts.create("rikki", "Anna Ahola", "kokeilu", datetime.now(UTC))
    drafts.write("rikki", CALLBACK, drafts.read("rikki", CALLBACK).replace("{deadline_said}.", "{outo}."))
    told = ask(publishing, "publish", draft="rikki", actor="Anna Ahola")
    assert "placeholder_unknown" in {reason["code"] for reason in told["refused"]}
    assert publishing.is_ready()
    assert drafts.get("rikki")


def test_nobody_publishes_without_the_installations_token(publishing: LiveService) -> None:
    assert ask(publishing, "publish", token="wrong", draft="rikki", actor="?") == {"status": 404}


def test_what_is_live_is_served_after_a_restart(publishing: LiveService) -> None:
    drafts = Drafts(publishing.data / "drafts", Releases(publishing.data / "releases"))
    drafts.create("tunnit", "Anna Ahola", "kokeilu", datetime.now(UTC))
    services = "dialogues/services.yml"
    drafts.write("tunnit", services, drafts.read("tunnit", services).replace('fri: "8-15"', 'fri: "9-15"', 1))
    number = ask(publishing, "publish", draft="tunnit", actor="Anna Ahola")["done"]["release"]
    assert publishing.stop() == 0
    publishing.start()
    health = httpx.get(f"{publishing.url}/healthz", timeout=20, trust_env=False).json()
    assert health["edition"] == f"release {number}"
