"""A statement that runs beside Python: SQLite works without the interpreter's lock as long as a statement is one step."""

from __future__ import annotations

from threading import Thread
from typing import Any

from sqlalchemy import Connection

_KEY = "beside"


class _Running(Thread):
    """One statement on its way; what it raised is kept for who waits for it."""

    def __init__(self, raw: Any, statement: str, parameters: tuple[Any, ...]) -> None:
        super().__init__(name="statement", daemon=True)
        self._raw, self._statement, self._parameters = raw, statement, parameters
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self._raw.execute(self._statement, self._parameters).close()
        except BaseException as error:
            self.error = error


def run(connection: Connection, statement: str, parameters: tuple[Any, ...]) -> None:
    """Begin a statement that gives no rows; what it raises is raised at the next one of this connection, or before the commit."""
    wait(connection)
    connection.info[_KEY] = _Running(connection.connection.dbapi_connection, statement, parameters)


def wait(connection: Connection) -> None:
    """Wait for the end of what runs beside, and raise what it raised: before anything else is asked of the connection."""
    running = _ended(connection)
    if running is not None and running.error is not None:
        raise running.error


def end(connection: Connection) -> None:
    """Wait for the end of what runs beside, whatever it came to: before all of it is rolled back."""
    _ended(connection)


def _ended(connection: Connection) -> _Running | None:
    running: _Running | None = connection.info.pop(_KEY, None)
    if running is not None:
        running.join()
    return running
