"""Erasure (LHC Art. 16(6)): a keeper orders it, a person at each desk decides, and what was accepted is destroyed there for good."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from jitdesk.domain import charter as charters
from jitdesk.domain import decide, erasure
from jitdesk.domain.changes import Line, named
from jitdesk.domain.charter import Charter
from jitdesk.domain.decide import Op
from jitdesk.domain.erasure import Order, Target
from jitdesk.domain.fields import Merge
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import is_id, new_id
from jitdesk.services import acts, covering, destroying, editing, objections, reach
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.destroying import Erased
from jitdesk.services.reach import Part
from jitdesk.services.resolving import found
from jitdesk.services.standing import Standing
from jitdesk.storage import log, queries, stubs
from jitdesk.storage.engine import Connection
from jitdesk.storage.queries import Found

_NOTHING = Erased(0, 0, (), (), ())


def order(
    desk: Desk,
    references: Sequence[str],
    reason: str,
    field: str | None = None,
    *,
    whole: bool = False,
    number: int | None = None,
    progress: Progress = no_progress,
) -> Erased:
    """Order records, or one field of one record, to be erased, and carry it out on this desk; more than ten want their number.

    A field goes from the frozen versions of a letter too, by an order for each. With `whole` all goes that hangs on the records, in every
    compartment that this desk keeps, by an order for each; what stands where it is no keeper is told.
    """
    try:
        with desk.db.write() as connection:
            standing = desk.standing(connection)
            place, targets = _targets(connection, standing, references)
            if field is not None and len(targets) > 1:
                raise ValueError("a field of one record")
            if desk.device not in standing.charters[place].keepers:
                raise Refused("erase.not_keeper", place=standing.name(place))
            derived, unreached = _derived(desk, connection, standing, targets, field, whole=whole)
            check_number(len(targets) if field is not None else len(targets) + len(derived), number)
            _check_hold(connection, [*targets.values(), *(part.place for part in derived)])
            made = _ordered(desk, connection, standing, place, targets, derived, reason, field)
            erased = _carried_out(desk, connection, made, progress)
            erased = replace(erased, unreached=reach.subjects(connection, [part.place for part in unreached]))
    except BaseException:
        desk.forget_standing()
        raise
    destroying.finish(desk, progress=progress)
    return erased


def family(desk: Desk, reference: str) -> list[str]:
    """What goes with a record that is erased whole, as an order of this desk names it; the record itself first."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        place, targets = _targets(connection, standing, [reference])
        derived, _ = _derived(desk, connection, standing, targets, None, whole=True)
        [target] = targets
        here = [Found(0, target.id, target.kind, place), *(part.place for part in derived)]
        return [f"{one.id}@{one.compartment}/{one.kind}" for one in here]


def _derived(
    desk: Desk, connection: Connection, standing: Standing, targets: Mapping[Target, Found | None], field: str | None, *, whole: bool
) -> tuple[list[Part], list[Part]]:
    """What goes besides what a person named: where this desk is keeper, and where it is not."""
    parts: dict[Found, Part] = {}
    for one in filter(None, targets.values()):
        those = reach.of_field(connection, one, field) if field is not None else reach.whole(connection, one) if whole else []
        parts.update((part.place, part) for part in those if part.place not in targets.values() and part.place.kind not in erasure.KEPT)
    kept = {place for place in {part.place.compartment for part in parts.values()} if _keeps(desk, standing, place)}
    mine, beyond = ([part for part in parts.values() if (part.place.compartment in kept) == own] for own in (True, False))
    return mine, beyond


def _keeps(desk: Desk, standing: Standing, place: str) -> bool:
    charter = standing.charters.get(place)
    return charter is not None and desk.device in charter.keepers


def _ordered(
    desk: Desk,
    connection: Connection,
    standing: Standing,
    place: str,
    targets: Mapping[Target, Found | None],
    derived: Sequence[Part],
    reason: str,
    field: str | None,
) -> list[tuple[str, str]]:
    """Write the orders: each by its compartment and its name."""
    records: dict[str, dict[Target, Found | None]] = {place: dict(targets)}
    if field is None:
        for part in derived:
            if part.field is None:
                records.setdefault(part.place.compartment, {})[_target_of(part.place)] = part.place
    made = [(at, name) for at, those in records.items() for name in _write(desk, connection, standing, at, those, reason, field)]
    for part in derived:
        at, those = part.place.compartment, {_target_of(part.place): part.place}
        if part.field is not None and _known(connection, desk, at, set(those), part.field):
            made += [(at, name) for name in _write(desk, connection, standing, at, those, reason, part.field, part.left)]
    return made


def _target_of(place: Found) -> Target:
    return Target(place.id, place.kind)


def _carried_out(desk: Desk, connection: Connection, made: Sequence[tuple[str, str]], progress: Progress) -> Erased:
    """Carry out orders on this desk, compartment by compartment; what an order of another took is no longer told as what stays."""
    standing = desk.standing(connection)
    erased = _NOTHING
    for place in dict.fromkeys(at for at, _ in made):
        those = [standing.charters[place].orders[name] for at, name in made if at == place]
        erased = _sum(erased, destroying.carry_out(desk, connection, standing, place, those, progress))
    gone = {one.id for one in erased.gone}
    return replace(erased, remaining=tuple(one for one in erased.remaining if one.id not in gone))


def accept(desk: Desk, orders: Sequence[str], *, number: int | None = None, progress: Progress = no_progress) -> Erased:
    """Carry out orders that wait on this desk, all or none; records of more than ten want their number."""
    erased = _NOTHING
    try:
        with desk.db.write() as connection:
            standing = desk.standing(connection)
            by_place = _by_place(connection, standing, orders, covering.ERASE)
            check_number(len({target for those in by_place.values() for one in those for target in one.records}), number)
            for place, those in by_place.items():
                erased = _sum(erased, destroying.carry_out(desk, connection, standing, place, those, progress))
    except BaseException:
        desk.forget_standing()
        raise
    destroying.finish(desk, progress=progress)
    return erased


