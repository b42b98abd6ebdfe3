"""From lines to rows: the one way by which applied changes reach heads, rows, search and conflicts, block by block."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from jitdesk.domain import merge
from jitdesk.domain.changes import CHARTER, ROSTER, Line, Named, Stub, encode, named
from jitdesk.domain.kinds import KINDS, LOGS
from jitdesk.domain.merge import Plan, Shown
from jitdesk.storage import decisions, log, many, reports, schema
from jitdesk.storage.projections import acts, heads, rows, search

BLOCK = 10_000


@dataclass
class Touched:
    """What a block did, for previews, reports and the window: records by (compartment, kind, id); conflicts that came and that went."""

    new: set[tuple[str, str, str]] = field(default_factory=set)
    changed: set[tuple[str, str, str]] = field(default_factory=set)
    conflicts: set[tuple[str, str, str, str]] = field(default_factory=set)
    settled: set[tuple[str, str, str, str]] = field(default_factory=set)
    changes: int = 0

    def add(self, other: Touched) -> None:
        """Take in what a further block did."""
        self.new |= other.new
        self.changed |= other.changed - self.new
        # A conflict that came and was settled on the way is neither.
        self.conflicts, self.settled = (
            (self.conflicts - other.settled) | (other.conflicts - self.settled),
            (self.settled - other.conflicts) | (other.settled - self.conflicts),
        )
        self.changes += other.changes


def apply(connection: Connection, compartment: str, lines: Iterable[Named], entry: int | None = None) -> Touched:
    """Apply lines of one compartment, none of them applied before, in blocks of bounded memory, and keep what they did for `entry`."""
    total = Touched()
    for block in _blocks(lines):
        total.add(_apply(connection, compartment, block, entry))
    return total


def recompute(connection: Connection, own: str, rids: Collection[int]) -> Touched:
    """Make records anew from those of their lines that are in force now.

    It is called with the row numbers of the records after lines of theirs were taken out of force, or were erased, in the log; a record of
    which nothing is left is gone.
    """
    places: dict[str, list[int]] = {}
    for rid, compartment in connection.exec_driver_sql(
        "SELECT r.rid, c.name FROM record r JOIN compartment c ON c.id = r.compartment "
        "WHERE r.rid IN (SELECT value FROM json_each(?)) ORDER BY r.rid",
        (heads.json_list(rids),),
    ):
        places.setdefault(compartment, []).append(rid)
    total = Touched()
    for compartment, those in places.items():
        total.add(_recompute(connection, own, compartment, heads.json_list(those)))
    return total


def _recompute(connection: Connection, own: str, compartment: str, rids: str) -> Touched:
    listed = "IN (SELECT value FROM json_each(?))"
    wanted = {(row[0], row[1]) for row in connection.exec_driver_sql(f"SELECT id, kind FROM record WHERE rid {listed}", (rids,))}  # noqa: S608
    segments = log.holding(connection, rids)
    for table in ("head", "head_more", "element", "awaited", "conflict", "change", *KINDS):
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE rid {listed}", (rids,))  # noqa: S608 - names of our own tables
    connection.exec_driver_sql(f"DELETE FROM search WHERE rowid {listed}", (rids,))  # noqa: S608
    touched = apply(connection, compartment, _lines_of(connection, own, compartment, segments, wanted))
    connection.exec_driver_sql(
        f"DELETE FROM record WHERE rid {listed} AND NOT EXISTS (SELECT 1 FROM change c WHERE c.rid = record.rid)",  # noqa: S608
        (rids,),
    )
    return touched


def _lines_of(connection: Connection, own: str, compartment: str, segments: Iterable[int], wanted: set[tuple[str, str]]) -> Iterator[Named]:
    """The lines in force of records (id, kind): those in these segments, and own ones that are not sealed yet."""
    for row in segments:
        yield from _wanted(decisions.in_force(connection, log.segment(connection, row)), wanted)
    if lines := log.open_lines(connection, compartment):
        yield from _wanted(named(own, lines[0][0], (data for _, data in lines)), wanted)


def _wanted(changes: Iterable[Named], wanted: set[tuple[str, str]]) -> Iterator[Named]:
    return (c for c in changes if isinstance(c.line, Line) and (c.line.record, c.line.kind) in wanted)


def rebuild(connection: Connection, own: str, progress: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Throw the projection away and make it anew from the log and the journal."""
    for table in schema.PROJECTION:
        connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - names of our own tables
    connection.exec_driver_sql("INSERT INTO search(search) VALUES ('delete-all')")
    decisions.rebuild(connection)
    segments = list(log.stored_ids(connection, log.APPLIED))
    for done, segment in enumerate(segments):
        progress(done, len(segments))
        stored = log.segment(connection, segment)
        apply(connection, stored.compartment, decisions.in_force(connection, stored))
    for compartment in log.open_compartments(connection):
        lines = log.open_lines(connection, compartment)
        apply(connection, compartment, named(own, lines[0][0], (data for _, data in lines)))
    log.put(connection, "fields", schema.fingerprint())


