"""Acts of the roster and of compartments: a few hundred lines, evaluated afresh as a whole by the domain."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection

from jitdesk.storage import log
from jitdesk.storage.projections.heads import json_list


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


def extent(connection: Connection, compartment: str, device: str) -> tuple[int, int]:
    """How many acts of a compartment a device wrote, and how many bytes they have."""
    row = connection.exec_driver_sql(
        "SELECT count(*), coalesce(sum(length(a.line)), 0) FROM act a JOIN compartment c ON c.id = a.compartment "
        "WHERE c.name = ? AND a.name > ? AND a.name < ?",
        (compartment, f"{device}.", f"{device}/"),
    ).one()
    return row[0], row[1]


def load(connection: Connection, compartment: str, by: Collection[str] | None = None) -> list[tuple[str, bytes]]:
    """Names and lines of the acts of a compartment; where only those `by` some devices count, what others wrote is not even read."""
    rows = connection.exec_driver_sql(
        "SELECT a.name, a.line FROM act a JOIN compartment c ON c.id = a.compartment "
        "WHERE c.name = ? AND (? IS NULL OR substr(a.name, 1, 32) IN (SELECT value FROM json_each(?))) ORDER BY a.name, a.line",
        (compartment, *[None if by is None else json_list(sorted(by))] * 2),
    )
    return [(row[0], row[1]) for row in rows]
