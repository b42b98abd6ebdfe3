"""Acts of the roster and of compartments, written as lines of the own log like any change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET

from jitdesk.domain import charter as charters
from jitdesk.domain.changes import CHARTER, ROSTER, Line, encode, named
from jitdesk.domain.charter import let_in_as_leads
from jitdesk.kernel.clock import stamp
from jitdesk.kernel.values import new_id, sha256
from jitdesk.services.desk import Desk
from jitdesk.storage import log
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections import projector


def found(desk: Desk, connection: Connection, kind: str, act: tuple[str, dict[str, Any]]) -> str:
    """Write the founding line of a workspace or compartment; its hash is the new id."""
    name, value = act
    at = stamp(desk.clock, "")
    line = _line(desk, kind, name, value, new_id(desk.random), at, (), _leads(desk, connection, kind, act))
    id = sha256(line)
    _write(desk, connection, id, [line])
    log.see(connection, id, at)
    return id


def write(
    desk: Desk,
    connection: Connection,
    compartment: str,
    acts: Sequence[tuple[str, dict[str, Any]]],
    tips: Sequence[str],
    group: str | None = None,
) -> list[str]:
    """Write acts (name, value) of the roster, or of a compartment, in one group; returns the names of their changes."""
    kind = ROSTER if compartment == desk.workspace_in(connection) else CHARTER
    group = group or new_id(desk.random)
    names = []
    leads = [_leads(desk, connection, kind, act) for act in acts]
    for (act, value), named_leads in zip(acts, leads, strict=True):
        number = log.next_number(connection, compartment, desk.device)
        at = stamp(desk.clock, log.seen(connection, compartment))
        line = _line(desk, kind, act, value, group, at, tips, named_leads)
        _write(desk, connection, compartment, [line], number)
        log.see(connection, compartment, at)
        names.append(f"{desk.device}.{number}.{sha256(line)[:16]}")
        tips = names[-1:]
    return names


def _leads(desk: Desk, connection: Connection, kind: str, act: tuple[str, dict[str, Any]]) -> list[str]:
    """The lead grants that a line names which lets leads into a compartment."""
    return let_in_as_leads(desk.standing(connection).roster, *act) if kind == CHARTER else []


def _line(desk: Desk, kind: str, act: str, value: dict[str, Any], group: str, at: str, tips: Sequence[str], leads: Sequence[str]) -> bytes:
    line = Line(
        field=act,
        group=group,
        kind=kind,
        record=new_id(desk.random),
        salt=new_id(desk.random),
        stamp=at,
        supersedes=sorted(tips),
        value=value,
        saw=list(leads) or UNSET,
    )
    return encode(line)


def _write(desk: Desk, connection: Connection, compartment: str, lines: list[bytes], number: int = 1) -> None:
    log.append(connection, compartment, number, lines)
    projector.apply(connection, compartment, named(desk.device, number, lines))


def accept_held(desk: Desk, connection: Connection, compartment: str, device: str) -> None:
    """As keeper accept all that this desk holds of a device whose log in a compartment is closed now; elsewhere do nothing."""
    charter = desk.standing(connection).charters[compartment]
    until = log.last_change(connection, compartment, device)
    if until and desk.device in charter.keepers and not charter.unknown:
        write(desk, connection, compartment, [charters.decide_accept(charter, desk.device, until)], charter.tips)
