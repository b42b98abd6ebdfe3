"""The roster: who is in the team and in which role, as a function of the set of roster lines (docs/merge.md, "Roster")."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from jitdesk.domain.ancestry import MAX_TIPS, Ancestry
from jitdesk.domain.ancestry import Entry as Entry
from jitdesk.domain.changes import author, encode
from jitdesk.domain.counting import MOST_ABOVE, MOST_SUCCESSIONS, Counting, Grant
from jitdesk.domain.roles import standing
from jitdesk.domain.shapes import LEAD, MEMBER, OBSERVER, ROLES, TEXT_LIMIT, is_label
from jitdesk.domain.shapes import device_of as device_of
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import ChangeName

LAST = "last"  # keep everything that we know of a device's roster log
QUOTA = 64  # lines that a device which never led, and all that stand in its place, may have in the roster

Act = tuple[str, dict[str, Any]]


class Extent(NamedTuple):
    """How much of a roster."""

    lines: int
    bytes: int


MOST = Extent(10_000, 64 << 20)  # what a desk remembers of who saw what grows with the square of the lines
MOST_UNSEEN = Extent(1_500, 12 << 20)
"""What leads may write that the founder's acts had not seen: however much that is, there is room to end them."""

_LARGEST_ACT = 64 << 10  # bytes of an honest one, generously


@dataclass(frozen=True)
class Device:
    """One device that was ever in the team: its card, its live grants and the role that they give (None: it is out)."""

    device: str
    card: Mapping[str, Any]  # with what it rekeyed since
    role: str | None
    disputed: bool  # granted in different roles by leads who did not see each other; `role` is the lowest
    grants: tuple[Grant, ...]
    granted_at: str
    revoked: bool
    last: str | None  # the last line known of its roster log
    lines: int = 0  # how many are known of it
    forked: bool = False  # two lines of it have one number
    stands_for: str | None = None  # the device in whose place it stands
    heirs: tuple[str, ...] = ()  # the live devices that stand in its place

    @property
    def member(self) -> str:
        """The name on its card."""
        return str(self.card["member"])


