"""Records brought in from a table: first what each row would do, then all of it as one step, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from jitdesk.documents import incoming
from jitdesk.documents.incoming import Table
from jitdesk.kernel import clock
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import new_id
from jitdesk.kernel.words import Message
from jitdesk.services import bringing_columns, consulting, editing
from jitdesk.services.bringing_columns import Use
from jitdesk.services.bringing_rows import REFUSED, Planned, Reader, Row, Told
from jitdesk.services.desk import Desk, Progress, no_progress
from jitdesk.services.taking import Numbers
from jitdesk.storage import decisions
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections.projector import Touched

_BLOCK = 5_000  # operations that are written at once
_TOLD = 100  # rows between two tellings of how far it is


@dataclass(frozen=True)
class Wanted:
    """How a table is to be read: the kind ("" to tell it by the headings), its sheet, what fills which field, where records stand.

    `order` is that of day and month; `reason` why records under protection are opened to compare them.
    """

    kind: str | None = None
    sheet: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    compartment: str | None = None
    order: str = ""
    reason: str | None = None


@dataclass(frozen=True)
class Preview:
    """What a table does, or did: row by row, each column with the field that it fills, and what else a person has to know.

    `hash` is the SHA-256 of the file; `counts` are of rows by what becomes of them.
    """

    file: str
    hash: str
    sheet: str
    kind: str
    uses: tuple[Use, ...]
    notes: tuple[Message, ...]
    rows: tuple[Row, ...]
    ids: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows there are of each action."""
        return Counter(row.action for row in self.rows)


def preview(desk: Desk, path: Path, wanted: Wanted, *, progress: Progress = no_progress) -> Preview:
    """What the table in `path` would do; nothing is written but why records under protection were opened, where a reason is given."""
    with _table(path, wanted) as table, _connection(desk, wanted) as connection:
        found, _ = _planned(desk, connection, path.name, table, wanted, progress)
        return found


def accept(desk: Desk, path: Path, wanted: Wanted, *, seen: str | None = None, progress: Progress = no_progress) -> Preview:
    """Do what the table in `path` says, as one step that can be undone: all of its rows, or none where one is refused.

    `seen` is the hash of the file that a person was shown: another one is refused.
    """
    with _table(path, wanted) as table, desk.db.write() as connection:
        if seen is not None and table.hash != seen:
            raise Refused("bring.not_shown", name=path.name)
        found, planned = _planned(desk, connection, path.name, table, wanted, _half(progress, 0))
        refused = [row for row in found.rows if row.action == REFUSED]
        if refused:
            first = refused[0].problems[0]
            raise Refused("bring.refused", n=len(refused), cell=first.cell, reason=str(first.message))
        return replace(found, ids=_write(desk, connection, found, planned, _half(progress, 1)))


def _half(progress: Progress, number: int) -> Progress:
    """Tells how far one of two halves of the work is."""
    return lambda done, total: progress(number * total + done, 2 * total)


def plain(found: Preview) -> dict[str, Any]:
    """What a table does as plain values, its sentences in words: for machines, and for the window through a pipe."""

    def told(those: Sequence[Told]) -> list[dict[str, str]]:
        return [{"cell": one.cell, "key": one.message.key, "message": str(one.message)} for one in those]

    rows = [
        {
            "row": row.number,
            "action": row.action,
            "record": row.record,
            "changes": [asdict(change) for change in row.changes],
            "problems": told(row.problems),
            "remarks": told(row.remarks),
        }
        for row in found.rows
    ]
    columns = [{"column": use.letter, "heading": use.heading, "field": use.field or None} for use in found.uses]
    head = {"file": found.file, "hash": found.hash, "sheet": found.sheet, "kind": found.kind, "counts": dict(found.counts)}
    return head | {"columns": columns, "notes": [str(note) for note in found.notes], "rows": rows, "ids": list(found.ids)}


@contextmanager
def _table(path: Path, wanted: Wanted) -> Iterator[Table]:
    with incoming.opened(path, wanted.sheet) as table:
        yield table


@contextmanager
def _connection(desk: Desk, wanted: Wanted) -> Iterator[Connection]:
    """Reads only, unless a reason has to be logged."""
    with desk.db.read() if wanted.reason is None else desk.db.write() as connection:
        yield connection


def _planned(
    desk: Desk, connection: Connection, name: str, table: Table, wanted: Wanted, progress: Progress
) -> tuple[Preview, list[Planned]]:
    """What each row does, with the operations of those that do anything."""
    of = bringing_columns.kind_of(wanted.kind, table.columns)
    uses = bringing_columns.uses(of, table.columns, wanted.fields)
    reader = Reader(desk, connection, of, uses, compartment=wanted.compartment, order=wanted.order, opens=wanted.reason is not None)
    rows: list[Row] = []
    planned: list[Planned] = []
    for line in table.lines:
        if len(rows) % _TOLD == 0:
            progress(len(rows), max(table.count, len(rows)))
        one = reader.read(line)
        rows.append(one.row)
        if one.ops:
            planned.append(one)
    if wanted.reason is not None and reader.opened:
        consulting.log(desk, connection, reader.standing, reader.opened, wanted.reason)
    return Preview(name, table.hash, table.sheet, of.name, tuple(uses), table.notes, tuple(rows)), planned


def _write(desk: Desk, connection: Connection, found: Preview, planned: Sequence[Planned], progress: Progress) -> tuple[str, ...]:
    """Write the operations under one entry of the journal, which an undo finds again; returns the ids of the records."""
    if not planned:
        return ()
    standing = desk.standing(connection)
    entry, group = decisions.next_entry(connection), new_id(desk.random)
    touched = Touched()
    ids: list[str] = []
    for block in _blocks(planned):
        progress(len(ids), len(planned))
        ops = [op for one in block for op in one.ops]
        touched.add(editing.commit(desk, connection, standing, ops, group, entry))
        ids += [one.record for one in block]
    places = {place: asdict(numbers) for place, numbers in _numbers(touched).items()}
    detail = {"file": found.file, "hash": found.hash, "kind": found.kind, "places": places, "changes": touched.changes}
    decisions.write(connection, clock.iso(desk.clock.now()), decisions.BRING, {}, entry, **detail)
    editing.follow(desk, connection, standing, touched, found.kind, ids, [one.values for one in planned])
    return tuple(ids)


def _blocks(planned: Sequence[Planned]) -> Iterator[list[Planned]]:
    block: list[Planned] = []
    size = 0
    for one in planned:
        block.append(one)
        size += len(one.ops)
        if size >= _BLOCK:
            yield block
            block, size = [], 0
    if block:
        yield block


def _numbers(touched: Touched) -> dict[str, Numbers]:
    found: dict[str, Numbers] = {}
    for name in ("new", "changed", "conflicts", "settled"):
        for key in getattr(touched, name):
            numbers = found.setdefault(key[0], Numbers())
            setattr(numbers, name, getattr(numbers, name) + 1)
    return found
