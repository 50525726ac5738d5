"""A matter that the dialogue did not understand is kept as such with its turn."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.call_records import CallRecords
from bot.conversation.events import CallAnswered, DialogueReply, Event, Message, UtteranceHeard
from bot.pipeline.ports import CallIdentity
from bot.records.calls import SqlCalls
from bot.records.records import Records
from tests.databases import sqlite_engine
from tests.pipeline.test_conductor import Dialogue, Stage

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class Understands(Dialogue):
    """Understands what has fever in it."""

    async def turn(self, call_sid: str, text: str, **how: Any) -> DialogueReply:
        if "kuume" in text:
            return DialogueReply((Message(None, "Kauanko?"),), (), "duration", None, 0.9)
        return DialogueReply((Message("utter_default", "En ymmärtänyt."),), ({"do": "misunderstood"},))


async def turns(folder: Path, *events: Event) -> list[tuple[str, bool]]:
    """What was said in a call of these events, as the database has it, and whether it was misunderstood."""
    engine = sqlite_engine(folder)
    identity = CallIdentity("CA1", "+358401234567")
    records = CallRecords(Records(engine, folder / "spool"), identity, lambda: None, lambda: AT)  # type: ignore[arg-type,return-value]
    await Stage(dialogue=Understands(), records=records).play(CallAnswered(), *events)  # type: ignore[arg-type]
    await records.finish(None)
    return [(turn.text, turn.misunderstood) for turn in SqlCalls(engine).turns("CA1")[1:]]


async def test_the_turn_is_marked_and_the_one_that_was_understood_is_not(tmp_path: Path) -> None:
    assert await turns(tmp_path, UtteranceHeard("sinisiä pilviä"), UtteranceHeard("mulla on kuumetta")) == [
        ("sinisiä pilviä", True),
        ("En ymmärtänyt. utter_ask_open", False),
        ("mulla on kuumetta", False),
        ("Kauanko?", False),
    ]


@pytest.mark.parametrize(("longer", "missed"), [("mulla on kuumetta", False), ("mulla on pilviä", True)])
async def test_a_turn_that_went_on_is_as_its_longer_form_was(
    tmp_path: Path, longer: str, missed: bool
) -> None:
    said = await turns(tmp_path, UtteranceHeard("mulla on"), UtteranceHeard(longer, reopened=True))
    assert said[0] == (longer, missed)


async def test_an_identity_code_stays_masked_in_what_was_not_understood(tmp_path: Path) -> None:
    [(text, missed), *_] = await turns(tmp_path, UtteranceHeard("tunnus on 131052-308T"))
    assert ("131052" in text, missed) == (False, True)
