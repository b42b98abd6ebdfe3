"""The one way in for a person's work: operations become lines of the own log, are projected, and answered by one outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import UNSET

from jitdesk.domain import check, decide
from jitdesk.domain.changes import Line, encode
from jitdesk.domain.decide import Op
from jitdesk.domain.fields import Kind, Type
from jitdesk.domain.merge import Cell, Live
from jitdesk.domain.records import Record
from jitdesk.kernel.canon import MAX_LINE
from jitdesk.kernel.clock import stamp
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import is_id, new_id
from jitdesk.services import sealing
from jitdesk.services.desk import Desk
from jitdesk.services.resolving import one, to_id
from jitdesk.services.standing import Standing
from jitdesk.storage import log, queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections import heads, projector
from jitdesk.storage.projections.projector import Applied, Touched

# A line names at most so many heads (docs/bundle-format.md, "limits").
_SUPERSEDES = 256
_SAW = 1_024


@dataclass(frozen=True)
class Outcome:
    """What a command did: the ids it made or changed, in order, and what was touched."""

    ids: tuple[str, ...]
    touched: Touched = field(default_factory=Touched)


def add(desk: Desk, kind: str, records: Sequence[Mapping[str, Any]], compartment: str | None = None) -> Outcome:
    """Make records of one kind, all or none; values typed, links as ids, codes or references."""
    of = decide.kind(kind)
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        place = standing.called(compartment) if compartment else standing.whole_team
        ops: list[Op] = []
        ids = []
        for values in records:
            id = new_id(desk.random)
            found = decide.add(id, of, place, standing.narrow(place), _linked(connection, standing, of, place, values))
            ops.extend(found)
            ids.append(id)
        return Outcome(tuple(ids), commit(desk, connection, standing, ops))


def change(desk: Desk, reference: str, values: Mapping[str, Any]) -> Outcome:
    """Set fields of a record; archiving is setting `archived`."""
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        record = one(connection, standing, reference)
        of = decide.kind(record.kind)
        for name in values:
            decide.field(of, name)
        ops = decide.edit(record, _linked(connection, standing, of, record.compartment, values))
        return Outcome((record.id,), commit(desk, connection, standing, ops))


def settle(desk: Desk, reference: str, name: str, *, take: str | None = None, value: Any = None) -> Outcome:
    """Settle a conflict by one of its changes, or by another value; the ordinary change supersedes all heads."""
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        record = one(connection, standing, reference)
        declared = decide.field(decide.kind(record.kind), name)
        if name not in record.conflicts:
            raise Refused("conflict.none", field=name, record=reference)
        if take is not None:
            value = _taken(connection, record, name, take)
        elif not declared.is_list and declared.type is Type.LINK:
            value = to_id(connection, standing, value)
        ops = list(decide.settled(record, declared, check.entered(declared, value)))
        return Outcome((record.id,), commit(desk, connection, standing, ops))


def _taken(connection: Connection, record: Record, name: str, take: str) -> Any:
    found = queries.by_id(connection, record.id)
    rid = next(f.rid for f in found if f.kind == record.kind and f.compartment == record.compartment)
    values = {
        live.name: live.value for cell, those in queries.cells(connection, rid).items() if cell.field == name for live in those.values()
    }
    if take not in values:
        raise Refused("conflict.no_change", change=take, field=name, changes=", ".join(sorted(values)))
    return values[take]


def _linked(connection: Connection, standing: Standing, of: Kind, place: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with links as ids; a link may not lead into a compartment that not all readers of `place` read."""
    result = dict(values)
    for declared in of.fields:
        value = values.get(declared.name)
        if declared.type is not Type.LINK or not value:
            continue
        if declared.is_list != isinstance(value, list):
            continue  # refused by the field's own check
        given = value if isinstance(value, list) else [value]
        ids = [_link(connection, standing, declared.of, declared.name, place, str(entry)) for entry in given]
        result[declared.name] = ids if declared.is_list else ids[0]
    return result


