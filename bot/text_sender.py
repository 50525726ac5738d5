"""Sends the text messages that a caller asked for, when the call has ended."""

import asyncio
from datetime import UTC, datetime
from typing import Protocol

from loguru import logger

from bot.pipeline.ports import CallIdentity
from bot.records.failures import RecordsFailed
from bot.records.records import Records
from telephony.call_control import CallControlFailed


class Messenger(Protocol):
    """The telephone line's way to send an SMS. Raises CallControlFailed."""

    async def send_sms(self, call_sid: str, number: str, text: str) -> None: ...


class TextSender:
    """Never raises: whatever becomes of a message, the call's records are ended."""

    def __init__(self, records: Records, line: Messenger) -> None:
        self._messages = records.text_messages
        self._line = line

    async def send(self, identity: CallIdentity, _records: object = None) -> None:
        """Send what waits for this call, each message once."""
        try:
            for message in await asyncio.to_thread(self._messages.of_call, identity.call_sid):
                if message.outcome is not None:
                    continue
                outcome = "sent"
                try:
                    await self._line.send_sms(identity.call_sid, message.number, message.text)
                except CallControlFailed as error:
                    outcome = "failed"
                    logger.error("no SMS for call {}: {}", identity.call_sid, error)
                await asyncio.to_thread(self._messages.settled, message.id, outcome, datetime.now(UTC))
        except RecordsFailed as error:
            logger.error("no SMS for call {}: {}", identity.call_sid, error)
