"""Words that a voice reads wrong are respelt, and what is respelt is spoken anew."""

from pathlib import Path
from typing import Any

import pytest

from bot.edition import WORKING_TREE
from bot.speech.prompts import PromptCache
from bot.speech.pronunciation import AS_WRITTEN, Pronunciation, PronunciationError
from tests.speech.test_prompts import FakeVoice


def of(*words: dict[str, Any]) -> Pronunciation:
    return Pronunciation.from_data({"words": list(words)})


@pytest.mark.parametrize(
    ("row", "text", "said"),
    [
        ({"word": "OmaKS", "said": "Oma koo äs"}, "Avaa OmaKS.", "Avaa Oma koo äs."),
        ({"word": "OmaKS", "said": "Oma koo äs"}, "OmaKSista saat apua.", "OmaKSista saat apua."),
        ({"word": "OmaKS", "said": "Oma koo äss", "endings": True}, "OmaKSista", "Oma koo ässista"),
        ({"word": "OmaKS", "said": "Oma koo äs", "endings": True}, "OmaKS:n sivu", "Oma koo äsn sivu"),
        ({"word": "MIELI", "said": "Mieli"}, "Mieli ja MIELI ry", "Mieli ja Mieli ry"),
        ({"word": "sote", "said": "sotee"}, "Sote ja sote, asote", "sotee ja sotee, asote"),
        ({"word": "24/7", "said": "aina"}, "24/7", None),
        (
            {"word": "SHP 2", "said": "sairaanhoitopiiri"},
            "SHP 2 ja kello 14",
            "sairaanhoitopiiri ja kello neljätoista",
        ),
    ],
)
def test_a_word_is_read_as_it_is_respelt(row: dict[str, Any], text: str, said: str | None) -> None:
    if said is None:
        with pytest.raises(PronunciationError):
            of(row)
    else:
        assert of(row).spoken(text, "any") == said


def test_what_is_meant_for_one_voice_stands_before_what_is_meant_for_all() -> None:
    words = of(
        {"word": "Laukaa", "said": "Laukkaa"}, {"word": "Laukaa", "said": "Lau kaa", "voice": "espeak-man"}
    )
    assert words.spoken("Laukaa", "suopuhe-mv") == "Laukkaa"
    assert words.spoken("Laukaa", "espeak-man") == "Lau kaa"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"word": "KS", "said": "ks"}, "respelling_vowel"),
        ({"word": "KS", "said": "koo 5"}, "respelling_signs"),
        ({"word": "Ensilinja", "said": "Ensilinja"}, "respelling_same"),
        ({"word": "KS", "said": "koo " * 40 + "äs"}, "respelling_long"),
        ({"word": "...", "said": "piste"}, "word_signs"),
        ({"word": "KS"}, "missing"),
        ({"word": "KS", "said": "koo äs", "vioce": "x"}, "unknown_field"),
        ({"word": "KS", "said": "koo äs", "endings": "yes"}, "not_flag"),
    ],
)
def test_what_no_voice_could_say_is_refused(row: dict[str, Any], code: str) -> None:
    with pytest.raises(PronunciationError) as refused:
        of(row)
    assert refused.value.code == code


def test_a_word_stands_once_for_a_voice() -> None:
    with pytest.raises(PronunciationError) as refused:
        of({"word": "KS", "said": "koo äs"}, {"word": "KS", "said": "ko äs"})
    assert (refused.value.code, refused.value.where) == ("word_twice", ("words", 1))


def test_the_repositorys_own_words_can_be_said() -> None:
    words = Pronunciation.read(WORKING_TREE.pronunciation)
    assert words.spoken("digitaalinen sote-keskus OmaKS", "suopuhe-mv").endswith("Oma koo äs")
    assert Pronunciation.read(Path("there/is/none.yml")) == AS_WRITTEN


async def test_a_respelt_word_is_spoken_anew_and_the_rest_is_kept(tmp_path: Path) -> None:
    voice = FakeVoice()
    cache = PromptCache(voice, tmp_path)
    await cache.prepare(["Avaa OmaKS.", "Hei."])
    await cache.prepare(["Avaa OmaKS.", "Hei."], of({"word": "OmaKS", "said": "Oma koo äs"}))
    cache.close()
    assert voice.said == ["Avaa OmaKS.", "Hei.", "Avaa Oma koo äs."]


async def test_each_voice_reads_its_own_respelling(tmp_path: Path) -> None:
    first, second = FakeVoice(broken=True), FakeVoice()
    second.name = "second"
    cache = PromptCache(first, tmp_path, fallbacks=[second])
    words = of({"word": "KS", "said": "koo äs"}, {"word": "KS", "said": "ko äs", "voice": "second"})
    await cache.audio("KS", words)
    cache.close()
    assert second.said == ["ko äs"]
