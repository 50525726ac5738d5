"""Tokens that let one media stream in: bound to a call, short-lived, good for one start."""

import hmac
import secrets
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Literal

Line = Literal["twilio", "local"]

LIFETIME_S = 120


class StreamTokens:
    """Signs and redeems `<line>.<expiry>.<nonce>.<mac>`.

    A token survives a restart of the host; that it was used does not, so a stolen one could be used
    again only after a restart within its two minutes.
    """

    def __init__(self, secret: str, clock: Callable[[], float] = time.time) -> None:
        self._key = b"stream:" + secret.encode()
        self._clock = clock
        self._used: dict[str, int] = {}

    def issue(self, call_sid: str, line: Line) -> str:
        expires_at = int(self._clock()) + LIFETIME_S
        body = f"{line}.{expires_at}.{secrets.token_urlsafe(9)}"
        return f"{body}.{self._mac(call_sid, body)}"

    def redeem(self, token: str, call_sid: str) -> Line | None:
        """The line that the token was issued for; None when it is wrong, too old or already used."""
        body, _, mac = token.rpartition(".")
        if not hmac.compare_digest(mac.encode(), self._mac(call_sid, body).encode()):
            return None
        line, expires_at, nonce = body.split(".")
        now = int(self._clock())
        self._used = {old: until for old, until in self._used.items() if until >= now}
        if int(expires_at) < now or nonce in self._used:
            return None
        self._used[nonce] = int(expires_at)
        return "local" if line == "local" else "twilio"

    def _mac(self, call_sid: str, body: str) -> str:
        return hmac.new(self._key, f"{call_sid}|{body}".encode(), sha256).hexdigest()
