"""Records that nobody opens in passing: who a witness is, and witnesses under protection (docs/decisions/0014)."""

from __future__ import annotations

from collections.abc import Collection

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record

IDENTITY = "identity"
# Asked for and not ordered yet is under protection too: the danger is there.
_UNDER = ("requested", "in_force")
_ABOUT = ("about", "witness")


def protected(record: Record, identities: Collection[str]) -> bool:
    """Whether opening a record is an act with a reason; `identities` are the ids of the identities that records may be about."""
    if record.kind == IDENTITY:
        return True
    if record.kind == "witness":
        return record.get("protection") in _UNDER or "protection" in record.conflicts
    return record.get("about") in identities and record.kind in ("file", "note")


def sealed(record: Record) -> Record:
    """What is shown of a record that was not opened: its code, and what it is about."""
    kind = KINDS[record.kind]
    shown = {kind.code, *_ABOUT}
    values = {name: value for name, value in record.values.items() if name in shown}
    return Record(record.id, record.kind, record.compartment, values, frozenset(), sealed=True)
