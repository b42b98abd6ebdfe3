"""Rows by the thousand in few statements: one of many rows costs less than many of one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection

_ROWS = 256


def insert(connection: Connection, into: str, rows: Sequence[tuple[Any, ...]], otherwise: str = "FAIL") -> None:
    """Insert rows into a table, which may be named with its columns; `otherwise` says what SQLite does at one that stands there already.

    FAIL ends there, and IGNORE leaves it out. Never ABORT or REPLACE: SQLite would open a savepoint for each statement, at which the search
    index writes out what it holds in memory.
    """
    whole = len(rows) - len(rows) % _ROWS
    for at in range(0, whole, _ROWS):
        part = rows[at : at + _ROWS]
        connection.exec_driver_sql(_statement(into, len(part[0]), _ROWS, otherwise), tuple(chain.from_iterable(part)))
    if whole < len(rows):
        connection.exec_driver_sql(_statement(into, len(rows[0]), 1, otherwise), list(rows[whole:]))


@lru_cache(maxsize=64)
def _statement(into: str, columns: int, rows: int, otherwise: str) -> str:
    row = f"({', '.join('?' * columns)})"
    return f"INSERT OR {otherwise} INTO {into} VALUES {', '.join([row] * rows)}"  # noqa: S608 - names of our own tables
