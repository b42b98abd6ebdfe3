"""The change log, the truth of a desk: verified segments as they came, and own lines not yet sealed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import zstandard
from sqlalchemy import Connection

from jitdesk.domain.changes import MAX_SEGMENT_BYTES, Head, Line, Named, VerifiedSegment, change_name, decode_line, named
from jitdesk.kernel.values import ChangeName, is_hash

APPLIED, HELD, WAITING = "applied", "held", "waiting"


@dataclass(frozen=True)
class Stored:
    """A segment of the log, still packed."""

    id: int
    compartment: str
    device: str
    first: int
    count: int
    hash: str
    prev: str | None
    state: str
    bundle: str | None
    signature: str
    body: bytes

    @property
    def last(self) -> int:
        """The number of its last line."""
        return self.first + self.count - 1

    def changes(self) -> list[Named]:
        """Its lines, decoded."""
        return named(self.device, self.first, self.lines())

    def lines(self) -> list[bytes]:
        """Lines 1..count, unpacked."""
        return unpack(self.body)[1:]


_STORED = (
    "SELECT s.id, c.name, d.name, s.first, s.count, s.hash, s.prev, s.state, s.bundle, s.signature, s.body "
    "FROM segment s JOIN compartment c ON c.id = s.compartment JOIN device d ON d.id = s.device "
)


def unpack(body: bytes) -> list[bytes]:
    """The lines of a stored segment, line 0 first; its frame was checked when it came."""
    data = zstandard.ZstdDecompressor().decompress(body, max_output_size=MAX_SEGMENT_BYTES)
    return data.splitlines(keepends=True)


def compartment_id(connection: Connection, name: str) -> int:
    """The small number of a compartment, given one where it is new."""
    return _interned(connection, "compartment", name)


def device_id(connection: Connection, name: str) -> int:
    """The small number of a device, given one where it is new."""
    return _interned(connection, "device", name)


def _interned(connection: Connection, table: str, name: str) -> int:
    found = connection.exec_driver_sql(f"SELECT id FROM {table} WHERE name = ?", (name,)).scalar()  # noqa: S608 - one of two names
    if found is None:
        found = connection.exec_driver_sql(f"INSERT INTO {table}(name) VALUES (?) RETURNING id", (name,)).scalar()  # noqa: S608
    return int(found or 0)


def append(connection: Connection, compartment: str, first: int, lines: Sequence[bytes]) -> None:
    """Add own lines, numbered from `first`, to the open end of the own log."""
    number = compartment_id(connection, compartment)
    rows = [(number, first + i, line) for i, line in enumerate(lines)]
    connection.exec_driver_sql("INSERT INTO pending VALUES (?, ?, ?)", rows)


def open_lines(connection: Connection, compartment: str) -> list[tuple[int, bytes]]:
    """Own lines of a compartment that are not sealed yet, with their numbers."""
    rows = connection.exec_driver_sql(
        "SELECT number, line FROM pending JOIN compartment c ON c.id = compartment WHERE c.name = ? ORDER BY number", (compartment,)
    )
    return [(row[0], row[1]) for row in rows]


def open_count(connection: Connection, compartment: str) -> int:
    """How many own lines of a compartment are not sealed yet."""
    text = "SELECT count(*) FROM pending JOIN compartment c ON c.id = compartment WHERE c.name = ?"
    return int(connection.exec_driver_sql(text, (compartment,)).scalar() or 0)


def open_compartments(connection: Connection) -> list[str]:
    """The compartments in which own lines wait to be sealed."""
    rows = connection.exec_driver_sql("SELECT DISTINCT c.name FROM pending JOIN compartment c ON c.id = compartment ORDER BY c.name")
    return [row[0] for row in rows]


def close_lines(connection: Connection, compartment: str, last: int) -> None:
    """Own lines up to `last` now stand in a segment."""
    number = compartment_id(connection, compartment)
    connection.exec_driver_sql("DELETE FROM pending WHERE compartment = ? AND number <= ?", (number, last))


def add(connection: Connection, segment: VerifiedSegment, state: str, bundle: str | None) -> int:
    """Store a verified segment; returns its row."""
    head = segment.head
    row = (
        compartment_id(connection, head.compartment),
        device_id(connection, head.device),
        head.first,
        head.count,
        segment.hash,
        head.prev,
        segment.stamp,
        state,
        bundle,
        segment.signature,
        segment.body,
    )
    found = connection.exec_driver_sql(
        "INSERT INTO segment(compartment, device, first, count, hash, prev, stamp, state, bundle, signature, body) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        row,
    ).scalar()
    return int(found or 0)


def set_state(connection: Connection, segment: int, state: str) -> None:
    """A segment leaves its state for another."""
    connection.exec_driver_sql("UPDATE segment SET state = ? WHERE id = ?", (state, segment))


def holds(connection: Connection, hash: str) -> str | None:
    """The state of the segment with that line 0, or None."""
    state = connection.exec_driver_sql("SELECT state FROM segment WHERE hash = ?", (hash,)).scalar()
    return None if state is None else str(state)


def last_stamp(connection: Connection, hash: str) -> str:
    """The stamp of the last line of the segment with that line 0 ("" where it is not held)."""
    return str(connection.exec_driver_sql("SELECT stamp FROM segment WHERE hash = ?", (hash,)).scalar() or "")


def overlaps(connection: Connection, compartment: str, device: str, first: int, last: int, before: int = 1 << 62) -> bool:
    """Whether another branch of a device's log, one that came earlier than the row `before`, covers any of these numbers: a fork."""
    return (
        connection.exec_driver_sql(
            "SELECT 1 FROM segment s JOIN compartment c ON c.id = s.compartment JOIN device d ON d.id = s.device "
            "WHERE c.name = ? AND d.name = ? AND s.first <= ? AND s.first + s.count > ? AND s.id < ? LIMIT 1",
            (compartment, device, last, first, before),
        ).scalar()
        is not None
    )


