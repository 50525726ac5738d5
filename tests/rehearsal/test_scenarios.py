"""Every scenario of tests/scenarios, held in text with one real Rasa, the real actions and a real database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.rehearsal.files import read
from bot.rehearsal.scenario import Scenario
from bot.rehearsal.stage import Stage, open_stage
from bot.settings import ROOT, Settings

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
