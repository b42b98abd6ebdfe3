"""A statement that runs beside Python: what comes after sees what it did, and what it refuses is never committed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import IntegrityError

from jitdesk.storage import beside, log
from jitdesk.storage.engine import Connection, Database

LONG = "INSERT INTO meta WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT ? || i, i FROM n"
REFUSED = "INSERT INTO meta VALUES (?, NULL)"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "desk.db", bytes(32))
    made.create()
    yield made
    made.close()


def count(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT count(*) FROM meta").scalar() or 0)


def test_what_comes_after_sees_what_it_did(db: Database) -> None:
    with db.write() as connection:
        beside.run(connection, LONG, ("a",))
        assert count(connection) == 20_000
        beside.run(connection, LONG, ("b",))
        beside.run(connection, LONG, ("c",))
    with db.read() as connection:
        assert count(connection) == 60_000


def refused(db: Database, *, more: bool) -> None:
    with db.write() as connection:
        log.put(connection, "before", "x")
        beside.run(connection, REFUSED, ("a",))
        if more:
            log.put(connection, "after", "x")


def test_what_it_refuses_is_raised_at_the_next_statement(db: Database) -> None:
    with pytest.raises(IntegrityError):
        refused(db, more=True)
    with db.write() as connection:
        assert count(connection) == 0


def test_what_it_refuses_last_is_raised_before_the_commit(db: Database) -> None:
    with pytest.raises(sqlcipher.IntegrityError):
        refused(db, more=False)
    with db.write() as connection:
        assert count(connection) == 0


def test_a_preview_takes_back_what_is_still_running(db: Database) -> None:
    for statement in (LONG, REFUSED):
        with db.rehearse() as connection:
            beside.run(connection, statement, ("a",))
        with db.write() as connection:
            assert count(connection) == 0


def stopped(db: Database) -> None:
    with db.write() as connection:
        beside.run(connection, LONG, ("a",))
        raise KeyboardInterrupt


def test_who_is_stopped_meanwhile_hears_why(db: Database) -> None:
    with pytest.raises(KeyboardInterrupt):
        stopped(db)
    with db.write() as connection:
        assert count(connection) == 0
