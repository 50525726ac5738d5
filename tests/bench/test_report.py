"""What `luuri bench latency` prints, and when it fails."""

from bot.bench.figures import Stretch, Transcript, judge
from bot.commands.bench_latency import answered_enough, report_of

ANSWERED = judge("kyllä", False, 1.0, 2.0, [Stretch(2.5, 3.0)], [Transcript(2.2, "kyllä")])
SLOW = judge("kyllä", False, 1.0, 2.0, [Stretch(3.0, 4.0)], [Transcript(2.2, "kyllä")])
SILENT = judge("kyllä", False, 1.0, 2.0, [], [])


def test_the_keys_are_the_promised_ones() -> None:
    report = report_of({"luuri": [ANSWERED], "stock": [SLOW]}, "base", "suopuhe-lj")
    promised = {"luuri", "stock", "ratio_p50", "ratio_p95", "model", "voice", "machine"}
    assert promised <= set(report)
    assert {"p50_ms", "p95_ms", "n", "turns_cut", "words_lost"} <= set(report["luuri"]) & set(report["stock"])
    assert report["ratio_p50"] == 0.5


def test_too_few_answers_fail_the_run() -> None:
    assert answered_enough({"luuri": [ANSWERED] * 9 + [SILENT], "stock": [SLOW] * 10})
    assert not answered_enough({"luuri": [ANSWERED] * 8 + [SILENT] * 2, "stock": [SLOW] * 10})
    assert answered_enough({"luuri": [ANSWERED] * 10, "stock": [SLOW] * 6 + [SILENT] * 4})
    assert not answered_enough({"luuri": [ANSWERED] * 10, "stock": [SLOW] * 4 + [SILENT] * 6})
