"""A turn never ends on half a transcript."""

import pytest

from bot.speech.turns import DANGLING_EXTRA_S, REOPEN_WITHIN_S, Turn, patience_s


def spoken(*words: str, quiet_since: float = 10.0) -> Turn:
    turn = Turn()
    for said in words:
        turn.voice_started()
        segment = turn.voice_stopped(quiet_since)
        segment.words, segment.confidence = said, 0.8
        turn.close()
    return turn


def test_a_turn_does_not_end_while_the_caller_speaks() -> None:
    turn = spoken("mulla on")
    turn.voice_started()
    assert turn.ends_at("concern") is None


def test_a_turn_does_not_end_while_any_segment_is_being_recognised() -> None:
    turn = spoken("mulla on")
    turn.voice_started()
    late = turn.voice_stopped(12.0)
    assert turn.ends_at("concern") is None
    late.words = "kuumetta"
    ends_at = turn.ends_at("concern")
    assert ends_at is not None
    assert ends_at > 12.0
    assert turn.words == "mulla on kuumetta"


def test_a_turn_that_goes_on_is_recognised_anew_as_a_whole() -> None:
    turn = Turn()
    turn.voice_started()
    turn.voice_stopped(10.0).words = "keski"
    turn.voice_started()
    whole = turn.voice_stopped(11.0)
    assert turn.ends_at("concern") is None
    whole.words = "keskiviikkona"
    assert turn.words == "keskiviikkona"


def test_more_than_a_mere_yes_gets_the_time_of_a_story() -> None:
    assert patience_s("anything_else", "joo") < patience_s("anything_else", "joo vielä yksi asia")


def test_a_yes_or_no_is_closed_sooner_than_a_story() -> None:
    assert (
        patience_s("number_ok", "joo")
        < patience_s("age", "kolkyt")
        < patience_s("concern", "mulla on kuumetta")
    )


@pytest.mark.parametrize("words", ["mulla on kuumetta ja", "siis että", "no niinku...", "Elikkä,"])
def test_a_dangling_word_gets_more_time(words: str) -> None:
    assert patience_s("concern", words) == pytest.approx(patience_s("concern", "kuumetta") + DANGLING_EXTRA_S)


def test_half_a_number_gets_time_and_a_whole_one_does_not() -> None:
    assert patience_s("number", "040 123") > patience_s("number", "040 123 4567")


def test_a_turn_reopens_only_soon_after_it_ended() -> None:
    turn = spoken("mulla on")
    assert not turn.reopens(11.0)
    turn.ended_at = 11.0
    assert turn.reopens(11.0 + REOPEN_WITHIN_S)
    assert not turn.reopens(11.1 + REOPEN_WITHIN_S)


def test_alternatives_are_of_the_whole_turn() -> None:
    turn = spoken("rinta", "kipu")
    turn.segments[0].alternatives = ("rinnan", "rinta")
    assert turn.alternatives == ("rinnan kipu", "rinta kipu")


def test_a_turn_is_as_sure_as_its_least_sure_segment() -> None:
    turn = spoken("joo", "kyllä")
    turn.segments[1].confidence = 0.3
    assert turn.confidence == 0.3
    assert Turn().confidence == 0.0
