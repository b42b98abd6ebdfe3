"""What is really in the files of a desk: every page of its database decrypted, free ones and the journal too, and all frames unpacked."""

from __future__ import annotations

from pathlib import Path

import zstandard
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from jitdesk.services.desk import Desk
from jitdesk.storage import log

_PAGE, _RESERVED, _SALT = 4096, 80, 16
_FRAME = b"\x28\xb5\x2f\xfd"


def everything(desk: Desk) -> bytes:
    """Every byte that the keys of a desk open: tables as they are read, the log unpacked, raw pages, and the files beside them."""
    held = [path.read_bytes() for path in sorted(desk.folder.rglob("*")) if path.is_file() and not path.name.startswith("desk.db")]
    held += [str(path).encode() for path in desk.folder.rglob("*")]
    with desk.db.read() as connection:
        for (table,) in list(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")):
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}"):  # noqa: S608 - names of our own tables
                held += [value if isinstance(value, bytes) else str(value).encode() for value in row]
        for row in log.rows(connection):
            held += log.segment(connection, row).lines()
    return b"\n".join([*held, raw(desk)])


def raw(desk: Desk) -> bytes:
    """The decrypted pages of the database and of its write-ahead log, with what is packed in them."""
    key = desk.keys.database
    data = (desk.folder / "desk.db").read_bytes()
    pages = [_opened(key, data[at : at + _PAGE], first=at == 0) for at in range(0, len(data), _PAGE)]
    wal = desk.folder / "desk.db-wal"
    frames = wal.read_bytes()[32:] if wal.exists() else b""
    for at in range(0, len(frames), 24 + _PAGE):
        number = int.from_bytes(frames[at : at + 4], "big")
        pages.append(_opened(key, frames[at + 24 : at + 24 + _PAGE], first=number == 1))
    assert pages[0].startswith(b"\x10\x00"), "the pages were not decrypted: this test has gone blind"  # the size of a page, after the salt
    return b"".join(pages) + b"\n".join(_unpacked(b"".join(pages)))


def _opened(key: bytes, page: bytes, *, first: bool) -> bytes:
    """SQLCipher 4: AES-256-CBC, the initialisation vector in the reserved end of the page; the first page begins with the salt."""
    sealed, iv = page[_SALT if first else 0 : _PAGE - _RESERVED], page[_PAGE - _RESERVED : _PAGE - _RESERVED + 16]
    opener = Cipher(AES(key), CBC(iv)).decryptor()
    return opener.update(sealed) + opener.finalize()


def _unpacked(data: bytes) -> list[bytes]:
    """The frames that begin anywhere in `data` and lie in one piece."""
    found = []
    at = data.find(_FRAME)
    while at >= 0:
        try:
            found.append(zstandard.ZstdDecompressor().decompressobj().decompress(data[at:]))
        except zstandard.ZstdError:
            found.append(b"")
        at = data.find(_FRAME, at + 1)
    return found


def terms(desk: Desk) -> set[str]:
    """The words of the search index."""
    with desk.db.read() as connection:
        return {row[0] for row in connection.exec_driver_sql("SELECT term FROM terms")}


def files(desk: Desk) -> set[str]:
    """The names of the ciphertexts that lie beside the database."""
    return {path.name for path in Path(desk.files).iterdir()}
