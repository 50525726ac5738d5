"""A rehearsal in a process of its own tells why it could not be held."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.edition import Edition
from bot.rehearsal.draft_line import Phone
from bot.rehearsal.line import TextLine
from bot.rehearsal.on_the_line import OnTheLine
from bot.rehearsal.stage import NoEars, Sound, no_mouth
from bot.settings import Settings
from bot.studio.rehearsal import SideFailed

pytestmark = pytest.mark.slow


async def test_what_cannot_be_rehearsed_is_told(tmp_path: Path) -> None:
    steps: list[str] = []

    def progress(step: str, _detail: Mapping[str, Any]) -> None:
        steps.append(step)

    broken = Edition(tmp_path / "broken", "draft broken")
    broken.root.mkdir()
    broken.config.write_text("pipeline: [", encoding="utf-8")
    phone = Phone(TextLine(), Sound(NoEars(), no_mouth))
    with pytest.raises(SideFailed, match=r"config\.yml, rivi"):
        await OnTheLine(Settings(data=tmp_path), phone).rehearse(broken, broken, progress)
    assert steps == ["schema"]
