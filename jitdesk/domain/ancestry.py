"""Who saw what: acts with the lines that they name, directly or through others (docs/merge.md, "Roster")."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Container, Iterable
from functools import reduce
from operator import or_
from typing import NamedTuple

from jitdesk.domain.changes import Line, author

MAX_TIPS = 256  # what a line may name in `supersedes`


class Entry(NamedTuple):
    """One act of a roster or charter as it came: its name, its line, the SHA-256 of the line in full."""

    name: str
    line: Line
    hash: str


class Ancestry:
    """The acts of one roster or charter, each once, with everything that each of them has behind it."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: dict[str, Entry] = {}
        for entry in entries:
            # Only one author can give two lines one name: any choice will do that does not depend on what came first.
            known = self._entries.get(entry.name)
            if known is None or entry.hash < known.hash:
                self._entries[entry.name] = entry
        self.order: list[Entry] = []
        self._bit: dict[str, int] = {}
        self._behind: dict[str, int] = {}
        self._sort()

    def _sort(self) -> None:
        named = {e.name: {n for n in e.line.supersedes if n in self._entries} for e in self._entries.values()}
        after = defaultdict(list)
        for name, earlier in named.items():
            for each in earlier:
                after[each].append(name)
        missing = {name: len(earlier) for name, earlier in named.items()}
        ready = [name for name, count in missing.items() if not count]
        heapq.heapify(ready)
        while ready:
            name = heapq.heappop(ready)
            self._bit[name] = 1 << len(self.order)
            self.order.append(self._entries[name])
            behind = 0
            for each in named[name]:
                behind |= self._bit[each] | self._behind[each]
            self._behind[name] = behind
            for each in after[name]:
                missing[each] -= 1
                if not missing[each]:
                    heapq.heappush(ready, each)

    def __getitem__(self, name: str) -> Entry:
        return self._entries[name]

    def bit(self, name: str) -> int:
        """The one bit that stands for the act `name`; 0 if it is not held."""
        return self._bit.get(name, 0)

    def bits(self, names: Iterable[str]) -> int:
        """The bits of these acts together."""
        return reduce(or_, map(self.bit, names), 0)

    def saw(self, name: str, earlier: str) -> bool:
        """Whether `earlier` is an ancestor of the act `name`."""
        return bool(self._behind.get(name, 0) & self.bit(earlier))

    def behind(self, name: str) -> int:
        """The bits of all ancestors of the act `name`."""
        return self._behind.get(name, 0)

    def all_behind(self, names: Iterable[str]) -> int:
        """The bits of all that any of these acts saw."""
        return reduce(or_, map(self.behind, names), 0)

    def tips(self, first: Container[str], devices: Container[str]) -> tuple[str, ...]:
        """The acts of `devices` that no act of theirs names, sorted; those in `first` go before where a line may not name them all."""
        own = [e for e in self.order if author(e.name) in devices]
        named = {n for e in own for n in e.line.supersedes}
        tips = (e.name for e in own if e.name not in named)
        return tuple(sorted(sorted(tips, key=lambda n: (n not in first, n))[:MAX_TIPS]))
