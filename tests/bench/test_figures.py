"""The bench's arithmetic."""

import pytest

from bot.bench.figures import Stretch, Transcript, judge, lost_words, percentile, ratio, side, stretches

SAID = "Hei, minulla on kuumetta ja kurkku on kipeä."
WHOLE = Transcript(14.2, "Hei minulla on kuumeta ja kurku on kipeä")


def test_percentiles_lie_between_the_observed_times() -> None:
    times = [400.0, 100.0, 300.0, 200.0]
    assert percentile(times, 50) == 250.0
    assert percentile(times, 95) == pytest.approx(385.0)
    assert percentile([700.0], 95) == 700.0


def test_short_silence_stays_inside_an_answer_and_long_silence_ends_it() -> None:
    pieces = [(1.0, 1.5, False), (1.8, 2.0, False), (2.6, 3.0, False)]
    assert stretches(pieces) == [Stretch(1.0, 2.0), Stretch(2.6, 3.0)]


def test_an_answer_that_the_line_cleared_ends_there() -> None:
    assert stretches([(1.0, 1.5, True), (1.7, 2.0, False)]) == [Stretch(1.0, 1.5), Stretch(1.7, 2.0)]


def test_response_runs_from_the_last_voiced_sample_to_the_answer() -> None:
    turn = judge(SAID, False, 10.0, 14.0, [Stretch(14.6, 18.0)], [WHOLE])
    assert turn.response_ms == pytest.approx(600.0)
    assert (turn.cut, turn.split, turn.lost) == (False, False, ())


def test_what_is_said_without_a_transcript_is_no_answer() -> None:
    turn = judge(SAID, False, 10.0, 14.0, [Stretch(20.0, 22.0)], [])
    assert turn.response_ms is None
    assert turn.lost == tuple(SAID.split())


def test_a_transcript_of_an_earlier_turn_makes_no_answer() -> None:
    assert (
        judge(SAID, False, 10.0, 14.0, [Stretch(14.6, 18.0)], [Transcript(9.0, "kyllä")]).response_ms is None
    )


def test_an_answer_in_the_pause_is_a_cut_turn_and_the_next_one_is_its_answer() -> None:
    given = [Transcript(12.0, "Hei minulla on kuumetta"), WHOLE]
    turn = judge(SAID, True, 10.0, 14.0, [Stretch(12.3, 12.9), Stretch(14.7, 17.0)], given)
    assert turn.cut
    assert turn.response_ms == pytest.approx(700.0)
    assert not turn.split  # taken back: the second transcript holds the whole turn
    assert turn.lost == ()


def test_a_turn_given_in_two_pieces_is_split() -> None:
    given = [Transcript(12.0, "Hei minulla on kuumetta"), Transcript(14.5, "ja kurkku on kipeä")]
    turn = judge(SAID, True, 10.0, 14.0, [Stretch(14.8, 17.0)], given)
    assert (turn.cut, turn.split, turn.lost) == (False, True, ())


def test_words_that_reach_the_dialogue_after_the_answer_are_lost() -> None:
    given = [Transcript(12.0, "Hei minulla on kuumetta"), Transcript(16.0, "ja kurkku on kipeä")]
    turn = judge(SAID, True, 10.0, 14.0, [Stretch(14.8, 15.5)], given)
    assert {"kurkku", "kipeä."} <= set(turn.lost)
    assert not {"Hei,", "minulla", "kuumetta"} & set(turn.lost)
    assert turn.split


@pytest.mark.parametrize("heard", ["kurk ku on kipea", "Kurkkuon kipeä.", "kurku on gipeä"])
def test_misheard_split_and_joined_words_are_not_lost(heard: str) -> None:
    assert lost_words("Kurkku on kipeä.", heard) == ()


@pytest.mark.parametrize(
    ("said", "heard", "lost"),
    [
        ("ja kurkku on tosi kipeä", "ja korquanto siikipeä", ()),
        ("Kyllä, siihen numeroon voi soittaa.", "Siirre numero on koizo itta.", ("Kyllä,",)),
        ("Kyllä käy.", "", ("Kyllä", "käy.")),
    ],
)
def test_words_without_any_letters_in_their_place_are_lost(
    said: str, heard: str, lost: tuple[str, ...]
) -> None:
    assert lost_words(said, heard) == lost


def test_a_side_counts_answers_apart_from_turns() -> None:
    answered = judge(SAID, False, 10.0, 14.0, [Stretch(14.6, 18.0)], [WHOLE])
    silent = judge(SAID, False, 10.0, 14.0, [], [WHOLE])
    figures = side([answered, silent])
    assert (figures["n"], figures["turns"], figures["p50_ms"]) == (1, 2, 600)
    assert side([silent])["p50_ms"] is None


def test_a_ratio_needs_both_sides() -> None:
    assert ratio(500, 1000) == 0.5
    assert ratio(None, 1000) is None
