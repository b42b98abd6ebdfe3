"""Who is let in with a bundle: its roster, and the state in which each of its segments enters the log."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from jitdesk.crypto import signature
from jitdesk.domain import charter as charters
from jitdesk.domain import quota
from jitdesk.domain.ancestry import Entry
from jitdesk.domain.changes import CHARTER, Head, Line, Named, VerifiedSegment, author, decode_head, decode_line, encode
from jitdesk.domain.charter import Charter
from jitdesk.domain.roster import MOST_UNSEEN, Extent, Roster, evaluate
from jitdesk.exchange import roster as rosters
from jitdesk.exchange import segment
from jitdesk.exchange.opening import Opened, pairs
from jitdesk.kernel import clock
from jitdesk.kernel.errors import Damaged
from jitdesk.kernel.values import sha256
from jitdesk.services import notices
from jitdesk.services.desk import Desk
from jitdesk.services.standing import entries
from jitdesk.storage import chains, log
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
    held = log.hashes(connection, workspace)
    proved = rosters.verify(pairs(stage, opened.roster), workspace, keys(desk.standing(connection).roster), held)
    fresh = [one for one in proved if one.hash not in held]
    if fresh or not held:  # else it is as it was when it was looked at last
        _keep_roster(desk, connection, opened, fresh)
    roster = desk.standing(connection).roster
    sender = opened.manifest.sender
    if roster.role(sender) is None:
        raise Damaged("import.sender_not_in_team")
    if keys(roster)[sender] != opened.key:
        raise Damaged("import.other_key")
    return roster


def _keep_roster(desk: Desk, connection: Connection, opened: Opened, fresh: Sequence[VerifiedSegment]) -> None:
    """Keep what is new of a roster; raises Damaged where something before it is missing."""
    workspace = opened.manifest.workspace
    kept = _kept(connection, workspace, fresh)
    for one in kept:
        if one.head.prev is not None and log.holds(connection, one.head.prev) is None:
            raise Damaged("import.roster_gap")
        if one.head.prev is not None and not chains.follows(connection, one.head):
            raise Damaged("import.chain", device=one.head.device, first=one.head.first)
        store(desk, connection, one, log.APPLIED, opened.manifest.bundle)
        projector.apply(connection, workspace, one.changes)
    _whole(connection, workspace, desk.standing(connection).roster, {name for one in kept for name in one.names()})


def _kept(connection: Connection, workspace: str, fresh: Sequence[VerifiedSegment]) -> list[VerifiedSegment]:
    """What a desk keeps of roster segments that are new to it; raises Damaged for a device that nobody let in, or if there is too much."""
    come = [Entry(c.name, c.line, c.hash) for one in fresh for c in one.changes if isinstance(c.line, Line)]
    roster = evaluate(workspace, [*entries(acts.load(connection, workspace)), *come])
    if not roster.founder:
        raise Damaged("import.no_founder")
    if roster.overrun:
        raise Damaged("roster.unseen", most=MOST_UNSEEN.lines, founder=roster.devices[roster.founder].member)
    strangers = {one.head.device for one in fresh} - roster.devices.keys()
    if strangers:
        raise Damaged("roster.stranger", device=min(strangers))
    held = {device: Extent(*sizes) for device, *sizes in acts.extents(connection, workspace)}
    kept = quota.within(roster, held, fresh, {name for name, _ in acts.load(connection, workspace)})
    lines, size = (sum(extent[i] for extent in held.values()) for i in (0, 1))
    more = sum(len(line) for one in kept for line in one.lines)
    rosters.check_size(lines + sum(one.head.count for one in kept), size + more)
    return kept


def _whole(connection: Connection, workspace: str, roster: Roster, fresh: Collection[str]) -> None:
    """Raise Damaged where a line names one that is not here: what is missing could be a removal.

    Of lines held longer, by devices that never led, it may be; of `fresh` ones none is: such a device could lead one day.
    """
    known = acts.load(connection, workspace)
    names = {name for name, _ in known}
    for name, data in known:
        line = decode_line(data)
        if (name in fresh or author(name) in roster.promoted) and isinstance(line, Line) and not names.issuperset(line.supersedes):
            raise Damaged("import.roster_gap")


def store(desk: Desk, connection: Connection, one: VerifiedSegment, state: str, source: str) -> int:
    """Enter a verified segment into the log; its stamps move our clock unless they are far ahead. Returns its row."""
    last = one.changes[-1].line
    if isinstance(last, Line) and clock.counts(desk.clock, last.stamp):
        log.see(connection, one.head.compartment, last.stamp)
    return log.add(connection, one, state, source)


class _Glance(NamedTuple):
    """What is known of a staged segment before it is verified."""

    head: Head
    hash: str


# Why lines are not taken in without a person's word.
FORK, CLOSED, NEWER, BACKWARDS, BLOCKED = "fork", "closed", "newer", "backwards", "blocked"


class Judge:
    """Says of a segment whose chain is whole whether it is taken in without a person's word, and if not, why; `said` are acts under way."""

    def __init__(self, desk: Desk, connection: Connection, said: Mapping[str, Sequence[Entry]] | None = None) -> None:
        self._connection = connection
        self._device = desk.device
        self._roster = desk.standing(connection).roster
        self._blocked = desk.standing(connection).blocked
        self._said = said or {}
        self._charters: dict[str, Charter] = {}
        self._accepted: dict[tuple[str, str], frozenset[str]] = {}

    def charter(self, place: str) -> Charter:
        """The charter of a compartment, acts under way included."""
        if place not in self._charters:
            held = list(entries(acts.load(self._connection, place, self._roster.promoted)))
            those = [*held, *self._said.get(place, ())]
            self._charters[place] = charters.evaluate(place, those, self._roster, {entry.name for entry in held})
        return self._charters[place]

    def reads(self, place: str) -> bool:
        """Whether this desk reads a compartment."""
        return self.charter(place).reads(self._device)

    def new(self, one: VerifiedSegment) -> str:
        """What stands against a segment that comes in ("" for nothing)."""
        head = one.head
        if head.device == self._device and log.open_count(self._connection, head.compartment):
            return FORK  # our own open lines have these numbers
        if chains.forks_at(self._connection, head.compartment, head.device, head.first, head.last, head.prev):
            return FORK
        said = self.charter(head.compartment).acceptances.get(head.device, ())
        return self._against(head.compartment, head.device, head.prev, one.changes, accepted=one.changes[-1].name in said)

    def kept(self, stored: Stored) -> str:
        """What stands against a segment of the log ("" for nothing)."""
        own = stored.device == self._device and stored.state == log.WAITING
        place = stored.compartment, stored.device, stored.first, stored.last, stored.prev
        accepted = self._is_accepted(stored)
        if own or (not accepted and chains.forks_at(self._connection, *place, before=stored.id)):
            return FORK  # the branch that came later waits for a person, unless a keeper named it
        return self._against(stored.compartment, stored.device, stored.prev, stored.changes(), accepted=accepted)

    def closed(self, stored: Stored) -> bool:
        """Whether a segment of the log waits for a keeper's word, whatever else stands against it."""
        return not self._is_accepted(stored) and self._is_closed(stored.compartment, stored.device, stored.changes())

    def released(self) -> Iterator[Stored]:
        """Segments whose gap is filled, or whose author's log is open, now; the caller applies each before the next is asked for."""
        self._accepted.clear()
        passed: set[int] = set()
        while rows := [row for row in chains.ready(self._connection) if row not in passed]:
            passed.update(rows)
            for row in rows:
                stored = log.segment(self._connection, row)
                if not self.reads(stored.compartment):
                    continue
                state = log.WAITING if self.kept(stored) else log.APPLIED
                log.set_state(self._connection, stored.id, state)
                if state == log.APPLIED:
                    yield stored
                    if stored.device in self._roster.promoted and any(map(_is_act, stored.changes())):  # it may open the logs of others
                        self._charters.clear()
                        passed.clear()

    def _against(self, compartment: str, device: str, prev: str | None, changes: Sequence[Named], *, accepted: bool) -> str:
        if prev is not None and not log.last_stamp(self._connection, prev) < _first_stamp(changes):
            return BACKWARDS  # no honest desk goes back in time within its own log
        if device in self._blocked:
            return BLOCKED
        if accepted:
            return ""
        if self.charter(compartment).unknown or self._roster.unknown:
            return NEWER  # an act of a newer version may be a removal
        return CLOSED if self._is_closed(compartment, device, changes) else ""

    def _is_closed(self, compartment: str, device: str, changes: Sequence[Named]) -> bool:
        charter = self.charter(compartment)
        if self._roster.closed(device) or charter.log_closed(device):
            return True
        if device not in self._roster.promoted:
            return False
        if not (more := [change for change in changes if _is_act(change)]):
            return False
        # Who led and is a member now goes on writing records; acts of theirs that nobody had seen are for a keeper.
        return device not in charter.keepers or is_too_much(self._connection, compartment, device, more)

    def _is_accepted(self, stored: Stored) -> bool:
        """Whether a keeper accepted the log up to a change that stands in this segment's own branch: a number alone could be of any."""
        place = stored.compartment, stored.device
        if place not in self._accepted:
            said = self.charter(stored.compartment).acceptances.get(stored.device, ())
            self._accepted[place] = frozenset(chains.up_to(self._connection, *place, said)) if said else frozenset()
        return stored.hash in self._accepted[place]


