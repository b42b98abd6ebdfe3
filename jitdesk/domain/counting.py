"""Which acts of a roster count: the rules of docs/merge.md, "Roster", line by line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_
from typing import Any, NamedTuple

from jitdesk.domain.ancestry import Ancestry, Entry
from jitdesk.domain.changes import ROSTER, author
from jitdesk.domain.shapes import ACTS, LEAD, device_of, shape_holds
from jitdesk.kernel.values import ChangeName

MOST_SUCCESSIONS = 64  # one after the other; then a lead takes in a new card
MOST_ABOVE = 64  # grants between a grant and the founding

_ALL = -1  # every act, as bits


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
    """An `end` or a `revoke`: whom or what it hits (a grant, or a device), and what it leaves standing."""

    name: str
    author: str
    under: str
    target: str
    revokes: bool
    keep: str | None
    successors: tuple[str, ...]


class Counting:
    """One run of the rules over the acts of one roster: what was ever `given`, and which `grants` count.

    Sets of acts are bits of one number (`Ancestry.bit`): an enemy who leads can write thousands of acts that all aim at each other.
    """

    def __init__(self, workspace: str, past: Ancestry) -> None:
        self._past = past
        self.founding: Entry | None = None
        self.given: dict[str, Grant] = {}
        self.grants: dict[str, Grant] = {}
        self.cards: dict[str, dict[str, Any]] = {}
        self._left: dict[str, int] = {}  # of a grant that is hit: the acts under it that stand all the same
        self._strikes: dict[str, list[Strike]] = defaultdict(list)  # by the grant under which they act
        self._counted: dict[str, list[str]] = defaultdict(list)  # strikes that count, by target
        self._revoked: dict[str, int] = defaultdict(int)  # the same of a device, as bits
        self._blows: dict[str, dict[int, int]] = defaultdict(dict)  # by target and the place of who struck: what stands all the same
        self._by_any: dict[str, int | None] = {}
        self._heirs: dict[str, list[Grant]] = defaultdict(list)
        self._rekeys: list[Entry] = []
        self._own: dict[str, int] = defaultdict(int)
        for entry in past.order:
            self._own[author(entry.name)] |= past.bit(entry.name)
            if entry.line.kind == ROSTER and entry.line.field in ACTS and shape_holds(entry.line.field, entry.line.value):
                self._note(workspace, entry)
        # Leads first, for any lead may hit the others; and ancestors first, for what may uncount a grant acts under grants that are in its
        # chain, or in place of one of them: those that stand in a grant's place are counted together with it, wherever their lines stand.
        for grant in sorted((g for g in self.given.values() if not g.depth), key=lambda g: g.role != LEAD):
            if self._granted(grant):
                self._count(grant)

    @property
    def barred(self) -> frozenset[str]:
        """The devices that a revocation which counts names: nobody who saw it may grant them again."""
        return frozenset(self._revoked)

    def live(self, grant: Grant) -> bool:
        """Whether the grant counts and nothing hits it."""
        return grant.name in self.grants and grant.name not in self._left

    def asked(self) -> set[str]:
        """The ends and revocations that count and are aimed at a grant which lives all the same."""
        aims = {aim for grant in self.grants.values() if self.live(grant) for aim in (grant.name, grant.device)}
        return {name for aim in aims for name in self._counted.get(aim, ())}

    def frozen(self) -> list[str]:
        """Acts that this version does not know, by devices that lead: of others nothing could be a removal."""
        unhit: dict[str, int] = defaultdict(int)
        hit: dict[str, list[Grant]] = defaultdict(list)
        for grant in self.grants.values():
            if grant.role == LEAD and self._left.get(grant.name, 0):
                hit[grant.device].append(grant)
            elif grant.role == LEAD and self.live(grant):
                unhit[grant.device] |= self._past.bit(grant.name)
        unknown = (e.name for e in self._past.order if e.line.kind != ROSTER or e.line.field not in ACTS)
        return [
            name
            for name in unknown
            if self._past.behind(name) & unhit[author(name)]
            or any(self._past.saw(name, g.name) and self._stands(name, g) for g in hit[author(name)])
        ]

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
            revokes = act == "revoke"
            aim = value["device"] if revokes else value["grant"], revokes
            strike = Strike(entry.name, author(entry.name), value["under"], *aim, value["keep"], tuple(value["successors"]))
            self._strikes[strike.under].append(strike)

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
        above = under.above | under.bit
        if above.bit_count() <= MOST_ABOVE:
            place = self._past.bit(entry.name), above
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
        barred = self._past.behind(grant.name) & self._revoked.get(grant.device, 0)
        return not barred and self._stands(grant.name, self.given[self._past[grant.name].line.value["under"]])

    def _count(self, grant: Grant) -> None:
        """Enter a grant that counts, with what hits it and what is struck under it, and then whatever stands in its place."""
        line = [grant]
        while line:
            one = line.pop()
            self.grants[one.name] = one
            for aim in (one.name, one.device):
                if (left := self._blow(one, aim)) is not None:
                    self._left[one.name] = self._left.get(one.name, _ALL) & left
            for strike in self._strikes.get(one.name, ()):
                if self._acts(strike.name, strike.author, one) and self._stands(strike.name, one):
                    self._strike(strike, one)
            line += [heir for heir in self._heirs.get(one.name, ()) if self._stands(heir.name, one)]

    def _strike(self, strike: Strike, under: Grant) -> None:
        """Note an `end` or `revoke` that counts, where its `keep` is a line of the device that it is aimed at."""
        grant = self.given.get(strike.target)
        device = strike.target if strike.revokes else grant.device if grant else None
        if device is None or (strike.keep is not None and author(strike.keep) != device):
            return
        self._counted[strike.target].append(strike.name)
        if strike.revokes:
            self._revoked[device] |= self._past.bit(strike.name)
        blows = self._blows[strike.target]
        blows[under.bit] = blows.get(under.bit, _ALL) & self._kept(strike)

    def _kept(self, strike: Strike) -> int:
        """The acts that a strike leaves standing: the successors named, and lines of the device up to `keep`.

        By ancestry and not by number: a fork that claims a lower number is not kept. And a device's own lines only: whoever succeeded it
        must be named.
        """
        kept = 0
        for name in strike.successors:
            kept |= self._past.bit(name)
        last = strike.keep
        return kept if last is None else kept | self._own[author(last)] & (self._past.behind(last) | self._past.bit(last))

    def _blow(self, grant: Grant, aim: str) -> int | None:
        """What stands although the strikes at an aim that are entitled hit the grant; None where there are none."""
        blows = self._blows.get(aim)
        if not blows:
            return None
        if grant.role != LEAD:  # any lead may; and by now all that leads struck is noted
            if aim not in self._by_any:
                self._by_any[aim] = reduce(and_, blows.values())
            return self._by_any[aim]
        above = [blows[bit] for bit in bits(grant.above) if bit in blows]
        return reduce(and_, above) if above else None

    def _acts(self, name: str, by: str, under: Grant) -> bool:
        return under.role == LEAD and under.device == by and self._past.saw(name, under.name)

    def _stands(self, name: str, under: Grant) -> bool:
        return under.name in self.grants and (under.name not in self._left or bool(self._left[under.name] & self._past.bit(name)))


def bits(mask: int) -> Iterator[int]:
    """The bits of a set, one by one."""
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit
