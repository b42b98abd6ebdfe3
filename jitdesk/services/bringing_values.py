"""From what a cell says to the value of a field, and back: States, languages and choices by name or code, days never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

import msgspec

from jitdesk.domain import check, folding
from jitdesk.domain.fields import Field, Kind, Type
from jitdesk.domain.states import STATES
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import is_date
from jitdesk.kernel.words import known, say
from jitdesk.services import states

ORDERS = ("dmy", "mdy")

_DAY = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
_INT = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_YES, _NO = ("true", "yes", "y", "1"), ("false", "no", "n", "0")
_SPLIT, _SPLIT_CODES = re.compile(r"[;\n]"), re.compile(r"[;,\n]")
_CODED = (Type.ONE, Type.STATE, Type.STATES, Type.LANGUAGE, Type.LANGUAGES)
_PACKED = (Type.GROUP, Type.ROWS, Type.WINDOWS)
_LONGEST = 1 << 20  # characters of a value that is written as JSON
_LANGUAGES = ("en", "fr", "es")  # in which languages are known by name


def value(of: Kind, field: Field, text: str, order: str = "") -> Any:
    """What a cell means for a field, not yet checked by it; `order` is that of day and month ("dmy", "mdy"; "": as ISO 8601 has them).

    Links are still what people call records. Raises Refused for what no such field can mean.
    """
    if field.type in _PACKED or (field.is_list and text.lstrip().startswith("[")):
        return _json(field, text)
    if field.is_list:
        entries = (_SPLIT_CODES if field.type in _CODED else _SPLIT).split(text)
        return [_one(of, field, entry.strip(), order) for entry in entries if entry.strip()]
    return _one(of, field, text if field.type in (Type.TEXT, Type.LONG) else text.strip(), order)


def _one(of: Kind, field: Field, text: str, order: str) -> Any:
    if field.type is Type.DATE:
        return _day(field, text, order)
    if field.type is Type.BOOL:
        return _truth(field, text)
    if field.type is Type.INT:
        if not _INT.fullmatch(text):
            raise Refused("field.int", field=field.name)
        return int(text)
    if field.type is Type.ONE:
        return _choice(of, field, text)
    if field.type in (Type.STATE, Type.STATES):
        return _coded(field, text, _state_names())
    if field.type in (Type.LANGUAGE, Type.LANGUAGES):
        return _coded(field, text, _language_names())
    return text


def _json(field: Field, text: str) -> Any:
    try:
        return msgspec.json.decode(text) if len(text) <= _LONGEST else None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        if field.columns:
            raise Refused(f"field.{field.type}", field=field.name, columns=", ".join(field.by_column)) from None
        raise Refused("field.json", field=field.name) from None


def _day(field: Field, text: str, order: str) -> str:
    if is_date(text):
        return text
    match = _DAY.fullmatch(text)
    if match is None:
        raise Refused("field.date", field=field.name)
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    those = {"dmy": _iso(year, second, first), "mdy": _iso(year, first, second)}
    found = {those[order]} if order else set(those.values())
    days = sorted(found - {""})
    if len(days) > 1:
        raise Refused("bring.which_day", text=text, first=days[0], second=days[1])
    if not days:
        raise Refused("field.date", field=field.name)
    return days[0]


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _truth(field: Field, text: str) -> bool:
    folded = folding.fold(text)
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise Refused("bring.truth", field=field.name)


def _choice(of: Kind, field: Field, text: str) -> str:
    if text in field.choices:
        return text
    folded = folding.fold(text)
    found = [one for one in field.choices if folded in {folding.fold(word) for word in (one, one.replace("_", " "), said(of, field, one))}]
    if len(found) != 1:
        raise Refused("bring.choice", field=field.name, text=text, choices=", ".join(said(of, field, one) for one in field.choices))
    return found[0]


def said(of: Kind, field: Field, choice: str) -> str:
    """What a choice is called; conditions of a State are called the same everywhere."""
    own = f"choice.{of.name}.{field.name}.{choice}"
    return say(own) if known(own) else say(f"choice.conditions.{choice}")


def _coded(field: Field, text: str, names: Mapping[str, str]) -> str:
    if check.fits(field, [text] if field.is_list else text):
        return text
    found = names.get(folding.fold(text))
    if found is None:
        raise Refused("bring.no_state" if field.type in (Type.STATE, Type.STATES) else "bring.no_language", text=text)
    return found


@cache
def _state_names() -> dict[str, str]:
    """States by their codes, of two letters too, and by their names in the languages that the program knows; what two share means none."""
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    named = [(code, code) for code in STATES]
    named += [("XK" if code == "XKX" else str(aliases[code][0]), code) for code in STATES]
    named += [(states.name(code, language), code) for language in states.LANGUAGES for code in STATES]
    return _unique(named)


@cache
def _language_names() -> dict[str, str]:
    from babel import Locale

    named: list[tuple[str, str]] = []
    for language in _LANGUAGES:
        for tag, name in Locale.parse(language).languages.items():
            named += [(str(name), tag.replace("_", "-")), (tag, tag.replace("_", "-"))]
    return _unique(named)


def _unique(named: list[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for name, code in named:
        found.setdefault(folding.fold(name), set()).add(code)
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


def text(of: Kind, field: Field, value: Any, called: Callable[[str], str]) -> str:
    """A value as a cell says it, so that `value` reads it back; `called` gives what a linked record is called."""
    if value is None:
        return ""
    if field.type in _PACKED:
        return msgspec.json.encode(value, order="sorted").decode()
    if not field.is_list:
        return _entry(of, field, value, called)
    entries = [_entry(of, field, entry, called) for entry in value]
    joined = "; ".join(entries)
    back = [entry.strip() for entry in (_SPLIT_CODES if field.type in _CODED else _SPLIT).split(joined)]
    if back == entries and all(entries) and not joined.startswith("["):
        return joined
    return msgspec.json.encode(value).decode()


def _entry(of: Kind, field: Field, value: Any, called: Callable[[str], str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field.type is Type.ONE:
        label = said(of, field, value)
        return label if _reads_back(of, field, label, value) else value
    if field.type in (Type.STATE, Type.STATES):
        name = states.name(value)
        return name if _state_names().get(folding.fold(name)) == value else value
    return called(value) if field.type is Type.LINK else str(value)


def _reads_back(of: Kind, field: Field, label: str, value: str) -> bool:
    try:
        return bool(_choice(of, field, label) == value)
    except Refused:
        return False
