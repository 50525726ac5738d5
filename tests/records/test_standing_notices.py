"""Notices in the database, and the command that adds, lists and removes them."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.care.notices import Notice
from bot.commands.notices import add_notice, list_notices, remove_notice
from bot.records.audit import SqlAuditEvents
from bot.records.notices import SqlNotices
from bot.settings import Settings
from tests.records.conftest import AT

NOTICE = Notice("n1", "Rokotukset.", AT, AT + timedelta(days=1), "Maija", AT, needs=("vaccination",))


def test_a_notice_stands_between_its_dates_until_it_is_removed(engine: Engine) -> None:
    notices = SqlNotices(engine)
    notices.add(NOTICE)
    assert notices.standing(AT) == (NOTICE,)
    assert notices.standing(AT + timedelta(days=1)) == ()
    assert notices.remove("n1", "Matti", AT)
    assert not notices.remove("n1", "Matti", AT)
    assert notices.standing() == ()
    events = SqlAuditEvents(engine).of_subject("notice:n1")
    assert [(event.actor, event.action) for event in events] == [
        ("Maija", "notice.added"),
        ("Matti", "notice.removed"),
    ]


def test_the_command_adds_lists_and_removes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(_env_file=None, data=tmp_path)
    text = "Suun terveydenhuollon puhelin on tukossa."
    assert add_notice(settings, text, ["dental"], ["Jämsä"], [], None, "2099-12-24", "Maija") == 0
    notice_id = capsys.readouterr().out.strip()
    assert list_notices(settings, True, True) == 0
    listed = json.loads(capsys.readouterr().out)
    assert (listed["id"], listed["text"], listed["needs"]) == (notice_id, text, ["dental"])
    assert listed["valid_until"] == "2099-12-24T23:59:00+02:00"
    assert remove_notice(settings, notice_id, None) == 0
    assert remove_notice(settings, notice_id, None) == 1
    assert add_notice(settings, "x" * 300, [], [], [], None, "2099-12-24", None) == 2
    assert add_notice(settings, "x", [], [], [], None, "huomenna", None) == 2
    assert "until" in capsys.readouterr().err
