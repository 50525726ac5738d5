"""What the service amounts to, for those who lead it."""

from datetime import date, timedelta
from typing import Literal

from fastapi import APIRouter, Request, Response

from bot.care.hours import local
from bot.records.audit import AuditEvent
from bot.records.insight import Figures
from bot.records.sessions import Visitor
from console.access.permissions import only
from console.desk import Desk, TheDesk, Who
from console.insight.candidates import as_lines
from console.insight.files import as_csv, as_parquet, lines
from console.insight.groups import guarantee, needs_by, spoken
from console.insight.presenter import by_day, by_hour, duty, heard_and_understood, marks, ranked, saved, tiles
from console.insight.saving import saving
from console.pages import ThePages
from console.phrases import day_of, midnight

router = APIRouter(prefix="/insight", include_in_schema=False, dependencies=[only("supervisor")])

SPANS = (7, 30, 90, 365)
LONGEST_DAYS = 3 * 366
_MEDIA = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


@router.get("")
def insight(
    request: Request, desk: TheDesk, pages: ThePages, visitor: Who, since: str = "", until: str = ""
) -> Response:
    first, last = _period(desk, since, until)
    figures = _figures(desk, visitor, first, last)
    today = local(desk.now()).date()
    return pages.page(
        request,
        "insight/insight.html",
        since=first.isoformat(),
        until=last.isoformat(),
        spans=[(days, (today - timedelta(days=days - 1)).isoformat()) for days in SPANS],
        today=today.isoformat(),
        tiles=tiles(desk, figures),
        calls=figures.calls,
        days=by_day(desk, figures, first, last),
        hours=by_hour(desk, figures),
        needs=ranked(figures.needs, lambda key: desk.need(key or None), figures.calls),
        dispositions=ranked(
            figures.dispositions, lambda key: desk.texts(f"call.disposition.{key}"), figures.calls
        ),
        duty=duty(figures),
        outcomes=ranked(
            figures.outcomes,
            lambda key: desk.texts(f"callbacks.outcome.{key}"),
            sum(figures.outcomes.values()),
        ),
        quality=heard_and_understood(desk, figures),
        guarantee=guarantee(desk, figures),
        people=[(by, spoken(desk, needs_by(figures, by), by)) for by in ("municipality", "age")],
        marks=marks(desk, figures),
        saved=saved(desk, saving(figures, request.query_params)),
    )


@router.get("/figures.{kind}")
def file(
    desk: TheDesk, visitor: Who, kind: Literal["csv", "parquet"], since: str = "", until: str = ""
) -> Response:
    first, last = _period(desk, since, until)
    figures = _figures(desk, visitor, first, last)
    detail = {"since": first.isoformat(), "until": last.isoformat(), "file": kind}
    desk.audit.record(
        AuditEvent(desk.now(), f"staff:{visitor.name}", "insight.exported", "insight:figures", detail)
    )
    found = lines(desk, figures)
    content: str | bytes = as_csv(desk, found) if kind == "csv" else as_parquet(found)
    name = f"luuri-{first.isoformat()}-{last.isoformat()}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=_MEDIA[kind], headers=headers)


@router.get("/candidates.jsonl")
def candidates(desk: TheDesk, visitor: Who, since: str = "", until: str = "") -> Response:
    """Corrections as candidates for training, without identifying detail."""
    first, last = _period(desk, since, until)
    made = desk.corrections.made(
        midnight(first), midnight(last + timedelta(days=1)), practice=visitor.practice
    )
    told = desk.corrections.first_words({each.call_sid for each in made if each.kind == "need"})
    content = "".join(f"{line}\n" for line in as_lines(made, told))
    detail = {"since": first.isoformat(), "until": last.isoformat()}
    actor = f"staff:{visitor.name}"
    desk.audit.record(AuditEvent(desk.now(), actor, "corrections.exported", "insight:corrections", detail))
    name = f"luuri-korjaukset-{first.isoformat()}-{last.isoformat()}.jsonl"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/x-ndjson", headers=headers)


def _figures(desk: Desk, visitor: Visitor, first: date, last: date) -> Figures:
    until = midnight(last + timedelta(days=1))
    return desk.insight.figures(midnight(first), until, desk.now(), practice=visitor.practice)


def _period(desk: Desk, since: str, until: str) -> tuple[date, date]:
    """The days asked for, the last thirty unless told otherwise, and never more than three years."""
    last = day_of(until) or local(desk.now()).date()
    first = day_of(since) or last - timedelta(days=29)
    first = min(first, last)
    return max(first, last - timedelta(days=LONGEST_DAYS)), last
