"""Rasa's custom actions, one a file. A failing one raises and says nothing."""

from rasa_sdk import Action

from bot.dialogue.actions.book_callback import BookCallback
from bot.dialogue.actions.carry_on import CarryOn
from bot.dialogue.actions.open_need import OpenNeed
from bot.dialogue.actions.tell_hours import TellHours
from bot.dialogue.actions.validate_anything_else import ValidateAnythingElse
from bot.dialogue.actions.validate_callback import ValidateCallback
from bot.dialogue.actions.validate_closing import ValidateClosing
from bot.dialogue.actions.validate_ensilinja import ValidateEnsilinja
from bot.dialogue.actions.validate_feedback import ValidateFeedback
from bot.dialogue.actions.validate_known_caller import ValidateKnownCaller
from bot.dialogue.office import Office


def every_action(office: Office) -> tuple[Action, ...]:
    return (
        OpenNeed(office),
        CarryOn(office),
        BookCallback(office),
        TellHours(office),
        ValidateEnsilinja(office),
        ValidateFeedback(office),
        ValidateCallback(office),
        ValidateAnythingElse(office),
        ValidateKnownCaller(office),
        ValidateClosing(office),
    )
