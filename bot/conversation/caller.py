"""What a call itself knows of its caller, so that the right people are rung whatever becomes of the dialogue."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.care.answers import age as ages
from bot.care.intake.reading import read
from bot.care.intake.volunteered import volunteered


@dataclass(frozen=True)
class Caller:
    """`age_years` and `municipality` are those of the person whom the matter concerns, as told latest."""

    age_years: float | None = None
    municipality: str | None = None

    def told(self, topic: str | None, text: str, now: datetime) -> "Caller":
        """The caller after these words, said in answer to `topic`."""
        found = volunteered(text, now)
        if topic in ("age", "municipality") and (answer := read(topic, text, now)) is not None:
            found = {**found, topic: answer}
        age, place = found.get("age"), found.get("municipality")
        known = self
        if age is not None and age.is_told:
            known = replace(known, age_years=ages.years(age.value))
        if place is not None and place.is_told:
            known = replace(known, municipality=place.value)
        return known
