"""What comes next for a caller, by the directory and the clock."""

from dataclasses import replace

from bot.dialogue.plan import CALLBACK, Known, plan
from tests.dialogue.fakes import TUESDAY_10, TUESDAY_19, directory

DIRECTORY = directory()
FEVER = Known(need="infection_symptoms", concern="kuumetta ja yskää")
ANXIETY = Known(need="mental_health", concern="ahdistaa")
SCREENED = replace(ANXIETY, screened=True)


def test_a_fever_by_day_is_a_callback_request_to_the_health_station() -> None:
    found = plan(FEVER, DIRECTORY, TUESDAY_10)
    assert (found.step, found.service.id, found.closed) == ("callback_form", "terveysasema", False)


def test_a_request_is_booked_only_when_all_of_it_is_known() -> None:
    told = replace(FEVER, number="+358401234567")
    assert plan(told, DIRECTORY, TUESDAY_10).step == "callback_form"
    assert plan(replace(told, time="../.."), DIRECTORY, TUESDAY_10).step == "book"


def test_nothing_is_booked_while_questions_are_open_or_the_caller_has_not_heard_it_read_back() -> None:
    told = replace(FEVER, number="+358401234567", time="../..")
    assert plan(replace(told, asks_more=True), DIRECTORY, TUESDAY_10).step == "callback_form"
    assert plan(replace(told, confirmed=False), DIRECTORY, TUESDAY_10).step == "callback_form"


def test_ensilinja_is_not_rung_before_the_caller_has_been_asked_about_safety() -> None:
    assert plan(replace(ANXIETY, age="P45Y"), DIRECTORY, TUESDAY_10).step == "ensilinja_form"


def test_an_age_that_is_not_told_counts_as_adult() -> None:
    assert plan(SCREENED, DIRECTORY, TUESDAY_10).service.id == "ensilinja"


def test_a_closed_service_is_booked_only_after_the_caller_has_chosen() -> None:
    told = replace(FEVER, number="+358401234567", time="../..")
    assert plan(told, DIRECTORY, TUESDAY_19).step == "callback_form"
    assert plan(replace(told, help_choice=CALLBACK), DIRECTORY, TUESDAY_19).step == "book"


def test_help_now_is_a_transfer_to_the_open_line() -> None:
    found = plan(replace(FEVER, help_choice="paivystysapu"), DIRECTORY, TUESDAY_19)
    assert (found.step, found.transfer_to) == ("transfer", "paivystysapu")


def test_anxiety_asks_for_age_first() -> None:
    assert plan(ANXIETY, DIRECTORY, TUESDAY_10).step == "ensilinja_form"


def test_an_adult_is_transferred_to_ensilinja_in_its_hours() -> None:
    found = plan(replace(SCREENED, age="P23Y"), DIRECTORY, TUESDAY_10)
    assert (found.step, found.transfer_to) == ("transfer", "ensilinja")


def test_an_adult_chooses_when_ensilinja_is_closed() -> None:
    found = plan(replace(SCREENED, age="P45Y"), DIRECTORY, TUESDAY_19)
    assert (found.step, found.service.id, found.closed) == ("callback_form", "ensilinja", True)


def test_under_23_belongs_to_the_youth_services() -> None:
    found = plan(replace(ANXIETY, age="P22Y"), DIRECTORY, TUESDAY_10)
    assert found.service.id == "nuorten_mielenterveys"


def test_a_caller_who_wants_a_callback_is_not_transferred() -> None:
    found = plan(replace(SCREENED, age="P45Y", wants_callback=True), DIRECTORY, TUESDAY_10)
    assert found.step == "callback_form"


def test_a_person_is_given_by_day_and_a_choice_by_night() -> None:
    wish = Known(need="human_agent", wants_person=True)
    assert plan(wish, DIRECTORY, TUESDAY_10).step == "person"
    assert plan(wish, DIRECTORY, TUESDAY_19).step == "callback_form"


def test_a_young_callers_trouble_asks_for_age_and_goes_to_the_youth_services() -> None:
    worry = Known(need="youth_mental_health", concern="ahdistaa koulussa")
    assert plan(worry, DIRECTORY, TUESDAY_10).step == "ensilinja_form"
    found = plan(replace(worry, age="P16Y", screened=True), DIRECTORY, TUESDAY_10)
    assert (found.step, found.transfer_to) == ("transfer", "nuorten_mielenterveys")


def test_an_adult_who_sounded_young_gets_the_adults_service() -> None:
    found = plan(Known(need="youth_mental_health", age="P40Y"), DIRECTORY, TUESDAY_10)
    assert found.service.id == "ensilinja"


def test_feedback_asks_no_callback_unless_the_caller_wants_one() -> None:
    told = Known(need="feedback", concern="jonotin kauan")
    assert plan(told, DIRECTORY, TUESDAY_10).step == "feedback_form"
    assert plan(replace(told, wants_callback=True), DIRECTORY, TUESDAY_10).step == "callback_form"


def test_a_service_without_a_need_of_its_own_is_had_by_naming_it() -> None:
    back = Known(need="musculoskeletal", concern="haluaisin fysioterapeutille selän takia")
    assert plan(back, DIRECTORY, TUESDAY_10).service.id == "fysioterapeutin_suoravastaanotto"
    fever = replace(back, need="infection_symptoms", concern="kuumetta nousi fysioterapeutilla")
    assert plan(fever, DIRECTORY, TUESDAY_10).service.id == "terveysasema"


def test_a_line_that_takes_no_requests_is_rung_when_it_is_named() -> None:
    named = Known(need="social_services", concern="yhdistä sosiaalipäivystykseen")
    for at in (TUESDAY_10, TUESDAY_19):
        assert plan(named, DIRECTORY, at).transfer_to == "sosiaali_ja_kriisipaivystys"
    assert plan(replace(named, wants_callback=True), DIRECTORY, TUESDAY_10).step == "callback_form"


def test_who_was_at_the_emergency_duty_is_not_put_through_to_it() -> None:
    told = Known(need="callback_request", concern="kävin päivystyksessä eilen")
    assert plan(told, DIRECTORY, TUESDAY_10).step == "callback_form"
