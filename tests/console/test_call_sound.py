"""The sound of a turn: heard by who may see the call, kept as long as its rule says, gone with the resident's data."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from bot.records.failures import RecordsFailed
from bot.records.sound import SoundFiles
from tests.console.office import Office

NUMBER = "+358401234567"


def with_sound(office: Office, call_sid: str = "CA1") -> None:
    office.request(call_sid, "mulla on ollut kuumetta", "kyllä")
    office.desk.sound.keep(call_sid, 1, b"RIFFsound")


def aged(office: Office, tmp_path: Path, call_sid: str, days: int) -> None:
    at = (office.now - timedelta(days=days)).timestamp()
    os.utime(tmp_path / "sound" / call_sid, (at, at))


async def test_each_turn_and_its_fields_play_their_own_stretch_and_listening_is_audited(
    office: Office,
) -> None:
    with_sound(office)
    maija = await office.signed_in("maija")
    page = (await maija.get("/calls/CA1")).text
    assert page.count('href="/console/calls/CA1/turns/1/sound"') >= 2
    assert "/turns/3/sound" not in page
    for _ in range(2):
        answer = await maija.get("/calls/CA1/turns/1/sound")
        assert (answer.content, answer.headers["content-type"]) == (b"RIFFsound", "audio/wav")
    assert (await maija.get("/calls/CA1/turns/3/sound")).status_code == 404
    listened = [
        event for event in office.desk.audit.of_subject("call:CA1") if event.action == "call.listened"
    ]
    assert [(event.actor, event.detail) for event in listened] == [("staff:maija", {"turn": 1})] * 2


async def test_without_sound_the_page_says_nothing_of_it(office: Office) -> None:
    office.request("CA1", "mulla on ollut kuumetta")
    maija = await office.signed_in("maija")
    assert "listen" not in (await maija.get("/calls/CA1")).text


async def test_a_call_that_needs_a_reason_is_not_heard_without_one(office: Office) -> None:
    office.call("CA1", "mulla on kuumetta")
    office.desk.sound.keep("CA1", 1, b"RIFFsound")
    maija = await office.signed_in("maija")
    assert (await maija.get("/calls/CA1/turns/1/sound")).status_code == 404
    await maija.post("/calls/CA1/reason", reason="quality")
    assert (await maija.get("/calls/CA1/turns/1/sound")).status_code == 200
    assert (await office.stranger().get("/console/calls/CA1/turns/1/sound")).status_code == 401


def test_sound_past_its_time_is_removed_and_that_of_open_requests_is_not(
    office: Office, tmp_path: Path
) -> None:
    with_sound(office)
    for call_sid, days in (("CA1", 40), ("CA2", 40), ("CA3", 10), ("CAunknown", 40)):
        if call_sid not in ("CA1", "CAunknown"):
            office.call(call_sid, "mulla on kuumetta", minutes_ago=days * 1440)
        office.desk.sound.keep(call_sid, 1, b"RIFFsound")
        aged(office, tmp_path, call_sid, days)
    state = {kind.kind: kind.waiting for kind in office.desk.retention.state(office.now)}
    assert state["sound"] == 2
    office.desk.retention.run("luuri:service", office.now)
    assert sorted(path.name for path in (tmp_path / "sound").iterdir()) == ["CA1", "CA3"]
    assert len(office.desk.calls.turns("CA2")) == 3
    [event] = office.desk.audit.of_subject("retention:sound")
    assert event.detail == {"days": 30, "removed": 2}


def test_sound_goes_with_the_call_and_with_its_words(office: Office, tmp_path: Path) -> None:
    for call_sid, days in (("CA1", 200), ("CA2", 800)):
        office.call(call_sid, "mulla on kuumetta", minutes_ago=days * 1440)
        office.desk.sound.keep(call_sid, 1, b"RIFFsound")
    office.desk.retention.run("luuri:service", office.now)
    assert list((tmp_path / "sound").iterdir()) == []


def test_a_residents_sound_is_told_and_erased_with_the_rest(office: Office) -> None:
    office.call("CA1", "mulla on kuumetta")
    office.desk.sound.keep("CA1", 1, b"RIFFsound")
    [told] = office.desk.residents.export(NUMBER, "chief", office.now)["sound"]
    assert told == {"call_sid": "CA1", "turn": 1, "wav": "UklGRnNvdW5k"}
    office.desk.residents.erase(NUMBER, "asukkaan pyyntö", "chief", office.now)
    assert office.desk.sound.turns("CA1") == frozenset()


def test_what_cannot_be_erased_as_sound_stays_whole(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.call("CA1", "mulla on kuumetta")
    office.desk.sound.keep("CA1", 1, b"RIFFsound")

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("bot.records.sound.shutil.rmtree", refused)
    with pytest.raises(RecordsFailed):
        office.desk.residents.erase(NUMBER, "asukkaan pyyntö", "chief", office.now)
    assert office.desk.calls.get("CA1") is not None


@pytest.mark.parametrize("call_sid", ["..", "CA1/../../x", "", "a b"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, call_sid: str) -> None:
    with pytest.raises(RecordsFailed):
        SoundFiles(tmp_path / "sound").keep(call_sid, 1, b"")
