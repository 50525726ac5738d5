"""Conversations in memory while they go on: what is kept of a call is kept in the records."""

from __future__ import annotations

from collections import OrderedDict
from time import monotonic
from typing import Any

from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


class RecentCalls(InMemoryTrackerStore):
    """Forgets conversations quiet for `quiet_s`, and the quietest when there are more than `calls`."""

    def __init__(self, domain: Domain, quiet_s: float = 1800.0, calls: int = 500, **kwargs: Any) -> None:
        super().__init__(domain, **kwargs)
        self.store: OrderedDict[str, str] = OrderedDict()
        self._saved_at: dict[str, float] = {}
        self._quiet_s = quiet_s
        self._calls = calls

    async def save(self, tracker: DialogueStateTracker) -> None:
        await super().save(tracker)
        now = monotonic()
        self._saved_at[tracker.sender_id] = now
        self.store.move_to_end(tracker.sender_id)
        while len(self.store) > self._calls or now - self._saved_at[next(iter(self.store))] > self._quiet_s:
            quietest, _ = self.store.popitem(last=False)
            del self._saved_at[quietest]
