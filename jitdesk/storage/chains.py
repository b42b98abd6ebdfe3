"""How the pieces of devices' logs hang together: what follows what, where a piece is missing, where a log parts in two."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import NamedTuple

from sqlalchemy import Connection

from jitdesk.domain.changes import Head
from jitdesk.kernel.values import ChangeName
from jitdesk.storage import log
from jitdesk.storage.log import APPLIED, HELD, WAITING


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


def forks_at(connection: Connection, compartment: str, device: str, first: int, last: int, prev: str | None, before: int = 1 << 62) -> bool:
    """Whether a segment is the later branch of a fork: one that came earlier (than the row `before`) covers some of its numbers, and the
    two part here. Where their logs parted further back, that was decided there."""
    earlier = connection.exec_driver_sql(
        "SELECT s.first, s.prev FROM segment s JOIN compartment c ON c.id = s.compartment JOIN device d ON d.id = s.device "
        "WHERE c.name = ? AND d.name = ? AND s.first <= ? AND s.first + s.count > ? AND s.id < ?",
        (compartment, device, last, first, before),
    )
    return any(_parts_at(connection, prev, first, one, before_it) for one, before_it in list(earlier))


def _parts_at(connection: Connection, prev: str | None, first: int, number: int, hash: str | None) -> bool:
    """Whether the log that reaches `number` over `hash` holds what ends before `first` with `prev`; where that is not known, it may."""
    while hash is not None and hash != prev and number > first:
        row = connection.exec_driver_sql("SELECT first, prev FROM segment WHERE hash = ?", (hash,)).first()
        if row is None:
            return True
        number, hash = row
    return hash == prev


class Hole(NamedTuple):
    """What is missing of a device's log in a compartment; the stamps are those of what is here before it ("") and after it."""

    compartment: str
    device: str
    first: int
    last: int
    before: str
    after: int  # the row of the segment that follows it
    passed: bool  # a person went on without it


def holes(connection: Connection) -> list[Hole]:
    """What is missing before segments of the log."""
    rows = connection.exec_driver_sql(
        "SELECT s.compartment, s.device, c.name, d.name, s.first, s.id, s.state FROM segment s JOIN compartment c ON c.id = s.compartment "
        "JOIN device d ON d.id = s.device WHERE s.linked = 0 AND NOT EXISTS (SELECT 1 FROM segment p WHERE p.hash = s.prev "
        "AND p.compartment = s.compartment AND p.device = s.device AND p.first + p.count = s.first) "
        "ORDER BY c.name, d.name, s.first, s.id"
    )
    found = []
    for compartment, device, place, author, first, row, state in list(rows):
        known = connection.exec_driver_sql(
            "SELECT first + count, stamp FROM segment WHERE compartment = ? AND device = ? AND first + count <= ? ORDER BY 1 DESC LIMIT 1",
            (compartment, device, first),
        ).first()
        begins, stamp = (1, "") if known is None else (known[0], known[1])
        # Where other branches cover all before it, nobody can say how much of this one is missing: its end is.
        found.append(Hole(place, author, min(begins, first - 1), first - 1, stamp, row, state == APPLIED))
    return found


def up_to(connection: Connection, compartment: str, device: str, names: Iterable[str]) -> set[str]:
    """The segments of a device's log, by the hash of line 0, that end with one of these changes or come before one that does."""
    found: set[str] = set()
    for name in filter(None, map(ChangeName.parse, names)):
        rows = connection.exec_driver_sql(
            "SELECT s.id, s.hash FROM segment s JOIN compartment c ON c.id = s.compartment JOIN device d ON d.id = s.device "
            "WHERE c.name = ? AND d.name = ? AND s.first <= ? AND s.first + s.count > ?",
            (compartment, device, name.number, name.number),
        )
        for row, hash in list(rows):
            one = log.segment(connection, row)
            if one.changes()[name.number - one.first].name == str(name):
                found.update(_before(connection, one.prev))
                found.update([hash] if one.last == name.number else [])
    return found


def _before(connection: Connection, hash: str | None) -> set[str]:
    rows = connection.exec_driver_sql(
        "WITH RECURSIVE chain(hash, prev, compartment, device, first) AS ("
        "SELECT hash, prev, compartment, device, first FROM segment WHERE hash = ? UNION ALL "
        "SELECT s.hash, s.prev, s.compartment, s.device, s.first FROM chain c JOIN segment s ON s.hash = c.prev "
        "AND s.compartment = c.compartment AND s.device = c.device AND s.first + s.count = c.first) SELECT hash FROM chain",
        (hash,),
    )
    return {row[0] for row in rows}


def forks(connection: Connection) -> list[tuple[int, int]]:
    """Where each log parts first: the two segments that came first of those of a device and compartment with the first number used twice.

    One pair for each log: of a thousand branches there are half a million pairs.
    """
    parted = connection.exec_driver_sql(
        "SELECT compartment, device, min(first) FROM (SELECT compartment, device, first, max(first + count) OVER "
        "(PARTITION BY compartment, device ORDER BY first, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ahead FROM segment) "
        "WHERE first < ahead GROUP BY compartment, device ORDER BY 1, 2"
    )
    text = "SELECT id FROM segment WHERE compartment = ? AND device = ? AND first <= ? AND first + count > ? ORDER BY id LIMIT 2"
    found = []
    for compartment, device, number in list(parted):
        one, other = connection.exec_driver_sql(text, (compartment, device, number, number)).scalars()
        found.append((int(one), int(other)))
    return found


def unsound(connection: Connection, opened: Container[str]) -> tuple[str, int] | None:
    """The first segment (device, number) of which the log says wrongly that all before it is here, or that is applied without a reason.

    Where what it follows is not applied, the reason is that a person let it, or what it follows, in (`opened`, by hash).
    """
    rows = connection.exec_driver_sql(
        "SELECT d.name, s.first, s.hash, s.linked, s.prev IS NULL OR coalesce(p.linked, 0), s.state, s.prev IS NULL OR p.state = ? "
        "FROM segment s JOIN device d ON d.id = s.device LEFT JOIN segment p ON p.hash = s.prev AND p.compartment = s.compartment "
        "AND p.device = s.device AND p.first + p.count = s.first ORDER BY s.id",
        (APPLIED,),
    )
    for device, first, hash, linked, should, state, reason in rows.all():
        if bool(linked) != bool(should) or (state == APPLIED and not reason and not _let_in(connection, hash, opened)):
            return device, first
    return None


def _let_in(connection: Connection, hash: str | None, opened: Container[str]) -> bool:
    while hash is not None and hash not in opened:
        hash = connection.exec_driver_sql("SELECT prev FROM segment WHERE hash = ?", (hash,)).scalar()
    return hash is not None
