"""A record is one generic frozen value: id, kind, compartment and the values of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Record:
    """A task, witness, request … as a desk shows it; `conflicts` names the fields that hold more than one value.

    Of a `sealed` one, which is under protection and was not opened, `values` hold no more than its code and what it is about.
    """

    id: str
    kind: str
    compartment: str
    values: Mapping[str, Any] = field(default_factory=dict)
    conflicts: frozenset[str] = frozenset()
    sealed: bool = False

    @property
    def reference(self) -> str:
        """What means this record and no other, also where somebody used its id twice."""
        return f"{self.id}@{self.compartment}/{self.kind}"

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a field, or `default` where it is not set."""
        value = self.values.get(name)
        return default if value is None else value
