"""Whether a value fits its field: strict for what a person enters, and the same test for what a row can show."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

import msgspec

from jitdesk.domain.fields import Field, Merge, Type
from jitdesk.domain.states import STATES
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import is_date, is_hash, is_id, nfc

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-[a-z0-9]{5,8})*")
_START = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")  # and half characters, which no file can hold
_LINE_BREAK = re.compile(r"[\n\r\x85\u2028\u2029]")


def fits(field: Field, value: Any) -> bool:
    """Whether `value` (the whole value of a field; of a set, the list of its elements) may stand in `field`."""
    if value is None:
        return True
    test = _TESTS[field.type]
    if field.is_list:
        return isinstance(value, list) and len(value) <= field.most and all(test(field, entry) for entry in value)
    return test(field, value)


def fitting(field: Field, value: Any) -> Any:
    """What of `value` a row can show: all of it if it fits, of a set the elements that do, else nothing."""
    if fits(field, value):
        return value
    if field.merge is not Merge.SET or not isinstance(value, list):
        return None
    return [entry for entry in value if _TESTS[field.type](field, entry)][: field.most]


def entered(field: Field, value: Any) -> Any:
    """`value` as it is kept (NFC, sets sorted and without repeats); raises Refused with the field's name and what it takes."""
    value = _tidy(value)
    if value is None or (isinstance(value, str) and not value.strip()):
        if field.required:
            raise Refused("field.required", field=field.name)
        return None
    if field.columns:
        value = _said(field, value)
    if field.merge is Merge.SET and isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        value = sorted(set(value))
    if not fits(field, value):
        if field.choices:
            raise Refused("field.choice", field=field.name, choices=", ".join(field.choices))
        if field.columns:
            raise Refused(f"field.{field.type}", field=field.name, columns=", ".join(field.by_column))
        if field.type is Type.WINDOWS:
            _refuse_zones(value)
        raise Refused(f"field.{field.type}{'_set' if field.merge is Merge.SET else ''}", field=field.name, most=field.most)
    return value


def _refuse_zones(value: Any) -> None:
    """Raise Refused with the first time zone of some windows that does not exist."""
    for entry in value if isinstance(value, list) else ():
        zone = entry.get("zone") if isinstance(entry, dict) else None
        if isinstance(zone, str) and zone not in _zones():
            raise Refused("life.zone", zone=zone)


def parse(field: Field, text: str) -> Any:
    """What a person typed in a terminal as `field=text`: JSON for lists and objects, plain text otherwise; checked by `entered`."""
    if text == "":
        return entered(field, None)
    if field.type in (Type.BOOL, Type.INT, Type.GROUP) or (field.is_list and text.lstrip().startswith("[")):
        try:
            return entered(field, msgspec.json.decode(text))
        except msgspec.DecodeError:
            raise Refused("field.json", field=field.name) from None
    if field.is_list and field.type not in (Type.WINDOWS, Type.ROWS):
        return entered(field, [text])
    return entered(field, text)


def listed(text: str) -> Any:
    """A list written as JSON, or the one entry that `text` is."""
    if text == "":
        return []
    if text.lstrip().startswith("["):
        try:
            return msgspec.json.decode(text)
        except msgspec.DecodeError:
            return [text]
    return [text]


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return nfc(value.replace("\r\n", "\n"))
    if isinstance(value, list):
        return [_tidy(entry) for entry in value]
    if isinstance(value, dict):
        return {key: _tidy(entry) for key, entry in value.items()}
    return value


def _said(field: Field, value: Any) -> Any:
    """A group as it is kept, without the columns that say nothing, None where none says anything; rows without such groups."""
    if isinstance(value, list):
        return [group for entry in value if (group := _said(field, entry)) is not None]
    if not isinstance(value, dict):
        return value
    said = {}
    for name, entry in value.items():
        column = field.by_column.get(name)
        if column is not None and column.merge is Merge.SET and isinstance(entry, list) and all(isinstance(e, str) for e in entry):
            entry = sorted(set(entry))
        if entry not in (None, []) and str(entry).strip():
            said[name] = entry
    return said or None


def _group(field: Field, value: Any) -> bool:
    if not isinstance(value, dict) or not value:
        return False
    columns = field.by_column
    return all(key in columns and entry is not None and fits(columns[key], entry) for key, entry in value.items())


def _text(field: Field, value: Any) -> bool:
    if not isinstance(value, str) or not 0 < len(value) <= _most(field):
        return False
    return value.isprintable() or not (_CONTROL.search(value) or _LINE_BREAK.search(value))  # none of those can be printed


def _long(field: Field, value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= field.most and not _CONTROL.search(value)


def _most(field: Field) -> int:
    return 1_000 if field.is_list else field.most


def _window(field: Field, value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != {"start", "minutes", "zone"}:
        return False
    start, minutes, zone = value["start"], value["minutes"], value["zone"]
    if not (isinstance(start, str) and _START.fullmatch(start) and type(minutes) is int and 1 <= minutes <= 1440):
        return False
    try:
        datetime.strptime(start, "%Y-%m-%dT%H:%M%z")
    except ValueError:
        return False
    return isinstance(zone, str) and zone in _zones()


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _content(field: Field, value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != {"cipher", "key", "media_type", "name", "sha256", "size"}:
        return False
    texts = all(isinstance(value[k], str) and 0 < len(value[k]) <= 255 for k in ("key", "media_type", "name"))
    return texts and is_hash(value["cipher"]) and is_hash(value["sha256"]) and type(value["size"]) is int and value["size"] >= 0


_TESTS: dict[Type, Callable[[Field, Any], bool]] = {
    Type.TEXT: _text,
    Type.LONG: _long,
    Type.BOOL: lambda _, v: isinstance(v, bool),
    Type.INT: lambda _, v: type(v) is int and -(1 << 53) < v < 1 << 53,
    Type.DATE: lambda _, v: isinstance(v, str) and is_date(v),
    Type.LANGUAGE: lambda _, v: isinstance(v, str) and _LANGUAGE.fullmatch(v) is not None,
    Type.STATE: lambda _, v: isinstance(v, str) and v in STATES,
    Type.ONE: lambda f, v: v in f.choices,
    Type.LINK: lambda _, v: is_id(v),
    Type.TEXTS: _text,
    Type.LANGUAGES: lambda _, v: isinstance(v, str) and _LANGUAGE.fullmatch(v) is not None,
    Type.STATES: lambda _, v: isinstance(v, str) and v in STATES,
    Type.WINDOWS: _window,
    Type.GROUP: _group,
    Type.ROWS: _group,
    Type.CONTENT: _content,
}
