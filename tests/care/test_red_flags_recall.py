"""The committed utterances: recall must not fall, false alarms must not rise above what was measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.yaml_files import read_yaml
from tests.care.test_red_flags import FLAGS, categories

FOLDER = Path(__file__).parent / "red_flags"


def _read(name: str) -> list[tuple[str | None, str]]:
    data = read_yaml(FOLDER / name)
    if isinstance(data, dict):
        return [(category, text) for category, texts in data.items() for text in texts]
    return [(None, str(text)) for text in data]


# file, least share caught (heard or suspected), least share heard
DANGER = [
    ("dev_danger.yml", 1.00, 0.93),
    ("opened_danger.yml", 1.00, 0.92),
    ("opened_danger_mixed.yml", 1.00, 0.81),
    ("opened_danger_last.yml", 1.00, 0.85),
    ("fresh_danger.yml", 1.00, 0.80),
    ("heldout_danger.yml", 1.00, 0.86),
    ("wide_danger.yml", 0.97, 0.78),
    ("aside_danger.yml", 0.94, 0.79),
]
# file, most false alarms, most needless questions
HARMLESS = [
    ("dev_harmless.yml", 0.00, 0.02),
    ("opened_harmless.yml", 0.00, 0.04),
    ("opened_harmless_mixed.yml", 0.00, 0.02),
    ("opened_harmless_last.yml", 0.00, 0.00),
    ("fresh_harmless.yml", 0.00, 0.02),
    ("heldout_harmless.yml", 0.00, 0.03),
    ("wide_harmless.yml", 0.00, 0.05),
    ("aside_harmless.yml", 0.03, 0.07),
]


@pytest.mark.parametrize(("name", "caught", "heard"), DANGER)
def test_recall_does_not_fall(name: str, caught: float, heard: float) -> None:
    said = _read(name)
    watches = [(category, text, FLAGS.hear(text)) for category, text in said]
    missed = [
        text
        for category, text, w in watches
        if not categories(w) or (category and category not in categories(w))
    ]
    assert 1 - len(missed) / len(said) >= caught, missed
    assert sum(bool(w.heard) for _, _, w in watches) / len(said) >= heard


@pytest.mark.parametrize(("name", "alarms", "questions"), HARMLESS)
def test_false_alarms_do_not_rise(name: str, alarms: float, questions: float) -> None:
    said = _read(name)
    watches = [(text, FLAGS.hear(text)) for _, text in said]
    false = [text for text, w in watches if w.heard]
    asked = [text for text, w in watches if w.suspected and not w.heard]
    assert len(false) / len(said) <= alarms, false
    assert len(asked) / len(said) <= questions, asked


def test_no_test_utterance_is_a_copy_of_another_sets() -> None:
    seen: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.yml")):
        for _, text in _read(path.name):
            assert seen.setdefault(text.lower(), path.name) == path.name, text
