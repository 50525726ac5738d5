"""Signs of danger: what is listened for, what is asked, where it comes from and who has signed it off."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from bot.care.red_flags import RedFlagError
from bot.studio import flags
from bot.studio.look import Look
from console.access.permissions import only
from console.desk import Desk, TheDesk, Who
from console.pages import Pages, ThePages, back
from console.phrases import day_of
from console.studio.desk import TheStudio, TheWhole, page_of
from console.studio.presenter import around, fault
from console.studio.saving import TheForm, save, text

router = APIRouter(
    prefix="/studio/drafts/{draft}", include_in_schema=False, dependencies=[only("administrator")]
)


@router.get("/flags")
def all_flags(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheWhole, q: str = ""
) -> Response:
    rows = [
        {
            "id": category,
            "name": data.get("name", category),
            "action": data["action"],
            "rules": len(data["rules"]),
            "signed": bool((data.get("sign_off") or {}).get("by")),
            "changed": data != (look.live.flags.get(category) or ("", None))[1],
        }
        for category, (_, data) in look.contents.flags.items()
    ]
    return pages.page(
        request, "studio/flags.html", **around(look, "flags"), flags=rows, q=q, heard=_heard(desk, look, q)
    )


@router.get("/flags/{category}")
def one_flag(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheWhole, category: str
) -> Response:
    return _flag(request, pages, look, category)


@router.post("/flags/{category}")
def change_flag(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, visitor: Who, look: TheWhole, category: str,
    form: TheForm,
) -> Response:  # fmt: skip
    path, data = _found(look, category)
    phrases = {
        at: text(form, f"phrase_{at}") for at in range(len(data["rules"])) if text(form, f"phrase_{at}")
    }
    gone = [at for at in range(len(data["rules"])) if form.get(f"remove_{at}")]
    kind, phrase = str(form.get("new_kind", "")), text(form, "new_phrase")
    new = [(kind, phrase)] if phrase and kind in flags.KINDS else []
    by, day = text(form, "signed_by"), text(form, "signed_on")
    if bool(by) != (day_of(day) is not None):
        return _flag(request, pages, look, category, desk.texts("studio.flags.half_signed"))
    fields: dict[str, Any] = {"question": text(form, "question"), "source": text(form, "source")}
    if not all(fields.values()):
        return _flag(request, pages, look, category, desk.texts("studio.flags.missing"))
    fields["sign_off"] = {"by": by or None, "date": day or None}

    def change(read: Any) -> dict[str, str]:
        changed = flags.with_rules(flags.with_fields(read(path), fields), phrases, gone, new)
        flags.check(look.contents, path, changed)
        return {path: changed}

    try:
        problem = save(desk, studio, visitor, look, change)
    except RedFlagError as error:
        problem = fault(desk, error)
    if problem:
        return _flag(request, pages, look, category, problem)
    return back(page_of(look.draft.name, f"flags/{category}"), told="draft_saved")


def _flag(request: Request, pages: Pages, look: Look, category: str, problem: str = "") -> Response:
    path, data = _found(look, category)
    rules = [
        {"kind": flags.kind_of(rule), "phrase": rule[flags.kind_of(rule)], "beside": flags.beside(rule)}
        for rule in data["rules"]
    ]
    signed = data.get("sign_off") or {}
    return pages.page(
        request,
        "studio/flag.html",
        422 if problem else 200,
        **around(look, "flags"),
        category=category,
        path=path,
        name=data.get("name", category),
        action=data["action"],
        question=data["question"],
        source=data["source"],
        signed_by=signed.get("by") or "",
        signed_on=str(signed.get("date") or ""),
        unless=str(data.get("unless") or ""),
        rules=rules,
        problem=problem,
    )


def _heard(desk: Desk, look: Look, words: str) -> dict[str, Any] | None:
    """What the rules of the live version and of the draft hear in the words."""
    if not words.strip():
        return None

    def told(contents: Any) -> list[dict[str, Any]]:
        watch = contents.red_flags().hear(words)
        return [
            *({"sign": desk.sign(sign.category), "kind": "heard"} for sign in watch.heard),
            *({"sign": desk.sign(sign.category), "kind": "suspected"} for sign in watch.suspected),
        ]

    return {"live": told(look.live), "draft": told(look.contents)}


def _found(look: Look, category: str) -> tuple[str, dict[str, Any]]:
    if category not in look.contents.flags:
        raise HTTPException(404)
    return look.contents.flags[category]
