"""Who looked at whose data, one resident's data, and how long data is kept."""

import json
from datetime import timedelta

from sqlalchemy import func, select

from bot.records.database import reading
from bot.records.tables import CallRow, TurnRow
from tests.console.office import Office

NUMBER = "+358401234567"


async def test_the_supervisor_sees_who_looked_at_whose_call_and_why(office: Office) -> None:
    office.call("CA1", "kuumetta", minutes_ago=6000)
    office.call("CA2", "yskää", number="+358407654321")
    maija, chief = await office.signed_in("maija"), await office.signed_in("chief", "supervisor")
    await maija.post("/calls/CA1/reason", reason="resident")
    await maija.get("/calls/CA1")
    page = (await chief.get("/access?number=040 1234567")).text
    assert "Avasi puhelun" in page
    assert "Asukkaan oma pyyntö" in page
    assert "maija" in page
    assert "CA2" not in page
    mine = (await chief.get("/access?actor=chief")).text
    assert "Katsoi käyttölokia" in mine
    file = await chief.get("/access/log.csv?number=0401234567")
    assert file.headers["content-type"].startswith("text/csv")
    assert "Avasi puhelun" in file.text
    assert ";" in file.text.splitlines()[0]


async def test_a_spreadsheet_is_given_no_formulas(office: Office) -> None:
    office.call("CA1", "kuumetta", minutes_ago=6000)
    maija, chief = await office.signed_in("maija"), await office.signed_in("chief", "supervisor")
    await maija.post("/calls/CA1/reason", reason="other", words="x")
    office.desk.reasons.give("CA1", "maija", "=HYPERLINK(1)", office.now)
    assert "'=HYPERLINK(1)" in (await chief.get("/access/log.csv")).text


async def test_a_residents_data_is_told_whole(office: Office) -> None:
    office.request("CA1", "kuumetta kolme päivää")
    office.call("CA2", "yskää", number="+358407654321")
    chief = await office.signed_in("chief", "supervisor")
    await chief.get("/calls/CA1")
    told = json.loads((await chief.post("/access/resident/export", number="040 123 4567")).text)
    assert [call["call_sid"] for call in told["calls"]] == ["CA1"]
    assert [turn["text"] for turn in told["turns"]][1] == "kuumetta kolme päivää"
    assert told["callback_requests"][0]["concern"] == "kuumetta kolme päivää"
    assert "call.read" in [each["action"] for each in told["log"]]
    assert "yskää" not in json.dumps(told, ensure_ascii=False)


async def test_a_residents_data_is_erased_but_never_an_open_request(office: Office) -> None:
    request = office.request("CA1", "kuumetta")
    office.call("CA2", "yskää", number="+358407654321")
    chief = await office.signed_in("chief", "supervisor")
    form = {"number": "0401234567", "reason": "asukkaan pyyntö 23.11.", "sure": "1"}
    assert (await chief.post("/access/resident/erase", **form)).status_code == 409
    assert office.desk.calls.get("CA1") is not None
    await chief.post(f"/callbacks/{request}/claim", version=0)
    await chief.post(f"/callbacks/{request}/done", version=1, outcome="handled")
    assert (await chief.post("/access/resident/erase", **{**form, "sure": ""})).status_code == 422
    assert (await chief.post("/access/resident/erase", **form)).status_code == 303
    assert office.desk.calls.get("CA1") is None
    assert office.desk.calls.turns("CA1") == ()
    assert office.desk.queue.get(request, office.now) is None
    assert office.desk.calls.get("CA2") is not None
    page = (await chief.get("/access?number=0401234567")).text
    assert "Poisti asukkaan tiedot" in page
    assert "asukkaan pyyntö 23.11." in page


async def test_what_is_past_its_time_is_removed_and_open_requests_are_not(office: Office) -> None:
    day = 60 * 24
    office.call("CAold", "vanha", minutes_ago=800 * day)
    office.call("CAwords", "puheet pois", minutes_ago=200 * day)
    office.request("CAopen", "jäi odottamaan", minutes_ago=900 * day)
    office.call("CAnew", "uusi")
    office.call("CAdemo", "harjoitus", minutes_ago=40 * day, simulated=True)
    chief = await office.signed_in("chief", "administrator")
    assert "Puheenvuorot" in (await chief.get("/access/retention")).text
    assert (await chief.post("/access/retention/run")).status_code == 303
    with reading(office.engine) as connection:
        calls = set(connection.execute(select(CallRow.call_sid)).scalars())
        with_turns = set(connection.execute(select(TurnRow.call_sid)).scalars())
    assert calls == {"CAwords", "CAopen", "CAnew"}
    assert with_turns == {"CAopen", "CAnew"}


async def test_more_than_one_part_is_removed(office: Office) -> None:
    for place in range(205):
        office.desk.calls.finish(f"CA{place}", office.now - timedelta(days=800))
    assert office.desk.retention.run("luuri:service", office.now) == 205
    with reading(office.engine) as connection:
        assert connection.execute(select(func.count()).select_from(CallRow)).scalar_one() == 0
    assert [
        kind.last_removed for kind in office.desk.retention.state(office.now) if kind.kind == "calls"
    ] == [205]


async def test_an_administrator_changes_how_long_data_is_kept(office: Office) -> None:
    chief = await office.signed_in("chief", "administrator")
    assert (await chief.post("/access/retention/turns", days=90)).status_code == 303
    assert office.desk.retention.rules()["turns"] == 90
    for kind, days in (("turns", 0), ("turns", 99999), ("audit_events", 5)):
        assert (await chief.post(f"/access/retention/{kind}", days=days)).status_code == 422


async def test_sample_calls_are_taken_away_and_no_others(office: Office) -> None:
    office.request("CAdemo", "harjoitus", simulated=True)
    office.request("CAreal", "oikea")
    assert office.desk.retention.remove_simulated("shell:test", office.now) == 1
    assert office.desk.calls.get("CAdemo") is None
    assert office.desk.calls.get("CAreal") is not None