def _blocks(lines: Iterable[Named]) -> Iterator[list[Named]]:
    lines = iter(lines)
    while block := list(islice(lines, BLOCK)):
        yield block


def _apply(connection: Connection, compartment: str, block: list[Named], entry: int | None) -> Touched:
    place = log.compartment_id(connection, compartment)
    lines, held = _sorted(block)
    acts.write(connection, compartment, held)
    if not lines:
        return Touched(changes=len(held))
    rids, new = _records(connection, place, lines.keys())
    known = set(rids.values()) - new
    changes = {rids[key]: those for key, those in lines.items()}
    plan = _plan(connection, changes, known)
    before = _conflicts(connection, known) if known else {}
    names = {rids[key]: key for key in lines}
    shown = [(rid, names[rid][1], merge.show(names[rid][1], plan.heads[rid])) for rid in sorted(names)]
    entries = _entries(connection, place, changes)
    search.write(connection, shown, known)
    # The index is written while the rest is made ready: nothing is asked of the database until all of it is.
    packed, made = heads.pack(plan.heads), rows.make(shown)
    report = reports.pack(compartment, names, new, plan) if entry is not None else b""
    many.insert(connection, "change", entries, "IGNORE")
    heads.write(connection, packed, known, plan)
    rows.write(connection, made, known)
    if entry is not None:
        reports.keep(connection, entry, report)
    touched = _touched(compartment, names, new, before, shown)
    touched.changes = len(entries) + len(held)
    return touched


def _sorted(block: list[Named]) -> tuple[dict[tuple[str, str], list[Named]], list[tuple[str, bytes]]]:
    """The lines of each record (id, kind), and acts by their names."""
    lines: dict[tuple[str, str], list[Named]] = {}
    held: list[tuple[str, bytes]] = []
    for change in block:
        line = change.line
        if isinstance(line, Stub):
            continue
        if line.kind in (ROSTER, CHARTER):
            held.append((change.name, encode(line)))
        elif (those := lines.get(key := (line.record, line.kind))) is not None:
            those.append(change)
        else:
            lines[key] = [change]
    return lines, held


def _plan(connection: Connection, changes: Mapping[int, Sequence[Named]], known: set[int]) -> Plan:
    before = heads.load(connection, known) if known else {}
    awaited = heads.awaited(connection, known) if known else []
    plan = merge.plan(before, awaited, changes)
    if awaited:  # a name that some line superseded in a cell to which it does not belong is awaited there no more
        here = {(rid, change.name) for rid, those in changes.items() for change in those}
        plan.arrived |= {(cell, name) for cell, name in awaited if (cell.record, name) in here}
    return plan


def _records(connection: Connection, place: int, wanted: Set[tuple[str, str]]) -> tuple[dict[tuple[str, str], int], set[int]]:
    ids = heads.json_list(id for id, _ in wanted)
    found = connection.exec_driver_sql(
        "SELECT id, kind, rid FROM record WHERE compartment = ? AND id IN (SELECT value FROM json_each(?))", (place, ids)
    )
    rids = {(row[0], row[1]): int(row[2]) for row in found if (row[0], row[1]) in wanted}  # an id may stand in another kind too
    last = int(connection.exec_driver_sql("SELECT coalesce(max(rid), 0) FROM record").scalar() or 0)
    fresh = {key: last + i for i, key in enumerate(sorted(wanted - rids.keys()), start=1)}
    if fresh:
        many.insert(connection, "record", [(rid, id, place, kind) for (id, kind), rid in fresh.items()])
    return rids | fresh, set(fresh.values())


def _entries(connection: Connection, place: int, changes: Mapping[int, Sequence[Named]]) -> list[tuple[Any, ...]]:
    devices = {device: log.device_id(connection, device) for device in {change.device for those in changes.values() for change in those}}
    return sorted((rid, place, devices[c.device], c.number, c.hash[:16]) for rid, those in changes.items() for c in those)


def _touched(
    compartment: str,
    names: Mapping[int, tuple[str, str]],
    new: set[int],
    before: Mapping[int, frozenset[str]],
    shown: Iterable[tuple[int, str, Shown]],
) -> Touched:
    touched = Touched()
    for rid, kind, record in shown:
        if kind in LOGS:
            continue  # what was handed over or opened is logged with every bundle: it is nobody's news
        key = (compartment, kind, names[rid][0])
        (touched.new if rid in new else touched.changed).add(key)
        was = before.get(rid, _NONE)
        if was or record.conflicts:
            touched.conflicts |= {(*key, name) for name in record.conflicts - was}
            touched.settled |= {(*key, name) for name in was - record.conflicts}
    return touched


_NONE: frozenset[str] = frozenset()


def _conflicts(connection: Connection, rids: set[int]) -> dict[int, frozenset[str]]:
    found = connection.exec_driver_sql(
        "SELECT rid, field FROM conflict WHERE rid IN (SELECT value FROM json_each(?))", (heads.json_list(rids),)
    )
    result: dict[int, frozenset[str]] = {}
    for rid, name in found:
        result[rid] = result.get(rid, _NONE) | {name}
    return result
