"""The queue and what a nurse does with it."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.care.callback_work import Work
from bot.records.database import writing
from tests.console.browser import fill
from tests.console.office import Office


def work_of(office: Office, request: str) -> Work:
    entry = office.desk.queue.get(request, office.now)
    assert entry is not None
    return entry.work


def rows(page: str) -> list[str]:
    """Ids of the requests on the page, in order."""
    return [part.partition('"')[0] for part in page.split('id="request-')[1:]]


async def test_red_flags_come_first_then_those_who_rang_again_then_the_nearest_deadline(
    office: Office,
) -> None:
    fill(office)
    maija = await office.signed_in("maija")
    page = (await maija.get("/callbacks")).text
    assert rows(page) == ["RCA2", "RCA4", "RCA5", "RCA3", "RCA6", "RCA1"]
    assert "Ensin puhelut, joissa kuultiin hälytysmerkki" in page
    by_deadline = (await maija.get("/callbacks?order=deadline")).text
    assert rows(by_deadline)[:3] == ["RCA5", "RCA3", "RCA6"]
    by_waiting = (await maija.get("/callbacks?order=waiting")).text
    assert rows(by_waiting)[0] == "RCA5"


async def test_the_queue_is_narrowed_by_service_and_need(office: Office) -> None:
    fill(office)
    maija = await office.signed_in("maija")
    assert rows((await maija.get("/callbacks?service=ensilinja")).text) == ["RCA6"]
    assert rows((await maija.get("/callbacks?need=child_sick")).text) == ["RCA4"]


async def test_simulated_calls_are_shown_when_they_are_asked_for(office: Office) -> None:
    office.request("CA1", simulated=True)
    maija = await office.signed_in("maija")
    assert rows((await maija.get("/callbacks")).text) == []
    await maija.post("/practice", shown="1")
    assert rows((await maija.get("/callbacks")).text) == ["RCA1"]


async def test_a_request_is_claimed_and_done(office: Office) -> None:
    request = office.request("CA1")
    maija = await office.signed_in("maija")
    claimed = await maija.post(f"/callbacks/{request}/claim", version=0)
    assert claimed.headers["location"] == "/console/calls/CA1"
    assert "040 123 4567" in (await maija.get("/calls/CA1")).text
    done = await maija.post(f"/callbacks/{request}/done", version=1, outcome="handled", note="ohjeet annettu")
    assert done.status_code == 303
    work = work_of(office, request)
    assert (work.status, work.closed_by, work.outcome) == ("done", "maija", "handled")
    actors = [(event.actor, event.action) for event in office.desk.audit.of_subject("call:CA1")]
    assert ("staff:maija", "callback_request.claimed") in actors
    assert ("staff:maija", "callback_request.done") in actors


async def test_two_nurses_never_get_one_request(office: Office) -> None:
    request = office.request("CA1")
    maija, pekka = await office.signed_in("maija"), await office.signed_in("pekka")
    assert (await maija.post(f"/callbacks/{request}/claim", version=0)).status_code == 303
    late = await pekka.post(f"/callbacks/{request}/claim", version=0)
    assert late.status_code == 409
    assert "maija otti sen ennen sinua" in late.text
    for act, form in (
        ("done", {"outcome": "handled"}),
        ("no-answer", {}),
        ("release", {}),
        ("cancel", {"note": "x"}),
    ):
        assert (await pekka.post(f"/callbacks/{request}/{act}", version=1, **form)).status_code == 409
    assert work_of(office, request).claimed_by == "maija"


async def test_a_page_that_is_out_of_date_changes_nothing(office: Office) -> None:
    request = office.request("CA1")
    maija = await office.signed_in("maija")
    await maija.post(f"/callbacks/{request}/claim", version=0)
    await maija.post(f"/callbacks/{request}/release", version=1)
    await maija.post(f"/callbacks/{request}/claim", version=2)
    assert (await maija.post(f"/callbacks/{request}/done", version=1, outcome="handled")).status_code == 409
    assert work_of(office, request).status == "claimed"


async def test_no_answer_puts_the_request_back_and_is_told(office: Office) -> None:
    request = office.request("CA1")
    maija = await office.signed_in("maija")
    await maija.post(f"/callbacks/{request}/claim", version=0)
    await maija.post(f"/callbacks/{request}/no-answer", version=1)
    page = (await maija.get("/callbacks")).text
    assert rows(page) == ["RCA1"]
    assert "Ei vastannut tänään klo 12.40. Uusi yritys klo 13.10." in page


async def test_a_claim_that_was_left_can_be_taken(office: Office) -> None:
    request = office.request("CA1", hours_left=5)
    maija, pekka = await office.signed_in("maija"), await office.signed_in("pekka")
    await maija.post(f"/callbacks/{request}/claim", version=0)
    office.now += timedelta(hours=1, minutes=5)
    page = (await pekka.get("/callbacks?view=others")).text
    assert "maija otti tämän 1 h 5 min sitten" in page
    assert "Ota itsellesi" in page
    assert (await pekka.post(f"/callbacks/{request}/claim", version=1)).status_code == 303
    assert work_of(office, request).claimed_by == "pekka"


async def test_what_cannot_be_audited_does_not_happen(office: Office) -> None:
    request = office.request("CA1")
    maija = await office.signed_in("maija")
    with writing(office.engine) as connection:
        connection.execute(
            text(
                "CREATE TRIGGER no_audit BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            )
        )
    for path, form in (
        (f"/callbacks/{request}/claim", {"version": 0}),
        ("/alarms/CA1/acknowledge", {}),
        ("/calls/CA1/corrections", {"kind": "turn", "place": "1", "corrected": "x"}),
    ):
        assert (await maija.post(path, **form)).status_code == 503, path
    assert work_of(office, request) == Work()
    assert office.desk.corrections.of_call("CA1") == ()


async def test_nobody_looks_at_calls_while_looking_cannot_be_audited(office: Office) -> None:
    office.request("CA1", "kuumetta kolme päivää")
    maija = await office.signed_in("maija")
    with writing(office.engine) as connection:
        connection.execute(
            text(
                "CREATE TRIGGER no_audit BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            )
        )
    for path in ("/callbacks", "/calls", "/calls/CA1"):
        answer = await maija.get(path)
        assert answer.status_code == 503
        assert "kuumetta" not in answer.text


async def test_a_red_flag_sounds_on_every_page_until_somebody_has_seen_it(office: Office) -> None:
    fill(office)
    maija, pekka = await office.signed_in("maija"), await office.signed_in("pekka", "administrator")
    for path in ("/callbacks", "/calls", "/live", "/password", "/access/people"):
        page = (await pekka.get(path)).text
        assert 'data-alarms="1"' in page, path
        assert "rintakipu" in page
    assert (await maija.post("/alarms/CA2/acknowledge", address="/console/calls")).status_code == 303
    assert 'data-alarms="0"' in (await pekka.get("/callbacks")).text
    office.desk.calls.note_red_flags("CA2", office.now, red_flags=["stroke"])
    assert 'data-alarms="1"' in (await pekka.get("/callbacks")).text


async def test_looking_is_kept_once_for_a_session(office: Office) -> None:
    office.request("CA1")
    maija = await office.signed_in("maija")
    for _ in range(3):
        await maija.get("/callbacks")
    actions = [event.action for event in office.desk.audit.of_subject("call:CA1")]
    assert actions.count("callback_request.listed") == 1


async def test_a_call_is_made_with_the_nurses_own_telephone(office: Office) -> None:
    request = office.request("CA1")
    maija = await office.signed_in("maija")
    await maija.post("/phone", phone="040 765 4321")
    assert (await maija.post(f"/callbacks/{request}/call")).status_code == 409
    await maija.post(f"/callbacks/{request}/claim", version=0)
    assert (await maija.post(f"/callbacks/{request}/call")).status_code == 303
    assert office.phone.rung == [("+358407654321", "+358401234567")]


async def test_markup_in_a_callers_words_is_only_text(office: Office) -> None:
    office.request("CA1", "<script>alert(1)</script> ja kuume")
    maija = await office.signed_in("maija")
    for path in ("/callbacks", "/calls/CA1"):
        page = (await maija.get(path)).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "path", ["/callbacks?view=x", "/callbacks?order=x", "/callbacks?page=0", "/callbacks?page=a"]
)
async def test_strange_addresses_are_no_pages(office: Office, path: str) -> None:
    maija = await office.signed_in("maija")
    assert (await maija.get(path)).status_code in (404, 422)


async def test_a_locked_database_is_told_as_a_page(office: Office) -> None:
    office.request("CA1")
    maija = await office.signed_in("maija")
    path = office.engine.url.database
    assert path is not None
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        answer = await maija.post("/callbacks/RCA1/claim", version=0)
    finally:
        other.execute("ROLLBACK")
    assert answer.status_code == 503
