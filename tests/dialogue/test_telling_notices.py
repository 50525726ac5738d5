"""A notice is said once, before the form begins, to those whom it concerns."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.care.notices import Notice
from bot.dialogue.office import Office
from tests.dialogue.fakes import TUESDAY_10, office
from tests.dialogue.test_actions import run

NOTICE = Notice("n1", "Rokotukset alkavat.", TUESDAY_10, TUESDAY_10 + timedelta(days=1), "Maija", TUESDAY_10)


@dataclass
class FakeNotices:
    notice: Notice

    def standing(self, at: datetime | None = None) -> tuple[Notice, ...]:
        return (self.notice,)


def with_notice(**changes: object) -> Office:
    return replace(office(), notices=FakeNotices(replace(NOTICE, **changes)))  # type: ignore[arg-type]


async def test_it_is_said_before_the_form_and_not_again() -> None:
    at = with_notice(needs=("infection_symptoms",))
    slots, said, _ = await run("action_open_need", at, {}, "mulla on kuumetta", "infection_symptoms")
    assert said == ["utter_notice", "utter_callback_begins"]
    assert slots["notices_told"] == ["n1"]
    _, said, _ = await run("action_open_need", at, slots, "mulla on kuumetta", "infection_symptoms")
    assert "utter_notice" not in said


async def test_who_has_another_need_or_wants_a_person_does_not_hear_it() -> None:
    at = with_notice(needs=("vaccination",))
    _, said, _ = await run("action_open_need", at, {}, "mulla on kuumetta", "infection_symptoms")
    assert "utter_notice" not in said
    _, said, _ = await run("action_open_need", with_notice(), {}, "ihminen", "human_agent")
    assert said == ["utter_person"]


async def test_a_notice_of_a_municipality_waits_until_it_is_known() -> None:
    at = with_notice(municipalities=("Jämsä",))
    slots, said, _ = await run("action_open_need", at, {}, "mulla on kuumetta", "infection_symptoms")
    assert "utter_notice" not in said
    answers = {"municipality": {"value": "Jämsä", "words": "Jämsässä"}}
    _, said, _ = await run("action_carry_on", at, {**slots, "answers": answers})
    assert "utter_notice" in said
