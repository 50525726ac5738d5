"""Examples are imitated as the ears hear them, learned from lines that were spoken and heard."""

from pathlib import Path
from types import ModuleType

import pytest

from bot.dialogue import data


@pytest.fixture
def mishearing(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(data.DIALOGUES))
    import importlib

    return importlib.import_module("components.mishearing")


def test_what_the_ears_always_do_to_a_letter_is_imitated(mishearing: ModuleType) -> None:
    ears = mishearing.Mishearing([("kala meni", "kala meni"), ("pata kala", "bata kala")] * 10)
    assert ears.of("pata", 0) == "bata"
    assert ears.of("meni", 0) == "meni"


def test_letters_may_be_lost_and_words_split(mishearing: ModuleType) -> None:
    ears = mishearing.Mishearing([("hengitä", "heng itä"), ("kaali", "kali")] * 10)
    assert ears.of("hengitä", 3) == "heng itä"
    assert ears.of("kaali", 3) == "kali"


def test_letters_never_met_stay_and_a_take_is_always_the_same(mishearing: ModuleType) -> None:
    ears = mishearing.Mishearing([("sata", "sata"), ("sata", "sada"), ("sata", "sato")] * 5)
    assert ears.of("xyz", 1) == "xyz"
    assert {ears.of("sata", 7) for _ in range(5)} == {ears.of("sata", 7)}
    assert len({ears.of("sata", take) for take in range(40)}) > 1


def test_heard_files_are_read_as_the_classifier_spells(mishearing: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "needs").mkdir()
    (tmp_path / "needs" / "dental.yml").write_text(
        '# otsikko\n- {said: "Hammas, särkee!", heard: ["Hammas erkee.", "Hamas"]}\n- {said: "ien", heard: []}\n',
        encoding="utf-8",
    )
    assert mishearing.read_heard(tmp_path) == {"hammas särkee": ["hammas erkee", "hamas"], "ien": []}


def test_the_sound_of_words_forgets_what_recognisers_lose(mishearing: ModuleType) -> None:
    from components.spelling import sound  # type: ignore[import-not-found]

    assert sound("Hammas särkee.") == sound("hamas särke") == sound("ham mas särkee")
    assert sound("pada") == sound("bata")
