"""Who may work in the console, and the failures that lock a name for a while."""

from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import Engine, delete, func, insert, select, update

from bot.records.acting import acting
from bot.records.audit import AuditEvent, write_event
from bot.records.console_tables import StaffRow, StaffSessionRow
from bot.records.database import reading, writing
from bot.records.failures import RecordsFailed

Role = Literal["staff", "supervisor", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the narrowest to the widest; each holds the rights of those before it."""

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


class NameTaken(Exception):
    """A person of that name is there already."""


@dataclass(frozen=True)
class Staff:
    """One person. `must_change`: the password is a first one, good only for choosing another."""

    name: str
    role: Role
    password_hash: str = field(repr=False)
    created_at: datetime
    must_change: bool = False
    phone: str | None = None
    language: str = "fi"
    disabled_at: datetime | None = None
    failures: int = 0
    locked_until: datetime | None = None

    def is_locked(self, at: datetime) -> bool:
        return self.locked_until is not None and at < self.locked_until


class SqlStaff:
    """The console's people in the database. Every method raises RecordsFailed; every change is audited."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def is_empty(self) -> bool:
        with reading(self._engine) as connection:
            return connection.execute(select(func.count()).select_from(StaffRow)).scalar_one() == 0

    def everybody(self) -> tuple[Staff, ...]:
        with reading(self._engine) as connection:
            return tuple(_staff(row) for row in connection.execute(_select().order_by(StaffRow.name)))

    def get(self, name: str) -> Staff | None:
        with reading(self._engine) as connection:
            row = connection.execute(_select().where(StaffRow.name == name)).one_or_none()
            return None if row is None else _staff(row)

    def add(self, person: Staff, actor: str) -> None:
        """`actor` as the audit log names it, such as `shell:root`. Raises NameTaken."""
        event = AuditEvent(
            person.created_at, actor, "staff.added", f"staff:{person.name}", {"role": person.role}
        )
        values = {each.name: getattr(person, each.name) for each in fields(Staff)}
        try:
            with writing(self._engine) as connection:
                write_event(connection, event)
                connection.execute(insert(StaffRow).values(**values))
        except RecordsFailed as error:
            if error.refused:
                raise NameTaken(person.name) from None
            raise

    def failed_to_sign_in(self, name: str, at: datetime) -> None:
        """Count the failure; the last allowed one locks the name."""
        with acting(self._engine, name, "sign_in.failed", f"staff:{name}", at) as connection:
            counted = (
                update(StaffRow)
                .where(StaffRow.name == name)
                .values(failures=StaffRow.failures + 1)
                .returning(StaffRow.failures)
            )
            failures = connection.execute(counted).scalar_one_or_none() or 0
            if failures >= MOST_FAILURES:
                locked = {"failures": 0, "locked_until": at + LOCKED_FOR}
                connection.execute(update(StaffRow).where(StaffRow.name == name).values(**locked))
                write_event(connection, AuditEvent(at, "luuri:console", "sign_in.locked", f"staff:{name}"))

    def set_password(self, name: str, password_hash: str, by: str, at: datetime, *, first: bool) -> None:
        """A new password ends the person's sessions. `first`: it must be changed at the next sign-in."""
        with acting(self._engine, by, "staff.password_set", f"staff:{name}", at) as connection:
            values = {
                "password_hash": password_hash, "must_change": first, "failures": 0, "locked_until": None
            }  # fmt: skip
            connection.execute(update(StaffRow).where(StaffRow.name == name).values(**values))
            connection.execute(delete(StaffSessionRow).where(StaffSessionRow.staff == name))

    def change(self, name: str, by: str, at: datetime, *, role: Role, disabled: bool) -> None:
        """A person who may no longer work here is signed out everywhere at once."""
        detail = {"role": role, "disabled": disabled}
        with acting(self._engine, by, "staff.changed", f"staff:{name}", at, detail) as connection:
            values = {"role": role, "disabled_at": at if disabled else None}
            connection.execute(update(StaffRow).where(StaffRow.name == name).values(**values))
            if disabled:
                connection.execute(delete(StaffSessionRow).where(StaffSessionRow.staff == name))

    def set_phone(self, name: str, phone: str | None, at: datetime) -> None:
        """The E.164 number on which the person is rung when they call a resident."""
        with acting(self._engine, name, "staff.phone_set", f"staff:{name}", at) as connection:
            connection.execute(update(StaffRow).where(StaffRow.name == name).values(phone=phone))

    def set_language(self, name: str, language: str, at: datetime) -> None:
        """What the console speaks to the person."""
        with acting(self._engine, name, "staff.language_set", f"staff:{name}", at) as connection:
            connection.execute(update(StaffRow).where(StaffRow.name == name).values(language=language))


def _select() -> Any:
    return select(*(getattr(StaffRow, each.name) for each in fields(Staff)))


def _staff(row: Any) -> Staff:
    return Staff(**row._mapping)
