"""Fingerprints of a desk's rows: equal desks have equal digests, whatever row numbers they gave."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import Connection

from jitdesk.domain.kinds import KINDS

_NAMED = "SELECT r.id || ' ' || c.name || ' ' || r.kind FROM record r JOIN compartment c ON c.id = r.compartment WHERE r.rid = t.rid"


def projection(connection: Connection) -> str:
    """A hash of everything that is projected from the log: heads, rows, conflicts, search terms, acts."""
    return _hash(text for _, text in _projected(connection))


def compartment(connection: Connection, name: str) -> str:
    """A hash of everything that is projected of one compartment: its readers agree on it, whatever else each of them reads."""
    return _hash(text for place, text in _projected(connection) if place == name)


def decisions(connection: Connection) -> str:
    """A hash of what was decided of single lines."""
    rows = connection.exec_driver_sql(
        "SELECT s.hash, d.first, d.last, d.state FROM decision d JOIN segment s ON s.id = d.segment ORDER BY 1, 2"
    )
    return _hash(repr(tuple(row)) for row in rows)


def everything(connection: Connection) -> str:
    """A hash of all rows of the desk, the log included: what a refusal must leave as it was."""
    return _hash(_all(connection))


def records(connection: Connection) -> int:
    """How many records the projection holds."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM record").scalar() or 0)


def _hash(texts: Iterator[str]) -> str:
    digest = hashlib.sha256()
    for text in texts:
        digest.update(text.encode("utf-8") + b"\n")
    return digest.hexdigest()


def _projected(connection: Connection) -> Iterator[tuple[str, str]]:
    """Every projected row as a text, with the compartment that it belongs to."""
    for table in ("head", "head_more", "element", "awaited", "conflict", "change", *KINDS):
        columns = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})") if row[1] != "rid"]
        if table == "change":
            columns = ["(SELECT name FROM device WHERE id = t.device)", "number", "mark"]
        texts = ", ".join(f"quote({column})" for column in columns)
        rows = connection.exec_driver_sql(f"SELECT ({_NAMED}) AS who, {texts} FROM {table} t ORDER BY who, {texts}")  # noqa: S608
        for row in rows:
            yield row[0].split()[1], f"{table} {tuple(row)!r}"
    whose = _NAMED.replace("t.rid", "t.doc")
    for row in connection.exec_driver_sql(f'SELECT term, ({whose}) AS who, "offset" FROM terms t ORDER BY 1, 2, 3'):  # noqa: S608
        yield row[1].split()[1], f"search {tuple(row)!r}"
    for row in connection.exec_driver_sql(
        "SELECT c.name, a.name, a.line FROM act a JOIN compartment c ON c.id = a.compartment ORDER BY 1, 2, 3"
    ):
        yield row[0], f"act {tuple(row)!r}"


def _all(connection: Connection) -> Iterator[str]:
    tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
    for (table,) in list(tables):
        if table in ("search", "terms"):  # the index is in the tables beneath
            continue
        yield str(table)
        columns = len(connection.exec_driver_sql(f"PRAGMA table_info({table})").all())
        order = ", ".join(str(i) for i in range(1, columns + 1))
        for row in connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY {order}"):  # noqa: S608 - names of our own tables
            yield repr(tuple(row))
