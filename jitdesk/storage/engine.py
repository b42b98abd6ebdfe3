"""Opens the encrypted database of a desk by its raw key: one writer, a few readers (SQLAlchemy Core on SQLCipher)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection as Connection
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from jitdesk.kernel.errors import Damaged, JITDeskError, Refused
from jitdesk.storage import beside, migration, schema

KEY_BYTES = 32
# Page caches of all connections together stay below 64 MB: one writer, two readers.
_WRITER_CACHE_KIB = 32_000
_READER_CACHE_KIB = 12_000
# The write-ahead log goes into the database once it is this large, or when the desk is closed, and then gives its room back. At SQLite's
# 4 MiB every commit of an import waited for that, and the larger the desk, the more pages there were to write twice.
_LOG_PAGES, _LOG_BYTES = 16_384, 64 << 20
_DISK = (sqlcipher.SQLITE_IOERR, sqlcipher.SQLITE_CANTOPEN, sqlcipher.SQLITE_READONLY)


class Database:
    """The database of one desk: `write()` and `read()` give connections inside a transaction; `close()` forgets the key."""

    def __init__(self, path: Path, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("a database key has 32 bytes")
        self.path = path
        self._writer = _engine(path, key, _WRITER_CACHE_KIB, "IMMEDIATE", size=1)
        self._reader = _engine(path, key, _READER_CACHE_KIB, "DEFERRED", size=2)
        event.listen(self._writer, "before_cursor_execute", lambda connection, *_: beside.wait(connection))
        event.listen(self._writer, "commit", beside.wait)
        event.listen(self._writer, "rollback", beside.end)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection that holds the write lock; committed at the end, rolled back on any exception."""
        with told(self.path), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def rehearse(self) -> Iterator[Connection]:
        """As `write`, but rolled back at the end whatever happens: a preview."""
        with told(self.path), self._writer.connect() as connection, connection.begin() as transaction:
            try:
                yield connection
            finally:
                transaction.rollback()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the desk."""
        with told(self.path), self._reader.begin() as connection:
            yield connection

    def create(self) -> None:
        """Make the tables of a new desk."""
        with self.write() as connection:
            schema.METADATA.create_all(connection)
            for statement in schema.EXTRA:
                connection.exec_driver_sql(statement)
            migration.mark(connection)

    def close(self) -> None:
        """Close all connections."""
        self._writer.dispose()
        self._reader.dispose()


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the database at `path` says in the body into a sentence for a person."""
    try:
        yield
    except (sqlcipher.DatabaseError, DBAPIError) as error:
        sentence = _sentence(error.orig if isinstance(error, DBAPIError) else error, path)
        if sentence is None:
            raise
        raise sentence from None


def _sentence(error: BaseException | None, path: Path) -> JITDeskError | None:
    """What a person is told of an error of the database; None where the error is ours."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # above it stand details of the same kind
    if code == sqlcipher.SQLITE_FULL:
        return Refused("files.full", name=path.name, folder=str(path.parent))
    if code in _DISK:
        return Refused("files.failed", name=path.name, folder=str(path.parent), reason=str(error))
    if type(error) is sqlcipher.DatabaseError or "no such table" in str(error):  # not a database, malformed, empty
        return Damaged("desk.damaged")
    return None


def _engine(path: Path, key: bytes, cache_kib: int, begin: str, size: int) -> Engine:
    def connect() -> Any:
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False, timeout=30)
        try:
            _unlock(connection, key, cache_kib)
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite+pysqlite://", module=sqlcipher, creator=connect, poolclass=QueuePool, pool_size=size, max_overflow=0)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {begin}")

    return engine


def enter(connection: Any, key: bytes) -> None:
    """Give a connection its key; nothing is read yet."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA cipher_log_level=NONE")
    cursor.execute(f'PRAGMA key="{raw(key)}"')
    if cursor.execute("PRAGMA cipher_status").fetchone()[0] != "1":
        raise RuntimeError("the database would not be encrypted")
    cursor.close()


def raw(key: bytes) -> str:
    """A key as SQLCipher takes it; exactly 32 bytes, for it would silently take anything else as a passphrase."""
    if len(key) != KEY_BYTES:
        raise ValueError("a database key has 32 bytes")
    return f"x'{key.hex()}'"


def _unlock(connection: Any, key: bytes, cache_kib: int) -> None:
    enter(connection, key)
    cursor = connection.cursor()
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.execute("PRAGMA journal_mode=WAL")
    # FULL: a change number that was exported must survive a power cut, or an honest member looks like a forger.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
    cursor.execute(f"PRAGMA journal_size_limit={_LOG_BYTES}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA cache_size=-{cache_kib}")
    cursor.close()
