"""The person whom a request is to have heard."""

from __future__ import annotations

from jitdesk.domain.records import Record
from jitdesk.services.standing import Standing
from jitdesk.storage import queries
from jitdesk.storage.engine import Connection


def witness_of(connection: Connection, standing: Standing, request: Record) -> Record | None:
    """The witness of a request, from where all readers of the request may read it: a link that leads elsewhere is a forged one."""
    linked, place = request.get("witness"), request.compartment
    places = [found for found in queries.by_id(connection, linked) if found.kind == "witness"] if linked else []
    open_to_all = [found for found in places if standing.readers(place) <= standing.readers(found.compartment)]
    nearest = min(open_to_all, key=lambda found: found.compartment != place, default=None)
    return queries.record(connection, nearest.rid) if nearest else None
