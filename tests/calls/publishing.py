"""A running service is asked to publish, and what is live in it."""

import json
from typing import Any

import httpx

from bot.settings import Settings
from bot.studio_doors import studio_token
from tests.service import LiveService

CALLBACK = "dialogues/domain/callback.yml"


def ask(service: LiveService, what: str, token: str | None = None, **body: Any) -> dict[str, Any]:
    """The last line of what the service answers."""
    right = studio_token(Settings(data=service.data))
    headers = {"Authorization": f"Bearer {token or right}"}
    url = f"{service.url}/dialogue/{what}"
    answer = httpx.post(url, json=body, headers=headers, timeout=900, trust_env=False)
    return json.loads(answer.text.splitlines()[-1]) if answer.text else {"status": answer.status_code}


def health(service: LiveService) -> dict[str, Any]:
    """Its parts, the calls in progress and the edition that new calls begin on."""
    return dict(httpx.get(f"{service.url}/healthz", timeout=20, trust_env=False).json())
