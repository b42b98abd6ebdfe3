"""The one merge: what becomes of the heads of cells when changes are applied (docs/merge.md); a pure function of the set of changes.

Heads of a cell are the applied changes that no applied change of the same cell supersedes. A name that is superseded before its change
arrives is remembered as `awaited`, so that the order of arrival cannot matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from msgspec import UNSET, Struct

from jitdesk.domain.changes import Named, Stub
from jitdesk.domain.fields import Merge
from jitdesk.domain.kinds import KINDS


class Cell(NamedTuple):
    """Where a value stands: a field of a record (of one kind, in one compartment); for sets also the element ("" otherwise).

    `record` is whatever names the record for the caller: storage uses its row number.
    """

    record: Any
    field: str
    element: str


class Live(Struct, frozen=True, order=True, array_like=True, gc=False):
    """A head: a value that nobody who saw it has replaced; `saw` is set where the record was archived."""

    name: str
    stamp: str
    value: Any
    saw: tuple[str, ...] | None

    @property
    def rank(self) -> tuple[str, str]:
        """What decides which of two heads is shown first."""
        return (self.stamp, self.name)


Cells = dict[tuple[str, str], dict[str, Live]]
"""The heads of one record, by (field, element) and name."""
Heads = dict[Any, Cells]
"""The heads of records."""


@dataclass
class Plan:
    """What applying changes does: heads as they are then, and by record the names of those `before` in each cell that was touched.

    `awaited` are names superseded ahead of their arrival, `arrived` those that had been.
    """

    heads: Heads
    before: dict[Any, dict[tuple[str, str], tuple[str, ...]]] = field(default_factory=dict)
    awaited: set[tuple[Cell, str]] = field(default_factory=set)
    arrived: set[tuple[Cell, str]] = field(default_factory=set)


def plan(heads: Heads, awaited: Iterable[tuple[Cell, str]], changes: Mapping[Any, Iterable[Named]]) -> Plan:
    """Apply the `changes` of records (each not applied before) to their heads; `heads` is updated in place and returned in the plan.

    `awaited` holds at least those names among `changes` that an applied change already supersedes in the same cell.
    """
    result = Plan(heads)
    waiting = set(awaited)
    for record, those in changes.items():
        cells = heads.setdefault(record, {})
        before = result.before.setdefault(record, {})
        for change in those:
            line = change.line
            if isinstance(line, Stub):
                continue
            key = line.field, "" if line.element is UNSET else line.element
            live = cells.get(key)
            if live is None:
                live = cells[key] = {}
            if key not in before:
                before[key] = tuple(live)
            for old in line.supersedes:
                if live.pop(old, None) is None:
                    waiting.add((Cell(record, *key), old))
                    result.awaited.add((Cell(record, *key), old))
            name = change.name
            if waiting and (arrival := (Cell(record, *key), name)) in waiting:
                waiting.discard(arrival)
                result.awaited.discard(arrival)
                result.arrived.add(arrival)
            else:
                live[name] = Live(name, line.stamp, line.value, None if line.saw is UNSET else tuple(line.saw))
    return result


class Shown(NamedTuple):
    """A record as its heads make it: values by field, the fields in conflict, the greatest stamp of its heads."""

    values: dict[str, Any]
    conflicts: frozenset[str]
    stamp: str


_NONE: frozenset[str] = frozenset()
_MERGES = {kind.name: {field.name: field.merge for field in kind.fields} for kind in KINDS.values()}
_SET, _LATEST = Merge.SET, Merge.LATEST


def show(kind: str, cells: Mapping[tuple[str, str], Mapping[str, Live]]) -> Shown:
    """The record made of its cells, keyed by (field, element); unknown fields stay out of the values but keep their heads."""
    merges = _MERGES.get(kind, {})
    values: dict[str, Any] = {}
    sets: dict[str, list[str]] = {}
    conflicts: set[str] = set()
    stamp = ""
    for (name, element), live in cells.items():
        if len(live) == 1:
            (top,) = live.values()
        elif live:
            top = max(live.values(), key=_rank)
        else:
            continue
        if top.stamp > stamp:
            stamp = top.stamp
        merge = merges.get(name)
        if merge is None or (merge is _SET) != bool(element):
            continue  # a cell that no row has room for
        if element:
            if top.value:
                sets.setdefault(name, []).append(element)
        elif top.value is not None:
            values[name] = top.value
        if len(live) > 1 and merge is not _LATEST and differ(live.values()):
            conflicts.add(name)
    for name, elements in sets.items():
        values[name] = sorted(elements)
    if changed_beside_archive(cells):
        conflicts.add("archived")
    return Shown(values, frozenset(conflicts) if conflicts else _NONE, stamp)


def differ(live: Iterable[Live]) -> bool:
    """Whether heads hold more than one value; equal values are one."""
    values = [head.value for head in live]
    first = values[0]
    return any(not same(value, first) for value in values[1:])


def same(left: Any, right: Any) -> bool:
    """Whether two values are one and the same in canonical form (1 is not true)."""
    if type(left) is not type(right):
        return False
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[k], right[k]) for k in left)
    return bool(left == right)


def changed_beside_archive(cells: Mapping[tuple[str, str], Mapping[str, Live]]) -> bool:
    """Whether an archived record has a head that the archiving person had not seen."""
    archived = cells.get(("archived", ""))
    if not archived:
        return False
    top = max(archived.values(), key=_rank)
    if top.value is not True or top.saw is None:
        return False
    seen = set(top.saw)
    return any(name not in seen for key, live in cells.items() if key[0] != "archived" for name in live)


def _rank(live: Live) -> tuple[str, str]:
    return (live.stamp, live.name)
