"""The one way in for a person's work: operations become lines of the own log, are projected, and answered by one outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from msgspec import UNSET

from jitdesk.domain import check, decide, life, protection
from jitdesk.domain.changes import Line, change_name, encode, named
from jitdesk.domain.decide import Op
from jitdesk.domain.fields import Field, Kind, Merge, Type
from jitdesk.domain.merge import Cell, Live, differ
from jitdesk.domain.records import Record
from jitdesk.kernel.canon import MAX_LINE
from jitdesk.kernel.clock import stamp
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import is_id, new_id
from jitdesk.services import sealing
from jitdesk.services.desk import Desk
from jitdesk.services.resolving import found, one
from jitdesk.services.standing import Standing
from jitdesk.storage import lists, log, queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections import heads, projector
from jitdesk.storage.projections.projector import Touched

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
        place = standing.called(compartment) if compartment else _usual(desk, connection, standing, of, records)
        link = cache(partial(_link, connection, standing, place))
        ids = [new_id(desk.random) for _ in records]
        narrow = standing.narrow(place)
        typed = [_linked(of.fields, values, link) for values in records]
        ops = [op for id, values in zip(ids, typed, strict=True) for op in decide.add(id, of, place, narrow, values)]
        touched = commit(desk, connection, standing, ops)
        follow(desk, connection, standing, touched, kind, ids, records)
        return Outcome(tuple(ids), touched)


def _usual(desk: Desk, connection: Connection, standing: Standing, of: Kind, records: Sequence[Mapping[str, Any]]) -> str:
    """Where records go of which nobody said where: to the whole team; who a witness is, and what protects one, where fewer read.

    That is where the identity stands, or the only such compartment; of several, for a measure, the one with the fewest readers.
    """
    if of.name not in protection.SEALED:
        return standing.whole_team
    witnesses = [found(connection, standing, str(values[of.subject]), "witness") for values in records if values.get(of.subject)]
    open_to = [standing.readers(witness.compartment) for witness in witnesses]
    narrow = [
        place
        for place in standing.charters
        if standing.narrow(place) and all(standing.readers(place) <= those for those in open_to) and can_write(desk, standing, place)
    ]
    kept = {identity.compartment for identity in lists.linked(connection, protection.IDENTITY, "witness", [one.id for one in witnesses])}
    known = [place for place in narrow if place in kept] or narrow
    if len(known) > 1 and of.narrow:
        return standing.whole_team  # where it is refused: who may know a name, a person says
    return min(known, key=lambda place: (len(standing.readers(place)), place), default=standing.whole_team)


def change(desk: Desk, reference: str, values: Mapping[str, Any]) -> Outcome:
    """Set fields of a record; archiving is setting `archived`."""
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        record = one(connection, standing, reference)
        of = decide.kind(record.kind)
        for name in values:
            decide.field(of, name)
        ops = decide.edit(record, _linked(of.fields, values, partial(_link, connection, standing, record.compartment)))
        if record.kind == "request":
            life.may_edit(record, [op.field for op in ops])
        touched = commit(desk, connection, standing, ops)
        follow(desk, connection, standing, touched, record.kind, [record.id], [values])
        return Outcome((record.id,), touched)


def follow(
    desk: Desk,
    connection: Connection,
    standing: Standing,
    touched: Touched,
    kind: str,
    ids: Sequence[str],
    records: Sequence[Mapping[str, Any]],
) -> None:
    """Tasks follow what they were made of as it is recorded: limits, originals to give back, what may exculpate, identities that leave."""
    from jitdesk.services import deadlines, fairness, reminders, second_reader

    if kind in deadlines.WATCHED and not all(deadlines.WATCHED[kind].isdisjoint(values) for values in records):
        touched.add(reminders.follow(desk, connection, standing, kind, ids))
    if kind in fairness.WATCHED and not all(fairness.WATCHED[kind].isdisjoint(values) for values in records):
        touched.add(fairness.follow(desk, connection, standing, kind, ids))
    if kind in second_reader.WATCHED and not all(second_reader.WATCHED[kind].isdisjoint(values) for values in records):
        touched.add(second_reader.follow(desk, connection, standing, kind, ids))


def settle(desk: Desk, reference: str, name: str, *, take: str | None = None, value: Any = None) -> Outcome:
    """Settle a conflict by one of its changes, or by another value; the ordinary change supersedes all heads."""
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        record = one(connection, standing, reference)
        of = decide.kind(record.kind)
        declared = of.field(name) if take is not None else None  # what only services write can be settled by one of its values
        declared = declared or decide.field(of, name)
        if name not in record.conflicts:
            raise Refused("conflict.none", field=name, record=reference)
        if record.kind == "request" and take is None:
            life.may_edit(record, [name])
        heads = _heads(connection, record, name)
        if take is not None:
            value, disputed = _taken(record, declared, heads, take)
        else:
            value = _linked(of.fields, {name: value}, partial(_link, connection, standing, record.compartment))[name]
            disputed = {element for element, those in heads.items() if differ(those.values())}
        ops = list(decide.settled(record, declared, check.entered(declared, value), disputed))
        touched = commit(desk, connection, standing, ops)
        follow(desk, connection, standing, touched, record.kind, [record.id], [{name: value}])
        return Outcome((record.id,), touched)


def _heads(connection: Connection, record: Record, name: str) -> dict[str, dict[str, Live]]:
    """The heads of a field by element ("" where it is no set)."""
    found = queries.by_id(connection, record.id)
    rid = next(f.rid for f in found if f.kind == record.kind and f.compartment == record.compartment)
    return {cell.element: live for cell, live in queries.cells(connection, rid).items() if cell.field == name}


def _taken(record: Record, declared: Field, heads: Mapping[str, Mapping[str, Live]], take: str) -> tuple[Any, set[str]]:
    """The value of the field with the change `take` in force, and the element that this settles."""
    sides = {live.name: (element, live.value) for element, those in heads.items() for live in those.values()}
    if take not in sides:
        raise Refused("conflict.no_change", change=take, field=declared.name, changes=", ".join(sorted(sides)))
    element, value = sides[take]
    if declared.merge is Merge.SET:
        others = [entry for entry in record.get(declared.name, []) if entry != element]
        value = [*others, element] if value else others
    return value, {element}


def linked(connection: Connection, standing: Standing, place: str, fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a record in `place` with links as ids."""
    return _linked(fields, values, partial(_link, connection, standing, place))


