"""How much of the roster devices may fill that never led; what lies beyond is left out: not kept, not passed on, no reason to refuse.

Such a device has nothing to say there but its own new keys and its successor. Those that stand in each other's place share one quota, or
each would bring a new one; and all together leave room for those who lead. Honest logs never reach a quota, and honest lines never name
what may be left out: what a lead's line names is kept whatever the quota.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from jitdesk.domain.changes import Line, VerifiedSegment
from jitdesk.domain.roster import QUOTA, Extent, Roster

MOST_EACH = Extent(QUOTA, 256 << 10)
MOST_TOGETHER = Extent(4_000, 24 << 20)

_ALL = ""  # whose: of all that never led


def within(roster: Roster, held: Mapping[str, Extent], come: Sequence[VerifiedSegment], names: Collection[str]) -> list[VerifiedSegment]:
    """Those of the segments that `come` which are kept beside what is `held`, log by log; `roster` is that of all of them together.

    What names a line that is not here (not among the `names` held, nor kept) is left out too: were its author made a lead one day, every
    bundle with it would seem to lack something.
    """
    spent: dict[str, Extent] = defaultdict(lambda: Extent(0, 0))
    for device, extent in held.items():
        _spend(spent, roster, device, extent)
    needed = _needed(roster, come)
    out: set[str] = set()
    kept = []
    for one in sorted(come, key=lambda s: (s.hash not in needed, len(roster.line_of(s.head.device)), s.head.device, s.head.first, s.hash)):
        device, more = one.head.device, Extent(one.head.count, sum(map(len, one.lines)))
        free = device in roster.promoted or one.hash in needed
        if free or (one.head.prev not in out and _fits(spent, roster, device, more)):
            kept.append(one)
            _spend(spent, roster, device, more)
        else:
            out.add(one.hash)
    kept = _whole(kept, names, lambda one: one.head.device in roster.promoted or one.hash in needed)
    return sorted(kept, key=lambda s: (s.head.device, s.head.first, s.hash))


def _whole(kept: list[VerifiedSegment], held: Collection[str], free: Callable[[VerifiedSegment], bool]) -> list[VerifiedSegment]:
    """Without those that name, directly or through others, a line which is not here, or follow one that does."""
    here = Counter(name for one in kept for name in one.names())
    here.update(held)
    bound = [one for one in kept if not free(one)]
    leaning: dict[str, list[VerifiedSegment]] = defaultdict(list)  # by the name of a line, or the hash of a segment before
    for one in bound:
        for what in (*_names(one), one.head.prev):
            if what is not None:
                leaning[what].append(one)
    out: set[str] = set()
    gone = [one for one in bound if not all(here[name] for name in _names(one))]
    while gone:
        one = gone.pop()
        if one.hash in out:
            continue
        out.add(one.hash)
        here.subtract(one.names())
        gone += leaning[one.hash]
        gone += (other for name in one.names() if not here[name] for other in leaning[name])
    return [one for one in kept if one.hash not in out]


def _names(one: VerifiedSegment) -> set[str]:
    return {name for change in one.changes if isinstance(change.line, Line) for name in change.line.supersedes}


def _fits(spent: Mapping[str, Extent], roster: Roster, device: str, more: Extent) -> bool:
    """Whether a device that never led may have so much more: beside those of its line, and beside all that never led."""
    each, together = (_sum(spent[whose], more) for whose in (roster.line_of(device)[-1], _ALL))
    return all(have <= most for had, limit in ((each, MOST_EACH), (together, MOST_TOGETHER)) for have, most in zip(had, limit, strict=True))


def _spend(spent: dict[str, Extent], roster: Roster, device: str, more: Extent) -> None:
    for whose in (roster.line_of(device)[-1], *([] if device in roster.promoted else [_ALL])):
        spent[whose] = _sum(spent[whose], more)


def _sum(one: Extent, other: Extent) -> Extent:
    return Extent(one.lines + other.lines, one.bytes + other.bytes)


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
