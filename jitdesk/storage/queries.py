"""Reads for lists, details and search; returns frozen records and plain values, never rows of a driver."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from jitdesk.domain.fields import Kind
from jitdesk.domain.kinds import KINDS, LOGS
from jitdesk.domain.merge import Cell, Live
from jitdesk.domain.records import Record
from jitdesk.kernel.values import ChangeName
from jitdesk.storage.projections import heads, rows

NEWEST_HITS = 2_000
CHANGED = "changed"


class Found(NamedTuple):
    """Where a record stands."""

    rid: int
    id: str
    kind: str
    compartment: str


FOUND = "SELECT r.rid, r.id, r.kind, c.name FROM record r JOIN compartment c ON c.id = r.compartment "


def by_id(connection: Connection, id: str) -> list[Found]:
    """Records with this id: as a rule one; more where somebody reused an id in another compartment or kind."""
    return [Found(*row) for row in connection.exec_driver_sql(FOUND + "WHERE r.id = ? ORDER BY r.rid", (id,))]


def by_code(connection: Connection, code: str) -> list[Found]:
    """Records that people name by this code or reference."""
    found: list[Found] = []
    for kind in KINDS.values():
        if kind.code:
            text = FOUND + f"JOIN {kind.name} k ON k.rid = r.rid WHERE k.{kind.code} = ? ORDER BY r.rid"
            found.extend(Found(*row) for row in connection.exec_driver_sql(text, (code,)))
    return found


def rids_of(connection: Connection, ids: Collection[str]) -> dict[tuple[str, str, str], int]:
    """Row numbers by compartment, kind and id of all records with these ids."""
    rows = connection.exec_driver_sql(
        "SELECT c.name, r.kind, r.id, r.rid FROM record r JOIN compartment c ON c.id = r.compartment "
        "WHERE r.id IN (SELECT value FROM json_each(?))",
        (heads.json_list(ids),),
    )
    return {(row[0], row[1], row[2]): row[3] for row in rows}


def worked_on(connection: Connection, rids: Collection[int], device: str, since: Mapping[str, int]) -> set[int]:
    """Those of the records that a device changed, by changes of a compartment's number in `since` or later (of any where it has none)."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT h.rid, p.name, h.number FROM change h JOIN device d ON d.id = h.device JOIN compartment p ON p.id = h.compartment "
        "WHERE d.name = ? AND h.rid IN (SELECT value FROM json_each(?))",
        (device, heads.json_list(rids)),
    )
    return {rid for rid, compartment, number in rows if number >= since.get(compartment, 1)}


def record(connection: Connection, rid: int) -> Record | None:
    """One record, or None; of a kind that this version does not know, without values."""
    found = connection.exec_driver_sql(FOUND + "WHERE r.rid = ?", (rid,)).first()
    if found is None:
        return None
    place = Found(*found)
    if place.kind not in KINDS:
        return Record(place.id, place.kind, place.compartment)
    return next(iter(records(connection, place.kind, [rid])), None)


def records(connection: Connection, kind: str, rids: Sequence[int]) -> list[Record]:
    """The records of one kind with these row numbers, in this order; missing ones are left out."""
    by_rid = {rid: entry for rid, entry in _records(connection, KINDS[kind], rids)}
    return [by_rid[rid] for rid in rids if rid in by_rid]


def _records(connection: Connection, kind: Kind, rids: Collection[int]) -> Iterator[tuple[int, Record]]:
    names = ", ".join(f"k.{field.name}" for field in kind.fields)
    wanted = heads.json_list(rids)
    clashes: dict[int, set[str]] = {}
    for rid, field in connection.exec_driver_sql(
        "SELECT rid, field FROM conflict WHERE rid IN (SELECT value FROM json_each(?))", (wanted,)
    ):
        clashes.setdefault(rid, set()).add(field)
    text = (
        f"SELECT r.rid, r.id, c.name, {names} FROM {kind.name} k JOIN record r ON r.rid = k.rid "  # noqa: S608 - names of the field table
        "JOIN compartment c ON c.id = r.compartment WHERE k.rid IN (SELECT value FROM json_each(?))"
    )
    for rid, id, compartment, *columns in connection.exec_driver_sql(text, (wanted,)):
        values = {field.name: rows.unpack(field, column) for field, column in zip(kind.fields, columns, strict=True)}
        present = {name: value for name, value in values.items() if value is not None}
        yield rid, Record(id, kind.name, compartment, present, frozenset(clashes.get(rid, ())))


class Wanted(NamedTuple):
    """What a list shows: the order, which way, and whether archived records are in it, and restricted ones."""

    order: str = CHANGED
    descending: bool = False
    archived: bool = False
    restricted: bool = False
    where: tuple[tuple[str, Any], ...] = ()


def rids(connection: Connection, kind: str, wanted: Wanted = Wanted(), limit: int = -1) -> list[int]:  # noqa: B008 - immutable
    """Row numbers of a kind's records in the wanted order; a first block with `limit`, all without."""
    table = KINDS[kind]
    offered = {CHANGED} | {f.name for f in table.fields if f.order}
    if wanted.order not in offered:
        raise ValueError("no such order")
    clauses = [] if wanted.archived else ["archived IS NOT 1"]
    if not wanted.restricted and table.field("restricted"):
        clauses.append("restricted IS NOT 1")
    arguments: list[Any] = []
    for name, value in wanted.where:
        if table.field(name) is None:
            raise ValueError("no such field")
        clauses.append(f"{name} IS ?")
        arguments.append(value)
    where = f"WHERE {' AND '.join(clauses)} " if clauses else ""
    way = "DESC" if wanted.descending else "ASC"
    text = f"SELECT rid FROM {kind} {where}ORDER BY {wanted.order} {way}, rid {way} LIMIT ?"  # noqa: S608 - names of the field table
    return [row[0] for row in connection.exec_driver_sql(text, (*arguments, limit))]


