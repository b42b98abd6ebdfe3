"""Opening what is under protection: an act with a reason, logged where the record stands; until then no more than a code is shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from jitdesk.domain import check, protection
from jitdesk.domain.decide import Op
from jitdesk.domain.kinds.consultation import CONSULTATION
from jitdesk.domain.records import Record
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import JITDeskError, Refused
from jitdesk.kernel.values import new_id
from jitdesk.services import editing
from jitdesk.services.desk import Desk
from jitdesk.services.resolving import one
from jitdesk.services.standing import Standing
from jitdesk.storage import decisions, lists, queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.queries import Wanted

_ALL = Wanted(archived=True, restricted=True)
# What the journal says where this desk may write no records.
_OPENED = "opened"


def open_protected(desk: Desk, reference: str, reason: str) -> Record:
    """The whole record that is meant; where it is under protection, who opens it and why is logged first."""
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        record = one(connection, standing, reference)
        if protected(connection, [record], desk.opened):
            log(desk, connection, standing, [record], reason)
            desk.opened |= {record.id} if record.kind == "witness" else set()
        return record


def log(desk: Desk, connection: Connection, standing: Standing, records: Iterable[Record], reason: str) -> None:
    """Log that records are opened, each in its compartment; in this desk's journal where it may write no records."""
    given = _reason(reason)
    at = iso(desk.clock.now())
    ops: list[Op] = []
    for record in records:
        try:
            editing.may_write(desk, standing, record.compartment)
        except JITDeskError:
            decisions.write(connection, at, _OPENED, {}, about=record.id, compartment=record.compartment, reason=given)
            continue
        id = new_id(desk.random)
        values = {"about": record.id, "at": at, "device": desk.device, "reason": given}
        ops += [Op(record.compartment, CONSULTATION.name, id, name, value) for name, value in values.items()]
    editing.commit(desk, connection, standing, ops)


def log_all(desk: Desk, connection: Connection, reason: str) -> None:
    """Log that everything under protection on this desk is opened at once: by a custody pack."""
    standing = desk.standing(connection)
    records = [
        record
        for kind in ("witness", *protection.SEALED)
        for record in queries.records(connection, kind, queries.rids(connection, kind, _ALL))
    ]
    sealed = [record.id for record in records if record.kind in protection.SEALED]
    hanging = {place.rid: place for id in sealed for place in queries.about(connection, id)}
    records += [record for rid in hanging if (record := queries.record(connection, rid)) is not None]
    log(desk, connection, standing, protected(connection, records), reason)


def _reason(reason: str) -> str:
    declared = CONSULTATION.field("reason")
    if declared is None or not reason.strip():
        raise Refused("consultation.reason")
    return str(check.entered(declared, reason.strip()))


def protected(connection: Connection, records: Sequence[Record], opened: Collection[str] = ()) -> list[Record]:
    """Those of these records that nobody opens in passing; `opened` are witnesses who were opened with a reason since (Desk.opened)."""
    about = {str(record.get("about")) for record in records if record.kind in ("file", "note")}
    places = [place for id in lists.of_kind(connection, protection.MEASURE, about) for place in queries.by_id(connection, id)]
    measures = [record for place in places if (record := queries.record(connection, place.rid)) is not None]
    hidden = lists.of_kind(connection, protection.IDENTITY, about)
    hidden |= {measure.id for measure in measures if protection.protected(measure, (), opened)}
    return [record for record in records if protection.protected(record, hidden, opened)]


def shown(connection: Connection, records: Sequence[Record], opened: Collection[str] = ()) -> list[Record]:
    """The same records, with no more than a code of those under protection."""
    hidden = {(record.id, record.kind, record.compartment) for record in protected(connection, records, opened)}
    return [protection.sealed(r) if (r.id, r.kind, r.compartment) in hidden else r for r in records]
