"""What the list of requests and the editor of one show: rows with their gaps, and one request with its letter, read at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jitdesk.domain import folding
from jitdesk.domain.kinds.request import STATUS
from jitdesk.domain.records import Record
from jitdesk.services import editing, letters, rights, witnesses
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.letters import Examined
from jitdesk.services.resolving import one, request_called, row_of
from jitdesk.services.standing import Standing
from jitdesk.storage import lists, queries
from jitdesk.storage.lists import Label
from jitdesk.storage.queries import Wanted

_DRAFTING = (None, "draft", "in_review", "final")
_OVER = ("executed", "refused", "withdrawn", "closed")

STAGES: Mapping[str, tuple[str | None, ...]] = {
    "drafting": _DRAFTING,
    "under_way": tuple(status for status in STATUS if status not in (*_DRAFTING, *_OVER)),
    "over": _OVER,
}


@dataclass(frozen=True)
class RequestRow:
    """A request in the list: with its witness's code, and how many mandatory things are missing in it."""

    record: Record
    witness: str
    gaps: int

    @property
    def id(self) -> str:
        """What means the request, also where somebody used its id twice."""
        return self.record.reference


@dataclass(frozen=True)
class RequestPage:
    """A request with all that its editor shows."""

    examined: Examined
    witness: Label | None
    states: tuple[str, ...]  # of the members of the team, this desk's own first
    refusal: str  # why this desk may not change it, or ""

    @property
    def record(self) -> Record:
        """The request."""
        return self.examined.request


def ids(desk: Desk, stage: str = "", limit: int = -1) -> list[int]:
    """Row numbers of requests, the last touched first: of one of STAGES, or all."""
    with desk.db.read() as connection:
        if not stage:
            return queries.rids(connection, "request", Wanted(descending=True), limit)
        wanted = {rid for status in STAGES[stage] for rid in queries.rids(connection, "request", Wanted(where=(("status", status),)))}
        found = [rid for rid in queries.rids(connection, "request", Wanted(descending=True)) if rid in wanted]
    return found[: limit if limit >= 0 else None]


def rows(desk: Desk, rids: Sequence[int]) -> dict[int, RequestRow]:
    """The requests with these row numbers."""
    with desk.db.read() as connection:
        found = lists.keyed(connection, "request", rids)
        linked = {str(record.get("witness")) for record in found.values() if record.get("witness")}
        places = {place.id: place.rid for id in linked for place in queries.by_id(connection, id) if place.kind == "witness"}
        records = lists.keyed(connection, "witness", list(places.values()))
        leads = letters.not_evidence(desk, connection)
    known = {id: records[rid] for id, rid in places.items() if rid in records}
    today = letters.today(desk)
    return {rid: _row(record, known.get(str(record.get("witness"))), leads, today) for rid, record in found.items()}


def _row(record: Record, witness: Record | None, leads: frozenset[str], today: date) -> RequestRow:
    return RequestRow(record, str(witness.get("code", "")) if witness else "", letters.gaps(record, witness, leads, today))


def row_number(desk: Desk, id: str) -> int | None:
    """The row number of a request, or None."""
    with desk.db.read() as connection:
        return row_of(connection, desk.standing(connection), id, "request")


def page(desk: Desk, id: str) -> RequestPage:
    """The page of a request; raises Refused where there is no such request."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        record = request_called(connection, standing, id)
        examined = letters.examine(desk, connection, record)
        linked = str(record.get("witness", ""))
        witness = lists.labels(connection, [linked]).get(linked) if linked else None
        states = _team_states(desk, standing)
    return RequestPage(examined, witness, states, rights.refusal(desk, record.compartment))


def team_states(desk: Desk) -> tuple[str, ...]:
    """The States of the members of the team, this desk's own first."""
    with desk.db.read() as connection:
        return _team_states(desk, desk.standing(connection))


def _team_states(desk: Desk, standing: Standing) -> tuple[str, ...]:
    cards = [device.card for device in standing.roster.devices.values() if device.role]
    states = dict.fromkeys([desk.card.state, *sorted(str(card.get("state", "")) for card in cards)])
    return tuple(filter(None, states))


def home(desk: Desk, reference: str) -> tuple[str, Record | None]:
    """The request on whose pages a record is seen, and that record where it is not the request itself."""
    with desk.db.read() as connection:
        record = one(connection, desk.standing(connection), reference, "request")
    linked = record.get("request") or record.get("about")
    return (str(linked), record) if linked and record.kind != "request" else (reference, None)


def add(desk: Desk) -> Outcome:
    """Begin a request of the whole team under the next reference of its series."""
    return editing.add(desk, "request", [{"reference": witnesses.free_reference(desk), "status": "draft"}])


def witness_codes(desk: Desk, words: str, limit: int = 8) -> list[Label]:
    """Witnesses whose code or text begins with these words."""
    match = folding.query(words, prefix_last=True)
    if not match:
        return []
    with desk.db.read() as connection:
        hits = [hit.id for hit in queries.search(connection, match, 50) if hit.kind == "witness"]
        names = lists.labels(connection, hits)
    folded = folding.fold(words)
    return sorted(names.values(), key=lambda label: (not folding.fold(label.text).startswith(folded), label.text))[:limit]
