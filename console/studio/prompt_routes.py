"""What Luuri says: every prompt of a draft, changing one, and hearing it before any caller does."""

import asyncio
from collections import defaultdict
from functools import partial
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from bot.speech.pronunciation import AS_WRITTEN, Pronunciation
from bot.speech.voices.voice import VoiceFailed
from bot.studio import pronunciations, script_words
from bot.studio.contents import Contents
from bot.studio.drafts import NoSuchDraft
from bot.studio.look import Look
from bot.studio.prompts import GREETING, GREETING_S, LONGEST_S, gaps, seconds
from bot.studio.wordings import allowed_gaps, reworded
from console.access.permissions import only
from console.desk import Desk, TheDesk, Who
from console.pages import Pages, ThePages, back
from console.studio.desk import StudioDesk, TheStudio, TheWhole, page_of
from console.studio.presenter import around
from console.studio.saving import TheForm, save

router = APIRouter(prefix="/studio", include_in_schema=False, dependencies=[only("administrator")])
LONGEST_SPOKEN = 600
_DOMAIN = "dialogues/domain/"


@router.post("/speech")
async def speech(studio: TheStudio, form: TheForm) -> Response:
    """The text in the service's own voice or another, with what a draft respells; what stands in braces is said as its
    name."""
    said = " ".join(str(form.get("text", "")).replace("{", " ").replace("}", " ").replace("_", " ").split())
    if not said or len(said) > LONGEST_SPOKEN:
        raise HTTPException(422)
    words = await asyncio.to_thread(_respelt, studio, str(form.get("draft", "")))
    try:
        return Response(await studio.voice(said, words, str(form.get("voice", ""))), media_type="audio/wav")
    except KeyError:
        raise HTTPException(422) from None
    except VoiceFailed:
        raise HTTPException(503) from None


@router.get("/drafts/{draft}/prompts")
def prompts(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheWhole, q: str = ""
) -> Response:
    wanted = q.strip().lower()
    topics: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name, (path, variations) in look.contents.responses.items():
        texts = [str(each["text"]) for each in variations if each.get("text")]
        if texts and (not wanted or wanted in name or any(wanted in text.lower() for text in texts)):
            changed = texts != look.live.prompts.get(name)
            topics[path].append({"name": name, "text": texts[0], "more": len(texts) - 1, "changed": changed})
    return pages.page(
        request,
        "studio/prompts.html",
        **around(look, "prompts"),
        q=q,
        topics=[{"name": _topic(path), "path": path, "prompts": rows} for path, rows in topics.items()],
    )


@router.get("/drafts/{draft}/prompts/{name}")
def prompt(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheWhole, name: str
) -> Response:
    return _prompt(request, desk, pages, studio, look, name)


@router.post("/drafts/{draft}/prompts/{name}")
def change_prompt(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, visitor: Who, look: TheWhole, name: str,
    form: TheForm,
) -> Response:  # fmt: skip
    path, _ = _found(look.contents, name)
    wordings = [str(each) for each in form.getlist("wording")]
    problem = _problem(desk, look, name, wordings)
    if not problem:
        problem = save(desk, studio, visitor, look, lambda read: {path: reworded(read(path), name, wordings)})
    if problem:
        return _prompt(request, desk, pages, studio, look, name, wordings, problem)
    return back(page_of(look.draft.name, f"prompts/{name}"), told="draft_saved")


def _respelt(studio: StudioDesk, draft: str) -> Pronunciation:
    """What the draft respells; nothing where none is named, or its files are broken."""
    if not draft:
        return AS_WRITTEN
    try:
        look = studio.looks.of(draft)
    except NoSuchDraft:
        raise HTTPException(404) from None
    return pronunciations.of(look.contents) if look.whole else AS_WRITTEN


def _problem(desk: Desk, look: Look, name: str, wordings: list[str]) -> str:
    """What is wrong with the wordings, as the page tells it."""
    t = desk.texts
    if not any(each.strip() for each in wordings):
        return t("studio.prompts.empty")
    allowed = set(allowed_gaps(look.contents, look.live, name))
    for each in wordings:
        try:
            unknown = sorted(set(gaps(each)) - allowed)
        except ValueError:
            return t("studio.prompts.braces")
        if unknown:
            return t("studio.prompts.unknown_gap", gap=", ".join(f"{{{gap}}}" for gap in unknown))
    return ""


def _prompt(
    request: Request,
    desk: Desk,
    pages: Pages,
    studio: StudioDesk,
    look: Look,
    name: str,
    wordings: list[str] | None = None,
    problem: str = "",
) -> Response:
    path, variations = _found(look.contents, name)
    spoken = [each for each in variations if each.get("text")]
    now = look.live.prompts.get(name, [])
    shown = wordings or [str(each["text"]) for each in spoken]
    limit = GREETING_S if name == GREETING else LONGEST_S
    services = {each["id"]: each["name"] for each in look.contents.services["services"]}
    condition = partial(script_words.condition, needs=look.contents.names, services=services)
    words, own_voice = pronunciations.of(look.contents), studio.voices[0] if studio.voices else ""
    rows = [
        {
            "text": text,
            "live": now[at] if at < len(now) and now[at] != text else "",
            "when": condition(spoken[at]) if at < len(spoken) else "",
            "pronounced": read if (read := words.spoken(text, own_voice)) != text else "",
            "seconds": round(seconds(text)),
        }
        for at, text in enumerate(shown)
    ]
    return pages.page(
        request,
        "studio/prompt.html",
        422 if problem else 200,
        **around(look, "prompts"),
        name=name,
        topic=_topic(path),
        path=path,
        rows=rows,
        gaps=allowed_gaps(look.contents, look.live, name),
        limit=round(limit),
        problem=problem,
        used_by=[rule.name for rule in look.contents.rules if name in rule.of("action")],
    )


def _found(contents: Contents, name: str) -> tuple[str, list[dict[str, Any]]]:
    if name not in contents.prompts or name not in contents.responses:
        raise HTTPException(404)
    return contents.responses[name]


def _topic(path: str) -> str:
    """What the prompts of a file of the domain are about."""
    name = path.removeprefix(_DOMAIN).removesuffix(".yml")
    return script_words.TITLES.get(name, name)
