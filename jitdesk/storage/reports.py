"""What an import did, record by record and field by field: names of changes before and after; values stay in the log alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec
import zstandard
from sqlalchemy import Connection

from jitdesk.domain.merge import Cells, Plan

Key = tuple[str, str, str]  # compartment, kind, id

_MOST = 64 << 20  # bytes of one part, unpacked
_json = msgspec.json.Encoder()


@dataclass
class Reported:
    """A record that an import touched: whether it was new, and for each field the names of its heads before and after."""

    new: bool
    fields: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)


_Part = tuple[str, list[tuple[str, str, bool, dict[str, tuple[list[str], list[str]]]]]]
_read = msgspec.json.Decoder(_Part)


def pack(compartment: str, names: Mapping[int, tuple[str, str]], new: Collection[int], plan: Plan) -> bytes:
    """What one block of an import did, as it is kept; `names` are id and kind by row number."""
    part = compartment, [(*names[rid], rid in new, _fields(before, plan.heads[rid])) for rid, before in plan.before.items()]
    return zstandard.ZstdCompressor(level=1).compress(_json.encode(part))


def keep(connection: Connection, entry: int, packed: bytes) -> None:
    """Keep what one block of an import did, under its entry of the journal."""
    number = connection.exec_driver_sql("SELECT coalesce(max(part), 0) + 1 FROM report WHERE journal = ?", (entry,)).scalar()
    connection.exec_driver_sql("INSERT INTO report VALUES (?, ?, ?)", (entry, number, packed))


def _fields(touched: Mapping[tuple[str, str], tuple[str, ...]], cells: Cells) -> dict[str, tuple[list[str], list[str]]]:
    """For each field of a record the names of its heads before and after."""
    fields: dict[str, tuple[list[str], list[str]]] = {}
    for key, was in touched.items():
        name = key[0]
        if name in fields:  # a set has a cell for each of its elements
            before, after = fields[name]
            before += was
            after += cells[key]
        else:
            fields[name] = [*was], [*cells[key]]
    return fields


def load(connection: Connection, entry: int) -> dict[Key, Reported]:
    """What an entry of the journal did to each record."""
    found: dict[Key, Reported] = {}
    for compartment, records in _parts(connection, entry):
        for id, kind, new, fields in records:
            one = found.setdefault((compartment, kind, id), Reported(new))
            for name, (before, after) in fields.items():
                # What came with an earlier part and was there before a later one is neither before nor, if it went, after.
                first, last = one.fields.get(name, ([], []))
                kept = [change for change in last if change not in before and change not in after]
                one.fields[name] = first + [change for change in before if change not in last], kept + after
    return found


def _parts(connection: Connection, entry: int) -> Iterator[_Part]:
    for (body,) in connection.exec_driver_sql("SELECT body FROM report WHERE journal = ? ORDER BY part", (entry,)):
        yield _read.decode(zstandard.ZstdDecompressor().decompress(body, max_output_size=_MOST))
