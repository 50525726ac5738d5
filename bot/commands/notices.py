"""`luuri notices`: what callers are told of just now."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from getpass import getuser
from uuid import uuid4

from sqlalchemy import Engine

from bot.care.hours import HELSINKI, local
from bot.care.notices import Notice, NoticeError, check
from bot.commands.output import print_json, say
from bot.dialogue import data
from bot.records.database import open_database
from bot.records.failures import RecordsFailed
from bot.records.notices import SqlNotices
from bot.settings import Settings
from bot.studio.releases import Releases


def add_notice(
    settings: Settings,
    text: str,
    needs: Sequence[str],
    municipalities: Sequence[str],
    services: Sequence[str],
    begins: str | None,
    until: str,
    author: str | None,
) -> int:
    """Returns 2 with one line that names the field when the notice cannot be told."""
    now = datetime.now(UTC)
    try:
        notice = Notice(
            id=uuid4().hex[:8],
            text=" ".join(text.split()),
            valid_from=_moment("from", begins) if begins else now,
            valid_until=_moment("until", until),
            author=author or f"shell:{getuser()}",
            created_at=now,
            needs=tuple(needs),
            municipalities=tuple(municipalities),
            services=tuple(services),
        )
        edition = Releases(settings.data / "releases").served()
        directory = data.services(edition.services)
        known = [service["id"] for service in directory["services"]]
        check(notice, data.needs(edition.needs), directory["municipalities"], known)
    except NoticeError as error:
        say(f"luuri: {error}")
        return 2

    def keep(engine: Engine) -> int:
        SqlNotices(engine).add(notice)
        print(notice.id)
        return 0

    return _with_records(settings, keep)


def list_notices(settings: Settings, as_json: bool, valid_now: bool) -> int:
    def show(engine: Engine) -> int:
        for notice in SqlNotices(engine).standing(datetime.now(UTC) if valid_now else None):
            if as_json:
                print_json(_plain(notice))
                continue
            concerns = ", ".join((*notice.needs, *notice.municipalities, *notice.services)) or "kaikki"
            span = f"{local(notice.valid_from):%d.%m.%Y %H.%M}–{local(notice.valid_until):%d.%m.%Y %H.%M}"
            print(f"{notice.id}  {span}  [{concerns}]  {notice.text}  ({notice.author})")
        return 0

    return _with_records(settings, show)


def remove_notice(settings: Settings, notice_id: str, author: str | None) -> int:
    def remove(engine: Engine) -> int:
        if SqlNotices(engine).remove(notice_id, author or f"shell:{getuser()}", datetime.now(UTC)):
            return 0
        say(f"luuri: there is no notice {notice_id}")
        return 1

    return _with_records(settings, remove)


def _with_records(settings: Settings, act: Callable[[Engine], int]) -> int:
    try:
        return act(open_database(settings.sqlalchemy_url))
    except (RecordsFailed, ValueError) as error:
        say(f"luuri: LUURI_DATABASE_URL: {error}")
        return 1


def _moment(field: str, text: str) -> datetime:
    """An ISO time; a date alone is its first moment, or for `until` its last."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NoticeError(f"{field}: {text!r} is not an ISO time such as 2026-12-24T16:00") from None
    if field == "until" and len(text) == len("2026-12-24"):
        moment = moment.replace(hour=23, minute=59)
    return moment if moment.tzinfo else moment.replace(tzinfo=HELSINKI)


def _plain(notice: Notice) -> dict[str, object]:
    return {
        key: local(value).isoformat(timespec="seconds") if isinstance(value, datetime) else value
        for key, value in asdict(notice).items()
    }
