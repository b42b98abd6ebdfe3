"""Deadlines of requests as tasks: one a cause and day, the same on every desk, whoever's program makes it first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jitdesk.domain import decide, life
from jitdesk.domain.decide import Op
from jitdesk.domain.life import Papers
from jitdesk.domain.records import Record
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import sha256
from jitdesk.kernel.words import Message
from jitdesk.services import editing, steps
from jitdesk.services.desk import Desk
from jitdesk.services.standing import Standing
from jitdesk.storage import queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections.projector import Touched

_ID = 32  # hex digits
_IN_FORCE = ("asked", "in_force")


@dataclass(frozen=True)
class Deadline:
    """A day by which somebody has to do something: of which record, by which of its fields, and what."""

    cause: Record
    field: str
    due: str
    title: Message
    request: Record

    @property
    def task(self) -> str:
        """The id of its task: computed from the cause, so that two desks which both make it make one record."""
        return sha256(f"deadline {self.cause.id} {self.field} {self.due}".encode())[:_ID]


def wanted(papers: Papers, withdrawn_on: str = "", measures: Iterable[Record] = ()) -> list[Deadline]:
    """Every deadline that stands in the papers of a request; `withdrawn_on` is the day on which it is withdrawn."""
    request, found = papers.request, []

    def due(cause: Record, field: str, day: object, title: str) -> None:
        if day:
            message = Message(title, {"reference": request.get("reference", "")})
            found.append(Deadline(cause, field, str(day), message, request))

    for reply in papers.replies:
        if not reply.get("answered_on") and papers.status not in life.OVER:
            due(reply, "due", reply.get("due"), "life_task.more_asked")
            due(reply, "answer_due", reply.get("answer_due"), "life_task.answer")
    for file in papers.files:
        if life.to_return(file):
            due(file, "return_due", file.get("return_due"), "life_task.return")
    if papers.status not in life.OVER:
        due(request, "deadline", request.get("deadline"), "life_task.deadline")
        oral = request.get("oral_request", {})
        if not papers.reached:
            due(request, "oral_request", oral.get("confirm_by"), "life_task.confirm")
        for measure in measures:
            due(measure, "review_on", measure.get("review_on"), "life_task.review")
    if withdrawn_on and papers.reached:
        due(request, "withdrawn", withdrawn_on, "life_task.withdrawn")
    return found


def ops(desk: Desk, connection: Connection, standing: Standing, deadlines: Sequence[Deadline]) -> list[Op]:
    """The operations that make the tasks which are not there yet, each where its cause stands; none where this desk may not write."""
    made: list[Op] = []
    for deadline in {one.task: one for one in deadlines}.values():
        place = deadline.cause.compartment
        if queries.by_id(connection, deadline.task) or not _may_write(desk, standing, place):
            continue
        links = {deadline.cause.id}
        if standing.readers(place) <= standing.readers(deadline.request.compartment):
            links.add(deadline.request.id)
        values = {"title": str(deadline.title), "due": deadline.due, "links": sorted(links)}
        made += decide.add(deadline.task, decide.kind("task"), place, standing.narrow(place), values)
    return made


def _may_write(desk: Desk, standing: Standing, place: str) -> bool:
    try:
        editing.may_write(desk, standing, place)
    except Refused:
        return False
    return True


def of_request(desk: Desk, connection: Connection, papers: Papers, withdrawn_on: str = "") -> list[Op]:
    """The operations that make the tasks of one request."""
    measures = _measures(connection, papers.request)
    return ops(desk, connection, desk.standing(connection), wanted(papers, withdrawn_on, measures))


def _measures(connection: Connection, request: Record) -> list[Record]:
    """The protective measures in force for the witness of a request, and those that it names."""
    linked = request.get("witness")
    places = [place for id in request.get("measures", []) for place in queries.by_id(connection, id)]
    places += queries.about(connection, linked) if linked else []
    rids = {place.rid for place in places if place.kind == "protective_measure"}
    found = [record for rid in sorted(rids) if (record := queries.record(connection, rid)) is not None]
    return [record for record in found if record.get("status") in _IN_FORCE and not record.get("archived")]


def follow(desk: Desk, connection: Connection, standing: Standing, ids: Iterable[str]) -> Touched:
    """Make the tasks of the requests that these replies or files belong to; they stand on this desk already."""
    requests: dict[str, Record] = {}
    for id in ids:
        for place in queries.by_id(connection, id):
            record = queries.record(connection, place.rid) if place.kind in ("reply", "file") else None
            linked = str(record.get("request") or record.get("about") or "") if record else ""
            for target in queries.by_id(connection, linked) if linked else []:
                request = queries.record(connection, target.rid) if target.kind == "request" else None
                if request is not None and not request.get("archived") and not request.get("restricted"):
                    requests[request.reference] = request
    made = [op for request in requests.values() for op in of_request(desk, connection, steps.papers(desk, connection, request))]
    return editing.commit(desk, connection, standing, made)
