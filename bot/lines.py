"""Who has a call: the draft that it rings from a test phone, or the live version."""

from collections.abc import Sequence

from fastapi import WebSocket

from bot.care.handoffs import Target
from bot.rehearsal.on_the_line import OnTheLine
from telephony.ports import (
    AfterDialling,
    DialOutcome,
    DraftGone,
    IncomingCall,
    StreamRefused,
    StreamStart,
    Switchboard,
)


class Lines:
    """Implements `telephony.ports.Switchboard`. A call that rang a draft is the draft's alone, to its end and after."""

    def __init__(self, live: Switchboard, drafts: OnTheLine) -> None:
        self._live = live
        self._drafts = drafts
        self._rang_drafts: set[str] = set()

    async def ring(self, call: IncomingCall) -> None:
        if not call.draft:
            await self._live.ring(call)
            return
        self._rang_drafts.add(call.call_sid)
        draft = self._drafts.rung(call.draft, call.call_sid)
        if draft is None:
            raise DraftGone(call.call_sid)
        await draft.ring(call)

    async def media(self, websocket: WebSocket, start: StreamStart) -> None:
        board = self._of(start.call_sid)
        if board is None:
            raise StreamRefused(start.call_sid)
        await board.media(websocket, start)

    async def dial_outcome(
        self, call_sid: str, service_id: str, outcome: DialOutcome, exhausted: bool
    ) -> AfterDialling:
        board = self._of(call_sid)
        return await board.dial_outcome(call_sid, service_id, outcome, exhausted) if board else "end"

    async def call_ended(self, call_sid: str) -> None:
        if board := self._of(call_sid):
            await board.call_ended(call_sid)

    def duty_acknowledged(self, call_sid: str, number: str) -> str:
        board = self._of(call_sid)
        return board.duty_acknowledged(call_sid, number) if board else ""

    def duty_ended(self, call_sid: str) -> None:
        if board := self._of(call_sid):
            board.duty_ended(call_sid)

    def targets(self, call_sid: str, service_ids: Sequence[str]) -> tuple[Target, ...]:
        board = self._of(call_sid)
        return board.targets(call_sid, service_ids) if board else ()

    def fallback_target(self, call_sid: str) -> Target:
        return (self._of(call_sid) or self._live).fallback_target(call_sid)

    def _of(self, call_sid: str) -> Switchboard | None:
        """None for a call whose draft is gone."""
        return self._drafts.board(call_sid) if call_sid in self._rang_drafts else self._live
