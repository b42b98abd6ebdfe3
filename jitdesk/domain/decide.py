"""What a person may do, and what it sets: commands become operations, or a refusal; every business rule of editing stands here."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from jitdesk.domain import check
from jitdesk.domain.fields import Field, Kind, Merge
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.kinds.protective_measure import PROTECTIVE_MEASURE
from jitdesk.domain.merge import same
from jitdesk.domain.records import Record
from jitdesk.kernel.errors import Refused


class Op(NamedTuple):
    """One cell to set, before it has a stamp, a name and the heads it supersedes."""

    compartment: str
    kind: str
    record: str
    field: str
    value: Any
    element: str = ""


# What a new record starts with where the person says nothing.
_DEFAULTS: dict[str, dict[str, Any]] = {
    "task": {"status": "open"},
    "witness": {"risk": "not_assessed"},
    "request": {"status": "draft", "basis": "LHC", "language": "en"},
}

# What may be said of a court's order once it is recorded.
_OF_AN_ORDER = {"status", "superseded_by", "file", "archived", "restricted", "legal_hold"}


def kind(name: str) -> Kind:
    """The kind called `name`; raises Refused with the list of what exists."""
    if name not in KINDS:
        raise Refused("record.no_kind", kind=name, kinds=", ".join(KINDS))
    return KINDS[name]


def field(of: Kind, name: str) -> Field:
    """The field `name` of a kind that a person may set; raises Refused with the list of what exists."""
    declared = of.field(name)
    if declared is None or not declared.settable:
        raise Refused("record.no_field", kind=of.name, field=name, fields=", ".join(f.name for f in of.fields if f.settable))
    return declared


def add(record: str, of: Kind, compartment: str, narrow: bool, values: Mapping[str, Any]) -> list[Op]:
    """The operations that make a record; `narrow` says whether the compartment has readers of its own."""
    if of.narrow and not narrow:
        raise Refused("record.needs_compartment", kind=of.name)
    given = {**_DEFAULTS.get(of.name, {}), **values}
    for declared in of.fields:
        if declared.required and given.get(declared.name) in (None, "", []):
            raise Refused("record.missing", kind=of.name, field=declared.name)
    _must_name_origin(of, given)
    blank = Record(record, of.name, compartment)
    return list(_set(of, blank, given))


def edit(record: Record, values: Mapping[str, Any]) -> list[Op]:
    """The operations that bring a record's fields to `values`; nothing for what already stands alone."""
    of = kind(record.kind)
    if record.get("archived") and values.get("archived") is not False:
        raise Refused("record.archived")
    _must_be_open(of, record, values)
    if "origin" in values or "conditions" in values:
        _must_name_origin(of, {**record.values, **values})
    return list(_set(of, record, values))


def _must_be_open(of: Kind, record: Record, values: Mapping[str, Any]) -> None:
    """What was noted once stays as it was noted; the order of a court is superseded by another, never corrected."""
    if of.fixed and any(field(of, name).name != "archived" for name in values):
        raise Refused("record.fixed", kind=of.name)
    if values.keys() & closed(record):
        raise Refused("record.order", fields=", ".join(sorted(values.keys() & closed(record))))


def closed(record: Record) -> frozenset[str]:
    """The fields of a record that nobody corrects: those of a court's order, beside what became of it."""
    if record.kind != PROTECTIVE_MEASURE.name or record.get("basis") != "order":
        return frozenset()
    return frozenset(PROTECTIVE_MEASURE.by_name) - _OF_AN_ORDER


def _must_name_origin(of: Kind, values: Mapping[str, Any]) -> None:
    """Conditions are those of a State: without it nobody could ever consent."""
    if of.field("origin") and values.get("conditions") and not values.get("origin"):
        raise Refused("record.no_origin", kind=of.name)


def _set(of: Kind, record: Record, values: Mapping[str, Any]) -> Iterator[Op]:
    for name, raw in values.items():
        declared = field(of, name)
        value = check.entered(declared, raw)
        if declared.merge is Merge.SET:
            yield from _set_elements(record, declared, value or [])
        elif name in record.conflicts or not same(record.values.get(name), value):
            yield Op(record.compartment, of.name, record.id, name, value)


def _set_elements(record: Record, declared: Field, wanted: Collection[str]) -> Iterator[Op]:
    have = set(record.get(declared.name, []))
    for element in sorted(set(wanted) - have):
        yield Op(record.compartment, record.kind, record.id, declared.name, True, element)
    for element in sorted(have - set(wanted)):
        yield Op(record.compartment, record.kind, record.id, declared.name, None, element)


def settled(record: Record, declared: Field, value: Any, disputed: Collection[str] = ()) -> Iterator[Op]:
    """The operations that settle a field: its cell, or the `disputed` elements of a set, written again to supersede all heads."""
    if declared.merge is Merge.SET:
        wanted = set(value or [])
        for element in sorted((wanted ^ set(record.get(declared.name, []))) | set(disputed)):
            yield Op(record.compartment, record.kind, record.id, declared.name, True if element in wanted else None, element)
    else:
        yield Op(record.compartment, record.kind, record.id, declared.name, value)
