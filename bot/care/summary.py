"""The summary (koonti) of a call for the nurse who rings back: plain Finnish, grouped by ISBAR.

It repeats what was said and heard, in the caller's own words. It judges nothing: no urgency, no assessment.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class HeardFlag:
    """A red flag that was heard: its category in Finnish, the caller's words, whether it was denied later."""

    category: str
    words: str
    denied: bool = False


@dataclass(frozen=True)
class Line:
    """One answer: what was asked, what was told, in which turn of the call and how surely it was heard (0..1).

    `group` is the ISBAR letter under which it stands.
    """

    topic: str
    label: str
    group: str
    text: str
    turn: int | None = None
    confidence: float | None = None
    asked: bool = True


@dataclass(frozen=True)
class Intake:
    """What a call gathered (esitiedot). Everything is as told; None is "not told".

    concern is verbatim, need is the need's Finnish name, for_whom and municipality are free words, age is in
    words or an ISO 8601 duration, number is written for people, answers are (question, answer) pairs,
    promised is what the caller was told will happen, interpreter names a language when one is needed.
    lines are the answers of the intake, questions those about danger with what was answered to them. called is when
    the call came in.
    """

    concern: str | None = None
    need: str | None = None
    for_whom: str | None = None
    age: str | None = None
    municipality: str | None = None
    number: str | None = None
    preferred_time: str | None = None
    flags: tuple[HeardFlag, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    promised: str | None = None
    interpreter: str | None = None
    lines: tuple[Line, ...] = ()
    questions: tuple[tuple[str, str], ...] = ()
    called: str | None = None

    def line(self, topic: str) -> Line | None:
        return next((line for line in self.lines if line.topic == topic), None)


NOT_TOLD = "ei kerrottu"


def summary(intake: Intake) -> str:
    """Plain text with one ISBAR group a paragraph; lines end without trailing space."""
    groups = (
        ("I – Kuka soittaa", _who(intake)),
        ("S – Miksi soittaa", _why(intake)),
        ("B – Taustaa", _background(intake)),
        ("A – Havaittua puhelun aikana", _heard(intake)),
        ("R – Sovittu", _agreed(intake)),
    )
    paragraphs = ["\n".join([title, *(f"- {line}" for line in lines)]) for title, lines in groups]
    return "\n\n".join([*paragraphs, CLOSING])


CLOSING = "Puhelun tiedot keräsi tekoäly. Hoidon tarpeen arvioi ammattilainen."


def _who(intake: Intake) -> Sequence[str]:
    lines = [
        *([f"Soitti: {_one_line(intake.called)}"] if intake.called else []),
        f"Kenen asia: {_told(intake.for_whom)}{_where(intake, 'for_whom')}",
        f"Ikä: {age_in_finnish(intake.age) if intake.age else NOT_TOLD}{_where(intake, 'age')}",
        f"Kunta: {_told(intake.municipality)}{_where(intake, 'municipality')}",
        f"Numero: {_told(intake.number)}",
        *_group(intake, "I"),
    ]
    if intake.interpreter:
        lines.append(f"Tulkki: {_one_line(intake.interpreter)}")
    return lines


def _why(intake: Intake) -> Sequence[str]:
    lines = [f"Soittajan sanoin: {_quoted(intake.concern)}{_where(intake, 'concern')}"]
    if intake.need:
        lines.append(f"Yhteydenoton syy: {_one_line(intake.need)}")
    return [*lines, *_group(intake, "S")]


def _background(intake: Intake) -> Sequence[str]:
    lines = [f"{_one_line(question)}: {_quoted(answer)}" for question, answer in intake.answers]
    lines += _group(intake, "B")
    return lines or ["Ei kysytty."]


def _heard(intake: Intake) -> Sequence[str]:
    denied = " (soittaja kielsi myöhemmin)"
    heard = [
        f"{_one_line(flag.category)}: {_quoted(flag.words)}{denied if flag.denied else ''}"
        for flag in intake.flags
    ]
    asked = [
        f"Kysyttiin: {_one_line(question)} Vastaus: {_quoted(answer)}"
        for question, answer in intake.questions
    ]
    none = ["Hälytysmerkkejä ei kuultu. Niitä ei ole kysytty järjestelmällisesti."]
    return [*(heard or none), *asked, *_group(intake, "A")]


def _agreed(intake: Intake) -> Sequence[str]:
    lines = [f"Soittajalle luvattu: {_one_line(intake.promised) if intake.promised else 'ei mitään'}"]
    if intake.preferred_time:
        lines.append(f"Toivottu aika: {_one_line(intake.preferred_time)}")
    return [*lines, *_group(intake, "R")]


ON_THEIR_OWN = frozenset({"for_whom", "age", "municipality", "concern", "language", "time", "number"})
"""Topics that have a line of their own in the summary."""


def _group(intake: Intake, group: str) -> list[str]:
    """The answers that stand in a group."""
    return [
        f"{_one_line(line.label)}: {_one_line(line.text)}{_mark(line)}"
        for line in intake.lines
        if line.group == group and line.topic not in ON_THEIR_OWN
    ]


def _where(intake: Intake, topic: str) -> str:
    line = intake.line(topic)
    return _mark(line) if line is not None else ""


def _mark(line: Line) -> str:
    """Where in the call it was said and how surely it was heard: " [vuoro 3, 80 %]"."""
    said = [f"vuoro {line.turn}"] if line.turn is not None else []
    if line.confidence is not None:
        said.append(f"{round(100 * line.confidence)} %")
    return f" [{', '.join(said)}]" if said else ""


def age_in_finnish(age: str) -> str:
    """An ISO 8601 duration as people write an age; other words as they are."""
    names = {
        "Y": ("vuosi", "vuotta"),
        "M": ("kuukausi", "kuukautta"),
        "W": ("viikko", "viikkoa"),
        "D": ("päivä", "päivää"),
    }
    if not age.startswith("P") or age == "P0D":
        return "vastasyntynyt" if age == "P0D" else _one_line(age)
    parts: list[str] = []
    amount = ""
    for character in age[1:]:
        if character in names and amount.isdigit():
            parts.append(f"{amount} {names[character][amount != '1']}")
            amount = ""
        else:
            amount += character
    return _one_line(age) if amount or not parts else " ".join(parts)


def _told(text: str | None) -> str:
    return _one_line(text) if text else NOT_TOLD


def _quoted(text: str | None) -> str:
    return f"”{_one_line(text)}”" if text and text.strip() else NOT_TOLD


def _one_line(text: str) -> str:
    """The text without line breaks, so that no answer can look like a group of its own."""
    return " ".join(text.split())
