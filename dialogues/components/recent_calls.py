"""Conversations in memory, the most recent ones only: what is kept of a call is kept in the records."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker


class RecentCalls(InMemoryTrackerStore):
    """Forgets the conversation that has been quiet longest when there are more than `calls`."""

    def __init__(self, domain: Domain, calls: int = 500, **kwargs: Any) -> None:
        super().__init__(domain, **kwargs)
        self.store: OrderedDict[str, str] = OrderedDict()
        self._calls = calls

    async def save(self, tracker: DialogueStateTracker) -> None:
        await super().save(tracker)
        self.store.move_to_end(tracker.sender_id)
        while len(self.store) > self._calls:
            self.store.popitem(last=False)
