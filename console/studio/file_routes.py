"""Every file of a draft as it is written, for what no form changes."""

from collections import defaultdict
from collections.abc import Sequence

from fastapi import APIRouter, HTTPException, Request, Response

from bot.edition import is_edited
from bot.studio.schema import problems_of_text
from console.access.permissions import only
from console.desk import TheDesk, Who
from console.pages import Pages, ThePages, back
from console.studio.desk import StudioDesk, TheLook, TheStudio, page_of
from console.studio.presenter import around, fault
from console.studio.saving import TheForm, audit, save

router = APIRouter(
    prefix="/studio/drafts/{draft}", include_in_schema=False, dependencies=[only("administrator")]
)


@router.get("/files")
def files(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheLook, path: str = ""
) -> Response:
    if is_edited(path):
        return back(page_of(look.draft.name, f"files/{path}"))
    folders: dict[str, list[dict[str, object]]] = defaultdict(list)
    for each in look.contents.edition.files():
        folder, _, name = each.rpartition("/")
        folders[folder].append({"path": each, "name": name, "changed": each in look.draft.touched})
    return pages.page(
        request,
        "studio/files.html",
        **around(look, "files"),
        folders=sorted(folders.items()),
        removed=look.draft.removed,
        path=path,
        problem=desk.texts("studio.files.bad_path") if path else "",
    )


@router.get("/files/{path:path}")
def file(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheLook, path: str
) -> Response:
    return _file(request, pages, studio, look, path)


@router.post("/files/{path:path}")
def change_file(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, visitor: Who, look: TheLook, path: str,
    form: TheForm,
) -> Response:  # fmt: skip
    if not is_edited(path):
        raise HTTPException(404)
    if form.get("remove"):
        audit(desk, visitor, "draft.changed", f"draft:{look.draft.name}", files=[path], removed=True)
        studio.drafts.remove(look.draft.name, path)
        return back(page_of(look.draft.name, "files"), told="draft_saved")
    given = str(form.get("text", "")).replace("\r\n", "\n").rstrip("\n") + "\n"
    problems = [(each.line, fault(desk, each.fault)) for each in problems_of_text(path, given)]
    if not problems and (problem := save(desk, studio, visitor, look, lambda _read: {path: given})):
        problems = [(None, problem)]
    if problems:
        return _file(request, pages, studio, look, path, given, problems)
    return back(page_of(look.draft.name, f"files/{path}"), told="draft_saved")


def _file(
    request: Request,
    pages: Pages,
    studio: StudioDesk,
    look: TheLook,
    path: str,
    given: str | None = None,
    problems: Sequence[tuple[int | None, str]] = (),
) -> Response:
    if not is_edited(path):
        raise HTTPException(404)
    is_new = path not in look.contents.edition.files()
    text = given if given is not None else "" if is_new else studio.drafts.read(look.draft.name, path)
    return pages.page(
        request,
        "studio/file.html",
        422 if problems else 200,
        **around(look, "files"),
        path=path,
        is_new=is_new,
        text=text,
        rows=min(40, max(12, text.count("\n") + 2)),
        problems=problems,
    )
