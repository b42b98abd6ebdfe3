"""Every free text of a record, with the field in which it stands; not how the record itself is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jitdesk.domain.fields import COMMON, Field, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record

_TEXTUAL = frozenset({Type.TEXT, Type.LONG, Type.TEXTS})
# Columns that look like text and hold a hash or a code of this program.
_NO_PROSE = frozenset({"sha256", "currency", "basis", *(field.name for field in COMMON)})


def passages(record: Record) -> Iterator[tuple[str, str]]:
    """Field and text, in the order of the fields: texts, lists, and what stands in groups and rows."""
    for declared in KINDS[record.kind].fields:
        value = record.values.get(declared.name)
        if value is not None and value != "":
            for text in _texts(declared, value):
                yield declared.name, text


def _texts(declared: Field, value: Any) -> Iterator[str]:
    if declared.type in _TEXTUAL:
        if declared.name not in _NO_PROSE:
            yield from value if isinstance(value, list) else [value]
    elif declared.type is Type.GROUP:
        yield from _columns(declared, [value])
    elif declared.type is Type.ROWS:
        yield from _columns(declared, value)


def _columns(declared: Field, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        for name, value in row.items():
            column = declared.by_column.get(name)
            if column is not None and value:
                yield from _texts(column, value)
