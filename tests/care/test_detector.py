"""The combiner: a detector may add a question, and never takes away what the rules heard."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.care.red_flags.detector import Suspicion, WatchWithDetector, is_answer
from tests.care.test_red_flags import FLAGS


class Hears:
    """A detector that always says the same."""

    def __init__(self, *found: tuple[str, float], danger: float = 0.9) -> None:
        self.found = tuple(Suspicion(*one) for one in found)
        self.likely = danger

    def suspects(self, text: str, alternatives: Sequence[str] = ()) -> Sequence[Suspicion]:
        return self.found

    def danger(self, text: str, alternatives: Sequence[str] = ()) -> float:
        return self.likely


def test_where_the_rules_are_silent_a_question_is_added_with_the_callers_words() -> None:
    watch = WatchWithDetector(FLAGS, Hears(("cauda_equina", 0.9))).hear(" on semmonen outo olo ")
    assert watch.heard == ()
    [sign] = watch.suspected
    assert (sign.category, sign.action, sign.words) == ("cauda_equina", "person_now", "on semmonen outo olo")


@pytest.mark.parametrize("text", ["en saa henkeä ollenkaan", "ei herää vaikka ravistelen", "haluaisin ajan"])
def test_nothing_that_the_rules_heard_is_lost(text: str) -> None:
    alone = FLAGS.hear(text)
    both = WatchWithDetector(FLAGS, Hears()).hear(text)
    assert both == alone
    more = WatchWithDetector(FLAGS, Hears(("seizure", 0.8))).hear(text)
    assert more.heard == alone.heard
    assert set(alone.suspected) <= set(more.suspected)


def test_what_the_rules_heard_in_calm_words_is_asked_about_and_never_lost() -> None:
    alone = FLAGS.hear("en saa henkeä ollenkaan")
    both = WatchWithDetector(FLAGS, Hears(danger=0.05)).hear("en saa henkeä ollenkaan")
    assert both.heard == ()
    assert {*alone.heard, *alone.suspected} <= {*both.suspected}


def test_signs_that_earlier_turns_add_up_to_are_not_doubted() -> None:
    before, text = ("rinta tuntuu oudolta",), "nyt säteilee käteen ja hikoiluttaa"
    alone = FLAGS.hear(text, before=before)
    both = WatchWithDetector(FLAGS, Hears(danger=0.05)).hear(text, before=before)
    assert alone.heard
    assert both.heard == alone.heard


def test_a_category_stands_once() -> None:
    watch = WatchWithDetector(FLAGS, Hears(("breathing", 0.99))).hear("en saa henkeä ollenkaan")
    assert [sign.category for sign in (*watch.heard, *watch.suspected)].count("breathing") == 1


def test_the_likeliest_question_comes_first() -> None:
    watch = WatchWithDetector(FLAGS, Hears(("stroke", 0.8), ("seizure", 0.4))).hear("jotain outoa nyt on")
    assert [sign.category for sign in watch.suspected] == ["stroke", "seizure"]


@pytest.mark.parametrize(
    "text",
    "joo|ei|ei oo|ei kiitos|kyllä|no joo|huomenna|kolme|kolmekuinen|yheksänkymppinen|kahden jälkeen|"
    "eilen illalla|nolla neljä|1|minua itseäni|ihan mun oma asia".split("|"),
)
def test_an_answer_raises_no_question(text: str) -> None:
    assert is_answer(text)
    assert WatchWithDetector(FLAGS, Hears(("stroke", 1.0))).hear(text).suspected == ()


@pytest.mark.parametrize(
    "text",
    [
        "ei hengitä",
        "ei liiku",
        "ei reagoi",
        "veltto vauva",
        "joo se ei herää",
        "tapan itseni",
        "itseäni viiltelin",
    ],
)
def test_what_tells_of_danger_is_no_answer(text: str) -> None:
    assert not is_answer(text)


def test_the_recognisers_other_readings_and_earlier_turns_still_reach_the_rules() -> None:
    watch = WatchWithDetector(FLAGS, Hears()).hear("en saa kenkee", alternatives=("en saa henkeä",))
    assert "breathing" in {sign.category for sign in watch.suspected}
