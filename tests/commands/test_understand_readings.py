"""A line to understand is plain words, or what `luuri hear --json` printed."""

import pytest

from bot.commands.understand import readings_of


@pytest.mark.parametrize(
    ("line", "readings"),
    [
        ("hammas särkee", ("hammas särkee", ())),
        ('{"file": "a.wav", "text": "hamas", "alternatives": ["hammas"]}', ("hamas", ("hammas",))),
        ('{"text": "hamas"}', ("hamas", ())),
        ("{särkee", ("{särkee", ())),
        ('{"muuta": 1}', ('{"muuta": 1}', ())),
    ],
)
def test_a_line_gives_its_readings(line: str, readings: tuple[str, tuple[str, ...]]) -> None:
    assert readings_of(line) == readings
