"""What a file carries of a compartment: numbers by device, and how many of them are more than entries of the disclosure log itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection

from jitdesk.domain.changes import Line, Named, decode_line
from jitdesk.domain.spans import Span
from jitdesk.storage import contents, decisions, log, positions, queries
from jitdesk.storage.projections.heads import json_list

Spans = Mapping[str, Sequence[Span]]
"""Numbers first..last by device, in order and without overlaps."""


def spans(connection: Connection, compartment: str, rows: Iterable[int], own: str = "") -> dict[str, list[Span]]:
    """The numbers in these segments of a compartment and, where `own` names this desk, in its open lines."""
    found: dict[str, list[Span]] = {}
    for device, first, last in _ends(connection, rows):
        found.setdefault(device, []).append((first, last))
    numbers = [number for number, _ in log.open_lines(connection, compartment)] if own else []
    if numbers:
        found.setdefault(own, []).append((numbers[0], numbers[-1]))
    return {device: merged(those) for device, those in sorted(found.items())}


def _ends(connection: Connection, rows: Iterable[int]) -> Iterator[tuple[str, int, int]]:
    wanted = set(rows)
    text = "SELECT s.id, d.name, s.first, s.first + s.count - 1 FROM segment s JOIN device d ON d.id = s.device"
    for row, device, first, last in connection.exec_driver_sql(text) if wanted else ():
        if row in wanted:
            yield device, first, last


def merged(those: Iterable[Span]) -> list[Span]:
    """The same numbers in order, neighbours as one."""
    result: list[Span] = []
    for first, last in sorted(those):
        if result and first <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(last, result[-1][1]))
        else:
            result.append((first, last))
    return result


def covers(those: Spans, device: str, number: int) -> bool:
    """Whether a number of a device is among them."""
    return any(first <= number <= last for first, last in those.get(device, ()))


def content(connection: Connection, compartment: str, rows: Iterable[int]) -> int:
    """How many lines of these segments, and own open ones, are more than entries of the disclosure log: what an export accounts for."""
    listed = json_list(rows)
    text = "SELECT coalesce(sum(count - entries), 0) FROM segment WHERE id IN (SELECT value FROM json_each(?))"
    sealed = int(connection.exec_driver_sql(text, (listed,)).scalar() or 0)
    return sealed + sum(not contents.is_entry(line) for _, line in log.open_lines(connection, compartment))


def lacking(connection: Connection, compartment: str, holder: str) -> int:
    """How many changes of a compartment, own open ones too, a holder is not known to hold; entries of the log are not counted."""
    held = positions.held_by(connection, holder, compartment)
    return content(connection, compartment, [row for row in positions.all_of(connection, compartment) if row not in held])


def lines_of(connection: Connection, rid: int, compartment: str, own: str, those: Spans) -> Iterator[Line]:
    """The lines of a record that are among these."""
    names = [name for name in queries.changes(connection, rid) if covers(those, name.device, name.number)]
    for data, _ in log.lines(connection, compartment, own, names).values():
        line = decode_line(data)
        if isinstance(line, Line):
            yield line


def not_in_force(connection: Connection, rows: Iterable[int]) -> Iterator[Named]:
    """Lines of these segments that no row of this desk is made of: held, waiting or refused, they travel all the same."""
    decided = set(decisions.segments(connection))
    for row in rows:
        stored = log.segment(connection, row)
        if stored.state != log.APPLIED:
            yield from stored.changes()
        elif row in decided:
            in_force = {change.name for change in decisions.in_force(connection, stored)}
            yield from (change for change in stored.changes() if change.name not in in_force)
