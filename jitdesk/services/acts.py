"""Acts of the roster and of compartments, written as lines of the own log like any change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jitdesk.domain.changes import CHARTER, ROSTER, Line, encode, named
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
    line = _line(desk, kind, name, value, new_id(desk.random), at, ())
    id = sha256(line)
    _write(desk, connection, id, [line])
    log.see(connection, id, at)
    return id


def write(desk: Desk, connection: Connection, compartment: str, acts: Sequence[tuple[str, dict[str, Any]]], tips: Sequence[str]) -> None:
    """Write acts (name, value) of the roster, or of a compartment, in one group."""
    kind = ROSTER if compartment == desk.workspace_in(connection) else CHARTER
    group = new_id(desk.random)
    for act, value in acts:
        number = log.next_number(connection, compartment, desk.device)
        at = stamp(desk.clock, log.seen(connection, compartment))
        line = _line(desk, kind, act, value, group, at, tips)
        _write(desk, connection, compartment, [line], number)
        log.see(connection, compartment, at)
        tips = [f"{desk.device}.{number}.{sha256(line)[:16]}"]


def _line(desk: Desk, kind: str, act: str, value: dict[str, Any], group: str, at: str, tips: Sequence[str]) -> bytes:
    line = Line(
        field=act,
        group=group,
        kind=kind,
        record=new_id(desk.random),
        salt=new_id(desk.random),
        stamp=at,
        supersedes=sorted(tips),
        value=value,
    )
    return encode(line)


def _write(desk: Desk, connection: Connection, compartment: str, lines: list[bytes], number: int = 1) -> None:
    log.append(connection, compartment, number, lines)
    projector.apply(connection, compartment, named(desk.device, number, lines))
