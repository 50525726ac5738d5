"""The audit log is only ever added to, by a named actor."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from bot.records.audit import AuditEvent, SqlAuditEvents, write_event
from bot.records.calls import SqlCalls
from bot.records.database import writing
from bot.records.failures import RecordsFailed
from tests.records.conftest import AT


def test_events_of_a_subject_come_in_order(engine: Engine) -> None:
    events = SqlAuditEvents(engine)
    looked = AuditEvent(AT, "maija.hoitaja", "looked at", "call:CA1", {"why": "soitto takaisin"})
    changed = AuditEvent(AT, "maija.hoitaja", "changed the need", "call:CA1")
    events.record(looked)
    events.record(AuditEvent(AT, "luuri:retention", "erased", "call:CA2"))
    events.record(changed)
    assert events.of_subject("call:CA1") == (looked, changed)


@pytest.mark.parametrize("field", ["actor", "action", "subject"])
def test_an_anonymous_event_is_refused(engine: Engine, field: str) -> None:
    named: dict[str, Any] = {"actor": "maija", "action": "looked at", "subject": "call:CA1"}
    with pytest.raises(ValueError, match=field):
        SqlAuditEvents(engine).record(AuditEvent(AT, **(named | {field: " "})))
    assert SqlAuditEvents(engine).of_subject("call:CA1") == ()


@pytest.mark.parametrize("statement", ["UPDATE audit_events SET actor = 'x'", "DELETE FROM audit_events"])
def test_an_event_cannot_be_changed_or_deleted(engine: Engine, statement: str) -> None:
    event = AuditEvent(AT, "maija", "looked at", "call:CA1")
    SqlAuditEvents(engine).record(event)
    with pytest.raises(RecordsFailed), writing(engine) as connection:
        connection.execute(text(statement))
    assert SqlAuditEvents(engine).of_subject("call:CA1") == (event,)


def test_an_action_that_cannot_be_audited_does_not_happen(engine: Engine) -> None:
    SqlCalls(engine).finish("CA1", AT)

    def erase(actor: str) -> None:
        with writing(engine) as connection:
            connection.execute(text("DELETE FROM calls"))
            write_event(connection, AuditEvent(AT, actor, "erased", "call:CA1"))

    with pytest.raises(ValueError, match="actor"):
        erase("")
    assert SqlCalls(engine).get("CA1") is not None
    erase("maija")
    assert SqlCalls(engine).get("CA1") is None
