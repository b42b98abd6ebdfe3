"""The floors: the least work that each figure's task needs, done bare; every figure stands beside its floor from the same run."""

from __future__ import annotations

import hashlib
import io
import tarfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import sqlcipher3.dbapi2 as sqlcipher
import zstandard

from jitdesk.crypto import age
from jitdesk.domain.changes import Line


def database(path: Path) -> sqlcipher.Connection:
    """A bare SQLCipher database with the desk's own settings."""
    connection = sqlcipher.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key=\"x'{'5a' * 32}'\"")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA cache_size=-32000")
    connection.execute("PRAGMA wal_autocheckpoint=16384")
    return connection


def take_in(bundle: Path, identities: Sequence[str], folder: Path, texts: Sequence[str]) -> float:
    """Seconds to decrypt, decompress, hash and decode the lines of a bundle, log them in one statement and index the same texts."""
    connection = database(folder / "floor.db")
    connection.execute(
        "CREATE TABLE log(device INTEGER, compartment INTEGER, number INTEGER, line BLOB, PRIMARY KEY(device, compartment, number))"
    )
    connection.execute(
        "CREATE VIRTUAL TABLE search USING fts5(text, content='', contentless_delete=1, prefix='2 3 4', "
        "tokenize='unicode61 remove_diacritics 0')"
    )
    decoder = msgspec.json.Decoder(Line)
    start = time.perf_counter()
    with bundle.open("rb") as file:
        out = io.BytesIO()
        age.decrypt(file, out, identities)
    rows: list[tuple[int, int, int, bytes]] = []
    out.seek(0)
    with tarfile.open(fileobj=out) as members:
        for member in members:
            stream = members.extractfile(member)
            if stream is None or not (member.name.startswith("segments/") and member.name.endswith(".zst")):
                continue
            body = stream.read()
            for line in zstandard.ZstdDecompressor().decompress(body).split(b"\n")[1:-1]:
                hashlib.sha256(line).digest()
                decoder.decode(line)
                rows.append((1, 1, len(rows), line))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO log VALUES (?, ?, ?, ?)", rows)
    connection.executemany("INSERT INTO search(rowid, text) VALUES (?, ?)", list(enumerate(texts, start=1)))
    connection.execute("COMMIT")
    seconds = time.perf_counter() - start
    connection.close()
    return seconds
