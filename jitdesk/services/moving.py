"""Moving a record to fewer readers: it and what hangs on it made anew in the narrower compartment, the old ones archived, in one step."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from jitdesk.crypto import stream
from jitdesk.domain import links
from jitdesk.domain.decide import Op
from jitdesk.domain.kinds import KINDS, LOGS
from jitdesk.domain.merge import Cell, Live, differ
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import new_id
from jitdesk.services import deadlines, editing, ledger, reminders, versions
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.editing import Outcome
from jitdesk.services.ledger import Given
from jitdesk.services.resolving import found
from jitdesk.services.standing import Standing
from jitdesk.storage import lists, queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections.projector import Touched
from jitdesk.storage.queries import Found, Wanted
from jitdesk.system import files

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
        new = {one.id: new_id(desk.random) for one in plan.family}
        ids = _moved_before(connection, plan) | new
        handed = ledger.handed(desk, connection, plan.standing, plan.family)
        ops = [op for one in plan.family for op in _copied(connection, one, plan.place, ids, anew)]
        ops += [op for one in plan.elsewhere for op in _pointed(connection, one, new)]
        ops += [Op(one.compartment, one.kind, one.id, "archived", True) for one in plan.family]
        outcome = Outcome(tuple(new.values()), editing.commit(desk, connection, plan.standing, ops))
        outcome.touched.add(_reminded(desk, connection, plan, new))
        return Moved(new[plan.family[0].id], outcome, tuple(handed), _keeping(plan), tuple(_named_by(connection, plan)))


@dataclass(frozen=True)
class _Plan:
    """What is to be moved from where to where: the record first, then all that hangs on it; and what is elsewhere led to the new place."""

    standing: Standing
    place: str
    family: tuple[Found, ...]
    elsewhere: tuple[Found, ...]


def _plan(desk: Desk, connection: Connection, reference: str, compartment: str) -> _Plan:
    standing = desk.standing(connection)
    record = found(connection, standing, reference)
    place = standing.called(compartment)
    if record.kind in LOGS or record.kind not in KINDS:
        raise Refused("move.kind", kind=record.kind)
    if not standing.readers(place) < standing.readers(record.compartment):
        raise Refused("move.not_narrower", compartment=standing.name(place), now=standing.name(record.compartment))
    family, apart = _family(connection, record)
    for one in family:
        _must_be_whole(connection, one)
    _must_follow(standing, place, apart)
    elsewhere = [*apart, *_knowing(connection, standing, place, family, apart)]
    for written in (record.compartment, place, *(one.compartment for one in elsewhere)):
        editing.may_write(desk, standing, written)
    return _Plan(standing, place, tuple(family), tuple(elsewhere))


def _family(connection: Connection, record: Found) -> tuple[list[Found], list[Found]]:
    """The record and all that hangs on it in its compartment, directly or through others; and what hangs on any of these elsewhere."""
    family, apart = {record.rid: record}, dict[int, Found]()
    ahead = [record]
    while ahead:
        one = ahead.pop(0)
        for other in [*queries.hanging(connection, one.id), *_codes(connection, one)]:
            if other.rid in family or _archived(connection, other):
                continue
            if other.compartment == record.compartment:
                family[other.rid] = other
                ahead.append(other)
            else:
                apart[other.rid] = other
    staying = [one for one in family.values() if one != record and _is_needed(connection, one, family.values())]
    return [one for one in family.values() if one not in staying], list(apart.values())


def _codes(connection: Connection, one: Found) -> list[Found]:
    """The codes that stand beside a request for its witness and its State."""
    record = queries.record(connection, one.rid) if one.kind == "request" else None
    if record is None or not record.get("witness"):
        return []
    those = [other for other in queries.hanging(connection, record.get("witness")) if other.kind == "recipient_code"]
    codes = {other: queries.record(connection, other.rid) for other in those if other.compartment == one.compartment}
    return [other for other, code in codes.items() if code and code.get("recipient") == record.get("requested_state")]


def _is_needed(connection: Connection, one: Found, leaving: Iterable[Found]) -> bool:
    """Whether a code stays, for a request that stays says it."""
    code = queries.record(connection, one.rid) if one.kind == "recipient_code" else None
    if code is None:
        return False
    ids = {other.id for other in leaving}
    requests = lists.linked(connection, "request", "witness", [str(code.get("witness"))])
    mine = [request for request in requests if request.compartment == one.compartment and request.id not in ids]
    return any(request.get("requested_state") == code.get("recipient") for request in mine)


def _naming(connection: Connection, family: Sequence[Found]) -> list[Found]:
    """What names a record of the family and does not hang on it."""
    naming = {other.rid: other for one in family for other in queries.about(connection, one.id) if other.kind not in LOGS}
    moving = {one.rid for one in family}
    return [other for rid, other in naming.items() if rid not in moving and not _archived(connection, other)]


def _knowing(connection: Connection, standing: Standing, place: str, family: Sequence[Found], apart: Sequence[Found]) -> Iterator[Found]:
    """What names the record where all readers may know of its new place; of a request its frozen versions too, which say the same."""
    for other in _naming(connection, family):
        if other not in apart and standing.readers(other.compartment) <= standing.readers(place):
            yield other
            for one in queries.hanging(connection, other.id) if other.kind == "request" else ():
                if one.kind == "version" and one.compartment == other.compartment:
                    yield one


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


def _must_follow(standing: Standing, place: str, apart: Iterable[Found]) -> None:
    """What hangs on the record in other compartments must be able to name it in its new place."""
    left = [one for one in apart if not standing.readers(one.compartment) <= standing.readers(place)]
    if left:
        raise Refused("move.left_behind", records=", ".join(f"{one.kind} {one.id} ({standing.name(one.compartment)})" for one in left))


def _copied(connection: Connection, one: Found, place: str, ids: Mapping[str, str], anew: Mapping[str, Any]) -> Iterator[Op]:
    """The record made anew: every live value, those of a newer version too, with links to what moves along, and where it was before."""
    for cell, live in queries.cells(connection, one.rid).items():
        value = _top(live).value
        if cell.field in _LEFT or value is None:
            continue
        if one.kind == "file" and cell.field == "content":
            value = anew.get(str(value["cipher"]), value) if isinstance(value, dict) else value
        yield Op(place, one.kind, ids[one.id], cell.field, _led(one, cell, value, ids), ids.get(cell.element, cell.element))
    yield Op(place, one.kind, ids[one.id], "moved_from", f"{one.compartment}/{one.id}")


def _pointed(connection: Connection, one: Found, ids: Mapping[str, str]) -> Iterator[Op]:
    """The links of a record in another compartment, led to the new place."""
    for cell, live in queries.cells(connection, one.rid).items():
        value = _top(live).value
        led = _led(one, cell, value, ids)
        if value is None or (led == value and cell.element not in ids):
            continue
        if differ(live.values()):
            raise Refused("move.conflict", record=_called(connection, one), fields=cell.field)
        if cell.element in ids:
            yield Op(one.compartment, one.kind, one.id, cell.field, None, cell.element)
        yield Op(one.compartment, one.kind, one.id, cell.field, led, ids.get(cell.element, cell.element))


def _led(one: Found, cell: Cell, value: Any, ids: Mapping[str, str]) -> Any:
    """A value of a record with the links in it led to what moves."""
    if (one.kind, cell.field) == ("version", "frozen"):
        return versions.led(value, ids)
    declared = KINDS[one.kind].field(cell.field)
    return value if declared is None or cell.element else links.led(declared, value, ids)


def _moved_before(connection: Connection, plan: _Plan) -> dict[str, str]:
    """Where records stand now that were moved already and that the family names as they were: where all who read it may know that."""
    ids: dict[str, str] = {}
    for one in plan.family:
        record = queries.record(connection, one.rid)
        for old in [place for id in links.of(record) if id not in ids for place in queries.by_id(connection, id)] if record else ():
            wanted = Wanted(where=(("moved_from", f"{old.compartment}/{old.id}"),))
            for new in queries.records(connection, old.kind, queries.rids(connection, old.kind, wanted)):
                if plan.standing.readers(plan.place) <= plan.standing.readers(new.compartment):
                    ids[old.id] = new.id
    return ids


def _reminded(desk: Desk, connection: Connection, plan: _Plan, ids: Mapping[str, str]) -> Touched:
    """The tasks of deadlines, in step: closed where they stood, made in the new place."""
    touched = Touched()
    for one in plan.family:
        touched.add(reminders.follow(desk, connection, plan.standing, one.kind, [one.id]))
        if one.kind == "request":
            touched.add(reminders.of_request(desk, connection, plan.standing, ids[one.id]))
        elif one.kind in deadlines.WATCHED:
            touched.add(reminders.follow(desk, connection, plan.standing, one.kind, [ids[one.id]]))
    return touched


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


def _named_by(connection: Connection, plan: _Plan) -> list[str]:
    """What goes on naming the old records: it stays where it is, and learns nothing of the new ones."""
    return [_called(connection, other) for other in _naming(connection, plan.family) if other not in plan.elsewhere]


def _called(connection: Connection, place: Found) -> str:
    kind, record = KINDS[place.kind], queries.record(connection, place.rid)
    return str(record.get(kind.code or kind.title) or place.id) if record is not None else place.id
