"""What others said they hold: it keeps bundles small and shows who is behind; a claim, never a proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection


def put(connection: Connection, holder: str, compartment: str, tips: Mapping[str, Sequence[tuple[int, str]]]) -> None:
    """Keep the newest claim of a holder about a compartment."""
    connection.exec_driver_sql("DELETE FROM position WHERE holder = ? AND compartment = ?", (holder, compartment))
    rows = [(holder, compartment, device, number, hash) for device, those in tips.items() for number, hash in those]
    if rows:
        connection.exec_driver_sql("INSERT OR IGNORE INTO position VALUES (?, ?, ?, ?, ?)", rows)


def all_of(connection: Connection, compartment: str) -> list[int]:
    """The segments of a compartment held here, whatever their state, each author's in order."""
    return [row for row, _, _ in _chain(connection, compartment)]


def held_by(connection: Connection, holder: str, compartment: str) -> set[int]:
    """The segments of a compartment that a holder said to hold: those it named, and all before them."""
    claimed = {
        row[0]
        for row in connection.exec_driver_sql("SELECT hash FROM position WHERE holder = ? AND compartment = ?", (holder, compartment))
    }
    chain = list(_chain(connection, compartment))
    before = {hash: (row, prev) for row, hash, prev in chain}
    held: set[int] = set()
    for tip in claimed:
        hash: str | None = tip
        while hash in before:
            row, hash = before[hash]
            if row in held:
                break
            held.add(row)
    return held


def lacking(connection: Connection, holder: str, compartment: str) -> int:
    """How many changes of a compartment held here in segments the holder is not known to hold."""
    held = held_by(connection, holder, compartment)
    rows = connection.exec_driver_sql(
        "SELECT s.id, s.count FROM segment s JOIN compartment c ON c.id = s.compartment WHERE c.name = ?", (compartment,)
    )
    return sum(count for row, count in rows if row not in held)


def known(connection: Connection, holder: str) -> bool:
    """Whether a holder ever said what it holds."""
    return connection.exec_driver_sql("SELECT 1 FROM position WHERE holder = ? LIMIT 1", (holder,)).scalar() is not None


def _chain(connection: Connection, compartment: str) -> Iterable[tuple[int, str, str | None]]:
    rows = connection.exec_driver_sql(
        "SELECT s.id, s.hash, s.prev FROM segment s JOIN compartment c ON c.id = s.compartment WHERE c.name = ? "
        "ORDER BY s.device, s.first, s.id",
        (compartment,),
    )
    return [(row[0], row[1], row[2]) for row in rows]
