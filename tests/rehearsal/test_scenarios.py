"""Every scenario of tests/scenarios, held in text with one real Rasa, the real actions and a real database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from bot.edition import WORKING_TREE
from bot.rehearsal import on_the_line
from bot.rehearsal.draft_line import Phone
from bot.rehearsal.editions import AT, RehearsedEdition
from bot.rehearsal.files import read
from bot.rehearsal.line import TextLine
from bot.rehearsal.on_the_line import OnTheLine
from bot.rehearsal.scenario import Scenario
from bot.rehearsal.stage import NoEars, Sound, Stage, no_mouth, open_stage
from bot.settings import ROOT, Settings
from bot.studio.rehearsal import SideFailed
from bot.studio.releases import each_step

SCENARIOS = read([Path(__file__).parents[1] / "scenarios"])

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with open_stage(Settings(data=ROOT / "var"), tmp_path_factory.mktemp("stage")) as ready:
        yield ready


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[scenario.name for scenario in SCENARIOS])
async def test_scenario(stage: Stage, scenario: Scenario) -> None:
    outcome = await stage.hold(scenario)
    assert not outcome.problems, "\n" + outcome.conversation()


async def test_scenarios_cover_the_services_and_the_hours() -> None:
    assert len(SCENARIOS) >= 60
    weekend_or_holiday = [s for s in SCENARIOS if s.moment.weekday() > 4 or s.moment.month == 12]
    night = [s for s in SCENARIOS if not 8 <= s.moment.hour < 16]
    assert len(weekend_or_holiday) >= 3
    assert len(night) >= 10


async def test_a_draft_on_the_line_answers_each_line_that_is_typed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def ready(*_: object, **__: object) -> AsyncIterator[RehearsedEdition]:
        yield RehearsedEdition(stage)

    monkeypatch.setattr(on_the_line, "rehearsed", ready)
    draft = OnTheLine(Settings(data=ROOT / "var"), Phone(TextLine(), Sound(NoEars(), no_mouth)))
    monkeypatch.setattr(on_the_line, "detector_for", lambda *_: ROOT)
    await draft.open("joulu 1", "Joulun ajat", WORKING_TREE, WORKING_TREE, each_step)
    [(who, greeting)] = await draft.say("joulu 1", AT, [])
    assert who == "luuri"
    assert "tekoäly" in greeting
    told = await draft.say("joulu 1", AT, ["mun pitäs uusia resepti", "ihminen"])
    assert [words for who, words in told if who == "caller"] == ["mun pitäs uusia resepti", "ihminen"]
    assert told[-1] == ("ended", "with_a_person")
    with pytest.raises(SideFailed):
        await draft.say("joulu 2", AT, [])
    await draft.close()
    assert draft.on_the_line is None
