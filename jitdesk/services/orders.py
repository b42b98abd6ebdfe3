"""Orders to erase as a person at this desk sees them: who gave them and why, what speaks against them, what became of them here."""

from __future__ import annotations

from dataclasses import dataclass

from jitdesk.domain.changes import author
from jitdesk.domain.erasure import Order
from jitdesk.kernel.words import Message
from jitdesk.services import covering, destroying, objections
from jitdesk.services.desk import Desk
from jitdesk.services.reach import Subject
from jitdesk.services.standing import Standing
from jitdesk.storage import lists
from jitdesk.storage.engine import Connection

WAITING, ERASED, REFUSED = "waiting", "erased", "refused"

# Of an order for more records, what speaks against the first is told: a hostile keeper must not keep a desk busy for hours.
_LOOKED_AT = 100
_STATES = {covering.ERASE: ERASED, covering.SPARE: REFUSED}


@dataclass(frozen=True)
class Ordered:
    """An order as a person decides on it: who gave it and why, what it names, what speaks against it, what became of it here."""

    order: str
    compartment: str
    place: str
    member: str
    state: str
    reason: str
    field: str
    records: tuple[Subject, ...]
    objections: tuple[Message, ...]
    decided: str


def listed(desk: Desk) -> list[Ordered]:
    """Every order that counts, those that wait for a person first."""
    if desk.workspace is None:
        return []
    with desk.db.read() as connection:
        return listed_in(connection, desk.standing(connection))


def waiting(connection: Connection, standing: Standing) -> list[Ordered]:
    """The orders that a person has to decide on, as `listed_in`."""
    return [one for one in listed_in(connection, standing) if one.decided == WAITING]


def listed_in(connection: Connection, standing: Standing) -> list[Ordered]:
    """As `listed`, of the desk as a connection sees it: within a preview, as bundles would make it."""
    said = covering.decided(connection)
    result = []
    for place, charter in standing.charters.items():
        for one in charter.orders.values():
            state = _STATES.get(said.get((place, one.name), ""), WAITING)
            result.append(_ordered(connection, standing, place, one, state))
    return sorted(result, key=lambda ordered: (ordered.decided != WAITING, ordered.place, ordered.order))


def _ordered(connection: Connection, standing: Standing, place: str, one: Order, decided: str) -> Ordered:
    by = author(one.name)
    person = standing.roster.devices[by].card
    records = []
    against: list[Message] = []
    titles = lists.labels(connection, [target.id for target in one.records])
    for target in sorted(one.records):
        here = destroying.held(connection, place, target)
        title = titles[target.id].text if here and target.id in titles else ""
        records.append(Subject(target.id, target.kind, title))
        for record in here if decided == WAITING and len(records) <= _LOOKED_AT else ():
            against += objections.to_erasing(connection, standing, record, str(person["state"]))
    if decided == WAITING and len(records) > _LOOKED_AT:
        against.append(Message("erase.not_looked_at", {"n": len(records) - _LOOKED_AT}))
    return Ordered(
        one.name,
        place,
        standing.name(place),
        standing.member(by),
        str(person["state"]),
        one.reason,
        one.field or "",
        tuple(records),
        tuple(against),
        decided,
    )
