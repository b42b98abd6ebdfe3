"""A desk and its bundles laid bare: every byte that their keys open, free pages and the write-ahead log too, to be searched."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import zstandard
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from jitdesk.crypto import age
from jitdesk.domain.changes import Line, decode_line
from jitdesk.services.desk import Desk
from jitdesk.storage import log

PAGE, RESERVED, SALT = 4_096, 80, 16  # SQLCipher 4: each page ends in its IV and its mark; the first begins with a salt
_WAL_HEAD, _FRAME_HEAD = 32, 24


def desk_bytes(desk: Desk) -> bytes:
    """All of a desk's folder, decrypted: raw pages, segments unpacked, terms of the index, names of files, attachments opened."""
    parts = [*_pages(desk), *_unpacked(desk), *_terms(desk), *_attached(desk)]
    for path in desk.folder.rglob("*"):
        parts.append(str(path.relative_to(desk.folder)).encode())
        if path.is_file() and not path.name.startswith("desk.db"):
            parts.append(path.read_bytes())
    return b"\n".join(parts)


def _pages(desk: Desk) -> Iterator[bytes]:
    database = desk.folder / "desk.db"
    data = database.read_bytes()
    for at in range(0, len(data), PAGE):
        yield _page(desk, data[at : at + PAGE], first=at == 0)
    wal = database.with_name("desk.db-wal")
    data = wal.read_bytes() if wal.is_file() else b""
    for at in range(_WAL_HEAD, len(data), _FRAME_HEAD + PAGE):
        number = int.from_bytes(data[at : at + 4])
        yield _page(desk, data[at + _FRAME_HEAD : at + _FRAME_HEAD + PAGE], first=number == 1)


def _page(desk: Desk, page: bytes, first: bool) -> bytes:
    body, iv = page[SALT if first else 0 : PAGE - RESERVED], page[PAGE - RESERVED : PAGE - RESERVED + 16]
    opened = Cipher(algorithms.AES(desk.keys.database), modes.CBC(iv)).decryptor()
    return opened.update(body) + opened.finalize()


def _unpacked(desk: Desk) -> Iterator[bytes]:
    with desk.db.read() as connection:
        for row in log.rows(connection):
            yield b"".join(log.unpack(log.segment(connection, row).body))
        for (name,) in list(connection.exec_driver_sql("SELECT name FROM compartment")):
            yield b"".join(line for _, line in log.open_lines(connection, name))


def _terms(desk: Desk) -> Iterator[bytes]:
    """FTS5 shortens terms by common beginnings: only its own table of terms shows them whole."""
    with desk.db.read() as connection:
        for (term,) in list(connection.exec_driver_sql("SELECT DISTINCT term FROM terms")):
            yield str(term).encode()


def _attached(desk: Desk) -> Iterator[bytes]:
    with desk.db.read() as connection:
        lines = [line for row in log.rows(connection) for line in log.segment(connection, row).lines()]
        for (name,) in list(connection.exec_driver_sql("SELECT name FROM compartment")):
            lines += [line for _, line in log.open_lines(connection, name)]
    yield from _opened(lines, lambda cipher: (desk.files / cipher).read_bytes() if (desk.files / cipher).is_file() else None)


def bundle_bytes(desk: Desk, paths: Iterable[Path]) -> bytes:
    """All that these files hold for a desk: of those that it can open every member unpacked, and every file as it lies."""
    parts = []
    for path in paths:
        parts += [path.name.encode(), path.read_bytes()]
        tar = io.BytesIO()
        try:
            with path.open("rb") as stream:
                age.decrypt(stream, tar, desk.keys.identities)
        except age.NotForUs:
            continue
        parts += _members(tar)
    return b"\n".join(parts)


def _members(tar: io.BytesIO) -> Iterator[bytes]:
    tar.seek(0)
    lines: list[bytes] = []
    held: dict[str, bytes] = {}
    with tarfile.open(fileobj=tar) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            data = stream.read() if stream else b""
            held[member.name] = data
            yield member.name.encode()
            yield data
            if member.name.endswith(".zst"):
                unpacked = zstandard.ZstdDecompressor().decompress(data, max_output_size=64 << 20)
                lines += unpacked.splitlines(keepends=True)[1:]
                yield unpacked
    yield from _opened(lines, lambda cipher: held.get(f"files/{cipher}"))


def _opened(lines: Iterable[bytes], find: object) -> Iterator[bytes]:
    """The attachments that these lines hold the keys of."""
    for data in lines:
        if b'"field":"content"' in data:
            line = decode_line(data)
            cipher = find(line.value["cipher"]) if isinstance(line, Line) and isinstance(line.value, dict) else None  # type: ignore[operator]
            if cipher:
                plain = io.BytesIO()
                age.decrypt(io.BytesIO(cipher), plain, [line.value["key"]])
                yield plain.getvalue()


def secrets(desk: Desk, compartment: str) -> dict[str, bytes]:
    """What names a compartment and all in it, by what it is: ids, names, hashes and names of changes, as they could stand in any byte."""
    with desk.db.read() as connection:
        place = desk.standing(connection).called(compartment)
        found = {"compartment": place, "compartment's name": compartment}
        for row in log.rows(connection):
            stored = log.segment(connection, row)
            if stored.compartment != place:
                continue
            found[f"segment {row}"] = stored.hash
            for change in stored.changes():
                found[f"change {change.name}"] = change.hash[:16]
                if isinstance(change.line, Line):
                    found[f"record {change.line.record}"] = change.line.record
                    found[f"group {change.line.group}"] = change.line.group
    return {what: text.encode() for what, text in found.items()}
