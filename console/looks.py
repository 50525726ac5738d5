"""What is kept of who looked at which call, once for a session and a way of looking."""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from bot.records.audit import AuditEvent
from bot.records.sessions import Visitor
from console.desk import Desk

_MOST_SESSIONS = 500


class Looks:
    """Remembers what has been written, so that a page that renews itself fills no log."""

    def __init__(self) -> None:
        self._written: OrderedDict[str, set[tuple[str, str]]] = OrderedDict()
        self._lock = Lock()

    def note(self, desk: Desk, visitor: Visitor, action: str, call_sids: Iterable[str]) -> None:
        """Write who looks before it is shown. Raises RecordsFailed, and then nothing is shown."""
        with self._lock:
            written = self._written.setdefault(visitor.session, set())
            self._written.move_to_end(visitor.session)
            while len(self._written) > _MOST_SESSIONS:
                self._written.popitem(last=False)
        new = [call_sid for call_sid in call_sids if (action, call_sid) not in written]
        if new:
            actor, now = f"staff:{visitor.name}", desk.now()
            desk.audit.record_all(AuditEvent(now, actor, action, f"call:{call_sid}") for call_sid in new)
            written.update((action, call_sid) for call_sid in new)
