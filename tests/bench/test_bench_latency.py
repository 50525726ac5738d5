"""The whole bench, with as few turns as show something."""

import json

import pytest

from bot.commands.bench_latency import measure
from bot.settings import Settings

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]


def test_both_sides_answer_the_same_speech(capsys: pytest.CaptureFixture[str]) -> None:
    measure(Settings(), 2, as_json=True)
    report = json.loads(capsys.readouterr().out)
    for name in ("luuri", "stock"):
        assert report[name]["turns"] == 2
        assert report[name]["n"] >= 1
        assert report[name]["p50_ms"] > 0
    assert report["ratio_p50"] > 0
