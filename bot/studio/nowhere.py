"""Hours of the week at which a need would have nowhere to go."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

from bot.care import handoffs
from bot.care.directory import Directory, Service
from bot.care.hours import WEEKDAYS, local
from bot.studio.contents import Contents
from bot.studio.findings import Finding
from bot.studio.words import AT_DAYS

_HALF_HOURS = 7 * 48


def check(contents: Contents, at: datetime) -> Iterator[Finding]:
    """One finding for each need and age that some half-hour of the week after `at` leaves alone: the first such."""
    directory = Directory.from_data(contents.services)
    monday = local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    monday += timedelta(days=(7 - monday.weekday()) % 7)
    ages = (None, directory.adult_age - 1, directory.adult_age)
    needs = {
        *contents.intents("needs"),
        *(need for each in directory.services.values() for need in each.needs),
    }

    @cache
    def takes(service_id: str, moment: datetime) -> bool:
        return _takes(directory, directory.get(service_id), moment)

    for need in sorted(needs):
        for moment in (monday + timedelta(minutes=30 * step) for step in range(_HALF_HOURS)):
            services = {directory.for_need(need, age=age, on=moment.date()).id for age in ages}
            alone = [one for one in sorted(services) if not takes(one, moment)]
            if alone:
                when = f"{AT_DAYS[moment.weekday()]} kello {moment:%H.%M}"
                day, clock = WEEKDAYS[moment.weekday()], f"{moment:%H.%M}"
                params = {"of": when, "day": day, "clock": clock, "service": directory.get(alone[0]).name}
                yield Finding("need_with_nowhere_to_go", need, "dialogues/services.yml", params)
                break


def _takes(directory: Directory, service: Service, at: datetime) -> bool:
    """Whether the service answers now, or takes a request that somebody will answer."""
    if directory.is_open(service, at) and handoffs.target(service) is not None:
        return True
    return service.callback and (
        directory.is_open(service, at) or directory.next_opening(service, at) is not None
    )
