"""What is known of the content of segments without unpacking them: which name ciphertexts, and how many entries of the log they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection

from jitdesk.domain.changes import Line, Named, decode_line
from jitdesk.domain.kinds.disclosure import DISCLOSURE
from jitdesk.kernel.values import is_hash
from jitdesk.storage.projections.heads import json_list

# How these stand in a line, and nowhere in a text: there the quotation marks are escaped.
_CONTENT, _ENTRY = b'"field":"content"', f'"kind":"{DISCLOSURE.name}"'.encode()


def marks(changes: Sequence[Named]) -> tuple[bool, int]:
    """Whether one of these lines may name a ciphertext, and how many are entries of the disclosure log."""
    lines = [change.line for change in changes if type(change.line) is Line]
    return "content" in [line.field for line in lines], [line.kind for line in lines].count(DISCLOSURE.name)


def is_entry(data: bytes) -> bool:
    """Whether a line is of an entry of the disclosure log."""
    return _ENTRY in data


def attaching(connection: Connection, rows: Iterable[int]) -> list[int]:
    """Those of these segments that may name ciphertexts."""
    text = "SELECT id FROM segment WHERE attaches AND id IN (SELECT value FROM json_each(?)) ORDER BY id"
    return [row[0] for row in connection.exec_driver_sql(text, (json_list(rows),))]


def frame_heads(connection: Connection, rows: Iterable[int]) -> dict[int, bytes]:
    """The first bytes of these packed segments, as many as the head of a zstd frame can have: they say how much is in it."""
    text = "SELECT id, substr(body, 1, 18) FROM segment WHERE id IN (SELECT value FROM json_each(?))"
    return {row[0]: row[1] for row in connection.exec_driver_sql(text, (json_list(rows),))}


def counted(connection: Connection, row: int) -> int:
    """How many entries of the disclosure log a segment is noted to hold."""
    return int(connection.exec_driver_sql("SELECT entries FROM segment WHERE id = ?", (row,)).scalar() or 0)


def entries(lines: Iterable[bytes]) -> int:
    """How many of these lines are entries of the disclosure log."""
    found = [decode_line(data) for data in lines if is_entry(data)]  # a value can hold the same bytes
    return sum(isinstance(line, Line) and line.kind == DISCLOSURE.name for line in found)


def ciphers(lines: Iterable[bytes]) -> Iterator[str]:
    """The hashes of the ciphertexts that lines attach."""
    for data in [data for data in lines if _CONTENT in data]:
        line = decode_line(data)
        if isinstance(line, Line) and line.field == "content" and isinstance(line.value, dict):
            found = line.value.get("cipher")
            if isinstance(found, str) and is_hash(found):
                yield found
