"""Disclosure to a court's or partner's own age key: named compartments whole, logged in each of them, opened without JITDesk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jitdesk.crypto import age
from jitdesk.domain.changes import Line, decode_line
from jitdesk.domain.originator import Recipient
from jitdesk.exchange import bundle, card
from jitdesk.exchange.manifest import Manifest
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import new_id
from jitdesk.services import editing, exporting, ledger, marking, objections, orders, originator, sealing
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.exporting import Written
from jitdesk.services.ledger import Sending
from jitdesk.services.originator import Load, Party
from jitdesk.services.standing import Standing
from jitdesk.storage import carried, log, positions, queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections import acts
from jitdesk.system import files


def disclose(desk: Desk, out: Path, recipient: str, compartments: Sequence[str], *, progress: Progress = no_progress) -> Written:
    """Write the named compartments for an outside age recipient, after logging it in each of them; a lead's act."""
    age.check_recipient(recipient)
    if not compartments:
        raise Refused("disclose.nothing")
    path = exporting.paths(desk, out, [1])[0]
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        if not standing.roster.is_lead(desk.device):
            raise Refused("disclose.lead_only")
        exporting.may_send(desk, standing)
        places = sorted({standing.called(name) for name in compartments})
        for place in places:
            editing.may_write(desk, standing, place)  # the entry has to stand where others read it
        sending = _sending(desk, connection, standing, recipient, places)
        made = ledger.write(desk, connection, standing, [sending])
        sealing.seal_all(desk, connection)
    marking.advance(desk)
    with desk.db.read() as connection:
        rows = [row for place in places for row in positions.all_of(connection, place)]
        manifest = Manifest(
            bundle=sending.bundle,
            created=iso(desk.clock.now()),
            have={},
            note="",
            recipients=[recipient],
            sender=desk.device,
            workspace=desk.workspace_id,
        )
        with files.writing(path) as stream:
            sha256 = bundle.write(
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
    ledger.finish(desk, made, {sending.bundle: sha256})
    whom = (age.short(recipient),)
    return Written(path, sending.bundle, whom, names, len(rows), () if age.is_hybrid(recipient) else whom, sha256)


def _sending(desk: Desk, connection: Connection, standing: Standing, recipient: str, places: Sequence[str]) -> Sending:
    """The compartments whole, where no condition of a State stands against it."""
    for place in places:
        _check_restrictions(connection, standing, place)
    whole = [(place, positions.all_of(connection, place)) for place in places]
    loads = tuple(Load(place, rows, carried.spans(connection, place, rows, desk.device)) for place, rows in whole)
    party = Party(age.short(recipient), Recipient(outside=recipient))
    consents = originator.check(desk, connection, standing, loads, [party])
    return Sending(new_id(desk.random), recipient, (), loads, consents)


def _check_restrictions(connection: Connection, standing: Standing, place: str) -> None:
    """Refuse to disclose a compartment with a restricted record in it, or before it was decided what is erased."""
    barred = [objections.called(connection, one) for one in queries.restricted(connection, place)]
    if barred:
        raise Refused("disclose.restricted", place=standing.name(place), records=", ".join(barred))
    if any(one.compartment == place for one in orders.waiting(connection, standing)):
        raise Refused("disclose.ordered", place=standing.name(place))


def _cards(connection: Connection, workspace: str, devices: set[str]) -> list[bytes]:
    """The card files of these devices, from the acts that let them in."""
    found: dict[str, bytes] = {}
    for _, data in acts.load(connection, workspace):
        line = decode_line(data)
        if isinstance(line, Line) and isinstance(line.value, dict) and "card" in line.value:
            entry = card.from_value(line.value["card"], line.value.get("signature"))
            found[entry.device] = entry.file()
    return [found[device] for device in sorted(devices & found.keys())]
