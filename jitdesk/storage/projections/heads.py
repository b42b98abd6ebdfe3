"""Heads of cells: every live value, of kinds and fields that this version does not know too."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import msgspec
from sqlalchemy import Connection

from jitdesk.domain.merge import Cell, Cells, Heads, Live, Plan
from jitdesk.kernel.values import ChangeName
from jitdesk.storage import many

_json = msgspec.json.Encoder(order="sorted")
_Entry = tuple[str, str, list[Live]]
_read = msgspec.json.Decoder(list[_Entry])
# SQLite keeps no value above 10^9 bytes, and a thousand lines, which travel as nearly nothing, could make a record as large as that.
_MOST = 16 << 20


def load(connection: Connection, rids: Collection[int]) -> Heads:
    """The heads of all cells of these records, of those that have any."""
    heads: Heads = {}
    for table in ("head", "head_more"):
        text = f"SELECT rid, cells FROM {table} WHERE rid IN (SELECT value FROM json_each(?))"  # noqa: S608 - names of our own tables
        for rid, cells in connection.exec_driver_sql(text, (json_list(rids),)):
            of = heads.setdefault(rid, {})
            for field, element, live in _read.decode(cells):
                of.setdefault((field, element), {}).update({head.name: head for head in live})
    return heads


def awaited(connection: Connection, rids: Collection[int]) -> list[tuple[Cell, str]]:
    """Names that an applied change of these records superseded before they arrived."""
    rows = connection.exec_driver_sql(
        "SELECT rid, field, element, name FROM awaited WHERE rid IN (SELECT value FROM json_each(?))", (json_list(rids),)
    )
    return [(Cell(rid, field, element), name) for rid, field, element, name in rows]


Packed = list[tuple[int, list[bytes]]]
"""The heads of records as they are kept, by row numbers."""


def pack(heads: Heads) -> Packed:
    """The heads of records in order of rows."""
    return [(rid, _packed(heads[rid])) for rid in sorted(heads)]


def write(connection: Connection, packed: Packed, known: Collection[int], plan: Plan) -> None:
    """Bring the tables to what a plan made of records; the change rows of its changes must stand already.

    `packed` are all records that the plan touched, `known` those that the tables hold.
    """
    if known:
        connection.exec_driver_sql("DELETE FROM head_more WHERE rid IN (SELECT value FROM json_each(?))", (json_list(known),))
    firsts = [(rid, parts[0]) for rid, parts in packed]
    if known:
        connection.exec_driver_sql("INSERT OR REPLACE INTO head VALUES (?, ?)", firsts)
    else:
        many.insert(connection, "head", firsts)
    if more := [(rid, part, cells) for rid, parts in packed for part, cells in enumerate(parts[1:], start=1)]:
        connection.exec_driver_sql("INSERT INTO head_more VALUES (?, ?, ?)", more)
    _write_elements(connection, plan)
    if plan.arrived:
        rows = [(*cell, name) for cell, name in plan.arrived]
        connection.exec_driver_sql("DELETE FROM awaited WHERE rid = ? AND field = ? AND element = ? AND name = ?", rows)
    ahead = [(*cell, name) for cell, name in plan.awaited if not _applied(connection, cell, name)]
    if ahead:
        connection.exec_driver_sql("INSERT OR IGNORE INTO awaited VALUES (?, ?, ?, ?)", ahead)


def _packed(cells: Cells) -> list[bytes]:
    """The cells of a record in one order, whatever order their changes came in; as a rule in one part."""
    entries = [(*key, sorted(cells[key].values())) for key in sorted(cells) if cells[key]]
    whole = _json.encode(entries)
    return [whole] if len(whole) <= _MOST else [_json.encode(part) for part in _parts(entries)]


def _parts(entries: Iterable[_Entry]) -> Iterator[list[_Entry]]:
    part: list[_Entry] = []
    size = 0
    for field, element, live in entries:
        for head in live:
            length = len(_json.encode(head))
            if part and size + length > _MOST:
                yield part
                part, size = [], 0
            part.append((field, element, [head]))
            size += length
    yield part


def _write_elements(connection: Connection, plan: Plan) -> None:
    """Note which elements some head puts into its set."""
    into: list[tuple[int, str, str]] = []
    gone: list[tuple[int, str, str]] = []
    for rid, before in plan.before.items():
        for key in before:
            if key[1]:
                is_in = any(live.value is True for live in plan.heads[rid][key].values())
                (into if is_in else gone).append((rid, *key))
    if gone:
        connection.exec_driver_sql("DELETE FROM element WHERE rid = ? AND field = ? AND element = ?", gone)
    if into:
        connection.exec_driver_sql("INSERT OR IGNORE INTO element VALUES (?, ?, ?)", sorted(into))


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
