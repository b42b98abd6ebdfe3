"""From what a person calls a record (id, witness code, request reference) to the one record that is meant."""

from __future__ import annotations

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import is_id
from jitdesk.services.standing import Standing
from jitdesk.storage import queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.queries import Found


def found(connection: Connection, standing: Standing, reference: str, kind: str = "") -> Found:
    """Where the record stands that `reference` means, one of `kind` if there is any; raises Refused with the choices.

    Where somebody used an id twice, `Record.reference` (id@compartment/kind) means one of them.
    """
    text, _, rest = reference.partition("@")
    text = text.strip()
    those = queries.by_id(connection, text) if is_id(text) else _coded(connection, text)
    if rest:
        place, _, named = rest.rpartition("/") if rest.rpartition("/")[2] in KINDS else (rest, "", "")
        wanted = standing.called(place)
        those = [f for f in those if f.compartment == wanted and named in ("", f.kind)]
    if not those:
        raise Refused("record.unknown", reference=reference)
    # Of an id that is used twice, what this version cannot show anyway is not meant, nor what does not fit.
    those = [f for f in those if f.kind in KINDS] or those
    those = [f for f in those if f.kind == kind] or those
    if len(those) > 1:
        choices = "; ".join(f"{f.id}@{standing.name(f.compartment)}/{f.kind}" for f in those)
        raise Refused("record.two", reference=reference, choices=choices)
    return those[0]


def row_of(connection: Connection, standing: Standing, reference: str, kind: str) -> int | None:
    """The row number of the record that `reference` means, or None."""
    try:
        return found(connection, standing, reference, kind).rid
    except Refused:
        return None


def _coded(connection: Connection, code: str) -> list[Found]:
    """Records with this code; an archived one (it was moved, or its code given anew) is meant only where there is no other."""
    those = queries.by_code(connection, code)
    if len(those) < 2:
        return those
    records = {place.rid: queries.record(connection, place.rid) for place in those}
    return [place for place in those if not (record := records[place.rid]) or not record.get("archived")] or those


def one(connection: Connection, standing: Standing, reference: str, kind: str = "") -> Record:
    """The record that `reference` means."""
    place = found(connection, standing, reference, kind)
    record = queries.record(connection, place.rid)
    if record is None:
        raise Refused("record.unknown", reference=reference)
    return record


def request_called(connection: Connection, standing: Standing, reference: str) -> Record:
    """The request that `reference` means; raises Refused where it means a record of another kind."""
    record = one(connection, standing, reference, "request")
    if record.kind != "request":
        raise Refused("letter.no_request", reference=reference, kind=record.kind)
    return record
