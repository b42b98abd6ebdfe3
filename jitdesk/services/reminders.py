"""Tasks of deadlines, kept in step: made once, moved with their day, closed once nothing is waited for, opened again when it is.

What a person said of a task stays: it is changed only by what came after that, is never archived, and a note beside it says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from jitdesk.domain import decide
from jitdesk.domain.changes import Line, decode_line
from jitdesk.domain.decide import Op
from jitdesk.domain.merge import Cell, Live
from jitdesk.domain.records import Record
from jitdesk.kernel.values import ChangeName, sha256
from jitdesk.kernel.words import Message
from jitdesk.services import deadlines, editing, steps
from jitdesk.services.deadlines import Deadline
from jitdesk.services.desk import Desk
from jitdesk.services.standing import Standing
from jitdesk.storage import lists, log, queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections.projector import Touched
from jitdesk.storage.queries import Found

_ID = 32  # hex digits
_MAKING = ("reply", "file")  # as these are recorded; the tasks of what stands in a request itself are made as it is moved
_Cells = Mapping[Cell, Mapping[str, Live]]


def of_request(desk: Desk, connection: Connection, standing: Standing, id: str) -> Touched:
    """Make the tasks of a request that are not there yet, and bring the others into step."""
    [*requests] = _open(lists.of_ids(connection, "request", [id]))
    return editing.commit(desk, connection, standing, [op for request in requests for op in _ops(desk, connection, standing, request)])


def follow(desk: Desk, connection: Connection, standing: Standing, kind: str, ids: Iterable[str]) -> Touched:
    """Bring the tasks of what these records belong to into step; they stand on this desk already."""
    ops: list[Op] = []
    requests: dict[str, Record] = {}
    for id in ids:
        for place in queries.by_id(connection, id):
            record = queries.record(connection, place.rid) if place.kind == kind else None
            if record is not None and record.get("archived"):
                ops += _in_step(desk, connection, standing, deadlines.of_archived(record), make=False)
            if record is not None:
                requests.update((request.reference, request) for request in _open(_of(connection, record)))
    for request in requests.values():
        ops += _ops(desk, connection, standing, request, make=kind in _MAKING)
    return editing.commit(desk, connection, standing, ops)


def _of(connection: Connection, record: Record) -> list[Record]:
    """The requests that a record belongs to."""
    if record.kind == "request":
        return [record]
    if record.kind == "protective_measure":
        return lists.linked(connection, "request", "witness", [str(record.get("witness"))])
    return lists.of_ids(connection, "request", [str(record.get("request") or record.get("about"))])


def _open(requests: Iterable[Record]) -> list[Record]:
    return [request for request in requests if not request.get("archived") and not request.get("restricted")]


def _ops(desk: Desk, connection: Connection, standing: Standing, request: Record, *, make: bool = True) -> Iterator[Op]:
    papers = steps.papers(desk, connection, request)
    return _in_step(desk, connection, standing, deadlines.of_request(connection, papers), make=make)


def _in_step(desk: Desk, connection: Connection, standing: Standing, those: Iterable[Deadline], *, make: bool) -> Iterator[Op]:
    """The operations that bring the task of each deadline into step, each where its cause stands; none where this desk may not write."""
    for deadline in {(one.cause.reference, one.field): one for one in those}.values():
        place = deadline.cause.compartment
        if not editing.can_write(desk, standing, place):
            continue
        found = queries.by_id(connection, deadline.task)
        mine = next((one for one in found if (one.kind, one.compartment) == ("task", place)), None)
        task = queries.record(connection, mine.rid) if mine else None
        if mine and task and not task.get("archived") and not task.get("restricted") and "status" not in task.conflicts:
            yield from _kept(desk, connection, standing, deadline, task, mine)
        elif not found and make and not deadline.over:
            yield from _new(standing, deadline)


def _new(standing: Standing, deadline: Deadline) -> list[Op]:
    place = deadline.cause.compartment
    links, title = {deadline.cause.id}, deadline.title
    if _may_name(standing, place, deadline.request):
        links.add(deadline.request.id)
        title = Message("life_task.of", {"task": str(title), "reference": deadline.request.get("reference", "")})
    values = {"title": str(title), "due": deadline.due, "links": sorted(links)}
    return decide.add(deadline.task, decide.kind("task"), place, standing.narrow(place), values)


def _may_name(standing: Standing, place: str, record: Record) -> bool:
    """Whether all who read a place may know of a record."""
    return standing.readers(place) <= standing.readers(record.compartment)


def _kept(desk: Desk, connection: Connection, standing: Standing, deadline: Deadline, task: Record, place: Found) -> list[Op]:
    """The operations by which a task that is there follows its deadline: only what was changed after a person last did something to it."""
    cells, due = queries.cells(connection, place.rid), {"due": deadline.due}
    moved, said = _stamp(connection, deadline.cause, deadline.field), _newest(cells, "status")
    done, other = task.get("status") == "done", deadline.due != task.get("due") or "due" in task.conflicts
    if deadline.over:
        settled = _stamp(connection, deadline.over.record, deadline.over.field)
        why = deadline.over.why if _may_name(standing, task.compartment, deadline.over.record) else Message("life_over.apart")
        return [] if done or settled < said else told(standing, task, {"status": "done"}, why, settled)
    if done and _closed_by_us(desk, connection, task, place, cells):
        return told(standing, task, {"status": "open", **due}, Message("life_over.reopened", due), said)
    if done and other and moved > said:
        return told(standing, task, {"status": "open", **due}, Message("life_over.again", due), moved)
    if not done and other and moved > _newest(cells, "due"):
        return told(standing, task, due, Message("life_over.moved", {**due, "before": task.get("due", "-")}), moved)
    return []


def told(standing: Standing, task: Record, values: Mapping[str, str], why: Message, since: str = "") -> list[Op]:
    """The operations that change a task, with a note that says why: one for one reason, whichever desk writes it."""
    note = sha256(f"note {task.id} {why} {since}".encode())[:_ID]
    narrow = standing.narrow(task.compartment)
    said = decide.add(note, decide.kind("note"), task.compartment, narrow, {"about": task.id, "text": str(why)})
    return [*decide.edit(task, values), *said]


def _stamp(connection: Connection, record: Record, field: str) -> str:
    """When a field of a record was changed last."""
    places = [one for one in queries.by_id(connection, record.id) if (one.kind, one.compartment) == (record.kind, record.compartment)]
    return _newest(queries.cells(connection, places[0].rid), field) if places else ""


def _newest(cells: _Cells, field: str) -> str:
    return max((live.stamp for cell, those in cells.items() if cell.field == field for live in those.values()), default="")


def _closed_by_us(desk: Desk, connection: Connection, task: Record, place: Found, cells: _Cells) -> bool:
    """Whether a task was closed because of its deadline, and not by a person: in one act with the note that says why."""
    acts = _groups(desk, connection, place, cells, "status")
    notes = [one for one in queries.about(connection, task.id) if (one.kind, one.compartment) == ("note", place.compartment)]
    return any(acts & _groups(desk, connection, one, queries.cells(connection, one.rid), "text") for one in notes)


def _groups(desk: Desk, connection: Connection, place: Found, cells: _Cells, field: str) -> set[str]:
    """The acts by which a field has the value that it has."""
    live = [name for cell, those in cells.items() if cell.field == field for name in those]
    names = [name for text in live if (name := ChangeName.parse(text)) is not None]
    lines = [decode_line(data) for data, _ in log.lines(connection, place.compartment, desk.device, names).values()]
    return {line.group for line in lines if isinstance(line, Line)}
