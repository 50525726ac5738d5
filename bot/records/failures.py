"""The one exception that the records raise to the rest of the service."""

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class RecordsFailed(Exception):
    """The records could not do what was asked; the message never holds a caller's words or number.

    `refused` is true when the database is there but will not take this fact (trying again does not help),
    false when it is away or too slow.
    """

    def __init__(self, message: str, *, refused: bool = False) -> None:
        super().__init__(message)
        self.refused = refused


def records_failed(error: SQLAlchemyError) -> RecordsFailed:
    """The RecordsFailed for an error of SQLAlchemy.

    PostgreSQL quotes the refused row in its message, so only its code is kept; SQLite, and PostgreSQL while
    it is being connected to, quote nothing of a caller's.
    """
    if isinstance(error, DBAPIError):
        original = error.orig
        said = getattr(original, "sqlstate", None) or str(original).partition("\n")[0]
        refused = isinstance(error, IntegrityError | DataError)
        return RecordsFailed(f"the database answered {type(original).__name__}: {said}", refused=refused)
    if isinstance(error, PoolTimeout):
        return RecordsFailed("every connection to the database is in use")
    return RecordsFailed(
        f"the database layer raised {type(error).__name__}", refused=isinstance(error, StatementError)
    )
