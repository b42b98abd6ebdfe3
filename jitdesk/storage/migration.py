"""Desks of earlier versions brought to the tables of this one, step by step; `PRAGMA user_version` says how far a desk has come."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from jitdesk.kernel.errors import Refused
from jitdesk.storage import contents, log

# A desk that says of no field table that its rows are made by it has them made anew when it is opened.
_PROJECT_ANEW = "DELETE FROM meta WHERE key = 'fields'"


def _chain_and_decision(connection: Connection) -> None:
    """Chain and decision part: what is linked, what a person decided of single lines, what each import took, reports."""
    _run(
        connection,
        "ALTER TABLE segment ADD COLUMN linked INTEGER NOT NULL DEFAULT 1",
        "UPDATE segment SET linked = state != 'held'",
        "CREATE TABLE decision (segment INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, state TEXT NOT NULL, "
        "PRIMARY KEY (segment, first)) WITHOUT ROWID",
        "CREATE TABLE taken (journal INTEGER NOT NULL, segment INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, "
        "PRIMARY KEY (journal, segment, first)) WITHOUT ROWID",
        "CREATE TABLE report (journal INTEGER NOT NULL, part INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (journal, part))",
        # What an import of the first version took, as far as it is known: the segments that it brought and that are in force.
        "INSERT INTO taken SELECT j.id, s.id, s.first, s.first + s.count - 1 FROM journal j JOIN segment s ON s.bundle = j.detail "
        "WHERE j.act = 'import' AND s.state = 'applied'",
    )


def _index_of_conditions(connection: Connection) -> None:
    """Which records bear conditions of the State they came from."""
    _run(connection, "CREATE INDEX head_conditions ON head(rid) WHERE field = 'conditions'")


def _stubs(connection: Connection) -> None:
    """Which lines of a segment are stubs: a desk of an earlier version holds none, for it took none in."""
    _run(
        connection,
        "CREATE TABLE stub (segment INTEGER NOT NULL, number INTEGER NOT NULL, mark TEXT NOT NULL, ordered TEXT NOT NULL, "
        "proved INTEGER NOT NULL, missing INTEGER NOT NULL, PRIMARY KEY (segment, number)) WITHOUT ROWID",
    )


def _mail(connection: Connection) -> None:
    """Bundles in mailboxes that are dealt with."""
    _run(
        connection,
        "CREATE TABLE mail (name TEXT NOT NULL PRIMARY KEY, size INTEGER NOT NULL, changed INTEGER NOT NULL, hash TEXT NOT NULL, "
        "sender TEXT NOT NULL, own INTEGER NOT NULL, recipients TEXT NOT NULL, have TEXT NOT NULL)",
    )


def _heads_by_record(connection: Connection) -> None:
    """All heads of a record in one value, and the elements of its sets beside it: both are projected anew."""
    _run(
        connection,
        "DROP TABLE head",
        "CREATE TABLE head (rid INTEGER NOT NULL PRIMARY KEY, cells BLOB NOT NULL)",
        "CREATE TABLE head_more (rid INTEGER NOT NULL, part INTEGER NOT NULL, cells BLOB NOT NULL, PRIMARY KEY (rid, part))",
        "CREATE TABLE element (rid INTEGER NOT NULL, field TEXT NOT NULL, element TEXT NOT NULL, PRIMARY KEY (rid, field, element)) "
        "WITHOUT ROWID",
        "CREATE INDEX element_of ON element(element, field)",
        "CREATE INDEX element_conditions ON element(rid) WHERE field = 'conditions'",
        "INSERT INTO search(search, rank) VALUES ('automerge', 8)",
        "INSERT INTO search(search, rank) VALUES ('hashsize', 4194304)",
        _PROJECT_ANEW,
    )


def _marks_of_segments(connection: Connection) -> None:
    """Which segments name ciphertexts, how many of their lines are entries of the disclosure log; indexes for what each import asks."""
    _run(
        connection,
        "ALTER TABLE segment ADD COLUMN attaches INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE segment ADD COLUMN entries INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX journal_act ON journal(act)",
        "DROP INDEX segment_chain",
        "CREATE INDEX segment_chain ON segment(compartment, device, first, count)",
        "CREATE INDEX segment_unlinked ON segment(compartment) WHERE linked = 0",
    )
    for row in log.rows(connection):
        marks = contents.marks(log.segment(connection, row).changes())
        connection.exec_driver_sql("UPDATE segment SET attaches = ?, entries = ? WHERE id = ?", (*marks, row))


# A step is never changed once a version with it was released; the next one is added below it.
STEPS: tuple[Callable[[Connection], None], ...] = (
    _chain_and_decision,
    _index_of_conditions,
    _stubs,
    _mail,
    _heads_by_record,
    _marks_of_segments,
)


def is_due(connection: Connection) -> bool:
    """Whether a desk has steps before it; raises Refused for one of a newer version."""
    if _version(connection) > len(STEPS):
        raise Refused("desk.newer")
    return _version(connection) < len(STEPS)


def run(connection: Connection) -> None:
    """Take the steps that a desk has before it, in the transaction of `connection`."""
    for step in STEPS[_version(connection) :]:
        step(connection)
    mark(connection)


def mark(connection: Connection) -> None:
    """Say that a desk has the tables of this version."""
    connection.exec_driver_sql(f"PRAGMA user_version = {len(STEPS)}")


def _version(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)


def _run(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement)
