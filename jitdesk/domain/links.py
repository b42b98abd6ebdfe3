"""Links of records, in fields and in the columns of groups: which there are, and how they are led to other ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from jitdesk.domain.fields import Field, Merge, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record


def of(record: Record) -> Collection[str]:
    """The ids of the records that a record links to, each once."""
    ids: dict[str, None] = {}
    for field in KINDS[record.kind].fields:
        for value in _entries(record.get(field.name)):
            if field.type is Type.LINK:
                ids[str(value)] = None
            elif isinstance(value, dict):
                columns = [column.name for column in field.columns if column.type is Type.LINK]
                ids |= {str(value[name]): None for name in columns if value.get(name)}
    return ids


def _entries(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value else []


def led(declared: Field, value: Any, ids: Mapping[str, str]) -> Any:
    """A field's value with each link that `ids` knows led to the id that it says; whatever has not the shape of the field stays."""
    if declared.type is Type.LINK:
        if not isinstance(value, list):
            return _led(value, ids)
        made = [_led(entry, ids) for entry in value]
        return sorted(made) if declared.merge is Merge.SET and all(isinstance(entry, str) for entry in made) else made
    if declared.columns and isinstance(value, list):
        return [_group(declared, entry, ids) for entry in value]
    return _group(declared, value, ids) if declared.columns else value


def _group(declared: Field, entry: Any, ids: Mapping[str, str]) -> Any:
    if not isinstance(entry, dict):
        return entry
    columns = declared.by_column
    return {name: led(columns[name], value, ids) if name in columns else value for name, value in entry.items()}


def _led(value: Any, ids: Mapping[str, str]) -> Any:
    return ids.get(value, value) if isinstance(value, str) else value
