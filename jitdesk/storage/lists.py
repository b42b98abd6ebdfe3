"""What lists show beside the records themselves: tasks by due date, names of linked records, columns of records that link to others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from jitdesk.domain.kinds import KINDS
from jitdesk.domain.records import Record
from jitdesk.storage import queries
from jitdesk.storage.projections import heads, rows


class Label(NamedTuple):
    """A record as others name it: by its code, reference or title."""

    id: str
    kind: str
    compartment: str
    text: str


class Due(NamedTuple):
    """A task by its row number, and when it is due (perhaps a partial date, or not at all)."""

    rid: int
    due: str | None


_ASSIGNED = "SELECT rid FROM element WHERE element = :me AND field = 'assignees'"
_CLAUSES = {
    "mine": f"status IS NOT 'done' AND rid IN ({_ASSIGNED})",
    "team": "status IS NOT 'done'",
    "waiting": "status = 'waiting'",
}
# For a first block: look at each task in order instead of gathering all that are assigned.
_FIRST = _CLAUSES | {"mine": f"status IS NOT 'done' AND EXISTS ({_ASSIGNED} AND rid = task.rid)"}


def tasks(connection: Connection, which: str, me: str, kept: Collection[int] = (), limit: int = -1) -> list[Due]:
    """Tasks of a list ("mine", "team", "waiting") by due date, those without one last; `kept` ones are in it whatever their status."""
    listed = (_CLAUSES if limit < 0 else _FIRST)[which]
    clause = f"archived IS NOT 1 AND restricted IS NOT 1 AND (({listed}) OR rid IN (SELECT value FROM json_each(:kept)))"  # noqa: S608
    arguments = {"me": me, "kept": heads.json_list(list(kept)), "limit": limit}
    dated = f"SELECT rid, due FROM task WHERE due IS NOT NULL AND {clause} ORDER BY due, rid LIMIT :limit"  # noqa: S608 - own clauses
    found = [Due(*row) for row in connection.exec_driver_sql(dated, arguments)]
    if 0 <= limit <= len(found):
        return found
    undated = f"SELECT rid, due FROM task WHERE due IS NULL AND {clause} ORDER BY rid LIMIT :limit"  # noqa: S608 - own clauses
    more = connection.exec_driver_sql(undated, arguments | {"limit": limit - len(found) if limit >= 0 else -1})
    return found + [Due(*row) for row in more]


def done(connection: Connection, limit: int = -1) -> list[int]:
    """Tasks that are done, last touched first."""
    # The plus keeps SQLite from sorting all of them: they come in the order of the index on `changed`.
    text = (
        "SELECT rid FROM task WHERE +status = 'done' AND archived IS NOT 1 AND restricted IS NOT 1 ORDER BY changed DESC, rid DESC LIMIT ?"
    )
    return [row[0] for row in connection.exec_driver_sql(text, (limit,))]


def count_mine(connection: Connection, me: str) -> int:
    """How many open tasks are assigned to this member."""
    text = f"SELECT count(*) FROM task WHERE archived IS NOT 1 AND restricted IS NOT 1 AND {_CLAUSES['mine']}"  # noqa: S608 - own clauses
    return int(connection.exec_driver_sql(text, {"me": me}).scalar() or 0)


def labels(connection: Connection, ids: Collection[str]) -> dict[str, Label]:
    """How records are named; those that are not on this desk are left out."""
    text = (
        "SELECT r.rid, r.id, r.kind, c.name FROM record r JOIN compartment c ON c.id = r.compartment "
        "WHERE r.id IN (SELECT value FROM json_each(?)) ORDER BY r.rid DESC"
    )
    found = [queries.Found(*row) for row in connection.exec_driver_sql(text, (heads.json_list(list(ids)),))]
    titles: dict[int, str] = {}
    for kind in {f.kind for f in found} & KINDS.keys():
        wanted = heads.json_list([f.rid for f in found if f.kind == kind])
        column = KINDS[kind].title
        picked = f"SELECT rid, {column} FROM {kind} WHERE rid IN (SELECT value FROM json_each(?))"  # noqa: S608 - names of the field table
        titles.update((row[0], row[1] or "") for row in connection.exec_driver_sql(picked, (wanted,)))
    return {f.id: Label(f.id, f.kind, f.compartment, titles.get(f.rid, "")) for f in found}


def linking(connection: Connection, kind: str, link: str, ids: Collection[str], columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Columns of the records of a kind whose `link` is one of these ids, without archived and restricted ones, as they came."""
    of = KINDS[kind]
    fields = [of.field(name) for name in columns]
    if of.field(link) is None or None in fields:
        raise ValueError("no such field")
    text = (
        f"SELECT {', '.join(columns)} FROM {kind} "  # noqa: S608 - names of the field table
        f"WHERE {link} IN (SELECT value FROM json_each(?)) AND archived IS NOT 1 AND restricted IS NOT 1 ORDER BY rid"
    )
    found = connection.exec_driver_sql(text, (heads.json_list(list(ids)),))
    return [tuple(rows.unpack(field, value) for field, value in zip(fields, row, strict=True) if field) for row in found]


