from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from console.access import passwords
from tests.console.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.engine.dispose()


@pytest.fixture(autouse=True, scope="session")
def _quick_hashes() -> None:
    """Hashing as in service takes its time on purpose; tests do not measure it."""
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
