"""The disclosure log: what each bundle carried, to whom, when, under whose consent; in the compartment that it concerns, nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from jitdesk.documents import tables
from jitdesk.domain.decide import Op
from jitdesk.domain.kinds.disclosure import MOST_MISSING
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import ChangeName, is_hash, is_id, new_id
from jitdesk.kernel.words import say
from jitdesk.services import editing
from jitdesk.services.desk import Desk
from jitdesk.services.originator import Load
from jitdesk.services.resolving import found
from jitdesk.services.standing import Standing, digits
from jitdesk.storage import carried, contents, decisions, log, queries
from jitdesk.storage.engine import Connection
from jitdesk.system import files

KIND = "disclosure"
COLUMNS = ("at", "place", "by", "recipient", "state", "device", "bundle", "sha256", "consents", "numbers")
# What the journal of this desk says of a file: that it was made whole, with its hash; or, where the desk may write no records, everything.
_MADE, _GIVEN = "bundle made", "bundle given"


@dataclass(frozen=True)
class Sending:
    """A file that is about to be made: for devices of the team, or for an age recipient outside it."""

    bundle: str
    recipient: str
    devices: tuple[str, ...]
    loads: tuple[Load, ...]
    consents: Mapping[str, set[str]]
    notice: bool = False  # the one recipient reads these compartments no more, and is told so


@dataclass(frozen=True)
class Recipient:
    """A device that was given something, and whose it is."""

    device: str
    member: str
    state: str


@dataclass(frozen=True)
class Given:
    """One entry of the log; `outside` is an age recipient where it went to nobody of the team, `sha256` "" where no file is known.

    `kept` says that the entry stands in this desk's own journal alone.
    """

    id: str
    at: str
    compartment: str
    place: str
    by: str
    recipients: tuple[Recipient, ...]
    outside: str
    bundle: str
    sha256: str
    numbers: Mapping[str, Sequence[tuple[int, int]]]
    consents: tuple[str, ...]
    without: frozenset[str]  # ciphertexts that the sending desk did not hold, by hash
    kept: bool


def write(desk: Desk, connection: Connection, standing: Standing, sendings: Sequence[Sending]) -> list[tuple[Sending, Load, str]]:
    """Log what files are about to carry, before they are sealed, so that the entries travel; returns them with their ids.

    A load that is nothing but entries of this log is carried without a new one: else two desks would never come to rest.
    """
    at = iso(desk.clock.now())
    lacking = _lacking_hashes(connection)
    ops: list[Op] = []
    made = []
    for sending in sendings:
        for load in sending.loads:
            if not carried.content(connection, load.compartment, load.rows):
                continue
            writes = editing.can_write(desk, standing, load.compartment)
            hashes = lacking.get(load.compartment, []) if writes and not load.only else []
            entry = _entry(desk, connection, sending, load, at, before=len(hashes) if writes and not load.only else None)
            if writes:
                ops += [*hashes, *entry]
            else:
                _keep(connection, at, entry)
            made.append((sending, load, entry[0].record))
    editing.commit(desk, connection, standing, ops)
    return made


def finish(desk: Desk, made: Sequence[tuple[Sending, Load, str]], hashes: Mapping[str, str]) -> None:
    """Keep the hashes of the files, by bundle, now that they are made; the next bundle carries them."""
    if made:
        with desk.db.write() as connection:
            at = iso(desk.clock.now())
            for sending, _, id in made:
                decisions.write(connection, at, _MADE, {}, entry=id, sha256=hashes[sending.bundle])


def _entry(desk: Desk, connection: Connection, sending: Sending, load: Load, at: str, *, before: int | None) -> list[Op]:
    """The operations of an entry, which travels itself, behind as many lines as stand `before` it; None: it does not travel."""
    consents = sorted(sending.consents.get(load.compartment, ()))
    values: dict[str, Any] = {"bundle": sending.bundle, "recipient": sending.recipient, "at": at}
    if sending.devices:
        values["devices"] = list(sending.devices)
    if missing := _missing(desk, connection, load):
        values["without"] = missing
    id = new_id(desk.random)
    ops = [Op(load.compartment, KIND, id, name, value) for name, value in values.items()]
    ops += [Op(load.compartment, KIND, id, "consents", True, consent) for consent in consents]
    spans = {device: list(those) for device, those in load.spans.items()}
    if before is not None:
        first = log.next_number(connection, load.compartment, desk.device)
        spans[desk.device] = carried.merged([*spans.get(desk.device, ()), (first, first + before + len(ops))])
    numbers = msgspec.json.encode(spans, order="sorted").decode()
    return [*ops, Op(load.compartment, KIND, id, "numbers", numbers)]


def _missing(desk: Desk, connection: Connection, load: Load) -> list[str]:
    """The ciphertexts that lines of a load name and that cannot go with it, for they have not come here themselves."""
    lines = [line for _, line in log.open_lines(connection, load.compartment)]
    lines += [line for row in contents.attaching(connection, load.rows) for line in log.segment(connection, row).lines()]
    missing = {cipher for cipher in contents.ciphers(lines) if not (desk.files / cipher).is_file()}
    return sorted(missing)[:MOST_MISSING]


def _keep(connection: Connection, at: str, entry: Sequence[Op]) -> None:
    """Log in this desk's journal what a device that writes no records gave."""
    values = {op.field: op.value for op in entry if not op.element and op.field != "at"}
    consents = [op.element for op in entry if op.element]
    place = entry[0].compartment
    decisions.write(connection, at, _GIVEN, {}, **values, compartment=place, consents=consents, entry=entry[0].record)


