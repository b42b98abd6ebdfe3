"""What others said they hold: it keeps bundles small and shows who is behind; a claim, never a proof."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import Connection

from jitdesk.storage import log, stubs
from jitdesk.storage.projections import heads

MOST_TIPS = 100  # of one device in one compartment (docs/bundle-format.md, "Manifest")


def put(connection: Connection, holder: str, compartment: str, tips: Mapping[str, Sequence[tuple[int, str]]]) -> None:
    """Keep the newest claim of a holder about a compartment."""
    connection.exec_driver_sql("DELETE FROM position WHERE holder = ? AND compartment = ?", (holder, compartment))
    rows = [(holder, compartment, device, number, hash) for device, those in tips.items() for number, hash in those]
    if rows:
        connection.exec_driver_sql("INSERT OR IGNORE INTO position VALUES (?, ?, ?, ?, ?)", rows)


def claimed(connection: Connection, compartment: str) -> dict[str, list[tuple[int, str]]]:
    """What this desk says it holds: its tips, or where a line is missing from a segment the one before it, so that it is sent again."""
    lacking = stubs.lacking_in(connection, compartment)
    tips = log.tips(connection, compartment)
    claims = {device: _whole(connection, those, lacking) for device, those in tips.items()} if lacking else tips
    # A device with more branches than a manifest may name stops no bundle: what is not claimed is sent once more.
    return {device: those[:MOST_TIPS] for device, those in claims.items() if those}


def _whole(connection: Connection, tips: Sequence[tuple[int, str]], lacking: Collection[str]) -> list[tuple[int, str]]:
    found: set[tuple[int, str]] = set()
    for number, hash in tips:
        whole: tuple[int, str] | None = (number, hash)
        before: str | None = hash
        while before is not None:
            first, prev = connection.exec_driver_sql("SELECT first, prev FROM segment WHERE hash = ?", (before,)).one()
            if before in lacking:
                whole = None if prev is None else (first - 1, prev)
            before = prev
        if whole is not None:
            found.add(whole)
    return sorted(found)


def all_of(connection: Connection, compartment: str) -> list[int]:
    """The segments of a compartment held here, whatever their state, each author's in order."""
    return [row for row, _, _ in _chain(connection, compartment)]


def held_by(connection: Connection, holder: str, compartment: str, more: Collection[str] = ()) -> set[int]:
    """The segments of a compartment that a holder said to hold: those it named, and all before them; `more` are taken for named too."""
    claimed = {
        row[0]
        for row in connection.exec_driver_sql("SELECT hash FROM position WHERE holder = ? AND compartment = ?", (holder, compartment))
    }
    return reached(connection, compartment, claimed.union(more))


def reached(connection: Connection, compartment: str, tips: Collection[str]) -> set[int]:
    """The segments of a compartment whose line 0 has one of these hashes, and all before them."""
    chain = list(_chain(connection, compartment))
    before = {hash: (row, prev) for row, hash, prev in chain}
    held: set[int] = set()
    for tip in tips:
        hash: str | None = tip
        while hash in before:
            row, hash = before[hash]
            if row in held:
                break
            held.add(row)
    return held


def holders(connection: Connection, compartment: str, device: str, number: int) -> list[str]:
    """Who said to hold a device's log in a compartment up to a number."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT holder FROM position WHERE compartment = ? AND device = ? AND number >= ? ORDER BY holder",
        (compartment, device, number),
    )
    return [row[0] for row in rows]


def lacking(connection: Connection, holder: str, compartment: str) -> int:
    """How many changes of a compartment held here in segments the holder is not known to hold."""
    held = held_by(connection, holder, compartment)
    rows = connection.exec_driver_sql(
        "SELECT s.id, s.count FROM segment s JOIN compartment c ON c.id = s.compartment WHERE c.name = ?", (compartment,)
    )
    return sum(count for row, count in rows if row not in held)


def records(connection: Connection, holder: str, compartment: str) -> dict[str, int]:
    """Of how many records of each kind in a compartment a holder is known to hold something."""
    rows = connection.exec_driver_sql(
        "SELECT r.kind, count(DISTINCT r.rid) FROM record r JOIN compartment c ON c.id = r.compartment JOIN change h ON h.rid = r.rid "
        "JOIN segment s ON s.compartment = h.compartment AND s.device = h.device AND h.number BETWEEN s.first AND s.first + s.count - 1 "
        "WHERE c.name = ? AND s.id IN (SELECT value FROM json_each(?)) GROUP BY r.kind ORDER BY r.kind",
        (compartment, heads.json_list(sorted(held_by(connection, holder, compartment)))),
    )
    return {row[0]: row[1] for row in rows}


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
