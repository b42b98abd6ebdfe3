"""Orders to erase: what one may name, which lines it covers, and when it would bring back what was replaced (docs/merge.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from jitdesk.domain.changes import CHARTER, ROSTER, Line
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import ChangeName, is_id

ACT = "erase"
# Who is in the team, who reads what, who was given what and who opened what is accounted for, whatever is erased.
KEPT = frozenset({ROSTER, CHARTER, "disclosure", "consultation"})
REASON_LIMIT = 1_000
# An act is a line, and a line has 1 MiB: an order that names more is written as several.
MOST_CHANGES = 10_000
MOST_RECORDS = 2_000
# What goes with the number of records typed only.
UNASKED = 10


class Target(NamedTuple):
    """A record as an order names it."""

    id: str
    kind: str


@dataclass(frozen=True)
class Order:
    """A keeper's order, by the name of its line: whole records, or the named changes of one field of one record."""

    name: str
    reason: str
    records: frozenset[Target]
    field: str | None
    changes: frozenset[str]

    def covers(self, name: str, line: Line) -> bool:
        """Whether a change is to go: of a record named whole also one that the order does not name."""
        if line.kind in KEPT or Target(line.record, line.kind) not in self.records:
            return False
        return self.field is None or (line.field == self.field and name in self.changes)


def shape_holds(value: Mapping[str, Any]) -> bool:
    """Whether the value of an act has the shape of an order; its keys were looked at."""
    reason, field = value["reason"], value["field"]
    if type(reason) is not str or not 0 < len(reason.strip()) <= len(reason) <= REASON_LIMIT:
        return False
    if not (_sorted(value["records"], MOST_RECORDS, _is_target) and value["records"] and _sorted(value["changes"], MOST_CHANGES, _is_name)):
        return False
    return field is None or (type(field) is str and field != "" and len(value["records"]) == 1 and bool(value["changes"]))


def parse(name: str, value: Mapping[str, Any]) -> Order:
    """The order in the value of an act whose shape holds."""
    records = frozenset(Target(id, kind) for id, kind in value["records"])
    return Order(name, value["reason"], records, value["field"], frozenset(value["changes"]))


def acts(reason: str, records: Iterable[Target], field: str | None, changes: Iterable[str]) -> list[tuple[str, dict[str, Any]]]:
    """The acts that make up an order: as a rule one; raises Refused for a reason that says nothing, or too much."""
    if not 0 < len(reason.strip()) <= len(reason) <= REASON_LIMIT:
        raise Refused("erase.reason", most=REASON_LIMIT)
    named, targets = sorted(changes), sorted(records)
    if len(targets) > MOST_RECORDS:
        raise Refused("erase.too_many", most=MOST_RECORDS)
    if field is not None and len(named) > MOST_CHANGES:  # half of it would bring back the other half
        raise Refused("erase.too_often", field=field, most=MOST_CHANGES)
    parts = [named[i : i + MOST_CHANGES] for i in range(0, len(named), MOST_CHANGES)] or [[]]
    value = {"field": field, "reason": reason, "records": [list(target) for target in targets]}
    return [(ACT, value | {"changes": part}) for part in parts]


def brings_back(order: Order, lines: Mapping[str, Line]) -> bool:
    """Whether a change that goes had replaced one that stays: an order of one field names all of it, or it is not followed."""
    return order.field is not None and any(_uncovered(order, lines))


def _uncovered(order: Order, lines: Mapping[str, Line]) -> Iterator[str]:
    for name, line in lines.items():
        if order.covers(name, line):
            yield from (n for n in line.supersedes if n in lines and _cell(lines[n]) == _cell(line) and not order.covers(n, lines[n]))


def _cell(line: Line) -> tuple[Any, ...]:
    return (line.record, line.kind, line.field, line.element)


def _sorted(listed: Any, most: int, fits: Any) -> bool:
    if type(listed) is not list or len(listed) > most or not all(map(fits, listed)):
        return False
    return all(earlier < later for earlier, later in pairwise(listed))


def _is_target(entry: Any) -> bool:
    return type(entry) is list and len(entry) == 2 and is_id(entry[0]) and type(entry[1]) is str and entry[1] not in KEPT


def _is_name(entry: Any) -> bool:
    return type(entry) is str and ChangeName.parse(entry) is not None
