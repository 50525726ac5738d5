import pytest

from bot.bench.console import PAGES
from bot.commands.bench_console import measure_console


def test_every_page_is_timed_with_few_calls_too(capsys: pytest.CaptureFixture[str]) -> None:
    measure_console(calls=40, open_requests=4, url="", tries=1, as_json=True)
    out = capsys.readouterr().out.splitlines()
    assert len(out) == len(PAGES)
    assert '"page": "/calls/CAbench39"' in "\n".join(out)
