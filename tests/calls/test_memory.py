"""What a service and its calls need of memory."""

import asyncio

import pytest

from tests.calls.residents import FEVER, ring, settings_for
from tests.service import LiveService

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]

AT_ONCE = 10


async def test_a_service_and_its_calls_need_little_memory(service: LiveService) -> None:
    settings, at_first = settings_for(service.data), service.resident_bytes()
    await ring(service.url, FEVER, settings)
    loaded = service.resident_bytes()  # what the first call loads (models, the voice) stays loaded for all
    await asyncio.gather(*(ring(service.url, FEVER, settings) for _ in range(AT_ONCE)))
    assert at_first < 2.5e9
    assert service.resident_bytes() - loaded < AT_ONCE * 20e6
