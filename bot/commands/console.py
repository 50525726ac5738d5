"""`luuri console create-user`, and the first user of a machine."""

from datetime import UTC, datetime
from getpass import getuser
from typing import cast

from bot.commands.output import say
from bot.records.database import open_database
from bot.records.failures import RecordsFailed
from bot.records.staff import ROLES, NameTaken, Role, SqlStaff, Staff
from bot.settings import Settings
from console import Desk
from console.access.names import sign_in_name
from console.access.passwords import hashed, one_time, problem
from console.texts import Texts


def create_user(settings: Settings, name: str, role: str, password: str | None) -> int:
    """Add a person. Without a password a one-time one is made and printed. Returns 0, 2 for a bad input, 1 else."""
    known = sign_in_name(name)
    if known is None:
        say("luuri: NAME: 2 to 40 letters, digits and . _ -, beginning with a letter")
        return 2
    if role not in ROLES:
        say(f"luuri: --role: one of {', '.join(ROLES)}")
        return 2
    if password is not None and (wrong := problem(password, known)):
        say(f"luuri: --password-stdin: {Texts('fi')(wrong)}")
        return 2
    chosen = password or one_time()
    person = Staff(known, cast(Role, role), hashed(chosen), datetime.now(UTC), must_change=password is None)
    try:
        SqlStaff(open_database(settings.sqlalchemy_url)).add(person, f"shell:{getuser()}")
    except NameTaken:
        say(f"luuri: NAME: {known} is there already")
        return 1
    except (RecordsFailed, ValueError) as error:
        say(f"luuri: LUURI_DATABASE_URL: {error}")
        return 1
    if password is None:
        print(f"{known} {chosen}")
    return 0


def first_user(desk: Desk) -> tuple[str, str] | None:
    """An administrator for a machine whose console has nobody: the name and the one-time password."""
    if not desk.staff.is_empty():
        return None
    password = one_time()
    person = Staff("admin", "administrator", hashed(password), desk.now(), must_change=True)
    desk.staff.add(person, "luuri:service")
    return person.name, password
