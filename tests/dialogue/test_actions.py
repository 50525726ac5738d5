"""The actions as Rasa calls them, on an office without a database."""

from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.actions import every_action
from bot.dialogue.actions.hearing import Heard
from bot.dialogue.actions.validate_callback import ValidateCallback
from bot.dialogue.office import Office
from tests.dialogue.fakes import (
    TUESDAY_10,
    TUESDAY_19,
    FakeAnswers,
    FakeCall,
    FakeCalls,
    FakeRequests,
    office,
)

FORMS = {
    "ensilinja_form": ["age", "safety"],
    "callback_form": list(ValidateCallback.SLOTS),
    "feedback_form": ["concern", "wants_contact"],
    "anything_else_form": ["anything_else"],
}
DOMAIN: dict[str, Any] = {"forms": {n: {"required_slots": s} for n, s in FORMS.items()}, "slots": {}}
ASKED = {
    topic: {"value": "unknown", "words": "en tiedä"}
    for topic in "for_whom age since severity other_symptoms illnesses municipality birth_date".split()
}
OPEN = {
    "need": "infection_symptoms",
    "answers": ASKED,
    "concern": "kuumetta",
    "closed": False,
    "calling_number": "040 123 4567",
}


def action(named: str, at: Office) -> Action:
    return next(each for each in every_action(at) if each.name() == named)


async def run(
    named: str,
    at: Office,
    slots: dict[str, Any],
    text: str = "",
    intent: str = "",
    confidence: float = 0.9,
    keyed: bool = False,
) -> tuple[dict[str, Any], list[str | None], list[dict[str, Any]]]:
    """(slots set, responses said, effects) of one action."""
    requested = slots.get("requested_slot")
    events = [{"event": "slot", "name": requested, "value": text}] if requested else []
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": confidence},
        "metadata": {"keyed": keyed},
    }
    if requested:
        slots = slots | {requested: text}
    tracker = Tracker("CA1", dict(slots), message, events, False, None, {}, "action_listen")
    said = CollectingDispatcher()
    after = await action(named, at).run(said, tracker, DOMAIN)
    responses = [m["response"] for m in said.messages if m["response"]]
    return (
        {e["name"]: e["value"] for e in after},
        responses,
        [m["custom"] for m in said.messages if m["custom"]],
    )


async def validate(
    form: str, slot: str, text: str, intent: str = "", keyed: bool = False, **more: Any
) -> Any:
    told = {} if form == "ensilinja_form" else ASKED
    slots = OPEN | {"requested_slot": slot, "next_step": form, "answers": told} | more
    return await run(f"validate_{form}", office(), slots, text, intent, keyed=keyed)


async def test_a_need_that_is_told_at_length_is_the_concern() -> None:
    slots, said, _ = await run("action_open_need", office(), {}, "mulla on kuumetta", "infection_symptoms")
    assert slots["concern"] == "mulla on kuumetta"
    assert slots["next_step"] == "callback_form"
    assert said == ["utter_callback_begins"]


async def test_a_lone_word_leaves_the_concern_to_be_asked() -> None:
    slots, _, _ = await run("action_open_need", office(), {}, "resepti", "prescription_renewal")
    assert slots["concern"] is None


async def test_a_closed_service_tells_its_opening() -> None:
    slots, said, _ = await run("action_open_need", office(TUESDAY_19), {}, "on yskää", "infection_symptoms")
    assert (slots["closed"], slots["opening"]) == (True, "huomenna kello 8")
    assert said == []


async def test_a_person_on_duty_takes_the_call() -> None:
    slots, said, _ = await run("action_open_need", office(), {}, "ihminen", "human_agent")
    assert (slots["next_step"], said) == ("wait", ["utter_person"])


async def test_a_call_without_a_row_fails() -> None:
    empty = Office(FakeCalls(None), FakeRequests(), FakeAnswers(), office().directory, lambda: TUESDAY_10)
    with pytest.raises(LookupError):
        await run("action_open_need", empty, {}, "kuumetta on", "infection_symptoms")


