"""`luuri demo-data`: sample calls in the console, rung through the real service and marked simulated."""

import asyncio
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path

from bot.commands.call import CallPlan, ring_once, script_of
from bot.commands.opening_hours import opening_hours
from bot.commands.output import say
from bot.commands.running import NoService, running_service
from bot.records.database import open_database
from bot.records.failures import RecordsFailed
from bot.records.retention import SqlRetention
from bot.records.sound import SoundFiles
from bot.settings import ROOT, Settings
from bot.yaml_files import read_yaml

SAMPLES = ROOT / "telephony" / "residents" / "sample"


def add(settings: Settings) -> int:
    """Ring once as each resident of telephony/residents/sample. Returns 0 when every call was taken."""
    try:
        with running_service(settings) as url:
            for path in sorted(SAMPLES.glob("*.yml")):
                plan = CallPlan(resident=path, number=_number(path))
                script = script_of(settings, plan)
                result = asyncio.run(ring_once(url, plan, script, opening_hours(), _quiet))
                say(f"  {path.stem:<14} {result['disposition']}")
    except NoService as error:
        say(f"luuri: {error}")
        return 1
    say("They are marked as simulated; `luuri demo-data --remove` takes them away.")
    return 0


def remove(settings: Settings) -> int:
    """Take away every simulated call with all that hangs on it, these samples or not."""
    try:
        sound = SoundFiles(settings.data / "sound")
        retention = SqlRetention(open_database(settings.sqlalchemy_url), sound)
        removed = retention.remove_simulated(f"shell:{getuser()}", datetime.now(UTC))
    except (RecordsFailed, ValueError) as error:
        say(f"luuri: LUURI_DATABASE_URL: {error}")
        return 1
    say(f"{removed} simulated calls removed")
    return 0


def _number(path: Path) -> str:
    return str(read_yaml(path)["number"])


def _quiet(_speaker: str, _text: str) -> None:
    """Nothing is shown of the talk itself: the console shows it."""
