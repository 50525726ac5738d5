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

    A database quotes the refused row in its message, so only the kind of the error and its code are kept.
    """
    if isinstance(error, DBAPIError):
        original = error.orig
        code = getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None)
        refused = isinstance(error, IntegrityError | DataError)
        name = type(original).__name__
        return RecordsFailed(
            f"the database answered {name}" + (f" ({code})" if code else ""), refused=refused
        )
    if isinstance(error, PoolTimeout):
        return RecordsFailed("every connection to the database is in use")
    return RecordsFailed(
        f"the database layer raised {type(error).__name__}", refused=isinstance(error, StatementError)
    )
