"""A draft that can be talked with and rung, and the rehearsal of one in a process behind the calls that go on."""

import asyncio
import hmac
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.care.faults import Fault
from bot.edition import Edition
from bot.processes import behind_calls
from bot.records.records import Records
from bot.rehearsal.draft_line import DraftLine, Phone
from bot.rehearsal.editions import detector_for, rehearsed, scenarios
from bot.rehearsal.outcome import Held
from bot.rehearsal.scenario import DEFAULT_ANSWERS, Act, Talk
from bot.settings import Settings
from bot.studio.failures import fault_of
from bot.studio.files import copy_files
from bot.studio.gate import Gate, GateApart
from bot.studio.rehearsal import Rehearsed, SideFailed, rehearse
from bot.studio.releases import Progress
from bot.switchboard import Switchboard
from telephony.ports import DraftOnLine

IDLE_S = 900.0
_NO_MORE = Act(hangs_up=True)


class OnTheLine:
    """Implements `console.studio.desk.Rehearsals` and `telephony.ports.DraftLines`.

    One draft can be talked with at a time; one that nobody talks with is let go. `phone`: how it is rung. `now`: the
    key of a draft as it is at this moment, None where it is not there any more.
    """

    def __init__(
        self, settings: Settings, phone: Phone, now: Callable[[str], str | None] = lambda _name: None
    ) -> None:
        self._settings = settings
        self._phone = phone
        self._now = now
        self._open: DraftLine | None = None
        self._ending: DraftLine | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._one = asyncio.Lock()
        self._closing: set[asyncio.Task[None]] = set()

    async def rehearse(self, live: Edition, draft: Edition, progress: Progress) -> Rehearsed:
        """Both on all sets of the live one, and a call for each of its needs. Raises SideFailed."""
        await self.close()
        context = get_context("spawn")
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_apart, args=(there, self._settings, live, draft), daemon=True)
        await asyncio.to_thread(process.start)
        there.close()
        try:
            while True:
                kind, told = await asyncio.to_thread(here.recv)
                if kind == "done":
                    found: Rehearsed = told
                    return found
                if kind == "failed":
                    raise SideFailed(told[0]) from told[1]
                progress(*told)
        except EOFError:
            raise SideFailed("the rehearsal has ended without a result") from Fault("no_result")
        finally:
            process.terminate()

    @property
    def on_the_line(self) -> str | None:
        """The key of the draft that can be talked with."""
        return None if self._open is None else self._open.key

    def ticket(self, key: str) -> str:
        """What lets the test phone ring the draft; "" where it is not on the line."""
        return self._open.ticket if self._open is not None and self._open.key == key else ""

    async def of_ticket(self, ticket: str) -> DraftOnLine | None:
        """The draft that the ticket lets ring; None when it is not on the line any more."""
        line = self._of_ticket(ticket)
        if line is None:
            return None
        now = await asyncio.to_thread(self._now, line.name)
        return DraftOnLine(line.reason, "gone" if now is None else "now" if now == line.key else "older")

    def rung(self, ticket: str, call_sid: str) -> Switchboard | None:
        """The draft's own switchboard, which has the call from now on."""
        line = self._of_ticket(ticket)
        if line is None:
            return None
        self._rest()
        line.calls.add(call_sid)
        return line.switchboard

    def board(self, call_sid: str) -> Switchboard | None:
        """The switchboard of the draft that the call rang, while it is on the line."""
        line = self._of_call(call_sid)
        return None if line is None else line.switchboard

    def records(self, call_sid: str) -> Records | None:
        """Where the call to a draft is kept, while the draft is on the line."""
        line = self._of_call(call_sid)
        return None if line is None else line.records

    def _of_call(self, call_sid: str) -> DraftLine | None:
        """The draft that the call rang: the open one, or one whose calls are being ended."""
        lines = (self._open, self._ending)
        return next((line for line in lines if line is not None and call_sid in line.calls), None)

    def _of_ticket(self, ticket: str) -> DraftLine | None:
        line = self._open
        return (
            line if line is not None and hmac.compare_digest(line.ticket.encode(), ticket.encode()) else None
        )

    async def open(self, key: str, reason: str, live: Edition, draft: Edition, progress: Progress) -> None:
        """Make the draft ready to talk, in the place of what was. Raises SideFailed."""
        await self.close()
        async with self._one:
            detector = await asyncio.to_thread(detector_for, GateApart(self._settings), live, draft, progress)
            progress("train", {})
            stack = AsyncExitStack()
            folder = Path(stack.enter_context(TemporaryDirectory(prefix="luuri-draft-")))
            own = await asyncio.to_thread(_kept_apart, draft, folder)
            try:
                imported = await asyncio.to_thread(self._phone.imported)
                texts = self._settings.sms_confirmation
                draft_alone = rehearsed(self._settings, own, detector, texts=texts, imported=imported)
                side = await stack.enter_async_context(draft_alone)
            except BaseException:
                await stack.aclose()
                raise
            self._open = DraftLine(key, reason, side, self._phone, stack)
            self._rest()

    async def say(self, key: str, at: datetime, lines: Sequence[str]) -> list[tuple[str, str]]:
        """The whole call anew with these lines of the caller: (who, what) in turn, and how it ended if it did.

        Raises SideFailed.
        """
        async with self._one:
            if self._open is None or self._open.key != key:
                raise SideFailed("the draft is not on the line any more") from Fault("not_on_the_line")
            self._rest()
            hanging_up = dict.fromkeys(DEFAULT_ANSWERS, (_NO_MORE,))
            turns = tuple(Act(says=line) for line in lines)
            held = await self._open.side.held(Talk(at=at, turns=turns, answers=hanging_up, fallback=_NO_MORE))
            return _told(held)

    async def close(self) -> None:
        async with self._one:
            if self._idle is not None:
                self._idle.cancel()
            if self._open is not None:
                self._ending, self._open = self._open, None
                try:
                    await self._ending.close()
                finally:
                    self._ending = None

    def _rest(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(IDLE_S, self._let_go)

    def _let_go(self) -> None:
        if self._open is not None and self._open.switchboard.calls_in_progress:
            self._rest()
            return
        task = asyncio.create_task(self.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


def _kept_apart(draft: Edition, folder: Path) -> Edition:
    """The draft's files in a folder of their own: it is talked with also when it changes or goes."""
    copy_files(draft.files(), draft.root, folder, durable=False)
    return replace(draft, root=folder)


def _apart(there: Connection, settings: Settings, live: Edition, draft: Edition) -> None:
    """Tells (step | done | failed, what). Whatever it starts ends with it."""
    behind_calls()

    def progress(step: str, detail: Any) -> None:
        there.send(("step", (step, dict(detail))))

    async def both() -> Rehearsed:
        detector = detector_for(Gate(settings), live, draft, progress)
        progress("train", {})
        async with rehearsed(settings, live) as before, rehearsed(settings, draft, detector) as after:
            return await rehearse(live, before, after, scenarios(live), progress)

    try:
        there.send(("done", asyncio.run(both())))
    except (SideFailed, OSError) as error:
        there.send(("failed", (str(error), fault_of(error))))


def _told(held: Held) -> list[tuple[str, str]]:
    """The call without the hanging up that ended it only because nothing more was typed."""
    ended = held.ends == "caller_hangs_up"
    spoken = held.spoken[:-1] if ended and held.spoken and held.spoken[-1].who == "caller" else held.spoken
    told = [(each.who, each.text) for each in spoken]
    return told if ended else [*told, ("ended", held.stuck or held.ends)]
