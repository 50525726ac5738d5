"""The log of who looked at whose data."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.responses import StreamingResponse

from bot.records.access_log import LogQuery
from bot.records.audit import AuditEvent
from console.access.names import sign_in_name
from console.access.permissions import only
from console.access.presenter import log_line, tabs
from console.desk import Desk, TheDesk, Who
from console.pages import ThePages
from console.phrases import day_of, midnight, whole_number

router = APIRouter(prefix="/access", include_in_schema=False, dependencies=[only("supervisor")])

PAGE = 100


@router.get("")
def log_page(
    request: Request,
    desk: TheDesk,
    pages: ThePages,
    visitor: Who,
    actor: str = "",
    number: str = "",
    since: str = "",
    until: str = "",
    page: int = 1,
) -> Response:
    if not 1 <= page <= 1000:
        raise HTTPException(404)
    query = _query(actor, number, since, until)
    _note(desk, visitor.name, "access_log.read", query)
    entries = desk.log.page(query, limit=PAGE + 1, offset=(page - 1) * PAGE)
    return pages.page(
        request,
        "access/log.html",
        **tabs(request, "log"),
        lines=[log_line(desk, entry) for entry in entries[:PAGE]],
        more=len(entries) > PAGE,
        number_of_page=page,
        asked={"actor": actor, "number": number, "since": since, "until": until},
    )


@router.get("/log.csv")
def log_file(
    desk: TheDesk, visitor: Who, actor: str = "", number: str = "", since: str = "", until: str = ""
) -> Response:
    query = _query(actor, number, since, until)
    _note(desk, visitor.name, "access_log.exported", query)
    headers = {"Content-Disposition": 'attachment; filename="kayttoloki.csv"'}
    return StreamingResponse(_csv(desk, query), media_type="text/csv; charset=utf-8", headers=headers)


def _csv(desk: Desk, query: LogQuery) -> Iterator[str]:
    heads = [desk.texts(f"access.log.{key}") for key in ("when", "who", "what", "whose", "why")]
    yield "\ufeff" + _row(heads)
    for entry in desk.log.all(query):
        line = log_line(desk, entry)
        yield _row([line["at"], line["who"], line["what"], line["whose"], line["why"]])


def _row(values: list[str]) -> str:
    """A line of CSV; a value that a spreadsheet would take for a formula is told as text."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerow(
        "'" + value if value[:1] in "=+-@" and value else value for value in values
    )
    return out.getvalue()


def _query(actor: str, number: str, since: str, until: str) -> LogQuery:
    first, last = day_of(since), day_of(until)
    return LogQuery(
        actor=sign_in_name(actor) or (actor[:64] or None),
        number=(whole_number(number) or number[:20]) if number.strip() else None,
        since=midnight(first) if first else None,
        until=midnight(last + timedelta(days=1)) if last else None,
    )


def _note(desk: Desk, name: str, action: str, query: LogQuery) -> None:
    """Looking at the log is itself logged."""
    detail = {"actor": query.actor} if query.actor else {}
    desk.audit.record(AuditEvent(desk.now(), f"staff:{name}", action, "log:access", detail))
