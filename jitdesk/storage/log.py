"""The change log, the truth of a desk: verified segments as they came, and own lines not yet sealed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import zstandard
from sqlalchemy import Connection

from jitdesk.domain.changes import MAX_SEGMENT_BYTES, MAX_SEGMENT_LINES, Head, Named, VerifiedSegment, change_name, named
from jitdesk.kernel.values import ChangeName
from jitdesk.storage import contents

APPLIED, HELD, WAITING, REFUSED = "applied", "held", "waiting", "refused"

_TAKEN_OUT = "taken out "


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
    linked: bool  # whether all before it in its author's log is here
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
    "SELECT s.id, c.name, d.name, s.first, s.count, s.hash, s.prev, s.state, s.linked, s.bundle, s.signature, s.body "
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
        _is_linked(connection, head),
        *contents.marks(segment.changes),
        bundle,
        segment.signature,
        segment.body,
    )
    added = connection.exec_driver_sql(
        "INSERT INTO segment(compartment, device, first, count, hash, prev, stamp, state, linked, attaches, entries, bundle, signature, "
        "body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row,
    ).lastrowid
    if row[8] and _is_followed(connection, segment):
        _link_what_follows(connection, added)
    return added


def _is_linked(connection: Connection, head: Head) -> int:
    if head.prev is None:
        return 1
    text = "SELECT linked FROM segment WHERE hash = ? AND compartment = ? AND device = ? AND first + count = ?"
    place = (head.prev, compartment_id(connection, head.compartment), device_id(connection, head.device), head.first)
    return int(connection.exec_driver_sql(text, place).scalar() or 0)


def _is_followed(connection: Connection, segment: VerifiedSegment) -> bool:
    head = segment.head
    text = "SELECT 1 FROM segment WHERE compartment = ? AND device = ? AND first = ? AND prev = ?"
    place = (compartment_id(connection, head.compartment), device_id(connection, head.device), head.last + 1, segment.hash)
    return connection.exec_driver_sql(text, place).first() is not None


def _link_what_follows(connection: Connection, segment: int) -> None:
    """Everything that waited for this segment alone is linked with it."""
    connection.exec_driver_sql(
        "WITH RECURSIVE chain(id, compartment, device, next, hash) AS ("
        "SELECT id, compartment, device, first + count, hash FROM segment WHERE id = ? UNION ALL "
        "SELECT s.id, s.compartment, s.device, s.first + s.count, s.hash FROM chain c JOIN segment s ON s.compartment = c.compartment "
        "AND s.device = c.device AND s.first = c.next AND s.prev = c.hash) "
        "UPDATE segment SET linked = 1 WHERE id IN (SELECT id FROM chain) AND linked = 0",
        (segment,),
    )


def rewrite(connection: Connection, segment: int, one: VerifiedSegment) -> None:
    """Keep another copy of a segment, with more or with fewer of its lines erased."""
    text = "UPDATE segment SET body = ?, stamp = max(stamp, ?), attaches = ?, entries = ? WHERE id = ?"
    connection.exec_driver_sql(text, (one.body, one.stamp, *contents.marks(one.changes), segment))


def set_state(connection: Connection, segment: int, state: str) -> None:
    """A segment leaves its state for another."""
    connection.exec_driver_sql("UPDATE segment SET state = ? WHERE id = ?", (state, segment))


def holds(connection: Connection, hash: str) -> str | None:
    """The state of the segment with that line 0, or None."""
    state = connection.exec_driver_sql("SELECT state FROM segment WHERE hash = ?", (hash,)).scalar()
    return None if state is None else str(state)


def hashes(connection: Connection, compartment: str) -> set[str]:
    """The hashes of line 0 of all segments of a compartment."""
    text = "SELECT s.hash FROM segment s JOIN compartment c ON c.id = s.compartment WHERE c.name = ?"
    return {row[0] for row in connection.exec_driver_sql(text, (compartment,))}


def newest(connection: Connection) -> int:
    """The row of the segment that came last (0 for none)."""
    return int(connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM segment").scalar() or 0)


def row_of(connection: Connection, hash: str) -> int | None:
    """The row of the segment with that line 0, or None."""
    row = connection.exec_driver_sql("SELECT id FROM segment WHERE hash = ?", (hash,)).scalar()
    return None if row is None else int(row)


def last_stamp(connection: Connection, hash: str) -> str:
    """The stamp of the last line of the segment with that line 0 ("" where it is not held)."""
    return str(connection.exec_driver_sql("SELECT stamp FROM segment WHERE hash = ?", (hash,)).scalar() or "")


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
        "JOIN device d ON d.id = s.device WHERE c.name = ? AND s.linked = 1 AND NOT EXISTS (SELECT 1 FROM segment n "
        "WHERE n.compartment = s.compartment AND n.device = s.device AND n.first = s.first + s.count AND n.prev = s.hash AND n.linked = 1) "
        "ORDER BY d.name, s.first, s.hash",
        (compartment,),
    )
    result: dict[str, list[tuple[int, str]]] = {}
    for device, number, hash in rows:
        result.setdefault(device, []).append((number, hash))
    return result


def end(connection: Connection, compartment: str, device: str, at: int = 1 << 62) -> tuple[int, str | None]:
    """The last number of a device's applied log in a compartment, `at` or before, and the hash of that segment's line 0; else (0, None)."""
    row = connection.exec_driver_sql(
        "SELECT s.first + s.count - 1, s.hash FROM segment s JOIN compartment c ON c.id = s.compartment "
        "JOIN device d ON d.id = s.device WHERE c.name = ? AND d.name = ? AND s.state = ? AND s.first + s.count - 1 <= ? "
        "ORDER BY 1 DESC, s.id LIMIT 1",
        (compartment, device, APPLIED, at),
    ).first()
    return (0, None) if row is None else (row[0], row[1])


def last_change(connection: Connection, compartment: str, device: str) -> str | None:
    """The name of the last applied change of a device in a compartment."""
    row = connection.exec_driver_sql(
        "SELECT s.id FROM segment s JOIN compartment c ON c.id = s.compartment JOIN device d ON d.id = s.device "
        "WHERE c.name = ? AND d.name = ? AND s.state = ? ORDER BY s.first DESC LIMIT 1",
        (compartment, device, APPLIED),
    ).scalar()
    return None if row is None else segment(connection, row).changes()[-1].name


def next_number(connection: Connection, compartment: str, device: str) -> int:
    """The number of the next own line: it goes on from the open end, else from the own log as it is applied here."""
    open_end = connection.exec_driver_sql(
        "SELECT max(number) FROM pending JOIN compartment c ON c.id = compartment WHERE c.name = ?", (compartment,)
    ).scalar()
    return int(open_end or end(connection, compartment, device)[0]) + 1


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
    for row in having(connection, compartment, set(wanted)):
        stored = segment(connection, row)
        for i, data in enumerate(stored.lines()):
            take(stored.device, stored.first + i, data, stored.bundle)
    return result


def having(connection: Connection, compartment: str, numbers: set[tuple[str, int]]) -> list[int]:
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


def taken_out(connection: Connection) -> list[str]:
    """The compartments of which a segment says that this desk reads them no more, which cannot be put in force (see `take_out`)."""
    text = "SELECT substr(m.key, ?) FROM meta m JOIN segment s ON s.hash = m.value WHERE m.key LIKE ? AND s.state != ? ORDER BY 1"
    return [row[0] for row in connection.exec_driver_sql(text, (len(_TAKEN_OUT) + 1, f"{_TAKEN_OUT}%", APPLIED))]


def take_out(connection: Connection, compartment: str, hash: str) -> None:
    """Keep that the segment with that line 0 takes this desk out of the readers of a compartment."""
    put(connection, f"{_TAKEN_OUT}{compartment}", hash)


def holding(connection: Connection, rids: str) -> list[int]:
    """The segments in which lines of these records (row numbers, as JSON) stand that were applied, in the order in which they came."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT s.id FROM change c JOIN segment s ON s.compartment = c.compartment AND s.device = c.device "
        "AND s.first BETWEEN c.number - ? AND c.number AND s.first + s.count > c.number AND s.state = ? "
        "WHERE c.rid IN (SELECT value FROM json_each(?)) ORDER BY s.id",
        (MAX_SEGMENT_LINES, APPLIED, rids),
    )
    return [row[0] for row in rows]


