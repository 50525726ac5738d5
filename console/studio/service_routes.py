"""Services: when they are open, how they are rung, and the days on which all are closed."""

import re
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.datastructures import FormData

from bot.care.hours import WEEKDAYS, read_spans
from bot.studio import directory
from bot.studio.look import Look
from console.access.permissions import only
from console.desk import Desk, TheDesk, Who
from console.pages import Pages, ThePages, back
from console.phrases import day_of, whole_number
from console.studio.desk import TheStudio, TheWhole, page_of
from console.studio.presenter import around
from console.studio.saving import TheForm, save, text

router = APIRouter(
    prefix="/studio/drafts/{draft}", include_in_schema=False, dependencies=[only("administrator")]
)
_EMPTY_ROWS = 2


@router.get("/services")
def services(request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheWhole) -> Response:
    return _services(request, desk, pages, look)


@router.post("/services")
def change_holidays(
    request: Request,
    desk: TheDesk,
    pages: ThePages,
    studio: TheStudio,
    visitor: Who,
    look: TheWhole,
    form: TheForm,
) -> Response:
    given = [str(each).strip() for each in form.getlist("holiday") if str(each).strip()]
    days = sorted({day.isoformat() for each in given if (day := day_of(each)) is not None})
    if any(day_of(each) is None for each in given):
        return _services(request, desk, pages, look, desk.texts("studio.services.bad_day"))
    path = directory.PATH
    problem = save(
        desk, studio, visitor, look, lambda read: {path: directory.with_holidays(read(path), days)}
    )
    if problem:
        return _services(request, desk, pages, look, problem)
    return back(page_of(look.draft.name, "services"), told="draft_saved")


@router.get("/services/{service}")
def service(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheWhole, service: str
) -> Response:
    return _service(request, desk, pages, look, service, _known(look, service))


@router.post("/services/{service}")
def change_service(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, visitor: Who, look: TheWhole, service: str,
    form: TheForm,
) -> Response:  # fmt: skip
    known = _known(look, service)
    values, problem = _read(desk, form)
    path = directory.PATH
    if not problem and _is_confirmed_now(known, values) and not values["checked_by"]:
        problem = desk.texts("studio.services.no_checker")
    if not problem:
        problem = save(
            desk,
            studio,
            visitor,
            look,
            lambda read: {path: directory.with_service(read(path), service, values)},
        )
    if problem:
        return _service(request, desk, pages, look, service, known | values, problem)
    return back(page_of(look.draft.name, f"services/{service}"), told="draft_saved")


def _read(desk: Desk, form: FormData) -> tuple[dict[str, Any], str]:
    """The form's fields as the directory has them, and what is wrong with them."""
    t = desk.texts
    values: dict[str, Any] = {field: text(form, field) for field in directory.FIELDS}
    values |= {flag: bool(form.get(flag)) for flag in directory.FLAGS}
    problem = ""
    if values["transfer_number"]:
        number = whole_number(values["transfer_number"]) or _short_number(values["transfer_number"])
        problem = "" if number else t("studio.services.bad_number")
        values["transfer_number"] = number or values["transfer_number"]
    hours = directory.hours_of({day: text(form, f"hours_{day}") for day in WEEKDAYS})
    dates = zip(form.getlist("exception_day"), form.getlist("exception_hours"), strict=False)
    rows = {str(day): str(given) for day, given in dates if str(day).strip()}
    exceptions = directory.exceptions_of(rows)
    for given in (*hours.values(), *exceptions.values()):
        for span in [given] if isinstance(given, str) else given:
            if not _is_span(span):
                problem = problem or t("studio.services.bad_hours", hours=span)
    if any(day_of(day) is None for day in rows):
        problem = problem or t("studio.services.bad_day")
    if not values["always"]:
        values["hours"] = hours
    else:
        values["hours"] = {}
    values["exceptions"] = exceptions
    if not values["name"] or not values["spoken_name"]:
        problem = problem or t("studio.services.no_name")
    return values, problem


def _is_confirmed_now(known: dict[str, Any], values: dict[str, Any]) -> bool:
    """Whether the form says that numbers are confirmed which were not, or which are others than before."""
    numbers = [(each.get("phone") or "", each.get("transfer_number") or "") for each in (known, values)]
    return values["checked"] and (not known.get("checked", True) or numbers[0] != numbers[1])


def _is_span(text: str) -> bool:
    try:
        return bool(read_spans(text))
    except ValueError:
        return False


def _short_number(given: str) -> str | None:
    """A short number as it is rung from abroad, such as 116117 as +358116117."""
    digits = "".join(given.split())
    return digits if re.fullmatch(r"\+358\d{5,12}", digits) else None


def _services(request: Request, desk: Desk, pages: Pages, look: Look, problem: str = "") -> Response:
    now = {each["id"]: each for each in look.live.services["services"]}
    holidays = [str(each) for each in look.contents.services.get("holidays") or ()]
    rows = [
        {
            "id": each["id"],
            "name": each["name"],
            "hours": _told_hours(desk, each),
            "number": desk.say.number(each["transfer_number"])
            if each.get("transfer_number")
            else each.get("phone") or "",
            "transfers": bool(each.get("transfer_number")),
            "checked": each.get("checked", True),
            "changed": each != now.get(each["id"]),
        }
        for each in look.contents.services["services"]
    ]
    return pages.page(
        request,
        "studio/services.html",
        422 if problem else 200,
        **around(look, "services"),
        services=rows,
        holidays=[*holidays, *[""] * _EMPTY_ROWS],
        problem=problem,
    )


def _service(
    request: Request,
    desk: Desk,
    pages: Pages,
    look: Look,
    service: str,
    known: dict[str, Any],
    problem: str = "",
) -> Response:
    hours = known.get("hours") or {}
    return pages.page(
        request,
        "studio/service.html",
        422 if problem else 200,
        **around(look, "services"),
        service=service,
        values={field: known.get(field) or "" for field in directory.FIELDS},
        flags={flag: known.get(flag, flag in ("checked", "hours_checked")) for flag in directory.FLAGS},
        hours=[(day, _joined(hours.get(day))) for day in WEEKDAYS],
        exceptions=[
            *((str(day), _joined(given)) for day, given in (known.get("exceptions") or {}).items()),
            *[("", "")] * _EMPTY_ROWS,
        ],
        needs=[look.contents.names.get(need, need) for need in known.get("needs") or ()],
        numbers=known.get("numbers") or [],
        problem=problem,
    )


def _known(look: Look, service: str) -> dict[str, Any]:
    found = next((each for each in look.contents.services["services"] if each["id"] == service), None)
    if found is None:
        raise HTTPException(404)
    return dict(found)


def _joined(spans: Any) -> str:
    return ", ".join(map(str, spans)) if isinstance(spans, list) else str(spans or "")


def _told_hours(desk: Desk, entry: dict[str, Any]) -> str:
    """The week's hours, days of the same hours together."""
    t = desk.texts
    if entry.get("always"):
        return t("studio.services.always_open")
    hours = entry.get("hours") or {}
    runs: list[list[Any]] = []
    for number, day in enumerate(WEEKDAYS):
        told = _joined(hours.get(day))
        if told and runs and runs[-1][2] == told and runs[-1][1] == number - 1:
            runs[-1][1] = number
        elif told:
            runs.append([number, number, told])
    names = [t(f"time.weekdays.{number}") for number in range(7)]
    return ", ".join(
        f"{names[a]}{'–' + names[b] if b != a else ''} {told.replace('-', '–')}" for a, b, told in runs
    ) or t("studio.services.no_hours")
