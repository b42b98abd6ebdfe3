"""Translations of a letter, of an annex, of a file: recorded with the hash of what was translated, so that a later change is seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jitdesk.domain import decide
from jitdesk.domain.decide import Op
from jitdesk.domain.kinds.translation import TRANSLATION
from jitdesk.domain.records import Record
from jitdesk.drafting.papers.translated import annex_hash, is_stale, source_hash
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import new_id
from jitdesk.services import editing, letters
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.resolving import one
from jitdesk.storage import lists, queries
from jitdesk.storage.engine import Connection


@dataclass(frozen=True)
class Made:
    """A translation, and whether its source is another one by now than was translated."""

    record: Record
    stale: bool


def record(desk: Desk, reference: str, values: Mapping[str, Any]) -> Outcome:
    """Record a translation of a request's letter (of one of its annexes where `annex` names one) or of a file.

    The hash of the source as it stands now, and of a letter its version, are recorded with it. `certificate` and `file` are ids.
    """
    with desk.db.read() as connection:
        about = one(connection, desk.standing(connection), reference)
    source = _source(desk, about, str(values.get("annex") or ""))
    with desk.db.write() as connection:
        standing = desk.standing(connection)
        id = new_id(desk.random)
        given = editing.linked(connection, standing, about.compartment, TRANSLATION.fields, {**values, "about": about.id})
        if about.kind == "request":
            given["of_version"] = about.get("version", 1)
        ops = decide.add(id, TRANSLATION, about.compartment, standing.narrow(about.compartment), given)
        ops += [Op(about.compartment, TRANSLATION.name, id, "source_hash", source)]
        return Outcome((id,), editing.commit(desk, connection, standing, ops))


def stale(desk: Desk, reference: str) -> list[Record]:
    """The translations of a request's letter, annexes and files whose source is another one than was translated."""
    return [made.record for made in listed(desk, reference) if made.stale]


def listed(desk: Desk, reference: str) -> Sequence[Made]:
    """The translations of a request's letter, annexes and files."""
    with desk.db.read() as connection:
        request = letters.case_of(desk, connection, reference).request
        mine = lists.linked(connection, TRANSLATION.name, "about", [request.id])
        files = [record for place in _files(connection, request) if (record := queries.record(connection, place))]
        of_files = [(file, made) for file in files for made in lists.linked(connection, TRANSLATION.name, "about", [file.id])]
    found = [Made(made, is_stale(made, _now(desk, request, str(made.get("annex", ""))))) for made in mine]
    return found + [Made(made, is_stale(made, str(file.get("sha256", "")))) for file, made in of_files]


def _source(desk: Desk, about: Record, annex: str) -> str:
    """The hash of what is being translated; raises Refused where there is no such thing."""
    if about.kind == "file":
        return str(about.get("sha256", ""))
    if about.kind != "request":
        raise Refused("translations.kind", reference=about.get("code", about.id), kind=about.kind)
    found = _now(desk, about, annex)
    if not found:
        raise Refused("translations.no_annex", reference=about.get("reference", about.id), annex=annex)
    return found


def _now(desk: Desk, request: Record, annex: str) -> str:
    """The hash of the letter or an annex as it stands, "" where there is no such annex (any more)."""
    letter = letters.drafted(desk, request.reference)
    if not annex:
        return source_hash(letter)
    with desk.db.read() as connection:
        files = [record for place in _files(connection, request) if (record := queries.record(connection, place))]
    return annex_hash(request, files, letter, annex) or ""


def _files(connection: Connection, request: Record) -> list[int]:
    """The row numbers of the files that the request's annexes name."""
    named = {str(row["file"]) for row in request.get("annex_list", ()) if row.get("file")}
    return [place.rid for id in sorted(named) for place in queries.by_id(connection, id) if place.kind == "file"]
