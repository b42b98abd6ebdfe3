"""Records taken out as a table (.xlsx, .csv) that can be brought in again: nothing is computed, nothing goes beyond its conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from jitdesk.documents import tables
from jitdesk.documents.spreadsheet import Cell, Column, holds, spreadsheet
from jitdesk.domain import decide
from jitdesk.domain.fields import Field, Kind, Type
from jitdesk.domain.kinds import LOGS
from jitdesk.domain.records import Record
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.words import say
from jitdesk.services import bringing_columns, bringing_values, consulting, originator, resolving
from jitdesk.services.bringing_columns import COMPARTMENT, ID
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.standing import Standing
from jitdesk.storage import decisions, lists, queries
from jitdesk.storage.engine import Connection
from jitdesk.storage.queries import Wanted
from jitdesk.system import files

XLSX, CSV = ".xlsx", ".csv"
_BLOCK = 500
_WIDE, _NARROW = 60, 20
_ALL = Wanted(archived=True, restricted=True)
_TAKEN = "table taken out"


@dataclass(frozen=True)
class Taken:
    """What a table holds, and how many records are not in it because they are archived, or restricted."""

    records: int
    archived: int
    restricted: int


def take(
    desk: Desk,
    kind: str,
    out: Path,
    *,
    only: Sequence[str] = (),
    compartment: str | None = None,
    reason: str | None = None,
    progress: Progress = no_progress,
) -> Taken:
    """Write the records of a kind (or `only` some, or those of one compartment) as a new file; the journal of this desk keeps that.

    Records under protection go in with a `reason`, which is logged for their readers before anything is written. Raises Refused for those
    without one, and where a State set conditions on a record: a table names nobody whom it is for, so that no consent could lift them.
    """
    of = _kind(kind)
    if out.suffix.lower() not in (XLSX, CSV):
        raise Refused("take.suffix", name=out.name)
    if out.exists():
        raise Refused("files.exists", name=out.name, folder=str(out.parent))
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        every = _chosen(connection, standing, of, only, compartment)
        records = [record for record in every if not (record.get("archived") or record.get("restricted"))]
        originator.check_unnamed(desk, connection, standing, records)
        protected = consulting.protected(connection, records)
        if protected and reason is None:
            raise Refused("take.protected", n=len(protected))
        writer = _Writer(connection, standing, of)
        data = writer.xlsx(records, _today(desk), progress) if out.suffix.lower() == XLSX else writer.csv(records, progress)
        if protected and reason is not None:
            consulting.log(desk, connection, standing, protected, reason)
        at = iso(desk.clock.now())
        decisions.write(connection, at, _TAKEN, {}, kind=of.name, file=out.name, records=[record.id for record in records])
    with files.writing(out) as stream:  # after what was logged is kept: an entry too many is the safer error
        stream.write(data)
    restricted = sum(bool(record.get("restricted")) for record in every)
    return Taken(len(records), len(every) - len(records) - restricted, restricted)


def _kind(name: str) -> Kind:
    of = decide.kind(name)
    if name in LOGS:
        raise Refused("take.log", kind=name)
    return of


def _chosen(connection: Connection, standing: Standing, of: Kind, only: Sequence[str], compartment: str | None) -> list[Record]:
    place = standing.called(compartment) if compartment else ""
    if only:
        found = [resolving.found(connection, standing, reference, of.name) for reference in only]
        wrong = next((reference for one, reference in zip(found, only, strict=True) if one.kind != of.name), None)
        if wrong is not None:
            raise Refused("take.other_kind", reference=wrong, kind=of.name)
        rids = list(dict.fromkeys(one.rid for one in found))
    else:
        order = of.code if of.code and of.by_name[of.code].order else queries.CHANGED
        rids = queries.rids(connection, of.name, _ALL._replace(order=order))
    return [record for record in queries.records(connection, of.name, rids) if place in ("", record.compartment)]


def _today(desk: Desk) -> date:
    return date.fromisoformat(iso(desk.clock.now())[:10])


class _Writer:
    """Records as rows of text, links as what people call records where that means one record only."""

    def __init__(self, connection: Connection, standing: Standing, of: Kind) -> None:
        self._connection = connection
        self._standing = standing
        self._of = of
        self._heads = bringing_columns.headings(of)
        self._called = cache(self._code)

    def csv(self, records: Sequence[Record], progress: Progress) -> bytes:
        """As a CSV file."""
        return b"".join(tables.csv_rows([[*self._heads.values()], *self._rows(records, progress)]))

    def xlsx(self, records: Sequence[Record], made_on: date, progress: Progress) -> bytes:
        """As a spreadsheet; raises Refused for a text that no cell of one can hold."""
        columns = [Column(head, self._width(name)) for name, head in self._heads.items()]
        rows = (self._cells(record, row) for record, row in zip(records, self._rows(records, progress), strict=True))
        return spreadsheet(say(f"kind.{self._of.name}"), columns, rows, made_on)

    def _rows(self, records: Sequence[Record], progress: Progress) -> Iterator[list[str]]:
        for done, record in enumerate(records):
            if done % _BLOCK == 0:
                progress(done, len(records))
            yield [self._text(record, name) for name in self._heads]

    def _text(self, record: Record, name: str) -> str:
        if name == ID:
            return record.id
        if name == COMPARTMENT:
            return self._standing.name(record.compartment)
        return bringing_values.text(self._of, self._of.by_name[name], record.get(name), self._called)

    def _cells(self, record: Record, row: Sequence[str]) -> list[Cell]:
        cells: list[Cell] = []
        for name, text in zip(self._heads, row, strict=True):
            if not holds(text):
                raise Refused("take.too_long", record=str(record.get(self._of.code) or record.id), field=name)
            cells.append(_date(self._of.field(name), text) or text or None)
        return cells

    def _width(self, name: str) -> int:
        declared = self._of.field(name)
        return _WIDE if declared is not None and declared.type is Type.LONG else _NARROW

    def _code(self, id: str) -> str:
        """What people call a record, where that leads back to it; else its id."""
        label = lists.labels(self._connection, [id]).get(id)
        if label is None or not decide.kind(label.kind).code or label.text != label.text.strip():
            return id
        try:
            return label.text if resolving.found(self._connection, self._standing, label.text).id == id else id
        except Refused:
            return id


def _date(declared: Field | None, text: str) -> date | None:
    """A whole day as a spreadsheet sorts it."""
    if declared is None or declared.type is not Type.DATE:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
