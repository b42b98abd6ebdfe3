"""What the task list and a task's page show: tasks by due date with names for what they are linked to, and the talk about one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jitdesk.domain import folding
from jitdesk.domain.records import Record
from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, rights, team
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.resolving import found, one, row_of
from jitdesk.storage import lists, queries
from jitdesk.storage.lists import Due, Label
from jitdesk.storage.queries import Found

__all__ = ["Due", "Label"]

LISTS = ("mine", "team", "waiting", "done")


@dataclass(frozen=True)
class TaskRow:
    """A task with the names of the records it is linked to."""

    record: Record
    links: tuple[Label, ...]

    @property
    def id(self) -> str:
        """What means the task, also where somebody used its id twice."""
        return self.record.reference


@dataclass(frozen=True)
class TaskPage:
    """A task with all that its page shows."""

    record: Record
    place: str  # the name of its compartment
    names: Mapping[str, Label]  # of the records it is linked to
    comments: tuple[Comment, ...]
    refusal: str  # why this desk may not change it, or ""


@dataclass(frozen=True)
class Comment:
    """A note about a record, by whom and when it was written."""

    id: str
    text: str
    member: str
    stamp: str


def listed(desk: Desk, which: str, kept: Collection[int] = (), limit: int = -1) -> list[Due]:
    """Tasks of one of LISTS; open ones by due date, done ones the last touched first; `kept` row numbers stay in an open list."""
    with desk.db.read() as connection:
        if which == "done":
            return [Due(rid, None) for rid in lists.done(connection, limit)]
        return lists.tasks(connection, which, desk.card.member, kept, limit)


def rows(desk: Desk, rids: Sequence[int]) -> dict[int, TaskRow]:
    """The tasks with these row numbers."""
    with desk.db.read() as connection:
        records = lists.keyed(connection, "task", rids)
        names = lists.labels(connection, {id for record in records.values() for id in record.get("links", [])})
    return {rid: TaskRow(record, tuple(names[id] for id in record.get("links", []) if id in names)) for rid, record in records.items()}


def mine(desk: Desk) -> int:
    """How many open tasks are assigned to who sits at this desk."""
    with desk.db.read() as connection:
        return lists.count_mine(connection, desk.card.member)


def page(desk: Desk, id: str) -> TaskPage:
    """The page of a task; raises Refused where there is no such record."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        record = one(connection, standing, id, "task")
        names = lists.labels(connection, record.get("links", []))
    refusal = rights.refusal(desk, record.compartment)
    return TaskPage(record, standing.name(record.compartment), names, tuple(comments(desk, record.id)), refusal)


def row_number(desk: Desk, id: str) -> int | None:
    """The row number of a task, or None."""
    with desk.db.read() as connection:
        return row_of(connection, desk.standing(connection), id, "task")


def add(desk: Desk, values: Mapping[str, Any]) -> Outcome:
    """Make a task; links are ids, codes or references, and one about a record of a narrower compartment stands in that compartment."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        places = [found(connection, standing, link).compartment for link in values.get("links", [])]
    return editing.add(desk, "task", [values], next(filter(standing.narrow, places), None))


def named(desk: Desk, references: Sequence[str]) -> list[Label | None]:
    """The records that these codes, references or ids mean; None for one that means none, or more than one."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        meant = []
        for reference in references:
            try:
                meant.append(found(connection, standing, reference).id)
            except Refused:
                meant.append("")
        known = lists.labels(connection, [id for id in meant if id])
    return [known.get(id) for id in meant]


def people(desk: Desk) -> list[str]:
    """The names of the members who are in the team now."""
    return sorted({member.member for member in team.members(desk) if member.role}) if desk.workspace else []


def codes(desk: Desk, words: str, limit: int = 8) -> list[Label]:
    """Witnesses and requests whose code or text begins with these words, for a "#" that is being typed."""
    match = folding.query(words, prefix_last=True)
    if not match:
        return []
    with desk.db.read() as connection:
        hits = [hit.id for hit in queries.search(connection, match, 50) if hit.kind in ("witness", "request")]
        names = lists.labels(connection, hits)
    folded = folding.fold(words)
    offered = sorted(names.values(), key=lambda label: (not folding.fold(label.text).startswith(folded), label.text))
    return offered[:limit]


def comment(desk: Desk, about: str, text: str) -> Outcome:
    """Write a note about a record, in that record's compartment."""
    with desk.db.read() as connection:
        place = one(connection, desk.standing(connection), about).compartment
    return editing.add(desk, "note", [{"about": about, "text": text}], place)


def comments(desk: Desk, id: str) -> list[Comment]:
    """The notes about a record, the oldest first."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        result = []
        for place in queries.about(connection, id):
            record = queries.record(connection, place.rid) if place.kind == "note" else None
            if record is not None and record.get("about") == id and not record.get("archived") and not record.get("restricted"):
                device, stamp = _origin(queries.cells(connection, place.rid), place)
                result.append(Comment(record.id, str(record.get("text", "")), standing.member(device), stamp))
    return sorted(result, key=lambda comment: (comment.stamp, comment.id))


def _origin(cells: Mapping[Any, Mapping[str, Any]], place: Found) -> tuple[str, str]:
    """By which device and when a note was tied to its record: its first change, which nobody has a reason to repeat."""
    tied = [live for cell, those in cells.items() if cell.field == "about" for live in those.values()]
    first = min(tied, key=lambda live: live.rank)
    return first.name.split(".")[0], first.stamp
