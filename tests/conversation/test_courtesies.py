"""Greetings, goodbyes and questions about the machine, and what stays open around a question about danger."""

import pytest

from bot.conversation.courtesies import asks_what_luuri_is, only_greets, takes_leave
from bot.conversation.effects import AskDialogue, HangUp
from bot.conversation.events import CallAnswered, CallbackKept, DigitsKeyed, PromptsFinished
from tests.conversation.test_call import SUNDAY_NIGHT, begun


@pytest.mark.parametrize(
    "text", ["päivää", "No hei!", "haloo, kuuleeko kukaan", "hyvää huomenta", "moi moro"]
)
def test_a_greeting_is_only_a_greeting(text: str) -> None:
    assert only_greets(text)


@pytest.mark.parametrize("text", ["päivää, mulla on kuumetta", "hei hei", "joo", "", "moi äiti kaatui"])
def test_more_than_a_greeting_goes_to_the_dialogue(text: str) -> None:
    assert not only_greets(text)


@pytest.mark.parametrize("text", ["no hei hei", "kiitos ja kuulemiin", "ai anteeksi väärä numero"])
def test_a_sure_goodbye(text: str) -> None:
    assert takes_leave(text)


@pytest.mark.parametrize("text", ["moi", "hej talar du svenska", "no tota moi mä vaan"])
def test_an_unsure_goodbye(text: str) -> None:
    assert not takes_leave(text)


@pytest.mark.parametrize("text", ["ootko sä robotti", "oletko ihminen vai kone", "puhunks mä nyt tekoälylle"])
def test_who_asks_about_the_machine(text: str) -> None:
    assert asks_what_luuri_is(text)


@pytest.mark.parametrize(
    "text",
    ["haluan puhua ihmiselle", "onko siellä ketään ihmistä", "onko pakko puhua robotille", "kone pois"],
)
def test_who_wants_a_person_is_no_asker(text: str) -> None:
    assert not asks_what_luuri_is(text)


def test_a_greeting_is_answered_and_the_matter_is_asked_for() -> None:
    call = begun().says("päivää")
    assert (call.said, call.state.topic) == (["utter_greeted"], "concern")
    assert call.says("haloo").said == ["utter_greeted"]
    assert call.says("haloo").asked == ["haloo"]


def test_a_goodbye_that_nobody_said_does_not_end_the_call() -> None:
    call = begun().says("no tota moi mä vaan").is_answered("Kuulemiin!", do="goodbye")
    assert call.said == ["utter_stay"]
    call.happens(PromptsFinished())
    assert call.effects != [HangUp()]
    assert call.says("hmm tota").is_answered("Kuulemiin!", do="goodbye").said == ["Kuulemiin!"]


def test_a_goodbye_in_the_middle_of_a_form_takes_the_question_up_again() -> None:
    call = begun().says("mulla on kuumetta").is_answered("Tähän numeroon?", topic="number_ok")
    call.says("no moi tota").is_answered("Kuulemiin!", do="goodbye")
    assert AskDialogue("/resume", command=True) in call.effects


def test_luuri_says_that_she_is_a_machine_and_asks_again() -> None:
    call = begun().says("mulla on kuumetta").is_answered("Sopiiko huomenna?", topic="time")
    call.says("oletko sä robotti")
    assert (call.said, call.state.topic) == (["utter_i_am_ai", "Sopiiko huomenna?"], "time")
    assert call.says("oletko sä robotti").asked == ["oletko sä robotti"]


def test_a_denied_danger_is_not_asked_again_by_what_comes_after() -> None:
    call = begun().says("rinta tuntuu oudolta").says("ei")
    assert call.asked == ["rinta tuntuu oudolta"]
    call.is_answered("En ymmärtänyt.", do="misunderstood")
    assert call.said == ["En ymmärtänyt.", "utter_ask_open"]
    assert call.state.topic == "concern"


def test_words_that_waited_for_a_second_question_about_danger_still_go_to_the_dialogue() -> None:
    call = begun().says("rinta tuntuu oudolta").says("ei")
    call.is_answered(do="suspect", category="emergency", action="112")
    assert call.said == ["ask_emergency"]
    assert call.says("ei").asked == ["rinta tuntuu oudolta"]


def test_a_key_over_the_last_words_does_not_leave_the_caller_in_silence() -> None:
    call = begun().says("rinnasta puristaa").happens(DigitsKeyed("1"))
    assert call.said == ["utter_emergency_112_short"]
    assert call.happens(PromptsFinished()).rung


def test_a_request_kept_in_danger_tells_nobody_to_wait_for_it() -> None:
    call = begun(at=SUNDAY_NIGHT).says("rinnasta puristaa")
    for _ in range(3):
        call.happens(PromptsFinished(), CallAnswered(unanswered=True))
    call.happens(PromptsFinished(), CallbackKept({"id": "1"}))
    assert call.said == ["utter_kept_callback_in_danger"]


@pytest.mark.parametrize("wish", ["anna mulle ihminen", "haluan puhua hoitajalle"])
def test_a_person_wanted_instead_of_an_answer_about_danger_is_given(wish: str) -> None:
    call = begun(at=SUNDAY_NIGHT).says("rinta tuntuu oudolta").says(wish)
    assert call.said == ["utter_person_now"]
    assert call.happens(PromptsFinished()).rung == ["paivystysapu"]


def test_zero_instead_of_an_answer_about_danger_is_never_a_choice() -> None:
    call = begun(at=SUNDAY_NIGHT).says("rinta tuntuu oudolta").happens(DigitsKeyed("0"), PromptsFinished())
    assert call.rung == ["paivystysapu"]


@pytest.mark.parametrize(
    "text", ["Matti Meikäläinen täällä päivää", "no hei täällä on Virtasen Liisa", "Pirkko täällä hei"]
)
def test_a_name_alone_is_greeted_and_the_matter_asked(text: str) -> None:
    call = begun().says(text)
    assert (call.said, call.asked) == (["utter_greeted"], [])


@pytest.mark.parametrize(
    "text", ["apua täällä", "täällä on kaikki kipeenä", "Virtasen Liisa täällä polvi on kipeä ja turvoksissa"]
)
def test_a_name_or_a_place_with_a_matter_goes_to_the_dialogue(text: str) -> None:
    assert begun().says(text).asked == [text]
