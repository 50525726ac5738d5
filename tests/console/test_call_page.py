"""One call's page, its corrections, and the history of calls."""

from dataclasses import replace
from datetime import timedelta

import pytest

from console.calls.doubt import Stretch, stretches
from tests.console.browser import fill
from tests.console.office import Office


async def test_the_page_shows_what_was_said_and_what_raised_the_flag(office: Office) -> None:
    fill(office)
    maija = await office.signed_in("maija")
    page = (await maija.get("/calls/CA2")).text
    assert "Hälytysmerkki: rintakipu" in page
    assert "epävarmasti kuultu" in page
    assert "varmuus 48 %" in page
    assert 'href="#turn-1"' in page
    assert 'id="turn-1"' in page
    assert "Hoidon tarpeen arvioi ammattilainen" in page


def test_words_that_another_hearing_has_otherwise_are_doubtful() -> None:
    found = stretches(
        "Isällä on kova kipu rinnassa.", ("isällä on kova lippu rinnassa", "isällä on kova kipu rinnassa")
    )
    assert found == (Stretch("Isällä on kova"), Stretch("kipu", "lippu"), Stretch("rinnassa."))
    assert stretches("kaikki samoin", ()) == (Stretch("kaikki samoin"),)
    assert stretches("", ("jotain",)) == ()


async def test_a_call_that_is_nobodys_work_asks_for_a_reason(office: Office) -> None:
    office.call("CA1", "kuumetta kolme päivää", minutes_ago=6000)
    maija = await office.signed_in("maija")
    asked = await maija.get("/calls/CA1")
    assert "Miksi avaat puhelun?" in asked.text
    assert "kuumetta" not in asked.text
    assert (await maija.post("/calls/CA1/reason", reason="other")).status_code == 422
    assert (await maija.post("/calls/CA1/reason", reason="made up")).status_code == 422
    assert (
        await maija.post("/calls/CA1/reason", reason="quality", words="kuukausiseuranta")
    ).status_code == 303
    assert "kuumetta" in (await maija.get("/calls/CA1")).text
    [event] = [e for e in office.desk.audit.of_subject("call:CA1") if e.action == "call.reason_given"]
    assert (event.actor, event.detail["reason"]) == (
        "staff:maija",
        "Toiminnan laadun seuranta: kuukausiseuranta",
    )
    pekka = await office.signed_in("pekka")
    assert "Miksi avaat puhelun?" in (await pekka.get("/calls/CA1")).text


async def test_a_correction_stands_beside_what_was_heard(office: Office) -> None:
    office.request("CA1", "mulla on kova kippu")
    maija = await office.signed_in("maija")
    form = {"kind": "turn", "place": "1", "corrected": "mulla on kova kipu"}
    assert (await maija.post("/calls/CA1/corrections", **form)).status_code == 303
    assert (await maija.post("/calls/CA1/corrections", kind="need", corrected="dental")).status_code == 303
    form = {"kind": "field", "place": "age", "corrected": "44 vuotta"}
    assert (await maija.post("/calls/CA1/corrections", **form)).status_code == 303
    page = (await maija.get("/calls/CA1")).text
    assert "mulla on kova kipu</p>" in page.replace("\n", "")
    assert "Luuri kuuli: mulla on kova kippu" in page
    assert "suun terveys" in page
    assert "44 vuotta" in page
    [turn] = [turn for turn in office.desk.calls.turns("CA1") if turn.index == 1]
    assert turn.text == "mulla on kova kippu"


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "turn", "place": "99", "corrected": "x"},
        {"kind": "turn", "place": "0", "corrected": "x"},
        {"kind": "need", "corrected": "invented"},
        {"kind": "field", "place": "flags", "corrected": "x"},
        {"kind": "turn", "place": "1", "corrected": "  "},
        {"kind": "turn", "place": "1", "corrected": "x" * 2001},
    ],
)
async def test_what_cannot_be_corrected_is_refused(office: Office, form: dict[str, str]) -> None:
    office.request("CA1")
    maija = await office.signed_in("maija")
    assert (await maija.post("/calls/CA1/corrections", **form)).status_code == 422
    assert office.desk.corrections.of_call("CA1") == ()


def found(page: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('<a href="/console/calls/')[1:]]


async def test_calls_are_found_by_number_need_words_and_time(office: Office) -> None:
    fill(office)
    office.call("CAold", "Äkillinen vatsakipu", minutes_ago=60 * 24 * 45)
    maija = await office.signed_in("maija")
    assert len(found((await maija.get("/calls")).text)) == 7
    assert found((await maija.get("/calls?number=040 123 0404")).text) == ["CA4", "CA0"]
    assert found((await maija.get("/calls?number=0404")).text) == ["CA4", "CA0"]
    assert found((await maija.get("/calls?need=mental_health")).text) == ["CA6"]
    assert found((await maija.get("/calls?words=korva kipeä")).text) == ["CA4", "CA0"]
    assert found((await maija.get("/calls?disposition=callback&words=verenpaine")).text) == ["CA3"]
    old = (office.now - timedelta(days=60)).date().isoformat()
    assert found((await maija.get(f"/calls?since={old}&words=äkillinen")).text) == ["CAold"]
    assert found((await maija.get("/calls?words=100%")).text) == []


async def test_an_unknown_call_is_no_page(office: Office) -> None:
    maija = await office.signed_in("maija")
    for path in ("/calls/CAnone", "/calls/..%2f..%2fetc"):
        assert (await maija.get(path)).status_code == 404
    assert (await maija.post("/calls/CAnone/copied")).status_code == 404


async def test_a_sign_that_was_asked_about_and_denied_is_no_red_flag_in_the_transcript(
    office: Office,
) -> None:
    call = office.call("CA1", "rintaan vähän pistää")
    calls = office.desk.calls
    calls.note_red_flags("CA1", office.now, suspected=["cardiac_chest_pain"])
    mark = {"category": "cardiac_chest_pain", "action": "112", "words": "rintaan vähän pistää"}
    calls.add_turn(replace(calls.turns("CA1")[1], signs=(mark,)))
    maija = await office.signed_in("maija")
    await maija.post("/calls/CA1/reason", reason="quality")
    page = (await maija.get(f"/calls/{call.call_sid}")).text
    assert "Varmuuden vuoksi kysyttiin: rintakipu<" in page
    assert "Hälytysmerkki: rintakipu" not in page
    calls.note_denied("CA1", office.now, ["cardiac_chest_pain"])
    assert "Varmuuden vuoksi kysyttiin: rintakipu. Soittaja kielsi." in (await maija.get("/calls/CA1")).text
