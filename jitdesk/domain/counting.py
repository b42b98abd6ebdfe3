"""Which acts of a roster count: the rules of docs/merge.md, "Roster", line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from jitdesk.domain.ancestry import Ancestry, Entry
from jitdesk.domain.changes import ROSTER, author
from jitdesk.domain.shapes import ACTS, LEAD, device_of, shape_holds
from jitdesk.kernel.values import ChangeName

MOST_SUCCESSIONS = 64  # one after the other; then a lead takes in a new card


@dataclass(frozen=True)
class Grant:
    """What a lead gave to `device`, or what it has in place of another; `bit` and `above` are its place among the grants of its roster.

    Whoever succeeds has the place of the grant in whose stead it stands: the same bit, the same grants above it (none above the founder's).
    `origin` is the grant by a lead with which that began.
    """

    name: str
    device: str
    role: str
    own: bool  # given by the device to itself
    stamp: str
    bit: int
    above: int
    origin: str
    depth: int = 0  # how many successions lie between it and its origin


class Strike(NamedTuple):
    """An `end` or a `revoke`: whom or what it hits, and what it leaves standing."""

    name: str
    author: str
    under: str
    keep: str | None
    successors: frozenset[str]


class Counting:
    """One run of the rules over the acts of one roster: what was ever `given`, which `grants` count and what `hits` each of them."""

    def __init__(self, workspace: str, past: Ancestry) -> None:
        self._past = past
        self.founding: Entry | None = None
        self.given: dict[str, Grant] = {}
        self.grants: dict[str, Grant] = {}
        self.hits: dict[str, list[Strike]] = {}
        self.cards: dict[str, dict[str, Any]] = {}
        self._ends: dict[str, list[Strike]] = defaultdict(list)
        self._revokes: dict[str, list[Strike]] = defaultdict(list)
        self._heirs: dict[str, list[Grant]] = defaultdict(list)
        self._rekeys: list[Entry] = []
        for entry in past.order:
            if entry.line.kind == ROSTER and entry.line.field in ACTS and shape_holds(entry.line.field, entry.line.value):
                self._note(workspace, entry)
        # Leads first, for any lead may hit the others; and ancestors first, for what may uncount a grant acts under grants that are in its
        # chain, or in place of one of them: those that stand in a grant's place are counted together with it, wherever their lines stand.
        for grant in sorted((g for g in self.given.values() if not g.depth), key=lambda g: g.role != LEAD):
            if self._granted(grant):
                self._count(grant)

    def live(self, grant: Grant) -> bool:
        """Whether the grant counts and nothing hits it."""
        return grant.name in self.grants and not self.hits[grant.name]

    def counts(self, strike: Strike) -> bool:
        """Whether an `end` or `revoke` counts; what it may hit is another question."""
        under = self.grants.get(strike.under)
        return under is not None and self._acts(strike.name, strike.author, under) and self._stands(strike.name, under)

    def strikes(self, grant: Grant) -> list[Strike]:
        """Every `end` and `revoke` that is aimed at the grant."""
        ends = [s for s in self._ends.get(grant.name, ()) if s.keep is None or author(s.keep) == grant.device]
        return ends + self._revokes.get(grant.device, [])

    @cached_property
    def barred(self) -> frozenset[str]:
        """The devices that a revocation which counts names: nobody who saw it may grant them again."""
        return frozenset(device for device, strikes in self._revokes.items() if any(self.counts(s) for s in strikes))

    def frozen(self) -> list[str]:
        """Acts that this version does not know, by devices that lead: of others nothing could be a removal."""
        leads: dict[str, list[Grant]] = defaultdict(list)
        for grant in self.given.values():
            if grant.role == LEAD:
                leads[grant.device].append(grant)
        unknown = (e for e in self._past.order if e.line.kind != ROSTER or e.line.field not in ACTS)
        return [e.name for e in unknown if any(self._past.saw(e.name, g.name) and self._stands(e.name, g) for g in leads[author(e.name)])]

    def rekeyed(self) -> Iterator[Entry]:
        """The `rekey` lines that count, ancestors first."""
        for entry in self._rekeys:
            under = self.grants.get(entry.line.value["under"])
            if under and under.device == author(entry.name) and self._past.saw(entry.name, under.name) and self._stands(entry.name, under):
                yield entry

    def _note(self, workspace: str, entry: Entry) -> None:
        act, value = entry.line.field, entry.line.value
        if act == "found":
            self._found(workspace, entry)
        elif act == "grant":
            self._give(entry)
        elif act == "succeed":
            self._succeed(entry)
        elif act == "rekey":
            self._rekeys.append(entry)
        else:
            strike = Strike(entry.name, author(entry.name), value["under"], value["keep"], frozenset(value["successors"]))
            if act == "end":
                self._ends[value["grant"]].append(strike)
            elif strike.keep is None or author(strike.keep) == value["device"]:
                self._revokes[value["device"]].append(strike)

    def _found(self, workspace: str, entry: Entry) -> None:
        name = ChangeName.parse(entry.name)
        device = device_of(entry.line.value["card"])
        if entry.hash != workspace or name is None or name.number != 1 or device is None or name.device != device:
            return
        self.founding = entry
        self._take(Grant(entry.name, device, LEAD, True, entry.line.stamp, self._past.bit(entry.name), 0, entry.name), entry)

    def _give(self, entry: Entry) -> None:
        value, by = entry.line.value, author(entry.name)
        device, under = device_of(value["card"]), self.given.get(value["under"])
        if device is None or under is None or not self._acts(entry.name, by, under):
            return
        place = self._past.bit(entry.name), under.above | under.bit
        self._take(Grant(entry.name, device, value["role"], by == device, entry.line.stamp, *place, entry.name), entry)

    def _succeed(self, entry: Entry) -> None:
        card, of = entry.line.value["card"], self.given.get(entry.line.value["under"])
        device = device_of(card)
        if device is None or of is None or device != author(entry.name) or card.get("replaces") != of.device:
            return
        if of.depth < MOST_SUCCESSIONS and self._past.saw(entry.name, of.name):
            heir = replace(of, name=entry.name, device=device, stamp=entry.line.stamp, depth=of.depth + 1)
            self._take(heir, entry)
            self._heirs[of.name].append(heir)

    def _take(self, grant: Grant, entry: Entry) -> None:
        self.given[grant.name] = grant
        self.cards[grant.device] = entry.line.value["card"]

    def _granted(self, grant: Grant) -> bool:
        if self.founding is not None and grant.name == self.founding.name:
            return True
        entry = self._past[grant.name]
        barred = any(self._past.saw(grant.name, s.name) and self.counts(s) for s in self._revokes.get(grant.device, ()))
        return not barred and self._stands(grant.name, self.given[entry.line.value["under"]])

    def _count(self, grant: Grant) -> None:
        """Enter a grant that counts, with what hits it, and then whatever stands in its place."""
        line = [grant]
        while line:
            one = line.pop()
            self.grants[one.name] = one
            self.hits[one.name] = [s for s in self.strikes(one) if (one.role != LEAD or self._above(s, one)) and self.counts(s)]
            line += [heir for heir in self._heirs.get(one.name, ()) if self._stands(heir.name, one)]

    def _above(self, strike: Strike, grant: Grant) -> bool:
        under = self.grants.get(strike.under)
        return under is not None and bool(under.bit & grant.above)

    def _acts(self, name: str, by: str, under: Grant) -> bool:
        return under.role == LEAD and under.device == by and self._past.saw(name, under.name)

    def _stands(self, name: str, under: Grant) -> bool:
        return under.name in self.grants and all(self._keeps(s, name) for s in self.hits[under.name])

    def _keeps(self, strike: Strike, name: str) -> bool:
        if name in strike.successors:
            return True
        # By ancestry and not by number: a fork that claims a lower number is not kept. And a device's own lines only: whoever succeeded it
        # must be named.
        last = strike.keep
        return last is not None and author(last) == author(name) and (last == name or self._past.saw(last, name))
