"""What the figures learn of a caller: only what was told."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.dialogue.office import Office


@pytest.mark.parametrize(("value", "kept"), [("Jämsä", "Jämsä"), ("unheard", None), ("unknown", None)])
async def test_a_municipality_that_nobody_told_is_not_kept(value: str, kept: str | None) -> None:
    noted: list[Any] = []
    office = SimpleNamespace(callers=SimpleNamespace(note_caller=lambda *told: noted.append(told)))
    slots = {"age": "P4Y", "answers": {"municipality": {"value": value, "words": "x"}}}
    await Office.note_caller(office, "CA1", slots)  # type: ignore[arg-type]
    assert noted == [("CA1", 4.0, kept)]