def _linked(fields: Sequence[Field], values: Mapping[str, Any], link: Callable[[Field, str], str]) -> dict[str, Any]:
    """The values with links as ids, those in columns of groups too."""
    result = dict(values)
    for declared in fields:
        value = values.get(declared.name)
        if not value or declared.is_list != isinstance(value, list):
            continue  # nothing there, or refused by the field's own check
        given = value if isinstance(value, list) else [value]
        if declared.type is Type.LINK:
            those: list[Any] = [link(declared, str(entry)) for entry in given]
        elif declared.columns and all(isinstance(entry, dict) for entry in given):
            those = [_linked(declared.columns, entry, link) for entry in given]
        else:
            continue
        result[declared.name] = those if declared.is_list else those[0]
    return result


def _link(connection: Connection, standing: Standing, place: str, declared: Field, reference: str) -> str:
    """The id that a link from `place` leads to; never into a compartment that not all readers of `place` read."""
    target = found(connection, standing, reference, declared.of)
    if declared.of and target.kind != declared.of:
        raise Refused("link.kind", field=declared.name, kind=declared.of, found=target.kind)
    if not standing.readers(place) <= standing.readers(target.compartment):
        raise Refused("link.narrower", field=declared.name, compartment=standing.name(place))
    return target.id


def commit(
    desk: Desk, connection: Connection, standing: Standing, ops: Sequence[Op], group: str | None = None, entry: int | None = None
) -> Touched:
    """Write operations as lines of the own log and project them; refused where this device may not write.

    `group` is that of an act which they go with; else each compartment gets a group of its own. What they do is kept for the `entry` of
    the journal, if one is given.
    """
    total = Touched()
    for compartment in dict.fromkeys(op.compartment for op in ops):
        may_write(desk, standing, compartment)
        mine = [op for op in ops if op.compartment == compartment]
        total.add(_commit(desk, connection, compartment, mine, group or new_id(desk.random), entry))
        sealing.seal_full(desk, connection, compartment)
    return total


def may_write(desk: Desk, standing: Standing, compartment: str) -> None:
    """Raise Refused unless this device may write records in a compartment."""
    charter = standing.charters.get(compartment)
    if standing.roster.unknown or (charter and charter.unknown):
        raise Refused("right.newer")
    if not standing.roster.may_write(desk.device):
        raise Refused("right.observer" if standing.roster.role(desk.device) else "right.removed")
    if charter is None or standing.out_of(compartment, desk.device):
        raise Refused("right.compartment", compartment=standing.name(compartment))


def can_write(desk: Desk, standing: Standing, compartment: str) -> bool:
    """Whether this device may write records in a compartment."""
    try:
        may_write(desk, standing, compartment)
    except Refused:
        return False
    return True


def _commit(desk: Desk, connection: Connection, compartment: str, ops: Sequence[Op], group: str, entry: int | None) -> Touched:
    cells = _cells(connection, compartment, ops)
    number = log.next_number(connection, compartment, desk.device)
    seen = log.seen(connection, compartment)
    lines: list[bytes] = []
    fresh: dict[tuple[str, str], list[str]] = {}
    for op in sorted(ops, key=lambda op: op.field == "archived"):  # who archives has seen what goes with it
        seen = stamp(desk.clock, seen)
        mine = fresh.setdefault((op.kind, op.record), [])
        lines.append(_line(desk, op, group, seen, cells, mine))
        mine.append(change_name(desk.device, number + len(lines) - 1, lines[-1]))
    log.append(connection, compartment, number, lines)
    log.see(connection, compartment, seen)
    return projector.apply(connection, compartment, named(desk.device, number, lines), entry)


_Cells = Mapping[tuple[str, str], Mapping[Cell, Mapping[str, Live]]]


def _line(desk: Desk, op: Op, group: str, stamp: str, cells: _Cells, fresh: Sequence[str]) -> bytes:
    """The line of an operation; `fresh` names the changes of the same record that go with it and stand before it."""
    mine = cells.get((op.kind, op.record), {})
    here = [live for cell, those in mine.items() if (cell.field, cell.element) == (op.field, op.element) for live in those.values()]
    newest = sorted(here, key=lambda live: live.rank)[-_SUPERSEDES:]
    saw = UNSET
    if op.field == "archived" and op.value is True:
        others = [live.name for cell, those in mine.items() if cell.field != "archived" for live in those.values()]
        saw = sorted([*fresh, *others])[:_SAW]  # type: ignore[assignment]
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
        for place in queries.by_id(connection, record):
            if (place.kind, place.compartment) == (kind, compartment):
                rids[place.rid] = (kind, record)
    result: dict[tuple[str, str], dict[Cell, dict[str, Live]]] = {}
    if rids:
        for rid, cells in heads.load(connection, list(rids)).items():
            result[rids[rid]] = {Cell(rid, *key): live for key, live in cells.items()}
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
