"""Lines are heard once, kept beside what was said, and heard again only when they are new or changed."""

from pathlib import Path

import numpy as np
import pytest

from bot.hardening.hear import Hardened, harden, readings
from bot.hardening.lines import HeardLine, heard_path, lines_of, read_heard
from bot.hardening.speakers import on_the_line
from bot.speech.heard import Heard
from bot.speech.telephone import to_bytes

NEED = """version: "3.1"
nlu:
  - intent: dental
    examples: |
{lines}
"""


def heard(text: str, *alternatives: str) -> Heard:
    return Heard(text, 0.9, alternatives, audio_s=1.0, cpu_s=0.1, voiced_s=1.0)


def need(folder: Path, *lines: str) -> Path:
    source = folder / "needs" / "dental.yml"
    source.parent.mkdir(exist_ok=True)
    source.write_text(NEED.format(lines="\n".join(f"      - {line}" for line in lines)), encoding="utf-8")
    return source


def run(folder: Path) -> tuple[Hardened, list[str]]:
    """What became of it, and the lines that were spoken. The ears here write capitals."""
    spoken: list[str] = []

    def speak(text: str, take: int) -> bytes:
        spoken.append(text)
        return text.encode()

    result = harden(speak, lambda pcm: heard(pcm.decode().upper()), lambda done, of: None, folder)
    return result, spoken


def test_every_line_is_heard_and_kept_beside_what_was_said(tmp_path: Path) -> None:
    source = need(tmp_path, "hammas särkee", 'se sanoi "au"')
    result, _ = run(tmp_path)
    assert result == Hardened(lines=2, new=2, hopeless=0)
    kept = read_heard(heard_path(source, tmp_path))
    assert kept == [
        HeardLine("hammas särkee", ("HAMMAS SÄRKEE",)),
        HeardLine('se sanoi "au"', ('SE SANOI "AU"',)),
    ]


def test_only_new_lines_are_heard_and_those_taken_away_are_forgotten(tmp_path: Path) -> None:
    need(tmp_path, "hammas särkee", "ien on kipeä")
    run(tmp_path)
    source = need(tmp_path, "paikka irtosi", "hammas särkee")
    result, spoken = run(tmp_path)
    assert (result.lines, spoken) == (2, ["paikka irtosi"])
    assert [entry.said for entry in read_heard(heard_path(source, tmp_path))] == [
        "paikka irtosi",
        "hammas särkee",
    ]


def test_a_run_that_breaks_off_goes_on_where_it_was(tmp_path: Path) -> None:
    need(tmp_path, *(f"rivi numero {number}" for number in range(60)))
    spoken = 0

    def speak(text: str, take: int) -> bytes:
        nonlocal spoken
        spoken += 1
        if spoken == 55:
            raise OSError("no more sound")
        return text.encode()

    with pytest.raises(OSError, match="no more sound"):
        harden(speak, lambda pcm: heard(pcm.decode()), lambda done, of: None, tmp_path)
    assert run(tmp_path)[0].new == 10


def test_danger_and_harmless_lines_are_read_from_plain_lists(tmp_path: Path) -> None:
    path = tmp_path / "seizure.yml"
    path.write_text("# otsikko\n- se kouristaa\n- se kouristaa\n", encoding="utf-8")
    assert lines_of(path) == ["se kouristaa"]


def test_readings_that_teach_nothing_are_left_out() -> None:
    assert readings("hammas särkee", heard("Hammas särkee.", "hammas särkee", "hammas erkee")) == (
        "Hammas särkee.",
        "hammas erkee",
    )
    assert readings("hammas särkee", heard("")) == ()
    assert readings("hammas särkee", heard("Kiitos, kun katsoitte.")) == ()


class Tone:
    """A voice that hums as long as the text is."""

    name = "tone"
    sample_rate_hz = 16_000

    def speak(self, text: str) -> bytes:
        return to_bytes((8000 * np.sin(np.arange(len(text) * 1600) / 10)).astype(np.int16))


def test_a_take_of_a_line_always_has_the_same_noise_and_level() -> None:
    voices = [Tone()]
    first = on_the_line("hammas särkee", 0, voices)
    assert first == on_the_line("hammas särkee", 0, voices)
    assert first != on_the_line("hammas särkee", 1, voices)
