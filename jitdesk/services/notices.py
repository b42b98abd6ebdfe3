"""Telling a reader that it was taken out of a compartment: the keeper's act goes to it alone, in a segment that holds nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from jitdesk.domain.changes import CHARTER, Line, Named
from jitdesk.domain.roster import Act
from jitdesk.kernel.values import ChangeName
from jitdesk.services import acts, marking, sealing
from jitdesk.services.desk import Desk
from jitdesk.services.marking import State
from jitdesk.services.standing import Standing, entries
from jitdesk.storage import log
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections import acts as kept

UNREAD = "unread"


def write(desk: Desk, connection: Connection, compartment: str, act: Act, tips: Sequence[str], group: str) -> list[str]:
    """Write an act that takes a reader out, sealed by itself, so that it can be shown to whom it concerns; returns its name."""
    if marking.state(desk, connection) is State.COPY:  # nothing is sealed then: who was taken out hears it from another keeper, or not
        return acts.write(desk, connection, compartment, [act], tips, group)
    if log.open_count(connection, compartment):
        sealing.seal(desk, connection, compartment)
    names = acts.write(desk, connection, compartment, [act], tips, group)
    sealing.seal(desk, connection, compartment)
    return names


def tells(changes: Sequence[Named], devices: Collection[str]) -> bool:
    """Whether the lines of a segment do nothing but take one of these devices out."""
    return bool(changes) and all(isinstance(change.line, Line) and _takes_out(change.line, devices) for change in changes)


def of(connection: Connection, standing: Standing, compartment: str, device: str) -> list[int]:
    """The segments by which a device of the team that reads a compartment no more can be told so."""
    if device in standing.readers(compartment) or not standing.narrow(compartment):
        return []
    line = standing.roster.line_of(device)
    acts_of = entries(kept.load(connection, compartment))
    names = [ChangeName.parse(entry.name) for entry in acts_of if _takes_out(entry.line, line)]
    rows = log.having(connection, compartment, {(name.device, name.number) for name in names if name}) if names else []
    return [row for row in rows if tells(log.segment(connection, row).changes(), line)]


def tell(connection: Connection, compartment: str, device: str, at: str) -> None:
    """Keep when this desk first told a device."""
    if log.get(connection, _told(compartment, device)) is None:
        log.put(connection, _told(compartment, device), at)


def told(connection: Connection, compartment: str, device: str) -> str:
    """When this desk first told a device that it reads a compartment no more (ISO 8601, or "")."""
    return log.get(connection, _told(compartment, device)) or ""


def _told(compartment: str, device: str) -> str:
    return f"told {compartment} {device}"


def _takes_out(line: Line, devices: Collection[str]) -> bool:
    return line.kind == CHARTER and line.field == UNREAD and isinstance(line.value, dict) and line.value.get("device") in devices
