"""What the service amounts to, and that nobody can be known by it."""

from datetime import timedelta

from bot.care.callback_work import claim, done
from console.insight.charts import columns
from console.insight.presenter import told
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
    office.call("CA8", "rokotus", need="vaccination")
    chief = await office.signed_in("chief", "supervisor")
    file = (await chief.get("/insight/figures.csv")).text
    assert "infektio-oireet;7" in file
    assert "rokotus;<5" in file
    assert [told(count) for count in (0, 1, 4, 5)] == ["0", "<5", "<5", "5"]


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
