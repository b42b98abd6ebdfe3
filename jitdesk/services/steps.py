"""What the life of a request reads and writes: the records that hang on it, and those that only the program makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from jitdesk.domain import check, decide, life
from jitdesk.domain.decide import Op
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.life import Papers
from jitdesk.domain.records import Record
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import new_id
from jitdesk.services.desk import Desk
from jitdesk.services.resolving import request_called
from jitdesk.services.standing import Standing
from jitdesk.storage import queries
from jitdesk.storage.engine import Connection

_KINDS = {
    "step": "steps",
    "version": "versions",
    "transmission": "transmissions",
    "reply": "replies",
    "hearing": "hearings",
    "file": "files",
}


def request(connection: Connection, standing: Standing, reference: str) -> Record:
    """The request that `reference` means; raises Refused for another kind of record, and for one that is processed no further."""
    found = request_called(connection, standing, reference)
    if found.get("archived"):
        raise Refused("record.archived")
    if found.get("restricted"):
        raise Refused("letter.restricted", record=found.get("reference"))
    return found


def papers(desk: Desk, connection: Connection, request: Record) -> Papers:
    """A request with all that hangs on it, from where every reader of the request may read it; archived records left out."""
    standing = desk.standing(connection)
    found: dict[str, list[Record]] = {name: [] for name in _KINDS.values()}
    for place in queries.about(connection, request.id):
        record = queries.record(connection, place.rid) if place.kind in _KINDS else None
        if record is None or record.get("archived") or not _belongs(record, request):
            continue
        if standing.readers(request.compartment) <= standing.readers(record.compartment):
            found[_KINDS[record.kind]].append(record)
    return Papers(request, **found, witness=_witness(connection, standing, request))


def _witness(connection: Connection, standing: Standing, request: Record) -> Record | None:
    linked = request.get("witness")
    for place in queries.by_id(connection, linked) if linked else []:
        if place.kind == "witness" and standing.readers(request.compartment) <= standing.readers(place.compartment):
            return queries.record(connection, place.rid)
    return None


def _belongs(record: Record, request: Record) -> bool:
    return bool(record.get("about" if record.kind == "file" else "request") == request.id)


def made(desk: Desk, compartment: str, kind: str, values: Mapping[str, Any]) -> tuple[Record, list[Op]]:
    """A new record of a kind, also with fields that nobody sets by hand: as it will stand, and the operations that make it."""
    of = KINDS[kind]
    id = new_id(desk.random)
    entered = {name: check.entered(of.by_name[name], value) for name, value in values.items()}
    blank = Record(id, kind, compartment)
    record = replace(blank, values={name: value for name, value in entered.items() if value not in (None, [])})
    return record, [op for name, value in record.values.items() for op in decide.settled(blank, of.by_name[name], value)]


def step(desk: Desk, request: Record, status: str, values: Mapping[str, Any]) -> list[Op]:
    """The operations that move a request to a status and record it: with date, ground and file of `values`, by who sits at the desk."""
    return [Op(request.compartment, "request", request.id, "status", status), *recorded(desk, request, status, values)]


def recorded(desk: Desk, request: Record, status: str, values: Mapping[str, Any]) -> list[Op]:
    """The operations that record a status alone."""
    given = {"request": request.id, "status": status, "made_by": desk.card.member, "version": life.number(request), **values}
    return made(desk, request.compartment, "step", given)[1]
