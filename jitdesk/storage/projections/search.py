"""The full-text index: folded text of the searched fields, one row a record."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec
from sqlalchemy import Connection

from jitdesk.domain.folding import fold
from jitdesk.domain.kinds import KINDS
from jitdesk.domain.merge import Shown
from jitdesk.storage import beside

_json = msgspec.json.Encoder()
_SEARCHED = {k.name: tuple(f.name for f in k.fields if f.searched) for k in KINDS.values()}


def write(connection: Connection, shown: Iterable[tuple[int, str, Shown]], known: Collection[int]) -> None:
    """Begin to index the records (row number, kind, what is shown), in order of rows; `known` are those that may be indexed already.

    It is one statement, which runs on beside Python until something else is asked of the connection.
    """
    rows = {rid: text(kind, record) for rid, kind, record in shown if kind in KINDS}
    if rows:
        way = "INSERT OR REPLACE" if known else "INSERT"  # with rows deleted first, the index would write its terms out at each block
        statement = f"{way} INTO search(rowid, text) SELECT CAST(key AS INTEGER), value FROM json_each(CAST(? AS TEXT))"  # noqa: S608 - of two words
        beside.run(connection, statement, (_json.encode(rows),))


def purge(connection: Connection) -> None:
    """Take the terms of deleted entries out of the index itself: a deletion only marks them."""
    connection.exec_driver_sql("INSERT INTO search(search) VALUES ('optimize')")


def text(kind: str, record: Shown) -> str:
    """What a record is found by: nothing while it is restricted."""
    if record.values.get("restricted"):
        return ""
    parts = []
    for name in _SEARCHED[kind]:
        value = record.values.get(name)
        if isinstance(value, str):
            parts.append(value)
        elif isinstance(value, list):
            parts.extend(entry for entry in value if isinstance(entry, str))
    return fold("\n".join(parts))