def stored_ids(connection: Connection, state: str) -> list[int]:
    """The rows of the segments in a state, in the order in which they came."""
    return [row[0] for row in connection.exec_driver_sql("SELECT id FROM segment WHERE state = ? ORDER BY id", (state,))]


def rows(connection: Connection) -> list[int]:
    """The rows of all segments, in the order in which they came."""
    return [row[0] for row in connection.exec_driver_sql("SELECT id FROM segment ORDER BY id")]


def segment(connection: Connection, row: int) -> Stored:
    """One stored segment."""
    return Stored(*connection.exec_driver_sql(_STORED + "WHERE s.id = ?", (row,)).one())


def tips(connection: Connection, compartment: str) -> dict[str, list[tuple[int, str]]]:
    """For each device the last segments of a compartment that are here with all before them: last number and hash of line 0."""
    rows = connection.exec_driver_sql(
        "SELECT d.name, s.first + s.count - 1, s.hash FROM segment s JOIN compartment c ON c.id = s.compartment "
        "JOIN device d ON d.id = s.device WHERE c.name = ? AND s.state != ? AND NOT EXISTS (SELECT 1 FROM segment n "
        "WHERE n.compartment = s.compartment AND n.device = s.device AND n.first = s.first + s.count AND n.prev = s.hash AND n.state != ?) "
        "ORDER BY d.name, s.first, s.hash",
        (compartment, HELD, HELD),
    )
    result: dict[str, list[tuple[int, str]]] = {}
    for device, number, hash in rows:
        result.setdefault(device, []).append((number, hash))
    return result


def end(connection: Connection, compartment: str, device: str) -> tuple[int, str | None]:
    """The last number of a device's applied log in a compartment and the hash of that segment's line 0; (0, None) where there is none."""
    row = connection.exec_driver_sql(
        "SELECT s.first + s.count - 1, s.hash FROM segment s JOIN compartment c ON c.id = s.compartment "
        "JOIN device d ON d.id = s.device WHERE c.name = ? AND d.name = ? AND s.state = ? ORDER BY 1 DESC LIMIT 1",
        (compartment, device, APPLIED),
    ).first()
    return (0, None) if row is None else (row[0], row[1])


def follows(connection: Connection, head: Head) -> bool:
    """Whether a segment begins where the one it names as its predecessor ends: same log, next number."""
    found = connection.exec_driver_sql(
        "SELECT c.name, d.name, s.first + s.count FROM segment s JOIN compartment c ON c.id = s.compartment "
        "JOIN device d ON d.id = s.device WHERE s.hash = ?",
        (head.prev,),
    ).first()
    return found is not None and tuple(found) == (head.compartment, head.device, head.first)


def ready(connection: Connection) -> list[int]:
    """Held and waiting segments before which nothing is missing: all that they follow is applied."""
    rows = connection.exec_driver_sql(
        "SELECT s.id FROM segment s LEFT JOIN segment p ON p.hash = s.prev AND p.compartment = s.compartment AND p.device = s.device "
        "AND p.first + p.count = s.first WHERE s.state IN (?, ?) AND (s.prev IS NULL OR p.state = ?) ORDER BY s.id",
        (HELD, WAITING, APPLIED),
    )
    return [row[0] for row in rows]


