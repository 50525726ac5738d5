"""Sessions of the console, kept on the server: a signed-out or disabled person is out at once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import Engine, delete, insert, or_, select, update

from bot.records.acting import acting
from bot.records.console_tables import StaffRow, StaffSessionRow
from bot.records.database import reading, writing
from bot.records.staff import Role

IDLE = timedelta(hours=4)
LONGEST = timedelta(hours=12)
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Visitor:
    """Who asks. `practice`: simulated calls are shown to them too. `csrf` proves that a form is ours.

    `language`: what the console speaks to them.
    """

    name: str
    role: Role
    csrf: str = field(repr=False)
    must_change: bool
    practice: bool
    phone: str | None
    language: str
    session: str = field(repr=False)


class SqlSessions:
    """Sessions in the database. Every method raises RecordsFailed. A token is what the cookie holds."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, name: str, at: datetime, *, practice: bool) -> str:
        """Sign the person in, with their failures forgotten; returns the token."""
        token = token_urlsafe(32)
        with acting(self._engine, name, "sign_in", f"staff:{name}", at) as connection:
            connection.execute(
                update(StaffRow).where(StaffRow.name == name).values(failures=0, locked_until=None)
            )
            expired = or_(StaffSessionRow.seen_at < at - IDLE, StaffSessionRow.started_at < at - LONGEST)
            connection.execute(delete(StaffSessionRow).where(expired))
            connection.execute(
                insert(StaffSessionRow).values(
                    token_hash=_hash(token),
                    staff=name,
                    csrf=token_urlsafe(24),
                    started_at=at,
                    seen_at=at,
                    practice=practice,
                )
            )
        return token

    def visitor(self, token: str, at: datetime, *, active: bool = True) -> Visitor | None:
        """Whose token it is; None when it is nobody's, or its time is over.

        A request that the person did not make themselves (`active` false) does not prolong the session.
        """
        columns = (
            StaffRow.name, StaffRow.role, StaffRow.must_change, StaffRow.phone, StaffRow.language,
            StaffSessionRow.csrf, StaffSessionRow.practice, StaffSessionRow.seen_at,
        )  # fmt: skip
        statement = (
            select(*columns)
            .join(StaffSessionRow, StaffSessionRow.staff == StaffRow.name)
            .where(
                StaffSessionRow.token_hash == _hash(token),
                StaffSessionRow.seen_at > at - IDLE,
                StaffSessionRow.started_at > at - LONGEST,
                StaffRow.disabled_at.is_(None),
            )
        )
        with reading(self._engine) as connection:
            row = connection.execute(statement).one_or_none()
        if row is None:
            return None
        if active and at - row.seen_at > _SEEN_EVERY:
            self._set(_hash(token), seen_at=at)
        known = {key: value for key, value in row._mapping.items() if key != "seen_at"}
        return Visitor(**known, session=_hash(token))

    def set_practice(self, visitor: Visitor, practice: bool) -> None:
        self._set(visitor.session, practice=practice)

    def end(self, visitor: Visitor, at: datetime) -> None:
        with acting(self._engine, visitor.name, "sign_out", f"staff:{visitor.name}", at) as connection:
            connection.execute(delete(StaffSessionRow).where(StaffSessionRow.token_hash == visitor.session))

    def _set(self, token_hash: str, **values: object) -> None:
        with writing(self._engine) as connection:
            connection.execute(
                update(StaffSessionRow).where(StaffSessionRow.token_hash == token_hash).values(**values)
            )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
