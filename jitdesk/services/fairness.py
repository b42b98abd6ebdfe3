"""Potentially exculpatory material: once it is marked so and tied to proceedings, deciding on its disclosure is somebody's task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jitdesk.domain import decide
from jitdesk.domain.decide import Op
from jitdesk.domain.records import Record
from jitdesk.kernel.values import sha256
from jitdesk.kernel.words import Message, say
from jitdesk.services import editing, heard, reminders
from jitdesk.services.desk import Desk
from jitdesk.services.standing import Standing
from jitdesk.storage import lists, queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections.projector import Touched

EXCULPATORY = "exculpatory"
_ID = 32  # hex digits
# The fields by which a record asks for a decision on disclosure, by kind.
WATCHED = {
    "witness": frozenset({"disclosure"}),
    "file": frozenset({"disclosure", "about"}),
    "request": frozenset({"witness", "proceeding"}),
}


def follow(desk: Desk, connection: Connection, standing: Standing, kind: str, ids: Iterable[str]) -> Touched:
    """Make the disclosure tasks that these records ask for; they stand on this desk already.

    A witness or file is marked as exculpatory itself; a request ties its witness, and the files about both, to proceedings.
    """
    records: Sequence[Record] = lists.of_ids(connection, kind, list(ids))
    if kind == "request":
        records = [record for request in records for record in _of_request(connection, standing, request)]
    those = {record.reference: record for record in records if record.get("disclosure") == EXCULPATORY}
    ops = [op for record in those.values() for op in _tasks(desk, connection, standing, record)]
    return editing.commit(desk, connection, standing, ops)


def _of_request(connection: Connection, standing: Standing, request: Record) -> Sequence[Record]:
    """The witness of a request, and the files about either."""
    witness = heard.witness_of(connection, standing, request)
    about = [request.id, *([witness.id] if witness else [])]
    return [*([witness] if witness else []), *lists.linked(connection, "file", "about", about)]


def _tasks(desk: Desk, connection: Connection, standing: Standing, record: Record) -> list[Op]:
    """The operations that make one task for each of its proceedings, or one for all where none is known; each is made once."""
    if record.get("archived") or record.get("restricted") or not editing.can_write(desk, standing, record.compartment):
        return []
    known = _proceedings(connection, standing, record)
    ops = [op for proceeding in known for op in _task(connection, standing, record, proceeding)]
    if not known:
        return _task(connection, standing, record, None)
    return ops + (_instead(connection, standing, record) if ops else [])


def _task(connection: Connection, standing: Standing, record: Record, proceeding: Record | None) -> list[Op]:
    if any(queries.by_id(connection, id) for id in _ids(record, proceeding)):
        return []
    item = str(record.get("code") or record.get("name"))
    number = str(proceeding.get("number")) if proceeding else ""
    title = say("fairness_task.decide", item=item, number=number) if proceeding else say("fairness_task.decide_anywhere", item=item)
    values = {"title": title, "priority": "high", "links": sorted({record.id} | ({proceeding.id} if proceeding else set()))}
    return decide.add(_ids(record, proceeding)[0], decide.kind("task"), record.compartment, standing.narrow(record.compartment), values)


def _ids(record: Record, proceeding: Record | None) -> list[str]:
    """The ids of a task, computed from what it is about, so that two desks which both make it make one record.

    The second is of the record's former self, where it was moved: what was asked of that is not asked anew.
    """
    selves = [record.id, *([str(record.get("moved_from")).rpartition("/")[2]] if record.get("moved_from") else [])]
    return [sha256(f"disclosure {id} {proceeding.id if proceeding else ''}".encode())[:_ID] for id in selves]


def _instead(connection: Connection, standing: Standing, record: Record) -> list[Op]:
    """The operations that close the task for no known proceedings, now that there is one for each of them."""
    open_ = [task for task in lists.of_ids(connection, "task", _ids(record, None)) if task.get("status") != "done" and not task.conflicts]
    why = Message("fairness_task.known")
    return [op for task in open_ for op in reminders.told(standing, task, {"status": "done"}, why)]


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
