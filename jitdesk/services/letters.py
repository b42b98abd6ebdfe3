"""Requests: what is missing in one, its outline for the window, and its letter as a Word document."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from jitdesk.documents import word
from jitdesk.domain.records import Record
from jitdesk.drafting import checks
from jitdesk.drafting.basis import Basis
from jitdesk.drafting.bilingual import bilingual
from jitdesk.drafting.case import Case
from jitdesk.drafting.checks import Finding
from jitdesk.drafting.letter import letter
from jitdesk.drafting.outline import Entry, Progress, outline
from jitdesk.drafting.structure import Block, Letter, Mark, Paragraph, Style, Table, paragraph
from jitdesk.drafting.wording import Wording
from jitdesk.kernel.clock import iso
from jitdesk.kernel.errors import Refused
from jitdesk.services import originator
from jitdesk.services.desk import Desk
from jitdesk.services.letter_languages import wording
from jitdesk.services.resolving import one
from jitdesk.services.standing import Standing
from jitdesk.storage import queries
from jitdesk.storage.engine import Connection
from jitdesk.system import files, resources

__all__ = ["Block", "Entry", "Finding", "Letter", "Mark", "Paragraph", "Progress", "Style", "Table", "paragraph"]

BASES = ("LHC",)
SUFFIX = ".docx"


@dataclass(frozen=True)
class Examined:
    """A request with its letter and what is missing in it, all of one moment."""

    request: Record
    witness: Record | None
    findings: Sequence[Finding]
    outline: Sequence[Entry]
    letter: Letter


def heard(case: Case) -> Record | None:
    """The witness as the letter may speak of one: nothing stands in it of one who is a lead only, or restricted."""
    witness = case.witness
    barred = witness is not None and (witness.get("restricted") or witness.get("code") in case.leads)
    return None if barred else witness


def _heard(case: Case) -> Case:
    return replace(case, witness=heard(case))


def check(desk: Desk, reference: str) -> list[Finding]:
    """What the request lacks, by article."""
    return checks.findings(_case(desk, reference))


def outlined(desk: Desk, reference: str) -> Sequence[Entry]:
    """The parts of the letter with their marks and fields."""
    case = _case(desk, reference)
    return outline(_heard(case), checks.findings(case), wording(language_of(case.request)))


def drafted(desk: Desk, reference: str, language: str | None = None, *, second: str | None = None) -> Letter:
    """The letter, before it is a document, in one language or two; raises Refused where it would process a restricted record."""
    case = _case(desk, reference)
    for record in filter(None, (case.request, case.witness)):
        if record.get("restricted"):
            raise Refused("letter.restricted", record=record.get("code") or record.get("reference"))
    words = wording(language or language_of(case.request))
    if second is None or second == words.language:
        return letter(_heard(case), checks.findings(case), words)
    return bilingual(_heard(case), checks.findings(case), words, wording(second))


def examine(desk: Desk, connection: Connection, request: Record) -> Examined:
    """A request examined for its editor; its letter stands in English where there are no words for the request's own."""
    case = _of(desk, connection, request)
    found = checks.findings(case)
    language = str(request.get("language", ""))
    words = _usable(language)
    made = letter(_heard(case), found, words)
    return Examined(request, case.witness, found, outline(_heard(case), found, words), made)


def gaps(request: Record, witness: Record | None, leads: frozenset[str], today: date) -> int:
    """How many things are missing that somebody has to fill in before the request can become final."""
    found = checks.findings(Case(request, witness, _basis(request), today, leads))
    return sum(finding.blocks and not finding.asks for finding in found)


def not_evidence(desk: Desk, connection: Connection) -> frozenset[str]:
    """The codes and names of what may be followed as a lead only, and is no evidence until the State that gave it says otherwise."""
    return originator.leads(connection, iso(desk.clock.now())[:10])


def write(desk: Desk, reference: str, out: Path, language: str | None = None, *, second: str | None = None) -> None:
    """Write the letter as a new Word document; with a second language beside the first, if one is given."""
    if out.suffix.lower() != SUFFIX:
        raise Refused("letter.name", name=out.name)
    data = word.write(drafted(desk, reference, language, second=second), resources.read_bytes("templates/letter.docx"))
    with files.writing(out) as stream:
        stream.write(data)


def _usable(language: str) -> Wording:
    try:
        return wording(language)
    except Refused:
        return wording("en")


def language_of(request: Record) -> str:
    """The language in which the request is drawn up; English where none is chosen."""
    return str(request.get("language", "en"))


def today(desk: Desk) -> date:
    """The day in UTC."""
    return date.fromisoformat(iso(desk.clock.now())[:10])


def _case(desk: Desk, reference: str) -> Case:
    with desk.db.read() as connection:
        standing = desk.standing(connection)
        request = one(connection, standing, reference, "request")
        if request.kind != "request":
            raise Refused("letter.no_request", reference=reference, kind=request.kind)
        return _of(desk, connection, request)


def _of(desk: Desk, connection: Connection, request: Record) -> Case:
    witness = _witness(connection, desk.standing(connection), request)
    return Case(request, witness, _basis(request), today(desk), not_evidence(desk, connection))


def _witness(connection: Connection, standing: Standing, request: Record) -> Record | None:
    """The witness of a request, from where all readers of the request may read it: a link that leads elsewhere is a forged one."""
    linked, place = request.get("witness"), request.compartment
    places = [found for found in queries.by_id(connection, linked) if found.kind == "witness"] if linked else []
    open_to_all = [found for found in places if standing.readers(place) <= standing.readers(found.compartment)]
    nearest = min(open_to_all, key=lambda found: found.compartment != place, default=None)
    return queries.record(connection, nearest.rid) if nearest else None


def _basis(request: Record) -> Basis:
    code = str(request.get("basis") or "LHC")
    return _read_basis(code.lower() if code in BASES else "lhc")


@cache
def _read_basis(name: str) -> Basis:
    return Basis.build(tomllib.loads(resources.read_text(f"treaties/{name}.toml")))
