"""What imports, acceptances and tables did, readable for ever: numbers, every field before and after, its values looked up in the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET

from jitdesk.domain import erasure, protection
from jitdesk.domain.changes import Stub, decode_line
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import ChangeName
from jitdesk.services import consulting
from jitdesk.services.desk import Desk
from jitdesk.services.standing import Standing
from jitdesk.services.taking import Numbers
from jitdesk.storage import decisions, log, queries, reports
from jitdesk.storage.decisions import Entry
from jitdesk.storage.engine import Connection
from jitdesk.storage.reports import Key, Reported

_SHORTEST = 8
_STEPS = (decisions.IMPORT, decisions.ACCEPT, decisions.GO_ON, decisions.REFUSE, decisions.UNDO, decisions.BRING)


@dataclass(frozen=True)
class Step:
    """One import, acceptance, refusal or undo on this desk, by its number; of an import the file, its sender and when they made it.

    An import of the first version kept no more than the id of its bundle.
    """

    number: int
    act: str
    at: str
    hash: str
    bundle: str
    member: str
    state: str
    verified: bool
    made: str
    changes: int
    places: dict[str, Numbers]
    undone: bool


@dataclass(frozen=True)
class Value:
    """One value of a field, by the change that set it: `erased` where its line is gone, `sealed` where the record is under protection.

    Of a set, `element` is in it or not.
    """

    change: str
    value: Any
    element: str
    erased: bool
    sealed: bool = False


@dataclass(frozen=True)
class FieldReport:
    """A field of a record: its values before, and after; more than one are a conflict, or a set."""

    field: str
    before: tuple[Value, ...]
    after: tuple[Value, ...]


@dataclass(frozen=True)
class RecordReport:
    """A record that a step touched, by what it is called now (or, where it is not on this desk, was called then)."""

    id: str
    kind: str
    compartment: str
    title: str
    new: bool
    fields: tuple[FieldReport, ...]


@dataclass(frozen=True)
class Told:
    """A whole report, and what people call the compartments in it."""

    step: Step
    records: tuple[RecordReport, ...]
    names: dict[str, str]


def listed(desk: Desk) -> list[Step]:
    """Every step, the newest first."""
    if desk.workspace is None:
        return []
    with desk.db.read() as connection:
        return [_step(one, desk.standing(connection), decisions.undone(connection)) for one in _entries(connection)]


def report(desk: Desk, hash: str) -> list[Told]:
    """The reports of the imports of a bundle, by 8 digits or more of the hash of its file (or the id of the bundle), the newest first."""
    with desk.db.read() as connection:
        if len(hash) < _SHORTEST:
            raise Refused("report.short", least=_SHORTEST)
        those = [one for one in _entries(connection) if _hash(one).startswith(hash) or str(one.detail.get("bundle", "")).startswith(hash)]
        files = {_hash(one) or one.detail["bundle"] for one in those}
        if not those:
            raise Refused("report.none", hash=hash)
        if len(files) > 1:
            raise Refused("report.two", hash=hash, choices=", ".join(sorted(files)))
        return [_told(desk, connection, one) for one in those]


def of_step(desk: Desk, number: int) -> Told:
    """The report of one step by its number, also of an acceptance."""
    with desk.db.read() as connection:
        found = next((one for one in _entries(connection) if one.id == number), None)
        if found is None:
            raise Refused("report.none", hash=str(number))
        return _told(desk, connection, found)


def _told(desk: Desk, connection: Connection, entry: Entry) -> Told:
    standing = desk.standing(connection)
    step = _step(entry, standing, decisions.undone(connection))
    touched = {key: one for key, one in reports.load(connection, entry.id).items() if key[1] not in erasure.KEPT}
    values = _values(connection, desk.device, touched)
    known = _records(connection, touched, values)
    sealed = {(one.compartment, one.kind, one.id) for one in consulting.protected(connection, list(known.values()), desk.opened)}
    order = sorted(touched, key=lambda key: (not touched[key].new, key))
    records = tuple(_record(key, touched[key], values, known[key], key in sealed) for key in order)
    return Told(step, records, {id: standing.name(id) for id in {*step.places, *(record.compartment for record in records)}})


def _entries(connection: Connection) -> list[Entry]:
    return decisions.entries(connection, *_STEPS)[::-1]


def _hash(entry: Entry) -> str:
    return str(entry.detail.get("hash", ""))


def _step(entry: Entry, standing: Standing, undone: set[int]) -> Step:
    said = entry.detail
    sender = standing.roster.devices.get(str(said.get("sender", "")))
    return Step(
        entry.id,
        entry.act,
        entry.at,
        _hash(entry),
        str(said.get("bundle", "")),
        str(sender.card.get("member", "")) if sender else "",
        str(sender.card.get("state", "")) if sender else "",
        bool(said.get("verified", False)),
        str(said.get("made", "")),
        int(said.get("changes", 0)),
        {place: Numbers(**numbers) for place, numbers in said.get("places", {}).items()},
        entry.id in undone,
    )


def _values(connection: Connection, own: str, touched: dict[Key, Reported]) -> dict[tuple[str, str], Value]:
    """The values that the named changes set, by compartment and name; of a line that is not here any more, none."""
    named: dict[str, set[str]] = {}
    for (compartment, _, _), one in touched.items():
        those = named.setdefault(compartment, set())
        for before, after in one.fields.values():
            those.update(before, after)
    found: dict[tuple[str, str], Value] = {}
    for compartment, names in named.items():
        parsed = [name for text in names if (name := ChangeName.parse(text)) is not None]
        for name, (data, _) in log.lines(connection, compartment, own, parsed).items():
            found[compartment, str(name)] = _value(str(name), data)
    return found


def _value(name: str, data: bytes) -> Value:
    line = decode_line(data)
    if isinstance(line, Stub):
        return Value(name, None, "", True)
    value = line.value
    if isinstance(value, dict) and "key" in value:  # the key of an attachment opens it
        value = value.get("name")
    return Value(name, value, "" if line.element is UNSET else line.element, False)


def _records(connection: Connection, touched: Mapping[Key, Reported], values: Mapping[tuple[str, str], Value]) -> dict[Key, Record]:
    """The records as they are on this desk now; of one that is not here, what the step made of it."""
    rids = queries.rids_of(connection, {id for _, _, id in touched})
    found: dict[Key, Record] = {}
    for kind in KINDS:
        those = [rid for key, rid in rids.items() if key[1] == kind]
        found.update(((r.compartment, r.kind, r.id), r) for r in queries.records(connection, kind, those))
    for key in touched.keys() - found.keys():
        compartment, kind, id = key
        last = {name: values.get((compartment, max(after))) for name, (_, after) in touched[key].fields.items() if after}
        found[key] = Record(id, kind, compartment, {name: value.value for name, value in last.items() if value})
    return found


def _record(key: Key, one: Reported, values: Mapping[tuple[str, str], Value], record: Record, sealed: bool) -> RecordReport:
    compartment, kind, id = key
    shown = protection.sealed(record) if sealed else record

    def named(field: str, names: Iterable[str]) -> tuple[Value, ...]:
        found = [values.get((compartment, name), Value(name, None, "", True)) for name in names]
        if sealed and field not in shown.values:
            found = [Value(value.change, None, "", value.erased, True) for value in found]
        return tuple(sorted(found, key=lambda value: (value.element, value.change)))

    fields = tuple(FieldReport(name, named(name, before), named(name, after)) for name, (before, after) in sorted(one.fields.items()))
    title = str(shown.get(KINDS[kind].title, ""))[:200] if kind in KINDS else ""
    return RecordReport(id, kind, compartment, title, one.new, fields)
