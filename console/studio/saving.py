"""Writing a form's change into the draft, under the name of who made it."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from bot.records.audit import AuditEvent
from bot.records.sessions import Visitor
from bot.studio.drafts import DraftRefused, Unacceptable
from bot.studio.look import Look
from bot.studio.yaml_text import EditFailed
from console.desk import Desk
from console.studio.desk import StudioDesk
from console.studio.presenter import fault


async def _form(request: Request) -> FormData:
    return await request.form()


_LETTERS = str.maketrans({"å": "a", "ä": "a", "ö": "o"})
TheForm = Annotated[FormData, Depends(_form)]


def text(form: FormData, field: str) -> str:
    """A field's text with its spaces in order."""
    return " ".join(str(form.get(field, "")).split())


def audit(desk: Desk, visitor: Visitor, action: str, subject: str, **detail: object) -> None:
    """Raises RecordsFailed, and then nothing is done."""
    desk.audit.record(AuditEvent(desk.now(), f"staff:{visitor.name}", action, subject, detail))


def save(
    desk: Desk,
    studio: StudioDesk,
    visitor: Visitor,
    look: Look,
    change: Callable[[Callable[[str], str]], Mapping[str, str]],
) -> str:
    """Write what `change` makes of the draft's files; returns what is wrong when it cannot be, "" otherwise.

    Raises whatever `change` raises beside EditFailed.
    """
    name = look.draft.name
    try:
        texts = change(lambda path: studio.drafts.read(name, path))
        changed = {path: new for path, new in texts.items() if _now(studio, name, path) != new}
        if changed:
            audit(desk, visitor, "draft.changed", f"draft:{name}", files=sorted(changed))
            studio.drafts.write_all(name, changed)
    except Unacceptable as error:
        return " ".join(fault(desk, problem.fault) for problem in error.problems)
    except (EditFailed, DraftRefused) as error:
        return fault(desk, error)
    return ""


def _now(studio: StudioDesk, name: str, path: str) -> str | None:
    try:
        return studio.drafts.read(name, path)
    except FileNotFoundError:
        return None


def free_name(studio: StudioDesk, reason: str) -> str:
    """A draft's name made of its reason."""
    name = (
        re.sub(r"[^a-z0-9]+", "-", reason.lower().translate(_LETTERS)).strip("-")[:40].strip("-") or "luonnos"
    )
    taken = {each.name for each in studio.drafts.all()}
    return next(
        each for each in (name, *(f"{name}-{n}" for n in range(2, len(taken) + 3))) if each not in taken
    )
