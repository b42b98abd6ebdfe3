"""What this desk holds and has not put in force: listed with its reason and the way out, accepted, refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from jitdesk.domain import charter as charters
from jitdesk.domain import spans as runs
from jitdesk.domain.changes import Line, Named
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import say
from jitdesk.services import acts, breaks
from jitdesk.services.admission import NEWER, Judge
from jitdesk.services.desk import Desk
from jitdesk.services.standing import Standing
from jitdesk.services.taking import Numbers, Taking, is_account
from jitdesk.storage import decisions, log
from jitdesk.storage.engine import Connection
from jitdesk.storage.log import Stored
from jitdesk.storage.projections.projector import Touched

GAP, FOLLOWS, ASTRAY, LEFT, REFUSED = "gap", "follows", "astray", "left", "refused"
_SHORTEST = 8
_HEX = set("0123456789abcdef")


@dataclass(frozen=True)
class Item:
    """Lines of one segment that are not in force: the segment's `hash`, the file that brought it ("" where that is not known), and why.

    `state` is held, waiting or refused; `records` are (kind, id); `since` and `until` the days of the lines by their author's clock.
    """

    hash: str
    bundle: str
    compartment: str
    place: str
    device: str
    member: str
    first: int
    last: int
    changes: int
    state: str
    why: str
    since: str
    until: str
    records: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        """What it is, why it is not in force, and the way out."""
        key = "quarantine.item_on" if self.since == self.until else "quarantine.item"
        told = say(key, n=self.changes, member=self.member, place=self.place, since=self.since, until=self.until)
        return f"{told} {say(f'quarantine.{self.why}')}"


@dataclass(frozen=True)
class Settled:
    """What an acceptance or a refusal did: how many changes, which records, and the numbers of each compartment."""

    changes: int
    touched: Touched
    places: dict[str, Numbers]


def listed(desk: Desk) -> list[Item]:
    """Everything in quarantine, in the order in which it came."""
    if desk.workspace is None:
        return []
    with desk.db.read() as connection:
        return [item for one in _Quarantine(desk, connection).kept() for item in one.items()]


def accept(desk: Desk, hash: str) -> Settled:
    """Put in force what a bundle, or one segment, left in quarantine (8 digits or more of its hash), also behind a gap or beside a fork.

    What waits because its author's log is closed is a keeper's to decide: on a keeper's desk it is accepted for the whole team.
    """
    with desk.db.write() as connection:
        quarantine = _Quarantine(desk, connection)
        those = quarantine.meant(hash)
        _let_in(desk, connection, quarantine, those)
        taking = Taking(desk, connection)
        before: dict[str, str] = {}
        for one in those:
            if one.stored.state != log.APPLIED:
                before[one.stored.hash] = one.stored.state
                log.set_state(connection, one.stored.id, log.APPLIED)
            taking.decide(one.stored.id, runs.of(sorted(one.against)), decisions.IN_FORCE)
            taking.put(one.stored.id, one.stored.compartment, one.changes)
        for stored in Judge(desk, connection).released():
            taking.put(stored.id, stored.compartment, decisions.in_force(connection, stored))
        taking.finish()
        act = decisions.GO_ON if log.HELD in before.values() else decisions.ACCEPT
        taking.note(act, opened=before)
        return Settled(sum(len(one.changes) for one in those), taking.touched, taking.places)


def refuse(desk: Desk, hash: str) -> Settled:
    """Refuse on this desk what a bundle, or one segment, left in quarantine: it stays in the log, is passed on, and can be accepted yet."""
    with desk.db.write() as connection:
        taking = Taking(desk, connection)
        for one in _Quarantine(desk, connection).meant(hash):
            spans = runs.of(change.number for change in one.changes if not is_account(change))
            taking.decide(one.stored.id, spans, log.REFUSED)
            taking.numbers(one.stored.compartment).refused += runs.count(spans)
        taking.note(decisions.REFUSE)
        return Settled(sum(numbers.refused for numbers in taking.places.values()), taking.touched, taking.places)


@dataclass
class _Kept:
    """A segment of which something is not in force."""

    stored: Stored
    bundle: str
    place: str
    member: str
    judge: Judge
    connection: Connection

    @cached_property
    def against(self) -> dict[int, str]:
        """What a person decided of its lines, by number."""
        pieces = decisions.of_segment(self.connection, self.stored.id)
        return {number: state for first, last, state in pieces for number in range(first, last + 1)}

    @cached_property
    def changes(self) -> list[Named]:
        """Its lines that are not in force."""
        every = self.stored.changes()
        return [c for c in every if c.number in self.against] if self.stored.state == log.APPLIED else every

    @cached_property
    def why(self) -> str:
        """Why the segment itself is not in force."""
        if self.stored.state == log.APPLIED:
            return LEFT
        before = log.row_of(self.connection, self.stored.prev) if self.stored.prev is not None else None
        if before is not None:
            one, this = log.segment(self.connection, before), self.stored
            if (one.compartment, one.device, one.last + 1) != (this.compartment, this.device, this.first):
                return ASTRAY
            if one.state != log.APPLIED:
                return FOLLOWS
        return GAP if self.stored.state == log.HELD else self.judge.kept(self.stored) or LEFT

    def items(self) -> Iterator[Item]:
        """What there is to decide of it: what was refused apart from the rest."""
        for refused in (False, True):
            those = [c for c in self.changes if (self.against.get(c.number) == log.REFUSED) == refused]
            if those:
                yield self._item(those, REFUSED if refused else self.why)

    def _item(self, those: Sequence[Named], why: str) -> Item:
        lines = [change.line for change in those if isinstance(change.line, Line)]
        state = log.REFUSED if why == REFUSED else log.WAITING if why == LEFT else self.stored.state
        return Item(
            self.stored.hash,
            self.bundle,
            self.stored.compartment,
            self.place,
            self.stored.device,
            self.member,
            those[0].number,
            those[-1].number,
            len(those),
            state,
            why,
            breaks.day(lines[0].stamp) if lines else "",
            breaks.day(lines[-1].stamp) if lines else "",
            tuple(dict.fromkeys((line.kind, line.record) for line in lines)),
        )


class _Quarantine:
    """The segments of which something is not in force, as one transaction sees them."""

    def __init__(self, desk: Desk, connection: Connection) -> None:
        self.standing: Standing = desk.standing(connection)
        self.judge = Judge(desk, connection)
        self._connection = connection
        imports = decisions.entries(connection, decisions.IMPORT)
        self._files = {str(entry.detail["bundle"]): str(entry.detail.get("hash", "")) for entry in imports}

    def kept(self) -> list[_Kept]:
        """All of them, in the order in which they came."""
        closed = [row for state in (log.HELD, log.WAITING) for row in log.stored_ids(self._connection, state)]
        return [self._kept(row) for row in sorted({*closed, *decisions.segments(self._connection)})]

    def meant(self, hash: str) -> list[_Kept]:
        """Those that the beginning of a hash means: of one segment, or of the bundle that brought them; raises Refused with the choices."""
        if len(hash) < _SHORTEST or not _HEX.issuperset(hash):
            raise Refused("quarantine.short", least=_SHORTEST)
        every = self.kept()
        found = {one.stored.hash for one in every if one.stored.hash.startswith(hash)}
        found |= {one.bundle for one in every if one.bundle.startswith(hash)}
        if not found:
            raise Refused("quarantine.none", hash=hash)
        if len(found) > 1:
            raise Refused("quarantine.two", hash=hash, choices=", ".join(sorted(found)))
        return [one for one in every if found & {one.stored.hash, one.bundle}]

    def _kept(self, row: int) -> _Kept:
        stored = log.segment(self._connection, row)
        place, member = self.standing.name(stored.compartment), self.standing.member(stored.device)
        return _Kept(stored, self._files.get(stored.bundle or "", ""), place, member, self.judge, self._connection)


def _let_in(desk: Desk, connection: Connection, quarantine: _Quarantine, those: Iterable[_Kept]) -> None:
    """What waits for a keeper's word gets it, for the whole team, if this desk is a keeper's; raises Refused where it is not."""
    closed: dict[str, tuple[str, Named]] = {}
    for one in those:
        if one.why == NEWER:
            raise Refused("right.newer")
        if one.stored.state != log.APPLIED and one.judge.closed(one.stored):  # behind a gap or beside a fork, too
            closed[one.stored.hash] = one.stored.compartment, one.stored.changes()[-1]
    followed = {one.stored.prev for one in those if one.stored.hash in closed}
    for compartment, last in (those for hash, those in closed.items() if hash not in followed):
        charter = quarantine.judge.charter(compartment)
        if desk.device not in charter.keepers:
            keepers = sorted({quarantine.standing.member(device) for device in charter.keepers})
            raise Refused("quarantine.keeper", place=charter.name, keepers=", ".join(keepers))
        act = charters.decide_accept(charter, desk.device, last.name)
        acts.write(desk, connection, compartment, [act], desk.standing(connection).charters[compartment].tips)
