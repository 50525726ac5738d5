"""What the studio's pages look up by a name of the program has its words."""

from bot.care.faults import MESSAGES
from bot.care.intake.questions import CONDITIONS
from bot.studio import directory, flags
from bot.studio.words import CHANGES
from console.studio.presenter import TABS
from console.texts import Texts, own_keys


def test_every_name_of_the_program_has_its_words() -> None:
    t = Texts("fi")
    names = [f"studio.questions.when.{each}" for each in CONDITIONS]
    names += [f"studio.flags.kind.{each}" for each in flags.KINDS]
    names += [f"studio.services.{each}" for each in directory.FIELDS]
    names += [f"studio.tabs.{each}" for each in TABS]
    names += [f"studio.job.{each}" for each in ("check", "rehearse", "publish", "rollback", "talk")]
    names += [f"studio.fault.{each}" for each in MESSAGES]
    names += [f"studio.change.{each}" for each in ("prompt_changed", "hours_changed", "service_changed")]
    assert [name for name in names if not t.has(name)] == []
    assert {
        key.removeprefix("studio.change.") for key in own_keys("fi") if key.startswith("studio.change.")
    } <= set(CHANGES)
