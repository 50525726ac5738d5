"""What a nurse should notice in the queue: flags with their reasons, who the matter is about, duty alerts."""

from datetime import timedelta

from bot.records.duty_alerts import DutyAlert, SqlDutyAlerts
from tests.console.office import Office

CUT = ("dropped", "Puhelu päättyi kesken.")
DANGER = ("danger", "Soittaja kertoi hälytysmerkistä.")
AGAIN = ("repeated_calls", "Samasta numerosta on soitettu 3 kertaa.")


def order(page: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('id="request-')[1:]]


async def test_flags_are_told_with_their_reasons_and_danger_comes_first(office: Office) -> None:
    office.request("CA1", hours_left=1)
    office.request("CA2", hours_left=3, flags=(CUT, DANGER), number="+358401110001")
    office.request("CA3", hours_left=2, flags=(AGAIN,), number="+358401110002")
    maija = await office.signed_in("maija")
    page = (await maija.get("/callbacks")).text
    assert order(page) == ["RCA2", "RCA1", "RCA3"]
    for told in (*CUT[1:], *DANGER[1:], *AGAIN[1:], "Puhelu katkesi", "Vaaran merkki", "Soittanut uudelleen"):
        assert told in page
    assert DANGER[1] in (await maija.get("/calls/CA2")).text
    [first, *_] = (await maija.get("/api/callbacks")).json()["requests"]
    assert first["flags"] == [
        {"kind": "dropped", "reason": CUT[1]},
        {"kind": "danger", "reason": DANGER[1]},
    ]
    assert first["dropped"] is True


async def test_a_row_tells_age_municipality_and_language_and_is_found_by_municipality(office: Office) -> None:
    office.request("CA1", about=(84.0, "Jämsä"))
    office.request("CA2", about=(0.75, "Laukaa"), language="sv", number="+358401110001")
    office.request("CA3", number="+358401110002")
    maija = await office.signed_in("maija")
    page = (await maija.get("/callbacks")).text
    assert "84 v, Jämsä" in page
    assert "9 kk, Laukaa" in page
    assert "Kieli: ruotsi" in page
    only = (await maija.get("/callbacks?municipality=Jämsä")).text
    assert order(only) == ["RCA1"]
    assert 'Jonossa <span class="count">1</span>' in only
    assert len((await maija.get("/api/callbacks?municipality=Laukaa")).json()["requests"]) == 1


async def test_the_queue_tells_what_came_of_ringing_the_person_on_duty(office: Office) -> None:
    alerts, before = SqlDutyAlerts(office.engine), office.desk.queue.pulse()
    for place, sid in enumerate(("CA1", "CA2", "CA3")):
        number = f"+35840111000{place}"
        office.request(sid, flags=(CUT, DANGER), number=number)
        alerts.open(DutyAlert(sid, office.now, ("cardiac_chest_pain",), number))
    opened = office.desk.queue.pulse()
    alerts.end("CA2", office.now + timedelta(minutes=3), "+358501234567")
    alerts.end("CA3", office.now + timedelta(minutes=9), None)
    assert len({before, opened, office.desk.queue.pulse()}) == 3
    maija = await office.signed_in("maija")
    page = (await maija.get("/callbacks")).text
    assert "Päivystäjälle soitetaan parhaillaan." in page
    assert "Päivystäjä 050 123 4567 otti asian tänään klo 12.43." in page
    assert "Päivystäjää ei tavoitettu. Viimeinen yritys tänään klo 12.49." in page


def test_answers_and_alerts_of_a_resident_are_told_and_erased_with_the_rest(office: Office) -> None:
    office.call("CA1", "rintaan sattuu")
    alerts, residents = SqlDutyAlerts(office.engine), office.desk.residents
    alerts.open(DutyAlert("CA1", office.now, ("cardiac_chest_pain",), "+358401234567"))
    [alert] = residents.export("+358401234567", "chief", office.now)["duty_alerts"]
    assert alert["caller_number"] == "+358401234567"
    assert residents.erase("+358401234567", "asukkaan pyyntö", "chief", office.now) == 1
    assert alerts.get("CA1") is None


async def test_a_station_of_several_municipalities_is_one_choice(office: Office) -> None:
    office.request("CA1", about=(84.0, "Kinnula"))
    office.request("CA2", about=(40.0, "Viitasaari"), number="+358401110001")
    office.request("CA3", about=(40.0, "Jämsä"), number="+358401110002")
    maija = await office.signed_in("maija")
    page = (await maija.get("/callbacks")).text
    assert 'value="Kinnula,Pihtipudas,Viitasaari">Kinnula, Pihtipudas, Viitasaari (yhteinen asema)' in page
    only = (await maija.get("/callbacks?municipality=Kinnula,Pihtipudas,Viitasaari")).text
    assert sorted(order(only)) == ["RCA1", "RCA2"]


async def test_a_suspicion_alarms_when_the_call_was_cut_and_the_duty_is_rung(office: Office) -> None:
    alerts = SqlDutyAlerts(office.engine)
    office.call("CA1", "rintaan vähän pistää")
    office.desk.calls.note_red_flags("CA1", office.now, suspected=["cardiac_chest_pain"])
    office.call("CA2", "pään särky", number="+358401110001")
    office.desk.calls.note_red_flags("CA2", office.now, suspected=["stroke"])
    alerts.open(DutyAlert("CA1", office.now, ("cardiac_chest_pain",), "+358401234567"))
    maija = await office.signed_in("maija")
    page = (await maija.get("/calls")).text
    assert 'data-alarms="1"' in page
    assert "Epäily, puhelu katkesi: rintakipu" in page
    assert (await maija.get("/calls/CA1")).status_code == 200
    assert (await maija.post("/alarms/CA1/acknowledge")).status_code == 303
    assert 'data-alarms="0"' in (await maija.get("/calls")).text
    office.desk.calls.note_red_flags("CA1", office.now, red_flags=["cardiac_chest_pain"])
    assert "Epäily" not in (again := (await maija.get("/calls")).text)
    assert 'data-alarms="1"' in again
