"""From lines to rows: the one way by which applied changes reach heads, rows, search and conflicts, block by block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from msgspec import UNSET
from sqlalchemy import Connection

from jitdesk.domain import merge
from jitdesk.domain.changes import CHARTER, ROSTER, Line, Named, Stub, encode, named
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.merge import Cell, Change, Live
from jitdesk.storage import log, schema
from jitdesk.storage.projections import acts, heads, rows, search

BLOCK = 5_000


@dataclass
class Touched:
    """What a block did, for previews, reports and the window: records by (compartment, kind, id), and how many conflicts were new."""

    new: set[tuple[str, str, str]] = field(default_factory=set)
    changed: set[tuple[str, str, str]] = field(default_factory=set)
    conflicts: set[tuple[str, str, str, str]] = field(default_factory=set)
    changes: int = 0

    def add(self, other: Touched) -> None:
        """Take in what a further block did."""
        self.new |= other.new
        self.changed |= other.changed - self.new
        self.conflicts |= other.conflicts
        self.changes += other.changes


def apply(connection: Connection, compartment: str, lines: Iterable[Named]) -> Touched:
    """Apply lines of one compartment, none of them applied before, in blocks of bounded memory."""
    total = Touched()
    for block in _blocks(lines):
        total.add(_apply(connection, compartment, block))
    return total


def rebuild(connection: Connection, own: str) -> None:
    """Throw the projection away and make it anew from the log."""
    for table in schema.PROJECTION:
        connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - names of our own tables
    connection.exec_driver_sql("INSERT INTO search(search) VALUES ('delete-all')")
    for segment in list(log.stored_ids(connection, log.APPLIED)):
        stored = log.segment(connection, segment)
        apply(connection, stored.compartment, stored.changes())
    for compartment in log.open_compartments(connection):
        lines = log.open_lines(connection, compartment)
        apply(connection, compartment, named(own, lines[0][0], (data for _, data in lines)))
    log.put(connection, "fields", schema.fingerprint())


def _blocks(lines: Iterable[Named]) -> Iterator[list[Named]]:
    block: list[Named] = []
    for line in lines:
        block.append(line)
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


def _apply(connection: Connection, compartment: str, block: list[Named]) -> Touched:
    place = log.compartment_id(connection, compartment)
    decoded: list[tuple[Named, Line]] = []
    held: list[tuple[str, bytes]] = []
    for change in block:
        line = change.line
        if isinstance(line, Stub):
            continue
        if line.kind in (ROSTER, CHARTER):
            held.append((change.name, encode(line)))
        else:
            decoded.append((change, line))
    acts.write(connection, compartment, held)
    rids, new = _records(connection, place, {(line.record, line.kind) for _, line in decoded})
    known = set(rids.values()) - new
    changes = [_change(rids[line.record, line.kind], change.name, line) for change, line in decoded]
    before = heads.load_packed(connection, known) if known else {}
    awaited = heads.awaited(connection, known) if known else []
    plan = merge.plan(before, awaited, changes)
    if awaited:  # a name that some line superseded in a cell to which it does not belong is awaited there no more
        here = {(change.cell.record, change.name) for change in changes}
        plan.arrived |= {(cell, name) for cell, name in awaited if (cell.record, name) in here}
    heads.unpack(plan.heads)
    _index(connection, place, rids, decoded)
    heads.write(connection, plan)
    touched = _write_rows(connection, compartment, rids, new, plan)
    touched.changes = len(decoded) + len(held)
    return touched


def _change(rid: int, name: str, line: Line) -> Change:
    cell = Cell(rid, line.field, "" if line.element is UNSET else line.element)
    return Change(name, cell, line.stamp, line.value, tuple(line.supersedes), None if line.saw is UNSET else tuple(line.saw))


def _records(connection: Connection, place: int, wanted: set[tuple[str, str]]) -> tuple[dict[tuple[str, str], int], set[int]]:
    ids = heads.json_list(id for id, _ in wanted)
    found = connection.exec_driver_sql(
        "SELECT id, kind, rid FROM record WHERE compartment = ? AND id IN (SELECT value FROM json_each(?))", (place, ids)
    )
    rids = {(row[0], row[1]): int(row[2]) for row in found}
    last = int(connection.exec_driver_sql("SELECT coalesce(max(rid), 0) FROM record").scalar() or 0)
    fresh = {key: last + i for i, key in enumerate(sorted(wanted - rids.keys()), start=1)}
    if fresh:
        connection.exec_driver_sql("INSERT INTO record VALUES (?, ?, ?, ?)", [(rid, id, place, kind) for (id, kind), rid in fresh.items()])
    return rids | fresh, set(fresh.values())


def _index(connection: Connection, place: int, rids: dict[tuple[str, str], int], decoded: list[tuple[Named, Line]]) -> None:
    devices = {device: log.device_id(connection, device) for device in {change.device for change, _ in decoded}}
    entries = [(rids[line.record, line.kind], place, devices[c.device], c.number, c.hash[:16]) for c, line in decoded]
    if entries:
        entries.sort()
        connection.exec_driver_sql("INSERT OR IGNORE INTO change VALUES (?, ?, ?, ?, ?)", entries)


def _write_rows(connection: Connection, compartment: str, rids: dict[tuple[str, str], int], new: set[int], plan: merge.Plan) -> Touched:
    cells: dict[int, dict[tuple[str, str], dict[str, Live]]] = {}
    for cell, live in plan.heads.items():
        cells.setdefault(cell.record, {})[cell.field, cell.element] = live
    names = {rid: key for key, rid in rids.items()}
    known = set(rids.values()) - new
    before = _conflicts(connection, known)
    shown = [(rid, names[rid][1], merge.show(names[rid][1], cells.get(rid, {}))) for rid in sorted(names)]
    rows.write(connection, shown, known)
    search.write(connection, shown, {rid for rid in known if names[rid][1] in KINDS})
    touched = Touched()
    for rid, kind, record in shown:
        key = (compartment, kind, names[rid][0])
        (touched.new if rid in new else touched.changed).add(key)
        touched.conflicts |= {(*key, name) for name in record.conflicts if (rid, name) not in before}
    return touched


def _conflicts(connection: Connection, rids: set[int]) -> set[tuple[int, str]]:
    found = connection.exec_driver_sql(
        "SELECT rid, field FROM conflict WHERE rid IN (SELECT value FROM json_each(?))", (heads.json_list(rids),)
    )
    return {(row[0], row[1]) for row in found}
