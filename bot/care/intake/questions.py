"""Which questions a need deserves, and which of them comes next. The data is `dialogues/intake.yml`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.care.answers import age as ages
from bot.care.answers import for_whom
from bot.care.faults import Fault
from bot.care.intake.told import UNHEARD, Told

Answers = Mapping[str, Told]

GROUPS = ("I", "S", "B", "A", "R")
READINGS = frozenset(
    "for_whom age municipality since severity yes_no words birth_date personal_id text number time".split()
)
_TOPIC_KEYS = {"label", "group", "reads", "masked", "of_person"}
_CHILD_YEARS = 18
_FERTILE_YEARS = (15, 55)
_SMALL_YEARS = 7
_GIVEN_UP = 2
"""After so many questions without an understood answer the rest are left to the nurse."""


class IntakeError(Fault):
    """The data is not what it should be; the message names the topic or need."""


@dataclass(frozen=True)
class Topic:
    """`label` is what the nurse reads, `group` its ISBAR letter. `of_person` topics change with the person."""

    id: str
    label: str
    group: str
    reads: str
    masked: bool = False
    of_person: bool = False


@dataclass(frozen=True)
class Question:
    topic: str
    condition: str | None = None


@dataclass(frozen=True)
class Intake:
    """`needs` are the questions of each need in order; `most` of them are asked in one call. `last` are asked after
    them, whatever the need is, where it asks anything at all.
    """

    topics: Mapping[str, Topic]
    needs: Mapping[str, tuple[Question, ...]]
    most: int = 7
    last: tuple[str, ...] = ()

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Intake":
        """Raises IntakeError with a line that names what is wrong."""
        topics = {str(name): _topic(str(name), entry) for name, entry in _mapping(data, "topics").items()}
        needs = {
            str(need): tuple(_question(str(need), entry, topics) for entry in entries or ())
            for need, entries in _mapping(data, "needs").items()
        }
        for need, questions in needs.items():
            named = [question.topic for question in questions]
            if len(set(named)) != len(named):
                raise IntakeError("topic_twice", f"need {need}", ("needs", need))
        most = data.get("most", 7)
        if not isinstance(most, int) or not 1 <= most <= 10:
            raise IntakeError("most", "most", ("most",), value=most)
        last = tuple(str(topic) for topic in data.get("last") or ())
        for topic in last:
            if topic not in topics:
                raise IntakeError("no_topic", "last", ("last",), topic=topic)
            for need, questions in needs.items():
                if topic in {question.topic for question in questions}:
                    raise IntakeError("asked_last", f"need {need}", ("needs", need), topic=topic)
        return cls(topics, needs, most, last)

    def open(self, need: str | None, answers: Answers) -> tuple[str, ...]:
        """The topics that are still to be asked about, in order."""
        asked = sum(told.asked for topic, told in answers.items() if topic in self._of(need))
        unheard = sum(told.value == UNHEARD for told in answers.values())
        if unheard >= _GIVEN_UP:
            return ()
        waiting = [
            question.topic
            for question in self.needs.get(need or "", ())
            if question.topic not in answers and _holds(question.condition, answers)
        ]
        last = [topic for topic in self.last if self.needs.get(need or "") and topic not in answers]
        return (*waiting[: max(0, self.most - asked)], *last)

    def next(self, need: str | None, answers: Answers) -> str | None:
        """The topic to ask about now; None when all that this need deserves is known."""
        return next(iter(self.open(need, answers)), None)

    def _of(self, need: str | None) -> set[str]:
        return {question.topic for question in self.needs.get(need or "", ())}


def _mapping(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = data.get(key)
    if not isinstance(found, Mapping) or not found:
        raise IntakeError("mapping_expected", key, (key,))
    return found


def _topic(name: str, entry: Any) -> Topic:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("label"), str):
        raise IntakeError("topic_incomplete", f"topic {name}", ("topics", name))
    unknown = set(entry) - _TOPIC_KEYS
    if unknown:
        raise IntakeError(
            "topic_unknown", f"topic {name}", ("topics", name), keys=", ".join(sorted(map(str, unknown)))
        )
    if entry.get("group") not in GROUPS:
        raise IntakeError(
            "topic_group",
            f"topic {name}",
            ("topics", name),
            known=", ".join(GROUPS),
            value=entry.get("group"),
        )
    if entry.get("reads") not in READINGS:
        known = ", ".join(sorted(READINGS))
        raise IntakeError(
            "topic_reads", f"topic {name}", ("topics", name), known=known, value=entry.get("reads")
        )
    return Topic(
        name,
        entry["label"],
        entry["group"],
        entry["reads"],
        masked=bool(entry.get("masked", False)),
        of_person=bool(entry.get("of_person", False)),
    )


def _question(need: str, entry: Any, topics: Mapping[str, Topic]) -> Question:
    if isinstance(entry, str):
        question = Question(entry)
    elif isinstance(entry, Mapping) and len(entry) == 1:
        topic, condition = next(iter(entry.items()))
        question = Question(str(topic), str(condition))
    else:
        raise IntakeError("not_a_question", f"need {need}", ("needs", need), value=entry)
    if question.topic not in topics:
        raise IntakeError("no_topic", f"need {need}", ("needs", need), topic=question.topic)
    if question.condition is not None and question.condition not in CONDITIONS:
        known = ", ".join(sorted(CONDITIONS))
        raise IntakeError(
            "no_condition",
            f"need {need}",
            ("needs", need),
            topic=question.topic,
            condition=question.condition,
            known=known,
        )
    return question


# -- conditions ------------------------------------------------------------------------------------------------


def may_be_pregnant(answers: Answers) -> bool:
    """Of an age to be pregnant, where nothing tells that the person is male or too young or old."""
    whom = answers.get("for_whom")
    if whom is not None and for_whom.is_male(whom.value):
        return False
    years = years_of(answers)
    youngest, oldest = _FERTILE_YEARS
    return years is not None and youngest <= years <= oldest


def is_child(answers: Answers) -> bool:
    """Under age by the age that was told, else by the word that names the person."""
    years = years_of(answers)
    whom = answers.get("for_whom")
    if years is not None:
        return years < _CHILD_YEARS
    return whom is not None and for_whom.is_young(whom.value)


def is_small_child(answers: Answers) -> bool:
    """A child who cannot tell how they are."""
    years = years_of(answers)
    return is_child(answers) and (years is None or years < _SMALL_YEARS)


def tells_fever(answers: Answers) -> bool:
    """The concern speaks of a fever."""
    concern = answers.get("concern")
    return concern is not None and any(stem in concern.words.lower() for stem in ("kuum", "lämpö", "kuumei"))


def for_another(answers: Answers) -> bool:
    """The matter is somebody else's than the caller's."""
    whom = answers.get("for_whom")
    return whom is not None and whom.is_told and whom.value != for_whom.SELF


def years_of(answers: Answers) -> float | None:
    told = answers.get("age")
    return ages.years(told.value) if told is not None and told.value.startswith("P") else None


CONDITIONS: Mapping[str, Callable[[Answers], bool]] = {
    "may_be_pregnant": may_be_pregnant,
    "small_child": is_small_child,
    "fever": tells_fever,
    "for_another": for_another,
}


def _holds(condition: str | None, answers: Answers) -> bool:
    return condition is None or CONDITIONS[condition](answers)


def without_person(answers: Answers, topics: Sequence[Topic]) -> dict[str, Told]:
    """The answers that stay when the matter turns out to be another person's."""
    personal = {topic.id for topic in topics if topic.of_person}
    return {topic: told for topic, told in answers.items() if topic not in personal}
