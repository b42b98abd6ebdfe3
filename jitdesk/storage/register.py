"""Reads for the register: requests in an order and by filters, and what their life has left, for many requests at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection

from jitdesk.domain.kinds import KINDS
from jitdesk.storage.projections import heads

ORDERS = tuple(field.name for field in KINDS["request"].fields if field.order)
_COLUMNS = ("reference", "registry_number", "requested_state", "subject", "witness", "status", "deadline")


class Entry(NamedTuple):
    """What the register says of a request itself."""

    rid: int
    id: str
    reference: str
    registry_number: str | None
    state: str | None
    subject: str | None
    witness: str | None
    status: str | None
    deadline: str | None


def rids(
    connection: Connection,
    order: str,
    descending: bool,
    limit: int,
    *,
    status: str = "",
    state: str = "",
    match: str = "",
    witness: str = "",
) -> list[int]:
    """Row numbers of the requests that pass the filters: which match the words, or are about the witness with that id."""
    if order not in ORDERS:
        raise ValueError("no such order")
    clauses, arguments = (
        ["archived IS NOT 1", "restricted IS NOT 1"],
        {"limit": limit, "status": status, "state": state, "match": match, "witness": witness},
    )
    if status:
        clauses.append("coalesce(status, 'draft') = :status")
    if state:
        clauses.append("requested_state = :state")
    if match:
        clauses.append("(rid IN (SELECT rowid FROM search WHERE search MATCH :match) OR witness = :witness)")
    way = "DESC" if descending else "ASC"
    text = f"SELECT rid FROM request WHERE {' AND '.join(clauses)} ORDER BY {order} {way}, rid {way} LIMIT :limit"  # noqa: S608 - own clauses
    return [row[0] for row in connection.exec_driver_sql(text, arguments)]


def entries(connection: Connection, wanted: Collection[int]) -> dict[int, Entry]:
    """The requests with these row numbers."""
    columns = ", ".join(f"k.{name}" for name in _COLUMNS)
    text = (
        f"SELECT k.rid, r.id, {columns} FROM request k JOIN record r ON r.rid = k.rid "  # noqa: S608 - names of the field table
        "WHERE k.rid IN (SELECT value FROM json_each(?))"
    )
    return {row[0]: Entry(*row) for row in connection.exec_driver_sql(text, (heads.json_list(list(wanted)),))}


def sent(connection: Connection, ids: Collection[str]) -> Mapping[str, str]:
    """The last day on which each of these requests was sent to the requested State, by its id."""
    text = (
        "SELECT request, max(date) FROM step WHERE request IN (SELECT value FROM json_each(?)) "
        "AND status = 'sent' AND archived IS NOT 1 GROUP BY request"
    )
    return _pairs(connection, text, ids)


def due(connection: Connection, ids: Collection[str]) -> Mapping[str, str]:
    """The earliest day on which an open task about each of these requests is due."""
    text = (
        "SELECT e.element, min(t.due) FROM element e JOIN task t ON t.rid = e.rid "
        "WHERE e.field = 'links' AND e.element IN (SELECT value FROM json_each(?)) "
        "AND t.due IS NOT NULL AND t.status IS NOT 'done' AND t.archived IS NOT 1 AND t.restricted IS NOT 1 GROUP BY e.element"
    )
    return _pairs(connection, text, ids)


def replies(connection: Connection, ids: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """The kind and day of the last reply to each of these requests."""
    text = (
        "SELECT request, kind, max(coalesce(date, '')) FROM reply "  # with max(), SQLite takes the other columns from that row
        "WHERE request IN (SELECT value FROM json_each(?)) AND archived IS NOT 1 AND restricted IS NOT 1 GROUP BY request"
    )
    return {row[0]: (row[1] or "", row[2]) for row in connection.exec_driver_sql(text, (heads.json_list(list(ids)),))}


def codes(connection: Connection, ids: Collection[str]) -> Mapping[str, str]:
    """The codes of the witnesses with these ids."""
    text = "SELECT r.id, w.code FROM record r JOIN witness w ON w.rid = r.rid WHERE r.id IN (SELECT value FROM json_each(?))"
    return _pairs(connection, text, ids)


def _pairs(connection: Connection, text: str, ids: Collection[str]) -> dict[str, Any]:
    return {row[0]: row[1] for row in connection.exec_driver_sql(text, (heads.json_list(list(ids)),)) if row[1]}
