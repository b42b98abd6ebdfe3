"""How the value of any field of any kind reads beside another one: linked records by name, windows of a hearing in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from jitdesk.domain.fields import Field, Kind, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.words import known, say
from jitdesk.ui import dates, labels
from jitdesk.ui.texts import isolated


def field_name(kind: str, field: str) -> str:
    """What a field is called; its bare name where this version does not know it."""
    key = f"field.{kind}.{field}"
    return say(key) if known(key) else field


def kind_name(kind: str) -> str:
    """What a kind of record is called; its bare name where this version does not know it."""
    key = f"kind.{kind}"
    return say(key) if known(key) else kind


def reads(kind: str, field: str, value: object, names: Mapping[str, str], today: date) -> str:
    """A value in words, paragraphs kept; `names` says how linked records are called."""
    of = KINDS.get(kind)
    declared = of.field(field) if of else None
    if value is None or value == []:
        return say("ui.value.unset")
    if of is None or declared is None:
        return str(value)
    entries = value if isinstance(value, list) else [value]
    if declared.type is Type.LINK:
        return labels.joined(_linked(entry, names) for entry in entries)
    if declared.columns:
        said = [_columns(of, declared, entry, names, today) for entry in entries]
        numbered = [say("ui.value.row", n=number, row=row.replace("\n", "\n   ")) for number, row in enumerate(said, 1)]
        return "\n".join(numbered if declared.is_list else said)
    if declared.type is Type.WINDOWS:
        return "\n".join(_window(entry) for entry in entries)
    if declared.type is Type.DATE:
        return dates.full(str(value), today)
    if declared.type is Type.CONTENT:
        return str(value.get("name", "")) if isinstance(value, dict) else str(value)
    return labels.spoken(of, declared, value)


def _linked(id: object, names: Mapping[str, str]) -> str:
    return isolated(names.get(str(id), say("ui.value.elsewhere")))


def _columns(of: Kind, group: Field, entry: object, names: Mapping[str, str], today: date) -> str:
    """A group, a line for each column that says something."""
    if not isinstance(entry, dict):
        return str(entry)
    lines = []
    for name, column in group.by_column.items():
        value = entry.get(name)
        if value is not None:
            words = _linked(value, names) if column.type is Type.LINK else labels.spoken(of, column, value)
            words = dates.full(str(value), today) if column.type is Type.DATE else words
            lines.append(say("ui.value.column", column=labels.column(column, group), value=words))
    return "\n".join(lines)


def _window(entry: object) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    start = str(entry.get("start", "")).replace("T", " ").replace("Z", " UTC")
    return say("ui.value.window", start=start, minutes=entry.get("minutes", ""), zone=isolated(str(entry.get("zone", ""))))
