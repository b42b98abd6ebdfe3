"""Desks of earlier versions have, once opened, the tables that a new desk has; a desk of a newer version is left alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from jitdesk.kernel.errors import Refused
from jitdesk.services import desk as desks
from jitdesk.storage import migration
from jitdesk.storage.engine import Connection, Database

MUSEUM = Path(__file__).parents[1] / "museum"


def tables(connection: Connection) -> dict[str, set[tuple[object, ...]]]:
    """Columns of each table: name, type, whether it must be set, default, place in the primary key."""
    names = [row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: {tuple(row)[1:] for row in connection.exec_driver_sql(f"PRAGMA table_info({name})")} for name in names}


def indexes(connection: Connection) -> set[str]:
    return {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'")}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = tmp_path / "olena.jitdesk"
    shutil.copytree(MUSEUM / "first" / folder.name, folder)
    for name in ("files", "staging"):
        (folder / name).mkdir(exist_ok=True)
    return folder


def test_a_desk_of_the_first_version_gets_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    new = Database(tmp_path / "new.db", bytes(range(32)))
    new.create()
    opened = desks.hold(old, desks.unlock(old, "a fine passphrase"))
    with new.read() as fresh, opened.db.read() as migrated:
        assert tables(migrated) == tables(fresh)
        assert indexes(migrated) == indexes(fresh)
        assert not migration.is_due(migrated)
        assert not migration.is_due(fresh)
    new.close()
    opened.close()


def test_a_desk_of_a_newer_version_is_refused_and_left_alone(old: Path) -> None:
    unlocked = desks.unlock(old, "a fine passphrase")
    opened = desks.hold(old, unlocked)
    with opened.db.write() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 1000")
    opened.close()
    with pytest.raises(Refused) as refused:
        desks.hold(old, unlocked)
    assert refused.value.key == "desk.newer"
