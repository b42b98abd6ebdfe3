"""Erased lines at the door: what an order carried out here covers never enters the log; of what only a stub came, the line is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from jitdesk.domain import erasure, spans
from jitdesk.domain.changes import Line, Named, Stub, VerifiedSegment, decode_line
from jitdesk.domain.erasure import Order, Target
from jitdesk.exchange import segment
from jitdesk.kernel.errors import Damaged
from jitdesk.services import admission
from jitdesk.services.desk import Desk
from jitdesk.services.standing import Standing
from jitdesk.storage import contents, decisions, log, stubs
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections import acts
from jitdesk.storage.stubs import Held

# What the journal says of an order: a person here accepted it, or refused it.
ERASE, SPARE = "erase", "spare"
# What is left to do on the disk after lines were erased; kept until it is done.
UNDONE = "erasing"


def decided(connection: Connection) -> dict[tuple[str, str], str]:
    """What a person here said of orders, by compartment and name of the order; what was erased stays so."""
    said: dict[tuple[str, str], str] = {}
    for entry in decisions.entries(connection, ERASE, SPARE):
        for name in entry.detail["orders"]:
            place = str(entry.detail["compartment"]), str(name)
            said[place] = entry.act if said.get(place) != ERASE else ERASE
    return said


def carried_out(connection: Connection, standing: Standing, compartment: str) -> list[Order]:
    """The orders of a compartment that a person here accepted: what was erased stays so, also where the order counts no more."""
    names = {name for (place, name), act in decided(connection).items() if act == ERASE and place == compartment}
    if not names:
        return []
    charter = standing.charters.get(compartment)
    counting = charter.orders if charter else {}
    lost = {name: data for name, data in acts.load(connection, compartment) if name in names - counting.keys()}
    lines = ((name, decode_line(data)) for name, data in lost.items())
    orders = [erasure.parse(name, line.value) for name, line in lines if isinstance(line, Line)]
    return sorted([*orders, *(counting[name] for name in names & counting.keys())], key=lambda order: order.name)


def by_record(orders: Iterable[Order]) -> dict[Target, list[Order]]:
    """The orders that name each record."""
    result: dict[Target, list[Order]] = {}
    for order in orders:
        for target in order.records:
            result.setdefault(target, []).append(order)
    return result


def emptied(one: VerifiedSegment, orders: Mapping[Target, Sequence[Order]]) -> tuple[VerifiedSegment, Mapping[int, str]]:
    """A segment without the lines that orders cover, and the numbers of those lines with the order by which each went."""
    gone = {change.number: name for change in one.changes if (name := _covered(orders, change)) is not None} if orders else {}
    return (segment.emptied(one, gone), gone) if gone else (one, gone)


def _covered(orders: Mapping[Target, Sequence[Order]], change: Named) -> str | None:
    """The order by which a change is to go, one that names it first; None where none covers it."""
    line = change.line
    if isinstance(line, Stub):
        return None
    those = [order for order in orders.get(Target(line.record, line.kind), ()) if order.covers(change.name, line)]
    return min(those, key=lambda order: (change.name not in order.changes, order.name)).name if those else None


class Cover:
    """What becomes of the segments of one import: lines that an order covers are left out, and missing ones taken from other copies."""

    def __init__(self, desk: Desk, connection: Connection) -> None:
        self._connection = connection
        self._standing = desk.standing(connection)
        self._orders: dict[str, dict[Target, list[Order]]] = {}
        self._went = False
        self.ciphers: set[str] = set()  # of attachments that went

    def over(self, one: VerifiedSegment) -> tuple[VerifiedSegment, Mapping[int, str]]:
        """A segment that comes in, without what is to go, and the numbers of the lines that went."""
        place = one.head.compartment
        if place not in self._orders:
            self._orders[place] = by_record(carried_out(self._connection, self._standing, place))
        made, gone = emptied(one, self._orders[place])
        self._went |= bool(gone)
        self.ciphers.update(contents.ciphers(one.lines[number - one.head.first] for number in gone))
        return made, gone

    def fill(self, row: int, other: VerifiedSegment) -> list[Named]:
        """Take what is missing of a segment of the log from another copy of it; returns the lines that are in force now."""
        stored, roster = log.segment(self._connection, row), self._standing.roster
        ours = segment.verify(stored.body, stored.signature, admission.keys(roster).get, roster.workspace)
        theirs, gone = self.over(other)
        try:
            made = segment.filled(ours, theirs)
        except Damaged:
            return []  # only its author can have made two halves that do not fit: whoever passes one on is not to be refused for it
        pairs = zip(ours.changes, made.changes, strict=True)
        fresh = [now for was, now in pairs if isinstance(was.line, Stub) and isinstance(now.line, Line)]
        log.rewrite(self._connection, row, made)
        stubs.note(self._connection, row, made.changes, gone)
        if stored.state != log.APPLIED:
            return []
        against = spans.numbers((first, last) for first, last, _ in decisions.of_segment(self._connection, row))
        return [change for change in fresh if change.number not in against]

    def settle(self, standing: Standing) -> None:
        """After an import: say of each stub whether its line was erased or is missing, and what is left to do on the disk."""
        judge(self._connection, standing)
        if self._went:  # what was staged leaves pages behind
            leave_to_do(self._connection, self.ciphers)


def judge(connection: Connection, standing: Standing) -> None:
    """Say of each stub whether its line was erased, or is missing.

    It was erased if an order that counts, and that nobody refused here, names it; or covers it, as this desk saw when it had the line.
    A stub alone does not show what it stands for: one that an order does not name could be anybody's.
    """
    said = decided(connection)
    for compartment, charter in standing.charters.items():
        orders = {name: order for name, order in charter.orders.items() if said.get((compartment, name)) != SPARE}
        orders |= {order.name: order for order in carried_out(connection, standing, compartment)}
        named = frozenset().union(*(order.changes for order in orders.values()))

        def erased(stub: Held, orders: Mapping[str, Order] = orders, named: frozenset[str] = named) -> bool:
            return stub.name in named or (stub.proved and stub.order in orders)

        stubs.judge(connection, compartment, erased)


def leave_to_do(connection: Connection, ciphers: set[str]) -> None:
    """Note that old pages of the database, and perhaps these attachments, still hold what was erased."""
    known = set((log.get(connection, UNDONE) or "").split())
    log.put(connection, UNDONE, " ".join(sorted(known | ciphers)))
