"""Sealing: open lines of the own log become signed segments, committed before a byte of them leaves the desk."""

from __future__ import annotations

from jitdesk.domain.changes import MAX_SEGMENT_LINES
from jitdesk.exchange import segment
from jitdesk.services.desk import Desk
from jitdesk.storage import log
from jitdesk.storage.engine import Connection


def seal_all(desk: Desk, connection: Connection) -> None:
    """Seal every open line (on export and on lock)."""
    for compartment in log.open_compartments(connection):
        _seal(desk, connection, compartment)


def lock(desk: Desk) -> None:
    """Seal what is open and close the desk; it is closed also where sealing fails, and sealed then at the next export."""
    try:
        with desk.db.write() as connection:
            seal_all(desk, connection)
    finally:
        desk.close()


def seal_full(desk: Desk, connection: Connection, compartment: str) -> None:
    """Seal where the open end of a log has reached the length of a segment."""
    if log.open_count(connection, compartment) >= MAX_SEGMENT_LINES:
        _seal(desk, connection, compartment)


def _seal(desk: Desk, connection: Connection, compartment: str) -> None:
    numbered = log.open_lines(connection, compartment)
    first = numbered[0][0]
    for lines in segment.split([line for _, line in numbered]):
        _, prev = log.end(connection, compartment, desk.device)
        sealed = segment.seal(desk.keys.signing, desk.workspace_id, compartment, desk.device, first, prev, lines)
        log.add(connection, sealed, log.APPLIED, None)
        first += len(lines)
    log.close_lines(connection, compartment, first - 1)
