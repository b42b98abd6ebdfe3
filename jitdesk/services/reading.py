"""Reads for people: lists, one record, its history, search, conflicts; names instead of numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET

from jitdesk.domain import decide, folding
from jitdesk.domain.changes import Stub, change_name, decode_line
from jitdesk.domain.merge import Live, differ
from jitdesk.domain.records import Record
from jitdesk.kernel.clock import instant
from jitdesk.services import consulting
from jitdesk.services.desk import Desk
from jitdesk.services.resolving import found, one
from jitdesk.services.standing import Standing
from jitdesk.storage import lists, log, queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.queries import Found, Wanted


@dataclass(frozen=True)
class Past:
    """One change of a record, as its history shows it; `value` is missing where the line was erased."""

    change: str
    device: str
    member: str
    stamp: str
    field: str
    element: str
    value: Any
    bundle: str | None


@dataclass(frozen=True)
class Side:
    """One value of a field in conflict: the change that set it, by whom and when."""

    change: str
    value: Any
    element: str
    member: str
    stamp: str


@dataclass(frozen=True)
class Conflict:
    """A field that holds more than one value, or a record changed beside its archiving."""

    record: Record
    field: str
    sides: tuple[Side, ...]
    sealed: bool  # the record is under protection: its values are not shown in passing


def ids(desk: Desk, kind: str, wanted: Wanted = Wanted(), limit: int = -1) -> list[int]:  # noqa: B008 - immutable
    """Row numbers of a kind's records in the wanted order, for a list that fetches its rows as they are seen."""
    with desk.db.read() as connection:
        return queries.rids(connection, kind, wanted, limit)


def rows(desk: Desk, kind: str, rids: Sequence[int]) -> list[Record]:
    """The records with these row numbers."""
    with desk.db.read() as connection:
        return queries.records(connection, kind, rids)


def listed(desk: Desk, kind: str, wanted: Wanted = Wanted(), limit: int = -1) -> list[Record]:  # noqa: B008 - immutable
    """All records of a kind in the wanted order, those under protection sealed; raises Refused for a kind that does not exist."""
    decide.kind(kind)
    with desk.db.read() as connection:
        return consulting.shown(connection, queries.records(connection, kind, queries.rids(connection, kind, wanted, limit)), desk.opened)


def show(desk: Desk, reference: str) -> Record:
    """The record that is meant by id, code or reference; sealed if it is under protection."""
    with desk.db.read() as connection:
        return consulting.shown(connection, [one(connection, desk.standing(connection), reference)], desk.opened)[0]


def open_protected(desk: Desk, reference: str, reason: str) -> Record:
    """The whole record that is meant; where it is under protection, who opens it and why is logged first."""
    return consulting.open_protected(desk, reference, reason)


def about(desk: Desk, id: str) -> list[Record]:
    """Records that link to the one with this id, those under protection sealed."""
    with desk.db.read() as connection:
        those = queries.about(connection, id)
        records = [record for f in those if (record := queries.record(connection, f.rid)) is not None]
        return consulting.shown(connection, records, desk.opened)


def search(desk: Desk, words: str, limit: int = 50, *, typing: bool = False) -> list[Record]:
    """Records that hold all words, those under protection sealed; while `typing` the last word may be a beginning."""
    match = folding.query(words, prefix_last=typing)
    if not match:
        return []
    with desk.db.read() as connection:
        return consulting.shown(connection, _records(connection, queries.search(connection, match, limit)), desk.opened)


def _records(connection: Connection, those: Sequence[Found]) -> list[Record]:
    result: dict[int, Record] = {}
    for kind in {f.kind for f in those}:
        rids = [f.rid for f in those if f.kind == kind]
        result.update(zip(rids, queries.records(connection, kind, rids), strict=True))
    return [result[f.rid] for f in those]


def count(desk: Desk, kind: str) -> int:
    """How many records of a kind there are, archived ones left out."""
    with desk.db.read() as connection:
        return queries.count(connection, kind)


def history(desk: Desk, reference: str) -> list[Past]:
    """Every change of a record, oldest claim first."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        place = found(connection, standing, reference)
        names = queries.changes(connection, place.rid)
        lines = log.lines(connection, place.compartment, desk.device, names)
        past = [_past(standing, str(name), *lines[name]) for name in names if name in lines]
    return sorted(past, key=lambda p: (p.stamp, p.change))


def _past(standing: Standing, name: str, data: bytes, bundle: str | None) -> Past:
    device, number, _ = name.split(".")
    line = decode_line(data)
    if isinstance(line, Stub):
        return Past(change_name(device, int(number), data), device, standing.member(device), "", "", "", None, bundle)
    element = "" if line.element is UNSET else line.element
    return Past(name, device, standing.member(device), line.stamp, line.field, element, line.value, bundle)


def conflicts(desk: Desk) -> list[Conflict]:
    """Every conflict that waits for a person."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        result = []
        for place, name in queries.conflicts(connection):
            record = queries.record(connection, place.rid)
            if record is not None:
                cells = queries.cells(connection, place.rid)
                disputed = [
                    (cell, heads) for cell, heads in cells.items() if cell.field == name and (differ(heads.values()) or not cell.element)
                ]
                those = [_side(standing, cell.element, live) for cell, heads in disputed for live in heads.values()]
                result.append(Conflict(record, name, tuple(those), bool(consulting.protected(connection, [record], desk.opened))))
        return result


def _side(standing: Standing, element: str, live: Live) -> Side:
    return Side(live.name, live.value, element, standing.member(live.name.split(".")[0]), live.stamp)


def names(desk: Desk, ids: Collection[str]) -> dict[str, str]:
    """What people call these records; those that are not on this desk are left out."""
    with desk.db.read() as connection:
        return {id: label.text for id, label in lists.labels(connection, ids).items()}


def compartment_names(desk: Desk) -> dict[str, str]:
    """What people call each compartment on this desk."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        return {id: standing.name(id) for id in standing.charters}


def when(stamp: str) -> str:
    """A stamp as its author's clock had it: "2026-11-25T09:30:00Z" ("" for none)."""
    return instant(stamp).strftime("%Y-%m-%dT%H:%M:%SZ") if stamp else ""
