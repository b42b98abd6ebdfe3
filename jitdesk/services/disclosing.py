"""Disclosure to a court's or partner's own age key: named compartments whole, logged in each of them, opened without JITDesk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from jitdesk.crypto import age
from jitdesk.domain.changes import Line, decode_line
from jitdesk.domain.decide import Op
from jitdesk.exchange import bundle, card
from jitdesk.exchange.manifest import Manifest
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import new_id
from jitdesk.services import editing, exporting, sealing
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.exporting import Written
from jitdesk.storage import log, positions
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections import acts
from jitdesk.system import files


def disclose(desk: Desk, out: Path, recipient: str, compartments: Sequence[str], *, progress: Progress = no_progress) -> Written:
    """Write the named compartments for an outside age recipient, after logging it in each of them; a lead's act."""
    age.check_recipient(recipient)
    if not compartments:
        raise Refused("disclose.nothing")
    path = exporting.paths(desk, out, 1)[0]
    bundle_id = new_id(desk.random)
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        if not standing.roster.is_lead(desk.device):
            raise Refused("disclose.lead_only")
        exporting.may_send(desk, standing)
        places = sorted({standing.called(name) for name in compartments})
        ops = [op for place in places for op in _entry(desk, connection, place, bundle_id, recipient)]
        editing.commit(desk, connection, standing, ops)
        sealing.seal_all(desk, connection)
    with desk.db.read() as connection:
        rows = [row for place in places for row in positions.all_of(connection, place)]
        manifest = Manifest(
            bundle=bundle_id,
            created=iso(desk.clock.now()),
            have={},
            note="",
            recipients=[recipient],
            sender=desk.device,
            workspace=desk.workspace_id,
        )
        with files.writing(path) as stream:
            bundle.write(
                stream,
                seed=desk.keys.signing,
                manifest=manifest,
                roster=(),
                segments=exporting.packed(connection, rows),
                files=exporting.attachments(desk, connection, rows),
                recipients=[recipient],
                cards=_cards(connection, desk.workspace_id, {desk.device} | {log.segment(connection, row).device for row in rows}),
                progress=progress,
            )
        names = tuple(standing.name(place) for place in places)
    return Written(path, bundle_id, (recipient,), names, len(rows))


def _entry(desk: Desk, connection: Connection, place: str, bundle_id: str, recipient: str) -> list[Op]:
    numbers = {device: tips[-1][0] for device, tips in log.tips(connection, place).items()}
    values = {"bundle": bundle_id, "recipient": recipient, "numbers": msgspec.json.encode(numbers).decode()}
    id = new_id(desk.random)
    return [Op(place, "disclosure", id, name, value) for name, value in values.items()]


def _cards(connection: Connection, workspace: str, devices: set[str]) -> list[bytes]:
    """The card files of these devices, from the acts that let them in."""
    found: dict[str, bytes] = {}
    for _, data in acts.load(connection, workspace):
        line = decode_line(data)
        if isinstance(line, Line) and isinstance(line.value, dict) and "card" in line.value:
            entry = card.from_value(line.value["card"], line.value.get("signature"))
            found[entry.device] = entry.file()
    return [found[device] for device in sorted(devices & found.keys())]
