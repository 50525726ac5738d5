"""The figures out of the records."""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.care.callback_requests import CallbackRequest
from bot.care.callback_work import claim, done
from bot.commands.figures import show_figures
from bot.records.callback_queue import SqlCallbackQueue
from bot.records.callback_requests import SqlCallbackRequests
from bot.records.calls import CallRecord, SqlCalls
from bot.records.database import open_database
from bot.records.figures import contacts
from bot.settings import Settings
from tests.records.conftest import AT


def test_every_call_holds_its_moments_and_whom_it_was_about(
    engine: Engine, a_call: Callable[..., CallRecord], a_request: Callable[..., CallbackRequest]
) -> None:
    calls = SqlCalls(engine)
    calls.start(a_call("CA1"))
    calls.start(a_call("CA2", simulated=True))
    calls.note_stream("CA1", "MZ1", AT + timedelta(seconds=1))
    calls.note_stream("CA1", "MZ2", AT + timedelta(seconds=90))
    calls.note_need("CA1", "infection_symptoms", 0.9, AT)
    calls.note_caller("CA1", 34.5, None)
    calls.note_caller("CA1", None, "Jämsä")
    booked = SqlCallbackRequests(engine).book(a_request("CA1"))
    [contact] = contacts(engine, None, None)
    assert contact.answered_at == AT + timedelta(seconds=1)
    assert (contact.age_group, contact.municipality) == ("23–64", "Jämsä")
    assert (contact.need, contact.requested_at, contact.resolved_at) == ("infection_symptoms", AT, None)
    queue, closed = SqlCallbackQueue(engine), AT + timedelta(hours=2)
    queue.act(booked.id, "claimed", claim, "maija", closed)
    queue.act(booked.id, "done", done("handled"), "maija", closed)
    assert [each.resolved_at for each in contacts(engine, None, None)] == [closed]
    assert contacts(engine, AT + timedelta(seconds=1), None) == ()
    assert contacts(engine, None, AT) == ()
    assert len(contacts(engine, None, None, include_simulated=True)) == 2


def test_the_command_tells_groups_and_hides_small_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(_env_file=None, data=tmp_path)
    calls = SqlCalls(open_database(settings.sqlalchemy_url))
    for number in range(8):
        calls.start(CallRecord(f"CA{number}", None, AT))
        calls.note_need(f"CA{number}", "dental" if number < 6 else "vaccination", 0.9, AT)
    assert show_figures(settings, "need", "2026-11-23", "2026-11-23", "csv", False) == 0
    rows = {row["group"]: row["calls"] for row in csv.DictReader(StringIO(capsys.readouterr().out))}
    assert rows == {"dental": "", "vaccination": ""}
    assert show_figures(settings, "hour", None, None, "json", False) == 0
    assert json.loads(capsys.readouterr().out)["calls"] == 8
    assert show_figures(settings, "hour", "2027-01-01", None, "table", False) == 0
    assert "11 " not in capsys.readouterr().out
    assert show_figures(settings, "hour", "eilen", None, "table", False) == 2
    assert show_figures(settings, "colour", None, None, "table", False) == 2