async def test_yes_takes_the_calling_number() -> None:
    slots, _, _ = await validate("callback_form", "number_ok", "joo")
    assert slots["number"] == "+358401234567"
    assert slots["requested_slot"] == "time"


async def test_no_asks_for_another_number() -> None:
    slots, _, _ = await validate("callback_form", "number_ok", "ei")
    assert slots["requested_slot"] == "number"


async def test_a_confident_affirm_does_not_turn_a_no_into_a_yes() -> None:
    slots, _, _ = await validate("callback_form", "number_ok", "ei kyllä oo oikein", "affirm")
    assert slots["number_ok"] is False


async def test_another_number_in_the_denial_is_read_back() -> None:
    slots, said, _ = await validate("callback_form", "number_ok", "ei vaan 050 123 4567")
    assert (slots["number"], slots["number_candidate"]) == (None, "+358501234567")
    assert (slots["calling_number"], slots["requested_slot"], said) == ("050 123 4567", "number_ok", [])


@pytest.mark.parametrize("text", ["050 123 4567", "nolla viiskyt yks kaks kolme neljä viis kuus seittemän"])
async def test_a_spoken_number_is_read_back_for_a_yes(text: str) -> None:
    slots, said, _ = await validate("callback_form", "number", text, number_ok=False)
    assert (slots["number"], slots["number_ok"], slots["number_candidate"]) == (None, None, "+358501234567")
    assert (slots["calling_number"], slots["requested_slot"], said) == ("050 123 4567", "number_ok", [])


CANDIDATE = {"number_candidate": "+358501234567", "calling_number": "050 123 4567"}


@pytest.mark.parametrize("text", ["joo", "kyllä", "joo 050 123 4567", "050 123 4567"])
async def test_yes_takes_the_number_that_was_read_back(text: str) -> None:
    slots, _, _ = await validate("callback_form", "number_ok", text, **CANDIDATE)
    assert (slots["number"], slots["number_candidate"]) == ("+358501234567", None)
    assert slots["requested_slot"] == "time"


async def test_no_to_a_misheard_number_asks_for_it_digit_by_digit() -> None:
    slots, said, _ = await validate("callback_form", "number_ok", "ei", **CANDIDATE)
    assert (slots["number_ok"], slots["number_candidate"], slots["again"]) == (False, None, True)
    assert (slots["requested_slot"], said) == ("number", [])


@pytest.mark.parametrize("slot", ["number", "number_ok", "time"])
async def test_a_keyed_number_is_taken_as_it_is(slot: str) -> None:
    more = {"number": "+358401234567"} if slot == "time" else {"number_ok": False} if slot == "number" else {}
    slots, said, _ = await validate("callback_form", slot, "0501234567", keyed=True, **more)
    assert (slots["number"], slots["requested_slot"], said) == (
        "+358501234567",
        "time",
        ["utter_number_noted"],
    )


async def test_a_spoken_number_that_was_written_in_figures_is_read_back() -> None:
    slots, said, _ = await validate("callback_form", "number", "0501234567", number_ok=False)
    assert (slots["number"], slots["number_candidate"], slots["requested_slot"]) == (
        None,
        "+358501234567",
        "number_ok",
    )
    assert said == []


async def test_a_number_that_is_corrected_when_the_time_is_asked_is_read_back() -> None:
    slots, said, _ = await validate(
        "callback_form", "time", "ei kun numero on 050 123 4567", number="+358401234567", number_ok=True
    )
    assert (slots["number"], slots["time"], slots["number_candidate"]) == (None, None, "+358501234567")
    assert (slots["requested_slot"], said) == ("number_ok", [])


async def test_the_number_that_is_known_may_be_said_with_the_time() -> None:
    slots, _, _ = await validate(
        "callback_form", "time", "numeroon 0401234567 kello 14", number="+358401234567", number_ok=True
    )
    assert "number" not in slots


