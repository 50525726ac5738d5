"""A PostgreSQL connection that gives up by itself.

`statement_timeout` is kept by the server, so a server that hangs, or a cut cable, would hold a call.
"""

from select import POLLIN, poll
from typing import Any, Self

from psycopg import Connection, Error, OperationalError
from psycopg.abc import RV, PQGen


class PromptConnection(Connection[Any]):
    """Every statement is answered within `answer_within_s`, or the connection is dropped."""

    answer_within_s: float = 2.5

    @classmethod
    def connect_within(cls, seconds: float, *arguments: Any, **keywords: Any) -> Self:
        """Connect; every later statement has `seconds` to be answered. Raises psycopg.Error."""
        connection = cls.connect(*arguments, **keywords)
        connection.answer_within_s = seconds
        return connection

    def is_cut(self) -> bool:
        """Whether a server that was stopped since the last statement has cut this idle connection.

        Asks the socket, not the server, which might hang.
        """
        if self.closed:
            return True
        idle = poll()
        idle.register(self.pgconn.socket, POLLIN)
        return bool(idle.poll(0))

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        try:
            return super().wait(gen, interval, timeout or self.answer_within_s)
        except Error as error:
            if type(error).__name__ != "_WaitTimeout":
                raise
            # What the server thinks of the statement is unknown, so the connection is of no more use.
            self.pgconn.finish()
            raise OperationalError("the server did not answer in time") from None
