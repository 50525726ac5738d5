"""The danger detector: its pieces, its file, its training; and, slow, what the trained one catches."""

import time
from pathlib import Path

import numpy as np
import pytest
import yaml

from bot.care.red_flags import RedFlags
from bot.care.red_flags.detector import WatchWithDetector
from bot.dialogue import data
from bot.settings import Settings
from bot.understanding import examples, training
from bot.understanding.danger import DangerDetector, Model
from bot.understanding.examples import Example, ExamplesError
from bot.understanding.features import pieces
from bot.understanding.garble import garbled
from bot.understanding.watch import watch_for

CARE = Path(__file__).parents[1] / "care" / "red_flags"
SMALL = [
    *(Example(text, "unconscious") for text in ("ukko ei herää", "mummo ei herää", "se ei herää enää", "ei herää")),
    *(Example(text, "bleeding") for text in ("verta tulee paljon", "verta vuotaa", "veri ei tyrehdy", "verta tulee")),
    *(Example(text, None, hard=True) for text in ("en herännyt kelloon", "verikokeeseen aika", "veren sokeri")),
    *(Example(text, None) for text in ("tarvisin ajan", "reseptin uusinta", "huomenna sopii", "aika lääkärille")),
]


@pytest.fixture(scope="module")
def small() -> Model:
    return training.fit(SMALL, 0.5)


def test_pieces_fold_dialect_and_pair_words() -> None:
    found = pieces("Ukko ei herää")
    assert found["=uko"] == 1
    assert "ei herä" in found
    assert "uko _ herä" in found
    assert pieces("henke ä") .keys() & pieces("henkeä").keys() >= {"^henke"}
    assert pieces("JALAKA") == pieces("jalka")
    assert pieces("") == {}


def test_a_small_model_tells_danger_and_its_category(small: Model) -> None:
    detector = DangerDetector(small)
    assert [one.category for one in detector.suspects("vaari ei herää")] == ["unconscious"]
    assert detector.suspects("verta tulee ihan hirveesti")[0].category == "bleeding"
    assert detector.suspects("tarvisin ajan lääkärille") == ()
    assert detector.suspects("") == ()
    assert 0 <= detector.danger("zzz " * 5_000) <= 1


def test_a_saved_model_says_the_same(small: Model, tmp_path: Path) -> None:
    path = tmp_path / "danger.npz"
    small.save(path)
    kept = Model.load(path)
    assert list(kept.known) == list(small.known)
    assert kept.categories == small.categories
    for one in SMALL:
        assert DangerDetector(kept).danger(one.text) == pytest.approx(
            DangerDetector(small).danger(one.text), abs=2e-3
        )


def test_training_is_deterministic(small: Model) -> None:
    again = training.fit(SMALL, 0.5)
    assert np.array_equal(again.weights, small.weights)
    assert garbled("vaari makaa lattialla", "1") == garbled("vaari makaa lattialla", "1")


def test_near_copies_are_judged_together() -> None:
    first, copy, other = training._alike(["ukko ei herää enää", "ukko ei herrää enää", "resepti on loppu"])
    assert first == copy != other


@pytest.mark.parametrize("content", [None, b"", b"PK not a model"])
def test_without_a_usable_model_the_rules_watch_alone(tmp_path: Path, content: bytes | None) -> None:
    settings = Settings(data=tmp_path)
    if content is not None:
        training.model_path(settings).parent.mkdir(parents=True)
        training.model_path(settings).write_bytes(content)
    assert isinstance(watch_for(settings, data.red_flag_categories()), RedFlags)


def test_a_model_beside_the_rules(tmp_path: Path, small: Model) -> None:
    settings = Settings(data=tmp_path)
    training.model_path(settings).parent.mkdir(parents=True)
    small.save(training.model_path(settings))
    assert isinstance(watch_for(settings, data.red_flag_categories()), WatchWithDetector)


def test_the_examples_are_lists_with_known_categories() -> None:
    known = set(RedFlags.from_data(data.red_flag_categories()).categories)
    assert {path.stem for path in (examples.NLU_DATA / "danger").glob("*.yml")} == known
    read = examples.read()
    assert len({one.text.lower() for one in read}) == len(read)
    assert sum(one.hard for one in read) > 1_500


def test_a_file_that_is_no_list_is_named(tmp_path: Path) -> None:
    (tmp_path / "danger").mkdir()
    (tmp_path / "danger" / "stroke.yml").write_text("a: b")
    with pytest.raises(ExamplesError, match=r"stroke\.yml"):
        examples.read(tmp_path)
