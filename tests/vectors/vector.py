"""What a vector is: one file with one failure, and what a desk must make of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

REFUSED, HELD, WAITING, ACCEPTED = "refused", "held", "waiting", "accepted"


@dataclass(frozen=True)
class Vector:
    """A file and its expectation; `after` are vectors that the desk takes in before it."""

    file: str
    case: str
    shows: str
    data: bytes = field(repr=False)
    outcome: str
    stage: int = 0
    key: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    changes: int = 0
    reads: Mapping[str, Any] = field(default_factory=dict)
    written: str = ""
    frozen: bool = False
    after: tuple[str, ...] = ()


class Cases:
    """Collects vectors of one kind of file."""

    def __init__(self, suffix: str) -> None:
        self.suffix = suffix
        self.found: list[Vector] = []

    def refused(self, name: str, stage: int, key: str, shows: str, data: bytes, case: str, /, **arguments: Any) -> None:
        """The file must be refused at this stage, with this sentence."""
        self._add(name, case, shows, data, REFUSED, stage=stage, key=key, arguments=arguments)

    def held(self, name: str, shows: str, data: bytes, case: str, **expected: Any) -> None:
        """The file must be kept and shown as held, or its segment reported as a gap."""
        self._add(name, case, shows, data, HELD, **expected)

    def waiting(self, name: str, shows: str, data: bytes, case: str, **expected: Any) -> None:
        """The file must be kept and its segment wait for a person or for a keeper."""
        self._add(name, case, shows, data, WAITING, **expected)

    def accepted(self, name: str, shows: str, data: bytes, case: str, **expected: Any) -> None:
        """The file must be taken in; with nothing new unless `changes` says how many."""
        self._add(name, case, shows, data, ACCEPTED, **expected)

    def _add(self, name: str, case: str, shows: str, data: bytes, outcome: str, **expected: Any) -> None:
        self.found.append(Vector(f"{name}{self.suffix}", case, shows, data, outcome, **expected))
