"""Asking the hearing process what was said."""

import statistics
import time
from collections import deque
from typing import Any

import httpx

from bot.speech.heard import Heard

GLANCE_TIMEOUT_S = 2.0
LATELY_S = 15.0
FEWEST_WAITS, MOST_WAITS = 4, 24


class HearingFailed(Exception):
    """The sound could not be recognised: the hearing process is away, too busy or broken."""


class RemoteEars:
    """The hearing process at `url`, as `bot.speech.ears_server` serves it.

    One connection pool serves all calls; close it with `aclose`.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        timeout_s: float = 8.0,
        retry_within_s: float = 1.5,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._timeout_s = timeout_s
        self._retry_within_s = retry_within_s
        self._waits: deque[tuple[float, float]] = deque(maxlen=MOST_WAITS)
        self._client = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/octet-stream"},
            timeout=httpx.Timeout(timeout_s, connect=1.0),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=32, keepalive_expiry=60.0),
            transport=transport,
            trust_env=False,
        )

    async def hear(self, pcm: bytes) -> Heard:
        """Recognise s16le mono 16 kHz sound. Raises HearingFailed.

        Asked once more when the connection broke before any answer, if that was quick.
        """
        begun_at = time.monotonic()
        try:
            heard = await self._ask(pcm)
            self._waits.append((begun_at, time.monotonic() - begun_at - heard.cpu_s))
            return heard
        except (httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as broken:
            if time.monotonic() - begun_at > self._retry_within_s:
                raise HearingFailed(f"{type(broken).__name__}: {broken}") from broken
        except httpx.HTTPError as error:
            raise HearingFailed(f"{type(error).__name__}: {error}") from error
        try:
            return await self._ask(pcm)
        except httpx.HTTPError as error:
            raise HearingFailed(f"{type(error).__name__}: {error}") from error

    def waited_s(self) -> float:
        """Median seconds that sound has lately waited for a thread; 0.0 when too little was heard to tell."""
        since = time.monotonic() - LATELY_S
        waits = [waited for at, waited in self._waits if at >= since]
        return statistics.median(waits) if len(waits) >= FEWEST_WAITS else 0.0

    async def glance(self, pcm: bytes) -> Heard | None:
        """What is heard of an utterance that goes on; None when the ears are too busy to look, or away."""
        try:
            answer = await self._client.post("/glance", content=pcm, timeout=GLANCE_TIMEOUT_S)
            return _heard(answer.json()) if answer.status_code == 200 else None
        except (httpx.HTTPError, ValueError, TypeError, KeyError):
            return None

    async def ready(self) -> bool:
        """Whether the hearing process answers and its model is loaded."""
        try:
            return (await self._client.get("/healthz", timeout=1.0)).status_code == 200
        except httpx.HTTPError:
            return False

    async def aclose(self) -> None:
        await self._client.aclose()

    async def _ask(self, pcm: bytes) -> Heard:
        headers = {"X-Patience-S": str(self._timeout_s)}
        answer = await self._client.post("/hear", content=pcm, headers=headers)
        if answer.status_code != 200:
            raise HearingFailed(f"the hearing process answered {answer.status_code}: {answer.text[:200]}")
        try:
            return _heard(answer.json())
        except (ValueError, TypeError, KeyError) as error:
            raise HearingFailed(f"the hearing process answered nonsense: {error}") from error


def _heard(body: dict[str, Any]) -> Heard:
    return Heard(
        text=str(body["text"]),
        confidence=float(body["confidence"]),
        alternatives=tuple(str(text) for text in body["alternatives"]),
        audio_s=float(body["audio_s"]),
        cpu_s=float(body["cpu_s"]),
        voiced_s=float(body["voiced_s"]),
    )