def linked(connection: Connection, kind: str, link: str, ids: Collection[str]) -> list[Record]:
    """The records of a kind whose `link` is one of these ids, without archived and restricted ones, as they came."""
    of = KINDS[kind]
    if of.field(link) is None:
        raise ValueError("no such field")
    if not ids:
        return []
    restricted = "AND restricted IS NOT 1 " if of.field("restricted") else ""
    text = (
        f"SELECT rid FROM {kind} WHERE {link} IN (SELECT value FROM json_each(?)) "  # noqa: S608 - names of the field table
        f"AND archived IS NOT 1 {restricted}ORDER BY rid"
    )
    found = connection.exec_driver_sql(text, (heads.json_list(sorted(ids)),))
    return queries.records(connection, kind, [row[0] for row in found])


def of_ids(connection: Connection, kind: str, ids: Collection[str]) -> list[Record]:
    """The records of a kind with these ids, without archived and restricted ones; more than one of an id that somebody used twice."""
    rids = [rid for (_, found, _), rid in queries.rids_of(connection, ids).items() if found == kind] if ids else []
    return [record for record in queries.records(connection, kind, rids) if not (record.get("archived") or record.get("restricted"))]


def values(connection: Connection, kind: str, field: str) -> list[str]:
    """The values that a field of the records of a kind has."""
    if KINDS[kind].field(field) is None:
        raise ValueError("no such field")
    text = f"SELECT DISTINCT {field} FROM {kind} WHERE {field} IS NOT NULL ORDER BY {field}"  # noqa: S608 - names of the field table
    return [row[0] for row in connection.exec_driver_sql(text)]


def by_value(connection: Connection, kind: str, field: str) -> dict[Any, list[int]]:
    """The row numbers of all records of a kind by the value of a field that is no list, archived and restricted ones among them."""
    if KINDS[kind].field(field) is None:
        raise ValueError("no such field")
    found: dict[Any, list[int]] = {}
    text = f"SELECT {field}, rid FROM {kind} WHERE {field} IS NOT NULL ORDER BY rid"  # noqa: S608 - names of the field table
    for value, rid in connection.exec_driver_sql(text):
        found.setdefault(value, []).append(rid)
    return found


def hits(connection: Connection, match: str, kind: str) -> set[int]:
    """Row numbers of the records of a kind that match, among the newest hits."""
    return {f.rid for f in queries.search(connection, match, queries.NEWEST_HITS) if f.kind == kind}


def keyed(connection: Connection, kind: str, rids: Sequence[int]) -> dict[int, Record]:
    """The records of a kind by row number; those that are gone are left out."""
    found = queries.records(connection, kind, rids)
    if len(found) == len(rids):
        return dict(zip(rids, found, strict=True))
    return {rid: record for rid in rids for record in queries.records(connection, kind, [rid])}


def of_kind(connection: Connection, kind: str, ids: Collection[str]) -> set[str]:
    """Those of these ids that a record of this kind has."""
    if not ids:
        return set()
    text = "SELECT id FROM record WHERE kind = ? AND id IN (SELECT value FROM json_each(?))"
    return {row[0] for row in connection.exec_driver_sql(text, (kind, heads.json_list(sorted(ids))))}