def _lacking_hashes(connection: Connection) -> dict[str, list[Op]]:
    """By compartment, the hashes of files that this desk made and that the log does not say yet."""
    made = _made(connection)
    result: dict[str, list[Op]] = {}
    for record in queries.records(connection, KIND, queries.rids(connection, KIND, queries.Wanted(where=(("sha256", None),)))):
        if record.id in made:
            op = Op(record.compartment, KIND, record.id, "sha256", made[record.id])
            result.setdefault(record.compartment, []).append(op)
    return result


def _made(connection: Connection) -> dict[str, str]:
    """The hashes that the journal holds, by entry."""
    return {str(entry.detail["entry"]): str(entry.detail["sha256"]) for entry in decisions.entries(connection, _MADE)}


def _imported(connection: Connection) -> dict[tuple[str, str], str]:
    """The hashes of files that this desk took in, by sender and bundle; none where a sender gave two files one name."""
    hashes: dict[tuple[str, str], set[str]] = {}
    for entry in decisions.entries(connection, decisions.IMPORT):
        if is_hash(entry.detail.get("hash")):
            hashes.setdefault((str(entry.detail.get("sender")), str(entry.detail.get("bundle"))), set()).add(entry.detail["hash"])
    return {bundle: min(those) for bundle, those in hashes.items() if len(those) == 1}


class _Known(NamedTuple):
    """What this desk itself knows of the hashes of files: of those it made by entry, of those it took in by sender and bundle."""

    made: Mapping[str, str]
    imported: Mapping[tuple[str, str], str]


def listed(desk: Desk, record: str | None = None, member: str | None = None) -> list[Given]:
    """Who was given what, oldest first: everything, or what carried any change of a record, or what went to one member or outside key."""
    if desk.workspace is None:
        return []
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        entries = _entries(desk, connection, standing)
        if record is not None:
            entries = _carrying(connection, entries, [found(connection, standing, record)])
        if member is not None:
            entries = _to(standing, entries, member)
    return entries


def table(entries: Sequence[Given], out: Path) -> None:
    """Write entries as a CSV file, one line a recipient; raises Refused where there is something at `out`."""
    rows = [row for given in entries for row in _rows(given)]
    with files.writing(out) as stream:
        stream.write(tables.csv_table([say(f"ledger.column_{name}") for name in COLUMNS], rows))


def _rows(given: Given) -> Iterator[list[str]]:
    numbers = "; ".join(f"{device} {first}-{last}" for device, those in sorted(given.numbers.items()) for first, last in those)
    tail = [given.bundle, given.sha256, "; ".join(given.consents), numbers]
    for one in given.recipients or (Recipient("", "", ""),):
        whom = [one.member, one.state, one.device] if given.recipients else [given.outside, "", ""]
        yield [given.at, given.place, given.by, *whom, *tail]


