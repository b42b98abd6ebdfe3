"""Translations of a letter, of an annex, of a file: recorded with the hash of what was translated, so that a later change is seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jitdesk.domain import decide, life
from jitdesk.domain.decide import Op
from jitdesk.domain.kinds.translation import TRANSLATION
from jitdesk.domain.records import Record
from jitdesk.drafting.papers.translated import annex_hash, annexes, is_stale, source_hash
from jitdesk.drafting.structure import Letter
from jitdesk.kernel.errors import Refused
from jitdesk.kernel.values import new_id
from jitdesk.services import editing, letters, reading
from jitdesk.services.desk import Desk
from jitdesk.services.editing import Outcome
from jitdesk.services.reading import Past
from jitdesk.services.resolving import one, request_called
from jitdesk.storage import lists, queries
from jitdesk.storage.engine import Connection

_OF_ANNEXES = ("annexes", "annex_list", "questions", "exhibits", "exhibit_list", "technical")


__all__ = ["Made", "annexes", "listed", "record", "since", "stale"]


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


def listed(desk: Desk, reference: str, letter: Letter | None = None) -> Sequence[Made]:
    """The translations of a request's letter, annexes and files, weighed against its `letter` as it stands, drafted if not given."""
    with desk.db.read() as connection:
        request = request_called(connection, desk.standing(connection), reference)
        mine = lists.linked(connection, TRANSLATION.name, "about", [request.id])
        files = [record for place in _files(connection, request) if (record := queries.record(connection, place))]
        of_files = [(file, made) for file in files for made in lists.linked(connection, TRANSLATION.name, "about", [file.id])]
    now = letter if letter is not None or not mine else letters.drafted(desk, request.reference)
    found = [Made(made, is_stale(made, _hash(request, files, now, str(made.get("annex", ""))))) for made in mine if now is not None]
    return found + [Made(made, is_stale(made, str(file.get("sha256", "")))) for file, made in of_files]


def since(desk: Desk, translation: Record) -> list[Past]:
    """What changed in the request, field by field, after its letter or annex was translated: of each field the first such change."""
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        about = one(connection, standing, str(translation.get("about")))
    if about.kind != "request":
        return []
    translated = max((past.stamp for past in reading.history(desk, translation.reference) if past.field == "source_hash"), default="")
    names = _OF_ANNEXES if translation.get("annex") else set(life.LETTER).difference(life.LATER)
    later = [past for past in reading.history(desk, about.reference) if past.stamp > translated and past.field in names]
    return list({past.field: past for past in reversed(later)}.values())[::-1]


def _source(desk: Desk, about: Record, annex: str) -> str:
    """The hash of what is being translated; raises Refused where there is no such thing."""
    if about.kind == "file":
        return str(about.get("sha256", ""))
    if about.kind != "request":
        raise Refused("translations.kind", reference=about.get("code", about.id), kind=about.kind)
    with desk.db.read() as connection:
        files = [record for place in _files(connection, about) if (record := queries.record(connection, place))]
    found = _hash(about, files, letters.drafted(desk, about.reference), annex)
    if not found:
        raise Refused("translations.no_annex", reference=about.get("reference", about.id), annex=annex)
    return found


def _hash(request: Record, files: Sequence[Record], letter: Letter, annex: str) -> str:
    """The hash of the letter or an annex as it stands, "" where there is no such annex (any more)."""
    return (annex_hash(request, files, letter, annex) or "") if annex else source_hash(letter)


def _files(connection: Connection, request: Record) -> list[int]:
    """The row numbers of the files that the request's annexes name."""
    named = {str(row["file"]) for row in request.get("annex_list", ()) if row.get("file")}
    return [place.rid for id in sorted(named) for place in queries.by_id(connection, id) if place.kind == "file"]
