"""For all tests: which stay together in a worker; the next one is not left an edition."""

from pathlib import Path

import pytest

from bot import edition

CALLS = Path(__file__).parent / "calls"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        shares = item.path.parent == CALLS and "service" in getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group(CALLS.name if shares else str(item.path)))


@pytest.fixture(autouse=True)
def _serves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is run here says which edition this process serves: not for longer than its test."""
    monkeypatch.setattr(edition, "_serving", [])
