"""Heads of cells: every live value, of kinds and fields that this version does not know too."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from jitdesk.domain.merge import Cell, Heads, Live, Plan
from jitdesk.kernel.values import ChangeName

_json = msgspec.json.Encoder(order="sorted")
_read = msgspec.json.Decoder()


def load(connection: Connection, rids: Collection[int]) -> Heads:
    """The heads of all cells of these records."""
    heads = load_packed(connection, rids)
    unpack(heads)
    return heads


class _Packed(NamedTuple):
    """A value as it is stored: an import replaces most heads that it loads, and decodes only what stays."""

    text: str


def load_packed(connection: Connection, rids: Collection[int]) -> Heads:
    """As `load`, with values still packed: for a plan that `unpack` follows."""
    heads: Heads = {}
    result = connection.exec_driver_sql(
        "SELECT rid, field, element, name, stamp, value, saw FROM head WHERE rid IN (SELECT value FROM json_each(?))", (json_list(rids),)
    )
    for rid, field, element, name, stamp, value, saw in result.cursor.fetchall():
        live = Live(name, stamp, _Packed(value), None if saw is None else tuple(_read.decode(saw)))
        heads.setdefault(Cell(rid, field, element), {})[name] = live
    return heads


def unpack(heads: Heads) -> None:
    """Decode the values that are still packed."""
    for live in heads.values():
        for name, head in live.items():
            if type(head.value) is _Packed:
                live[name] = head._replace(value=_read.decode(head.value.text))


def awaited(connection: Connection, rids: Collection[int]) -> list[tuple[Cell, str]]:
    """Names that an applied change of these records superseded before they arrived."""
    rows = connection.exec_driver_sql(
        "SELECT rid, field, element, name FROM awaited WHERE rid IN (SELECT value FROM json_each(?))", (json_list(rids),)
    )
    return [(Cell(rid, field, element), name) for rid, field, element, name in rows]


def write(connection: Connection, plan: Plan) -> None:
    """Bring the tables to what the plan says; the change rows of its changes must stand already."""
    if plan.removed:
        rows = sorted((*cell, name) for cell, name in plan.removed)  # as the table stands: each page is fetched once
        connection.exec_driver_sql("DELETE FROM head WHERE rid = ? AND field = ? AND element = ? AND name = ?", rows)
    added = []
    for cell, name in plan.added:
        live = plan.heads[cell][name]
        saw = None if live.saw is None else _json.encode(live.saw).decode()
        added.append((*cell, name, live.stamp, _json.encode(live.value).decode(), saw))
    if added:
        added.sort()
        connection.exec_driver_sql("INSERT INTO head VALUES (?, ?, ?, ?, ?, ?, ?)", added)
    if plan.arrived:
        rows = [(*cell, name) for cell, name in plan.arrived]
        connection.exec_driver_sql("DELETE FROM awaited WHERE rid = ? AND field = ? AND element = ? AND name = ?", rows)
    ahead = [(*cell, name) for cell, name in plan.awaited if not _applied(connection, cell, name)]
    if ahead:
        connection.exec_driver_sql("INSERT OR IGNORE INTO awaited VALUES (?, ?, ?, ?)", ahead)


def _applied(connection: Connection, cell: Cell, name: str) -> bool:
    parsed = ChangeName.parse(name)
    if parsed is None:
        return False
    found = connection.exec_driver_sql(
        "SELECT 1 FROM change c JOIN device d ON d.id = c.device WHERE c.rid = ? AND d.name = ? AND c.number = ? AND c.mark = ?",
        (cell.record, parsed.device, parsed.number, parsed.mark),
    ).scalar()
    return found is not None


def json_list(values: Iterable[int] | Iterable[str]) -> str:
    """A list as json_each takes it: one argument however many values."""
    return _json.encode(list(values)).decode()
