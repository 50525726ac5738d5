"""`make demo`: two residents ring with recorded voices, and the terminal shows what happens."""

import asyncio
from pathlib import Path
from typing import Any

from bot.commands.call import CallPlan, Script, line_from_wav, ring_once, show_turn
from bot.commands.opening_hours import opening_hours
from bot.commands.output import say
from bot.commands.running import NoService, running_service
from bot.settings import ROOT, Settings
from bot.yaml_files import read_yaml

RESIDENTS = ROOT / "telephony" / "residents"


def show(settings: Settings) -> int:
    """Ring as each resident of telephony/residents. Returns 0 only if every call ended as its file expects."""
    try:
        with running_service(settings) as url:
            results = [_show_one(url, path) for path in sorted(RESIDENTS.glob("*.yml"))]
    except NoService as error:
        say(f"luuri: {error}")
        return 1
    ended = all(results) and bool(results)
    print(
        "\nDemo: "
        + ("kaikki puhelut päättyivät niin kuin piti." if ended else "JOKIN PUHELU PÄÄTTYI TOISIN.")
    )
    return 0 if ended else 1


def _show_one(url: str, path: Path) -> bool:
    resident = read_yaml(path)
    print(f"\n=== {resident['title']}\n")
    result = asyncio.run(
        ring_once(url, CallPlan(number=resident["number"]), _script(resident), opening_hours(), show_turn)
    )
    print()
    _show_record(result)
    expected: dict[str, Any] = resident["ends"]
    wrong = {key: result.get(key) for key, value in expected.items() if result.get(key) != value}
    if wrong:
        print(f"Odotettiin {expected}, tuli {wrong}")
    return not wrong


def _script(resident: dict[str, Any]) -> Script:
    def line(turn: dict[str, str]) -> Any:
        return line_from_wav(RESIDENTS / turn["wav"], turn["text"])

    answers = {topic: line(turn) for topic, turn in resident["answers"].items()}
    return Script([line(resident["opening"])], answers, None)


def _show_record(result: dict[str, Any]) -> None:
    for turn in result["turns"]:
        if turn["speaker"] == "caller":
            print(f"  sanottu: {turn['text']}\n  kuultu:  {turn['heard']}")
    times = sorted(t["response_ms"] for t in result["turns"] if t["response_ms"] is not None)
    if times:
        print(f"  vastausaika: mediaani {times[len(times) // 2]} ms, pisin {times[-1]} ms")
    print(f"  päättyi: {result['disposition']}, palvelu: {result['service']}, tarve: {result['need']}")
    print("  koonti hoitajalle:")
    print("\n".join(f"    {line}" for line in result["summary"].splitlines()))
    if result["callback_request"]:
        print("  tietokantaan kirjattu soittopyyntö:")
        for key, value in result["callback_request"].items():
            print(f"    {key:<22}{value}")
