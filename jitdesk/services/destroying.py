"""Destroys on this desk what orders cover: stubs in the log, rows, index, attachments, and every old page of the database."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jitdesk.domain import erasure
from jitdesk.domain.changes import Line, Named
from jitdesk.domain.erasure import Order, Target
from jitdesk.exchange import segment
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.services import admission, covering, ledger, reach, rekeying, sealing
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.ledger import Given
from jitdesk.services.reach import Subject
from jitdesk.services.standing import Standing
from jitdesk.storage import contents, decisions, log, positions, queries, stubs
from jitdesk.storage.engine import Connection
from jitdesk.storage.log import Stored
from jitdesk.storage.projections import projector, search
from jitdesk.storage.queries import Found
from jitdesk.system import files

_RECORD = re.compile(rb'"record":"([0-9a-f]{32})"')


@dataclass(frozen=True)
class Erased:
    """What was destroyed on this desk; what names it and stays, or is no keeper's of this desk; who had been given it, beyond its reach."""

    lines: int
    records: int
    gone: tuple[Subject, ...]
    remaining: tuple[Subject, ...]
    given: tuple[Given, ...]
    unreached: tuple[Subject, ...] = ()


def finish(desk: Desk, *, progress: Progress = no_progress) -> None:
    """Destroy what is left on the disk of what was erased: attachments, and all old pages of the database, which goes under a new key.

    It is begun again when the desk is next opened, should it be cut short.
    """
    with desk.db.read() as connection:
        left = log.get(connection, covering.UNDONE)
        gone = [] if left is None else _unnamed(connection, set(left.split()))
    if left is None:
        return
    try:
        for cipher in gone:
            with files.refusals(desk.files / cipher):
                (desk.files / cipher).unlink(missing_ok=True)
        files.sync_folder(desk.files)
        rekeying.new_database_key(desk, progress=progress)
    except Refused as reason:
        raise Refused("erase.unfinished", reason=str(reason)) from None
    with desk.db.write() as connection:
        log.drop(connection, covering.UNDONE)


def carry_out(desk: Desk, connection: Connection, standing: Standing, place: str, orders: Sequence[Order], progress: Progress) -> Erased:
    """Put stubs in the place of all lines that the orders cover, and make what is shown anew from the rest."""
    sealing.seal_all(desk, connection)
    _check_middle(connection, place, orders)
    targets = {target for one in orders for target in one.records}
    records = [one for target in sorted(targets) for one in held(connection, place, target)]
    given = tuple(ledger.handed(desk, connection, standing, records))
    whole = {target for one in orders if one.field is None for target in one.records}
    gone = reach.subjects(connection, records)
    fields = {record: None if Target(record.id, record.kind) in whole else "" for record in records}
    beside = [one for record, field in fields.items() for one in reach.beside(connection, record, field) if one not in fields]
    remaining = reach.subjects(connection, beside)
    note(desk, connection, covering.ERASE, place, orders)
    lines, ciphers = _empty(desk, connection, standing, place, orders, progress)
    projector.recompute(connection, desk.device, [one.rid for one in records])
    search.purge(connection)
    covering.judge(connection, standing)
    covering.leave_to_do(connection, ciphers)
    return Erased(lines, len(targets), gone, remaining, given)


def held(connection: Connection, place: str, target: Target) -> list[Found]:
    """The record of a compartment that an order names: one, or none where nothing of it is in force here."""
    return [one for one in queries.by_id(connection, target.id) if (one.kind, one.compartment) == (target.kind, place)]


def _empty(
    desk: Desk, connection: Connection, standing: Standing, place: str, orders: Sequence[Order], progress: Progress
) -> tuple[int, set[str]]:
    """Rewrite the segments with lines that are to go; returns how many went, and the attachments that they named."""
    keys = admission.keys(standing.roster)
    ciphers: set[str] = set()
    lines = 0
    by_record = covering.by_record(orders)
    for stored, _ in mentioning(connection, place, by_record, progress):
        whole = segment.verify(stored.body, stored.signature, keys.get, desk.workspace_id)
        made, gone = covering.emptied(whole, by_record)
        if gone:
            ciphers.update(contents.ciphers(whole.lines[number - whole.head.first] for number in gone))
            log.rewrite(connection, stored.id, made)
            stubs.note(connection, stored.id, made.changes, gone)
            lines += len(gone)
    return lines, ciphers


def _check_middle(connection: Connection, place: str, orders: Sequence[Order]) -> None:
    """Refuse an order that would bring back what was replaced: it names a change in the middle."""
    for one in orders:
        if one.field is not None:
            changes = [change for _, those in mentioning(connection, place, one.records) for change in those]
            lines = {change.name: change.line for change in changes if isinstance(change.line, Line)}
            if erasure.brings_back(one, lines):
                raise Refused("erase.middle", order=one.name, field=one.field)


def _unnamed(connection: Connection, ciphers: set[str]) -> list[str]:
    """Those of the attachments that no line held here names any more."""
    wanted = {cipher.encode(): cipher for cipher in ciphers}
    for row in log.rows(connection) if wanted else ():
        data = b"".join(log.segment(connection, row).lines())
        for cipher in [cipher for cipher in wanted if cipher in data]:
            del wanted[cipher]
    for place in log.open_compartments(connection) if wanted else ():
        data = b"".join(line for _, line in log.open_lines(connection, place))
        for cipher in [cipher for cipher in wanted if cipher in data]:
            del wanted[cipher]
    return sorted(wanted.values())


def note(desk: Desk, connection: Connection, act: str, place: str, orders: Sequence[Order], **more: Any) -> None:
    """Write into the journal what a person decided of orders."""
    names = sorted(one.name for one in orders)
    decisions.write(connection, iso(desk.clock.now()), act, {}, compartment=place, orders=names, **more)


def mentioning(
    connection: Connection, place: str, targets: Collection[Target], progress: Progress = no_progress
) -> Iterator[tuple[Stored, list[Named]]]:
    """The segments of a compartment in which lines of these records may stand, with their lines."""
    ids = {target.id.encode() for target in targets}
    rows = positions.all_of(connection, place)
    for done, row in enumerate(rows):
        stored = log.segment(connection, row)
        data = b"".join(stored.lines())
        if not ids.isdisjoint(_RECORD.findall(data)):
            yield stored, stored.changes()
        progress(done, len(rows))
