"""Memory read from the system, and slopes of a soak."""

import os
import subprocess
import sys

import pytest

from bot.bench.figures import interval, percentile
from bot.bench.load import slope
from bot.bench.memory import family, usage


def test_flat_memory_has_no_slope_and_a_leak_has_one() -> None:
    assert slope([(0.0, 400.0), (60.0, 400.0), (120.0, 400.0)]) == 0.0
    assert slope([(0.0, 400.0), (60.0, 406.0), (120.0, 412.0)]) == pytest.approx(0.1)
    assert slope([(0.0, 400.0)]) is None


def test_a_process_is_counted_with_what_it_has_started() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()", "festival"], stdin=subprocess.PIPE)
    try:
        assert child.pid in family(os.getpid())
        assert usage(os.getpid()).rss_mb > usage(child.pid).rss_mb > 1
        assert usage(os.getpid()).mb_of["voice"] > 1
    finally:
        child.communicate(b"\n")


def test_nobody_uses_nothing() -> None:
    assert usage(2**22 + 1).rss_mb == 0


def test_an_interval_holds_the_figure_and_more_turns_make_it_narrower() -> None:
    few = [400.0, 500.0, 600.0, 700.0]

    def median(samples: object) -> float:
        return percentile(samples[0], 50)  # type: ignore[index]

    narrow, wide = interval([few * 20], median), interval([few], median)
    assert narrow is not None
    assert wide is not None
    assert wide[0] <= narrow[0] <= 550 <= narrow[1] <= wide[1]
    assert narrow != wide
    assert interval([[]], median) is None