def count(connection: Connection, kind: str) -> int:
    """How many records of a kind are neither archived nor restricted."""
    open_to_all = "AND restricted IS NOT 1" if KINDS[kind].field("restricted") else ""
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM {kind} WHERE archived IS NOT 1 {open_to_all}").scalar() or 0)  # noqa: S608


def restricted(connection: Connection, compartment: str) -> list[Found]:
    """The restricted records of a compartment."""
    found = []
    for kind in KINDS.values():
        if kind.field("restricted"):
            text = FOUND + f"JOIN {kind.name} k ON k.rid = r.rid WHERE c.name = ? AND k.restricted = 1 ORDER BY r.rid"
            found += [Found(*row) for row in connection.exec_driver_sql(text, (compartment,))]
    return found


def about(connection: Connection, id: str) -> list[Found]:
    """Records that link to the record with this id."""
    found: dict[int, Found] = {}
    for kind in KINDS.values():
        for field in kind.fields:
            if field.type.value == "link" and not field.is_list:
                text = FOUND + f"JOIN {kind.name} k ON k.rid = r.rid WHERE k.{field.name} = ?"
                found.update((row[0], Found(*row)) for row in connection.exec_driver_sql(text, (id,)))
    text = FOUND + "JOIN element e ON e.rid = r.rid WHERE e.element = ?"
    found.update((row[0], Found(*row)) for row in connection.exec_driver_sql(text, (id,)))
    return [found[rid] for rid in sorted(found)]


def leading(connection: Connection, ids: Collection[str]) -> list[tuple[str, Found]]:
    """Records that link to one of these ids, each with that id."""
    wanted = heads.json_list(ids)
    fields = [
        (kind.name, field.name) for kind in KINDS.values() for field in kind.fields if field.type.value == "link" and not field.is_list
    ]
    found: list[tuple[str, Found]] = []
    for table, link in [*fields, ("element", "element")]:
        text = (
            f"SELECT k.{link}, r.rid, r.id, r.kind, c.name FROM {table} k JOIN record r ON r.rid = k.rid "  # noqa: S608 - names of the field table
            f"JOIN compartment c ON c.id = r.compartment WHERE k.{link} IN (SELECT value FROM json_each(?))"
        )
        found.extend((row[0], Found(*row[1:])) for row in connection.exec_driver_sql(text, (wanted,)))
    return found


def selves(connection: Connection, place: Found) -> Iterator[Found]:
    """A record, and what it was before it was moved to fewer readers: where it stands now first."""
    seen: set[int] = set()
    now: Found | None = place
    while now is not None and now.rid not in seen:
        seen.add(now.rid)
        yield now
        found = record(connection, now.rid)
        compartment, _, id = str(found.get("moved_from", "") if found else "").rpartition("/")
        now = next((one for one in by_id(connection, id) if (one.compartment, one.kind) == (compartment, place.kind)), None)


def hanging(connection: Connection, id: str) -> list[Found]:
    """Records that hang on the one with this id, by the link that their kind cannot do without; entries of a log hang on nothing."""
    found: list[Found] = []
    for kind in KINDS.values():
        if kind.subject and kind.name not in LOGS:
            text = FOUND + f"JOIN {kind.name} k ON k.rid = r.rid WHERE k.{kind.subject} = ?"
            found += [Found(*row) for row in connection.exec_driver_sql(text, (id,))]
    return sorted(found)


def search(connection: Connection, match: str, limit: int) -> list[Found]:
    """Records that match, best first, ranked among the newest 2,000 hits."""
    text = (
        "SELECT r.rid, r.id, r.kind, c.name FROM (SELECT rowid AS hit, rank AS score FROM search WHERE search MATCH ? AND rowid >= ?) h "
        "JOIN record r ON r.rid = h.hit JOIN compartment c ON c.id = r.compartment ORDER BY h.score, r.rid DESC LIMIT ?"
    )
    newest = connection.exec_driver_sql(
        "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?", (match, NEWEST_HITS - 1)
    ).scalar()
    return [Found(*row) for row in connection.exec_driver_sql(text, (match, newest or 0, limit))]


def cells(connection: Connection, rid: int) -> dict[Cell, dict[str, Live]]:
    """Every live value of a record, unknown fields too."""
    return cells_of(connection, [rid])[rid]


def cells_of(connection: Connection, rids: Collection[int]) -> dict[int, dict[Cell, dict[str, Live]]]:
    """Every live value of several records, by row number."""
    loaded = heads.load(connection, list(rids))
    return {rid: {Cell(rid, *key): live for key, live in loaded.get(rid, {}).items()} for rid in rids}


def conflicts(connection: Connection) -> list[tuple[Found, str]]:
    """Every field in conflict, with its record."""
    text = (
        "SELECT r.rid, r.id, r.kind, c.name, k.field FROM conflict k JOIN record r ON r.rid = k.rid "
        "JOIN compartment c ON c.id = r.compartment ORDER BY r.rid, k.field"
    )
    return [(Found(*row[:4]), row[4]) for row in connection.exec_driver_sql(text)]


def changes(connection: Connection, rid: int) -> list[ChangeName]:
    """The names of all applied changes of a record."""
    text = "SELECT d.name, c.number, c.mark FROM change c JOIN device d ON d.id = c.device WHERE c.rid = ?"
    return [ChangeName(*row) for row in connection.exec_driver_sql(text, (rid,))]
