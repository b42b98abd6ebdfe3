"""What is too much for one bundle goes in several, each whole by itself; which segments go into which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from jitdesk.exchange.segment import declared_size
from jitdesk.kernel.values import ChangeName
from jitdesk.services.desk import Desk
from jitdesk.storage import contents, log
from jitdesk.storage.engine import Connection
from jitdesk.storage.projections import acts

# Of what a bundle may hold (docs/bundle-format.md, "Limits"), with room for the roster and for what is sealed as the last part is made.
MOST_SEGMENTS = 50_000
MOST_UNPACKED = 3 << 30
MOST_FILES = 48 << 30  # bytes of attachments

Rows = Mapping[str, Sequence[int]]
"""Segments by compartment, each author's in order."""


class _Size(NamedTuple):
    """How many bytes a segment has unpacked, and the attachments that it names."""

    unpacked: int
    files: int


@dataclass
class _Part:
    """What one bundle is to carry so far."""

    rows: dict[str, set[int]]
    segments: int = 0
    unpacked: int = 0
    files: int = 0

    def add(self, place: str, row: int, size: _Size) -> None:
        self.rows[place].add(row)
        self.segments += 1
        self.unpacked += size.unpacked
        self.files += size.files

    def fits(self, size: _Size) -> bool:
        return self.segments < MOST_SEGMENTS and self.unpacked + size.unpacked <= MOST_UNPACKED and self.files + size.files <= MOST_FILES


def split(desk: Desk, connection: Connection, rows: Rows) -> list[Rows]:
    """The same segments in as many parts as they need; all acts go with every part.

    So each part can be taken in before the others: what follows a piece that is still to come is held until then. The last one names every
    compartment, for what is sealed as it is made.
    """
    sizes = _sizes(desk, connection, rows)
    having = {place: _having_acts(connection, place) for place in rows}

    def begun() -> _Part:
        part = _Part({place: set() for place in rows})
        for place, those in rows.items():
            for row in those:
                if row in having[place]:
                    part.add(place, row, sizes[row])
        return part

    made = [begun()]
    for place, those in rows.items():
        for row in those:
            if row not in having[place]:
                if not made[-1].fits(sizes[row]):
                    made.append(begun())
                made[-1].add(place, row, sizes[row])
    return [{place: [row for row in rows[place] if row in those] for place, those in part.rows.items()} for part in made]


def _having_acts(connection: Connection, place: str) -> set[int]:
    """The segments of a compartment in which acts stand: who founded it, and who reads it."""
    names = [ChangeName.parse(name) for name, _ in acts.load(connection, place)]
    return set(log.having(connection, place, {(name.device, name.number) for name in names if name}))


def _sizes(desk: Desk, connection: Connection, rows: Rows) -> dict[int, _Size]:
    every = [row for those in rows.values() for row in those]
    files: dict[int, int] = {}
    if sum(path.stat().st_size for path in desk.files.iterdir()) > MOST_FILES:  # else no segment need be unpacked for it
        files = {row: sum(_on_disk(desk, log.segment(connection, row).lines())) for row in contents.attaching(connection, every)}
    heads = contents.frame_heads(connection, every)
    return {row: _Size(declared_size(head), files.get(row, 0)) for row, head in heads.items()}


def _on_disk(desk: Desk, lines: Sequence[bytes]) -> Iterator[int]:
    """The sizes of the attachments that lines name."""
    for cipher in set(contents.ciphers(lines)):
        path = desk.files / cipher
        if path.is_file():
            yield path.stat().st_size
