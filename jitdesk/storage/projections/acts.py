"""Acts of the roster and of compartments: a few hundred lines, evaluated afresh as a whole by the domain."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from jitdesk.storage import log


def write(connection: Connection, compartment: str, acts: Iterable[tuple[str, bytes]]) -> None:
    """Keep lines of kind roster or charter under their names."""
    number = log.compartment_id(connection, compartment)
    rows = [(number, name, line) for name, line in acts]
    if rows:
        connection.exec_driver_sql("INSERT OR IGNORE INTO act VALUES (?, ?, ?)", rows)


def extents(connection: Connection, compartment: str) -> list[tuple[str, int, int]]:
    """How many acts of a compartment each device wrote, and how many bytes they have."""
    rows = connection.exec_driver_sql(
        "SELECT substr(a.name, 1, 32), count(*), sum(length(a.line)) FROM act a JOIN compartment c ON c.id = a.compartment "
        "WHERE c.name = ? GROUP BY 1",
        (compartment,),
    )
    return [(row[0], row[1], row[2]) for row in rows]


def load(connection: Connection, compartment: str) -> list[tuple[str, bytes]]:
    """Names and lines of the acts of a compartment."""
    rows = connection.exec_driver_sql(
        "SELECT a.name, a.line FROM act a JOIN compartment c ON c.id = a.compartment WHERE c.name = ? ORDER BY a.name, a.line",
        (compartment,),
    )
    return [(row[0], row[1]) for row in rows]