@dataclass(frozen=True)
class Roster:
    """The team as the lines held make it; without a founding line nobody is in it."""

    workspace: str
    team: str
    founder: str
    devices: Mapping[str, Device]
    led: frozenset[str]  # every device that leads or led
    promoted: frozenset[str]  # every device that a lead ever made one, whatever became of it: more lines never make them fewer
    barred: frozenset[str]  # devices that nobody may grant again
    asked: tuple[str, ...]  # ends and revocations without effect on a grant that lives: for the lead above it to see
    tips: tuple[str, ...]
    unknown: tuple[str, ...]  # acts of a newer version that may count: nothing is sent or applied
    size: Extent
    unseen: Extent  # of it, what leads wrote, or name, that no line of the founder saw

    def ever(self, device: str) -> bool:
        """Whether a lead ever granted the device."""
        return device in self.devices

    def role(self, device: str) -> str | None:
        """The role of a device; None if it has no live grant."""
        found = self.devices.get(device)
        return found.role if found else None

    def line_of(self, device: str) -> tuple[str, ...]:
        """The device and those in whose place it stands, one after the other."""
        line = [device]
        while (found := self.devices.get(line[-1])) and found.stands_for:
            line.append(found.stands_for)
        return tuple(line)

    def founds(self, device: str) -> bool:
        """Whether the device is the founder's, or stands in its place."""
        return self.line_of(device)[-1] == self.founder

    @property
    def overrun(self) -> bool:
        """Whether leads wrote more than a desk takes before the founder saw it."""
        return any(have > most for have, most in zip(self.unseen, MOST_UNSEEN, strict=True))

    def spent(self, device: str) -> int:
        """How many roster lines are known of the device with all that count against one quota with it."""
        first = self.line_of(device)[-1]
        return sum(d.lines for d in self.devices.values() if self.line_of(d.device)[-1] == first)

    def tips_for(self, device: str) -> tuple[str, ...]:
        """What a line of the device about itself names: the tips, and the end of its own log and of the one in whose place it stands."""
        own = {found.last for one in self.line_of(device)[:2] if (found := self.devices.get(one)) and found.last}
        return tuple(sorted({*own, *self.tips[: MAX_TIPS - len(own)]}))

    def is_lead(self, device: str) -> bool:
        """Whether the device's role is that of a lead."""
        return self.role(device) == LEAD

    def may_write(self, device: str) -> bool:
        """Whether the device's role lets it write records."""
        return self.role(device) in (LEAD, MEMBER)

    def live(self) -> list[Device]:
        """The devices with a live grant, by id."""
        return [self.devices[d] for d in sorted(self.devices) if self.devices[d].role]

    def closed(self, device: str) -> bool:
        """Whether the device's log takes no records: it has no live grant as member or lead."""
        return all(g.role == OBSERVER for g in self._grants(device))

    def lead_grants(self, device: str) -> frozenset[str]:
        """The grants by leads from which the device's live lead grants come; none where its charter lines count for nothing more."""
        return frozenset(g.origin for g in self._grants(device) if g.role == LEAD)

    def acting_grant(self, device: str, lead: bool) -> str | None:
        """The live grant that a new line of the device names in `under`: of a lead if `lead`; the highest of several."""
        grants = [g for g in self._grants(device) if g.role == LEAD or not lead]
        return min(grants, key=_height).name if grants else None

    def entitled(self, by: str, target: str) -> bool:
        """Whether `by` may end the grant, or revoke the device, that `target` names."""
        targets = self.targets(target)
        return (bool(targets) or target in self.devices) and self.right(by, targets) is not None

    def _grants(self, device: str) -> tuple[Grant, ...]:
        found = self.devices.get(device)
        return found.grants if found else ()

    def targets(self, target: str) -> tuple[Grant, ...]:
        """The live grants that `target`, the id of a device or the name of a grant, means."""
        if target in self.devices:
            return self._grants(target)
        return tuple(g for d in self.devices.values() for g in d.grants if g.name == target)

    def right(self, by: str, targets: tuple[Grant, ...]) -> Grant | None:
        """The live lead grant under which `by` may hit all the `targets`; None if it has none."""
        own = sorted((g for g in self._grants(by) if g.role == LEAD), key=_height)
        return next((o for o in own if all(t.role != LEAD or o.bit & t.above for t in targets)), None)


def _height(grant: Grant) -> tuple[int, int, str]:
    return -ROLES.index(grant.role), grant.above.bit_count(), grant.name


def evaluate(workspace: str, entries: Iterable[Entry]) -> Roster:
    """The roster that the lines of the workspace make, in whatever order and however often they came."""
    past = Ancestry(entries)
    run = Counting(workspace, past)
    grants = [g for g in run.grants.values() if run.live(g)]
    leads = {g.device for g in grants if g.role == LEAD}
    promoted = frozenset(g.device for g in run.given.values() if g.role == LEAD)
    nothing = Extent(0, 0)
    roster = Roster(
        workspace,
        team=run.founding.line.value["team"] if run.founding else "",
        founder=author(run.founding.name) if run.founding else "",
        devices=_devices(run, past),
        led=frozenset(g.device for g in run.grants.values() if g.role == LEAD),
        promoted=promoted,
        barred=run.barred,
        asked=tuple(sorted(run.asked())),
        tips=past.tips({e.name for e in past.order if author(e.name) in leads}, promoted),
        unknown=tuple(run.frozen()),
        size=nothing,
        unseen=nothing,
    )
    return replace(roster, size=_extent(past.order), unseen=_extent(_unseen(roster, past)))


def _unseen(roster: Roster, past: Ancestry) -> Iterator[Entry]:
    """What leads wrote, and what that names, without what lines of the founder, or of those that stand in the founder's place, saw."""
    founders = {device for device in roster.promoted if roster.founds(device)}
    seen, said = (
        past.all_behind(names) | past.bits(names)
        for names in ([e.name for e in past.order if author(e.name) in devices] for devices in (founders, roster.promoted))
    )
    return (entry for entry in past.order if past.bit(entry.name) & said & ~seen)


