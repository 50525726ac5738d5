"""A moment at which the services that simulated callers need are open."""

from datetime import datetime, timedelta

from bot.care.directory import Directory
from bot.care.hours import HELSINKI
from bot.dialogue import data

NEEDED = ("ensilinja", "terveysasema")
AHEAD = (timedelta(0), timedelta(minutes=30), timedelta(hours=1))


def opening_hours() -> datetime:
    """The next full hour at which the needed services are open, and still are an hour later."""
    directory = Directory.from_data(data.services())
    needed = [directory.get(service) for service in NEEDED]
    moment = datetime.now(HELSINKI).replace(minute=0, second=0, microsecond=0)
    while not all(directory.is_open(service, moment + ahead) for service in needed for ahead in AHEAD):
        moment += timedelta(hours=1)
    return moment
