"""Potentially exculpatory material: as soon as somebody marks it so, deciding on its disclosure is somebody's task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jitdesk.domain import decide
from jitdesk.domain.decide import Op
from jitdesk.domain.records import Record
from jitdesk.kernel.values import sha256
from jitdesk.kernel.words import say
from jitdesk.services import editing
from jitdesk.services.desk import Desk
from jitdesk.services.standing import Standing
from jitdesk.storage import lists, queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections.projector import Touched

KINDS = ("witness", "file")
EXCULPATORY = "exculpatory"
_ID = 32  # hex digits


def follow(desk: Desk, connection: Connection, standing: Standing, ids: Iterable[str]) -> Touched:
    """Make the disclosure tasks of these records, where they are marked as exculpatory; they stand on this desk already."""
    ops: list[Op] = []
    for id in ids:
        for place in queries.by_id(connection, id):
            record = queries.record(connection, place.rid) if place.kind in KINDS else None
            if (
                record is not None
                and record.get("disclosure") == EXCULPATORY
                and not record.get("archived")
                and not record.get("restricted")
            ):
                ops += _tasks(connection, standing, record)
    return editing.commit(desk, connection, standing, ops)


def _tasks(connection: Connection, standing: Standing, record: Record) -> list[Op]:
    """The operations that make one task for each of its proceedings, or one for all where none is known; each is made once."""
    item = str(record.get("code") or record.get("name"))
    ops: list[Op] = []
    known: Sequence[Record | None] = _proceedings(connection, standing, record)
    for proceeding in known or [None]:
        # Computed from what it is about, so that two desks which both make it make one record.
        id = sha256(f"disclosure {record.id} {proceeding.id if proceeding else ''}".encode())[:_ID]
        if queries.by_id(connection, id):
            continue
        number = str(proceeding.get("number")) if proceeding else ""
        title = say("fairness_task.decide", item=item, number=number) if proceeding else say("fairness_task.decide_anywhere", item=item)
        values = {"title": title, "priority": "high", "links": sorted({record.id} | ({proceeding.id} if proceeding else set()))}
        ops += decide.add(id, decide.kind("task"), record.compartment, standing.narrow(record.compartment), values)
    return ops


def _proceedings(connection: Connection, standing: Standing, record: Record) -> Sequence[Record]:
    """The proceedings of the requests that the record belongs to, those only that everybody may know of who reads the record."""

    def open_(records: Iterable[Record]) -> list[Record]:
        readers = standing.readers(record.compartment)
        return [found for found in records if readers <= standing.readers(found.compartment)]

    about = [record.id] if record.kind == "witness" else [str(record.get("about"))]
    requests = open_([*lists.linked(connection, "request", "witness", about), *lists.of_ids(connection, "request", about)])
    named = {str(request.get("proceeding")) for request in requests if request.get("proceeding")}
    found = {proceeding.id: proceeding for proceeding in open_(lists.of_ids(connection, "proceeding", named))}
    return [found[id] for id in sorted(found)]
