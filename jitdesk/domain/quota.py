"""How much of the roster a device may fill that never led; what lies beyond is left out: not kept, not passed on, no reason to refuse.

Such a device has nothing to say there but its own new keys and its successor. They share one quota, or each would bring a new one.
Honest logs never reach it, and honest lines never name what may be left out: what a lead's line names is kept whatever the quota.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from jitdesk.domain.changes import Line, VerifiedSegment
from jitdesk.domain.roster import QUOTA, Roster

MAX_BYTES = 256 << 10


class Extent(NamedTuple):
    """How much of the roster a device wrote."""

    lines: int
    bytes: int


def within(roster: Roster, held: Mapping[str, Extent], come: Sequence[VerifiedSegment], names: Collection[str]) -> list[VerifiedSegment]:
    """Those of the segments that `come` which are kept beside what is `held`, log by log; `roster` is that of all of them together.

    What names a line that is not here (not among the `names` held, nor kept) is left out too: were its author made a lead one day, every
    bundle with it would seem to lack something.
    """
    spent: dict[str, Extent] = {}
    for device, extent in held.items():
        _spend(spent, roster.line_of(device)[-1], extent)
    needed = _needed(roster, come)
    out: set[str] = set()
    kept = []
    for one in sorted(come, key=lambda s: (s.hash not in needed, len(roster.line_of(s.head.device)), s.head.device, s.head.first, s.hash)):
        kin = roster.line_of(one.head.device)[-1]
        more = Extent(one.head.count, sum(map(len, one.lines)))
        free = one.head.device in roster.promoted or one.hash in needed
        if free or (one.head.prev not in out and _fits(spent.get(kin, Extent(0, 0)), more)):
            kept.append(one)
            _spend(spent, kin, more)
        else:
            out.add(one.hash)
    kept = _whole(kept, names, lambda one: one.head.device in roster.promoted or one.hash in needed)
    return sorted(kept, key=lambda s: (s.head.device, s.head.first, s.hash))


def _whole(kept: list[VerifiedSegment], held: Collection[str], free: Callable[[VerifiedSegment], bool]) -> list[VerifiedSegment]:
    out: set[str] = set()
    while True:
        here = {name for one in kept for name in one.names()}.union(held)
        gone = [one for one in kept if not free(one) and (one.head.prev in out or not _names(one) <= here)]
        if not gone:
            return kept
        out.update(one.hash for one in gone)
        kept = [one for one in kept if one.hash not in out]


def _names(one: VerifiedSegment) -> set[str]:
    return {name for change in one.changes if isinstance(change.line, Line) for name in change.line.supersedes}


def _fits(spent: Extent, more: Extent) -> bool:
    return spent.lines + more.lines <= QUOTA and spent.bytes + more.bytes <= MAX_BYTES


def _spend(spent: dict[str, Extent], kin: str, more: Extent) -> None:
    before = spent.get(kin, Extent(0, 0))
    spent[kin] = Extent(before.lines + more.lines, before.bytes + more.bytes)


def _needed(roster: Roster, come: Sequence[VerifiedSegment]) -> set[str]:
    """The segments, by hash, with lines that a line of a lead names, directly or through others, and all before them in their logs."""
    home = {name: one for one in come for name in one.names()}
    by_hash = {one.hash: one for one in come}
    needed: set[str] = set()
    wanted = [one for one in come if one.head.device in roster.promoted]
    while wanted:
        one = wanted.pop()
        before = [by_hash[one.head.prev]] if one.head.prev in by_hash else []
        fresh = {other.hash: other for other in [*before, *_named(one, home)] if other.hash not in needed}
        needed |= fresh.keys()
        wanted += fresh.values()
    return needed


def _named(one: VerifiedSegment, home: Mapping[str, VerifiedSegment]) -> Iterable[VerifiedSegment]:
    return (home[name] for name in _names(one) if name in home)
