"""Letters are read from frames: what no frame holds is not written, and n-grams settle what is left open."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.speech.letters import language as learned_language
from bot.speech.letters.head import Head
from bot.speech.letters.language import Language
from bot.speech.letters.letters import Letters
from bot.speech.letters.search import Search
from bot.speech.letters.spelling import LETTERS, spelt

TEXTS = [
    "mummo kaatui",
    "mummo on kaatunut",
    "pappa kaatui portaissa",
    "onko aikoja",
    "onko siellä lääkäriä",
] * 3


@pytest.fixture(scope="module")
def language() -> Language:
    return Language.learned(TEXTS)


def frames(*held: dict[str, float]) -> np.ndarray:
    """A frame's shares of letters; the rest of it is blank."""
    rows = np.zeros((len(held), len(LETTERS) + 1), dtype=np.float32)
    for row, shares in zip(rows, held, strict=True):
        for letter, share in shares.items():
            row[LETTERS.index(letter) + 1] = share
        row[0] = 1 - row[1:].sum()
    return rows


def clear(text: str) -> np.ndarray:
    return frames(*[frame for letter in text for frame in ({letter: 0.98}, {})])


@pytest.mark.parametrize(
    ("written", "letters"),
    [
        ("Mun äitin SYDÄN!", "mun äitin sydän"),
        ("klo 14", "kello neljätoista"),
        ("Åke Wahlroos", "oke vahlroos"),
        ("привет", ""),
    ],
)
def test_texts_in_the_letters_of_the_head(written: str, letters: str) -> None:
    assert spelt(written) == letters


def test_clear_letters_are_read_as_they_are(language: Language) -> None:
    assert Search().texts(clear("mummo kaatui"), language)[0] == "mummo kaatui"
    assert Search().texts(clear("xyst".replace("x", "k")), language)[0] == "kyst"


def test_a_long_letter_needs_a_blank_between(language: Language) -> None:
    assert Search().texts(frames({"m": 0.9}, {"m": 0.9}), language)[0] == "m"
    assert Search().texts(frames({"m": 0.9}, {}, {"m": 0.9}), language)[0] == "mm"


def test_ngrams_settle_what_the_sound_leaves_open(language: Language) -> None:
    unclear = np.concatenate([clear("mummo kaat"), frames({"o": 0.4, "u": 0.35}, {}), clear("i")])
    assert Search().texts(unclear, language)[0] == "mummo kaatui"
    assert Search(weight=0.0).texts(unclear, language)[0].endswith("oi")


def test_words_are_parted_where_callers_part_them(language: Language) -> None:
    assert Search().texts(clear("mummokaatui"), language)[0] == "mummo kaatui"


@given(st.lists(st.sampled_from(LETTERS.replace(" ", "")), max_size=12), st.integers(0, 2**32 - 1))
def test_no_letter_is_written_that_no_frame_holds(held: list[str], seed: int) -> None:
    chance = np.random.default_rng(seed)
    some = frames(*[{letter: float(chance.uniform(0.0, 0.99))} for letter in held])
    for text in Search().texts(some, Language.learned(TEXTS)):
        rest = iter(held)
        assert all(letter in rest for letter in text.replace(" ", ""))


def test_silence_is_no_text(language: Language) -> None:
    assert Search().texts(frames({}, {}, {}), language) == [""]
    assert Search().texts(frames(), language) == [""]


def test_ngrams_and_head_come_back_from_their_files(language: Language, tmp_path: Path) -> None:
    language.save(tmp_path / "language.npz")
    read = Language.load(tmp_path / "language.npz")
    assert read.follows.keys() == language.follows.keys()
    assert read.after("mummo kaat", "u") == pytest.approx(language.after("mummo kaat", "u"), abs=0.1)
    assert read.after("mummo kaat", "u") > read.after("mummo kaat", "o")
    chance = np.random.default_rng(0)
    shapes = ((8, 4), (3, 4, 4), (4, len(LETTERS) + 1))
    head = Head(
        np.zeros(8, np.float32),
        np.ones(8, np.float32),
        tuple(chance.standard_normal(shape).astype(np.float32) for shape in shapes),
        tuple(np.zeros(shape[-1], np.float32) for shape in shapes),
    )
    head.save(tmp_path / "head.npz")
    sound = chance.standard_normal((6, 8)).astype(np.float32)
    again = Head.load(tmp_path / "head.npz").shares(sound)
    assert again == pytest.approx(head.shares(sound), abs=0.05)
    assert again.sum(axis=1) == pytest.approx(np.ones(6), abs=1e-5)


def test_the_trained_letters_are_there_and_write_nothing_for_nothing() -> None:
    letters = Letters.load()
    spelling = letters.read(np.zeros((0, len(letters.head.mean)), dtype=np.float32), most=2)
    assert (spelling.texts, spelling.sureness) == ((), 0.0)


def test_what_is_remembered_of_the_ngrams_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    own = Language.learned(TEXTS)
    before = own.likeness("mummo kaatui portaissa")
    monkeypatch.setattr(learned_language, "_MOST_KNOWN", 20)
    for text in ("onko siellä lääkäriä", "pappa on kaatunut", "mummo kaatui portaissa"):
        own.likeness(text)
        assert len(own._known) <= 20
    assert own.likeness("mummo kaatui portaissa") == before