async def test_a_spoken_number_outlives_a_change_of_plan() -> None:
    slots, _, _ = await run(
        "action_open_need", office(), dict(CANDIDATE), "kuumetta on", "infection_symptoms"
    )
    assert slots["calling_number"] == "050 123 4567"


async def test_a_doubtful_age_is_asked_again_and_then_taken() -> None:
    slots, said, _ = await validate("ensilinja_form", "age", "Kolme.", need="mental_health")
    assert (slots["age"], slots["again"], said) == (None, True, ["utter_misunderstood"])
    slots, said, _ = await validate("ensilinja_form", "age", "Kolme.", need="mental_health", again=True)
    assert (slots["age"], said) == ("P3Y", [])


@pytest.mark.parametrize("text", ["kolme kylmentavisi", "35", "neljäkytviis"])
async def test_a_sure_age_is_taken(text: str) -> None:
    slots, said, _ = await validate("ensilinja_form", "age", text, need="mental_health")
    assert slots["age"] in ("P35Y", "P45Y")
    assert said == []


async def test_an_answer_that_is_not_understood_is_asked_again() -> None:
    slots, said, _ = await validate("callback_form", "number_ok", "sinisiä pilviä")
    assert slots["number_ok"] is None
    assert (slots["again"], slots["requested_slot"]) == (True, "number_ok")
    assert said == ["utter_misunderstood"]


@pytest.mark.parametrize("text", ["en tiedä", "milloin vain", "ihan sama"])
async def test_not_knowing_when_is_an_answer(text: str) -> None:
    slots, said, _ = await validate("callback_form", "time", text, number="+358401234567")
    assert (slots["time"], slots["time_words"], said) == ("../..", text, [])


async def test_a_wrong_number_can_be_corrected_when_the_time_is_asked() -> None:
    slots, _, _ = await validate("callback_form", "time", "ei se on väärä numero", number="+358401234567")
    assert (slots["number"], slots["requested_slot"]) == (None, "number")


async def test_a_repeat_keeps_the_question() -> None:
    slots, said, _ = await validate("callback_form", "time", "mitä sanoit", "repeat", number="+358401234567")
    assert (slots["requested_slot"], said) == ("time", ["utter_repeat"])


async def test_a_person_may_be_asked_for_in_any_question() -> None:
    slots, _, _ = await validate("callback_form", "number_ok", "en halua, haluan ihmisen", "human_agent")
    assert (slots["requested_slot"], slots["wish"]) == (None, "person")


async def test_another_need_changes_the_matter() -> None:
    text = "eiku reseptit pitäis uusia"
    slots, said, _ = await validate(
        "ensilinja_form", "age", text, "prescription_renewal", need="mental_health"
    )
    assert (slots["need"], slots["concern"], slots["requested_slot"]) == ("prescription_renewal", text, None)
    assert said == ["utter_need_changed"]


async def test_an_unsure_need_does_not_change_the_matter() -> None:
    slots = OPEN | {
        "requested_slot": "age",
        "need": "mental_health",
        "next_step": "ensilinja_form",
        "answers": {},
    }
    after, said, _ = await run(
        "validate_ensilinja_form", office(), slots, "no se tota", "prescription_renewal", 0.4
    )
    assert (after["age"], said) == (None, ["utter_misunderstood"])


async def test_help_now_and_the_crisis_line() -> None:
    slots, _, _ = await validate("callback_form", "help_choice", "yhdistä nyt", closed=True)
    assert slots["help_choice"] == "paivystysapu"
    slots, _, _ = await validate(
        "callback_form", "help_choice", "kriisipuhelimeen kiitos", closed=True, need="mental_health"
    )
    assert slots["help_choice"] == "kriisipuhelin"


async def test_a_person_is_help_now_where_the_choice_is_asked() -> None:
    slots, _, _ = await validate("callback_form", "help_choice", "haluan ihmisen", "human_agent", closed=True)
    assert slots["help_choice"] == "paivystysapu"


