"""The arithmetic of the understanding bench, and its sets."""

import pytest

from bot.bench.understanding.figures import Understood, confusion, share, side
from bot.bench.understanding.sets import _comparable, answers_right, read_sets


def told(need: str, found: str) -> Understood:
    return Understood("x", "x", found, 0.9, need=need)


def sign(*, flags: tuple[str, ...] = (), suspected: tuple[str, ...] = ()) -> Understood:
    return Understood("x", "x", "emergency", 0.9, flags, suspected)


def test_a_share_has_a_wilson_interval() -> None:
    interval = share(95, 100)
    assert (interval["value"], interval["low"], interval["high"]) == (0.95, 0.8882, 0.9785)
    assert share(0, 0)["value"] is None


def test_a_flag_that_is_asked_about_is_caught_and_on_harmless_words_a_needless_question() -> None:
    asked, heard, none = sign(suspected=("stroke",)), sign(flags=("stroke",)), sign()
    figures = side([told("dental", "dental")], [asked, heard, none, heard], [asked, heard, none, none])
    assert figures["red_flag_recall"] == 0.75
    assert figures["false_alarm_rate"] == 0.25
    assert figures["needless_question_rate"] == 0.25
    assert (figures["accuracy"], figures["macro_f1"], figures["n"]) == (1.0, 1.0, 9)


def test_a_need_shows_what_it_is_taken_for() -> None:
    figures = side([told("dental", "dental"), told("dental", "certificate")], [], [])
    assert figures["per_need"][0]["taken_for"] == {"certificate": 1}
    assert confusion([told("a", "b")]) == (["a", "b"], [[0, 1], [0, 0]])


@pytest.mark.parametrize(
    ("one", "other"), [("P1Y6M", "P18M"), ("P1W", "P7D"), ("PT60M", "PT1H"), ("2026-01-01", "2026-01-01")]
)
def test_durations_are_compared_by_length(one: str, other: str) -> None:
    assert _comparable(one) == _comparable(other)


def test_minutes_are_not_months() -> None:
    assert _comparable("P1M") != _comparable("PT1M")


def test_nothing_sure_is_right_where_nothing_sure_was_said() -> None:
    counted, wrong = answers_right(({"topic": "age", "text": "en mä tiiä", "value": None},))
    assert (counted, wrong) == ({"age": (1, 1)}, [])


def test_the_sets_are_large_enough_and_kept_apart() -> None:
    sets = read_sets()
    assert len(sets.danger) >= 200
    assert len(sets.harmless) >= 500
    assert sets.left_out <= 0.1 * (len(sets.needs) + sets.left_out)
