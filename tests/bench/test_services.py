"""What the bench's services are started with."""

from pathlib import Path

import pytest

from bot.bench.services import environment, own_settings
from bot.settings import Settings


def test_the_bench_keeps_models_and_leaves_records_and_twilio_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LUURI_DATABASE_URL", "postgresql://production/luuri")
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC1")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "secret")
    monkeypatch.setenv("LUURI_PUBLIC_URL", "https://luuri.example")
    usual = Settings(_env_file=None, data=tmp_path / "usual", hearing_threads=3)
    (tmp_path / "own").mkdir()
    own = own_settings(usual, tmp_path / "own")
    assert own.sqlalchemy_url == f"sqlite:///{tmp_path}/own/luuri.db"
    assert not own.has_twilio
    assert (own.data / "models").resolve() == usual.data / "models"
    assert own.secret != usual.secret

    for name, value in environment(own).items():
        monkeypatch.setenv(name, value)
    read_back = Settings(_env_file=None)
    assert read_back.model_dump() == own.model_dump()