def _link(connection: Connection, standing: Standing, kind: str, name: str, place: str, reference: str) -> str:
    found = one(connection, standing, reference)
    if kind and found.kind != kind:
        raise Refused("link.kind", field=name, kind=kind, found=found.kind)
    if not standing.readers(place) <= standing.readers(found.compartment):
        raise Refused("link.narrower", field=name, compartment=standing.name(place))
    return found.id


def commit(desk: Desk, connection: Connection, standing: Standing, ops: Sequence[Op]) -> Touched:
    """Write operations as lines of the own log and project them; refused where this device may not write."""
    total = Touched()
    for compartment in dict.fromkeys(op.compartment for op in ops):
        may_write(desk, standing, compartment)
        mine = [op for op in ops if op.compartment == compartment]
        total.add(_commit(desk, connection, compartment, mine))
        sealing.seal_full(desk, connection, compartment)
    return total


def may_write(desk: Desk, standing: Standing, compartment: str) -> None:
    """Raise Refused unless this device may write records in a compartment."""
    charter = standing.charters.get(compartment)
    if standing.roster.unknown or (charter and charter.unknown):
        raise Refused("right.newer")
    if not standing.roster.may_write(desk.device):
        raise Refused("right.observer" if standing.roster.role(desk.device) else "right.removed")
    if charter is None or not charter.reads(desk.device):
        raise Refused("right.compartment", compartment=standing.name(compartment))


def _commit(desk: Desk, connection: Connection, compartment: str, ops: Sequence[Op]) -> Touched:
    cells = _cells(connection, compartment, ops)
    number = log.next_number(connection, compartment, desk.device)
    group = new_id(desk.random)
    seen = log.seen(connection, compartment)
    lines: list[bytes] = []
    for op in ops:
        seen = stamp(desk.clock, seen)
        lines.append(_line(desk, op, group, seen, cells))
    log.append(connection, compartment, number, lines)
    log.see(connection, compartment, seen)
    return projector.apply(connection, compartment, [Applied(desk.device, number + i, line) for i, line in enumerate(lines)])


def _line(desk: Desk, op: Op, group: str, stamp: str, cells: Mapping[tuple[str, str], Mapping[Cell, Mapping[str, Live]]]) -> bytes:
    mine = cells.get((op.kind, op.record), {})
    here = [live for cell, those in mine.items() if (cell.field, cell.element) == (op.field, op.element) for live in those.values()]
    newest = sorted(here, key=lambda live: live.rank)[-_SUPERSEDES:]
    saw = UNSET
    if op.field == "archived" and op.value is True:
        others = [live for cell, those in mine.items() if cell.field != "archived" for live in those.values()]
        saw = sorted(live.name for live in others)[:_SAW]  # type: ignore[assignment]
    data = encode(
        Line(
            field=op.field,
            group=group,
            kind=op.kind,
            record=op.record,
            salt=new_id(desk.random),
            stamp=stamp,
            supersedes=sorted(live.name for live in newest),
            value=op.value,
            element=op.element or UNSET,
            saw=saw,
        )
    )
    if len(data) > MAX_LINE:
        raise Refused("field.too_long", field=op.field)
    return data


def _cells(connection: Connection, compartment: str, ops: Sequence[Op]) -> dict[tuple[str, str], dict[Cell, dict[str, Live]]]:
    """The heads of all cells of the records that `ops` touch, by (kind, record)."""
    rids: dict[int, tuple[str, str]] = {}
    for kind, record in {(op.kind, op.record) for op in ops}:
        for found in queries.by_id(connection, record):
            if (found.kind, found.compartment) == (kind, compartment):
                rids[found.rid] = (kind, record)
    result: dict[tuple[str, str], dict[Cell, dict[str, Live]]] = {}
    if rids:
        for cell, live in heads.load(connection, list(rids)).items():
            result.setdefault(rids[cell.record], {})[cell] = live
    return result


def parse(kind: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """Typed values of `field=text` pairs; raises Refused for a field or value that does not exist."""
    of = decide.kind(kind)
    result: dict[str, Any] = {}
    for name, text in texts.items():
        declared = decide.field(of, name)
        if declared.type is Type.LINK and not is_id(text):
            result[name] = check.listed(text) if declared.is_list else text or None
        else:
            result[name] = check.parse(declared, text)
    return result
