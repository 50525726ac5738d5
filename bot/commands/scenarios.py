"""`luuri scenarios run`: hold scenarios in text and say which of them do not go as they should."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.commands.output import print_json, say
from bot.dialogue.training import TrainingFailed
from bot.processes import ProgramFailed
from bot.rehearsal.files import BadScenario, read
from bot.rehearsal.outcome import Outcome
from bot.rehearsal.scenario import Scenario
from bot.rehearsal.stage import open_stage
from bot.settings import Settings


def run(settings: Settings, paths: Sequence[Path], as_json: bool, conversations: bool) -> int:
    """Returns 0 when all go as expected, 1 when one does not or the stage cannot be set, 2 for a bad file."""
    try:
        scenarios = read(paths)
        failed = asyncio.run(_run(settings, scenarios, as_json, conversations))
    except BadScenario as error:
        say(f"luuri: {error}")
        return 2
    except (TrainingFailed, ProgramFailed) as error:
        say(f"luuri: {error}")
        return 1
    say(f"{len(scenarios) - failed} of {len(scenarios)} scenarios go as expected")
    return 1 if failed else 0


async def _run(settings: Settings, scenarios: Sequence[Scenario], as_json: bool, conversations: bool) -> int:
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        async with open_stage(settings, Path(folder)) as stage:
            for scenario in scenarios:
                outcome = await stage.hold(scenario)
                failed += bool(outcome.problems)
                if as_json:
                    print_json(_as_json(outcome))
                elif outcome.problems or conversations:
                    print(outcome.conversation(), flush=True)
                else:
                    print(f"ok {outcome.seconds:5.2f} s  {scenario.name}", flush=True)
    return failed


def _as_json(outcome: Outcome) -> dict[str, object]:
    return {
        "name": outcome.scenario.name,
        "ok": not outcome.problems,
        "problems": [str(problem) for problem in outcome.problems],
        "seconds": round(outcome.seconds, 2),
        "ends": outcome.call.ends,
        "turns": [{"speaker": go.who, "text": go.text, "topic": go.topic} for go in outcome.call.spoken],
        "report": outcome.report,
    }
