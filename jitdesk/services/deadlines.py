"""Deadlines of requests: by which day somebody has to do what, and whether that has happened; each has one task (`reminders`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from jitdesk.domain import life
from jitdesk.domain.life import Papers
from jitdesk.domain.records import Record
from jitdesk.kernel.values import sha256
from jitdesk.kernel.words import Message
from jitdesk.storage import queries
from jitdesk.storage.engine import Connection

_ID = 32  # hex digits
_IN_FORCE = ("asked", "in_force")
# The fields by which a deadline stands, falls or moves, and with them what it waits for: by kind.
CAUSES = {
    "reply": ("due", "answer_due"),
    "file": ("return_due",),
    "request": ("deadline", "oral_request", "minutes", "withdrawn"),
    "protective_measure": ("review_on",),
}
_SETTLING = {
    "reply": ("answered_on", "date"),
    "file": ("returned_on", "return_waived"),
    "hearing": ("result", "minutes_checked"),
    "transmission": ("date",),
    "protective_measure": ("status",),
}
# What has to be done by a limit of the requested State, by the kind of its reply.
_LIMITS = {"more_asked": "life_task.more_asked", "postponed": "life_task.postponed"}
WATCHED = {kind: frozenset((*CAUSES.get(kind, ()), *_SETTLING.get(kind, ()), "archived")) for kind in (*CAUSES, *_SETTLING)}


class Over(NamedTuple):
    """Why nothing is waited for any more, and the field of the record that says so."""

    why: Message
    record: Record
    field: str


@dataclass(frozen=True)
class Deadline:
    """A day by which somebody has to do something: of which record, by which of its fields, and what; `over` once nobody has to.

    The title does not name the request, which not everybody may know who reads the cause. `due` is "" where no day is set (any more).
    """

    cause: Record
    field: str
    due: str
    title: Message
    request: Record
    over: Over | None = None

    @property
    def task(self) -> str:
        """The id of its task: computed from the cause, so that two desks which both make it make one record."""
        return sha256(f"deadline {self.cause.id} {self.field}".encode())[:_ID]


def of_request(connection: Connection, papers: Papers) -> list[Deadline]:
    """Every deadline of a request, those too that are over."""
    return list(_found(papers, _measures(connection, papers.request)))


def _found(papers: Papers, measures: Iterable[Record]) -> Iterator[Deadline]:
    request = papers.request

    def due(cause: Record, field: str, day: object, title: str, over: Over | None) -> Deadline:
        if not day and over is None:
            over = Over(Message("life_over.lifted"), cause, field)
        return Deadline(cause, field, str(day or ""), Message(title), request, over)

    ended = _ended(papers)
    for reply in papers.replies:
        over = _said(reply, "answered_on", "life_over.answered") or ended or _resumed(papers, reply)
        yield due(reply, "due", reply.get("due"), _LIMITS.get(str(reply.get("kind")), "life_task.limit"), over)
        yield due(reply, "answer_due", reply.get("answer_due"), "life_task.answer", over)
    for file in papers.files:
        over = _said(file, "returned_on", "life_over.returned")
        if file.get("return_waived"):
            over = over or Over(Message("life_over.waived", {"by": file.get("return_waived").get("by", "-")}), file, "return_waived")
        yield due(file, "return_due", file.get("return_due"), "life_task.return", over)
    yield due(request, "deadline", request.get("deadline"), "life_task.deadline", ended)
    confirmed = Over(Message("life_over.sent"), request, "status") if papers.reached else ended
    yield due(request, "oral_request", request.get("oral_request", {}).get("confirm_by"), "life_task.confirm", confirmed)
    if papers.reached:
        yield due(request, "minutes", request.get("minutes", {}).get("by_when"), "life_task.minutes", _checked(papers) or ended)
    if papers.reached and (withdrawn := papers.withdrawn_on):
        yield due(request, "withdrawn", withdrawn, "life_task.withdrawn", _told(papers, withdrawn))
    for measure in measures:
        if measure.get("status") not in _IN_FORCE:
            over = Over(Message("life_over.measure", {"status": measure.get("status", "-")}), measure, "status")
            yield due(measure, "review_on", measure.get("review_on"), "life_task.review", over)
        elif not ended:  # it goes on for other requests
            yield due(measure, "review_on", measure.get("review_on"), "life_task.review", None)


def _ended(papers: Papers) -> Over | None:
    """A request that is done with waits for nothing but what was lent and who has to be told."""
    why = Message("life_over.request", {"status": papers.status})
    return Over(why, papers.request, "status") if papers.status in life.OVER else None


def _resumed(papers: Papers, reply: Record) -> Over | None:
    """A postponement is waited out no longer once the request has gone on."""
    why = Message("life_over.request", {"status": papers.status})
    return Over(why, papers.request, "status") if reply.get("kind") == "postponed" and papers.status != "postponed" else None


def _said(record: Record, field: str, key: str) -> Over | None:
    return Over(Message(key, {"on": record.get(field)}), record, field) if record.get(field) else None


def _checked(papers: Papers) -> Over | None:
    """The minutes are there once those of every session that was held are checked."""
    held = [hearing for hearing in papers.hearings if hearing.get("result") in ("held", "part_heard") or hearing.get("minutes_checked")]
    if not held or not all(hearing.get("minutes_checked") for hearing in held):
        return None
    return Over(Message("life_over.minutes"), held[-1], "minutes_checked")


def _told(papers: Papers, withdrawn: str) -> Over | None:
    """The requested authority knows of a withdrawal: something was sent to it after the request, or it wrote on that day or after."""
    for record in papers.replies:
        if str(record.get("date", "")) >= withdrawn:
            return Over(Message("life_over.wrote", {"on": record.get("date")}), record, "date")
    those = [sent for sent in papers.transmissions if str(sent.get("date", "")) >= withdrawn and sent.get("step") != life.OWN_CENTRAL]
    letters = sum(step.get("status") == "sent" and str(step.get("date", "")) >= withdrawn for step in papers.steps)
    if len(those) <= letters:  # what went out on that day was the request itself
        return None
    record = life.newest(those)
    return Over(Message("life_over.told", {"on": record.get("date")}), record, "date")


def _measures(connection: Connection, request: Record) -> list[Record]:
    """The protective measures for the witness of a request, and those that it names."""
    linked = request.get("witness")
    places = [place for id in request.get("measures", []) for place in queries.by_id(connection, id)]
    places += queries.about(connection, linked) if linked else []
    rids = {place.rid for place in places if place.kind == "protective_measure"}
    found = [record for rid in sorted(rids) if (record := queries.record(connection, rid)) is not None]
    return [record for record in found if not record.get("archived")]


def of_archived(record: Record) -> list[Deadline]:
    """The deadlines that an archived record was the cause of: all over."""
    over = Over(Message("life_over.archived"), record, "archived")
    return [Deadline(record, field, "", over.why, record, over) for field in CAUSES.get(record.kind, ())]
