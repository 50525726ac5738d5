"""What came of a scenario: the conversation as it went, what was stored, and what does not hold."""

from dataclasses import dataclass, field
from typing import Any

from bot.rehearsal.line import Message
from bot.rehearsal.scenario import Scenario


@dataclass(frozen=True)
class Spoken:
    """One go. `who` is luuri, caller or line; `topic` what Luuri asks for with it."""

    who: str
    text: str
    topic: str | None = None


@dataclass
class Held:
    """One call as it went. `ends` as `Expected.ends` names it; `rung` (service, how it ended) in order."""

    call_sid: str
    spoken: list[Spoken] = field(default_factory=list)
    rung: list[tuple[str, str]] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    ends: str = ""
    stuck: str | None = None

    @property
    def luuri(self) -> list[Spoken]:
        return [go for go in self.spoken if go.who == "luuri"]

    @property
    def asked(self) -> list[str]:
        """Topics that Luuri asked for, in order, each time."""
        return [go.topic for go in self.luuri if go.topic]


@dataclass(frozen=True)
class Problem:
    """Something that was expected and does not hold."""

    what: str
    wanted: Any
    found: Any

    def __str__(self) -> str:
        return f"{self.what}: wanted {self.wanted!r}, found {self.found!r}"


@dataclass(frozen=True)
class Outcome:
    """`report` is what the service itself reports of the call, `rows` its rows in other tables, by table."""

    scenario: Scenario
    calls: tuple[Held, ...]
    report: dict[str, Any]
    rows: dict[str, list[dict[str, Any]]]
    seconds: float
    problems: tuple[Problem, ...] = ()

    @property
    def call(self) -> Held:
        """The call that the scenario is about; those before it are in `calls`."""
        return self.calls[-1]

    def conversation(self) -> str:
        """The calls as a play, with what was stored of the last one."""
        names = {"luuri": "Luuri", "caller": "Soittaja", "line": "—"}
        lines = [f"=== {self.scenario.name} ({self.scenario.moment:%a %d.%m.%Y %H.%M})"]
        for held in self.calls:
            lines += [f"  {names[go.who]}: {go.text}{_asked(go)}" for go in held.spoken]
            lines.append(f"  {held.ends}{', ' + held.stuck if held.stuck else ''}")
        lines += [f"  {key}: {self.report[key]}" for key in _STORED]
        lines += [f"  | {line}" for line in self.report["summary"].splitlines()]
        lines += [f"  {table}: {row}" for table, rows in self.rows.items() for row in rows]
        return "\n".join([*lines, *(f"  !! {problem}" for problem in self.problems)])


_STORED = ("disposition", "service", "need", "red_flags", "suspected", "why", "failures", "callback_request")


def _asked(go: Spoken) -> str:
    return f"  [{go.topic}]" if go.topic else ""
