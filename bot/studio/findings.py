"""What the gate finds: data for programs, a Finnish sentence for people."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.studio.schema import Problem
from bot.studio.words import FINDINGS, as_json, told


@dataclass(frozen=True)
class Finding:
    """`code` names the kind (a key of words.FINDINGS); `subject` what it is about: a prompt, a need, a rule.

    `refuses`: the draft is not published. `approvable`: two named people may publish it all the same.
    """

    code: str
    subject: str
    path: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    refuses: bool = True
    approvable: bool = False

    @classmethod
    def of_problem(cls, problem: Problem) -> "Finding":
        """A file that cannot be what it must be."""
        fault = problem.fault
        params = {"line": problem.line or "–", "message": told(fault), "fault": as_json(fault)}
        return cls("schema", problem.path, problem.path, params)

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same finding in another edition."""
        return (self.code, self.subject, str(self.params.get("of", "")))

    @property
    def text(self) -> str:
        return FINDINGS[self.code].format(subject=self.subject, path=self.path, **self.params)

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "subject": self.subject,
            "path": self.path,
            "text": self.text,
            "refuses": self.refuses,
            "approvable": self.approvable,
            **dict(self.params),
        }
