"""Sealing: open lines of the own log become signed segments, committed before a byte of them leaves the desk."""

from __future__ import annotations

from jitdesk.domain.changes import MAX_SEGMENT_LINES
from jitdesk.exchange import segment
from jitdesk.services import marking
from jitdesk.services.desk import Desk
from jitdesk.services.marking import State
from jitdesk.storage import log
from jitdesk.storage.engine import Connection


def seal_all(desk: Desk, connection: Connection) -> None:
    """Seal every open line (on export and on lock); raises Refused where another copy of this desk may have used their numbers."""
    marking.check(desk, connection)
    for compartment in log.open_compartments(connection):
        seal(desk, connection, compartment)


def lock(desk: Desk) -> None:
    """Seal what is open and close the desk; it is closed also where sealing fails, and sealed then at the next export."""
    try:
        with desk.db.write() as connection:
            if marking.state(desk, connection) is not State.COPY:
                seal_all(desk, connection)
    finally:
        desk.close()


def seal_full(desk: Desk, connection: Connection, compartment: str) -> None:
    """Seal where the open end of a log has reached the length of a segment."""
    if log.open_count(connection, compartment) >= MAX_SEGMENT_LINES and marking.state(desk, connection) is not State.COPY:
        seal(desk, connection, compartment)


def seal(desk: Desk, connection: Connection, compartment: str) -> None:
    """Seal the open lines of one compartment."""
    numbered = log.open_lines(connection, compartment)
    first = numbered[0][0]
    for lines in segment.split([line for _, line in numbered]):
        _, prev = log.end(connection, compartment, desk.device, first - 1)
        sealed = segment.seal(desk.keys.signing, desk.workspace_id, compartment, desk.device, first, prev, lines)
        log.add(connection, sealed, log.APPLIED, None)
        first += len(lines)
    log.close_lines(connection, compartment, first - 1)
