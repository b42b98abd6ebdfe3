"""Conflicts as a person settles them: every side with its author, the common ancestor, and what was typed and not settled yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from msgspec import UNSET

from jitdesk.domain.changes import Line, decode_line
from jitdesk.domain.fields import Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.values import ChangeName
from jitdesk.services import reading
from jitdesk.services.desk import Desk
from jitdesk.services.reading import Conflict
from jitdesk.services.standing import Standing
from jitdesk.storage import lists, log, queries


@dataclass(frozen=True)
class Author:
    """Who wrote a value, and when by their own clock."""

    member: str
    state: str
    stamp: str


@dataclass(frozen=True)
class Side:
    """One of the values in conflict, by the change that set it; of a set, `element` is what is in it or not."""

    change: str
    value: Any
    element: str
    author: Author


@dataclass(frozen=True)
class Clash:
    """A field (of a set, one element) that waits for a person: its record by name, all sides, how linked records are called."""

    record: Record
    title: str
    field: str
    place: str
    sides: tuple[Side, ...]
    names: Mapping[str, str]
    sealed: bool  # whether the record is under protection: its values are shown when it is opened, with a reason

    @property
    def id(self) -> str:
        """What names the conflict in a list."""
        return f"{self.record.compartment}/{self.record.id}/{self.field}/{self.element}"

    @property
    def element(self) -> str:
        """The element of a set that is in dispute ("" where it is no set)."""
        return self.sides[0].element

    @property
    def reference(self) -> str:
        """The record, also where somebody used its id twice."""
        return self.record.reference


@dataclass(frozen=True)
class Origin:
    """The value that all sides had seen before they parted."""

    value: Any
    author: Author


def listed(desk: Desk) -> list[Clash]:
    """Every conflict, the newest first."""
    if desk.workspace is None:
        return []
    found = reading.conflicts(desk)
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        linked = {conflict.record.id for conflict in found} | {id for conflict in found for id in _links(conflict)}
        names = {id: label.text for id, label in lists.labels(connection, linked).items()}
    clashes = [clash for conflict in found for clash in _clashes(standing, conflict, names)]
    return sorted(clashes, key=lambda clash: max(side.author.stamp for side in clash.sides), reverse=True)


def count(desk: Desk) -> int:
    """How many conflicts wait."""
    return len(listed(desk))


def origin(desk: Desk, clash: Clash) -> Origin | None:
    """The newest value of the cell that every side supersedes, directly or through others; None where there was none, or it was erased."""
    if clash.element:
        return None
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        where = (clash.record.compartment, clash.record.kind)
        place = next((f for f in queries.by_id(connection, clash.record.id) if (f.compartment, f.kind) == where), None)
        names = queries.changes(connection, place.rid) if place else []
        held = log.lines(connection, clash.record.compartment, desk.device, names)
    lines = {
        str(name): line for name, (data, _) in held.items() if isinstance(line := decode_line(data), Line) and line.field == clash.field
    }
    shared = set.intersection(*(_behind(lines, side.change) for side in clash.sides)) if clash.sides else set()
    known = [(lines[name].stamp, name) for name in shared if name in lines]
    if not known:
        return None
    stamp, name = max(known)
    return Origin(lines[name].value, _author(standing, name, stamp))


def draft(desk: Desk, clash: Clash) -> str:
    """What was typed for this conflict and not settled yet ("" for nothing)."""
    with desk.db.read() as connection:
        return log.get(connection, _draft(clash)) or ""


def keep_draft(desk: Desk, clash: Clash, text: str) -> None:
    """Keep what was typed for this conflict, on this desk alone; "" forgets it."""
    with desk.db.write() as connection:
        log.put(connection, _draft(clash), text)


def _draft(clash: Clash) -> str:
    return f"draft {clash.id}"


def _clashes(standing: Standing, conflict: Conflict, names: Mapping[str, str]) -> Iterator[Clash]:
    sides = [Side(s.change, s.value, s.element, _author(standing, s.change, s.stamp)) for s in conflict.sides]
    sides.sort(key=lambda side: (side.element, side.author.stamp, side.change))
    record = conflict.record
    for _, those in groupby(sides, key=lambda side: side.element):
        title = names.get(record.id, "")
        yield Clash(record, title, conflict.field, standing.name(record.compartment), tuple(those), names, conflict.sealed)


def _author(standing: Standing, change: str, stamp: str) -> Author:
    name = ChangeName.parse(change)
    device = standing.roster.devices.get(name.device) if name else None
    return Author(device.member, str(device.card["state"]), stamp) if device else Author("", "", stamp)


def _behind(lines: Mapping[str, Line], change: str) -> set[str]:
    """The changes that a change supersedes, directly or through others."""
    found: set[str] = set()
    ahead: list[str] = [change]
    while ahead:
        line = lines.get(ahead.pop())
        fresh = [name for name in _superseded(line) if name not in found]
        found.update(fresh)
        ahead.extend(fresh)
    return found


def _superseded(line: Line | None) -> Sequence[str]:
    return line.supersedes if line is not None and line.element is UNSET else ()


def _links(conflict: Conflict) -> Iterable[str]:
    of = KINDS.get(conflict.record.kind)
    field = of.field(conflict.field) if of else None
    if field is None or field.type is not Type.LINK:
        return ()
    return [side.element or str(side.value or "") for side in conflict.sides]
