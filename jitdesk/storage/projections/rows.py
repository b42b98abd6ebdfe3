"""One row a record in the table of its kind, for lists; and the fields of it that are in conflict."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from jitdesk.domain.check import fitting
from jitdesk.domain.fields import Field, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.merge import Shown
from jitdesk.storage import many

_json = msgspec.json.Encoder(order="sorted")
_read = msgspec.json.Decoder()


_PLACES = {
    kind.name: {field.name: (place, field, field.packed) for place, field in enumerate(kind.fields, start=2)} for kind in KINDS.values()
}


class Made(NamedTuple):
    """The rows of records by kind, and their fields in conflict."""

    rows: dict[str, list[tuple[Any, ...]]]
    conflicts: list[tuple[int, str]]


def make(shown: Iterable[tuple[int, str, Shown]]) -> Made:
    """The rows of records (row number, kind, what is shown), in order of rows."""
    made = Made({}, [])
    for rid, kind, record in shown:
        made.conflicts.extend((rid, field) for field in sorted(record.conflicts))
        if kind in KINDS:
            made.rows.setdefault(kind, []).append(_row(rid, kind, record))
    return made


def write(connection: Connection, made: Made, known: Collection[int]) -> None:
    """Write the rows of records; `known` are those that may have rows already."""
    for kind, rows in made.rows.items():
        # Deleted first, not "OR REPLACE": such a statement makes the search index write out what it holds in memory.
        if before := [row[:1] for row in rows if row[0] in known]:
            connection.exec_driver_sql(f"DELETE FROM {kind} WHERE rid = ?", before)  # noqa: S608 - of the field table
        _insert(connection, kind, rows)
    if known:
        connection.exec_driver_sql("DELETE FROM conflict WHERE rid = ?", [(rid,) for rid in sorted(known)])
    if made.conflicts:
        connection.exec_driver_sql("INSERT INTO conflict VALUES (?, ?)", made.conflicts)


def _insert(connection: Connection, kind: str, rows: list[tuple[Any, ...]]) -> None:
    """Insert rows by those columns alone in which any of them says something: most kinds have many that few records fill."""
    names = ("rid", "changed", *_PLACES[kind])
    used = [place for place, column in enumerate(zip(*rows, strict=True)) if column.count(None) < len(rows)]
    columns = ", ".join(f'"{names[place]}"' for place in used)
    many.insert(connection, f"{kind}({columns})", list(map(itemgetter(*used), rows)))


def _row(rid: int, kind: str, record: Shown) -> tuple[Any, ...]:
    """The row of a record; what does not fit its field (a newer version's, an enemy's) stays a head and shows as nothing."""
    places = _PLACES[kind]
    row: list[Any] = [None] * (len(places) + 2)
    row[0], row[1] = rid, record.stamp
    for name, value in record.values.items():
        place, field, pack = places[name]
        shown = fitting(field, value)
        if shown is not None:
            row[place] = _json.encode(shown).decode() if pack else shown
    return tuple(row)


def unpack(field: Field, column: Any) -> Any:
    """The value in a field's column."""
    if column is None:
        return None
    if field.packed:
        return _read.decode(column)
    return bool(column) if field.type is Type.BOOL else column
