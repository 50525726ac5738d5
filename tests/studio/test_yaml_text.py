"""A change of one value leaves every other letter of its file as it was."""

import difflib
from typing import Any

import pytest

from bot.edition import WORKING_TREE
from bot.studio.contents import parsed
from bot.studio.yaml_text import EditFailed, appended, put, removed, replaced

FILE = """\
# What the county offers.
holidays: []

services:
  # The first one.
  - id: one
    hours: {mon: "8-16", tue: "8-16"}  # as printed
    needs:
      - dental
      # asked for in May
      - vaccination
    note: Ensin tämä.

  - id: two
    called: [toinen]
    text: >-
      pitkä
      teksti

# The end.
last: true
"""


def changed(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[0] in "+-" and not line.startswith(("+++", "---"))]


@pytest.mark.parametrize(
    ("make", "lines"),
    [
        (lambda text: replaced(text, ["last"], False), ["-last: true", "+last: false"]),
        (
            lambda text: put(text, ["services", 0, "hours", "wed"], "9-12"),
            [
                '-    hours: {mon: "8-16", tue: "8-16"}  # as printed',
                '+    hours: {mon: "8-16", tue: "8-16", wed: "9-12"}  # as printed',
            ],
        ),
        (lambda text: put(text, ["services", 1, "callback"], True), ["+    callback: true"]),
        (lambda text: appended(text, ["services", 0, "needs"], "travel"), ["+      - travel"]),
        (
            lambda text: appended(text, ["holidays"], "2027-05-14"),
            ["-holidays: []", '+holidays: ["2027-05-14"]'],
        ),
        (lambda text: removed(text, ["services", 0, "needs", 0]), ["-      - dental"]),
        (lambda text: removed(text, ["services", 0, "note"]), ["-    note: Ensin tämä."]),
        (
            lambda text: replaced(text, ["services", 0, "note"], "Kysy: kuka soittaa?"),
            ["-    note: Ensin tämä.", '+    note: "Kysy: kuka soittaa?"'],
        ),
        (
            lambda text: replaced(text, ["services", 1, "text"], "lyhyt"),
            ["-    text: >-", "-      pitkä", "-      teksti", "+    text: lyhyt"],
        ),
    ],
)
def test_only_the_value_changes(make: Any, lines: list[str]) -> None:
    assert changed(FILE, make(FILE)) == lines


def test_every_prompt_can_be_worded_anew_in_its_own_file() -> None:
    words = 'Uusi sanamuoto: {aukko}, "näin" #1'
    for path in sorted(WORKING_TREE.domain.glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        for name, wordings in (parsed(text).get("responses") or {}).items():
            if "text" in wordings[0]:
                after = replaced(text, ["responses", name, 0, "text"], words)
                assert parsed(after)["responses"][name][0]["text"] == words
                break


def test_what_cannot_be_written_is_refused() -> None:
    aliased = "a: &one [1]\nb: *one\n"
    with pytest.raises(EditFailed):
        replaced(aliased, ["a", 0], 2)
    with pytest.raises(LookupError):
        replaced(FILE, ["services", 5, "id"], "x")
