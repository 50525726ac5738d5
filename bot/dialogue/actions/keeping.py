"""Keeps what a caller has told, so that a call that breaks off leaves its answers behind."""

from collections.abc import Mapping
from typing import Any

from bot.dialogue.intake import answers_of
from bot.dialogue.office import Office


async def keep_answers(office: Office, call_sid: str, slots: Mapping[str, Any]) -> None:
    """The answers of the matter at hand become what the records hold of it."""
    need = slots.get("need")
    if need:
        await office.keep_answers(call_sid, str(need), answers_of(slots))
