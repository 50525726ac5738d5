"""Text messages that callers asked for."""

from collections.abc import Callable

from sqlalchemy import Engine

from bot.records.calls import CallRecord, SqlCalls
from bot.records.text_messages import SqlTextMessages
from tests.records.conftest import AT, NUMBER


def test_a_message_waits_once_until_it_is_sent(engine: Engine, a_call: Callable[..., CallRecord]) -> None:
    SqlCalls(engine).start(a_call())
    messages = SqlTextMessages(engine)
    for _ in range(2):
        messages.wish("CA1", NUMBER, ["vahvistus", "linkki"], AT)
    first, second = messages.of_call("CA1")
    assert (first.text, first.outcome, second.text) == ("vahvistus", None, "linkki")
    assert NUMBER not in repr(first)
    messages.settled(first.id, "sent", AT)
    assert [each.outcome for each in messages.of_call("CA1")] == ["sent", None]
