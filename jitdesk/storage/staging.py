"""The members of a bundle while it is read: a table inside the one transaction, so that nothing of them outlives a refusal."""

from __future__ import annotations

from sqlalchemy import Connection


class Staging:
    """Keeps members by name, encrypted with the desk, never on the disk in the clear."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, name: str, data: bytes) -> None:
        """Keep a member."""
        self._connection.exec_driver_sql("INSERT INTO staged VALUES (?, ?)", (name, data))

    def get(self, name: str) -> bytes:
        """A kept member; raises KeyError."""
        body = self._connection.exec_driver_sql("SELECT body FROM staged WHERE name = ?", (name,)).scalar()
        if body is None:
            raise KeyError(name)
        return bytes(body)

    def clear(self) -> None:
        """Forget all members."""
        self._connection.exec_driver_sql("DELETE FROM staged")
