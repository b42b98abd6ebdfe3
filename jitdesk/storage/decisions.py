"""What people decided on this desk: the journal, which is only ever added to, and what it comes to, line by line.

A line is in force if its segment is applied and no decision covers it. Decisions follow from the journal alone, so that rebuild can make
them anew; the journal holds names (segments and numbers of their lines) and never values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from jitdesk.domain import spans as runs
from jitdesk.domain.changes import Named
from jitdesk.domain.spans import Span
from jitdesk.storage import log
from jitdesk.storage.log import Stored

IMPORT, ACCEPT, GO_ON, REFUSE, UNDO = "import", "accept", "go_on", "refuse", "undo"
BRING = "bring"  # records out of a table: own lines, which an undo takes back by others
IN_FORCE = ""  # nothing stands against the lines but the state of their segment

Decided = Mapping[str, Mapping[int, Sequence[Span]]]
"""State (waiting, refused, in force again): rows of segments, and the runs of their lines."""

_json = msgspec.json.Encoder(order="sorted")


class Entry(NamedTuple):
    """One entry of the journal; an import of the first version says no more than its bundle."""

    id: int
    at: str
    act: str
    detail: dict[str, Any]

    @property
    def step(self) -> int:
        """What it is undone with: the first entry of its import."""
        return int(self.detail.get("step", self.id))


def next_entry(connection: Connection) -> int:
    """The number that the next entry of the journal will have."""
    return int(connection.exec_driver_sql("SELECT coalesce(max(id), 0) + 1 FROM journal").scalar() or 1)


def write(connection: Connection, at: str, act: str, decided: Decided, number: int | None = None, **detail: object) -> int:
    """Write an entry into the journal, under its `number` if it was taken before, and do what it says of lines; returns its number."""
    named = {state: {_hash(connection, row): spans for row, spans in those.items()} for state, those in decided.items() if those}
    text = _json.encode({**detail, "decided": named} if named else detail).decode()
    row = number or next_entry(connection), at, act, text
    connection.exec_driver_sql("INSERT INTO journal VALUES (?, ?, ?, ?)", row)
    for state, those in decided.items():
        for segment, spans in those.items():
            _decide(connection, segment, spans, state)
    return row[0]


def entries(connection: Connection, *acts: str) -> list[Entry]:
    """The entries of the journal, or those of some acts, in their order."""
    where = f"WHERE act IN ({', '.join('?' * len(acts))})" if acts else ""
    rows = connection.exec_driver_sql(f"SELECT id, at, act, detail FROM journal {where} ORDER BY id", acts)  # noqa: S608 - places for values
    return [Entry(id, at, act, _detail(detail)) for id, at, act, detail in rows]


def undone(connection: Connection) -> set[int]:
    """The entries that were undone."""
    return {number for entry in entries(connection, UNDO) for number in entry.detail["of"]}


def opened(connection: Connection) -> set[str]:
    """The segments, by hash, that a person ever put in force against the gate: behind a gap, beside a fork."""
    return {hash for entry in entries(connection, ACCEPT, GO_ON) for hash in entry.detail.get("opened", {})}


def took(connection: Connection, entry: int, segment: int, spans: Iterable[Span]) -> None:
    """An entry of the journal put these lines in force."""
    rows = [(entry, segment, first, last) for first, last in spans]
    if rows:
        connection.exec_driver_sql("INSERT INTO taken VALUES (?, ?, ?, ?)", rows)


def taken(connection: Connection, entry: int) -> dict[int, list[Span]]:
    """The lines that an entry of the journal put in force: rows of segments, and runs of their lines."""
    result: dict[int, list[Span]] = {}
    for segment, first, last in connection.exec_driver_sql(
        "SELECT segment, first, last FROM taken WHERE journal = ? ORDER BY segment, first", (entry,)
    ):
        result.setdefault(segment, []).append((first, last))
    return result


def last_step(connection: Connection) -> list[Entry]:
    """The newest step (an acceptance; an import of one bundle or several) that put lines in force and was not undone: its entries."""
    gone = undone(connection)
    took = {int(row[0]) for row in connection.exec_driver_sql("SELECT DISTINCT journal FROM taken")} - gone
    every = [entry for entry in entries(connection, IMPORT, ACCEPT, GO_ON) if entry.id in took]
    return [entry for entry in every if entry.step == every[-1].step]


def last_brought(connection: Connection) -> Entry | None:
    """The newest table that was brought in and not undone, or None."""
    gone = undone(connection)
    return next((entry for entry in reversed(entries(connection, BRING)) if entry.id not in gone), None)


def of_segment(connection: Connection, segment: int) -> list[tuple[int, int, str]]:
    """What was decided of lines of a segment: first, last, waiting or refused."""
    rows = connection.exec_driver_sql("SELECT first, last, state FROM decision WHERE segment = ? ORDER BY first", (segment,))
    return [(row[0], row[1], row[2]) for row in rows]


def segments(connection: Connection) -> list[int]:
    """The segments of which something was decided."""
    return [row[0] for row in connection.exec_driver_sql("SELECT DISTINCT segment FROM decision ORDER BY segment")]


def asleep(connection: Connection, segment: int) -> int:
    """How many lines of a segment are not in force."""
    whole = connection.exec_driver_sql("SELECT count FROM segment WHERE id = ? AND state != ?", (segment, log.APPLIED)).scalar()
    some = connection.exec_driver_sql("SELECT sum(last - first + 1) FROM decision WHERE segment = ?", (segment,)).scalar()
    return int(whole or some or 0)


def in_force(connection: Connection, stored: Stored) -> list[Named]:
    """The lines of an applied segment that are in force."""
    against = runs.numbers((first, last) for first, last, _ in of_segment(connection, stored.id))
    changes = stored.changes()
    return [change for change in changes if change.number not in against] if against else changes


def rebuild(connection: Connection) -> None:
    """Forget what was decided and make it anew from the journal."""
    connection.exec_driver_sql("DELETE FROM decision")
    for entry in entries(connection):
        for state, those in entry.detail.get("decided", {}).items():
            for hash, spans in those.items():
                row = log.row_of(connection, hash)
                if row is not None:
                    _decide(connection, row, [(first, last) for first, last in spans], state)


def _decide(connection: Connection, segment: int, spans: Sequence[Span], state: str) -> None:
    """From now on these lines have this state, whatever was decided of them before; the same decision is always written in one way."""
    states = {number: was for first, last, was in of_segment(connection, segment) for number in range(first, last + 1)}
    for number in runs.numbers(spans):
        states[number] = state
    rows: list[tuple[int, int, int, str]] = []
    for kept in sorted(set(states.values()) - {IN_FORCE}):
        those = runs.of(sorted(number for number, was in states.items() if was == kept))
        rows.extend((segment, first, last, kept) for first, last in those)
    connection.exec_driver_sql("DELETE FROM decision WHERE segment = ?", (segment,))
    if rows:
        connection.exec_driver_sql("INSERT INTO decision VALUES (?, ?, ?, ?)", rows)


def _hash(connection: Connection, segment: int) -> str:
    return str(connection.exec_driver_sql("SELECT hash FROM segment WHERE id = ?", (segment,)).scalar())


def _detail(text: str) -> dict[str, Any]:
    return dict(msgspec.json.decode(text)) if text.startswith("{") else {"bundle": text}
