"""Who leaves the team: what a device holds, taking it out or blocking it here, and deciding on what it wrote that nobody had seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jitdesk.domain import charter as charters
from jitdesk.domain import roster as rosters
from jitdesk.domain.changes import author
from jitdesk.domain.decide import Op
from jitdesk.domain.kinds import KINDS, LOGS
from jitdesk.domain.roster import LAST, Act, Roster
from jitdesk.exchange import card as cards
from jitdesk.kernel import clock
from jitdesk.kernel.clock import instant
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import ChangeName, new_id, nfc
from jitdesk.kernel.words import say
from jitdesk.services import acts, editing, exporting, quarantine
from jitdesk.services.admission import CLOSED
from jitdesk.services.desk import Desk
from jitdesk.services.standing import BLOCK, UNBLOCK, Standing, entries
from jitdesk.storage import decisions, log, positions
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections import acts as kept

NOTHING = "nothing"
"""In place of a line to keep: none of its lines stands."""

_REASON = 1_000


@dataclass(frozen=True)
class Position:
    """How much of a compartment a device is known to hold: how many changes it lacks of those here, of how many records it has some."""

    compartment: str
    name: str
    lacking: int
    records: Mapping[str, int]  # by kind, files and identities among them; logs left out

    @property
    def told(self) -> str:
        """The records by kind in words, or ""."""
        return ", ".join(f"{say(f'kind.{kind}')} {count}" for kind, count in self.records.items())


@dataclass(frozen=True)
class Holding:
    """What a device holds, as far as it said so: `heard` is when its newest bundle was made (ISO 8601, or "" if none came).

    `heirs` stand in its place, and go with it unless they are kept.
    """

    device: str
    member: str
    role: str | None
    heard: str
    positions: tuple[Position, ...]
    heirs: tuple[str, ...]


@dataclass(frozen=True)
class Deed:
    """A line of a device in the roster: its name, what it does, to whom, and when by its author's clock."""

    name: str
    act: str
    whom: str
    at: str


def holding(desk: Desk, device: str) -> Holding:
    """What a device (a member's name, or a fingerprint) holds."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        return _holding(connection, standing, standing.device(device))


def deeds(desk: Desk, device: str) -> list[Deed]:
    """What a device did in the roster, the oldest first: to choose the last line that is to stand when it is taken out."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        target = standing.device(device)
        lines = list(entries(kept.load(connection, desk.workspace_id)))
    values = {entry.name: entry.line.value for entry in lines}
    own = sorted((entry for entry in lines if author(entry.name) == target), key=lambda e: ChangeName.parse(e.name) or ())
    return [
        Deed(entry.name, entry.line.field, _whom(standing, values, entry.line.value), f"{instant(entry.line.stamp):%Y-%m-%d}")
        for entry in own
    ]


def revoke(desk: Desk, device: str, reason: str, keep: Sequence[str] = ()) -> Holding:
    """Take a device (a member's name, or a fingerprint) out of the team for ever; returns what it holds.

    What this desk holds of it is accepted where the desk is keeper. Of its roster lines all that are known stand, or those up to the line
    that `keep` names, or NOTHING; of the devices in its place those that `keep` names. The reason is noted for the whole team.
    """
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        target = standing.device(device)
        last, successors = _kept(standing, target, keep)
        act = rosters.decide_revoke(standing.roster, desk.device, target, last, successors)
        return _take_out(desk, connection, target, reason, [act])


def end(desk: Desk, device: str, reason: str, keep: Sequence[str] = ()) -> Holding:
    """End all that was given to a device, which a lead may take in again later, perhaps in another role; otherwise as `revoke`."""
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        target = standing.device(device)
        last, successors = _kept(standing, target, keep)
        grants = standing.roster.targets(target)
        if not grants:
            raise Refused("roster.no_grant")
        ends = [rosters.decide_end(standing.roster, desk.device, grant.name, last, successors) for grant in grants]
        return _take_out(desk, connection, target, reason, ends)


def block(desk: Desk, device: str, blocked: bool = True) -> str:
    """Block a device on this desk alone, at once: nothing is sent to it, its lines wait; or lift that. Returns its id."""
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        target = standing.device(device)
        if target == desk.device:
            raise Refused("block.own")
        if (target in standing.blocked) != blocked:
            decisions.write(connection, clock.iso(desk.clock.now()), BLOCK if blocked else UNBLOCK, {}, device=target)
    desk.forget_standing()
    return target


