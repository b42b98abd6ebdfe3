"""Erasure (LHC Art. 16(6)): a keeper orders it, a person at each desk decides, and what was accepted is destroyed there for good."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from jitdesk.domain import charter as charters
from jitdesk.domain import decide, erasure
from jitdesk.domain.changes import Line, named
from jitdesk.domain.charter import Charter
from jitdesk.domain.decide import Op
from jitdesk.domain.erasure import Order, Target
from jitdesk.domain.fields import Merge
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import is_id, new_id
from jitdesk.services import acts, covering, destroying, editing, objections
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.destroying import Erased
from jitdesk.services.resolving import found
from jitdesk.services.standing import Standing
from jitdesk.storage import log, queries, stubs
from jitdesk.storage.engine import Connection
from jitdesk.storage.queries import Found


def order(
    desk: Desk,
    references: Sequence[str],
    reason: str,
    field: str | None = None,
    *,
    number: int | None = None,
    progress: Progress = no_progress,
) -> Erased:
    """Order records, or one field of one record, to be erased, and carry it out on this desk; more than ten want their number."""
    try:
        with desk.db.write() as connection:
            standing = desk.standing(connection)
            place, targets = _targets(connection, standing, references)
            check_number(len(targets), number)
            if field is not None and len(targets) > 1:
                raise ValueError("a field of one record")
            charter = standing.charters[place]
            if desk.device not in charter.keepers:
                raise Refused("erase.not_keeper", place=charter.name)
            _check_hold(connection, targets)
            names = _write(desk, connection, standing, charter, targets, reason, field)
            standing = desk.standing(connection)
            erased = destroying.carry_out(
                desk, connection, standing, place, [standing.charters[place].orders[name] for name in names], progress
            )
    except BaseException:
        desk.forget_standing()
        raise
    destroying.finish(desk, progress=progress)
    return erased


def accept(desk: Desk, orders: Sequence[str], *, number: int | None = None, progress: Progress = no_progress) -> Erased:
    """Carry out orders that wait on this desk, all or none; records of more than ten want their number."""
    erased = Erased(0, 0, (), ())
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


def _check_hold(connection: Connection, targets: Mapping[Target, Found | None]) -> None:
    for one in targets.values():
        held = one and objections.legal_hold(connection, one)
        if one and held:
            raise Refused("erase.held", record=objections.called(connection, one), hold=held)


def _write(
    desk: Desk,
    connection: Connection,
    standing: Standing,
    charter: Charter,
    targets: Mapping[Target, Found | None],
    reason: str,
    field: str | None,
) -> list[str]:
    """Write the order into the log; of one field also its emptying, in the same group."""
    place, group = charter.compartment, new_id(desk.random)
    known = _known(connection, desk, place, set(targets), field)
    if field is not None:
        [one] = targets.values()
        ops = list(_emptying(connection, one, field)) if one else []
        if not known:
            raise Refused("erase.nothing", field=field)
        editing.commit(desk, connection, standing, ops, group)
    else:
        known |= {stub.name for stub in stubs.of(connection, place) if stub.proved and _about(charter, stub.order, targets)}
    ordered = charters.decide_erase(charter, desk.device, reason, targets, field, known)
    return acts.write(desk, connection, place, ordered, charter.tips, group)


def _emptying(connection: Connection, one: Found, field: str) -> Iterator[Op]:
    """The change to nothing that goes with an order for one field; the elements of a set leave no trace, and an archive sees all."""
    of = decide.kind(one.kind)
    declared = of.field(field)
    if declared is None:
        raise Refused("record.no_field", kind=of.name, field=field, fields=", ".join(entry.name for entry in of.fields))
    if declared.merge is not Merge.SET:
        yield Op(one.compartment, one.kind, one.id, field, None)
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
    return Erased(one.lines + other.lines, one.records + other.records, one.remaining + other.remaining, given)
