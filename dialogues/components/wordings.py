"""What is said belongs to the edition that is served, not to the model: a changed wording takes no training.

The model knows the responses by their names alone.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

DOMAIN = Path(os.environ.get("LUURI_DOMAIN") or Path(__file__).resolve().parents[1] / "domain")
"""The edition's own when it is served."""


class Wordings(NaturalLanguageGenerator):
    """Says the responses of the domain's files as Rasa would say the model's.

    It holds Rasa's own generator and is none: Rasa would give such a one the model's responses.
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        self._said = TemplatedNaturalLanguageGenerator(Domain.load(DOMAIN).responses)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        return await self._said.generate(utter_action, tracker, output_channel, **kwargs)
