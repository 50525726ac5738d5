"""Whom a notice concerns, and which notices cannot be told."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.care.hours import HELSINKI
from bot.care.notices import LONGEST, Notice, NoticeError, check

AT = datetime(2026, 11, 23, 10, tzinfo=HELSINKI)
NOTICE = Notice("1", "Influenssarokotukset alkavat.", AT, AT + timedelta(days=7), "Maija Admin", AT)


@pytest.mark.parametrize(
    ("changes", "told", "concerned"),
    [
        ({}, ("dental", None, "suun_terveydenhuolto"), True),
        ({"needs": ("vaccination",)}, ("vaccination", None, "terveysasema"), True),
        ({"needs": ("vaccination",)}, ("dental", None, "terveysasema"), False),
        ({"municipalities": ("Jämsä",)}, ("dental", "Jämsä", "x"), True),
        ({"municipalities": ("Jämsä",)}, ("dental", None, "x"), False),
        ({"services": ("neuvola",)}, ("dental", None, "neuvola"), True),
        ({"services": ("neuvola",), "needs": ("vaccination",)}, ("dental", None, "neuvola"), False),
    ],
)
def test_a_notice_concerns_those_whom_it_names(
    changes: dict[str, Any], told: tuple[str, str | None, str], concerned: bool
) -> None:
    assert replace(NOTICE, **changes).concerns(AT, *told) is concerned


def test_a_notice_is_told_between_its_dates() -> None:
    assert not NOTICE.concerns(AT - timedelta(seconds=1), "dental", None, None)
    assert not NOTICE.concerns(AT + timedelta(days=7), "dental", None, None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "a" * (LONGEST + 1)}, "text"),
        ({"text": " "}, "text"),
        ({"author": ""}, "author"),
        ({"valid_until": AT}, "until"),
        ({"needs": ("flu",)}, "need"),
        ({"municipalities": ("Tampere",)}, "municipality"),
        ({"services": ("nowhere",)}, "service"),
    ],
)
def test_what_cannot_be_told_is_refused_with_its_field(changes: dict[str, Any], field: str) -> None:
    check(NOTICE, {"dental"}, {"Jämsä"}, {"neuvola"})
    with pytest.raises(NoticeError, match=f"^{field}:"):
        check(replace(NOTICE, **changes), {"dental"}, {"Jämsä"}, {"neuvola"})
