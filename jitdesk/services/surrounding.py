"""What stands around a request: the records that its papers are made from beside itself and its witness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from jitdesk.domain.records import Record
from jitdesk.drafting.case import Case
from jitdesk.services.standing import Standing
from jitdesk.storage import queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.queries import Found


def around(connection: Connection, standing: Standing, case: Case) -> Case:
    """The case with its records, as far as every reader of the request may read them; what it holds already stays."""
    request = case.request
    readers = standing.readers(request.compartment)

    def shared(places: Iterable[Found], kind: str) -> Sequence[Record]:
        return _records(connection, (place for place in places if readers <= standing.readers(place.compartment)), kind)

    def linked(field: str, kind: str) -> Record | None:
        return next(iter(shared(queries.by_id(connection, str(request.get(field, ""))), kind)), None)

    near = queries.about(connection, request.id)
    person = queries.about(connection, case.witness.id) if case.witness else []
    exhibits = [place for row in request.get("exhibit_list", ()) for place in queries.by_id(connection, str(row.get("file", "")))]
    return replace(
        case,
        code=case.code or _code(connection, person, str(request.get("requested_state", ""))),
        agreement=case.agreement or linked("jit", "agreement"),
        proceeding=case.proceeding or linked("proceeding", "proceeding"),
        measures=case.measures or shared(person, "protective_measure"),
        files=case.files or shared(exhibits, "file"),
        translations=case.translations or shared(near, "translation"),
        transmissions=case.transmissions or shared(near, "transmission"),
        replies=case.replies or shared(near, "reply"),
        hearings=case.hearings or shared(near, "hearing"),
        steps=case.steps or shared(near, "step"),
    )


def linking(connection: Connection, id: str, kind: str) -> Sequence[Record]:
    """The records of a kind that link to a record, archived and restricted ones left out."""
    return _records(connection, queries.about(connection, id), kind)


def _records(connection: Connection, places: Iterable[Found], kind: str) -> Sequence[Record]:
    found = queries.records(connection, kind, [place.rid for place in places if place.kind == kind])
    return tuple(record for record in found if not record.get("archived") and not record.get("restricted"))


def _code(connection: Connection, person: Iterable[Found], state: str) -> str:
    """What the witness is called towards a State, also where only some of the readers may read it: the team's code is worse."""
    return next(
        (str(record.get("code", "")) for record in _records(connection, person, "recipient_code") if record.get("recipient") == state), ""
    )
