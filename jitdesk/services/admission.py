"""Who is let in with a bundle: its roster, and the state in which each of its segments enters the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jitdesk.crypto import signature
from jitdesk.domain import charter as charters
from jitdesk.domain.ancestry import Entry
from jitdesk.domain.changes import CHARTER, Head, Line, Named, VerifiedSegment, decode_head, decode_line
from jitdesk.domain.charter import Charter
from jitdesk.domain.roster import Roster
from jitdesk.exchange import roster as rosters
from jitdesk.exchange import segment
from jitdesk.exchange.opening import Opened, pairs
from jitdesk.kernel import clock
from jitdesk.kernel.errors import Damaged
from jitdesk.kernel.values import sha256
from jitdesk.services.desk import Desk
from jitdesk.services.standing import entries
from jitdesk.storage import log
from jitdesk.storage.engine import Connection
from jitdesk.storage.log import Stored
from jitdesk.storage.projections import acts, projector
from jitdesk.storage.staging import Staging


def keys(roster: Roster) -> dict[str, bytes]:
    """The public signing key of every device ever granted."""
    return {device: signature.from_openssh(str(found.card["sign"])) for device, found in roster.devices.items()}


def take_roster(desk: Desk, connection: Connection, opened: Opened, stage: Staging) -> Roster:
    """Verify the roster of a bundle together with ours, keep it, and check that its sender is in the team; raises Damaged."""
    workspace = opened.manifest.workspace
    proved = rosters.verify(pairs(stage, opened.roster), workspace, keys(desk.standing(connection).roster))
    for one in sorted(proved, key=lambda s: (s.head.device, s.head.first)):
        if log.holds(connection, one.hash) is not None:
            continue
        if one.head.prev is not None and log.holds(connection, one.head.prev) is None:
            raise Damaged("import.roster_gap")
        store(desk, connection, one, log.APPLIED, opened.manifest.bundle)
        projector.apply(connection, workspace, one.changes)
    _whole(connection, workspace)
    roster = desk.standing(connection).roster
    if not roster.founder:
        raise Damaged("import.no_founder")
    _check_strangers(proved, roster)
    sender = opened.manifest.sender
    if roster.role(sender) is None:
        raise Damaged("import.sender_not_in_team")
    if keys(roster)[sender] != opened.key:
        raise Damaged("import.other_key")
    return roster


def _check_strangers(proved: Sequence[VerifiedSegment], roster: Roster) -> None:
    """A device that no lead granted may write in the roster only as the successor of one, by a card that bears both signatures."""
    known = keys(roster)
    strangers = {one.head.device for one in proved} - known.keys()
    if not strangers:
        return
    cards = [card for one in proved for card in rosters.cards_in(one.lines).values() if card.replaces]
    while heir := next((c for c in cards if c.device not in known and c.replaces in known and c.former == known[c.replaces]), None):
        known[heir.device] = heir.sign
    if strangers - known.keys():
        raise Damaged("roster.stranger", device=min(strangers - known.keys()))


def _whole(connection: Connection, workspace: str) -> None:
    known = acts.load(connection, workspace)
    names = {name for name, _ in known}
    for _, data in known:
        line = decode_line(data)
        if isinstance(line, Line) and not names.issuperset(line.supersedes):
            raise Damaged("import.roster_gap")


def store(desk: Desk, connection: Connection, one: VerifiedSegment, state: str, source: str) -> None:
    """Enter a verified segment into the log; its stamps move our clock unless they are far ahead."""
    last = one.changes[-1].line
    if isinstance(last, Line) and clock.counts(desk.clock, last.stamp):
        log.see(connection, one.head.compartment, last.stamp)
    log.add(connection, one, state, source)


class _Glance(NamedTuple):
    """What is known of a staged segment before it is verified."""

    head: Head
    hash: str


class Gate:
    """Decides for each segment of one bundle: applied, held because of a gap, waiting for a person, or the bundle refused."""

    def __init__(self, desk: Desk, connection: Connection, opened: Opened, stage: Staging) -> None:
        self._connection = connection
        self._stage = stage
        self._workspace = opened.manifest.workspace
        self._standing = desk.standing(connection)
        self._keys = keys(self._standing.roster)
        self._device = desk.device
        self._glances: dict[str, _Glance] = {}
        said: dict[str, list[Entry]] = {}
        for name in opened.segments:
            self._glance(name, said)
        places = {glance.head.compartment for glance in self._glances.values()}
        self._charters: dict[str, Charter] = {place: self._charter(place, said.get(place, [])) for place in places}
        for place in sorted(places):
            if not self._charters[place].reads(self._device):
                raise Damaged("import.not_our_compartment")

    def hash(self, name: str) -> str:
        """The hash of line 0 of a staged segment."""
        return self._glances[name].hash

    def verified(self, name: str) -> VerifiedSegment:
        """A staged segment, verified; raises Damaged."""
        armour = self._stage.get(f"{name}.sig").decode("ascii")
        return segment.verify(self._stage.get(name), armour, self._keys.get, self._workspace)

    def state(self, one: VerifiedSegment) -> str:
        """The state in which a verified segment enters the log."""
        head = one.head
        if head.prev is not None:
            before = log.holds(self._connection, head.prev)
            if before is not None and not log.follows(self._connection, head):
                raise Damaged("import.chain", device=head.device, first=head.first)
            if before != log.APPLIED:
                return before or log.HELD
        own_open = head.device == self._device and log.open_count(self._connection, head.compartment)
        if own_open or log.overlaps(self._connection, head.compartment, head.device, head.first, head.last):
            return log.WAITING  # a fork: the branch that came later waits for a person
        return log.APPLIED if self._may_apply(head.compartment, head.device, head.prev, one.changes) else log.WAITING

    def _may_apply(self, compartment: str, device: str, prev: str | None, changes: Sequence[Named]) -> bool:
        if prev is not None and not log.last_stamp(self._connection, prev) < _first_stamp(changes):
            return False  # no honest desk goes back in time within its own log
        charter = self._charter_of(compartment)
        return self._open(charter, device) or charter.accepted(changes[-1].name) is True

    def _open(self, charter: Charter, device: str) -> bool:
        """Whether lines of a device are taken in without a keeper's word; an act of a newer version may be a removal, so nothing is."""
        roster = self._standing.roster
        return not (roster.closed(device) or charter.log_closed(device) or charter.unknown or roster.unknown)

    def released(self) -> Iterator[Stored]:
        """Segments whose gap is filled, or whose author's log is open, now; the caller applies each before the next is asked for."""
        passed: set[int] = set()
        while rows := [row for row in log.ready(self._connection) if row not in passed]:
            passed.add(rows[0])
            stored = log.segment(self._connection, rows[0])
            if not self._charter_of(stored.compartment).reads(self._device):
                continue
            own_fork = stored.device == self._device and stored.state == log.WAITING
            fork = own_fork or log.overlaps(self._connection, stored.compartment, stored.device, stored.first, stored.last, stored.id)
            if not fork and self._may_apply(stored.compartment, stored.device, stored.prev, stored.changes()):
                log.set_state(self._connection, stored.id, log.APPLIED)
                yield stored
            else:
                log.set_state(self._connection, stored.id, log.WAITING)

    def _glance(self, name: str, said: dict[str, list[Entry]]) -> None:
        content = segment.unpack(self._stage.get(name))
        first = content[: content.find(b"\n") + 1]
        head = decode_head(first)
        self._glances[name] = _Glance(head, sha256(first))
        if b'"kind":"charter"' not in content:
            return
        for change in self.verified(name).changes:
            if isinstance(change.line, Line) and change.line.kind == CHARTER:
                said.setdefault(head.compartment, []).append(Entry(change.name, change.line, change.hash))

    def _charter_of(self, place: str) -> Charter:
        if place not in self._charters:
            self._charters[place] = self._charter(place, [])
        return self._charters[place]

    def _charter(self, place: str, said: list[Entry]) -> Charter:
        held = list(entries(acts.load(self._connection, place)))
        return charters.evaluate(place, [*held, *said], self._standing.roster, {entry.name for entry in held})


def _first_stamp(changes: Sequence[Named]) -> str:
    return next((change.line.stamp for change in changes if isinstance(change.line, Line)), "~")
