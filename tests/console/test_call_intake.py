"""What the caller answered, on the call's page: every answer, where it was said, and corrected."""

from pathlib import Path

from bot.care.intake import Told
from bot.records.calls import CallRecord, SqlCalls
from bot.records.records import Records
from bot.report import report
from console.calls.presenter import gathered
from tests.console.office import Office

ANSWERS = {
    "for_whom": Told("äiti", "äidistä on kyse", 1, 0.93),
    "age": Told("P84Y", "kasneljä", 3, 0.41),
    "since": Told("P3D", "kolme päivää sitten", 5, 0.88),
    "illnesses": Told("sydämen vajaatoiminta", "sydämen vajaatoiminta", 7, 0.7),
    "municipality": Told("Jämsä", "Jämsässä", 9, 0.95),
}


def answered(office: Office) -> None:
    office.request("CA1", "äidillä on kuumetta", "kasneljä", "kolme päivää", "sydän", "Jämsässä")
    office.desk.answers.keep("CA1", "infection_symptoms", ANSWERS, office.now)


async def test_every_answer_stands_in_the_summary_with_its_turn_and_how_surely_it_was_heard(
    office: Office,
) -> None:
    answered(office)
    maija = await office.signed_in("maija")
    page = (await maija.get("/calls/CA1")).text
    for told in ("äiti", "84 vuotta", "3 päivää sitten", "sydämen vajaatoiminta", "Jämsä"):
        assert told in page.partition('id="record"')[0]
    for turn in (1, 3, 5, 7, 9):
        assert f'class="to-turn" href="#turn-{turn}"' in page
    assert "epävarmasti kuultu, varmuus 41 %" in page
    assert "varmuus 88 %" in page


async def test_an_answer_is_corrected_beside_what_was_heard(office: Office) -> None:
    answered(office)
    maija = await office.signed_in("maija")
    for place, corrected in (("age", "74 vuotta"), ("since", "viikko sitten"), ("illnesses", "astma")):
        form = {"kind": "field", "place": place, "corrected": corrected}
        assert (await maija.post("/calls/CA1/corrections", **form)).status_code == 303
    page = (await maija.get("/calls/CA1")).text
    summary = page.partition('id="record" hidden>')[2].partition("</pre>")[0]
    assert "Ikä: 74 vuotta [vuoro 3]" in summary
    assert "Alkoi: viikko sitten [vuoro 5]" in summary
    assert "Sairaudet: astma" in summary
    assert "Luuri kuuli: 3 päivää sitten" in page
    assert "varmuus 41 %" not in page
    for place in ("flags", "promised", "invented", "time"):
        form = {"kind": "field", "place": place, "corrected": "x"}
        assert (await maija.post("/calls/CA1/corrections", **form)).status_code == 422


async def test_what_is_copied_for_the_record_is_what_the_report_says(office: Office, tmp_path: Path) -> None:
    answered(office)
    maija = await office.signed_in("maija")
    told = report(Records(office.engine, tmp_path), "CA1")["summary"]
    api = (await maija.get("/api/calls/CA1")).json()["summary"]
    page = (await maija.get("/calls/CA1")).text.partition('id="record" hidden>')[2].partition("</pre>")[0]
    assert told == api == page
    assert "Soitti: 23.11.2026 klo 12.10" in told
    assert "Numero: 040 123 4567" in told


def test_an_answer_of_another_matter_is_named_by_it(office: Office) -> None:
    answered(office)
    office.desk.answers.keep("CA1", "dental", {"since": Told("P1D", "eilen", 11, 0.9)}, office.now)
    call = office.desk.calls.get("CA1")
    assert call is not None
    found = gathered(office.desk, call, office.desk.calls.turns("CA1"), (), ())
    other = found.line("dental.since")
    assert other is not None
    assert other.label == "Alkoi (suun terveys)"


def test_a_call_of_which_nothing_is_recorded_yet_can_be_reported(office: Office, tmp_path: Path) -> None:
    SqlCalls(office.engine).start(CallRecord("CA1", "+358401234567", office.now))
    assert report(Records(office.engine, tmp_path), "CA1")["heard"] == []
