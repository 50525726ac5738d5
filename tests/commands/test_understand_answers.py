"""`luuri understand --topic`: answers without a dialogue server."""

import json

import pytest
from typer.testing import CliRunner

from bot.cli import cli

NOW = "2026-03-04T09:30"


def understood(*arguments: str, stdin: str = "") -> list[dict[str, object]]:
    result = CliRunner().invoke(cli, ["understand", "--json", *arguments], input=stdin)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("topic", "text", "value"),
    [
        ("number", "nolla neljäkyt yks kaks kolme neljäkytviis kuuskytseittemän", "+358401234567"),
        ("number", "116117", "116117"),
        ("personal_id", "131052 viiva 308 tee", "131052-308T"),
        ("personal_id", "131052-902Y", "131052-902Y"),
        ("personal_id", "131052-902A", None),
        ("age", "kolmekuinen", "P3M"),
        ("age", "yheksänkymppinen", "P90Y"),
        ("age", "kolme kylmentavisi", "P35Y"),
        ("age", "Olemme 40-20 vuotta", None),
        ("since", "toissapäivästä", "P2D"),
        ("since", "pari viikkoo", "P2W"),
        ("since", "1.3.", "2026-03-01"),
        ("time", "huomenna aamupäivällä", "2026-03-05T09:00/2026-03-05T12:00"),
        ("time", "puol kolme", "2026-03-04T14:30"),
        ("time", "kahden jälkeen", "2026-03-04T14:00/.."),
        ("time", "huomenna kello blörgh", None),
        ("time", "ihan milloin vaan teille sopii", None),
        ("yes_no", "joo", True),
        ("choice", "soittakaa takaisin", "callback"),
    ],
)
def test_an_answer_is_read(topic: str, text: str, value: object) -> None:
    (found,) = understood("--topic", topic, "--now", NOW, text)
    assert (found["text"], found["topic"], found["value"]) == (text, topic, value)
    assert (found["confidence"] >= 0.5) == (value is not None)  # type: ignore[operator]


def test_lines_come_from_stdin() -> None:
    found = understood("--topic", "age", stdin="45\n\nkolmekuinen\n")
    assert [each["value"] for each in found] == ["P45Y", "P3M"]


@pytest.mark.parametrize(
    "arguments", [["--topic", "weather", "x"], ["--topic", "age", "--now", "huomenna", "x"]]
)
def test_an_unknown_topic_or_time_is_refused(arguments: list[str]) -> None:
    assert CliRunner().invoke(cli, ["understand", *arguments]).exit_code == 2
