"""Moving a record to fewer readers: it and what hangs on it made anew in the narrower compartment, the old ones archived, in one step."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from jitdesk.crypto import stream
from jitdesk.domain.decide import Op
from jitdesk.domain.fields import Kind, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.merge import Cell, Live
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import new_id
from jitdesk.services import editing, ledger
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.editing import Outcome
from jitdesk.services.ledger import Given
from jitdesk.services.resolving import found
from jitdesk.services.standing import Standing
from jitdesk.storage import queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.queries import Found
from jitdesk.system import files

# What hangs on a record by a link of its own goes where the record goes; a task or request only names it, and stays.
_HANGING = ("identity", "account", "consent", "note", "file", "state_consent")
_NAMING = ("task", "request")
_LOGS = ("disclosure", "consultation")
_LEFT = ("archived", "moved_from")


@dataclass(frozen=True)
class Moved:
    """What a move did: the record's new id, what it was handed over in before, who keeps that, and what still names the old one."""

    id: str
    outcome: Outcome
    handed: tuple[Given, ...]
    keep: tuple[str, ...]
    named_by: tuple[str, ...]


def move(desk: Desk, reference: str, compartment: str, *, progress: Progress = no_progress) -> Moved:
    """Move a record, and what hangs on it, into a compartment that fewer of the same devices read; raises Refused with what hinders it."""
    with desk.db.read() as connection:
        contents = _contents(connection, _plan(desk, connection, reference, compartment).family)
    with _encrypted_anew(desk, contents, progress) as anew, desk.db.write() as connection:
        plan = _plan(desk, connection, reference, compartment)
        if _contents(connection, plan.family) != contents:
            raise Refused("move.changed")  # a file was attached or replaced since
        ids = {one.id: new_id(desk.random) for one in plan.family}
        handed = ledger.handed(desk, connection, plan.standing, plan.family)
        ops = [op for one in plan.family for op in _copied(connection, one, plan.place, ids, anew)]
        ops += [op for one in plan.elsewhere for op in _pointed(connection, one, ids)]
        ops += [Op(one.compartment, one.kind, one.id, "archived", True) for one in plan.family]
        outcome = Outcome(tuple(ids.values()), editing.commit(desk, connection, plan.standing, ops))
        return Moved(ids[plan.family[0].id], outcome, tuple(handed), _keeping(plan), tuple(_named_by(connection, plan.family)))


@dataclass(frozen=True)
class _Plan:
    """What is to be moved from where to where: the record first, then all that hangs on it; and what hangs on it elsewhere."""

    standing: Standing
    place: str
    family: tuple[Found, ...]
    elsewhere: tuple[Found, ...]


def _plan(desk: Desk, connection: Connection, reference: str, compartment: str) -> _Plan:
    standing = desk.standing(connection)
    record = found(connection, standing, reference)
    place = standing.called(compartment)
    if record.kind in _LOGS or record.kind not in KINDS:
        raise Refused("move.kind", kind=record.kind)
    if not standing.readers(place) < standing.readers(record.compartment):
        raise Refused("move.not_narrower", compartment=standing.name(place), now=standing.name(record.compartment))
    for written in (record.compartment, place):
        editing.may_write(desk, standing, written)
    family, elsewhere = _family(connection, record)
    for one in family:
        _must_be_whole(connection, one)
    _must_follow(desk, standing, place, elsewhere)
    return _Plan(standing, place, tuple(family), tuple(elsewhere))


def _family(connection: Connection, record: Found) -> tuple[list[Found], list[Found]]:
    """The record and all that hangs on it in its compartment, directly or through others; and what hangs on any of these elsewhere."""
    family, elsewhere = [record], dict[int, Found]()
    for one in family:
        for other in queries.about(connection, one.id):
            if other.kind not in _HANGING or other in family or _archived(connection, other):
                continue
            if other.compartment == record.compartment:
                family.append(other)
            else:
                elsewhere[other.rid] = other
    return family, list(elsewhere.values())


def _archived(connection: Connection, place: Found) -> bool:
    record = queries.record(connection, place.rid)
    return record is None or (bool(record.get("archived")) and not record.conflicts)


def _must_be_whole(connection: Connection, place: Found) -> None:
    """Refuse what cannot be copied without losing a value: what is archived already, or in conflict."""
    record = queries.record(connection, place.rid)
    if record is None or record.get("archived"):
        raise Refused("record.archived")
    if record.conflicts:
        raise Refused("move.conflict", record=_called(connection, place), fields=", ".join(sorted(record.conflicts)))


