"""What the task list and a task's page show: tasks by due date with names for what they are linked to, and the talk about one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jitdesk.domain import folding
from jitdesk.domain.records import Record
from jitdesk.services import editing
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
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
        """The id of the task."""
        return self.record.id


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
        found = lists.keyed(connection, "task", rids)
        names = lists.labels(connection, {id for record in found.values() for id in record.get("links", [])})
        return {rid: TaskRow(record, _named(record, names)) for rid, record in found.items()}


def _named(record: Record, names: Mapping[str, Label]) -> tuple[Label, ...]:
    return tuple(names[id] for id in record.get("links", []) if id in names)


def mine(desk: Desk) -> int:
    """How many open tasks are assigned to who sits at this desk."""
    with desk.db.read() as connection:
        return lists.count_mine(connection, desk.card.member)


def add(desk: Desk, values: Mapping[str, Any]) -> Outcome:
    """Make a task; one about a record of a narrower compartment stands in that compartment."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        names = lists.labels(connection, values.get("links", []))
        narrow = [label.compartment for label in names.values() if standing.narrow(label.compartment)]
    return editing.add(desk, "task", [values], narrow[0] if narrow else None)


def labels(desk: Desk, ids: Collection[str]) -> dict[str, Label]:
    """How these records are named."""
    with desk.db.read() as connection:
        return lists.labels(connection, ids)


def codes(desk: Desk, words: str, limit: int = 8) -> list[Label]:
    """Witnesses and requests whose code or text begins with these words, for a "#" that is being typed."""
    match = folding.query(words, prefix_last=True)
    if not match:
        return []
    with desk.db.read() as connection:
        found = [f for f in queries.search(connection, match, 50) if f.kind in ("witness", "request")]
        names = lists.labels(connection, [f.id for f in found])
    folded = folding.fold(words)
    offered = sorted(names.values(), key=lambda label: (not folding.fold(label.text).startswith(folded), label.text))
    return offered[:limit]


def comments(desk: Desk, id: str) -> list[Comment]:
    """The notes about a record, the oldest first."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        result = []
        for place in queries.about(connection, id):
            record = queries.record(connection, place.rid) if place.kind == "note" else None
            if record is not None and not record.get("archived"):
                device, stamp = _origin(queries.cells(connection, place.rid), place)
                result.append(Comment(record.id, str(record.get("text", "")), standing.member(device), stamp))
    return sorted(result, key=lambda comment: (comment.stamp, comment.id))


def _origin(cells: Mapping[Any, Mapping[str, Any]], place: Found) -> tuple[str, str]:
    """By which device and when a note was tied to its record: its first change, which nobody has a reason to repeat."""
    tied = [live for cell, those in cells.items() if cell.field == "about" for live in those.values()]
    first = min(tied, key=lambda live: live.rank)
    return first.name.split(".")[0], first.stamp
