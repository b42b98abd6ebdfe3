"""What speaks against erasing a record: another State's evidence, a legal hold, an open duty to disclose. Shown; a person weighs it."""

from __future__ import annotations

from collections.abc import Iterator

from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import Message
from jitdesk.services.standing import Standing
from jitdesk.storage import queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.queries import Found

# A request with one of these states asks for nothing any more.
_CLOSED = ("executed", "refused", "withdrawn", "closed")


def to_erasing(connection: Connection, standing: Standing, one: Found, state: str) -> Iterator[Message]:
    """What speaks against erasing a record that somebody of a State ordered."""
    name = called(connection, one)
    whose = _states(connection, standing, one)
    if whose and state not in whose:
        yield Message("erase.another_state", {"record": name, "states": ", ".join(sorted(whose))})
    if hold := legal_hold(connection, one):
        yield Message("erase.legal_hold", {"record": name, "hold": hold})
    for request in _requests(connection, one):
        yield Message("erase.open_request", {"record": name, "request": request})


def legal_hold(connection: Connection, one: Found) -> str:
    """Who ordered that a record must be kept ("" where nobody did)."""
    record = queries.record(connection, one.rid)
    return str(record.get("legal_hold", "")) if record is not None else ""


def called(connection: Connection, one: Found) -> str:
    """What people call a record: its code, or its id."""
    record = queries.record(connection, one.rid)
    code = KINDS[one.kind].code if one.kind in KINDS else ""
    return str(record.get(code, one.id)) if record is not None and code else one.id


def _states(connection: Connection, standing: Standing, one: Found) -> set[str]:
    """Whose evidence a record is: of the State that it says it comes from, else of those whose members wrote it."""
    record = queries.record(connection, one.rid)
    if record is not None and record.get("origin"):
        return {str(record.get("origin"))}
    authors = {name.device for name in queries.changes(connection, one.rid)}
    return {str(standing.roster.devices[device].card["state"]) for device in authors if device in standing.roster.devices}


def _requests(connection: Connection, one: Found) -> Iterator[str]:
    """The requests under way that name a record, or that it is."""
    for other in [one, *queries.about(connection, one.id)]:
        record = queries.record(connection, other.rid) if other.kind == "request" else None
        if record is not None and record.get("status", "") not in _CLOSED and not record.get("archived"):
            yield str(record.get("reference", record.id))
