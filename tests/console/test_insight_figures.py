"""What the service amounts to, and that nobody can be known by it."""

import io
import random
from datetime import timedelta

import pyarrow.parquet as pq
import pytest

from bot.care.callback_work import claim, done
from bot.records.feedback import SqlFeedback
from console.insight.charts import columns
from console.insight.groups import needs_by
from console.insight.privacy import hidden_in_table, told
from tests.console.office import Office


async def test_calls_are_counted_by_how_they_ended_and_when(office: Office) -> None:
    office.call("CA1", "kuumetta", minutes_ago=30)
    kept, late = office.request("CA2", minutes_ago=120), office.request("CA3", minutes_ago=90, hours_left=-1)
    office.request("CA4", minutes_ago=200, hours_left=-0.5)
    for request in (kept, late):
        office.desk.queue.act(request, "claimed", claim, "maija", office.now)
        office.desk.queue.act(request, "done", done("handled"), "maija", office.now)
    office.call("CAdemo", "harjoitus", simulated=True)
    figures = office.desk.insight.figures(office.now - timedelta(days=1), office.now, office.now)
    assert figures.calls == 4
    assert dict(figures.dispositions) == {"abandoned": 1, "callback": 3}
    assert figures.by_hour[12] == 1  # 10.10 UTC is 12.10 in Helsinki
    assert (figures.waits.kept, figures.waits.missed, figures.waits.overdue) == (1, 1, 1)
    assert figures.outcomes == {"handled": 2}
    chief = await office.signed_in("chief", "supervisor")
    page = (await chief.get("/insight")).text
    assert "33 %" in page
    assert "3 pyynnöstä" in page


async def test_hours_are_helsinkis_across_the_change_of_clocks(office: Office) -> None:
    summer = office.now.replace(month=7)
    office.call("CA1", "kesä", minutes_ago=(office.now - summer).total_seconds() / 60)
    figures = office.desk.insight.figures(summer - timedelta(days=1), office.now, office.now)
    assert figures.by_hour[13] == 1


async def test_the_file_tells_no_group_that_might_be_somebody(office: Office) -> None:
    for place in range(7):
        office.call(f"CA{place}", "kuumetta", need="infection_symptoms")
    for place in range(6):
        office.call(f"CB{place}", "hammas", need="dental")
    office.call("CA8", "rokotus", need="vaccination")
    chief = await office.signed_in("chief", "supervisor")
    file = (await chief.get("/insight/figures.csv")).text
    assert "syyt;infektio-oireet;;7" in file
    assert "rokotus;;<5" in file
    assert "suun terveys;;–" in file  # the next smallest: the whole would tell the small one
    assert [told(count) for count in (0, 1, 4, 5)] == ["0", "<5", "<5", "5"]
    answer = await chief.get("/insight/figures.parquet")
    rows = pq.read_table(io.BytesIO(answer.content)).to_pylist()
    needs = {
        row["group"]: (row["count"], row["hidden"]) for row in rows if row["subject"] == "Yhteydenoton syyt"
    }
    assert needs == {"infektio-oireet": (7, False), "suun terveys": (None, True), "rokotus": (None, True)}
    assert (await chief.get("/insight/figures.exe")).status_code == 422


@pytest.mark.parametrize("seed", range(20))
def test_no_row_or_column_is_short_of_a_single_count(seed: int) -> None:
    chance = random.Random(seed)
    cells = {(row, column): chance.choice((0, 1, 3, 6, 9, 40)) for row in "abcd" for column in "xyz"}
    out = hidden_in_table(cells)
    assert {cell for cell, count in cells.items() if 0 < count < 5} <= out
    for axis in (0, 1):
        for name in {cell[axis] for cell in cells}:
            line = [cell for cell in cells if cell[axis] == name and cells[cell]]
            assert len(line) == 1 or len(out.intersection(line)) != 1


