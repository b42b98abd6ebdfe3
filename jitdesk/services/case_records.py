"""The records around the requests: lists and pages of team agreements, proceedings and authorities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jitdesk.domain import folding
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.drafting.case_marks import Mark, marks, open_fields
from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, letters, naming, reading, rights, states, tasks
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.naming import Named
from jitdesk.services.reading import Past
from jitdesk.services.resolving import one, row_of
from jitdesk.services.tasks import Comment
from jitdesk.storage import lists, queries
from jitdesk.storage.lists import Label
from jitdesk.storage.queries import Wanted

__all__ = ["Mark"]

KINDS_AROUND = ("agreement", "proceeding", "authority")
_LINKING = ("request", "task")


@dataclass(frozen=True)
class CaseRow:
    """A record in its list, with what is to be looked at in it."""

    record: Record
    marks: tuple[Mark, ...]

    @property
    def id(self) -> str:
        """What means the record, also where somebody used its id twice."""
        return self.record.reference


@dataclass(frozen=True)
class CasePage:
    """A record with all that its page shows."""

    record: Record
    place: str  # the name of its compartment
    marks: tuple[Mark, ...]
    open: tuple[str, ...]  # mandatory fields that say nothing yet
    names: Mapping[str, Named]
    linked: tuple[Label, ...]  # requests and tasks that rest on it
    comments: tuple[Comment, ...]
    history: tuple[Past, ...]
    refusal: str  # why this desk may not change it, or ""
    keeper: bool  # whether this desk orders erasure where it stands


def ids(desk: Desk, kind: str, words: str = "", limit: int = -1) -> list[int]:
    """Row numbers of a kind's records by what they are called: those in whose names, States and numbers all words stand, or all."""
    order = KINDS[kind].title
    wanted = folding.fold(words).split()
    with desk.db.read() as connection:
        found = queries.rids(connection, kind, Wanted(order), -1 if wanted else limit)
        if not wanted:
            return found
        known = lists.keyed(connection, kind, found)
    hits = [rid for rid in found if rid in known and _holds(known[rid], wanted)]
    return hits[: limit if limit >= 0 else None]


def _holds(record: Record, wanted: Sequence[str]) -> bool:
    said = [str(record.get(name, "")) for name in ("title", "number", "name", "authority", "nature", "legal_basis")]
    said += record.get("other_names", [])
    said += [states.name(state) for state in (record.get("state"), *record.get("parties", [])) if state]
    text = folding.fold(" ".join(said))
    return all(word in text for word in wanted)


def rows(desk: Desk, kind: str, rids: Sequence[int]) -> dict[int, CaseRow]:
    """The records with these row numbers."""
    today = letters.today(desk)
    with desk.db.read() as connection:
        found = lists.keyed(connection, kind, rids)
    return {rid: CaseRow(record, marks(record, today)) for rid, record in found.items()}


def row_number(desk: Desk, id: str, kind: str) -> int | None:
    """The row number of a record of a kind, or None."""
    with desk.db.read() as connection:
        return row_of(connection, desk.standing(connection), id, kind)


def page(desk: Desk, reference: str) -> CasePage:
    """The page of a record of KINDS_AROUND; raises Refused where there is none."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        record = one(connection, standing, reference)
        if record.kind not in KINDS_AROUND:  # somebody used its id for another kind, which may be under protection
            raise Refused("record.unknown", reference=reference)
        about = [found.id for found in queries.about(connection, record.id) if found.kind in _LINKING]
        linked = lists.labels(connection, about)
    return CasePage(
        record,
        standing.name(record.compartment),
        marks(record, letters.today(desk)),
        open_fields(record),
        naming.linked(desk, record),
        tuple(sorted(linked.values(), key=lambda label: (label.kind, label.text))),
        tuple(tasks.comments(desk, record.id)),
        tuple(reading.history(desk, record.reference)),
        rights.refusal(desk, record.compartment),
        desk.device in standing.charters[record.compartment].keepers,
    )


def add(desk: Desk, kind: str, values: Mapping[str, Any], place: str = "") -> Outcome:
    """Make a record of a kind in a compartment; in the whole team's where none is named."""
    return editing.add(desk, kind, [values], place or None)