def covering(desk: Desk, connection: Connection, standing: Standing, compartment: str, name: ChangeName) -> list[Given]:
    """The entries of bundles that carried one change."""
    entries = _entries(desk, connection, standing)
    return [given for given in entries if given.compartment == compartment and carried.covers(given.numbers, name.device, name.number)]


def handed(desk: Desk, connection: Connection, standing: Standing, records: Sequence[queries.Found]) -> list[Given]:
    """The entries of bundles that carried any change of these records."""
    return _carrying(connection, _entries(desk, connection, standing), records)


def _entries(desk: Desk, connection: Connection, standing: Standing) -> list[Given]:
    known = _Known(_made(connection), _imported(connection))
    result = []
    for rid in sorted(queries.rids(connection, KIND, queries.Wanted(archived=True))):  # as they came
        record = queries.record(connection, rid)
        if record is not None:
            result.append(_given(standing, record.id, record.compartment, _author(connection, rid), dict(record.values), known, kept=False))
    for entry in decisions.entries(connection, _GIVEN):
        detail = entry.detail | {"at": entry.at}
        result.append(_given(standing, str(detail["entry"]), str(detail["compartment"]), desk.device, detail, known, kept=True))
    return sorted(result, key=lambda given: given.at)


def _author(connection: Connection, rid: int) -> str:
    """The device that wrote an entry first."""
    heads = [live for cell, those in queries.cells(connection, rid).items() if cell.field == "bundle" for live in those.values()]
    return min(heads, key=lambda live: live.rank).name.split(".")[0] if heads else ""


def _given(standing: Standing, id: str, compartment: str, author: str, values: Mapping[str, Any], known: _Known, *, kept: bool) -> Given:
    devices = [device for device in values.get("devices") or () if is_id(device)]
    return Given(
        id=id,
        at=str(values.get("at") or ""),
        compartment=compartment,
        place=standing.name(compartment),
        by=standing.member(author),
        recipients=tuple(_recipient(standing, device) for device in devices),
        outside="" if devices else str(values.get("recipient") or ""),
        bundle=str(values.get("bundle") or ""),
        sha256=_hash(values.get("sha256")) or known.made.get(id, "") or known.imported.get((author, str(values.get("bundle"))), ""),
        numbers=_numbers(values.get("numbers")),
        consents=tuple(values.get("consents") or ()),
        without=frozenset(values.get("without") or ()),
        kept=kept,
    )


def _recipient(standing: Standing, device: str) -> Recipient:
    found = standing.roster.devices.get(device)
    return Recipient(device, standing.member(device), str(found.card.get("state", "")) if found else "")


def _hash(value: Any) -> str:
    return value if is_hash(value) else ""


def _numbers(text: Any) -> dict[str, list[tuple[int, int]]]:
    """Numbers as an entry says them; the first version said the last one only, and what fits neither says nothing."""
    try:
        said = msgspec.json.decode(text or "{}", type=dict[str, int | list[tuple[int, int]]])
    except (msgspec.DecodeError, TypeError):
        return {}
    return {device: [(1, those)] if isinstance(those, int) else those for device, those in said.items()}


def _carrying(connection: Connection, entries: Sequence[Given], places: Sequence[queries.Found]) -> list[Given]:
    changes = {place: queries.changes(connection, place.rid) for place in places}

    def carries(given: Given) -> bool:
        return any(
            place.compartment == given.compartment and any(carried.covers(given.numbers, name.device, name.number) for name in names)
            for place, names in changes.items()
        )

    return [given for given in entries if carries(given)]


def _to(standing: Standing, entries: Sequence[Given], member: str) -> list[Given]:
    """The entries for a member, by name or fingerprint and in the team or not any more, or for a key outside it."""
    plain = member.replace(" ", "").replace("-", "")
    devices = {device for device in standing.roster.devices if standing.member(device) == member or plain in (device, digits(device))}
    if not devices and all(given.outside != member for given in entries):
        names = sorted({standing.member(device) for device in standing.roster.devices})
        raise Refused("member.unknown", member=member, members=", ".join(names))
    return [given for given in entries if given.outside == member or any(one.device in devices for one in given.recipients)]