def refuse(desk: Desk, orders: Sequence[str], reason: str) -> None:
    """Refuse orders on this desk, with a reason that its journal keeps; what others erased under them is asked for again."""
    if not 0 < len(reason.strip()) <= len(reason) <= erasure.REASON_LIMIT:
        raise Refused("erase.reason", most=erasure.REASON_LIMIT)
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        for place, those in _by_place(connection, standing, orders, covering.SPARE).items():
            destroying.note(desk, connection, covering.SPARE, place, those, reason=reason)
        covering.judge(connection, standing)


def check_number(records: int, number: int | None) -> None:
    """Raise Refused where more records than ten would go and their number was not given, or another."""
    if records > erasure.UNASKED and number != records:
        raise Refused("erase.number", n=records)


def _targets(connection: Connection, standing: Standing, references: Sequence[str]) -> tuple[str, dict[Target, Found | None]]:
    """The one compartment in which all that is meant stands, and the records; None for one of which an earlier order left nothing."""
    targets: dict[Target, Found | None] = {}
    places = set()
    for reference in references:
        place, target, one = _target(connection, standing, reference)
        if target.kind in erasure.KEPT:
            raise Refused("erase.kept", kind=target.kind)
        places.add(place)
        targets[target] = one
    if len(places) != 1:
        raise Refused("erase.places")
    return places.pop(), targets


def _target(connection: Connection, standing: Standing, reference: str) -> tuple[str, Target, Found | None]:
    if is_id(reference) and not queries.by_id(connection, reference):
        for place, charter in standing.charters.items():
            for target in sorted(target for one in charter.orders.values() for target in one.records):
                if target.id == reference:
                    return place, target, None
    one = found(connection, standing, reference)
    return one.compartment, Target(one.id, one.kind), one


def _check_hold(connection: Connection, places: Iterable[Found | None]) -> None:
    for one in places:
        held = one and objections.legal_hold(connection, one)
        if one and held:
            raise Refused("erase.held", record=objections.called(connection, one), hold=held)


def _write(
    desk: Desk,
    connection: Connection,
    standing: Standing,
    place: str,
    targets: Mapping[Target, Found | None],
    reason: str,
    field: str | None,
    left: Any = None,
) -> list[str]:
    """Write an order into the log; of one field also its emptying, or what is left in its place, in the same group."""
    group, charter = new_id(desk.random), desk.standing(connection).charters[place]
    known = _known(connection, desk, place, set(targets), field)
    if field is not None:
        [one] = targets.values()
        ops = list(_emptying(connection, one, field, left)) if one else []
        if not known:
            raise Refused("erase.nothing", field=field)
        editing.commit(desk, connection, standing, ops, group)
    else:
        known |= {stub.name for stub in stubs.of(connection, place) if stub.proved and _about(charter, stub.order, targets)}
    ordered = charters.decide_erase(charter, desk.device, reason, targets, field, known)
    return acts.write(desk, connection, place, ordered, charter.tips, group)


def _emptying(connection: Connection, one: Found, field: str, left: Any) -> Iterator[Op]:
    """The change to nothing that goes with an order for one field; the elements of a set leave no trace, and an archive sees all."""
    of = decide.kind(one.kind)
    declared = of.field(field)
    if declared is None:
        raise Refused("record.no_field", kind=of.name, field=field, fields=", ".join(entry.name for entry in of.fields))
    if declared.merge is not Merge.SET:
        yield Op(one.compartment, one.kind, one.id, field, left)
    record = queries.record(connection, one.rid)
    if record is not None and record.get("archived") and field != "archived":
        yield Op(one.compartment, one.kind, one.id, "archived", True)


def _about(charter: Charter, name: str, targets: Collection[Target]) -> bool:
    """Whether an order names nothing but these records."""
    one = charter.orders.get(name)
    return one is not None and one.records <= set(targets)


def _known(connection: Connection, desk: Desk, place: str, targets: set[Target], field: str | None) -> set[str]:
    """The names of the changes held here of these records, or of one field of theirs: in force or not, sealed or not."""
    changes = [change for _, those in destroying.mentioning(connection, place, targets) for change in those]
    if numbered := log.open_lines(connection, place):
        changes += named(desk.device, numbered[0][0], [line for _, line in numbered])

    def meant(line: Line) -> bool:
        return Target(line.record, line.kind) in targets and field in (None, line.field)

    return {change.name for change in changes if isinstance(change.line, Line) and meant(change.line)}


def _by_place(connection: Connection, standing: Standing, names: Sequence[str], act: str) -> dict[str, list[Order]]:
    """The orders that are meant, by compartment; raises Refused for one that does not count or was carried out."""
    said = covering.decided(connection)
    result: dict[str, list[Order]] = {}
    for name in dict.fromkeys(names):
        places = [place for place, charter in standing.charters.items() if name in charter.orders]
        if not places:
            raise Refused("erase.no_order", order=name)
        for place in places:
            if said.get((place, name)) == covering.ERASE:
                raise Refused("erase.done", order=name)
            result.setdefault(place, []).append(standing.charters[place].orders[name])
    if not result:
        raise Refused("erase.no_orders")
    return result


def _sum(one: Erased, other: Erased) -> Erased:
    given = one.given + tuple(entry for entry in other.given if entry not in one.given)
    remaining = one.remaining + tuple(entry for entry in other.remaining if entry not in one.remaining)
    return Erased(one.lines + other.lines, one.records + other.records, one.gone + other.gone, remaining, given)
