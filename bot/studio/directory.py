"""Changing the service directory: hours, days off, numbers."""

from collections.abc import Mapping
from typing import Any

from bot.care.hours import WEEKDAYS
from bot.studio.contents import parsed
from bot.studio.yaml_text import put, removed, replaced

PATH = "dialogues/services.yml"
FIELDS = ("name", "spoken_name", "phone", "transfer_number", "checked_by", "note", "source")
"""Fields that are one text."""
FLAGS = ("checked", "hours_checked", "callback", "always", "open_on_holidays")
_FLAG_UNLESS_TOLD = {"checked": True, "hours_checked": True}


def with_service(text: str, service_id: str, values: Mapping[str, Any]) -> str:
    """The directory with these fields of a service; an empty one is taken away. Raises KeyError, EditFailed."""
    at = next(n for n, each in enumerate(parsed(text)["services"]) if each["id"] == service_id)
    for field, value in values.items():
        where: list[str | int] = ["services", at, field]
        known = parsed(text)["services"][at]
        if value == known.get(field, _FLAG_UNLESS_TOLD.get(field, False) if field in FLAGS else None):
            continue
        if value in (None, "", {}, []):
            text = removed(text, where) if field in known else text
        else:
            text = put(text, where, value)
    return text


def with_holidays(text: str, days: list[str]) -> str:
    """The directory with these closed days, ISO dates. Raises EditFailed."""
    known = [str(each) for each in parsed(text).get("holidays") or ()]
    return text if known == days else replaced(text, ["holidays"], days)


def hours_of(form: Mapping[str, str]) -> dict[str, Any]:
    """Hours by weekday of a form's fields mon to sun: "8-16", or "8-11, 12-16"."""
    found: dict[str, Any] = {}
    for day in WEEKDAYS:
        spans = [
            " ".join(each.split()) for each in form.get(day, "").replace("–", "-").split(",") if each.strip()
        ]
        if spans:
            found[day] = spans[0] if len(spans) == 1 else spans
    return found


def exceptions_of(rows: Mapping[str, str]) -> dict[str, Any]:
    """Hours of single days by ISO date; an empty text is closed."""
    return {day: hours_of({"mon": text}).get("mon", []) for day, text in sorted(rows.items())}