async def test_anxiety_told_as_the_concern_goes_to_ensilinjas_plan() -> None:
    slots, _, _ = await validate(
        "callback_form",
        "concern",
        "mua ahdistaa hirveesti",
        "mental_health",
        need="callback_request",
        concern=None,
    )
    assert (slots["need"], slots["wants_callback"], slots["requested_slot"]) == ("mental_health", True, None)


async def test_a_booking_is_told_only_after_it_is_committed() -> None:
    requests = FakeRequests()
    slots = OPEN | {
        "service": "terveysasema",
        "number": "+358401234567",
        "time": "../..",
        "time_words": "joskus",
    }
    after, said, effects = await run("action_book_callback", office(requests=requests), slots)
    assert [request.deadline.hour for request in requests.booked] == [16]
    assert requests.booked[0].preferred_time_words == "joskus"
    assert said == ["utter_booked"]
    assert effects[0]["do"] == "booked"
    assert after["next_step"] == "anything_else_form"


async def test_a_failing_book_is_a_failing_action() -> None:
    slots = OPEN | {"service": "terveysasema", "number": "+358401234567", "time": "../.."}
    with pytest.raises(OSError, match="full"):
        await run("action_book_callback", office(requests=FakeRequests(fails=True)), slots)


async def test_a_withheld_number_is_asked_for() -> None:
    at = office(call=FakeCall(caller_number=None))
    slots, _, _ = await run("action_open_need", at, {}, "mulla on kuumetta", "infection_symptoms")
    assert slots["calling_number"] is None


async def test_nothing_more_ends_the_call_kindly() -> None:
    slots, _, _ = await validate("anything_else_form", "anything_else", "ei kiitos")
    assert (slots["wish"], slots["requested_slot"]) == ("goodbye", None)
    _, said, _ = await run("action_carry_on", office(), {"wish": "goodbye"})
    assert said == ["utter_goodbye"]


@pytest.mark.parametrize(
    "text",
    ["voisitteko soittaa mulle takaisin", "jätän soittopyynnön hoitajalle", "varaisin ajan lääkärille"],
)
async def test_a_bare_wish_for_a_callback_asks_what_it_is_about(text: str) -> None:
    slots, _, _ = await run("action_open_need", office(), {}, text, "callback_request")
    assert slots["concern"] is None


async def test_a_wish_for_a_callback_that_tells_the_matter_is_not_asked_again() -> None:
    text = "polvi on turvonnut ja haluaisin ajan"
    slots, _, _ = await run("action_open_need", office(), {}, text, "callback_request")
    assert slots["concern"] == text


async def test_a_callback_may_be_asked_for_instead_of_a_transfer() -> None:
    slots, said, _ = await validate(
        "ensilinja_form", "age", "soittakaa mieluummin takaisin", "callback_request", need="mental_health"
    )
    assert (slots["wants_callback"], slots["age"], said) == (True, None, [])


async def test_a_person_is_given_also_after_a_callback_was_chosen() -> None:
    slots, _, _ = await validate(
        "callback_form", "time", "haluan sittenkin ihmisen", "human_agent", wants_callback=True
    )
    assert (slots["wish"], slots["wants_callback"]) == ("person", False)


@pytest.mark.parametrize("text", ["joo", "45", "öö no", "/callback_request", ""])
def test_words_that_tell_no_concern(text: str) -> None:
    assert not Heard(text, "affirm", 0.9).tells_concern


async def test_a_need_of_another_service_names_that_service() -> None:
    slots, said, _ = await run("action_open_need", office(), {}, "hammas lohkesi eilen", "dental")
    assert (slots["service"], slots["other_service"]) == ("suun_terveydenhuolto", True)
    assert (slots["next_step"], said) == ("callback_form", ["utter_callback_begins_elsewhere"])


async def test_an_open_wish_for_an_appointment_is_one_question_and_no_promise_yet() -> None:
    slots, said, _ = await run("action_open_need", office(), {}, "lääkäriaika", "callback_request")
    assert (slots["need"], slots["concern"], slots["next_step"]) == (
        "callback_request",
        None,
        "callback_form",
    )
    assert said == []


