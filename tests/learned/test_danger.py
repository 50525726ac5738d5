"""The danger detector: its pieces, its file, its training; and, slow, what the trained one catches."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.care.red_flags import RedFlags
from bot.care.red_flags.detector import WatchWithDetector
from bot.care.red_flags.watch import Watch
from bot.dialogue import data
from bot.settings import Settings
from bot.understanding import examples, training
from bot.understanding.corpus import Corpus
from bot.understanding.danger import DangerDetector, Model
from bot.understanding.examples import Example, ExamplesError
from bot.understanding.features import pieces
from bot.understanding.garble import Line
from bot.understanding.watch import watch_for
from bot.yaml_files import read_yaml

OPENED = Path(__file__).parents[1] / "understanding" / "opened"
SMALL = [
    *(
        Example(text, "unconscious")
        for text in ("ukko ei herää", "mummo ei herää", "se ei herää enää", "ei herää")
    ),
    *(
        Example(text, "bleeding")
        for text in ("verta tulee paljon", "verta vuotaa", "veri ei tyrehdy", "verta tulee")
    ),
    *(
        Example(text, None, hard=True)
        for text in ("en herännyt kelloon", "verikokeeseen aika", "veren sokeri")
    ),
    *(
        Example(text, None)
        for text in ("tarvisin ajan", "reseptin uusinta", "huomenna sopii", "aika lääkärille")
    ),
]


@pytest.fixture(scope="module")
def small() -> Model:
    return training.fit(Corpus.of(SMALL), (0.5, 0.5))


def test_pieces_fold_dialect_and_pair_words() -> None:
    found = pieces("Ukko ei herää")
    assert found["=uko"] == 1
    assert "ei herä" in found
    assert "uko _ herä" in found
    assert pieces("henke ä").keys() & pieces("henkeä").keys() >= {"^henke"}
    assert pieces("JALAKA") == pieces("jalka")
    assert pieces("") == {}


@pytest.mark.slow
def test_a_small_model_tells_danger_and_its_category(small: Model) -> None:
    detector = DangerDetector(small)
    assert [one.category for one in detector.suspects("vaari ei herää")] == ["unconscious"]
    assert detector.suspects("verta tulee ihan hirveesti")[0].category == "bleeding"
    assert detector.suspects("tarvisin ajan lääkärille") == ()
    assert detector.suspects("") == ()
    assert 0 <= detector.danger("zzz " * 5_000) <= 1


@pytest.mark.slow
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


@pytest.mark.slow
def test_training_is_deterministic(small: Model) -> None:
    again = training.fit(Corpus.of(SMALL), (0.5, 0.5))
    assert np.array_equal(again.weights, small.weights)


def test_a_line_garbles_as_its_pairs_show() -> None:
    pairs = [("hän hengittää", "han hengitta"), ("ei herää enää", "ei hera ena"), ("käsi", "kasi")]
    line = Line.learned(pairs)
    times = [line.garbled("ei herää", str(seed)) for seed in range(20)]
    assert times == [line.garbled("ei herää", str(seed)) for seed in range(20)]
    assert {"ei herää", "ei hera"} & set(times)
    assert any("ä" not in one for one in times)
    assert Line.learned([]).garbled("Ei herää!", "1") == "ei herää"


def test_a_line_splits_joins_and_loses_words() -> None:
    line = Line.learned([("ei saa henkeä", "eisaa henk eä"), ("nyt ei saa unta", "nyt eisaa unta")])
    garbled = {line.garbled("ei saa apua", str(seed)) for seed in range(30)}
    assert any(one.startswith("eisaa") for one in garbled)


@pytest.mark.slow
def test_what_was_heard_takes_the_label_of_what_was_said(tmp_path: Path) -> None:
    pair = "- {said: Mummo ei herää, heard: [munmoei erä, munmo ei herä]}"
    (tmp_path / "heard").mkdir()
    (tmp_path / "heard" / "line.yml").write_text(pair + "\n- {said: aika, heard: haika}\n")
    heard = examples.read_heard(tmp_path)
    assert heard == {"mummo ei herää": ("munmoei erä", "munmo ei herä"), "aika": ("haika",)}
    without = DangerDetector(training.fit(Corpus.of(SMALL), (0.5, 0.5)))
    taught = DangerDetector(training.fit(Corpus.of(SMALL, heard), (0.5, 0.5)))
    assert taught.danger("munmoei erä") > without.danger("munmoei erä")


def test_a_heard_file_of_another_shape_is_named(tmp_path: Path) -> None:
    (tmp_path / "heard").mkdir()
    (tmp_path / "heard" / "line.yml").write_text("- vain tekstiä")
    with pytest.raises(ExamplesError, match=r"line\.yml"):
        examples.read_heard(tmp_path)


@pytest.mark.slow
def test_heard_words_have_a_threshold_of_their_own(small: Model) -> None:
    danger = DangerDetector(small).danger("vaari ei herää")
    careful = DangerDetector(replace(small, threshold=danger + 0.01, heard_threshold=danger - 0.01))
    assert careful.suspects("vaari ei herää") == ()
    assert careful.suspects("vaari ei herää", ("vaari ei herää",))


def test_near_copies_are_judged_together() -> None:
    texts = ("ukko ei herää enää", "ukko ei herrää ennää", "resepti on loppu", "resepti loppu huomenna")
    first, copy, other, _ = Corpus.of([Example(text, None) for text in texts]).alike()
    assert first == copy != other


@pytest.mark.parametrize("content", [None, b"", b"PK not a model"])
def test_without_a_usable_model_the_rules_watch_alone(tmp_path: Path, content: bytes | None) -> None:
    settings = Settings(data=tmp_path)
    if content is not None:
        training.model_path(settings).parent.mkdir(parents=True)
        training.model_path(settings).write_bytes(content)
    assert isinstance(watch_for(settings, data.red_flag_categories()), RedFlags)


@pytest.mark.slow
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


@pytest.mark.slow
def test_other_readings_are_weighed_together(small: Model) -> None:
    detector = DangerDetector(small)
    alone, other = detector.danger("vaari ei perää"), detector.danger("vaari ei herää")
    assert alone < detector.danger("vaari ei perää", ("vaari ei herää",)) < other
    assert detector.danger("vaari ei herää", ("", " ")) == other


def test_no_example_is_a_sentence_of_the_development_sets() -> None:
    blind: set[str] = set()
    for name in ("red_flags.yml", "harmless.yml"):
        entries = read_yaml(OPENED / name)
        blind |= {" ".join(str(entry["text"]).lower().split()) for entry in entries}
    own = {
        " ".join(str(text).lower().split())
        for path in (examples.NLU_DATA / "danger").rglob("*.yml")
        for text in read_yaml(path)
    }
    shared = len(blind & own)
    assert shared == 0, f"{shared} sentences; they are not shown, since nobody is to tune to them"


@pytest.fixture(scope="module")
def judged() -> training.Judged:
    return training.judge(Corpus.of(examples.read(), examples.read_heard()))


@pytest.fixture(scope="module")
def watch() -> WatchWithDetector:
    """The rules and the detector that `luuri setup` trains from the committed examples."""
    trained = Model.load(training.train(Settings()))
    return WatchWithDetector(RedFlags.from_data(data.red_flag_categories()), DangerDetector(trained))


@pytest.mark.long
def test_what_is_learned_from_the_committed_examples(judged: training.Judged) -> None:
    """Judged by models that had not seen the utterance or its like. Bounds lie a little under what was measured."""
    written, heard = judged.thresholds
    dangerous = np.array([one.category is not None for one in judged.examples])
    hard = np.array([one.hard for one in judged.examples])
    assert (judged.danger >= written)[dangerous].mean() >= 0.86
    assert (judged.danger >= written)[hard].mean() <= training.NEEDLESS + 0.001
    assert (judged.danger >= written)[~dangerous & ~hard].mean() <= 0.07
    assert (judged.heard >= heard)[dangerous].mean() >= 0.73
    assert (judged.heard >= heard)[hard].mean() <= training.NEEDLESS_HEARD + 0.001


@pytest.mark.slow
def test_what_the_watch_catches_of_written_words(watch: WatchWithDetector) -> None:
    """On utterances that nothing is trained on. A question of the detector's own is one that the rules do not ask."""
    danger = [str(one["text"]) for one in _entries("red_flags.yml")]
    harmless = [str(one["text"]) for one in _entries("harmless.yml")]
    rules = RedFlags.from_data(data.red_flag_categories())
    caught = [_raised(watch.hear(text)) for text in danger]
    added = [_raised(watch.hear(text)) and not _raised(rules.hear(text)) for text in harmless]
    assert np.mean(caught) >= 0.99
    assert np.mean(added) <= 0.05


@pytest.mark.slow
def test_what_the_watch_catches_through_the_telephone(watch: WatchWithDetector) -> None:
    heard = read_yaml(Path(__file__).parent / "heard.yml")
    rules = RedFlags.from_data(data.red_flag_categories())
    raised = np.array([_raised(watch.hear(one["heard"], alternatives=one["alternatives"])) for one in heard])
    own = np.array([_raised(rules.hear(one["heard"], alternatives=one["alternatives"])) for one in heard])
    dangerous = np.array([one["danger"] for one in heard])
    assert raised[dangerous].mean() >= 0.86
    assert (raised & ~own)[~dangerous].mean() <= 0.11
    detector = DangerDetector(Model.load(training.train(Settings())))
    begun_at = time.process_time()
    for one in heard[:100]:
        detector.suspects(one["heard"], one["alternatives"])
    assert (time.process_time() - begun_at) / 100 < 0.010


def _entries(name: str) -> list[dict[str, object]]:
    return list(read_yaml(OPENED / name))


def _raised(watch: Watch) -> bool:
    return bool(watch.heard or watch.suspected)
