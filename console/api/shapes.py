"""What the API takes and gives. Times are ISO 8601 with their offset, numbers E.164."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.care.callback_work import Outcome


class Flag(BaseModel):
    """Why a nurse should notice the request; the reason is in Finnish."""

    kind: str
    reason: str


class CallbackRequestOut(BaseModel):
    """A callback request, and what has been done about it."""

    id: str
    call_sid: str
    service: str
    need: str | None
    concern: str
    number: str | None
    preferred_time: str
    preferred_time_words: str
    language: str
    created_at: datetime
    deadline: datetime
    status: Literal["open", "claimed", "done", "cancelled"]
    simulated: bool
    red_flags: list[str]
    flags: list[Flag]
    dropped: bool
    age_years: float | None
    municipality: str | None
    calls_in_a_week: int
    version: int
    claimed_by: str | None
    attempts: int
    outcome: Outcome | None
    closed_by: str | None
    closed_at: datetime | None


class CallbackRequests(BaseModel):
    requests: list[CallbackRequestOut]
    more: bool


class Act(BaseModel):
    """What is done to a request. `version` is the one that was seen; `outcome` goes with `done`, a `note`
    with `cancel`."""

    model_config = ConfigDict(extra="forbid")

    act: Literal["claim", "release", "no_answer", "done", "cancel", "reopen"]
    version: Annotated[int, Field(ge=0, le=2**31 - 1)]
    outcome: Outcome | None = None
    note: Annotated[str, Field(max_length=2000)] = ""


class TurnOut(BaseModel):
    index: int
    speaker: Literal["caller", "luuri"]
    text: str
    heard_at: datetime
    confidence: float | None
    signs: list[dict[str, str]]


class CallOut(BaseModel):
    """A call with its transcript and its summary in Finnish."""

    call_sid: str
    caller_number: str | None
    started_at: datetime
    ended_at: datetime | None
    need: str | None
    red_flags: list[str]
    disposition: str | None
    service: str | None
    simulated: bool
    summary: str
    turns: list[TurnOut]


class Problem(BaseModel):
    detail: Any
