"""What a preview shows beside the numbers: each record touched, field by field before and after, and whose team a first bundle brings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from jitdesk.domain import protection
from jitdesk.domain.check import fitting
from jitdesk.domain.fields import Field, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.merge import Live, same
from jitdesk.domain.records import Record
from jitdesk.exchange import card
from jitdesk.services import consulting, importing
from jitdesk.services.aloud import Aloud
from jitdesk.services.breaks import Fork, Gap
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.importing import Report
from jitdesk.services.orders import Ordered
from jitdesk.services.standing import Standing
from jitdesk.services.taking import Numbers
from jitdesk.storage import lists, queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections.projector import Touched

MOST_RECORDS = 5_000
# Long texts are shown for the first records only: a hostile bundle would make the list as large as itself.
_LONG_RECORDS = 500
_LONG, _SHORT = 4_000, 400

Key = tuple[str, str, str]  # compartment, kind, id


@dataclass(frozen=True)
class Sent:
    """One bundle: who made it, and whether that is proved; `fingerprint` is the sender's, `hash` that of the file as it travels."""

    member: str
    state: str
    fingerprint: str
    verified: bool
    created: str
    note: str
    waiting: int
    hash: str = ""
    post_quantum: bool = True


@dataclass(frozen=True)
class FieldChange:
    """A field before and after; in a `conflict` both values stay until a person settles it."""

    field: str
    before: Any
    after: Any
    conflict: bool


@dataclass(frozen=True)
class RecordChange:
    """A record that the bundles touch: `state` is new, changed or conflict; `fresh` says that it is not on this desk yet.

    `about` is the record that it hangs on, by name. Of a record under protection (`sealed`) the fields are named without their values:
    opening it is an act with a reason.
    """

    id: str
    kind: str
    compartment: str
    state: str
    fresh: bool
    title: str
    about: str
    fields: tuple[FieldChange, ...]
    sealed: bool = False

    @property
    def key(self) -> str:
        """What names the record in a list: an id may stand in more than one compartment."""
        return f"{self.compartment}/{self.kind}/{self.id}"


@dataclass(frozen=True)
class Preview:
    """What bundles would do: numbers (in all, and of each compartment), the first MOST_RECORDS records, how linked records are called.

    `left` are compartments that the desk hears now to read no more. `held`, `forks`, `aloud` (consents and protective measures that are
    held or wait) and `orders` to erase that wait for a person are of the whole desk, as it would be then.
    At the `first` bundle of a desk the founder of the team it brings is to be asked for a fingerprint.
    """

    bundles: tuple[Sent, ...]
    new: int
    changed: int
    conflicts: int
    records: tuple[RecordChange, ...]
    left: tuple[str, ...]
    held: tuple[Gap, ...]
    forks: tuple[Fork, ...]
    aloud: tuple[Aloud, ...]
    orders: tuple[Ordered, ...]
    numbers: dict[str, Numbers]
    asleep: int
    names: dict[str, str]
    places: dict[str, str]
    first: bool
    team: str
    founder: str
    founder_state: str


@dataclass(frozen=True)
class Taken:
    """What an import did, in numbers: records, and changes that wait or were refused."""

    new: int
    changed: int
    conflicts: int
    waiting: int = 0
    refused: int = 0


def preview(desk: Desk, paths: Sequence[Path], *, trust: str | None = None, progress: Progress = no_progress) -> Preview:
    """What these bundles (files or folders) would change; nothing is written."""
    first = desk.workspace is None
    with importing.rehearsed(desk, paths, trust=trust, progress=progress) as (after, reports), desk.db.read() as before:
        total = _total(report.touched for report in reports)
        clashes: dict[Key, set[str]] = {}
        for *where, field in total.conflicts:
            clashes.setdefault((where[0], where[1], where[2]), set()).add(field)
        records = []
        for number, key in enumerate(_order(total, clashes)[:MOST_RECORDS]):
            most = _LONG if number < _LONG_RECORDS else _SHORT
            records.append(_record(before, after, key, key in total.new, clashes.get(key, set()), most))
        standing = desk.standing(after)
        founder = standing.roster.devices[standing.roster.founder].card
        linked = {id for record in records for id in _links(record)}
        names = {id: label.text for id, label in lists.labels(after, linked).items()}
        return Preview(
            bundles=tuple(_sent(report) for report in reports),
            new=len(total.new),
            changed=len(total.changed),
            conflicts=len(total.conflicts),
            records=tuple(_named(record, names) for record in records),
            left=tuple(place for report in reports for place in report.left),
            held=tuple(reports[-1].held),
            forks=tuple(reports[-1].forks),
            aloud=tuple(reports[-1].aloud),
            orders=tuple(reports[-1].orders),
            numbers=numbers(reports),
            asleep=sum(report.asleep for report in reports),
            names=names,
            places=_places(standing),
            first=first,
            team=standing.roster.team,
            founder=str(founder["member"]),
            founder_state=str(founder["state"]),
        )