def _must_follow(desk: Desk, standing: Standing, place: str, elsewhere: Iterable[Found]) -> None:
    """What hangs on the record in other compartments must be able to name it in its new place."""
    left = [one for one in elsewhere if not standing.readers(one.compartment) <= standing.readers(place)]
    if left:
        raise Refused("move.left_behind", records=", ".join(f"{one.kind} {one.id} ({standing.name(one.compartment)})" for one in left))
    for one in elsewhere:
        editing.may_write(desk, standing, one.compartment)


def _copied(connection: Connection, one: Found, place: str, ids: Mapping[str, str], anew: Mapping[str, Any]) -> Iterator[Op]:
    """The record made anew: every live value, those of a newer version too, with links to what moves along, and where it was before."""
    for cell, live in queries.cells(connection, one.rid).items():
        value, element = _top(live).value, cell.element
        if cell.field in _LEFT or value is None:
            continue
        if one.kind == "file" and cell.field == "content":
            value = anew.get(str(value["cipher"]), value) if isinstance(value, dict) else value
        if _is_link(KINDS[one.kind], cell):
            value, element = (value, ids.get(element, element)) if element else (ids.get(value, value), "")
        yield Op(place, one.kind, ids[one.id], cell.field, value, element)
    yield Op(place, one.kind, ids[one.id], "moved_from", f"{one.compartment}/{one.id}")


def _pointed(connection: Connection, one: Found, ids: Mapping[str, str]) -> Iterator[Op]:
    """The links of a record in another compartment, led to the new place."""
    for cell, live in queries.cells(connection, one.rid).items():
        value = _top(live).value
        if _is_link(KINDS[one.kind], cell) and not cell.element and value in ids:
            yield Op(one.compartment, one.kind, one.id, cell.field, ids[value])


def _is_link(kind: Kind, cell: Cell) -> bool:
    declared = kind.field(cell.field)
    return declared is not None and declared.type is Type.LINK


def _top(live: Mapping[str, Live]) -> Live:
    return max(live.values(), key=lambda head: head.rank)


def _contents(connection: Connection, family: Iterable[Found]) -> dict[str, dict[str, Any]]:
    """The attachments that move along, by the hash of their ciphertext."""
    records = [queries.record(connection, one.rid) for one in family if one.kind == "file"]
    contents = [record.get("content") for record in records if record is not None]
    return {str(content["cipher"]): content for content in contents if content}


@contextmanager
def _encrypted_anew(desk: Desk, contents: Mapping[str, dict[str, Any]], progress: Progress) -> Iterator[dict[str, dict[str, Any]]]:
    """Each attachment under a key of its own once more: who was given the old key shall not read the new file."""
    made: dict[str, dict[str, Any]] = {}
    done = False
    try:
        for number, (cipher, content) in enumerate(sorted(contents.items())):
            progress(number, len(contents))
            made[cipher] = _resealed(desk, cipher, content)
        files.sync_folder(desk.files)
        yield made
        done = True
    finally:
        for content in () if done else made.values():
            (desk.files / content["cipher"]).unlink(missing_ok=True)


def _resealed(desk: Desk, cipher: str, content: Mapping[str, Any]) -> dict[str, Any]:
    kept, unfinished = desk.files / cipher, desk.staging / new_id(desk.random)
    if not kept.is_file():
        raise Refused("extract.not_here", name=content["name"])
    files.need_space(desk.files, kept.stat().st_size)
    try:
        sealed = stream.reseal_file(kept, unfinished, str(content["key"]), sha256=str(content["sha256"]))
        os.replace(unfinished, desk.files / sealed.cipher_sha256)
    finally:
        unfinished.unlink(missing_ok=True)
    return {**content, "cipher": sealed.cipher_sha256, "key": sealed.key}


def _keeping(plan: _Plan) -> tuple[str, ...]:
    """Members who read the old place and do not read the new one: what has reached them stays with them."""
    gone = plan.standing.readers(plan.family[0].compartment) - plan.standing.readers(plan.place)
    return tuple(sorted({plan.standing.member(device) for device in gone}))


def _named_by(connection: Connection, family: Sequence[Found]) -> list[str]:
    """Tasks and requests that name the old records: they stay where they are, and learn nothing of the new ones."""
    naming = {other.rid: other for one in family for other in queries.about(connection, one.id) if other.kind in _NAMING}
    kept = [other for other in naming.values() if not _archived(connection, other)]
    return [_called(connection, other) for other in kept]


def _called(connection: Connection, place: Found) -> str:
    kind, record = KINDS[place.kind], queries.record(connection, place.rid)
    return str(record.get(kind.code or kind.title) or place.id) if record is not None else place.id