def gaps(connection: Connection) -> list[tuple[str, str, int, int]]:
    """What is missing before held segments: compartment, device, first and last missing number."""
    rows = connection.exec_driver_sql(
        "SELECT c.name, d.name, (SELECT coalesce(max(p.first + p.count), 1) FROM segment p WHERE p.compartment = s.compartment "
        "AND p.device = s.device AND p.first < s.first), s.first - 1 FROM segment s JOIN compartment c ON c.id = s.compartment "
        "JOIN device d ON d.id = s.device WHERE s.state = ? AND NOT EXISTS (SELECT 1 FROM segment p WHERE p.hash = s.prev) "
        "ORDER BY c.name, d.name, s.first",
        (HELD,),
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def last_change(connection: Connection, compartment: str, device: str) -> str | None:
    """The name of the last applied change of a device in a compartment."""
    row = connection.exec_driver_sql(
        "SELECT s.id FROM segment s JOIN compartment c ON c.id = s.compartment JOIN device d ON d.id = s.device "
        "WHERE c.name = ? AND d.name = ? AND s.state = ? ORDER BY s.first DESC LIMIT 1",
        (compartment, device, APPLIED),
    ).scalar()
    return None if row is None else segment(connection, row).changes()[-1].name


def next_number(connection: Connection, compartment: str, device: str) -> int:
    """The number of the next own line: one above every number used, whatever became of it."""
    sealed = connection.exec_driver_sql(
        "SELECT max(s.first + s.count - 1) FROM segment s JOIN compartment c ON c.id = s.compartment "
        "JOIN device d ON d.id = s.device WHERE c.name = ? AND d.name = ?",
        (compartment, device),
    ).scalar()
    waiting = connection.exec_driver_sql(
        "SELECT max(number) FROM pending JOIN compartment c ON c.id = compartment WHERE c.name = ?", (compartment,)
    ).scalar()
    return max(sealed or 0, waiting or 0) + 1


def lines(connection: Connection, compartment: str, own: str, names: Sequence[ChangeName]) -> dict[ChangeName, tuple[bytes, str | None]]:
    """The lines that changes are named after, each with the bundle that brought it; segments are unpacked once."""
    result: dict[ChangeName, tuple[bytes, str | None]] = {}
    wanted = {(name.device, name.number): [] for name in names}  # type: dict[tuple[str, int], list[ChangeName]]
    for name in names:
        wanted[name.device, name.number].append(name)

    def take(device: str, number: int, data: bytes, bundle: str | None) -> None:
        for name in wanted.get((device, number), ()):
            if change_name(device, number, data) == str(name):
                result[name] = data, bundle

    for number, data in open_lines(connection, compartment) if any(name.device == own for name in names) else ():
        take(own, number, data, None)
    for row in _holding(connection, compartment, set(wanted)):
        stored = segment(connection, row)
        for i, data in enumerate(stored.lines()):
            take(stored.device, stored.first + i, data, stored.bundle)
    return result


def _holding(connection: Connection, compartment: str, numbers: set[tuple[str, int]]) -> list[int]:
    """The rows of the segments in which these numbers of these devices stand."""
    chains = connection.exec_driver_sql(
        "SELECT s.id, d.name, s.first, s.first + s.count - 1 FROM segment s JOIN compartment c ON c.id = s.compartment "
        "JOIN device d ON d.id = s.device WHERE c.name = ?",
        (compartment,),
    )
    by_device: dict[str, list[int]] = {}
    for device, number in sorted(numbers):
        by_device.setdefault(device, []).append(number)
    found = []
    for row, device, first, last in chains:
        mine = by_device.get(device, [])
        at = bisect_left(mine, first)
        if at < len(mine) and mine[at] <= last:
            found.append(row)
    return found


def seen(connection: Connection, compartment: str) -> str:
    """The greatest stamp that moved the clock of a compartment ("" for none)."""
    return str(connection.exec_driver_sql("SELECT value FROM meta WHERE key = ?", (f"clock {compartment}",)).scalar() or "")


def see(connection: Connection, compartment: str, stamp: str) -> None:
    """Move the clock of a compartment to `stamp` if that is further."""
    connection.exec_driver_sql(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = max(value, excluded.value)", (f"clock {compartment}", stamp)
    )


def note_once(connection: Connection, at: str, act: str, detail: str) -> None:
    """Write into the journal what a person decided, names and numbers, never values; a repetition is no news."""
    connection.exec_driver_sql(
        "INSERT INTO journal(at, act, detail) SELECT ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM journal WHERE act = ? AND detail = ?)",
        (at, act, detail, act, detail),
    )


def came_with(connection: Connection, bundle: str) -> bool:
    """Whether a segment of the log was brought by this bundle."""
    return connection.exec_driver_sql("SELECT 1 FROM segment WHERE bundle = ? LIMIT 1", (bundle,)).scalar() is not None


def get(connection: Connection, key: str) -> str | None:
    """A value of the desk's own, kept in the database."""
    value = connection.exec_driver_sql("SELECT value FROM meta WHERE key = ?", (key,)).scalar()
    return None if value is None else str(value)


def put(connection: Connection, key: str, value: str) -> None:
    """Keep a value of the desk's own in the database."""
    connection.exec_driver_sql("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def compartments(connection: Connection) -> list[str]:
    """Every compartment of which this desk holds a line."""
    return [row[0] for row in connection.exec_driver_sql("SELECT name FROM compartment ORDER BY id")]


def cipher(data: bytes) -> list[str]:
    """The hash of the ciphertext that a line attaches: none or one."""
    if b'"field":"content"' not in data:
        return []
    line = decode_line(data)
    if not isinstance(line, Line) or line.field != "content" or not isinstance(line.value, dict):
        return []
    found = line.value.get("cipher")
    return [found] if isinstance(found, str) and is_hash(found) else []