async def test_needs_are_told_by_municipality_and_age_group(office: Office) -> None:
    for place in range(7):
        office.request(f"CA{place}", about=(84.0, "Jämsä"), number=f"+35840111000{place}")
    for place in range(3):
        office.request(f"CB{place}", about=(4.0, "Laukaa"), need="dental", number=f"+35840111001{place}")
    chief = await office.signed_in("chief", "supervisor")
    figures = office.desk.insight.figures(office.now - timedelta(days=1), office.now, office.now)
    table = needs_by(figures, "municipality")
    assert (table.rows, table.columns) == (("Jämsä", "Laukaa"), ("infection_symptoms", "dental"))
    assert needs_by(figures, "age").rows == ("0–6", "75–")
    page = (await chief.get("/insight")).text
    assert '<th scope="row">Jämsä</th><td>7</td><td>0</td>' in page
    assert '<th scope="row">0–6 v</th><td>0</td><td>&lt;5</td>' in page


async def test_the_care_guarantee_is_shorter_for_the_young_and_for_whom_no_age_was_told(
    office: Office,
) -> None:
    day = 24 * 60
    office.request("CA1", about=(20.0, None), minutes_ago=15 * day, number="+358401110001")
    office.request("CA2", about=(50.0, None), minutes_ago=15 * day, number="+358401110002")
    office.request("CA3", minutes_ago=15 * day, number="+358401110003")
    served = office.request("CA4", about=(50.0, None), minutes_ago=2 * day, number="+358401110004")
    office.desk.queue.act(served, "claimed", claim, "maija", office.now)
    office.desk.queue.act(served, "done", done("handled"), "maija", office.now)
    figures = office.desk.insight.figures(office.now - timedelta(days=30), office.now, office.now)
    assert figures.guarantee == {
        ("young", "over"): 1,
        ("adult", "waiting"): 1,
        ("unknown", "over"): 1,
        ("adult", "within"): 1,
    }


async def test_marks_are_told_when_enough_have_given_one(office: Office) -> None:
    chief = await office.signed_in("chief", "supervisor")
    feedback = SqlFeedback(office.engine)
    for place in range(6):
        office.call(f"CA{place}", "kuumetta", number=f"+35840111000{place}")
        feedback.keep(f"CA{place}", 5 if place else 2, "", office.now)
        page = (await chief.get("/insight")).text
        assert ("Arvosanoja on alle viisi" in page) == (place < 4)
    assert "Keskiarvo 4,5, 6 vastaajaa" in page


async def test_corrections_tell_how_well_was_heard_and_understood(office: Office) -> None:
    request = office.request("CA1", "mulla on kova kippu")
    maija = await office.signed_in("maija")
    await maija.post("/calls/CA1/corrections", kind="turn", place="1", corrected="mulla on kova kipu")
    office.desk.queue.act(request, "claimed", claim, "maija", office.now)
    office.desk.queue.act(request, "done", done("handled"), "maija", office.now)
    chief = await office.signed_in("chief", "supervisor")
    page = (await chief.get("/insight")).text
    assert "1 korjaus, 1 puhelussa (100 % hoidetuista)" in page
    assert "<dt>Väärin kuultuja sanoja korjatuissa puheenvuoroissa</dt><dd>25 %</dd>" in page


async def test_minutes_saved_are_an_interval_of_stated_assumptions(office: Office) -> None:
    for place in range(3):
        office.request(f"CA{place}", number=f"+35840111000{place}")
    chief = await office.signed_in("chief", "supervisor")
    assert "3 min–12 min" in (await chief.get("/insight")).text
    changed = (await chief.get("/insight?callback_least=-2&callback_most=2,5")).text
    assert "−6 min–8 min" in changed
    assert 'value="2,5"' in changed
    for odd in ("x", "nan", "inf", "1e9", ""):
        assert "3 min–12 min" in (await chief.get(f"/insight?callback_least={odd}")).text


async def test_odd_periods_are_narrowed(office: Office) -> None:
    chief = await office.signed_in("chief", "supervisor")
    for query in (
        "since=2026-11-30&until=2026-11-01",
        "since=0001-01-01",
        "until=9999-12-31",
        "since=x&until=y",
    ):
        assert (await chief.get(f"/insight?{query}")).status_code == 200, query


def test_columns_are_stacked_from_the_bottom() -> None:
    chart = columns(["a", "b"], [{"x": 3, "y": 1}, {"x": 0}], ("x", "y"), ["a 4", "b 0"], 1)
    lower, upper = chart.bars
    assert upper.y + upper.height == lower.y
    assert [mark.label for mark in chart.up] == ["2", "4"]