def _extent(entries: Iterable[Entry]) -> Extent:
    sizes = [len(encode(entry.line)) for entry in entries]
    return Extent(len(sizes), sum(sizes))


def _devices(run: Counting, past: Ancestry) -> dict[str, Device]:
    given: dict[str, list[Grant]] = defaultdict(list)
    heirs: dict[str, list[str]] = defaultdict(list)
    for grant in run.given.values():
        given[grant.device].append(grant)
    for device, grants in sorted(given.items()):
        if any(g.depth and run.live(g) for g in grants):
            heirs[run.cards[device]["replaces"]].append(device)
    logs, cards = _logs(past), _rekeyed(run, past)
    return {d: replace(_device(given[d], run, past, logs[d]), card=cards[d], heirs=tuple(heirs[d])) for d in given}


def _rekeyed(run: Counting, past: Ancestry) -> dict[str, Mapping[str, Any]]:
    """The card of each device with its newest keys and function: of lines that did not see each other, the greatest (stamp, name)."""
    lines: dict[str, list[Entry]] = defaultdict(list)
    for entry in run.rekeyed():
        lines[author(entry.name)].append(entry)
    cards: dict[str, Mapping[str, Any]] = dict(run.cards)
    for device, own in lines.items():
        seen = past.all_behind(e.name for e in own)
        value = max((e for e in own if not past.bit(e.name) & seen), key=lambda e: (e.line.stamp, e.name)).line.value
        cards[device] = {**cards[device], **{key: value[key] for key in ("age", "function", "hybrid")}}
    return cards


def _device(given: list[Grant], run: Counting, past: Ancestry, log: list[ChangeName]) -> Device:
    device = given[0].device
    live = tuple(g for g in given if run.live(g))
    roles = {g.role for g in standing(live, past)}
    return Device(
        device,
        card=run.cards[device],
        role=min(roles, key=ROLES.index, default=None),
        disputed=len(roles) > 1,
        grants=live,
        granted_at=min(g.stamp for g in given),
        revoked=device in run.barred and not live,
        last=str(max(log)) if log else None,
        lines=len(log),
        forked=len({name.number for name in log}) < len(log),
        stands_for=run.cards[device]["replaces"] if any(g.depth for g in given) else None,
    )


def _logs(past: Ancestry) -> dict[str, list[ChangeName]]:
    logs: dict[str, list[ChangeName]] = defaultdict(list)
    for entry in past.order:
        name = ChangeName.parse(entry.name)
        if name:
            logs[name.device].append(name)
    return logs


def found(card: Mapping[str, Any], signature: str, team: str) -> Act:
    """The act that founds a team: the founder's card and the team's name."""
    if not is_label(team):
        raise Refused("roster.team", most=TEXT_LIMIT)
    return "found", {"card": dict(card), "signature": signature, "team": team}


def decide_grant(roster: Roster, by: str, card: Mapping[str, Any], signature: str, role: str) -> Act:
    """The act by which the lead `by` takes in a card in a role, raises its role, or settles grants that differ."""
    if role not in ROLES:
        raise Refused("roster.role", role=role, roles=", ".join(reversed(ROLES)))
    _must_lead(roster, by)
    if roster.unknown:
        raise Refused("roster.newer")
    device = device_of(dict(card))
    if device is None:
        raise Refused("roster.card")
    if device in roster.barred:
        raise Refused("roster.barred", member=card["member"])
    known = roster.devices.get(device)
    if known and known.role and not known.disputed:
        if role == known.role:
            raise Refused("roster.already", member=known.member, role=known.role)
        if ROLES.index(role) < ROLES.index(known.role):
            raise Refused("roster.end_first", member=known.member, role=known.role)
    under = min((g for g in roster.targets(by) if g.role == LEAD), key=_height)
    if under.above.bit_count() >= MOST_ABOVE:
        raise Refused("roster.too_deep", most=MOST_ABOVE)
    return "grant", {"card": dict(card), "role": role, "signature": signature, "under": under.name}


