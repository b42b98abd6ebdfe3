"""Copies the database of a desk to a file under another key; the original is only read, so a copy cut short costs nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from jitdesk.kernel.errors import Refused
from jitdesk.storage import engine

_STEPS = 1_000  # of SQLite's virtual machine between two looks at how far the copy is
_SETTINGS = ("user_version", "application_id")  # what sqlcipher_export leaves behind


def copy(source: Path, key: bytes, target: Path, new_key: bytes, progress: Callable[[int, int], None]) -> None:
    """Write all that `source` holds to a new file `target` under `new_key`, on the disk when it returns.

    Raises Refused while anybody else has `source` open, OSError where `target` is there or cannot be.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with engine.told(source), closing(sqlcipher.connect(str(source), isolation_level=None)) as connection:
        engine.enter(connection, key)
        _close_journal(connection, source)
        _export(connection, source, target, new_key, progress)
    with target.open("rb+") as written:
        os.fsync(written.fileno())


def opens(path: Path, key: bytes) -> bool:
    """Whether `path` is a database under this key; raises Refused where the disk does not tell."""
    if not path.is_file() or path.stat().st_size == 0:
        return False
    with engine.told(path), closing(sqlcipher.connect(str(path), isolation_level=None)) as connection:
        engine.enter(connection, key)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlcipher.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlcipher.SQLITE_NOTADB:
                return False
            raise
    return True


def _close_journal(connection: Any, source: Path) -> None:
    """Bring everything into the one file; the system refuses that while anybody else has it open, so nothing can be written meanwhile."""
    try:
        [mode] = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlcipher.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in (sqlcipher.SQLITE_BUSY, sqlcipher.SQLITE_LOCKED):
            raise
        mode = "wal"
    if mode != "delete":
        raise Refused("recipher.in_use", desk=source.parent.name)


def _export(connection: Any, source: Path, target: Path, new_key: bytes, progress: Callable[[int, int], None]) -> None:
    total = source.stat().st_size

    def tell() -> int:
        progress(min(target.stat().st_size, total), total)
        return 0

    connection.execute("ATTACH DATABASE ? AS fresh KEY ?", (str(target), engine.raw(new_key)))
    for setting in ("journal_mode", "synchronous"):  # half of a copy is thrown away, and a whole one is synced once
        connection.execute(f"PRAGMA fresh.{setting}=OFF").fetchone()
    connection.set_progress_handler(tell, _STEPS)
    connection.execute("BEGIN")
    connection.execute("SELECT sqlcipher_export('fresh')").fetchone()
    connection.execute("COMMIT")
    connection.set_progress_handler(None, 0)
    progress(total, total)
    for setting in _SETTINGS:
        [value] = connection.execute(f"PRAGMA {setting}").fetchone()
        connection.execute(f"PRAGMA fresh.{setting}={int(value)}")
    connection.execute("DETACH DATABASE fresh")