def decide_waiting(desk: Desk, device: str, accept: bool) -> int:
    """A keeper's word on what waits of a device because its log is closed, in all compartments that this desk keeps; how many changes.

    Accepted lines are in force for the whole team. Rejected ones wait on: another keeper may accept them yet.
    """
    with desk.db.read() as connection:
        target = desk.standing(connection).device(device)
    waiting = [item for item in quarantine.listed(desk) if item.device == target and item.why in (CLOSED, quarantine.FOLLOWS)]
    if accept:
        return sum(quarantine.accept(desk, item.hash).changes for item in waiting)
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        for compartment in {item.compartment for item in waiting}:
            last = max((item for item in waiting if item.compartment == compartment), key=lambda item: item.last)
            row = log.row_of(connection, last.hash)
            if row is not None:
                charter = standing.charters[compartment]
                act = charters.decide_reject(charter, desk.device, log.segment(connection, row).changes()[-1].name)
                acts.write(desk, connection, compartment, [act], charter.tips)
    return sum(item.changes for item in waiting)


def _holding(connection: Connection, standing: Standing, device: str) -> Holding:
    found = standing.roster.devices[device]
    places = sorted(((charter.name, id) for id, charter in standing.charters.items() if charter.reads(device)))
    return Holding(
        device,
        found.member,
        found.role,
        log.get(connection, exporting.heard(device)) or "",
        tuple(_position(connection, device, name, id) for name, id in places),
        found.heirs,
    )


def _position(connection: Connection, device: str, name: str, compartment: str) -> Position:
    held = positions.records(connection, device, compartment)
    records = {kind: count for kind, count in held.items() if kind in KINDS and kind not in LOGS}
    return Position(compartment, name, positions.lacking(connection, device, compartment), records)


def _kept(standing: Standing, device: str, keep: Sequence[str]) -> tuple[str | None, list[str]]:
    """The last line that is to stand (LAST: all that are known), and the lines of the successors that are to stand."""
    last: str | None = LAST
    successors: list[str] = []
    for named in keep:
        if named == NOTHING:
            last = None
        elif ChangeName.parse(named) is not None:
            last = named
        else:
            heir = standing.device(named)
            if heir not in standing.roster.devices[device].heirs:
                raise Refused("roster.no_successor", member=standing.member(device))
            successors += [grant.name for grant in standing.roster.targets(heir) if grant.depth]
    return last, successors


def _take_out(desk: Desk, connection: Connection, device: str, reason: str, decided: Sequence[Act]) -> Holding:
    before = desk.standing(connection)
    held = _holding(connection, before, device)
    reason = nfc(reason.strip())
    if not 0 < len(reason) <= _REASON:
        raise Refused("revoke.reason", most=_REASON)
    text = say(f"revoke.note_{decided[0][0]}", member=held.member, fingerprint=cards.fingerprint(device), reason=reason)
    note = [Op(before.whole_team, "note", new_id(desk.random), "text", text)]
    noted = _may_note(desk, before)
    if noted:  # whoever takes themselves out may not write any more afterwards
        editing.commit(desk, connection, before, note)
    acts.write(desk, connection, desk.workspace_id, decided, before.roster.tips)
    after = desk.standing(connection)
    if not noted and _may_note(desk, after):  # the device that goes had stopped the team
        editing.commit(desk, connection, after, note)
    for out in _changed(before.roster, after.roster):
        for compartment in after.charters:
            acts.accept_held(desk, connection, compartment, out)
    return held


def _may_note(desk: Desk, standing: Standing) -> bool:
    try:
        editing.may_write(desk, standing, standing.whole_team)
    except Refused:
        return False
    return True


def _changed(before: Roster, after: Roster) -> Iterator[str]:
    """The devices of which a log was closed."""
    return (found.device for found in before.live() if after.role(found.device) != found.role)


def _whom(standing: Standing, values: Mapping[str, object], value: object) -> str:
    """The name of the member whom an act concerns ("" where it says nobody)."""
    if not isinstance(value, dict):
        return ""
    if "grant" in value:  # an end: whom it gave something to
        value = values.get(str(value["grant"]))
    card = value.get("card") if isinstance(value, dict) else None
    if isinstance(card, dict):
        return str(card.get("member", ""))
    return standing.member(str(value.get("device", ""))) if isinstance(value, dict) else ""
