"""What the red-flag rules do with denial, time, imagination, mishearing, alternatives and earlier turns."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.red_flags import RedFlagError, RedFlags, Watch
from bot.yaml_files import read_yaml

DATA = Path(__file__).parents[2] / "nlu_data" / "red_flags"
NAMES = (
    "cardiac_chest_pain breathing stroke unconscious seizure bleeding anaphylaxis poisoning_overdose "
    "infant_fever_or_floppy sudden_severe_headache head_or_major_injury sepsis_confusion pregnancy_emergency "
    "psychosis_or_violence suicide_self_harm diabetes_emergency cauda_equina eye_injury_vision_loss "
    "severe_abdominal_pain child_dehydration"
).split()
PERSON_NOW = {"cauda_equina", "eye_injury_vision_loss", "severe_abdominal_pain", "child_dehydration"}


def documents() -> list[dict[str, object]]:
    return [read_yaml(path) for path in sorted(DATA.glob("*.yml"))]


FLAGS = RedFlags.from_data(documents())


def categories(watch: Watch) -> set[str]:
    return {sign.category for sign in (*watch.heard, *watch.suspected)}


def test_every_category_has_its_action_question_and_a_place_for_sign_off() -> None:
    assert set(FLAGS.categories) == set(NAMES)
    for document in documents():
        if "category" in document:
            assert document["sign_off"] == {"by": None, "date": None}
            assert str(document["question"]).endswith("?")
    for name in NAMES:
        wanted = (
            "person_now"
            if name in PERSON_NOW
            else "safety_question"
            if name == "suicide_self_harm"
            else "112"
        )
        assert FLAGS.action(name) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "ei oo rintakipua",
        "ei mitään hengenahistusta",
        "ei kuumetta eikä hengenahdistusta",
        "rintakipua ei oo ollu",
        "viime vuonna oli sydänkohtaus",
        "joskus nuorena kouristi",
        "pelkään että saisin halvauksen joskus",
        "mitä jos tulis sydänkohtaus",
        "mistä tunnistaa aivohalvauksen",
        "luin lehdestä sydänkohtauksesta",
        "isä kuoli aivohalvaukseen",
        "kuolen nauruun",
        "tappaa tää odottelu",
        "henki kulkee ihan hyvin",
        "infarktin jälkeen mulle luvattiin kuntoutusta",
        "rinnasta puristi kolme vuotta sitten, nyt tarvisin todistuksen",
        "katsoin ohjelman aivohalvauksesta",
        "en saanu sydänkohtausta",
        "ei tarvi ambulanssia",
        "nenästä tuli verta mutta se tyrehtyi heti",
        "sain slaagin siitä laskusta",
        "",
        "?!",
    ],
)
def test_what_is_denied_past_imagined_or_a_saying_raises_nothing(text: str) -> None:
    assert FLAGS.hear(text) == Watch()


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("ei hengitä", "breathing"),
        ("ei herää", "unconscious"),
        ("ei tyrehdy", "bleeding"),
        ("käsi ei nouse", "stroke"),
        ("ei ollenkaan tajuissaan", "unconscious"),
        ("ei oo kuumetta mutta rinnasta puristaa", "cardiac_chest_pain"),
        ("viime vuonna oli infarkti ja nyt taas puristaa rinnasta", "cardiac_chest_pain"),
        ("rinna stapuristaa kovasti", "cardiac_chest_pain"),
        ("suu pieli roikkuu", "stroke"),
        ("RINNASTA PURISTAA!", "cardiac_chest_pain"),
        ("kovarinta kipu", "cardiac_chest_pain"),
        ("rin takipu on kova", "cardiac_chest_pain"),
        ("eihengitä", "breathing"),
        ("kouris taa", "seizure"),
        ("var timo poik ki ja veri suih kuaa", "bleeding"),
        ("viisi vuotta sitten oli infarkti ja nyt taas samanlainen puristus rinnassa", "cardiac_chest_pain"),
    ],
)
def test_a_sign_is_heard_where_a_careless_ear_would_lose_it(text: str, category: str) -> None:
    assert category in categories(FLAGS.hear(text))


@pytest.mark.parametrize(
    "text", ["soittakaa ambulanssi", "hätätilanne, soittakaa ambulanssi", "ambulanssi tänne heti"]
)
def test_a_call_for_an_ambulance_is_acted_on(text: str) -> None:
    assert [sign.action for sign in FLAGS.hear(text).heard] == ["112"]


def test_a_word_that_only_sounds_right_is_suspected() -> None:
    watch = FLAGS.hear("rinnasta burisdaa")
    assert not watch.heard
    assert "cardiac_chest_pain" in categories(watch)


def test_a_sign_only_in_an_alternative_of_the_recogniser_is_suspected() -> None:
    watch = FLAGS.hear("rina turistaa", alternatives=("rinnasta puristaa kovasti",))
    assert not watch.heard
    assert [sign.category for sign in watch.suspected] == ["cardiac_chest_pain"]


def test_signs_spread_over_turns_add_up_and_do_not_come_back() -> None:
    watch = FLAGS.hear("nyt säteilee käteen ja hikoiluttaa", before=("rinta tuntuu oudolta",))
    assert "cardiac_chest_pain" in {sign.category for sign in watch.heard}
    assert FLAGS.hear("joo kiitos", before=("rinnasta puristaa kovasti",)) == Watch()


def test_means_at_hand_turn_the_question_into_112() -> None:
    (sign,) = (
        s
        for s in FLAGS.hear("istun parvekkeen kaiteella ja aion hypätä").heard
        if s.category.startswith("sui")
    )
    assert sign.action == "112"
    (sign,) = FLAGS.hear("en jaksa enää elää").heard
    assert sign.action == "safety_question"
    assert sign.words == "en jaksa enää elää"


def test_a_category_is_heard_or_suspected_but_not_both() -> None:
    watch = FLAGS.hear("rinnasta puristaa ja sydän muljahtelee, ukko ei herää ja hengitys on outoa")
    assert not {s.category for s in watch.heard} & {s.category for s in watch.suspected}
    assert len({s.category for s in watch.heard}) == len(watch.heard)


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=300),
    st.lists(st.text(max_size=60), max_size=3),
    st.lists(st.text(max_size=60), max_size=5),
)
def test_no_text_whatever_raises_an_error(text: str, alternatives: list[str], before: list[str]) -> None:
    FLAGS.hear(text, alternatives=alternatives, before=before)


def test_a_very_long_utterance_is_still_read_quickly() -> None:
    started = time.process_time()
    FLAGS.hear("ei kyllä nyt oo rinta päätä ukko lattia " * 400)
    assert time.process_time() - started < 2.0


def test_data_that_cannot_be_used_is_refused_by_name() -> None:
    scope = next(d for d in documents() if "scope" in d)
    bad = {
        "category": "bleeding",
        "action": "112",
        "source": "-",
        "sign_off": {},
        "question": "?",
        "rules": [{"heard": "<puuttuu>"}],
    }
    with pytest.raises(RedFlagError, match=r"bleeding.*puuttuu"):
        RedFlags.from_data([scope, bad])


def test_a_drink_misheard_as_already_is_asked_about() -> None:
    """The ears heard "taapero joi astianpesuainetta" so over the line."""
    watch = FLAGS.hear("Taapero jo astian pesuaine")
    assert [sign.category for sign in watch.suspected] == ["poisoning_overdose"]
    assert not categories(FLAGS.hear("pesuaine on jo loppu"))
    assert not categories(FLAGS.hear("lapsi nukkuu jo"))
