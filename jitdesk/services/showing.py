"""Records as plain values for machines to read: `--json`, the dump."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jitdesk.domain.records import Record


def plain(record: Record, names: Mapping[str, str]) -> dict[str, Any]:
    """One object: id, kind, compartment (its name) and the fields that are set; `conflicts` where there are any."""
    result: dict[str, Any] = {"id": record.id, "kind": record.kind, "compartment": names.get(record.compartment, record.compartment)}
    result.update(record.values)
    if record.conflicts:
        result["conflicts"] = sorted(record.conflicts)
    return result
