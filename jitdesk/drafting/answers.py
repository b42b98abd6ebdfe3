"""What a record answers: a value that says something, whatever was written into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jitdesk.domain.fields import Field
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.drafting.structure import blank


def answer(record: Record, field: str) -> Any:
    """What the record says in a field; None where it says nothing: not set, an empty list, blank text, a choice of a newer version."""
    return _said(record.get(field), KINDS[record.kind].field(field))


def empty(record: Record, field: str) -> bool:
    """Whether the field still has to be answered."""
    return answer(record, field) is None


def column(record: Record | None, field: str, name: str) -> Any:
    """What the record says in one column of a group; None where it says nothing."""
    if record is None:
        return None
    declared = KINDS[record.kind].field(field)
    return _cell(record.get(field), declared, name)


def columns(record: Record | None, field: str, *names: str) -> bool:
    """Whether the record says something in every one of these columns of a group."""
    return all(column(record, field, name) is not None for name in names)


def rows(record: Record | None, field: str) -> list[Mapping[str, Any]]:
    """The rows of a field, each with the columns that say something."""
    value = record.get(field) if record else None
    declared = KINDS[record.kind].field(field) if record else None
    if not isinstance(value, list) or declared is None:
        return []
    kept = [{name: said for name in declared.by_column if (said := _cell(row, declared, name)) is not None} for row in value]
    return [row for row in kept if row]


def texts(record: Record, field: str) -> str:
    """The text of a field, empty where it holds none."""
    value = record.get(field)
    return value if isinstance(value, str) else ""


def listed(record: Record | None, field: str) -> list[str]:
    """The entries of a list of texts, without what is no text."""
    value = record.get(field) if record else None
    return [entry for entry in value if isinstance(entry, str) and not blank(entry)] if isinstance(value, list) else []


def _cell(group: Any, declared: Field | None, name: str) -> Any:
    of = declared.by_column.get(name) if declared else None
    return _said(group.get(name), of) if isinstance(group, dict) else None


def _said(value: Any, declared: Field | None) -> Any:
    if declared and declared.choices:
        if declared.is_list and isinstance(value, list):
            value = [entry for entry in value if entry in declared.choices]
        elif value not in declared.choices:
            return None
    if value in ([], {}) or (isinstance(value, str) and blank(value)):
        return None
    if isinstance(value, list) and all(isinstance(entry, str) and blank(entry) for entry in value):
        return None
    return value
