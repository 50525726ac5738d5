"""The JSON API, and callback requests as FHIR."""

from typing import Any

from tests.console.browser import fill
from tests.console.office import Office, Person


async def act(person: Person, request: str, name: str, version: int, **rest: Any) -> Any:
    body = {"act": name, "version": version, **rest}
    headers = {"X-CSRF-Token": person.csrf}
    return await person.client.post(f"/console/api/callbacks/{request}/acts", json=body, headers=headers)


async def test_a_program_takes_a_request_from_the_queue_to_its_end(office: Office) -> None:
    fill(office)
    maija = await office.signed_in("maija")
    queue = (await maija.get("/api/callbacks?order=deadline&limit=2")).json()
    assert [each["id"] for each in queue["requests"]] == ["RCA5", "RCA3"]
    assert queue["more"]
    claimed = (await act(maija, "RCA5", "claim", 0)).json()
    assert (claimed["status"], claimed["claimed_by"], claimed["version"]) == ("claimed", "maija", 1)
    done = (await act(maija, "RCA5", "done", 1, outcome="appointment")).json()
    assert (done["status"], done["outcome"], done["closed_by"]) == ("done", "appointment", "maija")


async def test_a_conflict_says_who_has_it(office: Office) -> None:
    request = office.request("CA1")
    maija, pekka = await office.signed_in("maija"), await office.signed_in("pekka")
    await act(maija, request, "claim", 0)
    late = await act(pekka, request, "claim", 0)
    assert late.status_code == 409
    assert late.json() == {"detail": {"reason": "taken", "by": "maija"}}


async def test_nothing_changes_without_the_sessions_token(office: Office) -> None:
    request = office.request("CA1")
    maija = await office.signed_in("maija")
    answer = await maija.client.post(
        f"/console/api/callbacks/{request}/acts", json={"act": "claim", "version": 0}
    )
    assert answer.status_code == 403


async def test_a_call_is_told_with_its_summary_and_an_old_one_needs_a_reason(office: Office) -> None:
    fill(office)
    office.call("CAold", "vanha asia", minutes_ago=5000)
    maija = await office.signed_in("maija")
    call = (await maija.get("/api/calls/CA2")).json()
    assert call["red_flags"] == ["cardiac_chest_pain"]
    assert "A – Havaittua puhelun aikana" in call["summary"]
    assert call["turns"][1]["signs"][0]["category"] == "cardiac_chest_pain"
    assert (await maija.get("/api/calls/CAold")).status_code == 403
    assert (await maija.get("/api/calls/CAnone")).status_code == 404


async def test_requests_are_fhir_tasks_with_their_communication(office: Office) -> None:
    request = office.request("CA1", "kuumetta kolme päivää")
    maija = await office.signed_in("maija")
    bundle = (await maija.get("/api/fhir/Task")).json()
    [task] = [entry["resource"] for entry in bundle["entry"]]
    assert (task["resourceType"], task["status"], task["intent"]) == ("Task", "requested", "order")
    assert task["for"]["identifier"]["value"] == "+358401234567"
    assert task["restriction"]["period"]["end"].endswith("+00:00")
    communication = (await maija.get(f"/api/fhir/{task['focus']['reference']}")).json()
    assert communication["payload"] == [{"contentString": "kuumetta kolme päivää"}]
    await act(maija, request, "claim", 0)
    await act(maija, request, "done", 1, outcome="handled")
    assert (await maija.get(f"/api/fhir/Task/{request}")).json()["status"] == "completed"


async def test_the_description_names_every_path(office: Office) -> None:
    maija = await office.signed_in("maija")
    described = (await maija.get("/api/openapi.json")).json()
    assert "/api/callbacks/{request_id}/acts" in described["paths"]
    assert all(path.startswith("/api/") for path in described["paths"])
