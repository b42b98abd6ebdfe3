"""What an order to erase has to name besides: former selves, all that hangs on a record wherever it stands, and frozen letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from jitdesk.domain import life, protection
from jitdesk.domain.kinds import KINDS
from jitdesk.services import consulting, versions
from jitdesk.storage import queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.queries import Found

_OF_REQUEST = ("hearing", "translation", "version")


@dataclass(frozen=True)
class Subject:
    """A record that an order names, as this desk knows it; `title` is "" where it holds none of it, or where it is under protection."""

    id: str
    kind: str
    title: str


class Part(NamedTuple):
    """A record that goes, or one field of it, in whose place `left` stands then."""

    place: Found
    field: str | None = None
    left: Any = None


def whole(connection: Connection, record: Found) -> list[Part]:
    """A record with what it was before it was moved, and all that hangs on these, in every compartment on this desk; itself first.

    Of the requests that name a witness the hearings and translations go too, and what their frozen letters say; the requests stay.
    """
    parts: dict[int, Part] = {}
    ahead = list(queries.selves(connection, record))
    while ahead:
        one = ahead.pop(0)
        if one.rid not in parts:
            frozen = one.kind == "version" and record.kind == "witness"
            parts[one.rid] = Part(one, "frozen") if frozen else Part(one)
            ahead += [] if frozen else [*queries.hanging(connection, one.id), *_said_of(connection, one)]
    return list(parts.values())


def _said_of(connection: Connection, one: Found) -> Iterator[Found]:
    """What hangs on the requests that have a witness heard and tells of the person."""
    for request in queries.about(connection, one.id) if one.kind == "witness" else ():
        record = queries.record(connection, request.rid) if request.kind == "request" else None
        if record is not None and record.get("witness") == one.id:
            yield from (other for other in queries.hanging(connection, request.id) if other.kind in _OF_REQUEST)


def of_field(connection: Connection, record: Found, field: str) -> list[Part]:
    """A field of a record, in what it was before it was moved too, and of a letter in each of its frozen versions; itself first."""
    parts = []
    for one in queries.selves(connection, record):
        parts.append(Part(one, field))
        for other in queries.hanging(connection, one.id) if one.kind == "request" and field in life.LETTER else ():
            version = queries.record(connection, other.rid) if other.kind == "version" else None
            if version is not None and version.get("frozen") and versions.holds(version, field):
                parts.append(Part(other, "frozen", versions.without(version, field)))
    return parts


def beside(connection: Connection, record: Found, field: str | None) -> list[Found]:
    """What names an erased record and stays; of a field, the files and translations in which nobody can look for it."""
    kinds = ("file", "translation") if field is not None else tuple(KINDS)
    return [one for one in queries.about(connection, record.id) if one.kind in kinds]


def subjects(connection: Connection, places: Iterable[Found]) -> tuple[Subject, ...]:
    """What people call these records; of one under protection no more than its code."""
    result = []
    for place in dict.fromkeys(places):
        record = queries.record(connection, place.rid)
        if record is not None and place.kind in KINDS:
            sealed = bool(consulting.protected(connection, [record]))
            title = (protection.sealed(record) if sealed else record).get(KINDS[place.kind].title, "")
            result.append(Subject(place.id, place.kind, str(title)[:80]))
    return tuple(result)
