"""`luuri dialogue`: what the studio does, for the command line and for CI."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import httpx

from bot.commands.output import print_json, say
from bot.commands.running import base_url
from bot.dialogue.training import TrainingFailed, train
from bot.edition import WORKING_TREE
from bot.records.audit import SqlAuditEvents
from bot.records.database import open_database
from bot.records.failures import RecordsFailed
from bot.rehearsal.editions import detector_for, rehearsed, scenarios
from bot.settings import Settings
from bot.studio.differences import differences
from bot.studio.drafts import DraftRefused, NoSuchDraft
from bot.studio.publisher import NoService, PublishFailed, Refused
from bot.studio.rehearsal import SideFailed, parted, rehearse
from bot.studio.releases import NoSuchRelease
from bot.studio.studio import Studio
from bot.studio_doors import studio_token, told_of
from bot.understanding import training as danger
from bot.understanding.examples import ExamplesError

WORKING_DRAFT = "tyopuu"
"""The draft that the working tree is made into, for as long as a command needs it."""
OK, FAILED, REFUSED = 0, 1, 3
_EXPECTED = (
    NoSuchDraft, NoSuchRelease, DraftRefused, PublishFailed, SideFailed, TrainingFailed, ExamplesError, OSError,
    httpx.HTTPError,
)  # fmt: skip
Answer = Callable[[Mapping[str, Any]], None]


def validate(settings: Settings, draft: str | None, as_json: bool) -> int:
    """What the gate says. REFUSED when it would not let the draft through."""

    def work(studio: Studio, name: str) -> int:
        verdict = asyncio.run(studio.publisher.judge(name, _progress(as_json)))
        refusals = [each for each in verdict.refusals() if each.code != "nothing_changed"]
        broken = any(each.code == "schema" for each in verdict.findings)
        told = [] if broken else differences(studio.releases.live(), studio.drafts.edition(name))
        result = {
            "accepted": not refusals,
            "findings": [each.as_json() for each in verdict.findings],
            "changes": [each.as_json() for each in told],
            "figures": verdict.figures,
        }
        _show(result, as_json)
        return REFUSED if refusals else OK

    return _with_draft(settings, draft, "", "tarkistus", work)


def train_draft(settings: Settings, draft: str | None, as_json: bool) -> int:
    """Train what the draft needs; a model that is there already is not made again."""

    def work(studio: Studio, name: str) -> int:
        edition = WORKING_TREE if draft is None else studio.drafts.edition(name)
        made = {"dialogue": str(train(settings, edition)), "detector": str(danger.train(settings, edition))}
        print_json(made) if as_json else say("\n".join(made.values()))
        return OK

    return _with_draft(settings, draft, "", "koulutus", work)


def rehearse_draft(settings: Settings, draft: str | None, calls: bool, as_json: bool) -> int:
    """All sets, and a text call for each need, against the draft and the live version side by side."""

    def work(studio: Studio, name: str) -> int:
        live, other = studio.releases.live(), studio.drafts.edition(name)

        async def both() -> Mapping[str, Any]:
            progress = _progress(as_json)
            detector = detector_for(studio.gate, live, other, progress)
            async with rehearsed(settings, live) as before, rehearsed(settings, other, detector) as after:
                talks = scenarios(live) if calls else []
                return (await rehearse(live, before, after, talks, progress)).as_json()

        result = asyncio.run(both())
        if as_json:
            print_json(result)
        else:
            _show_rehearsed(result)
        return OK

    return _with_draft(settings, draft, "", "harjoitus", work)


def publish(
    settings: Settings, draft: str | None, actor: str, reason: str, approvers: Sequence[str], as_json: bool
) -> int:
    """Publish through the running service, or set what the next start serves."""

    def work(studio: Studio, name: str) -> int:
        asked = {"draft": name, "actor": actor, "approvers": list(approvers)}
        if _runs(settings):
            return _through_service(settings, "publish", asked, as_json)
        try:
            progress = _progress(as_json)
            done = asyncio.run(studio.publisher.publish(name, actor, approvers=approvers, progress=progress))
        except Refused as refused:
            return _answered({"refused": [each.as_json() for each in refused.findings]}, as_json)
        return _answered({"done": told_of(done)}, as_json)

    return _with_draft(settings, draft, actor, reason, work)


def rollback(settings: Settings, to: int | None, actor: str, reason: str, as_json: bool) -> int:
    """Make an earlier release live again, through the running service or for the next start."""
    try:
        if _runs(settings):
            return _through_service(
                settings, "rollback", {"to": to, "actor": actor, "reason": reason}, as_json
            )
        with _studio(settings) as studio:
            release = asyncio.run(studio.publisher.rollback(actor, reason, to))
    except (*_EXPECTED, RecordsFailed) as error:
        return _answered({"failed": str(error)}, as_json)
    return _answered({"done": {"release": release.number}}, as_json)


def history(settings: Settings, as_json: bool) -> int:
    """Every release, and what was live when."""
    with _studio(settings) as studio:
        live = studio.releases.live_number()
        releases = {release.number: release for release in studio.releases.all()}
        for event in studio.releases.history():
            release = releases.get(event["release"])
            known = {"author": release.author, "approvers": release.approvers} if release else {}
            line = {**event, **known, "live": event["release"] == live}
            if as_json:
                print_json(line)
            else:
                print(
                    f"{event['at']}  {event['release']:>4}  {event['how']:<9} {event['actor']}: {event['reason']}"
                )
        if not as_json:
            print(f"voimassa: {live or 'työpuu (0)'}")
    return OK


@contextmanager
def _studio(settings: Settings) -> Iterator[Studio]:
    engine = open_database(settings.sqlalchemy_url)
    try:
        yield Studio.of(settings, NoService(), SqlAuditEvents(engine).record)
    finally:
        engine.dispose()


def _with_draft(
    settings: Settings, draft: str | None, actor: str, reason: str, work: Callable[[Studio, str], int]
) -> int:
    """Do the work on the named draft, or on the working tree as a draft of its own."""
    try:
        with _studio(settings) as studio:
            if draft is not None:
                return work(studio, draft)
            name = f"{WORKING_DRAFT}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
            studio.drafts.create_from(
                WORKING_TREE, name, actor or "luuri", reason, datetime.now().astimezone()
            )
            try:
                return work(studio, name)
            finally:
                if any(each.name == name for each in studio.drafts.all()):
                    studio.drafts.delete(name)
    except (*_EXPECTED, RecordsFailed) as error:
        say(f"luuri: {error}")
        return FAILED


def _runs(settings: Settings) -> bool:
    """Whether a service answers at all: one that is not well is still the one that serves."""
    try:
        httpx.get(f"{base_url(settings)}/healthz", timeout=10, trust_env=False)
    except httpx.HTTPError:
        return False
    return True


def _through_service(settings: Settings, what: str, asked: Mapping[str, Any], as_json: bool) -> int:
    headers = {"Authorization": f"Bearer {studio_token(settings)}"}
    last: dict[str, Any] = {"failed": "the service did not answer"}
    progress = _progress(as_json)
    url = f"{base_url(settings)}/dialogue/{what}"
    with httpx.stream("POST", url, json=dict(asked), headers=headers, timeout=900, trust_env=False) as answer:
        if answer.status_code != 200:
            last = {"failed": f"the service on port {settings.port} is not of this LUURI_DATA"}
        for line in answer.iter_lines() if answer.status_code == 200 else ():
            last = json.loads(line)
            if "step" in last:
                progress(str(last.pop("step")), last)
    return _answered(last, as_json)


def _answered(told: Mapping[str, Any], as_json: bool) -> int:
    if as_json:
        print_json(told)
    elif "done" in told:
        seconds = told["done"].get("seconds")
        after = f", {seconds} s tarkistuksen jälkeen" if seconds is not None else ""
        print(f"voimassa nyt: julkaisu {told['done']['release']}{after}")
    elif "refused" in told:
        for each in told["refused"]:
            print(f"- {each['text']}")
        say("luuri: refused; nothing was published")
    else:
        say(f"luuri: {told.get('failed')}")
    return OK if "done" in told else REFUSED if "refused" in told else FAILED


def _progress(as_json: bool) -> Callable[[str, Mapping[str, Any]], None]:
    def told(step: str, detail: Mapping[str, Any]) -> None:
        done = f" {detail['done']}/{detail['of']}" if "of" in detail else ""
        if not as_json and (not done or detail["done"] % 500 == 0 or detail["done"] == detail["of"]):
            say(f"  {step}{done}")

    return told


def _show(result: Mapping[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(result)
        return
    for change in result["changes"]:
        print(f"  {change['text']}")
    for finding in result["findings"]:
        refuses = finding["refuses"] and finding["code"] != "nothing_changed"
        print(f"{'-' if refuses else ' '} {finding['text']}")
    print("hyväksytään" if result["accepted"] else "ei hyväksytä")


def _show_rehearsed(result: Mapping[str, Any]) -> None:
    """What is answered otherwise; other words that many calls share are told once."""
    calls_by_words: dict[tuple[tuple[bool, str], ...], list[str]] = {}
    for change in result["changed"]:
        live, draft = (
            {key: value for key, value in change[side].items() if value and key != "said"}
            for side in ("live", "draft")
        )
        if said := parted(change["live"]["said"], change["draft"]["said"]):
            calls_by_words.setdefault(said, []).append(change["text"])
        if live != draft:
            print(f"{change['kind']:<9} {change['text']}")
            print(f"    nyt      {json.dumps(live, ensure_ascii=False)}")
            print(f"    luonnos  {json.dumps(draft, ensure_ascii=False)}")
    for said, calls in calls_by_words.items():
        print(
            f"toisin sanoin {len(calls)} koepuhelussa: {', '.join(calls[:3])}{' …' if len(calls) > 3 else ''}"
        )
        for came, words in said:
            print(f"    {'+' if came else '-'} {words}")
    for name, figure in result["figures"].items():
        print(f"{name:<18} {json.dumps(figure)}")
