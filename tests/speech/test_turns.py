"""A turn never ends on half a transcript."""

from bot.speech.patience import IN_DANGER_S, MOST_STRETCHED, Pace
from bot.speech.turns import REOPEN_WITHIN_S, Turn


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


def test_a_turn_reopens_only_soon_after_it_ended() -> None:
    turn = spoken("mulla on")
    assert not turn.reopens(11.0)
    turn.ended_at = 11.0
    assert turn.reopens(11.0 + REOPEN_WITHIN_S)
    assert not turn.reopens(11.1 + REOPEN_WITHIN_S)


def test_a_turn_whose_answer_was_held_back_reopens_after_that_too() -> None:
    turn = spoken("mulla on")
    turn.ended_at, turn.answered_from = 10.3, 11.3
    assert turn.reopens(11.2 + REOPEN_WITHIN_S)
    assert not turn.reopens(11.4 + REOPEN_WITHIN_S)


def test_danger_does_not_wait_for_the_end_of_a_story() -> None:
    turn = spoken("isä ei hengitä", quiet_since=10.0)
    turn.in_danger = True
    assert turn.ends_at("concern") == 10.0 + IN_DANGER_S


def test_a_caller_who_was_answered_too_early_gets_more_time_but_not_for_ever() -> None:
    turn, pace = spoken("mulla on kuumetta"), Pace()
    before = turn.ends_at("concern", pace)
    pace.went_on("mulla on kuumetta")
    after = turn.ends_at("concern", pace)
    assert before is not None
    assert after is not None
    assert before < after
    for _ in range(20):
        pace.went_on("mulla on kuumetta")
    assert pace.stretch == MOST_STRETCHED


def test_a_lone_word_that_was_a_beginning_tells_nothing_of_the_speed() -> None:
    pace = Pace()
    pace.went_on("joo")
    assert pace.stretch == 1.0


def test_alternatives_are_of_the_whole_turn() -> None:
    turn = spoken("rinta", "kipu")
    turn.segments[0].alternatives = ("rinnan", "rinta")
    assert turn.alternatives == ("rinnan kipu", "rinta kipu")


def test_a_turn_is_as_sure_as_its_least_sure_segment() -> None:
    turn = spoken("joo", "kyllä")
    turn.segments[1].confidence = 0.3
    assert turn.confidence == 0.3
    assert Turn().confidence == 0.0
