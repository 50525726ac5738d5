"""For all tests: the next one is not left an edition."""

import pytest

from bot import edition


@pytest.fixture(autouse=True)
def _serves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that is run here says which edition this process serves: not for longer than its test."""
    monkeypatch.setattr(edition, "_serving", [])
