"""Every route of the console: who is let in, and that the rest are told that there is no such page."""

import re

import pytest
from fastapi.routing import APIRoute

from bot.records.staff import ROLES, Role
from tests.console.office import Office

EVERYBODY = (
    "GET /", "POST /sign-in", "POST /sign-out", "POST /practice", "POST /language", "GET /password",
    "POST /password", "GET /phone", "POST /phone", "GET /events",
    "GET /sign-in/openid", "GET /sign-in/openid/done",
)  # fmt: skip
DRAFT_ACTS = ("discard", "settle", "approve", "check", "rehearse", "publish")
DRAFT_PAGES = (
    "prompts", "prompts/{name}", "needs", "needs/{need}", "services", "services/{service}", "questions",
    "questions/{need}", "flags", "flags/{category}", "flow", "flow/{need}", "files", "files/{path:path}", "talk",
    "pronunciation",
)  # fmt: skip
READ_ONLY = ("prompts", "questions", "flags", "flow", "flow/{need}", "files")
NEEDS: dict[str, Role] = {
    "GET /callbacks": "staff",
    "POST /callbacks/{request_id}/claim": "staff",
    "POST /callbacks/{request_id}/release": "staff",
    "POST /callbacks/{request_id}/no-answer": "staff",
    "POST /callbacks/{request_id}/done": "staff",
    "POST /callbacks/{request_id}/cancel": "staff",
    "POST /callbacks/{request_id}/reopen": "staff",
    "POST /callbacks/{request_id}/call": "staff",
    "GET /alarms": "staff",
    "POST /alarms/{call_sid}/acknowledge": "staff",
    "GET /calls": "staff",
    "GET /calls/{call_sid}": "staff",
    "GET /calls/{call_sid}/turns/{turn}/sound": "staff",
    "POST /calls/{call_sid}/reason": "staff",
    "POST /calls/{call_sid}/corrections": "staff",
    "POST /calls/{call_sid}/copied": "staff",
    "GET /live": "staff",
    "POST /live/{call_sid}/take-over": "staff",
    "GET /api/callbacks": "staff",
    "GET /api/callbacks/{request_id}": "staff",
    "POST /api/callbacks/{request_id}/acts": "staff",
    "GET /api/calls/{call_sid}": "staff",
    "GET /api/fhir/Task": "staff",
    "GET /api/fhir/Task/{request_id}": "staff",
    "GET /api/fhir/Communication/{call_sid}": "staff",
    "GET /api/openapi.json": "staff",
    "GET /access": "supervisor",
    "GET /access/log.csv": "supervisor",
    "GET /access/resident": "supervisor",
    "POST /access/resident/export": "supervisor",
    "POST /access/resident/erase": "supervisor",
    "GET /insight": "supervisor",
    "GET /insight/figures.{kind}": "supervisor",
    "GET /insight/candidates.jsonl": "supervisor",
    "GET /access/people": "administrator",
    "POST /access/people": "administrator",
    "POST /access/people/{name}": "administrator",
    "POST /access/people/{name}/password": "administrator",
    "GET /access/retention": "administrator",
    "POST /access/retention/run": "administrator",
    "POST /access/retention/{kind}": "administrator",
    "GET /studio": "administrator",
    "POST /studio/drafts": "administrator",
    "GET /studio/history": "administrator",
    "POST /studio/history/{number}/restore": "administrator",
    "POST /studio/history/{number}/draft": "administrator",
    "GET /studio/publishing/{draft}": "administrator",
    "GET /studio/drafts/{draft}": "administrator",
    "GET /studio/drafts/{draft}/rehearsal": "administrator",
    **{f"POST /studio/drafts/{{draft}}/{act}": "administrator" for act in DRAFT_ACTS},
    **{f"GET /studio/drafts/{{draft}}/{page}": "administrator" for page in DRAFT_PAGES},
    **{
        f"POST /studio/drafts/{{draft}}/{page}": "administrator"
        for page in DRAFT_PAGES
        if page not in READ_ONLY
    },
    "POST /studio/drafts/{draft}/talk/open": "administrator",
    "POST /studio/speech": "administrator",
    "GET /studio/suggestions": "administrator",
    "POST /studio/suggestions/{key}/accept": "administrator",
    "POST /studio/suggestions/{key}/refuse": "administrator",
    "POST /studio/suggestions/learned/{learned}/settle": "administrator",
    "GET /studio/notices": "administrator",
    "POST /studio/notices": "administrator",
    "POST /studio/notices/{notice}/remove": "administrator",
}


def routes(office: Office) -> list[str]:
    found = []
    for each in office.console.routes:
        router = getattr(each, "original_router", None)
        for route in router.routes if router else [each]:
            if isinstance(route, APIRoute):
                found += [f"{method} {route.path}" for method in sorted(route.methods)]
    return found


def test_every_route_has_its_permission_written_down(office: Office) -> None:
    assert sorted(routes(office)) == sorted([*EVERYBODY, *NEEDS])


@pytest.mark.parametrize("role", ROLES)
async def test_whoever_may_not_sees_no_page_and_no_existence(office: Office, role: Role) -> None:
    office.request("CA1")
    person = await office.signed_in("joku", role)
    nowhere = (await person.get("/nothing/here")).text
    for route, needed in NEEDS.items():
        method, path = route.split()
        path = re.sub(r"\{\w+(:path)?\}", "CA1", path)
        answer = await person.client.request(
            method, f"/console{path}", data={"csrf": person.csrf} if method == "POST" else None
        )
        if ROLES.index(role) < ROLES.index(needed):
            assert answer.status_code == 404, route
            told = answer.text.replace(f'value="/console{path}"', 'value="/console/nothing/here"')
            told = told.replace(' aria-current="page"', "")
            assert method != "GET" or told == nowhere, route
        else:
            assert answer.status_code in (200, 204, 303, 404, 422), (route, answer.status_code)
            if method == "GET" and "{" not in route:
                assert answer.status_code == 200, route


async def test_the_menu_names_only_what_may_be_opened(office: Office) -> None:
    maija = await office.signed_in("maija")
    page = (await maija.get("/callbacks")).text
    assert "/console/insight" not in page
    assert "/console/access" not in page