def seen(connection: Connection, compartment: str) -> str:
    """The greatest stamp that moved the clock of a compartment ("" for none)."""
    return str(connection.exec_driver_sql("SELECT value FROM meta WHERE key = ?", (f"clock {compartment}",)).scalar() or "")


def see(connection: Connection, compartment: str, stamp: str) -> None:
    """Move the clock of a compartment to `stamp` if that is further."""
    connection.exec_driver_sql(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = max(value, excluded.value)", (f"clock {compartment}", stamp)
    )


def latest_stamp(connection: Connection, device: str) -> str:
    """The greatest stamp of a last line among the segments of a device ("" where there is none)."""
    text = "SELECT max(s.stamp) FROM segment s JOIN device d ON d.id = s.device WHERE d.name = ?"
    return str(connection.exec_driver_sql(text, (device,)).scalar() or "")


def came_back(connection: Connection, device: str) -> bool:
    """Whether a bundle brought a segment of this device that was not here."""
    text = "SELECT 1 FROM segment s JOIN device d ON d.id = s.device WHERE d.name = ? AND s.bundle IS NOT NULL LIMIT 1"
    return connection.exec_driver_sql(text, (device,)).scalar() is not None


def drop(connection: Connection, key: str) -> None:
    """Forget a value of the desk's own."""
    connection.exec_driver_sql("DELETE FROM meta WHERE key = ?", (key,))


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