async def test_the_concern_finds_its_own_service() -> None:
    slots, _, _ = await validate(
        "callback_form", "concern", "hammas särkee kovasti", "dental",
        need="callback_request", concern=None, service="terveysasema",
    )  # fmt: skip
    assert (slots["need"], slots["requested_slot"]) == ("dental", None)


async def test_a_concern_of_the_same_service_goes_on() -> None:
    slots, _, _ = await validate(
        "callback_form", "concern", "polvi on turvonnut", "musculoskeletal",
        need="callback_request", concern=None, service="terveysasema",
    )  # fmt: skip
    assert (slots["need"], slots["requested_slot"]) == ("musculoskeletal", "cause")


async def test_a_moment_to_think_keeps_the_question() -> None:
    slots, said, _ = await validate("callback_form", "time", "oota hetki", "wait", number="+358401234567")
    assert (slots["requested_slot"], slots["time"], said) == ("time", None, ["utter_wait"])


async def test_waiting_is_no_concern() -> None:
    slots, said, _ = await validate(
        "callback_form", "concern", "oota mä haen silmälasit", "wait", concern=None
    )
    assert (slots["concern"], said) == (None, ["utter_wait"])


async def test_slower_is_said_again() -> None:
    slots, said, _ = await validate(
        "callback_form", "time", "puhu hitaammin", "slower", number="+358401234567"
    )
    assert (slots["requested_slot"], said) == ("time", ["utter_slower"])


async def test_a_corrected_time_is_read_by_the_question() -> None:
    slots, _, _ = await validate(
        "callback_form", "time", "eiku huomenna aamupäivällä", "correction", number="+358401234567"
    )
    assert slots["time"] == "2026-11-25T09:00/2026-11-25T12:00"


async def test_the_hours_of_the_health_station_are_told() -> None:
    slots, said, effects = await run(
        "action_tell_hours", office(), {}, "mihin asti ootte auki", "opening_hours"
    )
    assert (said, slots["next_step"]) == (["utter_hours"], "anything_else_form")
    assert effects == [{"do": "informed", "service": "terveysasema"}]


async def test_hours_that_nobody_has_confirmed_are_not_told() -> None:
    _, said, effects = await run(
        "action_tell_hours", office(), {}, "millon hammashoitola aukee", "opening_hours"
    )
    assert (said, effects) == (["utter_hours_unknown"], [])


async def test_hours_can_be_asked_in_the_middle_of_a_form() -> None:
    slots, said, _ = await validate("callback_form", "number_ok", "mihin asti te ootte auki", "opening_hours")
    assert (slots["requested_slot"], said) == ("number_ok", ["utter_hours"])


async def test_feedback_is_noted_and_a_callback_is_the_callers_choice() -> None:
    slots, _, _ = await run("action_open_need", office(), {}, "jonotin teille kaks tuntia", "feedback")
    assert (slots["need"], slots["next_step"]) == ("feedback", "feedback_form")
    told = {"need": "feedback", "concern": "jonotin teille kaks tuntia"}
    slots, _, _ = await validate("feedback_form", "wants_contact", "ei tarvii", **told)
    assert (slots["wish"], slots["requested_slot"]) == ("noted", None)
    slots, _, effects = await run(
        "action_carry_on", office(), {**told, "wish": "noted", "service": "terveysasema"}
    )
    assert (slots["next_step"], effects[0]["do"]) == ("anything_else_form", "informed")
    slots, _, _ = await validate("feedback_form", "wants_contact", "joo soittakaa", **told)
    assert (slots["wants_callback"], slots["requested_slot"]) == (True, None)


async def test_a_stray_word_that_sounds_like_another_need_does_not_change_the_matter() -> None:
    slots = OPEN | {"requested_slot": "number_ok", "next_step": "callback_form"}
    after, said, _ = await run(
        "validate_callback_form", office(), slots, "sinisiä pilviä", "musculoskeletal", 0.6
    )
    assert (after["number_ok"], said) == (None, ["utter_misunderstood"])
