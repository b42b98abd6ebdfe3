"""The members of a bundle while it is read: in memory while they are few, then in a table inside the one transaction."""

from __future__ import annotations

from sqlalchemy import Connection

_IN_MEMORY = 16 << 20


class Staging:
    """Keeps members by name, never on the disk in the clear; nothing of them outlives a refusal."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: dict[str, bytes] = {}
        self._room = _IN_MEMORY

    def put(self, name: str, data: bytes) -> None:
        """Keep a member."""
        if len(data) <= self._room:
            self._room -= len(data)
            self._held[name] = data
        else:
            self._connection.exec_driver_sql("INSERT INTO staged VALUES (?, ?)", (name, data))

    def get(self, name: str) -> bytes:
        """A kept member; raises KeyError."""
        if (held := self._held.get(name)) is not None:
            return held
        body = self._connection.exec_driver_sql("SELECT body FROM staged WHERE name = ?", (name,)).scalar()
        if body is None:
            raise KeyError(name)
        return bytes(body)

    def clear(self) -> None:
        """Forget all members."""
        self._held.clear()
        self._room = _IN_MEMORY
        self._connection.exec_driver_sql("DELETE FROM staged")
