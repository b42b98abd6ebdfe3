"""What States attached to records and what they consented to, read from every live value: a conflict must not loosen a condition."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection

from jitdesk.domain.originator import StateConsent
from jitdesk.domain.records import Record
from jitdesk.storage import queries
from jitdesk.storage.queries import Found

_FIELDS = ("origin", "conditions")


@dataclass
class Claims:
    """Every State of origin and every condition that is claimed of a record."""

    origins: set[str] = field(default_factory=set)
    conditions: set[str] = field(default_factory=set)

    def take(self, name: str, element: str, value: object) -> None:
        """Take in one live value of the field `name`."""
        if name == "origin" and isinstance(value, str):
            self.origins.add(value)
        elif name == "conditions" and value is True and element:
            self.conditions.add(element)


def bound(connection: Connection) -> dict[int, Claims]:
    """The records of this desk that bear a condition, by row number; what a State consents to bears none itself."""
    found = connection.exec_driver_sql(
        "SELECT DISTINCT e.rid FROM element e JOIN record r ON r.rid = e.rid WHERE e.field = 'conditions' AND r.kind != 'state_consent'"
    )
    return {row[0]: claims(connection, row[0]) for row in list(found)}


def claims(connection: Connection, rid: int) -> Claims:
    """What is claimed of one record."""
    result = Claims()
    for cell, live in queries.cells(connection, rid).items():
        if cell.field in _FIELDS:
            for head in live.values():
                result.take(cell.field, cell.element, head.value)
    return result


def place(connection: Connection, rid: int) -> Found:
    """Where a record stands."""
    return Found(*connection.exec_driver_sql(queries.FOUND + "WHERE r.rid = ?", (rid,)).one())


def hanging(connection: Connection, id: str, kinds: Collection[str]) -> Iterator[Found]:
    """Records of these kinds that hang on the one with this id by a link of their own, directly."""
    for found in queries.about(connection, id):
        if found.kind in kinds:
            yield found


def consents(connection: Connection, about: Collection[str]) -> list[tuple[str, StateConsent]]:
    """What States said about these records, each with its compartment; one that is archived, or in conflict with itself, says nothing."""
    found = connection.exec_driver_sql(
        "SELECT rid FROM state_consent WHERE about IN (SELECT value FROM json_each(?)) AND archived IS NOT 1 ORDER BY rid",
        (msgspec.json.encode(sorted(about)).decode(),),
    )
    records = queries.records(connection, "state_consent", [row[0] for row in found])
    return [(record.compartment, _consent(record)) for record in records]


def _consent(record: Record) -> StateConsent:
    given = record.get("decision") == "given" and not record.conflicts
    return StateConsent(
        id=record.id,
        about=str(record.get("about")),
        state=str(record.get("state", "")),
        decision="given" if given else "refused",
        conditions=frozenset(record.get("conditions", ())),
        recipients=frozenset(record.get("recipients", ())),
        outside=str(record.get("outside", "")),
        date=str(record.get("date", "")),
        until=str(record.get("until", "")),
    )
