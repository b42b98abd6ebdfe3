"""The encrypted database: private, opened by its key alone, never in the clear, and whole after any refusal."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from jitdesk.kernel.errors import Damaged
from jitdesk.storage import digest, log
from jitdesk.storage.engine import Database

KEY = bytes(range(32))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "desk.db", KEY)
    made.create()
    yield made
    made.close()


def test_the_file_is_private_and_says_nothing(db: Database) -> None:
    with db.write() as connection:
        log.put(connection, "witness", "Zlatorog")
    with db.read() as connection:
        assert log.get(connection, "witness") == "Zlatorog"
    for path in db.path.parent.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        data = path.read_bytes()
        assert b"Zlatorog" not in data
        assert not data.startswith(b"SQLite format 3")
    with sqlite3.connect(db.path) as plain, pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT * FROM meta")
    plain.close()


def test_another_key_is_a_damaged_desk(db: Database) -> None:
    other = Database(db.path, bytes(32))
    with pytest.raises(Damaged) as refused, other.read():
        pass
    assert refused.value.key == "desk.damaged"
    other.close()


@pytest.mark.parametrize("key", [b"", KEY[:31], KEY + b"x"])
def test_a_key_of_another_length_is_a_mistake_of_ours(tmp_path: Path, key: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Database(tmp_path / "desk.db", key)


def test_every_flipped_page_is_noticed(db: Database) -> None:
    with db.write() as connection:
        for number in range(300):
            log.put(connection, f"key {number}", "value" * 20)
    db.close()
    data = db.path.read_bytes()
    pages = len(data) // 4096
    assert pages > 10
    for page in range(0, pages, 7):
        spoilt = bytearray(data)
        spoilt[page * 4096 + 2000] ^= 1
        db.path.write_bytes(spoilt)
        again = Database(db.path, KEY)
        with pytest.raises(Damaged):
            _read_all(again)
        again.close()
        for beside in db.path.parent.glob("desk.db-*"):
            beside.unlink()


def _read_all(db: Database) -> None:
    with db.read() as connection:
        for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all():
            connection.exec_driver_sql(f"SELECT * FROM {name}").all()  # noqa: S608 - names of our own tables
        if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":  # a page of an index is read by no SELECT
            raise Damaged("desk.damaged")


def test_a_power_cut_keeps_what_was_committed(db: Database) -> None:
    for engine in (db.write, db.read):
        with engine() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA temp_store").scalar() == 2


def test_what_fails_and_what_is_rehearsed_leaves_nothing(db: Database) -> None:
    with db.read() as connection:
        before = digest.everything(connection)
    with suppress(ZeroDivisionError), db.write() as connection:
        log.put(connection, "a", "b")
        raise ZeroDivisionError
    with db.rehearse() as connection:
        log.put(connection, "a", "b")
        assert log.get(connection, "a") == "b"
    with db.read() as connection:
        assert digest.everything(connection) == before


def test_the_hash_of_everything_sees_every_table(db: Database) -> None:
    with db.read() as connection:
        tables = [
            row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
        ]
        before = digest.everything(connection)
    for table in tables:
        if table.startswith(("search_", "sqlite_")):
            continue
        with db.rehearse() as connection:
            columns = connection.exec_driver_sql(f"PRAGMA table_info({table})").all()
            values = ["1" if column[2] == "INTEGER" else "'1'" for column in columns]
            connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({', '.join(values)})")  # noqa: S608 - names of our own tables
            assert digest.everything(connection) != before, table