def decide_end(roster: Roster, by: str, grant: str, keep: str | None = LAST, successors: Iterable[str] = ()) -> Act:
    """The act by which `by` ends a live grant; `keep` names the last line of its device's roster log that stands (None: none of them).

    Of the devices that stand in its place only those stay in the team whose `succeed` lines are among the `successors`.
    """
    _must_lead(roster, by)
    targets = roster.targets(grant) if grant not in roster.devices else ()
    if not targets:
        raise Refused("roster.no_grant")
    device = roster.devices[targets[0].device]
    under = _must_be_above(roster, by, device, targets)
    return "end", {"grant": grant, "keep": _kept(device, keep), "successors": _heirs(roster, device, successors), "under": under}


def decide_revoke(roster: Roster, by: str, device: str, keep: str | None = LAST, successors: Iterable[str] = ()) -> Act:
    """The act by which `by` revokes a device for ever; `keep` and `successors` as for `decide_end`."""
    _must_lead(roster, by)
    target = roster.devices.get(device)
    if target is None:
        raise Refused("roster.no_device", device=device)
    if target.revoked:
        raise Refused("roster.revoked", member=target.member)
    under = _must_be_above(roster, by, target, target.grants)
    return "revoke", {"device": device, "keep": _kept(target, keep), "successors": _heirs(roster, target, successors), "under": under}


def decide_rekey(roster: Roster, by: str, age: str, hybrid: str | None, function: str) -> Act:
    """The act by which a device gives itself new age recipients, or corrects its function; its id and its signing key stay."""
    _must_have_room(roster, by, 1)
    if not is_label(function):
        raise Refused("roster.function", most=TEXT_LIMIT)
    return "rekey", {"age": age, "function": function, "hybrid": hybrid, "under": roster.acting_grant(by, lead=False)}


def decide_succeed(roster: Roster, old: str, card: Mapping[str, Any], signature: str) -> list[Act]:
    """The acts by which the device of `card` stands in the place of the device `old`: one for each grant that lives."""
    grants = roster.targets(old)
    _must_have_room(roster, old, len(grants))
    if min(g.depth for g in grants) >= MOST_SUCCESSIONS:
        raise Refused("roster.quota", most=QUOTA)
    return [("succeed", {"card": dict(card), "signature": signature, "under": g.name}) for g in grants]


def _must_have_room(roster: Roster, by: str, lines: int) -> None:
    if roster.role(by) is None:
        raise Refused("right.removed")
    if by not in roster.promoted and roster.spent(by) + lines > QUOTA:
        raise Refused("roster.quota", most=QUOTA)
    if by in roster.promoted and not roster.founds(by) and not _fits(roster.unseen, lines, MOST_UNSEEN):
        raise Refused("roster.unseen_full", most=MOST_UNSEEN.lines, founder=roster.devices[roster.founder].member)
    if not _fits(roster.size, lines, MOST):
        raise Refused("roster.full", most=MOST.lines)


def _fits(held: Extent, lines: int, most: Extent) -> bool:
    return held.lines + lines <= most.lines and held.bytes + lines * _LARGEST_ACT <= most.bytes


def _heirs(roster: Roster, device: Device, successors: Iterable[str]) -> list[str]:
    standing = {g.name for heir in device.heirs for g in roster.devices[heir].grants if g.depth}
    named = sorted(set(successors))
    if not standing.issuperset(named):
        raise Refused("roster.no_successor", member=device.member)
    return named


def _must_lead(roster: Roster, by: str) -> None:
    if not roster.is_lead(by):
        raise Refused("roster.not_lead")
    _must_have_room(roster, by, 1)


def _must_be_above(roster: Roster, by: str, device: Device, targets: tuple[Grant, ...]) -> str:
    if any(t.role == LEAD and not t.above for t in targets):
        raise Refused("roster.founder", member=device.member)
    right = roster.right(by, targets)
    if right is None:
        raise Refused("roster.not_above", member=device.member)
    return right.name


def _kept(device: Device, keep: str | None) -> str | None:
    if keep == LAST:
        return device.last
    if keep is not None and not keep.startswith(f"{device.device}."):
        raise Refused("roster.keep", member=device.member)
    return keep