class Gate:
    """Decides for each segment of one bundle: applied, held because of a gap, waiting for a person, or the bundle refused."""

    def __init__(self, desk: Desk, connection: Connection, opened: Opened, stage: Staging) -> None:
        self._connection = connection
        self._stage = stage
        self._workspace = opened.manifest.workspace
        self._keys = keys(desk.standing(connection).roster)
        self._blocked = desk.standing(connection).blocked
        self._promoted = desk.standing(connection).roster.promoted
        # Who was left out of the roster, its share of it being full, is left out here as well.
        self._left_out = {_head(stage.get(name)).device for name in opened.roster} - self._keys.keys()
        self._glances: dict[str, _Glance] = {}
        said: dict[tuple[str, str], list[Named]] = {}
        for name in opened.segments:
            self._glance(name, said)
        self.segments = list(self._glances)
        under_way: dict[str, list[Entry]] = {}
        for (place, _), those in said.items():
            under_way.setdefault(place, []).extend(Entry(c.name, c.line, c.hash) for c in those if isinstance(c.line, Line))
        self._judge = Judge(desk, connection, under_way)
        self._line = desk.standing(connection).roster.line_of(desk.device)
        for place in sorted({glance.head.compartment for glance in self._glances.values()}):
            if not self._judge.reads(place):
                self._pass_over(place)
        self._desk = desk

    def hash(self, name: str) -> str:
        """The hash of line 0 of a staged segment."""
        return self._glances[name].hash

    def verified(self, name: str) -> VerifiedSegment:
        """A staged segment, verified; raises Damaged."""
        armour = self._stage.get(f"{name}.sig").decode("ascii", "replace")
        return segment.verify(self._stage.get(name), armour, self._keys.get, self._workspace)

    def _pass_over(self, place: str) -> None:
        """Leave out what is of a compartment that this desk read once: whoever sends it does not know, or sends what tells this desk."""
        if not acts.load(self._connection, place):
            raise Damaged("import.not_our_compartment")
        for name in [name for name in self.segments if self._glances[name].head.compartment == place]:
            if not notices.tells(self.verified(name).changes, self._line):
                self.segments.remove(name)

    def _hear(self, one: VerifiedSegment) -> None:
        """Keep that a keeper took this desk out: what says so may hang on lines that this desk is not to get."""
        place = one.head.compartment
        if not self._judge.reads(place) and notices.tells(one.changes, self._line):
            log.take_out(self._connection, place, one.hash)
            self._desk.forget_standing()

    def state(self, one: VerifiedSegment) -> str:
        """The state in which a verified segment enters the log."""
        self._hear(one)
        head = one.head
        if head.prev is not None:
            before = log.holds(self._connection, head.prev)
            if before is not None and not chains.follows(self._connection, head):
                return log.HELD  # of its author's making: who did not hold the one before took it in, and is not to be refused for it
            if before != log.APPLIED:
                return before or log.HELD
        return log.WAITING if self._judge.new(one) else log.APPLIED

    def released(self) -> Iterator[Stored]:
        """Segments of the log that this bundle lets in."""
        return self._judge.released()

    def _glance(self, name: str, said: dict[tuple[str, str], list[Named]]) -> None:
        content = segment.unpack(self._stage.get(name))
        first = content[: content.find(b"\n") + 1]
        head = decode_head(first)
        if head.device in self._left_out:
            return
        self._glances[name] = _Glance(head, sha256(first))
        if b'"kind":"charter"' not in content or head.device in self._blocked or not self._is_heard(head, self._glances[name].hash):
            return
        log_of = head.compartment, head.device
        mine = [*said.get(log_of, ()), *filter(_is_act, self.verified(name).changes)]
        if not is_too_much(self._connection, *log_of, mine):
            said[log_of] = mine

    def _is_heard(self, head: Head, hash: str) -> bool:
        """Whether acts in a segment under way are looked at already: not those of who never led, of a branch, or of what was taken in.

        What is held for a gap is looked at each time: it may come once more beside the pieces that it lets in.
        """
        if head.device not in self._promoted or log.holds(self._connection, hash) not in (None, log.HELD):
            return False
        place = head.compartment, head.device, head.first, head.last, head.prev
        return not chains.forks_at(self._connection, *place, before=log.row_of(self._connection, hash) or 1 << 62)


def is_too_much(connection: Connection, compartment: str, device: str, more: Sequence[Named]) -> bool:
    """Whether a device would have more acts in a charter, these included, than any honest one."""
    lines, size = acts.extent(connection, compartment, device)
    size += sum(len(encode(change.line)) for change in more if isinstance(change.line, Line))
    return lines + len(more) > charters.MOST_ACTS or size > charters.MOST_BYTES


def _is_act(change: Named) -> bool:
    return isinstance(change.line, Line) and change.line.kind == CHARTER


def _head(body: bytes) -> Head:
    content = segment.unpack(body)
    return decode_head(content[: content.find(b"\n") + 1])


def _first_stamp(changes: Sequence[Named]) -> str:
    return next((change.line.stamp for change in changes if isinstance(change.line, Line)), "~")
