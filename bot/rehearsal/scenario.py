"""A scenario: who rings and when, what they say or do, who answers a transfer, and what must come of it."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.care.dispositions import Disposition

HELSINKI = ZoneInfo("Europe/Helsinki")
Manner = Literal["answers", "busy", "nobody"]
DEFAULT_ANSWERS = {
    "for_whom": "minua itseäni",
    "number_ok": "joo",
    "time": "milloin vain",
    "help_choice": "soittopyyntö",
    "summary_ok": "joo",
    "safety": "ei",
    "consent": "joo",
    "wants_contact": "ei",
    "anything_else": "ei muuta, kiitos",
    "feedback": "en nyt, kiitos",
}
"""What a caller answers to a topic of which the scenario says nothing; to any other, the fallback."""


class _Part(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, coerce_numbers_to_str=True, populate_by_name=True, strict=False
    )


class Act(_Part):
    """One thing that the caller does. Words alone are `says`.

    `heard_also`: what else the words may have been. `interrupts`: done while Luuri speaks. `drops`: the line is
    cut while Luuri speaks. `silence` and `noise` count how many times running.
    """

    says: str | None = None
    heard_also: tuple[str, ...] = ()
    keys: str | None = Field(None, pattern=r"^[0-9*#]+$")
    silence: int = Field(0, ge=0, le=10)
    noise: int = Field(0, ge=0, le=10)
    interrupts: "Act | None" = None
    hangs_up: bool = False
    drops: bool = False

    @model_validator(mode="before")
    @classmethod
    def _words(cls, value: Any) -> Any:
        if isinstance(value, bool):
            raise ValueError("YAML reads a bare yes, no, on or off as a truth value: put it in quotes")
        if value is None:
            raise ValueError("there are no words; in { } a comma ends them: put them in quotes")
        return {"says": str(value)} if isinstance(value, str | int | float) else value

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        done = (self.says, self.keys, self.silence, self.noise, self.interrupts, self.hangs_up, self.drops)
        if sum(map(bool, done)) != 1:
            raise ValueError("one of says, keys, silence, noise, interrupts, hangs_up and drops")
        return self


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


Acts = Annotated[tuple[Act, ...], BeforeValidator(_listed)]
Phrases = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class OneOf(_Part):
    any_of: tuple[Disposition, ...] = Field(min_length=1)


class Expected(_Part):
    """What must hold afterwards; what is left out is not looked at, but for dangers and failures: there are none.

    Values may be exact, {contains: phrase or phrases}, or {any_of: [values]}. A moment is written to the minute,
    in Helsinki time.
    """

    disposition: Disposition | OneOf
    service: Any = None
    need: Any = None
    why: Any = None
    red_flags: Phrases = ()
    suspected: Phrases = Field(
        (), description="Asked about at the least; more is no fault once danger is expected."
    )
    may_suspect: Phrases = Field((), description="Dangers that may be asked about without need.")
    failures: Phrases = ()
    rung: Phrases | None = Field(None, description="Services in the order in which they were rung.")
    ends: (
        Literal["luuri_hangs_up", "caller_hangs_up", "with_a_person", "nobody_answered", "left_to_line"]
        | None
    ) = None
    callback_request: dict[str, Any] | Literal["any"] | None = "any"
    summary: Phrases = ()
    said: Phrases = ()
    never_said: Phrases = ()
    asked: Phrases = ()
    never_asked: Phrases = ()
    most_turns: int | None = Field(None, description="Luuri's turns from the first to the last.")
    sms: tuple[Any, ...] | None = None
    records: dict[str, tuple[dict[str, Any], ...]] = Field(
        default_factory=dict, description="The call's rows in other tables, by the table's name."
    )

    @property
    def dispositions(self) -> tuple[Disposition, ...]:
        """Those that are right."""
        return self.disposition.any_of if isinstance(self.disposition, OneOf) else (self.disposition,)


class Talk(_Part):
    """One call: the turns first, in order, and then the answers by topic, each time the topic is asked again."""

    at: datetime
    turns: Acts = ()
    answers: dict[str, Acts] = Field(default_factory=dict)
    fallback: Act = Act(says="en tiedä")
    staff: Annotated[tuple[Manner | dict[str, Manner], ...], BeforeValidator(_listed)] = ("answers",)

    @property
    def moment(self) -> datetime:
        return self.at if self.at.tzinfo else self.at.replace(tzinfo=HELSINKI)

    def manner(self, ring: int, service: str) -> Manner:
        """How the `ring`-th ringing ends, counted from 0, when it is this service's; who is not named answers."""
        now = self.staff[min(ring, len(self.staff) - 1)]
        return now if isinstance(now, str) else now.get(service, now.get("others", "answers"))


class Scenario(Talk):
    """`caller`: E.164, "withheld", or None for a number of its own. `before`: calls from the same number."""

    name: str = Field(min_length=10)
    caller: str | None = Field(None, alias="from", pattern=r"^(\+[1-9][0-9]{6,14}|withheld)$")
    before: tuple[Talk, ...] = ()
    expect: Expected
