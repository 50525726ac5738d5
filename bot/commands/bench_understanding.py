"""`luuri bench understanding`: needs and red flags on the blind sets, as text and through the phone."""

import asyncio
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.bench.understanding.figures import Understood, confusion, share, side
from bot.bench.understanding.phone import NOISES_DB, OnThePhone, Phone
from bot.bench.understanding.picture import page
from bot.bench.understanding.sets import Sets, answers_right, read_sets
from bot.commands.output import print_json, say
from bot.commands.understand import rasa_for
from bot.conversation.call import RedFlagsHeard
from bot.dialogue import data
from bot.dialogue.rasa import DialogueFailed, RasaDialogue
from bot.processes import ProgramFailed
from bot.settings import Settings
from bot.speech.errors import character_error
from bot.speech.voices.voice import VoiceFailed
from bot.speech.weights import WeightsFailed
from bot.understanding.watch import watch_for

SAMPLE_SEED = 3
_RATES = ("accuracy", "red_flag_recall", "false_alarm_rate", "needless_question_rate")


def measure(settings: Settings, phone: bool, limit: int | None, as_json: bool) -> int:
    """Measure and report; `limit` utterances of each set go through the phone, all when None."""
    if limit is not None and limit < 1:
        say("luuri: --limit: at least 1")
        return 2
    sets = read_sets()
    try:
        report, wrong = asyncio.run(_measure(settings, sets, phone, limit))
    except (DialogueFailed, ProgramFailed, VoiceFailed, WeightsFailed) as error:
        say(f"luuri: {error}")
        return 1
    written = _write(settings.data / "bench", wrong)
    if as_json:
        print_json(report)
    else:
        _show(report)
    say(f"misses and confusion: {written}")
    return 0


async def _measure(
    settings: Settings, sets: Sets, phone: bool, limit: int | None
) -> tuple[dict[str, Any], dict[str, list[Understood]]]:
    red_flags = watch_for(settings, data.red_flag_categories())
    counted, wrong_answers = answers_right(sets.answers)
    report: dict[str, Any] = {}
    all_of: dict[str, list[Understood]] = {}
    async with rasa_for(settings) as rasa:
        whole = (sets.needs, sets.danger, sets.harmless)
        report["text"], all_of["text"] = await _side(rasa, red_flags, whole, None)
        if phone:
            parts = tuple(_sample(entries, limit) for entries in whole)
            line = Phone(settings)
            texts = [entry["text"] for entries in parts for entry in entries]
            heard = await asyncio.to_thread(line.heard, texts, _progress)
            by_text = dict(zip(texts, heard, strict=True))
            report["phone"], all_of["phone"] = await _side(rasa, red_flags, parts, by_text)
            report["phone"]["voices"] = list(line.voices)
            report["phone"]["model"] = settings.whisper_model
            report["phone"]["noise_db"] = list(NOISES_DB)
            report["phone"]["cer"] = _cer(by_text)
    report["answers"] = {topic: share(*counts) for topic, counts in sorted(counted.items())}
    report["left_out_as_trained"] = sets.left_out
    all_of["answers"] = [
        Understood(f"{w['topic']}: {w['text']}", w["text"], w["found"], 1.0, need=str(w["value"]))
        for w in wrong_answers
    ]
    return report, all_of


async def _side(
    rasa: RasaDialogue,
    red_flags: RedFlagsHeard,
    sets: Sequence[Sequence[dict[str, Any]]],
    by_phone: dict[str, OnThePhone] | None,
) -> tuple[dict[str, Any], list[Understood]]:
    async def understood(entry: dict[str, Any]) -> Understood:
        text = entry["text"]
        heard = by_phone[text] if by_phone is not None else OnThePhone(text, ())
        parsed = await rasa.parse(heard.text, heard.alternatives)
        watch = red_flags.hear(heard.text, alternatives=heard.alternatives)
        return Understood(
            text,
            heard.text,
            parsed.need,
            parsed.confidence,
            tuple(sign.category for sign in watch.heard),
            tuple(sign.category for sign in watch.suspected),
            entry.get("need"),
            None if "need" in entry else entry.get("category", "harmless"),
        )

    told, danger, harmless = [[await understood(entry) for entry in entries] for entries in sets]
    return side(told, danger, harmless), [*told, *danger, *harmless]


def _cer(by_text: dict[str, OnThePhone]) -> float:
    """Character error of the ears over all that was spoken."""
    errors = [character_error(said, heard.text) for said, heard in by_text.items()]
    return round(sum(wrong for wrong, _ in errors) / max(1, sum(length for _, length in errors)), 3)


def _sample(entries: Sequence[dict[str, Any]], limit: int | None) -> list[dict[str, Any]]:
    """The same random entries every time."""
    if limit is None or limit >= len(entries):
        return list(entries)
    return random.Random(SAMPLE_SEED).sample(list(entries), limit)


def _write(folder: Path, sides: dict[str, list[Understood]]) -> Path:
    """What was understood wrong, surest first, and the confusion of needs."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, all_of in sides.items():
        wrong = sorted((each for each in all_of if _is_wrong(each)), key=lambda each: -each.confidence)
        lines = [
            f"{each.need or each.category}\t{each.found} {each.confidence:.2f}\t"
            f"flags={','.join(each.flags)} suspected={','.join(each.suspected)}\t{each.text}"
            + (f"\t(heard: {each.heard})" if each.heard != each.text else "")
            for each in wrong
        ]
        (folder / f"understanding-{name}-misses.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        told = [each for each in all_of if each.need is not None]
        if name != "answers":
            picture = page(f"Needs understood ({name})", *confusion(told))
            (folder / f"understanding-{name}-confusion.html").write_text(picture, encoding="utf-8")
    return folder


def _is_wrong(each: Understood) -> bool:
    if each.need is not None:
        return each.found != each.need
    caught = bool(each.flags or each.suspected)
    return caught if each.category == "harmless" else not caught


def _progress(done: int, of: int) -> None:
    if done % 10 == 0 or done == of:
        print(
            f"\rthrough the phone: {done}/{of}", end="\n" if done == of else "", file=sys.stderr, flush=True
        )


def _show(report: dict[str, Any]) -> None:
    for name in ("text", "phone"):
        if name not in report:
            continue
        figures = report[name]
        print(f"== {name}: {figures['n']} utterances")
        for rate in _RATES:
            interval = figures["intervals"][rate]
            print(f"{rate:<24}{_percent(interval['value'])}  ({_percent(interval['low'])}-"
                  f"{_percent(interval['high'])}, n {interval['n']})")  # fmt: skip
        print(f"{'macro_f1':<24}{figures['macro_f1']}")
        if "voices" in figures:
            heard = f"CER {figures['cer']}, noise {figures['noise_db']} dB, {figures['model']}"
            print(f"{', '.join(figures['voices'])}: {heard}")
        print(f"\n{'need':<28}{'n':>4}{'recall':>8}{'precision':>11}{'f1':>7}  taken for")
        for row in figures["per_need"]:
            taken = ", ".join(f"{other} {times}" for other, times in row["taken_for"].items())
            print(
                f"{row['need']:<28}{row['n']:>4}{row['recall']:>8}{row['precision']:>11}{row['f1']:>7}  {taken}"
            )
        print()
    print("== answers")
    for topic, interval in report["answers"].items():
        print(f"{topic:<24}{_percent(interval['value'])}  (n {interval['n']})")
    print(f"left out because training has the same words: {report['left_out_as_trained']}")


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"