def read(plain: Any) -> Preview:
    """A preview out of the plain values in which it came from another process."""
    return msgspec.convert(plain, Preview)


def read_taken(plain: Any) -> Taken:
    """What an import did, out of plain values."""
    return msgspec.convert(plain, Taken)


def taken(reports: Sequence[Report]) -> Taken:
    """What an import did."""
    total = _total(report.touched for report in reports)
    refused = sum(those.refused for report in reports for those in report.places.values())
    return Taken(len(total.new), len(total.changed), len(total.conflicts), sum(report.waiting for report in reports), refused)


def numbers(reports: Sequence[Report]) -> dict[str, Numbers]:
    """The numbers of each compartment over all bundles: a record that one makes and another changes is new."""
    total = _total(report.touched for report in reports)
    found: dict[str, Numbers] = {place: Numbers() for report in reports for place in report.places}
    for place, those in found.items():
        parts = [report.places[place] for report in reports if place in report.places]
        those.held, those.waiting, those.refused = (sum(getattr(p, name) for p in parts) for name in ("held", "waiting", "refused"))
    for name in ("new", "changed", "conflicts", "settled"):
        for place, count in Counter(key[0] for key in getattr(total, name)).items():
            setattr(found.setdefault(place, Numbers()), name, count)
    return found


def _total(those: Iterable[Touched]) -> Touched:
    total = Touched()
    for touched in those:
        total.add(touched)
    return total


def _order(total: Touched, clashes: Container[Key]) -> list[Key]:
    """What needs a person first, then what changes, then what is new; kinds in the order of the field table."""
    kinds = list(KINDS)

    def rank(key: Key) -> tuple[int, int, Key]:
        return (0 if key in clashes else 1 if key in total.changed else 2), kinds.index(key[1]) if key[1] in kinds else len(kinds), key

    return sorted(total.new | total.changed, key=rank)


def _record(before: Connection, after: Connection, key: Key, made: bool, clashing: set[str], most: int) -> RecordChange:
    place, kind, id = key
    rid = next(f.rid for f in queries.by_id(after, id) if (f.compartment, f.kind) == (place, kind))
    blank = Record(id, kind, place)
    old = blank if made else queries.record(before, rid) or blank
    new = queries.record(after, rid) or blank
    theirs = _incoming(before, after, rid, clashing)
    fields = []
    for field in KINDS[kind].fields if kind in KINDS else ():
        was, comes = old.values.get(field.name), fitting(field, theirs.get(field.name, new.values.get(field.name)))
        if field.name in clashing or not same(was, comes):
            fields.append(FieldChange(field.name, _shown(field, was, most), _shown(field, comes, most), field.name in clashing))
    sealed = bool(consulting.protected(after, [old, new]))
    if sealed:
        open_to_all = protection.sealed(new).values
        fields = [one if one.field in open_to_all else replace(one, before=None, after=None) for one in fields]
    state = "conflict" if clashing else "new" if made else "changed"
    about = new.get("witness") or new.get("about") or ""
    title = (protection.sealed(new) if sealed else new).get(KINDS[kind].title, "") if kind in KINDS else ""
    return RecordChange(id, kind, place, state, made, str(title)[:200], str(about), tuple(fields), sealed)


def _incoming(before: Connection, after: Connection, rid: int, clashing: set[str]) -> dict[str, Any]:
    """For fields in conflict, the value that comes in beside ours."""
    known = {name for live in queries.cells(before, rid).values() for name in live} if clashing else set()
    values: dict[str, Any] = {}
    for cell, live in queries.cells(after, rid).items() if clashing else ():
        fresh: list[Live] = [head for head in live.values() if head.name not in known]
        if cell.field in clashing and not cell.element and fresh:
            values[cell.field] = max(fresh, key=lambda head: head.rank).value
    return values


def _shown(field: Field, value: Any, most: int) -> Any:
    """A value for the eye: text cut after so many letters, and of a file its name and never its key."""
    if isinstance(value, dict):
        return value.get("name")
    if field.type in (Type.TEXT, Type.LONG) and isinstance(value, str) and len(value) > most:
        return value[:most] + "…"
    return value


def _links(record: RecordChange) -> set[str]:
    found = {record.about} if record.about else set()
    for change in record.fields:
        field = KINDS[record.kind].field(change.field)
        if field is not None and field.type is Type.LINK:
            for value in (change.before, change.after):
                found.update(value if isinstance(value, list) else [value] if value else [])
    return found


def _named(record: RecordChange, names: Mapping[str, str]) -> RecordChange:
    """The record with the name of what it hangs on in place of its id."""
    return replace(record, about=names.get(record.about, ""))


def _sent(report: Report) -> Sent:
    fingerprint = card.fingerprint(report.sender)
    told = (report.created, report.note, report.waiting, report.hash, report.post_quantum)
    return Sent(report.member, report.state, fingerprint, report.verified, *told)


def _places(standing: Standing) -> dict[str, str]:
    return {id: standing.name(id) for id in standing.charters}
