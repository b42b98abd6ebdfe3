"""What nobody opens in passing: who a witness is, what protects one, and witnesses under protection (docs/decisions/0014)."""

from __future__ import annotations

from collections.abc import Collection

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record

IDENTITY, MEASURE = "identity", "protective_measure"
# Always under protection; where a person says nothing else, they are kept where not the whole team reads.
SEALED = (IDENTITY, MEASURE)
# Asked for and not ordered yet is under protection too: the danger is there.
_UNDER = ("requested", "in_force")
_ABOUT = ("about", "witness")


def protected(record: Record, hidden: Collection[str], opened: Collection[str] = ()) -> bool:
    """Whether opening a record is an act with a reason.

    `hidden` are the ids of sealed records that files and notes may be about, `opened` those of witnesses who were opened with a reason:
    what protects them needs no second one.
    """
    if record.kind in SEALED:
        return record.kind == IDENTITY or record.get("witness") not in opened
    if record.kind == "witness":
        return record.get("protection") in _UNDER or "protection" in record.conflicts
    return record.get("about") in hidden and record.kind in ("file", "note")


def sealed(record: Record) -> Record:
    """What is shown of a record that was not opened: its code, and what it is about."""
    kind = KINDS[record.kind]
    shown = {kind.code, *_ABOUT}
    values = {name: value for name, value in record.values.items() if name in shown}
    return Record(record.id, record.kind, record.compartment, values, frozenset(), sealed=True)
