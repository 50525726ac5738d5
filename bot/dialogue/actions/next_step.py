"""Carries a plan out on the conversation: what is said, and the slots that lead the rules on."""

from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from bot.care.answers.for_whom import SELF
from bot.care.directory import OPEN_LINE, Service
from bot.dialogue import spoken
from bot.dialogue.intake import answers_of, intake
from bot.dialogue.needs import UNNAMED
from bot.dialogue.office import Desk
from bot.dialogue.plan import Known, Plan, plan

Slots = dict[str, Any]
_SHORT_NUMBER = 6
_OWN_WORDING = frozenset({"terveysasema", "ensilinja", "nuorten_mielenterveys"})
_TOLD_BY_NAME = frozenset(
    {"ensilinja", "nuorten_mielenterveys", "paivystysapu", "kriisipuhelin", "sosiaali_ja_kriisipaivystys"}
)


def known(slots: Slots) -> Known:
    answers = answers_of(slots)
    whom = answers.get("for_whom")
    return Known(
        need=slots.get("need"),
        age=slots.get("age"),
        screened="age" in answers and "safety" in answers,
        asks_more=intake().next(slots.get("need"), answers) is not None,
        confirmed=bool(slots.get("summary_ok")),
        help_choice=slots.get("help_choice"),
        concern=slots.get("concern"),
        number=slots.get("number"),
        time=slots.get("time"),
        wants_callback=bool(slots.get("wants_callback")),
        wants_person=slots.get("wish") == "person",
        for_another=whom is not None and whom.is_told and whom.value != SELF,
    )


def take(desk: Desk, slots: Slots, dispatcher: CollectingDispatcher) -> Slots:
    """The slots to set for the next step, after saying what belongs to it."""
    facts = known(slots)
    next_plan = plan(facts, desk.directory, desk.at)
    after: Slots = {"next_step": next_plan.step, "again": False, **_service_slots(desk, next_plan, slots)}
    match next_plan.step:
        case "person":
            dispatcher.utter_message(response="utter_person")
            after |= {"next_step": "wait", "wish": None}
        case "transfer":
            service = next_plan.transfer_to
            name = f"utter_transfer_{service}" if service in _TOLD_BY_NAME else "utter_transfer"
            dispatcher.utter_message(response=name)
            dispatcher.utter_message(json_message={"do": "transfer", "service": service})
            after |= {"next_step": "wait", "wish": None, "help_choice": None}
        case "ensilinja_form":
            dispatcher.utter_message(response="utter_ensilinja_begins")
        case "callback_form":
            if _begins_plainly(facts, next_plan, slots.get("service")):
                _say_begins(next_plan, dispatcher)
    return after


def _say_begins(next_plan: Plan, dispatcher: CollectingDispatcher) -> None:
    # A response's own conditions look at the slots as they were before this action.
    if next_plan.service.id in _OWN_WORDING:
        dispatcher.utter_message(response="utter_callback_begins")
    else:
        name = next_plan.service.spoken_name
        dispatcher.utter_message(response="utter_callback_begins_elsewhere", service_name=name)


def _begins_plainly(facts: Known, next_plan: Plan, service_before: str | None) -> bool:
    """A request to a known service starts, and no choice between now and later comes first."""
    unnamed = facts.need in UNNAMED and not facts.concern
    started = (facts.help_choice or facts.number or facts.time) and next_plan.service.id == service_before
    return not (unnamed or started or next_plan.closed or facts.wants_person)


def asked_about(desk: Desk, slots: Slots) -> str | None:
    """The number that a caller is asked to confirm, E.164: the one they spoke, else the one they call from."""
    return slots.get("number_candidate") or desk.call.caller_number


def _as_said(line: Service) -> str:
    """A line with its number, where that is short enough to be remembered: "Päivystysapu 116117"."""
    number = line.phone if line.phone and len(line.phone) <= _SHORT_NUMBER else ""
    return f"{line.spoken_name[0].upper()}{line.spoken_name[1:]} {number}".strip()


def _service_slots(desk: Desk, next_plan: Plan, slots: Slots) -> Slots:
    opens_at = desk.directory.next_opening(next_plan.service, desk.at) if next_plan.closed else None
    number = asked_about(desk, slots)
    line = desk.directory.services.get(next_plan.service.closed_line) or desk.directory.get(OPEN_LINE)
    return {
        "service": next_plan.service.id,
        "service_name": next_plan.service.spoken_name,
        "other_service": next_plan.service.id not in _OWN_WORDING,
        "closed": next_plan.closed,
        "open_line": _as_said(line),
        "open_line_id": line.id,
        "opening": spoken.opening(opens_at, desk.at) if opens_at else "myöhemmin",
        "calling_number": spoken.phone(number) if number else None,
    }
