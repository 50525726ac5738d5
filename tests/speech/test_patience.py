"""How long a quiet lasts before the turn is over, by what was asked and what was said."""

import pytest

from bot.speech.patience import (
    COMPLETE_S,
    DANGLING_EXTRA_S,
    FIRST_SINGLE_WORD_S,
    LONGEST_S,
    NUMBER_S,
    SHORT_S,
    SINGLE_WORD_S,
    STORY_BEGUN_S,
    STORY_S,
    Pace,
    may_ask_early,
    patience_s,
)


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("number_ok", "Kyllä käy."),
        ("number_ok", "Joo, soittakaa siihen."),
        ("summary_ok", "Kyllä, kaikki meni oikein."),
        ("anything_else", "Ei muuta, kiitos."),
        ("anything_else", "Ei, en tarvitse muuta."),
        ("time", "Keskiviikkona heti aamusta."),
        ("number", "040 123 4567"),
        ("number", "nolla neljä nolla yksi kaksi kolme neljä viisi kuusi seitsemän"),
        ("birth_date", "kolmastoista kymmenettä viisikymmentäkaksi"),
        ("illnesses", "Ei ole mitään sairauksia."),
        ("severity", "En osaa sanoa."),
        ("severity", "En osa sanoa"),
        ("birth_date", "Ohita."),
        ("municipality", "Jyväskylä."),
        ("severity", "Kuus."),
        ("for_whom", "Minua itseäni."),
        ("age", "Kuuskytkaks."),
    ],
)
def test_an_answer_that_says_it_all_closes_at_once(topic: str, words: str) -> None:
    assert patience_s(topic, words) == COMPLETE_S


def test_an_answer_that_one_reading_holds_is_whole() -> None:
    assert patience_s("time", "Miloin vai sopii", alternatives=("Milloin vain sopii",)) == COMPLETE_S
    assert patience_s("time", "Miloin vai sopii", alternatives=("Mitloin vai sovi",)) == SHORT_S


@pytest.mark.parametrize(
    ("topic", "word"),
    [("number_ok", "Joo."), ("anything_else", "Ei."), ("time", "Keskiviikkona."), ("age", "Kolkyt")],
)
def test_a_single_word_may_be_a_beginning_until_a_caller_has_left_it_at_one(topic: str, word: str) -> None:
    pace = Pace()
    assert patience_s(topic, word, pace) == FIRST_SINGLE_WORD_S
    pace.was_whole("joo soittakaa")
    assert patience_s(topic, word, pace) == FIRST_SINGLE_WORD_S
    pace.was_whole("joo")
    assert COMPLETE_S < patience_s(topic, word, pace) == SINGLE_WORD_S < STORY_S


def test_a_lone_word_is_one_also_where_another_reading_parts_it() -> None:
    assert patience_s("number_ok", "Joo", alternatives=("Jo o",)) == FIRST_SINGLE_WORD_S


def test_a_yes_to_anything_else_is_followed_by_what_it_is() -> None:
    assert patience_s("anything_else", "Joo.") == STORY_BEGUN_S


@pytest.mark.parametrize("topic", ["number", "request_number", "birth_date", "personal_id"])
def test_a_number_waits_for_its_digits(topic: str) -> None:
    assert patience_s(topic, "nolla neljä") == NUMBER_S


@pytest.mark.parametrize(
    "words",
    [
        "Hei, mulla on ollut kuumetta.",
        "Ei mulla on ollut kuumetta.",
        "Polvi on ollut kipeä pitkään.",
        "Olen ollut pitkään ahdistunut",
        "Lapsella on yskää ja nuhaa.",
    ],
)
def test_a_first_clause_of_a_story_waits_for_the_next(words: str) -> None:
    assert patience_s("concern", words) == STORY_BEGUN_S


@pytest.mark.parametrize(
    "words",
    [
        "Haluaisin jättää soittopyynnön terveysasemalle.",
        "Tarvitsisin uuden reseptin astmalääkkeeseen.",
        "Hei, mulla on ollut kuumetta ja kurkku on tosi kipeä.",
        "Milloin terveysasema on auki?",
        "Olen ollut pitkään ahdistunut enkä saa öisin nukuttua.",
        "Lapsella on kova kuume ja kurkku kipeä.",
    ],
)
def test_a_request_or_a_second_clause_comes_to_the_point(words: str) -> None:
    assert patience_s("concern", words) == STORY_S


@pytest.mark.parametrize(
    "words",
    ["Haluaisin ajan ja", "Haluaisin ajan, siis että", "Haluaisin ajan niinku...", "Elikkä, haluaisin siis"],
)
def test_a_dangling_word_gets_more_time(words: str) -> None:
    assert patience_s("concern", words) == pytest.approx(STORY_S + DANGLING_EXTRA_S)


@pytest.mark.parametrize("words", ["Joo, vielä yksi asia.", "Jo, vielä yksiasia", "On mulla yks juttu"])
def test_an_announcement_is_followed_by_what_it_announces(words: str) -> None:
    assert patience_s("anything_else", words) > STORY_BEGUN_S


def test_a_slow_caller_gets_time_but_not_for_ever() -> None:
    assert patience_s("number_ok", "Kyllä käy", Pace(1.5)) == pytest.approx(1.5 * COMPLETE_S)
    assert patience_s("concern", "mulla on kuumetta ja", Pace(1.8)) == LONGEST_S


def test_only_what_commits_to_nothing_is_taken_to_the_dialogue_before_its_end() -> None:
    assert all(map(may_ask_early, [None, "concern", "age", "severity", "number_ok", "time"]))
    assert not any(
        map(may_ask_early, ["summary_ok", "number", "anything_else", "consent", "request_cancel_ok"])
    )
